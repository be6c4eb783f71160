"""Why a figure changed and what a second book says, computed once for a snapshot and cut for a place."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from sqlmodel import Session

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.plan.assessment import BooksShown, QuarterOfBooks, StepsSinceLastMonth
from agri.plan.second_books import BookQuarter
from agri.plan.since_last_month import MonthSteps, steps_since
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.store.single_flight_cache import SingleFlightCache

_MOST_KEPT = 6
_kept: SingleFlightCache[tuple[str, str], Mapping[str, MonthSteps] | None] = SingleFlightCache(_MOST_KEPT)


def steps_to(session: Session, plan: Plan, snapshot: Snapshot) -> Mapping[str, MonthSteps] | None:
    """Return the steps of every indicator from the record of a month ago to a snapshot."""
    then = _month_before(snapshot.as_of)
    if then.year < plan.year:
        return None
    before = current_snapshot(session, plan, then)
    return _kept.get((before.id, snapshot.id), lambda: steps_since(before, snapshot, plan))


def _month_before(day: date) -> date:
    """Return the same day of the month before, or that month's last."""
    month = Period(day.year, day.month).previous()
    return min(month.last_day, month.first_day.replace(day=min(day.day, month.last_day.day)))


def steps_shown(steps: MonthSteps, through: Period, row: int) -> StepsSinceLastMonth:
    """Cut the steps of one indicator for a place."""
    cells = (steps.before[row], steps.corrected[row], steps.late[row], steps.done[row])
    return StepsSinceLastMonth(through, *(_number(cell) for cell in cells))


def books_shown(books: tuple[BookQuarter, ...], row: int) -> tuple[BooksShown, ...]:
    """Cut the second books for a place, those of which anything is known."""
    by_code: dict[str, list[BookQuarter]] = {}
    for one in books:
        if not np.isnan(one.sold[row]):
            by_code.setdefault(one.book.code, []).append(one)
    return tuple(
        BooksShown(
            code,
            quarters[0].book.title,
            quarters[0].book.unit,
            tuple(
                QuarterOfBooks(
                    one.quarter,
                    *(_number(cells[row]) for cells in (one.sold, one.used, one.share_in, one.gap)),
                )
                for one in quarters
            ),
        )
        for code, quarters in by_code.items()
    )


def _number(value: np.floating) -> float | None:
    return None if np.isnan(value) else float(value)
