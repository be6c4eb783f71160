"""Projections and searches that are being computed in this process, on threads of their own.

A question is stored and committed before its computation starts; the answer is stored by the computation.
So a restart loses no question: asking it again starts it again.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock
from uuid import UUID

import structlog

_log = structlog.get_logger(__name__)

Told = Callable[[int, int], None]


class Jobs:
    """Computations by the id of what they compute; each runs once at a time."""

    def __init__(self, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="projection")
        self._running: dict[UUID, Future[object]] = {}
        self._failed: dict[UUID, str] = {}
        self._progress: dict[UUID, tuple[int, int]] = {}
        self._lock = Lock()
        self._closing = Event()

    def start(self, job_id: UUID, compute: Callable[[Told], object]) -> None:
        """Start a computation unless it is waiting or running already; it may tell how much is done."""

        def told(done: int, total: int) -> None:
            with self._lock:
                self._progress[job_id] = (done, total)

        with self._lock:
            if job_id in self._running:
                return
            self._failed.pop(job_id, None)
            future = self._pool.submit(compute, told)
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

    def is_closing(self) -> bool:
        """Say whether the server is stopping: what can end early should."""
        return self._closing.is_set()

    def close(self) -> None:
        """Start nothing more, and wait for what is running."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _end(self, job_id: UUID, future: Future[object]) -> None:
        error = None if future.cancelled() else future.exception()
        with self._lock:
            self._running.pop(job_id, None)
            self._progress.pop(job_id, None)
            if error is not None:
                self._failed[job_id] = type(error).__name__
        if error is not None:
            _log.error("job_failed", job=str(job_id), kind=type(error).__name__)
