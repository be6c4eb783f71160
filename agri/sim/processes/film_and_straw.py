"""What is left on the field: film and straw that crews gather in short windows.

They are served by the county's pickers and balers; what those cannot reach in time stays on the field.
"""

from dataclasses import dataclass

import numpy as np

from agri.sim.inputs.days import Stretch
from agri.sim.inputs.report_lines import LINES
from agri.sim.inputs.streams import Floats32
from agri.sim.processes.block import Block
from agri.sim.processes.crews import Crews, Pool


@dataclass(frozen=True, slots=True)
class Gathering:
    """Which crews serve which line: pool of the campaigns, baseline key of the crews, line of the forms."""

    pool: str
    resource: str
    line: str


FILM = Gathering("film", "film_pickers", "film_recovered")
STRAW = Gathering("straw", "balers", "straw_used")


class FieldWaste:
    """Film or straw of one block: what ripens in the campaigns' windows and is wanted by the crews.

    `pace` is work per crew and day in the line's unit, `harvests` the days on which a month's work ripens.
    """

    def __init__(self, block: Block, gathering: Gathering, pace: float, harvests: dict[int, Stretch]) -> None:
        name, code = gathering.pool, gathering.line
        self._block, self._code = block, code
        year, line = block.year, LINES[code]
        limit = max(
            c.limit_days or 15 for c in block.setup.plan.calendar.campaigns.values() if c.pool == name
        )
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
        self.crews = Crews(block, pool, self._want, self._ripen, self._finish)

    def _want(self, month: int) -> Floats32:
        """Work that asks for crews this month, in the line's unit."""
        block = self._block
        factor = np.take(
            block.calibration.participation[self.crews.pool.name], block.layout.county_of, axis=0
        )
        share = block.share(self._code, month)
        exposure = block.setup.expected[self._code].exposure[:, month - 1, None].astype(np.float32)
        block.aim(self.crews.pool.name, share * exposure)
        return np.asarray(np.minimum(share * factor, np.maximum(share, np.float32(0.98))) * exposure)

    def _ripen(self, day: int) -> float:
        return 1 / len(self.crews.pool.months[self._block.year.month_of[day]])

    def _finish(self, month: int, done: Floats32, expired: Floats32) -> None:
        """Book what was gathered under the last month that the form asks for it in."""
        del expired  # it stays on the field
        self._block.served(self.crews.pool.name, done)
        booked = [m for m in LINES[self._code].months if m <= month]
        if booked:
            self._block.accounts.post(self._code, booked[-1], done)


def film_windows(block: Block) -> dict[int, Stretch]:
    """Days on which film comes up, by the month of its report."""
    calendar = block.setup.plan.calendar
    windows = [block.year.window(campaign) for campaign in calendar.of_kind("pick_film")]
    return {block.year.month_of[window.last]: window for window in windows}


def straw_windows(block: Block) -> dict[int, Stretch]:
    """Days on which straw of the month's report is on the field; later reports of a season hold leftovers."""
    year = block.year
    days: dict[int, Stretch] = {}
    for campaign in block.setup.plan.calendar.of_kind("harvest"):
        window = year.window(campaign)
        season = next(g for g in LINES["straw_used"].groups if year.month_of[window.last] in g)
        for month in season:
            inside = year.month(month)
            first, last = max(window.first, inside.first), min(window.last, inside.last)
            days[month] = Stretch(first, last) if last >= first else inside
    return days


def book_straw(block: Block, month: int) -> None:
    """Book harvest output and what of its straw was returned to the field in a month."""
    coefficients = block.setup.plan.coefficients
    for crop in ("wheat", "maize"):
        if not block.asked(f"output_{crop}", month):
            continue
        output = block.amount(f"output_{crop}", month)
        straw = output * np.float32(coefficients[f"straw.{crop}.collectable_ratio"])
        block.accounts.post(f"output_{crop}", month, straw, "straw_collectable")
        if block.asked(f"returned_{crop}", month):
            block.accounts.post(
                f"returned_{crop}", month, straw * block.share(f"returned_{crop}", month), "straw_returned"
            )


def book_film(block: Block, month: int) -> None:
    """Book film laid in spring: it falls due in autumn."""
    if block.asked("film_laid", month):
        block.accounts.post("film_laid", month, block.amount("film_laid", month))
