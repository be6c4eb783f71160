"""Compute in a process of its own, so that nobody who reports waits for Python's lock or for a processor.

The process starts with the first computation and serves one at a time. It stops with `close`; with `stop`,
and then the next computation starts another; and by itself when this process is gone. What it is given and
what it returns must be picklable; a database is neither.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock
from typing import Any, Protocol, TypeVar

from agri.errors import ModelError

Told = Callable[[int, int], None]
Result = TypeVar("Result")
_BEHIND = 10  # niceness: whoever reports goes first


class Run(Protocol):
    """Something that computes: `here`, or `Apart.run`."""

    def __call__(self, compute: Callable[..., Result], *args: object, progress: Told | None = None) -> Result:
        """Return what `compute` makes of its arguments; `progress` is handed on where one is given."""


class Stopped(Exception):
    """The computation was ended before it was done."""


def here(compute: Callable[..., Result], *args: object, progress: Told | None = None) -> Result:
    """Compute in this process."""
    return compute(*args) if progress is None else compute(*args, progress=progress)


class Apart:
    """One other process."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._connection: Connection[Any, Any] | None = None
        self._is_closed = False
        self._lock = Lock()

    def run(
        self,
        compute: Callable[..., Result],
        *args: object,
        progress: Told | None = None,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> Result:
        """Compute there and wait; what is raised there is raised here.

        `is_wanted` is asked where `stop` cannot come between: what was called off is not begun.

        Raises
        ------
        Stopped
            The process was ended: by `stop`, by `close`, by the system, or by a fault of ours.
        """
        connection = self._open(is_wanted)
        try:
            connection.send((compute, args, progress is not None))
            while True:
                kind, told = connection.recv()
                if kind == "told" and progress is not None:
                    progress(*told)
                elif kind == "raised":
                    raise told
                elif kind == "done":
                    result: Result = told
                    return result
        except (EOFError, OSError) as error:
            self._end()
            raise Stopped("the computation was ended before it was done") from error

    def stop(self) -> None:
        """End what is being computed; returns when it has ended."""
        with self._lock:
            if self._process is not None:
                self._process.terminate()
                self._process.join()

    def close(self) -> None:
        """End what is being computed, and take nothing more."""
        with self._lock:
            self._is_closed = True
            if self._process is not None:
                self._process.terminate()

    def _open(self, is_wanted: Callable[[], bool]) -> "Connection[Any, Any]":
        with self._lock:
            if self._is_closed:
                raise Stopped("the server is stopping")
            if not is_wanted():
                raise Stopped("called off before it was begun")
            if self._process is not None and not self._process.is_alive():
                self._forget()
            if self._connection is None:
                context = get_context("spawn")
                self._connection, theirs = context.Pipe()
                self._process = context.Process(target=_serve, args=(theirs,), name="agri-apart", daemon=True)
                self._process.start()
                theirs.close()
            return self._connection

    def _end(self) -> None:
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.terminate()
            self._process.join()
            self._process.close()
        self._connection = self._process = None


def _serve(connection: "Connection[Any, Any]") -> None:
    """Compute what comes until nobody is at the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a key pressed in the terminal reaches us too
    os.nice(_BEHIND)
    with suppress(EOFError, OSError):
        while True:
            compute, args, is_told = connection.recv()
            connection.send(_computed(connection, compute, args, is_told=is_told))


def _computed(
    connection: "Connection[Any, Any]", compute: Callable[..., Any], args: tuple[Any, ...], *, is_told: bool
) -> tuple[str, Any]:
    def told(done: int, total: int) -> None:
        connection.send(("told", (done, total)))

    try:
        return "done", compute(*args, progress=told) if is_told else compute(*args)
    except (ValueError, ModelError) as error:  # a fault of ours ends the process, with its traceback
        return "raised", error
