"""Crews that a county's townships share: work ripens by the day, they serve it, the rest runs out of time."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import simpy

from agri.errors import BalanceError
from agri.sim.days import Phase, Stretch
from agri.sim.streams import Floats32
from agri.sim.work import Block


@dataclass(frozen=True, slots=True)
class Pool:
    """What one kind of crew does.

    =========== =============================================================== ===========
    Field       Meaning                                                         Unit
    =========== =============================================================== ===========
    name        of the pool, as campaigns name it                               —
    resource    baseline key of the crews                                       crews
    pace        what a crew does on a dry day on which it is at work            work/day
    limit_days  age at which unserved work is lost to the crews                 day
    months      months in which work ripens, with the days it ripens on         —
    last_day    after this day nothing is served                                —
    =========== =============================================================== ===========
    """

    name: str
    resource: str
    pace: float
    limit_days: int
    months: dict[int, Stretch]
    last_day: int


class Crews:
    """One pool of every county, all replications at once.

    `wanted` gives the work that asks for service in a month, `ripening` the part of it that ripens on a day,
    `served` takes what was served and what expired in a month.
    """

    def __init__(
        self,
        block: Block,
        pool: Pool,
        wanted: Callable[[int], Floats32],
        ripening: Callable[[int], Floats32],
        served: Callable[[int, Floats32, Floats32], None],
    ) -> None:
        self._block, self.pool = block, pool
        self._wanted, self._ripening, self._served = wanted, ripening, served
        self.machines_moved = np.ones(block.county_shape, dtype=np.float32)
        self.urgency: Floats32 | None = None
        self.backlog = block.zeros()
        self._ring = np.zeros((pool.limit_days, *block.shape), dtype=np.float32)
        self._recent = block.zeros()
        self._due, self._done, self._expired = 0.0, 0.0, 0.0

    def capacity(self, day: int) -> Floats32:
        """What each county's crews can do on a day, shape (county, replication); nothing in the wet."""
        block, pool = self._block, self.pool
        crews = block.resource(pool.resource, day) * self.machines_moved
        at_work = pool.pace * block.setup.parameter("service.share_of_days")
        pace = block.calibration.pace[pool.name] * np.float32(at_work)
        return np.asarray(crews * pace * block.dry(day), dtype=np.float32)

    def run(self) -> Generator[simpy.Event, None, None]:
        """Each day: work ripens, crews serve by urgency and backlog, what is too old expires."""
        block, pool = self._block, self.pool
        done, expired = block.zeros(), block.zeros()
        month_work = block.zeros()
        layout = block.layout
        demand = np.empty(block.county_shape, dtype=np.float32)
        part = np.empty(block.shape, dtype=np.float32)
        ripe = np.empty(block.shape, dtype=np.float32)
        first = min((days.first for days in pool.months.values()), default=pool.last_day + 1)
        current = 0
        for day in range(max(first, block.year.start), pool.last_day + 1):
            yield block.at(day + Phase.SERVICE)
            month = block.year.month_of[day]
            if month != current:
                current = month
                month_work = self._wanted(month) if month in pool.months else block.zeros()
                self._due += float(month_work.sum(dtype=np.float64))
            slot = day % pool.limit_days
            old = self._ring[slot]
            self._recent -= old
            if month in pool.months and day in pool.months[month]:
                layout.to_townships(self._ripening(day), ripe)
                ripe *= month_work
                self.backlog += ripe
                self._recent += ripe
                old[...] = ripe
            else:
                old[...] = 0
            self._serve(self.capacity(day), demand, part, done)
            np.subtract(self.backlog, self._recent, out=part)
            np.maximum(part, 0, out=part)
            self.backlog -= part
            expired += part
            is_month_over = day + 1 > pool.last_day or block.year.month_of[day + 1] != month
            if is_month_over:
                if day == pool.last_day:
                    expired += self.backlog
                    self.backlog[...] = 0
                self._account(done, expired)
                self._served(month, done, expired)
                done, expired = block.zeros(), block.zeros()

    def _serve(self, capacity: Floats32, demand: Floats32, part: Floats32, done: Floats32) -> None:
        """Serve the backlog of each county as far as its capacity goes, urgent townships first."""
        layout = self._block.layout
        if self.urgency is not None:
            capacity = self._serve_share(capacity, self.urgency, demand, part, done)
        layout.to_counties(self.backlog, demand)
        rate = np.minimum(capacity / np.maximum(demand, np.float32(1e-6)), 1)
        layout.to_townships(rate, part)
        part *= self.backlog
        self.backlog -= part
        done += part

    def _serve_share(
        self, capacity: Floats32, urgency: Floats32, demand: Floats32, part: Floats32, done: Floats32
    ) -> Floats32:
        """Share capacity out by urgency × backlog, capped by the backlog; return what is left of it."""
        layout = self._block.layout
        weighted = self.backlog * urgency
        layout.to_counties(weighted, demand)
        rate = capacity / np.maximum(demand, np.float32(1e-6))
        layout.to_townships(rate, part)
        part *= weighted
        np.minimum(part, self.backlog, out=part)
        self.backlog -= part
        done += part
        layout.to_counties(part, demand)
        return np.asarray(np.maximum(capacity - demand, 0))

    def _account(self, done: Floats32, expired: Floats32) -> None:
        self._done += float(done.sum(dtype=np.float64))
        self._expired += float(expired.sum(dtype=np.float64))

    def check_balance(self) -> None:
        """Hold the pool to its law: due = done + waiting + expired.

        Raises
        ------
        BalanceError
            More than float32 rounding is missing.
        """
        waiting = float(self.backlog.sum(dtype=np.float64))
        due = self._due
        if abs(due - self._done - waiting - self._expired) > 1e-3 * max(due, 1.0):
            raise BalanceError(
                f"{self.pool.name}: due {due:g}, done {self._done:g}, waiting {waiting:g}, "
                f"expired {self._expired:g}"
            )
