"""Run the queue's jobs beside the requests: one loop in a thread, each job in a process.

The loop asks nothing of the requests' threads and connections. It takes a job, starts or reuses a process for
it, says that it is still at it, and ends the process when the job is called off by any server.
"""

import os
import signal
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from threading import Lock
from time import monotonic

import anyio
import structlog
from anyio import to_process
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from agri.models import BackgroundJob
from agri.periods import day_of
from agri.services.outlook.job_queue import (
    beat,
    end_job,
    give_back,
    is_still_mine,
    put_back,
    take_next,
    worker_name,
)
from agri.services.outlook.keep_projecting import record_state
from agri.services.outlook.quiet_record import QuietRecord
from agri.services.publish.answer_job import DATABASE_AWAY, answer_job, ask_for_desk
from agri.services.store.database import make_engine
from agri.terms import JobState

_LOOK_EVERY_S = 0.25
_LOOK_AT_RECORD_S = 1.0
_BEAT_EVERY = 20  # looks: every five seconds, a sixth of the lease
_AFTER_FAULT_S = 2.0
_AWAY = (DBAPIError, PoolTimeout)  # whatever the database says while it goes or comes, the loop goes on
_ENDED = ("the computation was ended before it was done; ask again", "计算被中止，请重新提交")
_log = structlog.get_logger(__name__)


class JobRunner:
    """Takes and runs jobs from `start` to `close`."""

    def __init__(
        self,
        database_url: str,
        *,
        clock: Callable[[], datetime],
        wall_clock: Callable[[], datetime],
        workers: int,
        quiet_s: float = 0.0,
    ) -> None:
        self._url = database_url
        self._clock, self._wall_clock = clock, wall_clock
        self._workers = workers
        self._quiet_s = quiet_s
        self._worker = worker_name()
        self._lock = Lock()
        self._portal: AbstractContextManager[BlockingPortal] | None = None
        self._future: Future[None] | None = None
        self._is_closed = False

    def start(self) -> None:
        """Begin to take jobs; nothing where that was done."""
        with self._lock:
            if self._portal is None and not self._is_closed:
                self._portal = start_blocking_portal()
                self._future = self._portal.__enter__().start_task_soon(self._run)

    def close(self) -> None:
        """Take nothing more, end what is running and put it back into the queue."""
        with self._lock:
            self._is_closed = True
            if self._portal is None or self._future is None:
                return
            self._future.cancel()
            with suppress(CancelledError):
                self._future.result()
            self._portal.__exit__(None, None, None)
            self._portal = self._future = None

    async def _run(self) -> None:
        # Whoever stops a service, or types Ctrl-C, tells every process of it. Those of the questions inherit
        # this thread's deafness and are ended by the server, which puts their questions back.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        self._limiter = anyio.CapacityLimiter(self._workers)
        self._engine = make_engine(self._url)  # its own, so that requests do not wait for its connections
        try:
            async with anyio.create_task_group() as group:
                for _ in range(self._workers):
                    group.start_soon(self._serve)
                if self._quiet_s > 0:
                    group.start_soon(self._keep_projecting)
        finally:
            self._engine.dispose()

    async def _serve(self) -> None:
        while True:
            try:
                job = take_next(self._engine, self._worker, self._wall_clock())
                if job is not None:
                    await self._answer(job)
                    continue
            except _AWAY as error:
                _log.warning("job_queue_unreachable", kind=type(error).__name__)
                await anyio.sleep(_AFTER_FAULT_S)
            await anyio.sleep(_LOOK_EVERY_S)

    async def _keep_projecting(self) -> None:
        """Ask for what the desk lacks whenever the record changed and has been quiet since."""
        quiet = QuietRecord(self._quiet_s)
        state = ""
        while True:
            await anyio.sleep(min(self._quiet_s, _LOOK_AT_RECORD_S))
            try:
                state = record_state(self._engine, day_of(self._clock()))
                if not quiet.is_due(state, monotonic()):
                    continue
                arguments = (self._url, os.getpid(), self._clock(), self._wall_clock())
                has_all = await to_process.run_sync(
                    ask_for_desk, *arguments, cancellable=True, limiter=self._limiter
                )
            except _AWAY as error:
                _log.warning("record_unreachable", kind=type(error).__name__)
                await anyio.sleep(_AFTER_FAULT_S)
            except Exception as error:  # it would end all work of the group
                _log.error("not_projected", fault=f"{type(error).__name__}: {error}")
                quiet.settle(state)  # tried again after a change
                await anyio.sleep(_AFTER_FAULT_S)
            else:
                if has_all:
                    quiet.settle(state)

    async def _answer(self, job: BackgroundJob) -> None:
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._watch, job, group.cancel_scope)
                await self._compute(job)
                group.cancel_scope.cancel()
        except anyio.get_cancelled_exc_class():  # this server stops
            with suppress(*_AWAY):  # else its lease runs out
                give_back(self._engine, job.id, self._worker)
            raise

    async def _compute(self, job: BackgroundJob) -> None:
        """Have the job answered in a process; one that ends before it is done has failed."""
        arguments = (self._url, job.id, self._worker, self._clock(), os.getpid())
        try:
            fault = await to_process.run_sync(answer_job, *arguments, cancellable=True, limiter=self._limiter)
        except Exception as error:  # whatever ended it, the next job must be run
            fault = f"{type(error).__name__}: {error}"
            with suppress(*_AWAY):
                now = self._wall_clock()
                end_job(self._engine, job.id, self._worker, JobState.FAILED, now=now, reason=_ENDED)
        if fault == DATABASE_AWAY:
            await self._put_back(job)
        if fault is not None:
            _log.error("job_failed", job=str(job.id), kind=job.kind, fault=fault)

    async def _put_back(self, job: BackgroundJob) -> None:
        """Let a job that lost its database be taken again, as soon as the database is back."""
        while True:
            try:
                put_back(self._engine, job.id, self._worker, self._wall_clock())
            except _AWAY:
                await anyio.sleep(_AFTER_FAULT_S)
            else:
                return

    async def _watch(self, job: BackgroundJob, scope: anyio.CancelScope) -> None:
        """Say that the job is being worked on, and end its process once it is called off."""
        looks = 0
        while True:
            await anyio.sleep(_LOOK_EVERY_S)
            looks += 1
            with suppress(*_AWAY):
                if not is_still_mine(self._engine, job.id, self._worker):
                    scope.cancel()
                    return
                if looks % _BEAT_EVERY == 0:
                    beat(self._engine, job.id, self._worker, self._wall_clock())
