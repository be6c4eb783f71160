"""Open the database that the environment names, with its plan and its clock, or refuse in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Engine
from sqlmodel import Session

from agri.cli.chosen_city import chosen_city
from agri.cli.output import note
from agri.definitions.counted_periods import uncounted_clock
from agri.errors import DatabaseUnfit, Fault, Invalid
from agri.periods import day_of
from agri.services.access.cities import choose_city
from agri.services.reference.figures_day import bounded_day
from agri.services.reference.reference import Reference, read_reference, record_cities
from agri.services.store.clock import clock_of
from agri.services.store.database import READS_ONLY, reading
from agri.services.store.integrity import damage_told
from agri.services.store.named_database import named_engine
from agri.services.store.schema_version import check_fit


@dataclass(frozen=True)
class Opened:
    """An open database: one session, what stands still in it of one city, and its present instant."""

    engine: Engine
    session: Session
    now: datetime
    named: str | None = None  # the city of `--city`

    @cached_property
    def reference(self) -> Reference:
        """Places and definitions of the city that is named, or of the only one."""
        return read_reference(self.session, of=self.named)

    @property
    def city(self) -> str:
        """The city that is named, or the only one."""
        return self.reference.city

    @property
    def today(self) -> date:
        """The present day in China."""
        return day_of(self.now)


@contextmanager
def opened(*, reads_only: bool = False, city: str | None = None) -> Iterator[Opened]:
    """Open the database of AGRI_DATABASE_URL; what was done is committed when the block ends well.

    It is about `city`, else about the one of ``--city``.

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
            choose_city(record_cities(session)[:1], None)  # or says that there is none
            yield Opened(engine, session, clock_of(session)(), city or chosen_city())
    finally:
        engine.dispose()


def note_uncounted_clock(engine: Engine) -> None:
    """Say it where the clock's year does not count; nothing of a database without a city."""
    with suppress(DatabaseUnfit), reading(engine) as session:
        today = day_of(clock_of(session)())
        for city in record_cities(session):
            title = uncounted_clock(today, read_reference(session, of=city).counted)
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
