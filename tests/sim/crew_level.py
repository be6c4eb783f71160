"""The oracle: one county's crews, one SimPy process for every crew, one job for every piece of work.

It shares no code with the batched engine. Jobs ripen at random instants of the days, every crew takes the
oldest one, works on it for as long as it takes at the crew's pace, stays at home in the wet and on some other
days, and what is too old by the end of a day is lost.
"""

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import simpy


@dataclass
class County:
    """A year of one county's pool.

    `ripening` holds (first day, last day, work) of each month; `wet` one bool a day.
    """

    crews: int
    pace: float  # work a day and crew
    share_of_days: float
    limit_days: int
    ripening: list[tuple[int, int, float]]
    last_day: int
    wet: np.ndarray
    job: float  # work in one job
    rng: np.random.Generator
    served: float = 0.0
    expired: float = 0.0
    events: int = 0
    _queue: deque = field(default_factory=deque)

    def run(self) -> float:
        """Return the share of all work that was served."""
        self.env = simpy.Environment()
        self.news = self.env.event()
        self.env.process(self._ripen())
        for _ in range(self.crews):
            self.env.process(self._crew())
        self.env.run(until=self.last_day + 1)
        total = sum(work for _, _, work in self.ripening)
        self.expired = total - self.served
        return self.served / total

    def _ripen(self):
        moments = np.concatenate(
            [
                np.sort(self.rng.uniform(first, last + 1, round(work / self.job)))
                for first, last, work in self.ripening
            ]
        )
        sizes = np.concatenate(
            [np.full(round(work / self.job), work / round(work / self.job)) for _, _, work in self.ripening]
        )
        for (before, now), size in zip(pairwise([0.0, *moments]), sizes, strict=True):
            yield self.env.timeout(now - before)
            self.events += 1
            self._queue.append([now, size])
            news, self.news = self.news, self.env.event()
            news.succeed()

    def _crew(self):
        for day in range(self.last_day + 1):
            yield self.env.timeout(max(day - self.env.now, 0))
            self.events += 1
            if self.wet[day] or self.rng.random() >= self.share_of_days:
                continue
            while (left := day + 1 - self.env.now) > 1e-9:
                job = self._oldest(day)
                if job is None:
                    yield self.news | self.env.timeout(left)
                    continue
                needed = job[1] / self.pace
                took = min(needed, left)
                yield self.env.timeout(took)
                self.events += 1
                self.served += took * self.pace
                job[1] -= took * self.pace
                if job[1] > 1e-9:  # the rest waits, first in the queue
                    self._queue.appendleft(job)

    def _oldest(self, day):
        while self._queue:
            job = self._queue.popleft()
            if int(job[0]) + self.limit_days >= day:
                return job
        return None
