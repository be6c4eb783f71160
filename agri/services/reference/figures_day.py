"""The day that figures are asked for: one of the plan years, and not ahead."""

from datetime import date, datetime

from agri.errors import Fault, Invalid
from agri.periods import day_of
from agri.services.reference.reference import Reference


def bounded_day(reference: Reference, now: datetime, day: date | None, pointer: str) -> date:
    """Return a day from the first plan year's first to today; today where none is named.

    Raises
    ------
    Invalid
        The day lies outside, with the pointer of where it was named.
    """
    first = date(min(reference.years), 1, 1)
    last = max(day_of(now), first)
    day = day or last
    if first <= day <= last:
        return day
    fault = Fault(
        pointer,
        "out-of-bounds",
        f"choose a day from {first} to {last}",
        f"请选择 {first} 至 {last} 之间的日期",
    )
    raise Invalid(fault.detail, fault.detail_zh, (fault,))
