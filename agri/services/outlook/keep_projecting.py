"""Ask for what the desk shows of every city at any time: the year's end, last month's, and what would help.

Nobody asks these questions; the server does, one at a time for each city, so that what people ask waits for
one of them at most. It is run in the process that computes, which then has the snapshot.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlalchemy import Engine, null
from sqlmodel import Session, col, select

from agri.definitions.plan import Plan
from agri.errors import ModelError, Refusal
from agri.models import BackgroundJob, ProjectionRow, SearchRow
from agri.periods import Period
from agri.services.chain.audit import read_head
from agri.services.figures.snapshot_cache import BESIDE_THE_RECORD
from agri.services.outlook.job_queue import OPEN, open_job
from agri.services.outlook.project_year import ask_projection
from agri.services.outlook.search_measures import SearchQuestion, ask_search
from agri.services.outlook.stored_runs import Asked, RunSize, ask_apart
from agri.services.reference.figures_day import bounded_day
from agri.services.reference.reference import read_reference, record_cities
from agri.services.store.database import reading
from agri.terms import Basis, JobKind

SEED, REPLICATIONS = 1, 1_000  # as the desk, `agri project` and a release ask: one question, one number
ADVICE_REPLICATIONS = 256  # as the page of measures asks
ADVICE_PROBABILITY = 0.8
_KINDS = {ProjectionRow: JobKind.PROJECTION, SearchRow: JobKind.SEARCH}
_log = structlog.get_logger(__name__)


def record_state(engine: Engine, today: date) -> str:
    """Return what changes with every change that may move a figure, and with the day."""
    with reading(engine) as session:
        return f"{today}:{read_head(session, without=BESIDE_THE_RECORD).head}"


def ask_what_is_missing(engine: Engine, *, now: datetime, wall_now: datetime) -> bool:
    """Put the next question of each city that lacks one into the queue; say whether all have everything.

    A city whose last question is still open is left alone; one that cannot be computed lacks nothing.
    """
    with reading(engine) as session:
        cities = record_cities(session)
    clocks = _Clocks(now, wall_now)
    complete = [_is_complete(engine, city, clocks) for city in cities]  # each city, also after one that lacks
    return all(complete)


def month_before(day: date) -> date:
    """Return the same day of the month before, or that month's last."""
    month = Period(day.year, day.month).previous()
    return min(month.last_day, month.first_day.replace(day=min(day.day, month.last_day.day)))


@dataclass(frozen=True, slots=True)
class _Clocks:
    """What time it is for the record, and for the queue."""

    now: datetime
    wall_now: datetime


def _is_complete(engine: Engine, city: str, clocks: _Clocks) -> bool:
    now = clocks.now
    with reading(engine) as session:
        if _has_open(session, city):
            return False
        reference = read_reference(session, of=city)
        today = bounded_day(reference, now, None, "/as_of")
        plan = reference.at(today).plan
        is_then_known = _knows_month_before(session, plan, today)
        advised = {basis for basis in Basis if _is_advised(session, city, today, basis)}
    try:
        if not _is_answered(engine, city, today, clocks, _projection(city, today, now)):
            return False
        then = month_before(today)
        if not is_then_known and then.year == plan.year:
            return _is_answered(engine, city, then, clocks, _projection(city, then, now))
        for basis in Basis:
            if basis not in advised:
                return _is_answered(engine, city, today, clocks, _advice(city, today, basis, now))
    except (ModelError, Refusal, ValueError) as error:
        _log.warning("not_projected", city=city, kind=type(error).__name__)
    return True


Ask = Callable[[Session], Asked]


def _projection(city: str, day: date, now: datetime) -> Ask:
    return lambda session: ask_projection(session, city, RunSize(day, SEED, REPLICATIONS), now=now)[0]


def _advice(city: str, day: date, basis: Basis, now: datetime) -> Ask:
    question = SearchQuestion(day, ADVICE_PROBABILITY, SEED, ADVICE_REPLICATIONS, basis)
    return lambda session: ask_search(session, city, question, now=now)[0]


def _is_answered(engine: Engine, city: str, day: date, clocks: _Clocks, ask: Ask) -> bool:
    """Store a question and put it into the queue, unless it has an answer or cannot have one."""

    def store(session: Session) -> bool:
        row = ask(session)
        if row.result is not None or row.failure is not None:
            return True
        job = session.get(BackgroundJob, row.id)
        if job is not None and job.asked_by is None and job.state not in OPEN:
            return True  # called off, or given up after several tries: not asked again of the same record
        open_job(session, _KINDS[type(row)], row.id, asked_by=None, now=clocks.wall_now)
        return False

    return ask_apart(engine, city, day, store)


def _has_open(session: Session, city: str) -> bool:
    """Say whether a question that the server asked of a city is waiting or computed."""
    asked = select(BackgroundJob.id).where(
        col(BackgroundJob.asked_by).is_(None), col(BackgroundJob.state).in_(OPEN)
    )
    found = (session.get(ProjectionRow, one) or session.get(SearchRow, one) for one in session.exec(asked))
    return any(row is not None and row.city == city for row in list(found))


def _knows_month_before(session: Session, plan: Plan, today: date) -> bool:
    found = session.exec(
        select(ProjectionRow.id).where(
            ProjectionRow.city == plan.city,
            col(ProjectionRow.as_of) >= date(plan.year, 1, 1),
            col(ProjectionRow.as_of) <= month_before(today),
            col(ProjectionRow.result).is_not(None) | col(ProjectionRow.failure).is_not(None),
        )
    )
    return found.first() is not None


def _is_advised(session: Session, city: str, day: date, basis: Basis) -> bool:
    """Say whether there is advice of the day, of whatever snapshot: it takes a minute, so it is daily."""
    found = session.exec(
        select(SearchRow.id).where(
            SearchRow.city == city,
            SearchRow.as_of == day,
            SearchRow.basis == basis,
            col(SearchRow.limits).is_(null()),
            col(SearchRow.result).is_not(None) | col(SearchRow.failure).is_not(None),
        )
    )
    return found.first() is not None
