"""What the open event streams watch, looked up for all of them together.

Five hundred pages that each asked the database four times a second left it no time for anybody else.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from time import monotonic

import anyio
from sqlmodel import Session

from agri.errors import NotFound
from agri.services.access.session_cache import still_signed_in

_FRESH_S = 0.2  # how long what was seen for one stream serves the others


@dataclass(frozen=True, eq=False, slots=True)
class Stream:
    """One open stream: the sign-in that it ends with, what it watches, and how that is looked up."""

    token_hash: str
    subject: Hashable
    look: Callable[[Session], object]


Seen = Mapping[Stream, object | None]
Read = Callable[[Callable[[Session], Seen]], Awaitable[Seen]]


class Watched:
    """The open streams of one server process, and what each was last seen at."""

    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._seen: Seen = {}
        self._seen_at = float("-inf")
        self._lock = anyio.Lock()

    def join(self, stream: Stream) -> None:
        """Watch for one more stream."""
        self._streams.add(stream)

    def leave(self, stream: Stream) -> None:
        """Watch for this stream no more."""
        self._streams.discard(stream)

    async def look(self, stream: Stream, read: Read) -> object | None:
        """Return what the stream's subject was at a moment ago; None if its sign-in or its subject is gone.

        Whoever finds it too old looks for every stream that is open; the others wait for that.
        """
        async with self._lock:
            if stream not in self._seen or monotonic() - self._seen_at > _FRESH_S:
                streams = frozenset(self._streams)
                self._seen = await read(lambda session: _look_for(session, streams))
                self._seen_at = monotonic()
            return self._seen[stream]


def _look_for(session: Session, streams: frozenset[Stream]) -> Seen:
    signed_in = still_signed_in(session, {stream.token_hash for stream in streams})
    looks = {stream.subject: stream.look for stream in streams if stream.token_hash in signed_in}
    states = {subject: _state(session, look) for subject, look in looks.items()}
    return {stream: states[stream.subject] if stream.token_hash in signed_in else None for stream in streams}


def _state(session: Session, look: Callable[[Session], object]) -> object | None:
    try:
        return look(session)
    except NotFound:
        return None
