"""Last year as the record of today tells it, in the shape in which a plan year is read."""

from dataclasses import replace

import numpy as np

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.terms import CellState

_SILENT = (CellState.BLANK, CellState.NOT_REPORTED, CellState.PENDING)


def plan_of_last_year(plan: Plan) -> Plan:
    """Return the same plan, held against the year before."""
    return replace(plan, year=plan.year - 1)


def last_year_view(snapshot: Snapshot, plan: Plan, like: Period | None = None) -> Snapshot:
    """Return a snapshot whose plan year is the year before; nothing is known of the year before that.

    Parameters
    ----------
    snapshot : Snapshot
        Of the plan year and the year before.
    plan : Plan
        Of the plan year.
    like : Period, optional
        A month of the plan year. Cells that are silent this year to that month are made silent in last year's
        same months too, so that a sum to date compares what the same places reported of the same months.
    """
    last, units, elements = plan_of_last_year(plan), *snapshot.values.shape[:2]
    then, now = snapshot.months_of(last.year), snapshot.months_of(plan.year)
    values = np.full((units, elements, 24), np.nan)
    state = np.full(values.shape, CellState.NOT_DUE, dtype=np.int8)
    delay_days = np.full((units, len(snapshot.forms), 24), np.nan)
    is_closed = np.zeros((units, 24), dtype=np.bool_)
    values[..., 12:], state[..., 12:] = snapshot.values[..., then], snapshot.state[..., then]
    delay_days[..., 12:], is_closed[..., 12:] = snapshot.delay_days[..., then], snapshot.is_closed[..., then]
    if like is not None:
        passed = np.array([period <= like for period in (snapshot.periods[i] for i in now)])
        silent = np.isin(snapshot.state[..., now], _SILENT) & passed
        values[..., 12:][silent] = np.nan
        state[..., 12:] = np.where(silent, snapshot.state[..., now], state[..., 12:])
    baselines = np.full_like(snapshot.baselines, np.nan)
    baselines[..., 1] = snapshot.baselines[..., snapshot.years.index(last.year)]
    return replace(
        snapshot,
        periods=last.periods,
        values=values,
        state=state,
        delay_days=delay_days,
        is_closed=is_closed,
        years=(last.year - 1, last.year),
        baselines=baselines,
        earlier=(),
        spot_checks=(),
        pending=0,
    )
