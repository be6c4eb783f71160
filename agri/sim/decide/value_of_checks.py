"""Value of information: how much more spot checks would narrow the estimate of the true year end.

A check moves neither what is done in the fields nor what the record holds, so no search that asks for a
probability buys one. Its worth is in what is known: the posterior of over-reporting after the checks. In a
Gaussian tree that does not depend on what they find, so they may find what is expected.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from agri.definitions.lines import Lines
from agri.definitions.measures import MeasureKind
from agri.indicators.snapshot import SpotCheck
from agri.periods import Period
from agri.sim.belief.posterior import learn
from agri.sim.world.setup import Setup
from agri.terms import Drawn


@dataclass(frozen=True, slots=True)
class Informed:
    """How far one target's true year end is known, as a standard deviation: a fraction.

    `then` is after the checks, with everything else as it was.
    """

    indicator: str
    now: float
    then: float


@dataclass(frozen=True, slots=True)
class Informing:
    """A measure that only informs: the number of checks, their cost, and what they tell."""

    measure: str
    checks: int
    cost_yuan: float
    targets: tuple[Informed, ...]


def most_checks(kind: MeasureKind, starts_on: date) -> int:
    """Return how many checks a county can make until the year's end if it takes the measure in full."""
    months = (date(starts_on.year, 12, 31) - starts_on).days / 30.4
    return int(kind.most_steps(0) * kind.step * months)


def world_after_checks(setup: Setup, checks: Mapping[str, int]) -> Setup:
    """Return the world in which spot checks were drawn at random and found what is expected of them.

    Parameters
    ----------
    setup : Setup
        What is known now.
    checks : county → number
        Spread evenly over the county's townships and the families of over-reporting; sprayers, whose checks
        speak for all treatments too, are left out.
    """
    layout = setup.layout
    elements = _telling_elements(setup.plan.lines)
    expected = setup.learnt.mean(layout, 1).bias
    period = Period.of(setup.snapshot.as_of)
    found = []
    for county, number in checks.items():
        rows = layout.rows_of[layout.counties.index(county)]
        townships = range(rows.start, rows.stop)
        for i in range(number if townships else 0):
            row = townships[i % len(townships)]
            family = list(elements)[i // len(townships) % len(elements)]
            reported = float(np.exp(expected[family][row, 0]))
            code = layout.townships[row]
            found.append(SpotCheck(code, period, elements[family], reported, 1.0, Drawn.RANDOM))
    snapshot = replace(setup.snapshot, spot_checks=(*setup.snapshot.spot_checks, *found))
    return replace(
        setup, learnt=learn(snapshot, setup.plan, layout, setup.expected, spread=setup.learnt.spread)
    )


def _telling_elements(lines: Lines) -> dict[str, str]:
    """Name for each family of over-reporting an element whose check speaks for this family alone."""
    families: dict[str, set[str]] = {}
    for line in lines:
        for element in line.elements:
            families.setdefault(f"{line.form}.{element}", set()).add(line.family)
    return {family: element for element, (family, *others) in families.items() if not others}
