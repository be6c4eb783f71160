"""What is left on the field: film and straw that crews gather in short windows.

They are served by the county's pickers and balers; what those cannot reach in time stays on the field.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from agri.definitions.lines import Line, LineRole
from agri.sim.inputs.days import Stretch
from agri.sim.inputs.streams import Floats32
from agri.sim.processes.block import Block
from agri.sim.processes.crews import Crews, Pool

_DAYS = 15  # that what ripens stays within the crews' reach where no campaign says it


@dataclass(frozen=True, slots=True)
class Gathering:
    """Which crews serve which line: pool of the campaigns, baseline key of the crews, role of the line."""

    pool: str
    resource: str
    role: LineRole


FILM = Gathering("film", "film_pickers", LineRole.FILM_RECOVERED)
STRAW = Gathering("straw", "balers", LineRole.STRAW_USED)


class FieldWaste:
    """Film or straw of one block: what ripens in the campaigns' windows and is wanted by the crews.

    `pace` is work per crew and day in the line's unit, `harvests` the days on which a month's work ripens.
    """

    def __init__(
        self,
        block: Block,
        gathering: Gathering,
        line: Line,
        pace: float,
        harvests: dict[int, Stretch],
    ) -> None:
        name = gathering.pool
        self._block, self._line = block, line
        year = block.year
        campaigns = block.setup.plan.calendar.campaigns.values()
        limit = max((c.limit_days or _DAYS for c in campaigns if c.pool == name), default=_DAYS)
        months = {m: days for m, days in harvests.items() if m >= year.first_month and m in line.months}
        last = max((days.last for days in months.values()), default=-1)
        pool = Pool(
            name,
            gathering.resource,
            pace,
            limit,
            months,
            min(last + limit, year.length - 1) if months else -1,
        )
        self._none = block.zeros()
        self._expected: dict[int, Floats32] = {}  # by month, until its books are closed
        self.crews = Crews(block, pool, self._want, self._ripen, self._finish)

    def _want(self, month: int) -> Floats32:
        """Work that asks for crews this month, in the line's unit."""
        block = self._block
        factor = np.take(
            block.calibration.participation[self.crews.pool.name], block.layout.county_of, axis=0
        )
        share = block.share(self._line.code, month)
        exposure = block.exposure(self._line.code, month)
        self._expected[month] = share * exposure
        block.aim(self.crews.pool.name, self._expected[month])
        return np.asarray(np.minimum(share * factor, np.maximum(share, np.float32(0.98))) * exposure)

    def _ripen(self, day: int) -> float:
        return 1 / len(self.crews.pool.months[self._block.year.month_of[day]])

    def _finish(self, month: int, done: Floats32, expired: Floats32) -> None:
        """Book what was gathered under the last month that the form asks for it in."""
        del expired  # it stays on the field
        self._block.served(self.crews.pool.name, done)
        booked = [m for m in self._line.months if m <= month]
        expected = self._expected.pop(month, self._none)
        if booked:
            done = self._block.corrected(self.crews.pool.name, done, expected)
            self._block.accounts.post(self._line.code, booked[-1], done)


def gathering_days(block: Block, line: Line, kind: str) -> dict[int, Stretch]:
    """Days on which the work of a month's report is on the field; later reports of a season hold leftovers.

    `kind` is that of the campaigns: ``harvest`` or ``pick_film``.
    """
    year = block.year
    days: dict[int, Stretch] = {}
    windows = [year.window(campaign) for campaign in block.setup.plan.calendar.of_kind(kind)]
    for group in line.groups:
        of_group = [window for window in windows if year.month_of[window.last] in group]
        for month in group if of_group else ():
            whole = year.month(month)
            inside = [
                Stretch(max(window.first, whole.first), min(window.last, whole.last))
                for window in of_group
                if window.first <= whole.last and window.last >= whole.first
            ]
            days[month] = reduce(_joined, inside) if inside else whole
    return days


def _joined(one: Stretch, other: Stretch) -> Stretch:
    return Stretch(min(one.first, other.first), max(one.last, other.last))


def book_straw(block: Block, month: int) -> None:
    """Book harvest output and what of its straw was returned to the field in a month."""
    coefficients = block.setup.plan.coefficients
    for line in block.lines.with_role(LineRole.OUTPUT):
        if month not in line.months:
            continue
        output = block.amount(line.code, month)
        straw = output * np.float32(coefficients[f"straw.{line.crop}.collectable_ratio"])
        block.accounts.post(line.code, month, straw, "straw_collectable")
        returned = block.lines.of(LineRole.RETURNED, line.crop)
        if returned is not None and month in returned.months:
            block.accounts.post(
                returned.code, month, straw * block.share(returned.code, month), "straw_returned"
            )


def book_film(block: Block, month: int) -> None:
    """Book film laid in spring: it falls due in autumn."""
    for line in block.lines.with_role(LineRole.FILM_LAID):
        if month in line.months:
            block.accounts.post(line.code, month, block.amount(line.code, month))
