"""Background jobs: start, state, progress and cancellation.

Every kind of question offers the same three operations beside its own ``POST``, at its own path.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from typing import Annotated, Any, cast
from uuid import UUID

import anyio
from fastapi import APIRouter, Depends, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session

from agri.api.dependencies import Desk, DeskDep, Projector, ReaderDep, SessionDep, TokenDep, WallNowDep
from agri.api.http.database_route import in_thread
from agri.api.http.problems import problems
from agri.api.jobs.watched import Stream
from agri.api.schema_base import Public, TitlePublic
from agri.errors import NotFound, Unavailable
from agri.models import BackgroundJob
from agri.models.person import SessionToken
from agri.services.access.permissions import Actor
from agri.services.outlook.job_queue import call_off, open_job
from agri.services.outlook.stored_runs import Asked, ask_apart
from agri.services.reference.figures_day import bounded_day
from agri.services.reference.reference import read_reference
from agri.services.store.database import reading
from agri.terms import JobKind, JobState

_LOOK_EVERY_S = 0.25
_LOOK_LATER_S = 1.0  # after half a minute: many pages may be watching long questions
_SOON_S = 30.0
MOST_FOLLOWED_S = 600.0  # then the stream ends; the browser connects again by itself
_LAST = {JobState.DONE, JobState.FAILED, JobState.INTERRUPTED, JobState.CANCELLED}


class JobPublic(Public):
    """How far a question is; where it tells, how much is done, and why it ended without an answer."""

    id: UUID
    state: JobState
    done: int | None = None
    total: int | None = None
    reason: TitlePublic | None = None


class QuestionPublic(Public):
    """What every question has beside what it asks; each kind adds its `result`."""

    id: UUID
    state: str
    snapshot: str
    as_of: date
    seed: int
    replications: int
    method: str
    requested_at: datetime
    finished_at: datetime | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """One kind of question: its words, where it lies, how one is found and shown."""

    slug: str
    zh: str
    en: str
    path: str
    find: Callable[[Session, UUID, Actor], Asked | BackgroundJob]
    shape: type[Public]
    show: Callable[[Session, Any, JobPublic], dict[str, object]]


def ask_in_background(
    desk: Desk,
    kind: QuestionKind,
    actor: Actor,
    response: Response,
    *,
    now: datetime,
    as_of: date | None,
    ask: Callable[[Session, date], Asked],
) -> JobPublic:
    """Store the question that `ask` stores for its day, and put it into the queue unless it has an answer.

    Raises
    ------
    Invalid
        The day lies outside the plan year or ahead, or the question is not to be asked so.
    TooManyOpen
        The actor has as many open questions as one may have.
    """
    with reading(desk.engine) as session:
        reference = read_reference(session, of=actor)
        day = bounded_day(reference, now, as_of, "/as_of")

    def store(session: Session) -> JobPublic:
        row = ask(session, day)
        if row.result is None:
            open_job(session, JobKind(kind.en), row.id, asked_by=actor.id, now=desk.wall_clock())
        return state_of(session, row)

    return begin(desk, kind, ask_apart(desk.engine, reference.city, day, store), response)


def begin(desk: Desk, kind: QuestionKind, state: JobPublic, response: Response) -> JobPublic:
    """Say where a question that was put into the queue is, and see to it that somebody takes it."""
    desk.jobs.start()
    response.headers["Location"] = f"/api/v1{kind.path}/{state.id}"
    return state


def offer(router: APIRouter, kind: QuestionKind) -> None:
    """Add what can be done with a question of a kind once it is asked."""

    def get_one(question_id: UUID, reader: ReaderDep, actor: Projector) -> Public:
        """The question and, once it is done, its answer."""
        row = kind.find(reader, question_id, actor)
        state = state_of(reader, row)
        return kind.shape.model_validate(kind.show(reader, row, state))

    @in_thread
    def first_state(question_id: UUID, reader: ReaderDep, actor: Projector) -> JobPublic:
        return state_of(reader, kind.find(reader, question_id, actor))

    async def get_events(
        desk: DeskDep, token: TokenDep, state: Annotated[JobPublic, Depends(first_state)]
    ) -> AsyncIterator[ServerSentEvent]:
        """Server-sent events named `state` as it gets further.

        The last is done, failed, interrupted or cancelled. The stream ends with the sign-in, and after ten
        minutes.
        """
        async for event in _follow(desk, kind, token, state):
            yield event

    def delete_run(question_id: UUID, session: SessionDep, actor: Projector, now: WallNowDep) -> None:
        """Call the computation off, whichever server has it; asked again it is computed from the start."""
        call_off(session, kind.find(session, question_id, actor).id, now)

    one = f"{kind.path}/{{question_id}}"
    router.add_api_route(
        one,
        get_one,
        name=f"get_{kind.slug}",
        summary=f"{kind.zh}结果 · One {kind.en}",
        response_model=kind.shape,
        responses=problems(NotFound),
    )
    router.add_api_route(
        f"{one}/events",
        get_events,
        name=f"get_{kind.slug}_events",
        summary=f"{kind.zh}进度 · Progress of a {kind.en}",
        response_class=EventSourceResponse,
        responses=problems(NotFound),
    )
    router.add_api_route(
        f"{one}/run",
        delete_run,
        methods=["DELETE"],
        status_code=204,
        name=f"delete_{kind.slug}_run",
        summary=f"取消{kind.zh} · Call off a {kind.en}",
        responses=problems(NotFound),
    )


def state_of(session: Session, row: Asked | BackgroundJob) -> JobPublic:
    """Return how far a question is, as every server sees it."""
    job = row if isinstance(row, BackgroundJob) else session.get(BackgroundJob, row.id)
    if row.result is not None:
        return JobPublic(id=row.id, state=JobState.DONE)
    if job is None:  # asked of an earlier version, or of a command that was stopped: nobody is at work on it
        failure = None if isinstance(row, BackgroundJob) else row.failure
        state = JobState.INTERRUPTED if failure is None else JobState.FAILED
        return JobPublic(id=row.id, state=state)
    reason = None
    if job.reason is not None and job.reason_zh is not None:
        reason = TitlePublic(zh=job.reason_zh, en=job.reason)
    return JobPublic(id=row.id, state=JobState(job.state), done=job.done, total=job.total, reason=reason)


def show_question(_: Session, row: Asked, state: JobPublic) -> dict[str, object]:
    """Return what a question with a row of its own shows."""
    beside: dict[str, object] = {
        "state": state.state,
        "result": json.loads(row.result) if row.result is not None else None,
        "failure": row.failure or (state.reason.en if state.reason is not None else None),
    }
    return {**row.model_dump(), **beside}


async def _follow(
    desk: Desk, kind: QuestionKind, token: tuple[Actor, SessionToken], state: JobPublic | None
) -> AsyncIterator[ServerSentEvent]:
    """Yield an event named `state` whenever a question gets further."""
    begun, told = monotonic(), None
    if state is None:
        return
    (actor, row), question_id = token, state.id
    stream = Stream(
        row.token_hash,
        subject=(kind.slug, question_id),
        look=lambda session: state_of(session, kind.find(session, question_id, actor)),
    )
    desk.watched.join(stream)
    try:
        while state is not None:
            if state != told:
                told = state
                yield ServerSentEvent(event="state", data=state)
            gone = monotonic() - begun
            if state.state in _LAST or gone > MOST_FOLLOWED_S:
                return
            await anyio.sleep(_LOOK_EVERY_S if gone < _SOON_S else _LOOK_LATER_S)
            with suppress(Unavailable, OperationalError, InterfaceError):  # away for a while: look again
                state = cast("JobPublic | None", await desk.watched.look(stream, desk.read))
    finally:
        desk.watched.leave(stream)
