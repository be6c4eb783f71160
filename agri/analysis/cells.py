"""What places reported, one row for every cell that was asked, and why the others are silent."""

from dataclasses import replace
from datetime import UTC
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlmodel import Session

from agri.analysis.tables import (
    COUNT,
    FLAG,
    INSTANT,
    MONTH,
    NUMBER,
    PLACE,
    TEXT,
    TableColumn,
    declare,
    make_table,
)
from agri.analysis.views import View
from agri.errors import Fault, Invalid
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.plan.progress import last_due_month
from agri.services.figures.list_versions import list_versions
from agri.services.figures.snapshot_cache import current_snapshot
from agri.terms import CellState, SnapshotBasis

COLUMNS = declare(
    "reports",
    *PLACE,
    TableColumn("form", TEXT, "code of the form"),
    TableColumn("period", MONTH, "the month; a quarter's report stands at the quarter's last month"),
    TableColumn("element", TEXT, "code of the data element"),
    TableColumn("unit", TEXT, "unit of `value`: mu, kg, t, count, …"),
    TableColumn("value", NUMBER, "the month's own amount; NaN unless `state` is given. A zero is a report"),
    TableColumn(
        "state", TEXT, "given, blank, not_applicable, not_reported or pending (waits for its reviewer)"
    ),
    TableColumn("revision", TEXT, "id of the version that speaks; missing where nothing came"),
    TableColumn("received_at", INSTANT, "when that version came"),
    TableColumn("decision", TEXT, "accepted or returned; missing while nobody has decided"),
    TableColumn("delay_days", COUNT, "days from the period's end to the report's first version"),
    TableColumn("is_late", FLAG, "whether that was after the due day; missing where nothing came"),
)


def reported_cells(session: Session, view: View, year: int | None, basis: SnapshotBasis) -> pd.DataFrame:
    """Return the cells of a year, by default of the plan year and the one before, in code order.

    A cell that is not due yet has a row only where its report came early.

    Raises
    ------
    Invalid
        No figure counts reports of that year.
    """
    reference = view.reference
    if year is not None and year not in reference.counted.every:
        raise Invalid.of([_no_year(year, reference.counted.every)])
    plan = reference.plan
    if year is not None and year < plan.year - 1:
        plan = replace(plan, year=year)
    snapshot = current_snapshot(session, plan, view.as_of, basis)
    due = np.array([period <= last_due_month(snapshot, plan) for period in snapshot.periods])
    inside = np.array([year in {None, period.year} for period in snapshot.periods])
    is_silent = snapshot.state == CellState.NOT_REPORTED
    asked = (snapshot.state != CellState.NOT_DUE) & inside & (due | ~is_silent)
    # In the order of place, month and form: a report's cells stand together.
    rows, months, elements = np.nonzero(asked.swapaxes(1, 2))
    form_of, unit_of = _forms_and_units(snapshot, view)
    forms = form_of[elements]
    at_report = (rows, forms, months)
    versions = _Versions(session, snapshot, view, basis)
    delay = snapshot.delay_days[at_report]
    states = np.array([state.name.lower() for state in CellState], dtype=object)
    names = np.array([name.partition(".")[2] for name in snapshot.data_elements], dtype=object)
    return make_table(
        COLUMNS,
        {
            **view.place_columns(rows),
            "form": np.array(snapshot.forms, dtype=object)[forms],
            "period": pd.PeriodIndex(list(map(str, snapshot.periods)), freq="M").take(months),
            "element": names[elements],
            "unit": unit_of[elements],
            "value": snapshot.values[rows, elements, months],
            "state": states[snapshot.state[rows, elements, months]],
            "revision": versions.revision[at_report],
            "received_at": pd.DatetimeIndex(versions.received_at[at_report]).tz_localize("UTC"),
            "decision": versions.decision[at_report],
            "delay_days": delay,
            "is_late": pd.Series(delay, dtype="Float64").gt(plan.rhythm.due_day),
        },
        view.origin,
    )


def _no_year(year: int, counted: tuple[int, ...]) -> Fault:
    years = ", ".join(map(str, counted))
    return Fault(
        "year", "year-not-open", f"no figure counts reports of {year}; choose one of {years}",
        f"{year} 年的报表不计入任何指标；可选 {years}",
    )  # fmt: skip


def _forms_and_units(snapshot: Snapshot, view: View) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """Return the position of each data element's form, and its unit."""
    position = {code: i for i, code in enumerate(snapshot.forms)}
    forms, units = [], []
    for name in snapshot.data_elements:
        form, _, element = name.partition(".")
        forms.append(position[form])
        units.append(view.reference.plan.forms[form].element_of[element].unit)
    return np.array(forms, dtype=np.intp), np.array(units, dtype=object)


class _Versions:
    """The version that speaks for each report, as arrays of shape (org_unit, form, period)."""

    def __init__(self, session: Session, snapshot: Snapshot, view: View, basis: SnapshotBasis) -> None:
        shape = snapshot.delay_days.shape
        self.revision: NDArray[Any] = np.full(shape, None, dtype=object)
        self.decision: NDArray[Any] = np.full(shape, None, dtype=object)
        self.received_at = np.full(shape, np.datetime64("NaT", "us"))  # UTC
        form_at = {code: i for i, code in enumerate(snapshot.forms)}
        month_at: dict[str, int | None] = {}
        for (form, org_unit, period), version in list_versions(
            session, view.as_of, basis, city=view.reference.city
        ).items():
            if period not in month_at:
                month_at[period] = snapshot.period_index.get(Period.parse(period).closing_month)
            month = month_at[period]
            if month is None or form not in form_at:
                continue
            at = snapshot.places.index[org_unit], form_at[form], month
            self.revision[at] = str(version.revision_id)
            self.received_at[at] = version.received_at.astimezone(UTC).replace(tzinfo=None)
            self.decision[at] = None if version.decision is None else version.decision.value
