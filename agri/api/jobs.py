"""Projections and searches that are being computed, each in a process of its own, beside a thread that waits.

A question is stored and committed before its computation starts; the answer is stored by the computation.
So a restart loses no question: asking it again starts it again.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock
from uuid import UUID

import structlog

from agri.services.apart import Apart, Run, Stopped, Told

_log = structlog.get_logger(__name__)


class Jobs:
    """Computations by the id of what they compute; each runs once at a time."""

    def __init__(self, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="projection")
        self._running: dict[UUID, Future[object]] = {}
        self._failed: dict[UUID, str] = {}
        self._progress: dict[UUID, tuple[int, int]] = {}
        self._lock = Lock()
        self._is_closed = False
        self._aparts = [Apart() for _ in range(workers)]
        self._free: SimpleQueue[Apart] = SimpleQueue()
        for apart in self._aparts:
            self._free.put(apart)

    def start(self, job_id: UUID, compute: Callable[[Told, Run], object]) -> None:
        """Start a computation unless it is waiting or running already.

        It is given a way to tell how much is done, and one to have its heavy part computed apart.
        """

        def told(done: int, total: int) -> None:
            with self._lock:
                self._progress[job_id] = (done, total)

        def work() -> object:
            apart = self._free.get()  # there is one for each thread
            try:
                return compute(told, apart.run)
            finally:
                self._free.put(apart)

        with self._lock:
            if job_id in self._running:
                return
            self._failed.pop(job_id, None)
            future = self._pool.submit(work)
            self._running[job_id] = future
        future.add_done_callback(lambda done: self._end(job_id, done))

    def state(self, job_id: UUID) -> str | None:
        """Return ``waiting``, ``running`` or ``failed``; None for what this process knows nothing of."""
        with self._lock:
            future = self._running.get(job_id)
            if future is not None:
                return "running" if future.running() else "waiting"
            return "failed" if job_id in self._failed else None

    def progress(self, job_id: UUID) -> tuple[int, int] | tuple[None, None]:
        """Return how much of a running computation is done, and of how much, where it tells."""
        with self._lock:
            return self._progress.get(job_id, (None, None))

    def close(self) -> None:
        """Start nothing more, and end what is running: its question is stored and can be asked again."""
        self._is_closed = True
        for apart in self._aparts:
            apart.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _end(self, job_id: UUID, future: Future[object]) -> None:
        error = None if future.cancelled() else future.exception()
        if self._is_closed and isinstance(error, Stopped):
            error = None  # no failure: the question waits to be asked again
        with self._lock:
            self._running.pop(job_id, None)
            self._progress.pop(job_id, None)
            if error is not None:
                self._failed[job_id] = type(error).__name__
        if error is not None:
            _log.error("job_failed", job=str(job_id), kind=type(error).__name__)
