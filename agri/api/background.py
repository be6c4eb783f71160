"""Questions that are answered in the background: how one is begun, seen, followed and called off.

Every kind of question offers the same three operations beside its own ``POST``, at its own path.
"""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import anyio
from fastapi import APIRouter, Depends, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session

from agri.api.database_route import in_thread
from agri.api.deps import Desk, DeskDep, Projector, ReaderDep, bounded_day
from agri.api.problems import problems
from agri.api.wire import Public
from agri.errors import NotFound
from agri.services.apart import Run, Told
from agri.services.database import reading
from agri.services.questions import Asked
from agri.services.snapshots import current_snapshot
from agri.services.standing import standing

_LOOK_EVERY_S = 0.25
_LAST = {"done", "failed", "cancelled"}


class JobState(Public):
    """How far a question is: waiting, running, done, failed, cancelled; where it tells, how much is done."""

    id: UUID
    state: str
    done: int | None = None
    total: int | None = None


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
class Kind:
    """One kind of question: its words, where it lies, how one is found and shown."""

    slug: str
    zh: str
    en: str
    path: str
    find: Callable[[Session, UUID], Asked]
    shape: type[QuestionPublic]


def ready_snapshot(desk: Desk, now: datetime, as_of: date | None) -> date:
    """Return the day that a question is about, its snapshot taken.

    Before the transaction that writes, so that nobody waits for it with a report in hand.

    Raises
    ------
    Invalid
        The day lies outside the plan year or ahead.
    """
    with reading(desk.engine) as session:
        plan = standing(session).plan
        day = bounded_day(plan, now, as_of, "/as_of")
        current_snapshot(session, plan, day)
    return day


def begin(
    desk: Desk, kind: Kind, row: Asked, compute: Callable[[Told, Run], object], response: Response
) -> JobState:
    """Have a stored question answered, unless it is already; say where it is."""
    if row.result is None:
        desk.jobs.start(row.id, compute)
    response.headers["Location"] = f"/api/v1{kind.path}/{row.id}"
    return state_of(desk, row)


def offer(router: APIRouter, kind: Kind) -> None:
    """Add what can be done with a question of a kind once it is asked."""

    @in_thread
    def find_by_id(question_id: UUID, reader: ReaderDep, _: Projector) -> Asked:
        return kind.find(reader, question_id)

    def get_one(row: Annotated[Asked, Depends(find_by_id)], desk: DeskDep) -> QuestionPublic:
        """The question and, once it is done, its answer."""
        beside = {
            "state": state_of(desk, row).state,
            "result": json.loads(row.result) if row.result is not None else None,
        }
        return kind.shape.model_validate({**row.model_dump(), **beside})

    async def get_events(
        row: Annotated[Asked, Depends(find_by_id)], desk: DeskDep
    ) -> AsyncIterator[ServerSentEvent]:
        """Server-sent events named `state` as it gets further; the last is done, failed or cancelled."""
        question_id = row.id
        async for event in _follow(desk, lambda session: kind.find(session, question_id)):
            yield event

    def delete_run(row: Annotated[Asked, Depends(find_by_id)], desk: DeskDep) -> None:
        """End the computation; the question stays, and asked again it is computed from the start."""
        desk.jobs.cancel(row.id)

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


def state_of(desk: Desk, row: Asked) -> JobState:
    """Return how far a question is.

    Another process may be at work on it: what is not finished and not known here is waiting.
    """
    if row.result is not None:
        return JobState(id=row.id, state="done")
    here = desk.jobs.state(row.id)
    if here is None and row.failure is not None:
        return JobState(id=row.id, state="failed")
    done, total = desk.jobs.progress(row.id)
    return JobState(id=row.id, state=here or "waiting", done=done, total=total)


async def _follow(desk: Desk, find: Callable[[Session], Asked]) -> AsyncIterator[ServerSentEvent]:
    """Yield an event named `state` whenever a question gets further."""
    told = None
    while True:
        state = await desk.read(lambda session: state_of(desk, find(session)))
        if state != told:
            told = state
            yield ServerSentEvent(event="state", data=state)
        if state.state in _LAST:
            return
        await anyio.sleep(_LOOK_EVERY_S)
