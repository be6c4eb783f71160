"""Which reports were expected, which are in: a fact of its own, never mixed with the values."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Indicator, Plan
from agri.indicators.quantities import sum_up
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.terms import CellState


def forms_of(plan: Plan, code: str) -> tuple[str, ...]:
    """Return the forms whose reports an indicator rests on: what it declares, else those of its elements."""
    indicator = plan.indicators.get(code) or plan.beside[code]
    if indicator.making.reports:
        return indicator.making.reports
    return tuple(dict.fromkeys(name.partition(".")[0] for name in elements_of(plan, indicator)))


def elements_of(plan: Plan, indicator: Indicator) -> tuple[str, ...]:
    """Return every ``form.element`` that an indicator is made of."""
    making = indicator.making
    names = [name for code in making.amounts for name in plan.amounts[code].names(plan.main_crops)]
    if making.trials is not None:
        names += making.trials.names(plan.main_crops)
    return tuple(dict.fromkeys(names))


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


def missing_reports(snapshot: Snapshot, form: str) -> Flags:
    """Return which reports of a form are still to be sent, shape (org_unit, period).

    It was asked, no version of it is accepted, and none waits for a decision: a report that was returned is
    to be sent again. Every count of missing reports uses this one answer.
    """
    received, pending, expected = report_states(snapshot, form)
    return np.asarray(expected & ~received & ~pending)


@dataclass(frozen=True, slots=True)
class ReportCounts:
    """Reports of some forms over a span of months; every array has shape (org_unit,).

    ======== ============================================================
    Field    Meaning
    ======== ============================================================
    received in an accepted version
    pending  received, nothing accepted yet
    expected asked; 0 means that nothing was: completeness is then absent
    missing  asked, nothing accepted and nothing waiting: as `missing_reports` says
    ======== ============================================================
    """

    received: Floats
    pending: Floats
    expected: Floats

    @property
    def missing(self) -> Floats:
        """Reports that are still to be sent."""
        return np.asarray(self.expected - self.received - self.pending)


def report_counts(snapshot: Snapshot, forms: Iterable[str], first: Period, last: Period) -> ReportCounts:
    """Count reports of some forms over a span of months, townships summed up to county and city."""
    span = np.array([first <= period <= last for period in snapshot.periods])
    states = np.array([report_states(snapshot, form) for form in forms])  # (form, kind, org_unit, period)
    counts = states[..., span].sum(axis=(0, 3))
    return ReportCounts(*(sum_up(count, snapshot.places) for count in counts))


def reports_behind(snapshot: Snapshot, plan: Plan, last: Period) -> ReportCounts:
    """Count the plan year's reports, up to a month, that any of its indicators rests on."""
    return report_counts(snapshot, _behind(plan), Period(plan.year, 1), last)


def reports_beside(snapshot: Snapshot, plan: Plan, last: Period) -> dict[str, ReportCounts]:
    """Count, for each form that no indicator rests on, the plan year's reports up to a month."""
    behind = _behind(plan)
    first = Period(plan.year, 1)
    return {
        form: report_counts(snapshot, [form], first, last) for form in snapshot.forms if form not in behind
    }


def _behind(plan: Plan) -> list[str]:
    return sorted({form for code in plan.indicators for form in forms_of(plan, code)})


def indicator_reports(snapshot: Snapshot, plan: Plan, last: Period) -> dict[str, ReportCounts]:
    """Count, for each indicator, the plan year's reports, up to a month, that it rests on."""
    first = Period(plan.year, 1)
    return {code: report_counts(snapshot, forms_of(plan, code), first, last) for code in plan.indicators}
