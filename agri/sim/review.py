"""The monthly review (月调度), the plan's own feedback: lagging places get urgency, crews move in the city.

It sees what the committee sees: reported amounts to date, not the true ones.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import simpy

from agri.errors import BalanceError
from agri.indicators.snapshot import Floats
from agri.sim.crews import Crews
from agri.sim.days import Phase
from agri.sim.streams import Floats32
from agri.sim.work import Block


@dataclass(frozen=True, slots=True)
class Watched:
    """One pool that the review steers by a share: reported served / reported base.

    ============ ==================== ==================================================
    Field        Shape                Meaning
    ============ ==================== ==================================================
    served, base —                    accounts that make the share
    to_date      (township,) each     what the record already holds of both
    target       —                    share aimed at; NaN: the city's own mean
    ============ ==================== ==================================================
    """

    crews: Crews
    served: str
    base: str
    served_to_date: Floats
    base_to_date: Floats
    target: float


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

    def __init__(self, block: Block, watched: tuple[Watched, ...]) -> None:
        self._block, self._watched = block, watched

    def run(self) -> Generator[simpy.Event, None, None]:
        """Review once a month, from the second simulated month on."""
        block = self._block
        day_of_month = block.setup.plan.rhythm.dispatch_day
        for month in range(block.year.first_month + 1, 13):
            yield block.at(block.year.month(month).first + day_of_month - 1 + Phase.REVIEW)
            for watched in self._watched:
                self._steer(watched)

    def _steer(self, watched: Watched) -> None:
        block, layout = self._block, self._block.layout
        p = block.setup.parameter
        served = block.accounts.total(watched.served, is_true=False) + watched.served_to_date[:, None]
        base = block.accounts.total(watched.base, is_true=False) + watched.base_to_date[:, None]
        county_served = np.empty(block.county_shape, dtype=np.float32)
        county_base = np.empty(block.county_shape, dtype=np.float32)
        layout.to_counties(served, county_served)
        layout.to_counties(base, county_base)
        tiny = np.float32(1e-6)
        seen = county_served / np.maximum(county_base, tiny)
        city = county_served.sum(axis=0) / np.maximum(county_base.sum(axis=0), tiny)
        aim = city if np.isnan(watched.target) else np.float32(watched.target)
        lag = np.maximum(aim - seen, 0) * (county_base > 0)
        self._move(watched.crews, lag)
        own = served / np.maximum(base, tiny)
        behind = (own < np.take(seen, layout.county_of, axis=0)) & (base > 0)
        watched.crews.urge(behind.astype(np.float32), p("review.urgency"))

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
