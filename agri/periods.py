"""The span that a number speaks of: a month, a quarter or a year.

A `Period` knows its days and its neighbours; it never asks what time it is now.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, total_ordering
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_PATTERN = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])))?")


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, one of its quarters or one of its months.

    >>> Period.parse("2019-Q2").months()
    (Period('2019-04'), Period('2019-05'), Period('2019-06'))
    """

    year: int
    month: int | None = None
    quarter: int | None = None

    @staticmethod
    def parse(text: str) -> "Period":
        """Read ``2019``, ``2019-Q3`` or ``2019-08``.

        Raises
        ------
        ValueError
            The text is none of the three.
        """
        return _parsed(text)

    @staticmethod
    def of(day: date) -> "Period":
        """Return the month that a day lies in."""
        return month_at(day.year * 12 + day.month - 1)

    def __str__(self) -> str:
        if self.month is not None:
            return f"{self.year}-{self.month:02d}"
        return f"{self.year}-Q{self.quarter}" if self.quarter is not None else str(self.year)

    def __repr__(self) -> str:
        return f"Period({str(self)!r})"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.first_day, self.last_day) < (other.first_day, other.last_day)

    @property
    def first_day(self) -> date:
        """The first day that the period covers."""
        return date(self.year, self._first_month, 1)

    @property
    def last_day(self) -> date:
        """The last day that the period covers."""
        return self.next().first_day - timedelta(days=1)

    @property
    def closing_month(self) -> "Period":
        """The month that the period ends with: closing it closes the period.

        >>> Period.parse("2019-Q2").closing_month
        Period('2019-06')
        """
        return Period(self.year, self.last_month)

    @property
    def last_month(self) -> int:
        """The number of the last month that the period covers."""
        if self.month is not None:
            return self.month
        return 3 * self.quarter if self.quarter is not None else 12

    @property
    def _first_month(self) -> int:
        if self.month is not None:
            return self.month
        return 3 * self.quarter - 2 if self.quarter is not None else 1

    @property
    def _month_count(self) -> int:
        if self.month is not None:
            return 1
        return 3 if self.quarter is not None else 12

    def next(self) -> "Period":
        """Return the period of the same kind that follows."""
        return self._shifted(1)

    def previous(self) -> "Period":
        """Return the period of the same kind that comes before."""
        return self._shifted(-1)

    def year_before(self) -> "Period":
        """Return the same span of the year before."""
        return Period(self.year - 1, self.month, self.quarter)

    def _shifted(self, count: int) -> "Period":
        if self.month is not None:
            return month_at(self.year * 12 + self.month - 1 + count)
        if self.quarter is not None:
            year, quarter = divmod(self.year * 4 + self.quarter - 1 + count, 4)
            return Period(year, quarter=quarter + 1)
        return Period(self.year + count)

    def months(self) -> tuple["Period", ...]:
        """Return the months that the period covers, in order."""
        first = self.year * 12 + self._first_month - 1
        return tuple(month_at(first + i) for i in range(self._month_count))

    def covers(self, day: date) -> bool:
        """Say whether a day lies inside the period."""
        return self.first_day <= day <= self.last_day


@lru_cache(maxsize=4096)  # every row of a year's files names one of a few
def _parsed(text: str) -> Period:
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a period: write 2019-08, 2019-Q3 or 2019")
    month, quarter = match["month"], match["quarter"]
    return Period(int(match["year"]), int(month) if month else None, int(quarter) if quarter else None)


@lru_cache(maxsize=4096)  # months are asked for by every cell of every report
def month_at(ordinal: int) -> Period:
    """Return the month with the given ordinal (12 × year + month − 1)."""
    year, month = divmod(ordinal, 12)
    return Period(year, month + 1)


def end_of_day(day: date) -> datetime:
    """Return the instant at which a day ends in China, in UTC; `as_of` takes what came before it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=SHANGHAI).astimezone(UTC)


def day_of(instant: datetime) -> date:
    """Return the calendar day in China of an instant."""
    return instant.astimezone(SHANGHAI).date()
