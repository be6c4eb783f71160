"""Why a figure is another one than a month ago: work done since, reports that came late, and corrections.

The same figure is computed of records that lie between the two: first last month's reports as they read now,
then with those that were missing, then with the month that has come due since. The steps add up exactly. All
are computed by today's definitions, so that only the record makes the difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.plan.progress import last_due_month, ratios_to_date
from agri.terms import CellState


@dataclass(frozen=True, slots=True)
class MonthSteps:
    """The steps from last month's figure to this one; every array has shape (org_unit,), NaN where unknown.

    ========= =================================================================
    Field     Meaning
    ========= =================================================================
    before    the figure a month ago
    corrected what reports that were in already say otherwise now
    late      what came in since, of months that were due a month ago
    done      what the month says that came due since
    ========= =================================================================
    """

    before: Floats
    corrected: Floats
    late: Floats
    done: Floats

    @property
    def after(self) -> Floats:
        """The figure now, as the sum of its steps."""
        return np.asarray(self.before + self.corrected + self.late + self.done)


def steps_since(before: Snapshot, after: Snapshot, plan: Plan) -> Mapping[str, MonthSteps] | None:
    """Return the steps of every indicator between two snapshots of one plan year, by code.

    None where the earlier one belongs to another year, or the places and forms are not the same.
    """
    first, last = last_due_month(before, plan), last_due_month(after, plan)
    if first.year != plan.year or first >= last or not _same_axes(before, after):
        return None
    told = np.isin(before.state, (CellState.GIVEN, CellState.BLANK, CellState.NOT_APPLICABLE))
    was_due = np.array([period <= first for period in after.periods])
    corrected = _with_cells(before, after, told & was_due)
    late = _with_cells(before, after, np.broadcast_to(was_due, told.shape))
    stages = [
        ratios_to_date(_with_cells(before, after, np.zeros_like(told)), plan, first),
        ratios_to_date(corrected, plan, first),
        ratios_to_date(late, plan, first),
        ratios_to_date(after, plan, last),
    ]
    return {
        code: MonthSteps(start, two - start, three - two, four - three)
        for code in stages[0]
        for start, two, three, four in [[stage[code].value for stage in stages]]
    }


def _same_axes(before: Snapshot, after: Snapshot) -> bool:
    return (
        before.places.codes == after.places.codes
        and before.data_elements == after.data_elements
        and before.periods == after.periods
        and before.baselines.shape == after.baselines.shape
    )


def _with_cells(before: Snapshot, after: Snapshot, taken: np.ndarray) -> Snapshot:
    """Return the earlier record with some cells as they are now, by what is known beforehand now."""
    return replace(
        after,
        values=np.where(taken, after.values, before.values),
        state=np.where(taken, after.state, before.state),
    )
