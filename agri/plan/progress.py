"""Progress to date against the planned path, in a number and a word."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from agri.definitions.plan import Indicator, Plan
from agri.indicators.completeness import indicator_reports
from agri.indicators.rates import Ratio, evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.sums import Cells
from agri.periods import Period
from agri.plan.path import planned_path
from agri.plan.reporters import Reporters, reporters_of
from agri.terms import ProgressWord

_DUST = 1e-9  # a gap of just the tolerance is on the path, whatever the last bit


@dataclass(frozen=True, slots=True)
class Progress:
    """One indicator to date; every array has shape (org_unit,).

    ======== ============================================================ ========
    Field    Meaning                                                      Unit
    ======== ============================================================ ========
    ratio    numerator, denominator and value of the accepted reports     fraction
    path     where the plan wants it on `day`; NaN without a target       fraction
    reports  reports that the value holds                                 1
    expected reports that were due for it                                 1
    ======== ============================================================ ========

    `reporters` says whose reports they are: a word is made of them alone.
    """

    indicator: Indicator
    day: date
    ratio: Ratio
    path: Floats
    reports: Floats
    expected: Floats
    reporters: Reporters

    def has_enough(self, row: int) -> bool:
        """Say whether so much is in that one place may be judged by it; True where nothing was due."""
        return not self.reporters.share_in[row] < self.indicator.making.completeness - _DUST

    def word(self, row: int) -> ProgressWord | None:
        """Say in a word how those who reported stand; None without value or path, or with too little in."""
        making = self.indicator.making
        if not self.has_enough(row):
            return None
        gap = float(self.ratio.value[row] - self.reporters.path[row])
        if np.isnan(gap) or self.indicator.target is None:
            return None
        if self.indicator.target.is_ceiling:
            gap = -gap
        if abs(gap) <= making.tolerance + _DUST:
            return ProgressWord.ON_PATH
        return ProgressWord.AHEAD if gap > 0 else ProgressWord.BEHIND


def progress_to_date(
    snapshot: Snapshot, plan: Plan, through: Period | None = None, cells: Cells | None = None
) -> dict[str, Progress]:
    """Evaluate every indicator on the accepted reports.

    Parameters
    ----------
    snapshot : Snapshot
        The record at `as_of`.
    plan : Plan
        Definitions and targets.
    through : Period, optional
        The last month that counts; by default the last one that was due at `as_of`, so that value and path
        speak of the same day.
    cells : Cells, optional
        Those of the same snapshot and plan, where several months are asked for.

    Returns
    -------
    dict of Progress
        By indicator code. The path is read at the end of `through`.
    """
    last = through or last_due_month(snapshot, plan)
    read = cells or Cells(snapshot, plan)
    day = min(max(last.last_day, date(plan.year, 1, 1)), date(plan.year, 12, 31))
    path = planned_path(snapshot, plan, day)
    counts = indicator_reports(snapshot, plan, last)
    return {
        code: Progress(
            plan.indicators[code],
            day,
            ratio,
            path[code],
            counts[code].received,
            counts[code].expected,
            reporters_of(read, plan.indicators[code], last),
        )
        for code, ratio in ratios_to_date(snapshot, plan, last, read).items()
    }


def ratios_to_date(
    snapshot: Snapshot, plan: Plan, through: Period, cells: Cells | None = None
) -> dict[str, Ratio]:
    """Return every indicator of the accepted reports up to and including a month, by code.

    `cells` are those of the same snapshot and plan, where several months are asked for.
    """
    read = cells or Cells(snapshot, plan)
    quantities = reported_quantities(snapshot, plan, through, cells=read)
    return evaluate(quantities, plan, snapshot.places, recovery_of(snapshot, plan))


def last_due_month(snapshot: Snapshot, plan: Plan) -> Period:
    """Return the last month whose reports were due at `as_of`; December of the plan year at the latest."""
    return min(plan.rhythm.first_open_month(snapshot.as_of).previous(), Period(plan.year, 12))
