"""Hold the sentences on causes against the truth of invented worlds; no database takes part."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import lru_cache

from joblib import Parallel, delayed

from agri.definitions.places import Places
from agri.definitions.plan import Indicator
from agri.errors import Invalid
from agri.hindcast.past_year import settled_on
from agri.indicators.companions import companions
from agri.indicators.rates import Ratio
from agri.periods import Period
from agri.plan.driver import Cause, Situation, sentence
from agri.plan.progress import last_due_month, ratios_to_date
from agri.scoring.causes import SaidCause
from agri.services.figures.assessment_figures import figures_of, situation_of
from agri.services.figures.stored_outlooks import outlooks_in
from agri.sim import BASE, project_combined, to_document
from agri.synthetic.worlds import Ground, InventedWorld, invent_world, true_snapshot
from agri.terms import Level

FIRST_SEED = 7_001  # apart from the hindcast's, the detectors', and those that the sentences were chosen on
DAYS = ((9, 5), (12, 5))  # month and day that are looked from
_AREA = "area_effect"


def score_cause_world(seed: int, *, replications: int, ground: Ground) -> list[SaidCause]:
    """Invent one world and judge every sentence that the city and its counties read on some days.

    The truth is the world's own: what was done, against what the settled record says. A sentence that tells
    what the plan or the projection holds, and claims nothing of the truth, is counted and not judged.
    """
    world = invent_world(ground, seed)
    plan = world.plan
    final = world.record.snapshot(plan, settled_on(plan))
    end = Period(plan.year, 12)
    reported, true = (ratios_to_date(one, plan, end) for one in (final, true_snapshot(final, world.truths)))
    found = []
    for month, day in DAYS:
        seen = date(plan.year, month, day)
        snapshot = world.record.snapshot(plan, seen)
        figures = figures_of(snapshot, plan)
        drawn = project_combined(snapshot, plan, BASE, seed, replications)
        outlooks = outlooks_in(json.loads(json.dumps(to_document(drawn)))["indicators"])
        areas = _true_areas(world, seen)
        for place in snapshot.places.units:
            row = snapshot.places.index[place.code]
            for indicator in plan.indicators.values() if place.level in (Level.CITY, Level.COUNTY) else ():
                at = situation_of(figures, indicator, place, outlooks.get((indicator.code, place.code)))
                said = sentence(at)
                if said is not None:
                    ends = (_at(reported, indicator, row), _at(true, indicator, row))
                    wrong = _is_false(said.cause, at, ends, areas.get((indicator.code, row)))
                    found.append(SaidCause(said.cause, seed, seen, place.code, indicator.code, wrong))
    return found


def score_cause_worlds(
    seeds: Sequence[int], *, replications: int, counties: Sequence[str] = (), workers: int = 1
) -> Iterator[list[SaidCause]]:
    """Yield what was said in each world as it is done, in no fixed order; no counties: of all."""
    found = Parallel(n_jobs=workers, return_as="generator_unordered")(
        delayed(_of_counties)(seed, replications, tuple(counties)) for seed in seeds
    )
    with closing(found):
        yield from found


def _at(ratios: dict[str, Ratio], indicator: Indicator, row: int) -> float:
    return float(ratios[indicator.code].value[row])


def _true_areas(world: InventedWorld, day: date) -> dict[tuple[str, int], float]:
    """Return what the change of area truly did to a growth up to a day, by indicator and place."""
    true = true_snapshot(world.record.snapshot(world.plan, day), world.truths)
    return {
        (one.indicator, row): float(value)
        for one in companions(true, world.plan, last_due_month(true, world.plan))
        if one.code == _AREA
        for row, value in enumerate(one.values)
    }


def _is_false(cause: Cause, at: Situation, ends: tuple[float, float], area: float | None) -> bool | None:
    """Say whether a sentence is false; `ends` is the year as reported and as true."""
    reported, true = ends
    if cause == Cause.AREA:
        told = at.companions.get(_AREA)
        return None if told is None or area is None else told * area <= 0
    if cause in (Cause.CHECKED_OVER, Cause.LOWER):
        return not true < reported
    if cause == Cause.SETTLED and at.reported is not None:
        return abs(reported - at.reported) > 2 * at.notable
    return None


def _of_counties(seed: int, replications: int, counties: tuple[str, ...]) -> list[SaidCause]:
    return score_cause_world(seed, replications=replications, ground=_ground(counties))


@lru_cache(maxsize=1)
def _ground(counties: tuple[str, ...]) -> Ground:
    ground = Ground.read()
    known = {unit.code for unit in ground.places.units if unit.level == Level.COUNTY}
    if missing := [code for code in counties if code not in known]:
        raise Invalid(
            f"no county {', '.join(missing)}; there are {', '.join(sorted(known))}",
            f"没有县区 {'、'.join(missing)}；现有 {'、'.join(sorted(known))}",
        )
    kept = [
        unit
        for unit in ground.places.units
        if not counties or unit.level not in (Level.COUNTY, Level.TOWNSHIP) or unit.code[:6] in counties
    ]
    return Ground(ground.plan, Places(tuple(kept)), ground.keys)
