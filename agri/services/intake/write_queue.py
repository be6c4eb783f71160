"""A queue of writes in one thread: waiting reports share a transaction and are answered after its commit.

A commit waits for the disk, and there is one chain to append to; so reports that arrive while one transaction
is being written share the next one. Nothing waits for company: a single report is written at once. Whatever
else is written stands in the same line, each act in a transaction of its own; so no thread of this process
ever waits for the write lock of another one.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from threading import Condition, Thread
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session

from agri.errors import NotSignedIn, Refusal, Unavailable
from agri.services.access.permissions import Actor
from agri.services.access.session_cache import still_signed_in
from agri.services.access.sessions import sign_in_ended
from agri.services.intake.receive import receive_all
from agri.services.intake.submission import Outcome, Submission
from agri.services.store.clock import Clock

MOST_TOGETHER = 500  # submissions in one transaction
MOST_WAITING = 5_000  # submissions in line; about two seconds' work
_RETRY_AFTER_S = 2

# Faults of the database or of the whole city: whoever is in the batch, each of them would meet it.
_NOBODYS = (OperationalError, InterfaceError, Refusal)


T = TypeVar("T")


@dataclass(slots=True)
class _QueuedAct:
    """One act in line that is no report, and where its result goes."""

    work: Callable[[Session], Any]
    answer: Future[Any] = field(default_factory=Future)
    weight: int = 1


@dataclass(slots=True)
class _Waiting:
    """One request to report in line, and where its answer goes."""

    actor: Actor
    submissions: Sequence[Submission]
    token_hash: str | None
    answer: Future[list[Outcome]] = field(default_factory=Future)

    @property
    def weight(self) -> int:
        return len(self.submissions)


_InLine: TypeAlias = _QueuedAct | _Waiting


class Writer:
    """A thread with a line before it; it starts with the first report and ends with `close`."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        *,
        most_together: int = MOST_TOGETHER,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._most_together = most_together
        self._most_waiting = most_waiting
        self._line: deque[_InLine] = deque()
        self._count = 0  # submissions and acts in line
        self._is_closed = False
        self._changed = Condition()
        self._thread: Thread | None = None

    def receive(
        self, actor: Actor, submissions: Sequence[Submission], *, token_hash: str | None = None
    ) -> Future[list[Outcome]]:
        """Put one person's submissions in line; what comes of them is known once they are committed.

        With `token_hash` the sign-in is looked at again in the transaction that writes: where it has ended,
        nothing is written and the answer is NotSignedIn.

        Raises
        ------
        Unavailable
            The line is full, or the server is stopping; nothing was stored.
        """
        one = _Waiting(actor, submissions, token_hash)
        self._put_in_line(one)
        return one.answer

    def run(self, work: Callable[[Session], T]) -> "Future[T]":
        """Put an act in line; what it returns is known once its transaction is committed.

        Raises
        ------
        Unavailable
            The line is full, or the server is stopping; nothing was stored.
        """
        one = _QueuedAct(work)
        self._put_in_line(one)
        return one.answer

    def _put_in_line(self, one: _InLine) -> None:
        with self._changed:
            if self._is_closed or self._count + one.weight > self._most_waiting:
                raise Unavailable(
                    "too many reports at once; nothing was stored, keep the report and send it again",
                    "同时上报过多，内容未保存，请保留并稍后重发",
                    retry_after=_RETRY_AFTER_S,
                )
            self._line.append(one)
            self._count += one.weight
            if self._thread is None:
                self._thread = Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Take nothing more, write what is in line, and end."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while taken := self._take():
            if isinstance(taken, _QueuedAct):
                if taken.answer.set_running_or_notify_cancel():
                    self._do(taken)
                continue
            # Whoever has hung up by now is not written for; whoever hangs up later is.
            batch = [one for one in taken if one.answer.set_running_or_notify_cancel()]
            if batch:
                self._write(batch)

    def _take(self) -> _QueuedAct | list[_Waiting] | None:
        """Wait for somebody in line; return an act, or the reports before it; None when all is done."""
        with self._changed:
            while not self._line and not self._is_closed:
                self._changed.wait()
            batch: list[_Waiting] = []
            weight = 0
            while self._line:
                one = self._line[0]
                if isinstance(one, _QueuedAct):
                    if batch:
                        break
                    self._line.popleft()
                    self._count -= one.weight
                    return one
                if batch and weight + one.weight > self._most_together:
                    break
                self._line.popleft()
                batch.append(one)
                weight += one.weight
            self._count -= weight
            return batch or None

    def _do(self, act: _QueuedAct) -> None:
        result: object = None
        with _Caught() as caught, Session(self._engine, expire_on_commit=False) as session, session.begin():
            result = act.work(session)
        if caught.error is None:
            act.answer.set_result(result)
        else:
            self._give_up_if_locked(caught.error)  # before the answer: who asks again begins a new line
            act.answer.set_exception(caught.error)

    def _write(self, batch: Sequence[_Waiting]) -> None:
        answers: list[list[Outcome] | NotSignedIn] = []
        with _Caught() as caught, Session(self._engine, expire_on_commit=False) as session, session.begin():
            answers = self._receive(session, batch)
        if caught.error is None:
            for one, answer in zip(batch, answers, strict=True):
                if isinstance(answer, NotSignedIn):
                    one.answer.set_exception(answer)
                else:
                    one.answer.set_result(answer)
        elif len(batch) > 1 and not isinstance(caught.error, _NOBODYS):
            # One of them brought a fault of ours to light; the others must not suffer for it.
            for one in batch:
                self._write([one])
        else:
            self._give_up_if_locked(caught.error)
            for one in batch:
                one.answer.set_exception(caught.error)

    def _give_up_if_locked(self, error: BaseException) -> None:
        """Tell all who are in line at once where the database let the writer wait in vain.

        One after the other they would wait as long again; nothing of theirs was begun.
        """
        if not isinstance(error, OperationalError):
            return
        with self._changed:
            left, self._line, self._count = self._line, deque(), 0
        for one in left:
            if one.answer.set_running_or_notify_cancel():
                one.answer.set_exception(error)

    def _receive(self, session: Session, batch: Sequence[_Waiting]) -> list[list[Outcome] | NotSignedIn]:
        """Return what becomes of each one's submissions, by what each one may do now."""
        signed_in = still_signed_in(session, {one.token_hash for one in batch if one.token_hash is not None})
        actors = [one.actor if one.token_hash is None else signed_in.get(one.token_hash) for one in batch]
        items = [
            (actor, submission)
            for one, actor in zip(batch, actors, strict=True)
            if actor is not None
            for submission in one.submissions
        ]
        outcomes = iter(receive_all(session, items, now=self._clock()))
        return [
            sign_in_ended() if actor is None else list(islice(outcomes, len(one.submissions)))
            for one, actor in zip(batch, actors, strict=True)
        ]


class _Caught:
    """Keeps whatever goes wrong inside, to be handed to those who wait for it: the thread must go on."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        self.error = error
        return True
