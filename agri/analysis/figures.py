"""Every indicator of every place at each month's end, as `agri assess` computes it."""

from typing import Any

import numpy as np
import pandas as pd
from sqlmodel import Session

from agri.analysis.tables import COUNT, MONTH, NUMBER, PLACE, TEXT, TableColumn, declare, make_table
from agri.analysis.views import View
from agri.definitions.value_units import FRACTION
from agri.periods import Period
from agri.plan.progress import last_due_month, progress_to_date
from agri.services.figures.snapshot_cache import current_snapshot
from agri.terms import Level

COLUMNS = declare(
    "indicators",
    *PLACE,
    TableColumn("level", TEXT, "city, county or township"),
    TableColumn("period", MONTH, "the month up to whose end the figure counts, from January on"),
    TableColumn("indicator", TEXT, "code of the indicator"),
    TableColumn("value_pct", NUMBER, "numerator ÷ denominator to date; NaN without one, or for no rate"),
    TableColumn("numerator", NUMBER, "sum of the accepted reports, in `amount_unit`"),
    TableColumn("denominator", NUMBER, "the same; NaN where the plan gives townships no rate"),
    TableColumn("amount_unit", TEXT, "unit of the numerator: mu, kg, t or count"),
    TableColumn("path_pct", NUMBER, "where the plan wants the value at that month's end"),
    TableColumn("target_pct", NUMBER, "the year's target; NaN for townships and without one"),
    TableColumn("reports", COUNT, "reports that the value holds"),
    TableColumn("reports_expected", COUNT, "reports that were due for it"),
)


def monthly_indicators(session: Session, view: View) -> pd.DataFrame:
    """Return the indicators of city, counties and townships from January to the last month that was due."""
    plan, places = view.reference.plan, view.reference.places
    snapshot = current_snapshot(session, plan, view.as_of)
    rows = np.array([i for i, unit in enumerate(places.units) if unit.level != Level.PROVINCE], dtype=np.intp)
    levels = np.array([unit.level.value for unit in places.units], dtype=object)[rows]
    is_township = levels == Level.TOWNSHIP.value
    parts = []
    last = last_due_month(snapshot, plan)
    for month in (month for month in Period(plan.year).months() if month <= last):
        for code, progress in progress_to_date(snapshot, plan, month).items():
            target = plan.indicators[code].target
            is_rate = plan.indicators[code].making.value_unit == FRACTION
            nothing = np.full(len(rows), np.nan)
            target_pct = np.nan if target is None or not is_rate else 100 * target.value
            parts.append(
                {
                    **view.place_columns(rows),
                    "level": levels,
                    "period": np.full(len(rows), str(month), dtype=object),
                    "indicator": np.full(len(rows), code, dtype=object),
                    "value_pct": 100 * progress.ratio.value[rows] if is_rate else nothing,
                    "numerator": progress.ratio.numerator[rows],
                    "denominator": progress.ratio.denominator[rows],
                    "amount_unit": np.full(len(rows), plan.indicators[code].making.unit, dtype=object),
                    "path_pct": 100 * progress.path[rows] if is_rate else nothing,
                    "target_pct": np.where(is_township, np.nan, target_pct),
                    "reports": progress.reports[rows],
                    "reports_expected": progress.expected[rows],
                }
            )
    values: dict[str, Any] = {
        one.name: np.concatenate([part[one.name] for part in parts]) if parts else [] for one in COLUMNS
    }
    return make_table(COLUMNS, values, view.origin)
