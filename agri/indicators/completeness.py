"""Which reports were expected, which are in: a fact of its own, never mixed with the values."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan
from agri.indicators.quantities import sum_up
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.terms import CellState

# The forms whose reports each indicator rests on.
INDICATOR_FORMS: Mapping[str, tuple[str, ...]] = {
    "fertilizer_growth": ("fertilizer",),
    "fertilizer_efficiency": ("fertilizer", "field_trial"),
    "soil_test_coverage": ("soil_testing", "sowing"),
    "unified_control_coverage": ("pest_control",),
    "green_control_coverage": ("pest_control", "sowing"),
    "pesticide_efficiency": ("pest_control",),
    "pesticide_growth": ("pest_control",),
    "film_recovery": ("film",),
    "packaging_recovery": ("packaging", "pest_control"),
    "straw_utilization": ("straw",),
    "manure_utilization": ("manure",),
}


def report_states(snapshot: Snapshot, form: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which reports of a form were expected and which the snapshot holds.

    Returns
    -------
    expected, received : arrays, shape (org_unit, period)
        A report is expected where any of its cells is due, and held where any cell is given, blank or not
        applicable in an accepted revision. A wholly blank report was received: it just says nothing.
    """
    columns = [i for name, i in snapshot.element_index.items() if name.startswith(f"{form}.")]
    states = snapshot.state[:, columns, :]
    expected = (states != CellState.NOT_DUE).any(axis=1)
    silent = np.isin(states, (CellState.NOT_DUE, CellState.NOT_REPORTED, CellState.PENDING))
    return np.asarray(expected, dtype=np.bool_), np.asarray((~silent).any(axis=1), dtype=np.bool_)


def report_counts(
    snapshot: Snapshot, forms: tuple[str, ...], first: Period, last: Period
) -> tuple[Floats, Floats]:
    """Count reports of some forms over a span of months, townships summed up to county and city.

    Returns
    -------
    received, expected : arrays, shape (org_unit,)
        0 expected means that nothing was asked: completeness is then absent, neither 0 nor 100 %.
    """
    span = np.array([first <= period <= last for period in snapshot.periods])
    received = np.zeros(len(snapshot.places.units))
    expected = np.zeros_like(received)
    for form in forms:
        was_expected, was_received = report_states(snapshot, form)
        expected += was_expected[:, span].sum(axis=1)
        received += (was_received & was_expected)[:, span].sum(axis=1)
    return sum_up(received, snapshot.places), sum_up(expected, snapshot.places)


def indicator_reports(snapshot: Snapshot, plan: Plan, last: Period) -> dict[str, tuple[Floats, Floats]]:
    """Count, for each indicator, the reports of the plan year that it rests on; (received, expected)."""
    first = Period(plan.year, 1)
    return {code: report_counts(snapshot, INDICATOR_FORMS[code], first, last) for code in plan.indicators}
