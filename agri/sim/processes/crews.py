"""Crews that a county's townships share: work ripens by the day, they serve it, the rest runs out of time.

Work of one township that ripened at the same time under the same urgency shares its fate with all such
work of its county. So the queue is the county's, in two classes (ordinary and urgent) and in order of age,
and what was served goes back to the townships by their part of the work. That is exact and costs a tenth of
a queue for every township.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import simpy

from agri.errors import BalanceError
from agri.sim.inputs.days import Phase, Stretch
from agri.sim.inputs.streams import Floats32, normal_levels
from agri.sim.processes.block import Block

_LEAST_SHAPE = 0.05  # of the gamma variate of attendance: below it the approximation has no mean to keep


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


@dataclass
class _Cohort:
    """Work that ripens under one month's need and one review's urgency.

    ========= ========================== ============================================
    Field     Shape                      Meaning
    ========= ========================== ============================================
    work      (township, replication)    the whole month's work
    urgent    (township, replication)    1 where urgent; None: nobody is
    total     (class, county, replication) the month's work by class
    waiting   (class, county, replication) ripe and unserved; known of older cohorts only
    done      (class, county, replication) served since the books were last closed
    expired   (class, county, replication) lost since then
    ========= ========================== ============================================
    """

    work: Floats32
    urgent: Floats32 | None
    total: Floats32
    waiting: Floats32
    done: Floats32
    expired: Floats32
    ended_on: int = 0

    def note(self, amount: Floats32, *, is_served: bool) -> None:
        """Note what left the queue."""
        became = self.done if is_served else self.expired
        became += amount

    def split(self, none: Floats32) -> None:
        """Make room for a second class, which nobody is in yet."""
        self.total, self.waiting, self.done, self.expired = (
            np.concatenate([part, none]) for part in (self.total, self.waiting, self.done, self.expired)
        )


class Crews:
    """One pool of every county, all replications at once.

    ====================== =============================================== ==============================
    Parameter              Meaning                                         Unit
    ====================== =============================================== ==============================
    service.share_of_days  dry days on which a crew is at work             fraction
    service.attendance_sd  scatter of who comes: 1 as of independent crews standard deviation of binomial
    ====================== =============================================== ==============================

    `wanted` gives the work that asks for service in a month, `ripening` the part of it that ripens on a day,
    `served` takes what was served and what expired in a month. Arrays of the queue have shape
    (class, county, replication); there is one class until the review names urgent townships.
    """

    def __init__(
        self,
        block: Block,
        pool: Pool,
        wanted: Callable[[int], Floats32],
        ripening: Callable[[int], Floats32 | float],
        served: Callable[[int, Floats32, Floats32], None],
    ) -> None:
        self._block, self.pool = block, pool
        self._wanted, self._ripening, self._served = wanted, ripening, served
        self.machines_moved = np.ones(block.county_shape, dtype=np.float32)
        self.urgency = np.float32(1)  # how much more an urgent township's backlog weighs
        self._urgent: Floats32 | None = None
        self._cohorts: list[_Cohort] = []
        self._waiting = self._none(1)
        self._ring = np.zeros((pool.limit_days, 1, *block.county_shape), dtype=np.float32)
        self._recent = self._none(1)
        self._due, self._done, self._expired = 0.0, 0.0, 0.0
        self._first_day = max(min((d.first for d in pool.months.values()), default=0), block.year.start)
        days = range(self._first_day, max(pool.last_day + 1, self._first_day))
        self._normals = block.draws.county_normals(f"crews/{pool.name}", block.year.length, days)
        self._crews: Floats32 | None = None
        self._turnout = (np.zeros((1, 1), dtype=np.float32),) * 3

    def _none(self, classes: int) -> Floats32:
        return np.zeros((classes, *self._block.county_shape), dtype=np.float32)

    def urge(self, urgent: Floats32, weight: float) -> None:
        """Let work that ripens from now on weigh more in some townships.

        Parameters
        ----------
        urgent : array, shape (township, replication)
            1 where the township is behind, else 0.
        weight : float
            How much more its backlog counts; 0 changes nothing.
        """
        self.urgency = np.float32(1 + weight)
        self._urgent = urgent
        if len(self._waiting) == 1:
            self._waiting = np.concatenate([self._waiting, self._none(1)])
            self._recent = np.concatenate([self._recent, self._none(1)])
            self._ring = np.concatenate([self._ring, np.zeros_like(self._ring)], axis=1)
            for cohort in self._cohorts:
                cohort.split(self._none(1))
        if self._cohorts:
            self._begin(self._cohorts[-1].work)

    def _begin(self, work: Floats32) -> None:
        """Start a cohort; what waits of the one before is its own from now on."""
        block, classes = self._block, len(self._waiting)
        total = self._none(classes)
        block.layout.to_counties(work, total[0])
        if self._urgent is not None:
            block.layout.to_counties(work * self._urgent, total[1])
            total[0] -= total[1]
        if self._cohorts:
            last = self._cohorts[-1]
            older = sum(c.waiting for c in self._cohorts[:-1])
            last.waiting = np.maximum(self._waiting - older, 0)
            last.ended_on = int(block.env.now)
        waiting, done, expired = (self._none(classes) for _ in range(3))
        self._cohorts.append(_Cohort(work, self._urgent, total, waiting, done, expired))

    def capacity(self, day: int) -> Floats32:
        """What each county's crews can do on a day, shape (county, replication); nothing in the wet.

        Every crew stays at home on some days of its own choice, so few crews scatter more than many.
        """
        block, pool = self._block, self.pool
        crews = block.resource(pool.resource, day)
        if crews is not self._crews:
            self._crews, self._turnout = crews, self._turnout_of(crews)
        able = self._attendance(self._normals[day - self._first_day])
        able *= block.calibration.pace[pool.name]
        able *= self.machines_moved
        able *= block.dry(day)
        return able

    def _turnout_of(self, crews: Floats32) -> tuple[Floats32, Floats32, Floats32]:
        """Terms of a gamma variate by Wilson and Hilferty, scaled to the mean work of a day."""
        parameter = self._block.setup.parameter
        share, sd = parameter("service.share_of_days"), parameter("service.attendance_sd")
        shape = np.maximum(share * crews / max((1 - share) * sd * sd, 1e-9), _LEAST_SHAPE)
        middle, slope = 1 - 1 / (9 * shape), 1 / (3 * np.sqrt(shape))
        # The approximation, cut at nothing, must keep the mean that it stands for.
        mean = (np.maximum(middle + slope * normal_levels()[8::16], 0) ** 3).mean(axis=1, keepdims=True)
        scale = crews * (self.pool.pace * share) / mean
        return middle.astype(np.float32), slope.astype(np.float32), scale.astype(np.float32)

    def _attendance(self, normals: Floats32) -> Floats32:
        """Work that the crews who come can do on a day, shape (county, replication)."""
        middle, slope, scale = self._turnout
        root = slope * normals
        root += middle
        np.maximum(root, 0, out=root)
        work = root * root
        work *= root
        work *= scale
        return work

    def run(self) -> Generator[simpy.Event, None, None]:
        """Each day: work ripens, crews serve by urgency and age, what is too old expires."""
        block, pool = self._block, self.pool
        current = 0
        for day in range(self._first_day, pool.last_day + 1):
            yield block.at(day + Phase.SERVICE)
            month = block.year.month_of[day]
            if month != current:
                current = month
                work = self._wanted(month) if month in pool.months else block.zeros()
                self._due += float(work.sum(dtype=np.float64))
                self._begin(work)
            self._work_a_day(day, is_ripening=month in pool.months and day in pool.months[month])
            is_last = day == pool.last_day
            if is_last:
                self._expire(self._waiting.copy())
            if is_last or block.year.month_of[day + 1] != month:
                self._close_books(month, day)
        # Break the reference cycle, so that the block's arrays are freed now and not by the collector.
        del self._wanted, self._ripening, self._served

    def _work_a_day(self, day: int, *, is_ripening: bool) -> None:
        """Let work ripen, serve it and drop what is too old.

        What ripens during a day is there for half of it on average: half can be served the same day.
        """
        slot = self._ring[day % self.pool.limit_days]
        self._recent -= slot
        np.maximum(self._recent, 0, out=self._recent)  # rounding must not make work out of nothing
        if is_ripening:
            np.multiply(self._cohorts[-1].total, self._ripening(day), out=slot)
            self._recent += slot
            self._waiting += slot
            there = slot * np.float32(-0.5)
            there += self._waiting
            np.maximum(there, 0, out=there)
        else:
            slot[...] = 0
            there = self._waiting
            if not there.any():
                return
        served = share_out(self.capacity(day), there, self.urgency)
        self._waiting -= served
        self._take(served, is_served=True)
        over = self._waiting - self._recent
        np.maximum(over, 0, out=over)
        if over.any():
            self._expire(over)

    def _take(self, amount: Floats32, *, is_served: bool) -> None:
        """Take an amount out of the queue, oldest cohort first, and note what became of it; it is used up."""
        for cohort in self._cohorts[:-1]:
            part = np.minimum(amount, cohort.waiting)
            cohort.waiting -= part
            cohort.note(part, is_served=is_served)
            amount -= part
        self._cohorts[-1].note(amount, is_served=is_served)

    def _expire(self, amount: Floats32) -> None:
        self._waiting -= amount
        self._take(amount, is_served=False)

    def _close_books(self, month: int, day: int) -> None:
        """Hand a month's service back to the townships and forget cohorts of which nothing can wait."""
        block = self._block
        done, expired = block.zeros(), block.zeros()
        for cohort in self._cohorts:
            done += self._to_townships(cohort, cohort.done)
            expired += self._to_townships(cohort, cohort.expired)
            self._done += float(cohort.done.sum(dtype=np.float64))
            self._expired += float(cohort.expired.sum(dtype=np.float64))
            cohort.done[...] = 0
            cohort.expired[...] = 0
        gone = [c for c in self._cohorts[:-1] if c.ended_on + self.pool.limit_days < day]
        for cohort in gone:  # rounding may leave a trace of work that is too old to wait
            self._cohorts[self._cohorts.index(cohort) + 1].waiting += cohort.waiting
            self._cohorts.remove(cohort)
        self._served(month, done, expired)

    def _to_townships(self, cohort: _Cohort, amount: Floats32) -> Floats32:
        """Share a county's amount out among its townships by their part of the cohort's work."""
        layout = self._block.layout
        rate = amount / np.maximum(cohort.total, np.float32(1e-6))
        shared = np.take(rate[0], layout.county_of, axis=0)
        if cohort.urgent is not None:
            gap = np.take(rate[1] - rate[0], layout.county_of, axis=0)
            gap *= cohort.urgent
            shared += gap
        shared *= cohort.work
        return shared

    def check_balance(self) -> None:
        """Hold the pool to its law: due = done + waiting + expired.

        Raises
        ------
        BalanceError
            More than float32 rounding is missing.
        """
        waiting = float(self._waiting.sum(dtype=np.float64))
        due = self._due
        if abs(due - self._done - waiting - self._expired) > 1e-3 * max(due, 1.0):
            raise BalanceError(
                f"{self.pool.name}: due {due:g}, done {self._done:g}, waiting {waiting:g}, "
                f"expired {self._expired:g}"
            )


def share_out(capacity: Floats32, waiting: Floats32, urgency: np.float32) -> Floats32:
    """Share each county's capacity between its classes by urgency × backlog, no class beyond its own backlog.

    Parameters
    ----------
    capacity : array, shape (county, replication)
        What the crews can do.
    waiting : array, shape (class, county, replication)
        What waits: of all alike, or of ordinary and of urgent townships.
    urgency : float
        How much more an urgent township's backlog weighs.

    Returns
    -------
    array, shape of `waiting`
        What is served; min(capacity, waiting) in sum.
    """
    if len(waiting) == 1:
        return np.minimum(capacity, waiting)
    ordinary, urgent = waiting
    weighted = urgent * urgency
    share = weighted / np.maximum(weighted + ordinary, np.float32(1e-6))
    share *= capacity
    np.maximum(share, capacity - ordinary, out=share)  # what the others do not need
    np.minimum(share, urgent, out=share)
    served = np.empty_like(waiting)
    served[1] = share
    np.subtract(capacity, share, out=served[0])
    np.minimum(served[0], ordinary, out=served[0])
    return served
