"""Rates of the record so far, and how far unmeasured coefficients could move them.

Coefficients are the same in every replication: a target is assessed with the very figures that the plan
fixes. What they add to the doubt about the truth is therefore no part of an interval but stands beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.definitions.plan import Indicator, Plan
from agri.indicators.coefficients import coefficients_of
from agri.indicators.rates import evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.indicators.rows import at_rows
from agri.indicators.snapshot import Floats
from agri.indicators.sums import Cells
from agri.periods import Period
from agri.sim.world.setup import Setup
from agri.terms import Certainty


def to_date(setup: Setup) -> dict[str, Floats]:
    """Return the record's value of every indicator at the as-of date, shape (place,)."""
    return _rates(setup, _Read(setup), setup.plan, tuple(setup.plan.indicators.values()))


def coefficient_errors(setup: Setup, rates: Mapping[str, Floats]) -> dict[str, float]:
    """Say how far uncertain coefficients would put the city's rates off, relative to themselves.

    Parameters
    ----------
    rates : mapping
        What `to_date` found.

    Returns
    -------
    mapping
        Indicator → standard deviation, fraction of the rate; NaN where there is no rate yet. Every figure
        that is not published is taken to be off by `coefficients.error` of itself, independently. Indicators
        that only show how the work goes are left out.
    """
    asked = tuple(one for one in setup.plan.indicators.values() if not one.is_process)
    factor = 1 + setup.parameter("coefficients.error")
    city = setup.layout.places.index[setup.plan.city]
    read = _Read(setup)
    moved = [
        _rates(setup, read, _with_factor(setup.plan, name, factor), asked) for name in uncertain(setup.plan)
    ]
    now = {one.code: float(rates[one.code][city]) for one in asked}
    return {
        code: float(np.sqrt(sum(_move(rate, float(one[code][city])) ** 2 for one in moved)))
        for code, rate in now.items()
    }


def _move(before: float, after: float) -> float:
    """How far a rate moved, relative to itself; NaN where there is none yet, or none of anything."""
    return after / before - 1 if before else float("nan")


def uncertain(plan: Plan) -> list[str]:
    """Name the coefficients of indicators that nobody has published."""
    used = coefficients_of(plan)
    return [
        figure.name
        for figure in plan.coefficients
        if figure.name.startswith(used) and figure.certainty != Certainty.PUBLISHED
    ]


def _with_factor(plan: Plan, name: str, factor: float) -> Plan:
    figure = plan.coefficients.by_name[name]
    moved = replace(figure, value=tuple(value * factor for value in figure.value))
    return replace(plan, coefficients=Coefficients({**plan.coefficients.by_name, name: moved}))


class _Read:
    """What no coefficient moves: the cells and the field trials of the record."""

    def __init__(self, setup: Setup) -> None:
        self.cells = Cells(setup.snapshot, setup.plan)
        self.recovery = at_rows(recovery_of(setup.snapshot, setup.plan), setup.layout.places_at)


def _rates(setup: Setup, read: _Read, plan: Plan, indicators: Sequence[Indicator]) -> dict[str, Floats]:
    snapshot, at = setup.snapshot, setup.layout.places_at
    through = min(Period.of(snapshot.as_of), Period(plan.year, 12))
    used = {code for one in indicators for code in one.making.amounts}
    whole = reported_quantities(snapshot, plan, through, cells=read.cells.under(plan), amounts=used)
    ratios = evaluate(at_rows(whole, at), plan, setup.layout.places, read.recovery, indicators)
    return {code: ratio.value for code, ratio in ratios.items()}
