"""What a fan plot shows of each target: the record so far, the planned path, the target, the projected end.

Only the year's end is simulated. On the way there a band follows the work of the months that are left, and
ends with the last month in which the indicator can move; the plot says so.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agri.definitions.plan import Indicator, Plan
from agri.definitions.reading import Title
from agri.definitions.value_units import FRACTION
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.plan.fan import passed_shares
from agri.plan.path import planned_path
from agri.plan.progress import last_due_month, ratios_to_date
from agri.terms import Basis, Comparator

QUANTILES = ("q05", "q25", "q50", "q75", "q95")
_STEP_DAYS = 5

Points = tuple[tuple[date, float], ...]


@dataclass(frozen=True, slots=True)
class FanPanel:
    """One target's picture; values are in `unit`.

    =========== ==================================================================
    Field       Meaning
    =========== ==================================================================
    to_date     value of the record at the end of each month, by what is known now
    path        planned path, by day
    bands       the day and the five quantiles, from the as-of day to the end of the last month that moves it
    probability of the target, as reported
    unit        the indicator's: ``fraction``, or what its value is measured in
    =========== ==================================================================
    """

    code: str
    title: Title
    target: float
    comparator: Comparator
    to_date: Points
    path: Points
    bands: tuple[tuple[date, tuple[float, ...]], ...]
    probability: float | None
    unit: str = FRACTION


def fan_panels(
    snapshot: Snapshot, plan: Plan, document: Mapping[str, Any], org_unit: str | None = None
) -> tuple[FanPanel, ...]:
    """Gather the panels of every target of a place.

    Parameters
    ----------
    snapshot : Snapshot
        The one that the projection speaks of.
    plan : Plan
        Targets and calendar.
    document : Mapping
        A projection's document.
    org_unit : str, optional
        City or county; the plan's city by default.

    Raises
    ------
    ValueError
        The document is of another snapshot.
    """
    if document["snapshot"] != snapshot.id:
        raise ValueError("the projection speaks of another snapshot")
    place = org_unit or plan.city
    at = snapshot.places.index[place]
    history = _history(snapshot, plan, at)
    days = [date(plan.year, 1, 1) + timedelta(days=i) for i in range(0, 365, _STEP_DAYS)]
    days = sorted({*days, min(snapshot.as_of, date(plan.year, 12, 31)), date(plan.year, 12, 31)})
    paths = {day: planned_path(snapshot, plan, day) for day in days}
    lines = {
        line["indicator"]: line
        for line in document["indicators"]
        if line["org_unit"] == place and line["basis"] == Basis.REPORTED
    }
    through = last_due_month(snapshot, plan)
    panels = []
    for indicator in plan.targets:
        path = tuple((day, float(paths[day][indicator.code][at])) for day in days)
        known = tuple(point for point in path if math.isfinite(point[1]))
        panels.append(
            _panel(
                indicator,
                lines[indicator.code],
                history[indicator.code],
                known,
                as_of=snapshot.as_of,
                passed=passed_shares(snapshot, plan, indicator, through)[at],
            )
        )
    return tuple(panels)


def _history(snapshot: Snapshot, plan: Plan, at: int) -> dict[str, Points]:
    """Value at the end of each month up to the as-of day, and on that day itself."""
    points: dict[str, list[tuple[date, float]]] = {code: [] for code in plan.indicators}
    for period in (Period(plan.year, month) for month in range(1, 13)):
        if period.first_day > snapshot.as_of:
            break
        for code, ratio in ratios_to_date(snapshot, plan, period).items():
            value = float(ratio.value[at])
            if math.isfinite(value):
                points[code].append((min(period.last_day, snapshot.as_of), value))
    return {code: tuple(found) for code, found in points.items()}


def _panel(
    indicator: Indicator,
    line: Mapping[str, Any],
    history: Points,
    path: Points,
    *,
    as_of: date,
    passed: Floats,
) -> FanPanel:
    target = indicator.target
    if target is None:
        raise ValueError(f"{indicator.code} has no target")
    return FanPanel(
        code=indicator.code,
        title=indicator.title,
        target=target.value,
        comparator=target.comparator,
        to_date=history,
        path=path,
        bands=_bands(line["year_end"], history, passed, as_of),
        probability=line["probability"],
        unit=indicator.making.value_unit,
    )


def _bands(
    year_end: Mapping[str, float | None], history: Points, passed: Floats, as_of: date
) -> tuple[tuple[date, tuple[float, ...]], ...]:
    """Spread from the value to date to the quantiles of the year's end; the end alone once it is decided."""
    ends = [year_end[name] for name in QUANTILES]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends) or not history:
        return ()
    start = history[-1][1]
    months = [
        (period.last_day, float(share))
        for period, share in zip(Period(as_of.year).months(), passed, strict=True)
        if math.isfinite(share) and period.last_day > as_of
    ]
    if not months:
        return ((date(as_of.year, 12, 31), tuple(known)),)
    return tuple(
        (day, tuple(start + share * (end - start) for end in known)) for day, share in [(as_of, 0.0), *months]
    )
