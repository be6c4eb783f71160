"""The clock: the only module that reads the machine's time. A demo stores a today of its own."""

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from agri.models import Audit, Meta
from agri.periods import SHANGHAI, day_of, end_of_day

Clock = Callable[[], datetime]
TODAY = "today"  # the key in `meta`


def system_clock() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def demo_clock(since: datetime, elapsed: Callable[[], float] = time.monotonic) -> Clock:
    """Return a clock that goes on from an instant and never comes to the end of that instant's day in China.

    It runs as the machine's at first and ever slower towards midnight, so that what is done later is dated
    later, however long somebody tries the demo. `elapsed` counts seconds from any moment.
    """
    started = elapsed()
    left = (end_of_day(day_of(since)) - since).total_seconds()

    def read() -> datetime:
        run = left * -math.expm1(-(elapsed() - started) / left)
        last = end_of_day(day_of(since)) - timedelta(microseconds=1)
        return min((since + timedelta(seconds=run)).astimezone(UTC), last)

    return read


def clock_of(session: Session) -> Clock:
    """Return the clock that a database runs on; a demo's goes on from the last act in its record."""
    today = session.get(Meta, TODAY)
    if today is None:
        return system_clock
    since = datetime.fromisoformat(today.value)  # a bare day is its first moment in China
    since = since if since.tzinfo is not None else since.replace(tzinfo=SHANGHAI)
    last = session.exec(select(Audit.at).order_by(col(Audit.seq).desc()).limit(1)).first()
    return demo_clock(max(since, last) if last is not None and day_of(last) == day_of(since) else since)
