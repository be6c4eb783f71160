"""The daily calendar of a simulated year: day numbers, months and the phases of a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from agri.definitions.calendar import Campaign
from agri.periods import Period


class Phase:
    """In which order things happen on one day; events of one instant would fire in scheduling order."""

    REVIEW = 0.0
    LABORATORY = 0.1
    SERVICE = 0.2
    TRUCKS = 0.3
    REPORTING = 0.9


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of the year by number; 0 is January 1, both ends included."""

    first: int
    last: int

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last

    def __len__(self) -> int:
        return max(self.last - self.first + 1, 0)


@dataclass(frozen=True)
class Year:
    """The days of one calendar year from the first simulated one to December 31.

    ======== ===================================== ====
    Field    Meaning                               Unit
    ======== ===================================== ====
    year     the plan year                         —
    start    number of the first simulated day     day
    ======== ===================================== ====
    """

    year: int
    start: int

    @cached_property
    def length(self) -> int:
        """Days of the year."""
        return (date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days

    def number(self, day: date) -> int:
        """Return a date's day number."""
        return (day - date(self.year, 1, 1)).days

    def date_of(self, day: int) -> date:
        """Return a day number's date."""
        return date(self.year, 1, 1) + timedelta(days=day)

    @cached_property
    def month_of(self) -> tuple[int, ...]:
        """The month (1–12) of every day number."""
        return tuple(self.date_of(day).month for day in range(self.length))

    def month(self, month: int) -> Stretch:
        """Return the days of a month."""
        period = Period(self.year, month)
        return Stretch(self.number(period.first_day), self.number(period.last_day))

    def window(self, campaign: Campaign) -> Stretch:
        """Return the days of a campaign's window."""
        first, last = campaign.window(self.year)
        return Stretch(self.number(first), self.number(last))

    @cached_property
    def first_month(self) -> int:
        """The first simulated month; 13 when nothing is left."""
        return 13 if self.start >= self.length else self.month_of[self.start]

    def is_workday(self, day: int) -> bool:
        """Say whether laboratories and offices are open: Monday to Friday."""
        return self.date_of(day).weekday() < 5


def year_from(plan_year: int, first_open_month: Period) -> Year:
    """Return the simulated days of a plan year when the engine starts in the given month."""
    if first_open_month.year > plan_year:
        return Year(plan_year, (date(plan_year + 1, 1, 1) - date(plan_year, 1, 1)).days)
    if first_open_month.year < plan_year:
        return Year(plan_year, 0)
    return Year(plan_year, (first_open_month.first_day - date(plan_year, 1, 1)).days)
