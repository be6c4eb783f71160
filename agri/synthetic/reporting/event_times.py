"""When reports come in, are decided on and are locked: the rhythm of a month in the invented years."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from agri.definitions.plan import Rhythm
from agri.periods import SHANGHAI, Period

_CLOSING_HOUR = 18.0  # after office hours; a month is opened again before them
_REOPENED_AFTER_DAYS = 6
_SESSION_DAYS = 3  # how long a month that was opened again stays open

# Share of reports that come on day 1, 2, 3, and late on day 4, 5, or only when the month is opened again.
_ARRIVALS = ((1, 0.27), (2, 0.61), (3, 0.90), (4, 0.945), (5, 0.965))


def at_hour(day: date, hour: float) -> datetime:
    """Return an instant by its day and hour in China, in UTC."""
    start = datetime.combine(day, time(), tzinfo=SHANGHAI)
    return (start + timedelta(seconds=round(hour * 3600))).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class ReportMonth:
    """The calendar of one county's reports of one month.

    `shift` (0 to 1) sets a county's own hours apart from the others'.
    """

    period: Period
    rhythm: Rhythm
    shift: float

    def _day(self, number: int) -> date:
        return self.period.next().first_day + timedelta(days=number - 1)

    @property
    def closes_at(self) -> datetime:
        """When the county closes the month for the first time."""
        return at_hour(self._day(self.rhythm.close_day), _CLOSING_HOUR + self.shift / 2)

    @property
    def reopens_at(self) -> datetime:
        """When it opens the month again for those who missed it."""
        return at_hour(self._day(self.rhythm.close_day + _REOPENED_AFTER_DAYS), 8 + 0.4 * self.shift)

    @property
    def closes_again_at(self) -> datetime:
        """When it closes the month after that."""
        return self.reopens_at + timedelta(days=_SESSION_DAYS, hours=10)

    def in_session(self, draw: float) -> datetime:
        """Return an instant while the month is open again; `draw` is uniform."""
        return self.reopens_at + timedelta(seconds=round(3600 * (0.5 + 30 * draw)))

    def arrival(self, punctuality: float, hour: float) -> datetime:
        """Return when a report comes in; both draws are uniform, small ones are early."""
        for day, share in _ARRIVALS:
            if punctuality < share:
                latest = 16.5 if day >= self.rhythm.close_day else 21.0
                return at_hour(self._day(day), 8.2 + (latest - 8.2) * hour**1.3)
        return self.in_session(hour)

    def take(self, at: datetime, draw: float, after: datetime) -> datetime:
        """Return when a later version can be taken: at once, or when the month is opened again."""
        if at < self.closes_at:
            return at
        return max(self.in_session(draw), after + timedelta(hours=2))


def working_hour(at: datetime, days: int, hour: float) -> datetime:
    """Return an instant in office hours some days after another; `hour` is uniform."""
    local = at.astimezone(SHANGHAI).date() + timedelta(days=days)
    return max(at_hour(local, 8.5 + 9 * hour), at + timedelta(minutes=20))
