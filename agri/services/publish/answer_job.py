"""Compute one job of the queue in a separate process; all its input comes from the database.

The process lets requests go first, and ends when the server that started it is gone, so that after a crash
nobody computes what another worker has taken up.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from threading import Thread
from time import monotonic, sleep
from uuid import UUID

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session

from agri.errors import ModelError, NotFound, Refusal
from agri.models import BackgroundJob, ComparisonRow, Person, ProjectionRow, SearchRow
from agri.services.access.permissions import actor_of
from agri.services.outlook.ask_comparison import answer_comparison
from agri.services.outlook.drop_projections import drop_projections
from agri.services.outlook.job_queue import end_job, note_progress
from agri.services.outlook.keep_projecting import ask_what_is_missing
from agri.services.outlook.project_year import answer_projection, scenario_from_document
from agri.services.outlook.search_measures import answer_search, city_measures
from agri.services.outlook.stored_runs import Interrupted, Progress, question_snapshot
from agri.services.publish.make_release import make_release
from agri.services.reference.reference import read_reference
from agri.services.store.canonical import canonical_json
from agri.services.store.database import make_engine, reading
from agri.sim import BASE
from agri.terms import JobKind, JobState

_BEHIND = 10  # niceness: whoever reports goes first
_TELL_EVERY_S = 0.5  # progress is a write, and reports wait for writes
_WATCH_EVERY_S = 1.0
DATABASE_AWAY = "database-away"  # how a job ends that was begun and is to be taken again
_log = structlog.get_logger(__name__)


def answer_job(database_url: str, job_id: UUID, worker: str, now: datetime, parent: int) -> str | None:
    """Answer a job that `worker` has taken and store how it ended; return the kind of a fault.

    A fault is ours, or DATABASE_AWAY: then nothing was stored, and the job is to be put back.
    """
    _prepare_process(parent)
    engine = _engine(database_url)
    try:
        return _answer_and_end(engine, job_id, worker, now)
    except (OperationalError, InterfaceError):
        return DATABASE_AWAY


def ask_for_desk(database_url: str, parent: int, now: datetime, wall_now: datetime) -> bool:
    """Ask for what the desk lacks of any city; say whether it has everything."""
    _prepare_process(parent)
    return ask_what_is_missing(_engine(database_url), now=now, wall_now=wall_now)


def _answer_and_end(engine: Engine, job_id: UUID, worker: str, now: datetime) -> str | None:
    with reading(engine) as session:
        job = session.get_one(BackgroundJob, job_id)
    result: str | None = None
    reason: tuple[str, str] | None = None
    fault: str | None = None
    state = JobState.DONE
    try:
        result = _ANSWERS[JobKind(job.kind)](engine, job, now, _progress(engine, job_id, worker))
    except Interrupted as error:
        state, reason = JobState.INTERRUPTED, (str(error), error.zh)
    except Refusal as error:
        state, reason = JobState.FAILED, (error.detail, error.detail_zh)
    except (ValueError, ModelError) as error:
        state, reason = JobState.FAILED, not_computable(error)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # a fault of ours: named to the server's log, and in general to the person
        _log.exception("job_failed", job=str(job_id))
        state, fault = JobState.FAILED, f"{type(error).__name__}: {error}"
        reason = ("something went wrong on our side; tell the operator", "服务器内部错误，请告诉系统运维人员")
    end_job(engine, job_id, worker, state, now=now, reason=reason, result=result)
    return fault


def not_computable(error: Exception) -> tuple[str, str]:
    """Say in both languages that the record cannot be computed with, and what to look at."""
    return (
        f"this cannot be computed: {error}; look for baselines and reports of an impossible size or that "
        "are missing, mend them, and ask again",
        "无法推演：现有数据算不下去；请核对基数和报表是否缺失、是否有大小不合常理的数，改正后重新推演",
    )


def _project(engine: Engine, job: BackgroundJob, now: datetime, _: Progress) -> None:
    with reading(engine) as session:
        row = session.get_one(ProjectionRow, job.id)
        plan = read_reference(session, row.as_of, of=row.city).at(row.as_of).plan
        snapshot = question_snapshot(session, plan, row)
    answer_projection(engine, row, snapshot, plan, scenario_from_document(row.scenario), now=now)
    if job.asked_by is None:
        with Session(engine) as session, session.begin():
            drop_projections(session, row.city, row.id)


def _compare(engine: Engine, job: BackgroundJob, now: datetime, progress: Progress) -> None:
    with reading(engine) as session:
        row = session.get_one(ComparisonRow, job.id)
        plan = read_reference(session, row.as_of, of=row.city).at(row.as_of).plan
        snapshot = question_snapshot(session, plan, row)
    scenario = scenario_from_document(row.scenario)
    against = BASE if row.against is None else scenario_from_document(row.against)
    answer_comparison(engine, row, snapshot, plan, scenario, now=now, progress=progress, against=against)


def _search(engine: Engine, job: BackgroundJob, now: datetime, progress: Progress) -> None:
    with reading(engine) as session:
        row = session.get_one(SearchRow, job.id)
        reference = read_reference(session, row.as_of, of=row.city).at(row.as_of)
        snapshot = question_snapshot(session, reference.plan, row)
    answer_search(engine, row, snapshot, reference.plan, city_measures(reference), now=now, progress=progress)


def _release(engine: Engine, job: BackgroundJob, now: datetime, _: Progress) -> str:
    with reading(engine) as session:
        person = session.get(Person, job.asked_by)
    if person is None or not person.is_active:
        raise NotFound("the account that asked for the release is closed", "申请发布的账号已停用")
    wanted: Mapping[str, object] = job.payload
    made = make_release(
        engine,
        actor_of(person),
        str(wanted["period"]),
        now=now,
        seed=int(str(wanted["seed"])),
        replications=int(str(wanted["replications"])),
        include_findings=bool(wanted["include_findings"]),
    )
    return canonical_json({"number": made.number})


_Answer = Callable[[Engine, BackgroundJob, datetime, Progress], str | None]
_ANSWERS: Mapping[JobKind, _Answer] = {
    JobKind.PROJECTION: _project,
    JobKind.COMPARISON: _compare,
    JobKind.SEARCH: _search,
    JobKind.RELEASE: _release,
}


def _progress(engine: Engine, job_id: UUID, worker: str) -> Progress:
    """Return what notes progress in the database, not more often than need be."""
    last = -_TELL_EVERY_S

    def tell(done: int, total: int) -> None:
        nonlocal last
        if monotonic() - last >= _TELL_EVERY_S:
            last = monotonic()
            with suppress(OperationalError, InterfaceError):  # the work itself is not lost by it
                note_progress(engine, job_id, worker, done, total)

    return tell


@lru_cache(maxsize=1)
def _engine(database_url: str) -> Engine:
    """Open the database once: what was read of it stays known from one job to the next."""
    return make_engine(database_url)


@lru_cache(maxsize=1)
def _prepare_process(parent: int) -> None:
    """Let others go first, and end with the server; once for each process."""
    os.setpriority(os.PRIO_PROCESS, 0, _BEHIND)
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_WATCH_EVERY_S)
    os._exit(1)
