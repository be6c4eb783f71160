"""What time it is: the only place that asks the machine. A demo has its own today, stored in the database."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlmodel import Session

from agri.models import Meta
from agri.periods import SHANGHAI

Clock = Callable[[], datetime]
TODAY = "today"  # the key in `meta`


def system_clock() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def demo_clock(today: date) -> Clock:
    """Return a clock that shows the machine's time of day, in China, on one fixed day."""

    def read() -> datetime:
        time = datetime.now(SHANGHAI).time()
        return datetime.combine(today, time, tzinfo=SHANGHAI).astimezone(UTC)

    return read


def clock_of(session: Session) -> Clock:
    """Return the clock that a database runs on."""
    today = session.get(Meta, TODAY)
    return system_clock if today is None else demo_clock(date.fromisoformat(today.value[:10]))
