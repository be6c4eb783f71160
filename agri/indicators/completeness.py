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


Flags = NDArray[np.bool_]


def report_states(snapshot: Snapshot, form: str) -> tuple[Flags, Flags, Flags]:
    """Return which reports of a form the snapshot holds, which are undecided and which were expected.

    Returns
    -------
    received, pending, expected : arrays, shape (org_unit, period)
        A report is expected where any of its cells is due, and held where any cell is given, blank or not
        applicable in an accepted revision. A report without any number was received: it just says nothing.
        Every count of reports uses this one answer, in the assessment and in the projection alike.
    """
    columns = [i for name, i in snapshot.element_index.items() if name.startswith(f"{form}.")]
    states = snapshot.state[:, columns, :]
    expected = np.asarray((states != CellState.NOT_DUE).any(axis=1), dtype=np.bool_)
    silent = np.isin(states, (CellState.NOT_DUE, CellState.NOT_REPORTED, CellState.PENDING))
    received = np.asarray((~silent).any(axis=1), dtype=np.bool_) & expected
    pending = np.asarray((states == CellState.PENDING).any(axis=1), dtype=np.bool_) & ~received
    return received, pending, expected


def report_counts(
    snapshot: Snapshot, forms: tuple[str, ...], first: Period, last: Period
) -> tuple[Floats, Floats, Floats]:
    """Count reports of some forms over a span of months, townships summed up to county and city.

    Returns
    -------
    received, pending, expected : arrays, shape (org_unit,)
        0 expected means that nothing was asked: completeness is then absent, neither 0 nor 100 %.
    """
    span = np.array([first <= period <= last for period in snapshot.periods])
    states = np.array([report_states(snapshot, form) for form in forms])  # (form, kind, org_unit, period)
    counts = states[..., span].sum(axis=(0, 3))
    received, pending, expected = (sum_up(count, snapshot.places) for count in counts)
    return received, pending, expected


def indicator_reports(snapshot: Snapshot, plan: Plan, last: Period) -> dict[str, tuple[Floats, Floats]]:
    """Count, for each indicator, the reports of the plan year that it rests on; (received, expected)."""
    first = Period(plan.year, 1)
    counts = {code: report_counts(snapshot, INDICATOR_FORMS[code], first, last) for code in plan.indicators}
    return {code: (received, expected) for code, (received, _, expected) in counts.items()}
