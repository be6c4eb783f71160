"""Lots of one round of work: whose they are, how large, on which day, and when in the books."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.synthetic.schools.axes import Axes, Floats, Positions
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.ledgers.constants import LAW
from agri.synthetic.world.streams import NamedStreams

AUTUMN = 240.0  # day of the year after which a round belongs to the autumn


@dataclass(frozen=True)
class Lots:
    """Lots of all townships in a row, a township's own behind each other; none crosses the year's end.

    ======== ======= ===========================================================
    Field    Shape   Meaning
    ======== ======= ===========================================================
    township (lot,)  the position of the township
    share    (lot,)  of the township's round; sums to 1 in each
    day      (lot,)  of the year, on which it is done
    booked   (lot,)  of the year, on which it stands in the books
    ======== ======= ===========================================================
    """

    axes: Axes
    year: int
    township: Positions
    share: Floats
    day: Floats
    booked: Floats

    @cached_property
    def month(self) -> Positions:
        """The month in which each lot is done, from 0."""
        return _month(self.year, self.day)

    @cached_property
    def booked_month(self) -> Positions:
        """The month in whose report each lot is told, from 0."""
        return _month(self.year, self.booked)

    def summed(self, amount: Floats, *, booked: bool) -> Floats:
        """Add lots up, shape (township, month): by their days, or as the books have them."""
        month = self.booked_month if booked else self.month
        count = len(self.axes.townships)
        sums = np.bincount(self.township * 12 + month, weights=amount, minlength=12 * count)
        return np.asarray(sums.reshape(count, 12), dtype=np.float64)

    def marked(self, random: np.random.Generator, chance: Floats) -> Floats:
        """Draw which lots carry a mark, 1 or 0, shape (lot,); some carry what the lot before them does."""
        draws = (random.random(len(chance)) < chance).astype(np.float64)
        own = random.random(len(chance)) >= LAW.follows
        own[np.searchsorted(self.township, np.unique(self.township))] = True
        at = np.maximum.accumulate(np.where(own, np.arange(len(own)), 0))
        return np.asarray(draws[at])


@dataclass(frozen=True)
class Books:
    """The days of a world: how late its seasons come, and how slowly each township writes."""

    axes: Axes
    streams: NamedStreams
    causes: Causes

    @cached_property
    def slowness(self) -> Floats:
        """Days until a lot stands in the books, on average, shape (township,)."""
        low, high = LAW.slow_days
        return self.streams("ledgers", "slow").uniform(low, high, len(self.axes.townships))

    def late(self, year: int, *, autumn: bool) -> Floats:
        """Return the days by which a season comes late, shape (township,)."""
        random = self.streams("ledgers", "late", year, int(autumn))
        shared = LAW.shift_scale * np.clip(random.standard_t(LAW.shift_tail), -4, 4)
        found = shared + random.normal(0, LAW.own_shift, len(self.axes.townships))
        if year == self.axes.plan.year:
            for kind, sign in ((CauseKind.LATE_SEASON, 1), (CauseKind.EARLY_SEASON, -1)):
                if kind in self.causes and (self.causes.begun[kind] > 6) == autumn:
                    found += sign * random.uniform(*LAW.moved_days)
        return np.asarray(found)

    def lots(self, name: str, year: int) -> Lots:
        """Draw a round's lots; their sizes stay from year to year, their days do not."""
        law, count = LAW.rounds[name], len(self.axes.townships)
        kept = self.streams("ledgers", "fields", name)
        township = np.repeat(np.arange(count), 1 + kept.poisson(law.lots - 1, count))
        size = kept.gamma(LAW.lot_shape, 1, len(township)) + 0.03
        share = size / np.bincount(township, weights=size)[township]
        random = self.streams("ledgers", "days", name, year)
        skewed = (random.gamma(LAW.skew, 1, len(township)) - LAW.skew) / np.sqrt(LAW.skew)
        late = self.late(year, autumn=law.day > AUTUMN)[township]
        day = law.day + late + law.scatter * skewed
        if name == "maize_harvest" and CauseKind.WET_HARVEST in self.causes and year == self.axes.plan.year:
            day = day + random.gamma(2.3, 3.7, len(day))
        waits = random.exponential(self.slowness[township])
        return Lots(self.axes, year, township, share, np.clip(day, 1, 365), np.clip(day + waits, 1, 365))


def _month(year: int, day: Floats) -> NDArray[np.intp]:
    start = date(year, 1, 1)
    firsts = np.array([(date(year, month, 1) - start).days + 1 for month in range(1, 13)])
    return np.asarray(np.searchsorted(firsts, day, side="right") - 1, dtype=np.intp)
