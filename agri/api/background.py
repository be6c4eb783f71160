"""What one sees of a question that is answered in the background: its state, and events as it changes."""

from collections.abc import AsyncIterator, Callable
from uuid import UUID

import anyio
from fastapi.sse import ServerSentEvent
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from agri.api.deps import Desk
from agri.api.wire import Public
from agri.models import Projection, Search
from agri.services.database import reading

_LOOK_EVERY_S = 0.25
_LAST = {"done", "failed"}


class JobState(Public):
    """How far a question is: waiting, running, done or failed; where it tells, how much is done."""

    id: UUID
    state: str
    done: int | None = None
    total: int | None = None


def state_of(desk: Desk, row: Projection | Search) -> JobState:
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


async def follow(
    desk: Desk, find: Callable[[Session], Projection | Search]
) -> AsyncIterator[ServerSentEvent]:
    """Yield an event named `state` whenever a question gets further; the last is done or failed."""
    told = None
    while True:
        state = await run_in_threadpool(_look, desk, find)
        if state != told:
            told = state
            yield ServerSentEvent(event="state", data=state)
        if state.state in _LAST:
            return
        await anyio.sleep(_LOOK_EVERY_S)


def _look(desk: Desk, find: Callable[[Session], Projection | Search]) -> JobState:
    with reading(desk.engine) as session:
        return state_of(desk, find(session))
