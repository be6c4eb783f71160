"""The monthly review (月调度), the plan's own feedback: lagging places get urgency, crews move in the city.

It sees what the committee sees: reported amounts to date, not the true ones.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

import numpy as np
import simpy

from agri.definitions.lines import LineRole
from agri.errors import BalanceError
from agri.indicators.snapshot import Floats
from agri.sim.inputs.days import Phase
from agri.sim.inputs.streams import Floats32
from agri.sim.processes.block import Block
from agri.sim.processes.crews import Crews


@dataclass(frozen=True, slots=True)
class WatchedPool:
    """One pool that the review steers by a share: reported served / reported base.

    ============== ==================== ==================================================
    Field          Shape                Meaning
    ============== ==================== ==================================================
    served         —                    account of what was served
    served_to_date (township,)          what the record already holds of it
    base           —                    month → (township, 1 or replication): all work before it
    target         —                    share aimed at; NaN: the city's own mean
    ============== ==================== ==================================================
    """

    crews: Crews
    served: str
    served_to_date: Floats
    base: Callable[[int], Floats32]
    target: float


def watch(block: Block, crews: Mapping[LineRole, Crews]) -> tuple[WatchedPool, ...]:
    """Say by which share the review steers each pool, by the role of the line that it serves.

    Only unified control has a target of its own in the plan; pickers and balers follow the city's mean.
    """
    expected, accounts = block.setup.expected, block.accounts
    indicator = block.setup.plan.indicators.get("unified_control_coverage")
    target = indicator.target.value if indicator and indicator.target else float("nan")
    treated = block.lines.of(LineRole.TREATED)

    def to_date(code: str) -> Floats:
        return np.asarray(expected[code].value.sum(axis=1))

    def all_treated(month: int) -> Floats32:
        del month  # the account holds what was treated so far
        assert treated is not None  # noqa: S101 (its crews are what is watched)
        so_far = expected[treated.code].value.sum(axis=1)[:, None].astype(np.float32)
        return np.asarray(accounts.total(treated.code, is_true=False) + so_far)

    def exposed(code: str) -> Callable[[int], Floats32]:
        def before(month: int) -> Floats32:
            exposure = expected[code].exposure[:, : month - 1].sum(axis=1, keepdims=True)
            return np.asarray(exposure, dtype=np.float32)

        return before

    found = []
    for role, pool in crews.items():
        line = block.lines.of(role)
        if line is None:
            continue
        is_spraying = role == LineRole.UNIFIED
        base, aim = (all_treated, target) if is_spraying else (exposed(line.code), float("nan"))
        found.append(WatchedPool(pool, line.code, to_date(line.code), base, aim))
    return tuple(found)


class MonthlyReview:
    """On the dispatch day of each month, hold every county against the target and move crews.

    ==================== ============================================== ========
    Parameter            Meaning                                        Unit
    ==================== ============================================== ========
    review.move_share    crews that can move in one month               fraction
    review.pull          how strongly a lag draws crews                 1/share
    review.urgency       extra weight of a township behind its county   —
    ==================== ============================================== ========
    """

    def __init__(self, block: Block, watched: tuple[WatchedPool, ...]) -> None:
        self._block, self._watched = block, watched

    def run(self) -> Generator[simpy.Event, None, None]:
        """Review once a month, from the second simulated month on."""
        block = self._block
        day_of_month = block.setup.plan.rhythm.dispatch_day
        for month in range(block.year.first_month + 1, 13):
            yield block.at(block.year.month(month).first + day_of_month - 1 + Phase.REVIEW)
            for watched in self._watched:
                self._steer(watched, month)

    def _steer(self, watched: WatchedPool, month: int) -> None:
        block, layout = self._block, self._block.layout
        if month > block.year.month_of[max(watched.crews.pool.last_day, 0)]:
            return  # its season is over
        served = block.accounts.total(watched.served, is_true=False)
        served = served + watched.served_to_date[:, None].astype(np.float32)
        base = watched.base(month)
        county_served = np.empty(block.county_shape, dtype=np.float32)
        county_base = np.empty((len(layout.counties), base.shape[1]), dtype=np.float32)
        layout.to_counties(served, county_served)
        layout.to_counties(base, county_base)
        tiny = np.float32(1e-6)
        seen = county_served / np.maximum(county_base, tiny)
        city = county_served.sum(axis=0) / np.maximum(county_base.sum(axis=0), tiny)
        aim = city if np.isnan(watched.target) else np.float32(watched.target)
        lag = np.maximum(aim - seen, 0) * (county_base > 0)
        self._move(watched.crews, lag)
        behind = served < np.take(seen, layout.county_of, axis=0) * base
        urgency = block.setup.parameter("review.urgency")
        watched.crews.urge(behind.astype(np.float32), urgency)

    def _move(self, crews: Crews, lag: Floats32) -> None:
        """Move a part of the city's crews towards where the lag is; their number stays.

        Raises
        ------
        BalanceError
            Crews were lost or made.
        """
        block = self._block
        p = block.setup.parameter
        machines = np.nan_to_num(block.setup.resources[crews.pool.resource])[:, None].astype(np.float32)
        if machines.sum() <= 0:
            return
        now = crews.machines_moved * machines
        draw = machines * (1 + np.float32(p("review.pull")) * lag)
        draw *= now.sum(axis=0) / np.maximum(draw.sum(axis=0), np.float32(1e-6))
        rate = np.float32(p("review.move_share"))
        moved = (1 - rate) * now + rate * draw
        if not np.allclose(moved.sum(axis=0), machines.sum(), rtol=1e-4):
            raise BalanceError(f"{crews.pool.name}: the review changed the number of crews")
        factor = moved / np.maximum(machines, np.float32(1e-6))
        crews.machines_moved = np.where(machines > 0, factor, 1).astype(np.float32)
