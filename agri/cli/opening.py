"""Open the database that the environment names, with its plan and its clock, or refuse in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from agri.cli.output import note
from agri.definitions.counted_periods import uncounted_clock
from agri.errors import DatabaseUnfit, Fault, Invalid
from agri.periods import day_of
from agri.services.reference.figures_day import bounded_day
from agri.services.reference.reference import Reference, read_reference
from agri.services.store.clock import clock_of
from agri.services.store.database import READS_ONLY, reading
from agri.services.store.integrity import damage_told
from agri.services.store.named_database import named_engine
from agri.services.store.schema_version import check_fit


@dataclass(frozen=True, slots=True)
class Opened:
    """An open database: one session, what stands still in it, and its present instant."""

    engine: Engine
    session: Session
    reference: Reference
    now: datetime

    @property
    def today(self) -> date:
        """The present day in China."""
        return day_of(self.now)


@contextmanager
def opened(*, reads_only: bool = False) -> Iterator[Opened]:
    """Open the database of AGRI_DATABASE_URL; what was done is committed when the block ends well.

    Raises
    ------
    DatabaseUnfit
        It is missing, empty, older or newer than this program.
    DatabaseDamaged
        A part of it cannot be read any more.
    """
    engine = named_engine()
    check_fit(engine)
    bound = engine.execution_options(**{READS_ONLY: reads_only})
    try:
        with (
            damage_told(engine.url),
            Session(bound, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield Opened(engine, session, read_reference(session), clock_of(session)())
    finally:
        engine.dispose()


def note_uncounted_clock(engine: Engine) -> None:
    """Say it where the clock's year does not count; nothing of a database without a city."""
    with suppress(DatabaseUnfit), reading(engine) as session:
        title = uncounted_clock(day_of(clock_of(session)()), read_reference(session).counted)
        if title is not None:
            note(title.zh, title.en)


def figures_day(o: Opened, text: str | None) -> date:
    """Read ``--as-of`` for figures: a day of the plan's year that is not ahead; today by default.

    Raises
    ------
    Invalid
        The text is no date, or the day lies outside.
    """
    day = None if text is None else parse_date(text, o.today)
    return bounded_day(o.reference, o.now, day, "--as-of")


def parse_date(text: str | None, otherwise: date) -> date:
    """Read ``--as-of``.

    Raises
    ------
    Invalid
        The text is no date.
    """
    if text is None:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        detail, detail_zh = (
            f"{text!r} is not a date: write 2019-08-31",
            f"“{text}”不是日期，应写成 2019-08-31",
        )
        raise Invalid(detail, detail_zh, (Fault("--as-of", "not-a-date", detail, detail_zh),)) from None
