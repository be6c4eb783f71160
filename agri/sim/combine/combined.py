"""Put the engine's year ends together with what simple rules say, without losing what the engine knows.

Each indicator's draws of city and counties are moved to the quantiles of a pool of engine and rules, rank by
rank: what draws of different indicators and places share in a replication, they go on sharing. Another
scenario moves with the base one: the engine alone says what a measure does. Townships stay the engine's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.plan.outlook import distributions, probability
from agri.sim.combine.experience import Experience
from agri.sim.combine.lessons import Lessons
from agri.sim.combine.limits import within_limits
from agri.sim.inputs.streams import Floats32
from agri.sim.run.joint_chance import joint_chances
from agri.sim.run.project import project
from agri.sim.run.projection import Belief, Projection, ProjectionLine, Width
from agri.sim.world.scenario import BASE, Scenario
from agri.terms import Basis

EXPERIENCE = "experience"  # of earlier forecasts: how far engine and rules were off

Key = tuple[str, Basis]


@dataclass(frozen=True)
class Combination:
    """How a base projection is moved, and what was believed for it.

    `moves` has what is added to each draw by (indicator, basis), shape (draw place, replication).
    """

    moves: Mapping[Key, Floats32]
    beliefs: tuple[Belief, ...]

    def of(self, projection: Projection, plan: Plan) -> Projection:
        """Return a projection of the same snapshot, seed and replications with its draws moved."""
        draws = {
            (code, basis): within_limits(
                drawn + self.moves[code, basis], drawn, plan.indicators[code], basis, plan
            )
            for (code, basis), drawn in projection.draws.items()
        }
        at = projection.draw_places.index(plan.city)
        return replace(
            projection,
            draws=draws,
            lines=tuple(_lines(projection, draws, plan)),
            widths=tuple(_width(one, draws[one.indicator, one.basis][at]) for one in projection.widths),
            joint=joint_chances({key: drawn[at] for key, drawn in draws.items()}, plan),
            beliefs=self.beliefs,
        )


def project_combined(
    snapshot: Snapshot,
    plan: Plan,
    scenario: Scenario,
    seed: int,
    replications: int,
    *,
    workers: int = 1,
    lessons: Lessons | None = None,
) -> Projection:
    """Project every indicator to December 31, engine and simple rules together; arguments as `project`'s.

    `lessons` are other lessons than those that come with the program.
    """
    base = project(snapshot, plan, BASE, seed, replications, workers=workers)
    combination = combine(base, snapshot, plan, lessons)
    if scenario == BASE:
        return combination.of(base, plan)
    other = project(snapshot, plan, scenario, seed, replications, workers=workers)
    return combination.of(other, plan)


def combine(base: Projection, snapshot: Snapshot, plan: Plan, lessons: Lessons | None = None) -> Combination:
    """Let the rules speak beside the engine's base projection, and say how its draws move.

    Parameters
    ----------
    base : Projection
        The engine's own, nothing further assumed.
    snapshot, plan : Snapshot, Plan
        That it was made from.
    lessons : Lessons, optional
        Other lessons than those that come with the program.
    """
    experience = Experience.of(snapshot, plan, lessons)
    at = base.draw_places.index(plan.city)
    beliefs = (
        experience.belief(plan.indicators[code], basis, plan.city, drawn[at])
        for (code, basis), drawn in base.draws.items()
    )
    return Combination(
        {
            (code, basis): np.stack(
                [
                    experience.moves(plan.indicators[code], basis, place, own)
                    for place, own in zip(base.draw_places, drawn, strict=True)
                ]
            )
            for (code, basis), drawn in base.draws.items()
        },
        tuple(belief for belief in beliefs if belief is not None),
    )


def _lines(projection: Projection, draws: Mapping[Key, Floats32], plan: Plan) -> Iterator[ProjectionLine]:
    row = {place: i for i, place in enumerate(projection.draw_places)}
    summaries = {key: distributions(drawn) for key, drawn in draws.items()}
    for line in projection.lines:
        if line.org_unit not in row or plan.indicators[line.indicator].is_process:
            yield line
            continue
        key, at = (line.indicator, line.basis), row[line.org_unit]
        target = plan.indicators[line.indicator].target
        yield replace(line, year_end=summaries[key][at], probability=probability(draws[key][at], target))


def _width(width: Width, drawn: Floats32) -> Width:
    """Return a width's new size; what the engine's own sources do not explain is what experience adds."""
    known = drawn[np.isfinite(drawn)]
    sd = float(known.std(ddof=1)) if len(known) > 1 else width.sd
    explained = min((width.sd / sd) ** 2, 1.0) if sd > 0 else 1.0
    shares = {source: share * explained for source, share in width.shares.items()}
    return replace(width, sd=sd, shares={**shares, EXPERIENCE: 1 - explained})
