"""Amounts of a snapshot along three axes, added up to the places and spans of a view."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.places import OrgUnit
from agri.definitions.plan import Plan
from agri.definitions.value_units import FRACTION
from agri.errors import Fault, Invalid
from agri.files.pivot.view import TableView
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.terms import CellState, Level, TableStep

_LACKING = (CellState.NOT_REPORTED, CellState.PENDING, CellState.BLANK)


@dataclass(frozen=True, slots=True)
class Cube:
    """Accepted amounts in their units, and where something is lacking; both (place, period, element).

    NaN: nothing was given there. A sum that lacks something holds what was given.
    """

    places: tuple[OrgUnit, ...]
    spans: tuple[str, ...]
    elements: tuple[str, ...]
    amounts: Floats
    is_lacking: NDArray[np.bool_]


def build_cube(snapshot: Snapshot, plan: Plan, view: TableView) -> Cube:
    """Add up the accepted reports of a snapshot to what a view shows.

    Raises
    ------
    Invalid
        The view names months that the snapshot does not hold, or adds up what cannot be added up.
    """
    places, months = _axes(snapshot, plan, view)
    spans = tuple(dict.fromkeys(_span(month, view.step) for month in months))
    codes = np.array(snapshot.places.codes)
    columns = np.array([snapshot.element_index[name] for name in view.elements])
    amounts = np.full((len(places), len(spans), len(columns)), np.nan)
    lacking = np.zeros(amounts.shape, dtype=np.bool_)
    for i, place in enumerate(places):
        below = np.flatnonzero(np.char.startswith(codes, place.code))
        for j, span in enumerate(spans):
            inside = [month for month in months if _span(month, view.step) == span]
            at = np.array([snapshot.period_index[month] for month in inside])
            block = np.ix_(below, columns, at)
            values, states = snapshot.values[block], snapshot.state[block]
            has_any = np.isfinite(values).any(axis=(0, 2))
            amounts[i, j] = np.where(has_any, np.nansum(values, axis=(0, 2)), np.nan)
            lacking[i, j] = np.isin(states, _LACKING).any(axis=(0, 2))
    return Cube(places, spans, view.elements, amounts, lacking)


def count_cells(snapshot: Snapshot, plan: Plan, view: TableView) -> int:
    """Return how many amounts a view shows, before they are added up; what refuses is the same."""
    places, months = _axes(snapshot, plan, view)
    return len(places) * len({_span(month, view.step) for month in months}) * len(view.elements)


def _axes(snapshot: Snapshot, plan: Plan, view: TableView) -> tuple[tuple[OrgUnit, ...], list[Period]]:
    """Return a view's places and months."""
    units = {f"{form.code}.{one.code}": one.unit for form in plan.forms for one in form.elements}
    rates = [name for name in view.elements if units[name] == FRACTION]
    if rates:
        en, zh = f"{rates[0]} is a fraction and cannot be added up", f"{rates[0]} 是比例，不能汇总"
        raise Invalid(en, zh, (Fault("/elements", "table-view", en, zh),))
    places = tuple(
        unit
        for unit in snapshot.places.at(view.level)
        if unit.code.startswith(view.below) and (unit.is_farming or unit.level != Level.TOWNSHIP)
    )
    months = [month for month in snapshot.periods if _is_within(month, view, plan)]
    if not months or not places:
        en, zh = "the view holds no place or no month of the record", "这张表没有可显示的单位或月份"
        raise Invalid(en, zh, (Fault("/first", "table-view", en, zh),))
    return places, months


def _is_within(month: Period, view: TableView, plan: Plan) -> bool:
    first, last = view.first or f"{plan.year}-01", view.last or f"{plan.year}-12"
    return first <= str(month) <= last


def _span(month: Period, step: TableStep) -> str:
    """Name the span that a month is added up to.

    >>> _span(Period(2019, 8), TableStep.QUARTER)
    '2019-Q3'
    """
    if step == TableStep.MONTH:
        return str(month)
    quarter = ((month.month or 12) - 1) // 3 + 1
    return str(month.year) if step == TableStep.YEAR else f"{month.year}-Q{quarter}"
