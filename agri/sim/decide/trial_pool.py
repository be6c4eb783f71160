"""Run many trials of one search on several processors; every process holds the inputs and does whole runs.

The order and the bits of the answers are those of one process. An interrupt from the keyboard reaches only
the process that asked: the others finish the run they are at, so that a search can still answer.
"""

import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from types import TracebackType

from agri.sim.decide.trials import Trial, Trials
from agri.sim.world.scenario import Scenario
from agri.sim.world.setup import Setup

Question = tuple[Scenario, Setup | None]  # a scenario, and the world it is run in if not the search's own

_held: Trials | None = None  # in a worker: the trials that it was started for


class TrialPool(AbstractContextManager["TrialPool"]):
    """Answers questions with `workers` processes; with one, here."""

    def __init__(self, trials: Trials, workers: int) -> None:
        self.trials, self._workers = trials, workers
        self._executor: ProcessPoolExecutor | None = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def run(self, questions: Sequence[Question]) -> Iterator[Trial]:
        """Yield the answers in order; what is not asked for any more is not begun."""
        if self._workers <= 1 or len(questions) <= 1:
            for scenario, world in questions:
                yield self.trials.run(scenario, world)
            return
        running: deque[Future[Trial]] = deque()
        for question in questions:
            running.append(self._submit(question))
            if len(running) > self._workers:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def _submit(self, question: Question) -> Future[Trial]:
        if self._executor is None:
            context = get_context("spawn")  # a fork of a process with threads may hang
            self._executor = ProcessPoolExecutor(self._workers, context, _hold, (self.trials,))
        with _sheltered_from_interrupts():  # a process may be started here
            return self._executor.submit(_answer, question)


@contextmanager
def _sheltered_from_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: they inherit what is blocked here."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _hold(trials: Trials) -> None:
    global _held  # noqa: PLW0603  # a worker's whole purpose, set once when it starts
    _held = trials


def _answer(question: Question) -> Trial:
    if _held is None:
        raise RuntimeError("a worker answers only after it was given its trials")
    return _held.run(*question)
