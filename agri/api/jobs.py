"""What is being computed in the background, each in a process of its own, beside a thread that waits.

A question is stored and committed before its computation starts; the answer is stored by the computation.
So a restart loses no question: asking it again starts it again.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock
from uuid import UUID

import structlog

from agri.services.apart import Apart, Result, Run, Stopped, Told

_log = structlog.get_logger(__name__)


class Jobs:
    """Computations by the id of what they compute; each runs once at a time."""

    def __init__(self, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="projection")
        self._running: dict[UUID, Future[object]] = {}
        self._failed: dict[UUID, str] = {}
        self._cancelled: set[UUID] = set()
        self._at: dict[UUID, Apart] = {}
        self._progress: dict[UUID, tuple[int, int]] = {}
        self._lock = Lock()
        self._is_closed = False
        self._aparts = [Apart() for _ in range(workers)]
        self._free: SimpleQueue[Apart] = SimpleQueue()
        for apart in self._aparts:
            self._free.put(apart)

    def start(self, job_id: UUID, answer: Callable[[Told, Run], object]) -> None:
        """Start a computation unless it is waiting or running already.

        It is given a way to tell how much is done, and one to have its heavy part computed apart.
        """

        def told(done: int, total: int) -> None:
            with self._lock:
                self._progress[job_id] = (done, total)

        def run_in(apart: Apart) -> Run:
            def run(compute: Callable[..., Result], *args: object, progress: Told | None = None) -> Result:
                return apart.run(
                    compute, *args, progress=progress, is_wanted=lambda: job_id not in self._cancelled
                )

            return run

        def work() -> object:
            apart = self._free.get()  # there is one for each thread
            try:
                with self._lock:
                    self._at[job_id] = apart
                return answer(told, run_in(apart))
            finally:
                with self._lock:
                    self._at.pop(job_id, None)
                self._free.put(apart)

        with self._lock:
            if job_id in self._running:
                return
            self._failed.pop(job_id, None)
            self._cancelled.discard(job_id)
            future = self._pool.submit(work)
            self._running[job_id] = future
        future.add_done_callback(lambda done: self._end(job_id, done))

    def cancel(self, job_id: UUID) -> None:
        """End a computation, or take it out of the queue; nothing where it is not under way."""
        with self._lock:
            if job_id not in self._running:
                return
            self._cancelled.add(job_id)
            if job_id in self._at:
                self._at[job_id].stop()

    def state(self, job_id: UUID) -> str | None:
        """Return ``waiting``, ``running``, ``cancelled`` or ``failed``; None for what is not known here."""
        with self._lock:
            if job_id in self._cancelled:
                return "cancelled"
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
        with self._lock:
            if isinstance(error, Stopped) and (self._is_closed or job_id in self._cancelled):
                error = None  # no failure: the question waits to be asked again
            self._running.pop(job_id, None)
            self._progress.pop(job_id, None)
            if error is not None:
                self._failed[job_id] = type(error).__name__
        if error is not None:
            _log.error("job_failed", job=str(job_id), kind=type(error).__name__)
