"""Turn a snapshot into the rows of every form's table: the released month and the year to date.

A sum never hides a silence: where a month is missing, the sum holds what was given and the state says so.
"""

import math
from collections.abc import Sequence

import numpy as np

from agri.definitions.forms import Form, Forms
from agri.definitions.places import OrgUnit
from agri.files.release.lines import Column, FormFigures, FormLines, FormRow
from agri.indicators.completeness import report_states
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.terms import CellState, Level

# The further left, the more it weighs when the periods of a sum differ.
_SILENCES = (CellState.NOT_REPORTED, CellState.PENDING, CellState.BLANK)
_UNSUMMABLE = "fraction"


def form_lines(snapshot: Snapshot, forms: Forms, period: Period) -> tuple[FormLines, ...]:
    """Return the tables of every form for a released month.

    Parameters
    ----------
    snapshot : Snapshot
        Must cover the months of the period's year.
    forms : Forms
        The forms in force.
    period : Period
        The released month.
    """
    return tuple(_table(snapshot, form, period) for form in forms)


def _table(snapshot: Snapshot, form: Form, period: Period) -> FormLines:
    columns = tuple(
        Column(
            element.code, element.title, element.unit, form.section_of[element.code].title,
            element.unit != _UNSUMMABLE,
        )
        for element in form.elements
    )  # fmt: skip
    elements = [snapshot.element_index[f"{form.code}.{column.code}"] for column in columns]
    months = [snapshot.period_index[month] for month in _months_to_date(period)]
    received, _, expected = report_states(snapshot, form.code)
    level_units = [unit for unit in snapshot.places.units if unit.level == form.level]
    rows = []
    for unit in level_units:
        place = snapshot.places.index[unit.code]
        values = snapshot.values[np.ix_([place], elements, months)][0]
        states = snapshot.state[np.ix_([place], elements, months)][0]
        if (states == CellState.NOT_DUE).all():
            continue
        rows.append(
            FormRow(
                org_unit=unit.code,
                name=unit.name,
                county=_county(unit),
                month=FormFigures(
                    int(expected[place, months[-1]]),
                    int(received[place, months[-1]]),
                    *_sums(values[:, -1:], states[:, -1:], columns),
                ),
                to_date=FormFigures(
                    int(expected[place, months].sum()),
                    int(received[place, months].sum()),
                    *_sums(values, states, columns),
                ),
            )
        )
    span = form.period_ending(period) or period
    return FormLines(
        form=form.code,
        version=form.version,
        title=form.title,
        table_number=form.table_number,
        level=form.level,
        frequency=form.frequency,
        period=str(span),
        is_due=form.asks_in(span),
        columns=columns,
        rows=tuple(rows),
    )


def _months_to_date(period: Period) -> tuple[Period, ...]:
    return tuple(month for month in Period(period.year).months() if month <= period)


def _county(unit: OrgUnit) -> str:
    return unit.code if unit.level == Level.COUNTY or unit.parent is None else unit.parent


def _sums(
    values: np.ndarray, states: np.ndarray, columns: Sequence[Column]
) -> tuple[tuple[float | None, ...], tuple[CellState, ...]]:
    """Add up one place's months; both arrays have shape (element, month)."""
    sums, worst = [], []
    for column, row, state in zip(columns, values, states, strict=True):
        given = row[state == CellState.GIVEN]
        if column.is_summable:
            sums.append(math.fsum(given) if given.size else None)
        else:
            sums.append(float(given[-1]) if given.size else None)  # a trial's result: the latest
        worst.append(_state(state))
    return tuple(sums), tuple(worst)


def _state(states: np.ndarray) -> CellState:
    """Return what a sum over months is: its first silence, else a number, not applicable or not due."""
    held = set(states.tolist())
    for state in (*_SILENCES, CellState.GIVEN, CellState.NOT_APPLICABLE):
        if state in held:
            return state
    return CellState.NOT_DUE
