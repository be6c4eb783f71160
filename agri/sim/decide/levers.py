"""The levers of a search: one measure in one county, in a few amounts from none to the most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from agri.definitions.measures import MeasureKind, Measures
from agri.indicators.snapshot import Floats
from agri.sim.decide.answer import PricedMeasure
from agri.sim.decide.search_limits import NO_LIMITS, SearchLimits
from agri.sim.world.scenario import CHECKS, RESOURCES, Measure, Scenario
from agri.sim.world.setup import Setup

GRID = (0.05, 0.1, 0.2, 0.35, 0.6, 1.0)  # amounts that are tried, as parts of the most; one step is tried too

Levels = tuple[int, ...]  # a choice: the level of each lever


@dataclass(frozen=True, slots=True)
class Lever:
    """One measure in one county.

    ========== ======== ========================================================= ==============
    Field      Shape    Meaning                                                   Unit
    ========== ======== ========================================================= ==============
    starts_on  —        first day at work, if it is decided on the as-of day      —
    amounts    (level,) rising from 0; level 1 is the least that can be bought    the measure's
    costs      (level,) what that much costs until the year's end                 yuan
    ========== ======== ========================================================= ==============
    """

    kind: MeasureKind
    place: str
    starts_on: date
    amounts: tuple[float, ...]
    costs: tuple[float, ...]

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.amounts) - 1


@dataclass(frozen=True, slots=True)
class Levers:
    """Everything that can be turned, and the measures that cannot, by reason.

    ============== ========================================================================
    Field          Meaning
    ============== ========================================================================
    levers         by measure, then county in code order
    informing      measures that move nothing and only tell more, with their first day
    without_effect measures that add to nothing the simulation knows: they are not searched
    too_late       measures that could not start within the year
    ============== ========================================================================
    """

    levers: tuple[Lever, ...]
    informing: tuple[tuple[MeasureKind, date], ...]
    without_effect: tuple[str, ...]
    too_late: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The codes of the measures that can be turned, in their order."""
        return tuple(dict.fromkeys(lever.kind.code for lever in self.levers))

    @property
    def highest(self) -> int:
        """The highest level of any lever; 0 without levers."""
        return max((lever.top for lever in self.levers), default=0)

    def cost(self, levels: Sequence[int]) -> float:
        """Return what a choice costs, yuan."""
        return sum(lever.costs[level] for lever, level in zip(self.levers, levels, strict=True))

    def scenario(self, levels: Sequence[int], code: str) -> Scenario:
        """Return a choice as a scenario."""
        return Scenario(
            code,
            tuple(
                Measure(lever.kind.resource, lever.place, lever.amounts[level], lever.starts_on)
                for lever, level in zip(self.levers, levels, strict=True)
                if level
            ),
        )

    def priced(self, levels: Sequence[int]) -> tuple[PricedMeasure, ...]:
        """Return a choice as a list of measures with their cost."""
        return tuple(
            PricedMeasure(
                lever.kind.code, lever.place, lever.amounts[level], lever.starts_on, lever.costs[level]
            )
            for lever, level in zip(self.levers, levels, strict=True)
            if level
        )

    def uniform(self, level: int, kinds: Sequence[str]) -> Levels:
        """Return the choice that turns every lever of some measures to one level, or to its top below it."""
        return tuple(min(level, lever.top) if lever.kind.code in kinds else 0 for lever in self.levers)


def levers_of(
    setup: Setup,
    measures: Measures,
    as_of: date,
    grid: Sequence[float] = GRID,
    limits: SearchLimits = NO_LIMITS,
) -> Levers:
    """Lay out what can be turned in a city from a day on.

    Parameters
    ----------
    setup : Setup
        Counties and what they have.
    measures : Measures
        The city's file.
    as_of : date
        The day of the decision; a measure starts after its lead time.
    grid : sequence of float
        Parts of a county's most that are tried, beside one step.
    limits : SearchLimits
        Measures and counties that are left out.
    """
    levers: list[Lever] = []
    informing, without_effect, too_late = [], [], []
    year = setup.plan.year
    for kind in measures:
        if kind.code in limits.without_measures:
            continue
        starts_on = max(as_of + timedelta(days=1 + kind.lead_days), setup.year.date_of(setup.year.start))
        if kind.resource not in (*RESOURCES, CHECKS):
            without_effect.append(kind.code)
            continue
        if starts_on.year != year:
            too_late.append(kind.code)
            continue
        if kind.resource == CHECKS:
            informing.append((kind, starts_on))
            continue
        nothing = np.zeros(len(setup.layout.counties))
        held: Floats = np.nan_to_num(setup.resources.get(kind.resource, nothing))
        for county, amount in zip(setup.layout.counties, held, strict=True):
            most = kind.most_steps(float(amount))
            steps = sorted({0, min(1, most), *(round(part * most) for part in grid)})
            if most > 0 and limits.allows(kind.code, county):
                amounts = tuple(step * kind.step for step in steps)
                costs = tuple(a * kind.cost_yuan for a in amounts)
                levers.append(Lever(kind, county, starts_on, amounts, costs))
    return Levers(tuple(levers), tuple(informing), tuple(without_effect), tuple(too_late))


def apart(kinds: Sequence[str], touched: dict[str, set[int]]) -> list[list[str]]:
    """Put measures that share no target together, so that one run speaks for all of them."""
    batches: list[tuple[list[str], set[int]]] = []
    for kind in kinds:
        for batch, taken in batches:
            if not taken & touched[kind]:
                batch.append(kind)
                taken.update(touched[kind])
                break
        else:
            batches.append(([kind], set(touched[kind])))
    return [batch for batch, _ in batches]
