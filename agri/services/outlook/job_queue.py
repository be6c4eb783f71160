"""The queue of questions in the background, kept in the database, so that every server process sees the same.

A worker takes a job, says from time to time that it is still at it, and stores how it ended. Whoever finds a
job whose worker is gone puts it back into the queue. Nothing here computes.
"""

import os
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, func, update
from sqlmodel import Session, col, select

from agri.errors import TooManyOpen
from agri.models import BackgroundJob
from agri.services.chain.audit import open_chain
from agri.services.store.database import reading
from agri.terms import JobKind, JobState

MOST_OPEN = 4  # questions that one person may have waiting or running
MOST_ATTEMPTS = 3  # a job that ended its worker so often is not begun again
LEASE = timedelta(seconds=30)  # without a heartbeat for so long a worker counts as gone
OPEN = (JobState.WAITING, JobState.RUNNING)
_RETRY_AFTER_S = 20
_PROCESS = uuid4().hex[:8]  # tells two processes with one number apart, as after a restart in a container


def worker_name() -> str:
    """Return the name under which this process works."""
    return f"{socket.gethostname()}:{os.getpid()}:{_PROCESS}"


def open_job(
    session: Session,
    kind: JobKind,
    job_id: UUID,
    *,
    asked_by: UUID | None,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
) -> BackgroundJob:
    """Put a question into the queue; one that is waiting or running already stays as it is.

    Raises
    ------
    TooManyOpen
        The person has as many open questions as one may have.
    """
    open_chain(session)  # two questions of one person at once are counted one after the other
    job = session.get(BackgroundJob, job_id)
    if job is not None and job.state in OPEN:
        return job
    _require_room(session, asked_by)
    if job is None:
        job = BackgroundJob(id=job_id, kind=kind, state=JobState.WAITING, asked_at=now)
    job.state, job.asked_by, job.asked_at, job.attempts = JobState.WAITING, asked_by, now, 0
    job.payload = dict(payload or {})
    job.started_at = job.finished_at = job.heartbeat_at = job.worker = None
    job.done = job.total = job.reason = job.reason_zh = job.result = None
    session.add(job)
    session.flush()
    return job


def find_open(session: Session, kind: JobKind, payload: Mapping[str, Any]) -> BackgroundJob | None:
    """Return the open job of a kind with this payload."""
    rows = session.exec(
        select(BackgroundJob).where(BackgroundJob.kind == kind, col(BackgroundJob.state).in_(OPEN))
    )
    return next((job for job in rows if job.payload == dict(payload)), None)


def _require_room(session: Session, asked_by: UUID | None) -> None:
    if asked_by is None:
        return
    count = session.exec(
        select(func.count())
        .select_from(BackgroundJob)
        .where(BackgroundJob.asked_by == asked_by, col(BackgroundJob.state).in_(OPEN))
    ).one()
    if count >= MOST_OPEN:
        raise TooManyOpen(
            f"you have {count} questions that are not answered yet; wait for one of them, or call one off",
            f"您已有 {count} 项计算尚未完成；请等其中一项完成，或取消一项",
            retry_after=_RETRY_AFTER_S,
        )


def take_next(engine: Engine, worker: str, now: datetime) -> BackgroundJob | None:
    """Take the next job for a worker; None where nothing waits.

    Persons take turns: next is the one served longest ago, then the oldest question. Jobs whose worker is
    gone are put back first.
    """
    with reading(engine) as session:  # looks first, so that an idle server takes no write lock
        if not _lost(session, now) and _waiting(session) is None:
            return None
    with Session(engine, expire_on_commit=False) as session, session.begin():
        for lost in _lost(session, now):
            _put_back(session, lost, now)
        if (job := _waiting(session)) is None:
            return None
        taken = session.connection().execute(
            update(BackgroundJob)
            .where(col(BackgroundJob.id) == job.id, col(BackgroundJob.state) == JobState.WAITING)
            .values(
                state=JobState.RUNNING,
                worker=worker,
                started_at=now,
                heartbeat_at=now,
                attempts=job.attempts + 1,
            )
        )
        if taken.rowcount != 1:  # another worker was faster
            return None
        session.refresh(job)
    return job


def _waiting(session: Session) -> BackgroundJob | None:
    waiting = session.exec(select(BackgroundJob).where(BackgroundJob.state == JobState.WAITING)).all()
    if not waiting:
        return None
    served = dict(
        session.exec(
            select(BackgroundJob.asked_by, func.max(BackgroundJob.started_at))
            .where(col(BackgroundJob.started_at).is_not(None))
            .group_by(col(BackgroundJob.asked_by))
        ).all()
    )
    return min(
        waiting,
        key=lambda job: (
            last.timestamp() if (last := served.get(job.asked_by)) is not None else 0.0,
            job.asked_at,
            str(job.id),
        ),
    )


def _lost(session: Session, now: datetime) -> list[BackgroundJob]:
    running = session.exec(select(BackgroundJob).where(BackgroundJob.state == JobState.RUNNING))
    return [
        job
        for job in running
        if job.heartbeat_at is None or job.heartbeat_at < now - LEASE or _is_gone(job.worker or "")
    ]


def _is_gone(worker: str) -> bool:
    """Say whether a worker was a process of this machine that is no more; another machine's is not known."""
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    if int(rest) == os.getpid():
        return not worker.endswith(_PROCESS)
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _put_back(session: Session, job: BackgroundJob, now: datetime) -> None:
    """Let a job whose worker is gone be taken again, unless it was begun too often."""
    is_given_up = job.attempts >= MOST_ATTEMPTS
    changes: dict[str, Any] = {"state": JobState.WAITING, "worker": None, "heartbeat_at": None}
    if is_given_up:
        changes = {
            "state": JobState.INTERRUPTED,
            "finished_at": now,
            "reason": f"the server stopped {job.attempts} times while this was computed; tell the operator",
            "reason_zh": f"计算期间服务器中断了 {job.attempts} 次，请告诉系统运维人员",
        }
    session.connection().execute(
        update(BackgroundJob)
        .where(
            col(BackgroundJob.id) == job.id,
            col(BackgroundJob.state) == JobState.RUNNING,
            col(BackgroundJob.worker) == job.worker,
        )
        .values(**changes)
    )
    session.expire(job)


def put_back(engine: Engine, job_id: UUID, worker: str, now: datetime) -> None:
    """Put a job back that lost its database in the middle; that is a failed attempt."""
    with Session(engine) as session, session.begin():
        job = session.get(BackgroundJob, job_id)
        if job is not None and job.worker == worker:
            _put_back(session, job, now)


def is_still_mine(engine: Engine, job_id: UUID, worker: str) -> bool:
    """Say whether a worker should go on: the job was not called off, and nobody else has taken it."""
    with reading(engine) as session:
        job = session.get(BackgroundJob, job_id)
        return job is not None and job.state == JobState.RUNNING and job.worker == worker


def beat(engine: Engine, job_id: UUID, worker: str, now: datetime) -> None:
    """Note that a worker is still at a job."""
    _change(engine, job_id, worker, heartbeat_at=now)


def note_progress(engine: Engine, job_id: UUID, worker: str, done: int, total: int) -> None:
    """Note how much of a running job is done."""
    _change(engine, job_id, worker, done=done, total=total)


def end_job(
    engine: Engine,
    job_id: UUID,
    worker: str,
    state: JobState,
    *,
    now: datetime,
    reason: tuple[str, str] | None = None,
    result: str | None = None,
) -> None:
    """Store how a job ended, unless it was called off or taken by another worker meanwhile."""
    words, words_zh = reason or (None, None)
    _change(
        engine, job_id, worker, state=state, finished_at=now, reason=words, reason_zh=words_zh, result=result
    )


def give_back(engine: Engine, job_id: UUID, worker: str) -> None:
    """Put a job back that this worker cannot finish because its server stops; that is no failed attempt."""
    _change(
        engine,
        job_id,
        worker,
        state=JobState.WAITING,
        worker=None,
        heartbeat_at=None,
        attempts=col(BackgroundJob.attempts) - 1,
    )


def call_off(session: Session, job_id: UUID, now: datetime) -> None:
    """Call a job off, whichever worker has it; nothing where it is not open."""
    session.connection().execute(
        update(BackgroundJob)
        .where(col(BackgroundJob.id) == job_id, col(BackgroundJob.state).in_(OPEN))
        .values(state=JobState.CANCELLED, finished_at=now)
    )


def _change(engine: Engine, job_id: UUID, by: str, **values: object) -> None:
    with Session(engine) as session, session.begin():
        session.connection().execute(
            update(BackgroundJob)
            .where(
                col(BackgroundJob.id) == job_id,
                col(BackgroundJob.state) == JobState.RUNNING,
                col(BackgroundJob.worker) == by,
            )
            .values(**values)
        )
