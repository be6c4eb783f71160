"""Rivers, their canals and the places along them: upstream before downstream, across counties."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats, Positions
from agri.synthetic.schools.flows import CROPS
from agri.synthetic.schools.known import Land
from agri.synthetic.schools.rivers.constants import LAW
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class Basin:
    """Where places lie, and what they keep over the years of one world."""

    axes: Axes
    streams: NamedStreams

    @cached_property
    def _map(self) -> tuple[Floats, Floats]:
        """How far down the country a township lies, and how far from one side of it, (township,) each."""
        random, axes = self.streams("rivers", "map"), self.axes
        down = random.permutation(len(axes.counties)).astype(np.float64)[axes.county_index]
        count = len(axes.townships)
        # A county is about as long as the country's rivers lie apart, so that it has land on several.
        return down + random.uniform(-0.3, 1.3, count), random.random(count)

    @cached_property
    def river(self) -> Positions:
        """The river of each township, shape (township,)."""
        _, across = self._map
        return np.minimum((across * LAW.rivers).astype(np.intp), LAW.rivers - 1)

    @cached_property
    def down_river(self) -> Floats:
        """How far down its river a township lies, 0 at the head to 1, shape (township,)."""
        down, _ = self._map
        return _placed(down, self.river)

    @cached_property
    def canal(self) -> Positions:
        """The canal of each township, shape (township,): a stretch of a river, whatever the county."""
        random, found, first = self.streams("rivers", "canals"), np.zeros(len(self.river), np.intp), 0
        for river in range(LAW.rivers):
            rows = np.flatnonzero(self.river == river)
            rows = rows[np.argsort(self.down_river[rows])]
            if not len(rows):
                continue
            canals = max(1, round(len(rows) / LAW.canal_places))
            ends = np.sort(random.choice(np.arange(1, len(rows)), min(canals, len(rows)) - 1, replace=False))
            found[rows] = first + np.searchsorted(ends, np.arange(len(rows)), side="right")
            first += canals
        return found

    @cached_property
    def canals(self) -> int:
        """How many canals there are."""
        return int(self.canal.max()) + 1

    @cached_property
    def down_canal(self) -> Floats:
        """How far down its canal a township lies, 0 at the head to 1, shape (township,)."""
        return _placed(self.down_river, self.canal)

    @cached_property
    def irrigated(self) -> Floats:
        """Share of land that canals reach, shape (township,)."""
        head, tail = LAW.water.irrigated
        level = head + (tail - head) * self.down_canal
        law = LAW.water.spread
        return self.streams("rivers", "irrigated").beta(level * law, (1 - level) * law)

    @cached_property
    def lowland(self) -> Floats:
        """Share of land that a flood can cover, shape (township,): most far down a river."""
        drawn = self.streams("rivers", "lowland").random(len(self.river))
        return np.asarray(0.7 * drawn * self.down_river**1.5)

    @cached_property
    def land(self) -> Land:
        """Area sown, crop → year → (township,)."""
        random, count = self.streams("rivers", "land"), len(self.river)
        size = LAW.place_mu * random.gamma(LAW.place_shape, 1 / LAW.place_shape, count)
        size = size * np.exp(random.normal(0, LAW.river_log, LAW.rivers))[self.river]
        size = size * np.exp(LAW.far_land * (self.down_canal - 0.5))
        found: dict[str, dict[int, Floats]] = {}
        for crop in CROPS:
            head, tail = LAW.crop_share[crop]
            share = head + (tail - head) * self.down_canal
            share = share * np.exp(random.normal(0, LAW.crop_canal, self.canals))[self.canal]
            area = size * share * random.gamma(LAW.crop_shape, 1 / LAW.crop_shape, count)
            found[crop] = {}
            mean, scale = LAW.area_yearly
            for year in range(self.axes.plan.year - 3, self.axes.plan.year + 1):
                change = random.laplace(mean, scale) + random.normal(0, LAW.area_place, count)
                change = change + random.normal(0, LAW.area_canal, self.canals)[self.canal]
                area = area * np.exp(change)
                found[crop][year] = np.round(area)
        return found

    def kept(self, name: str, log: float) -> Floats:
        """Draw factors around 1 that townships keep, shape (township,)."""
        return np.asarray(np.exp(self.streams("rivers", name).normal(0, log, len(self.river))))


def _placed(down: Floats, group: Positions) -> Floats:
    """Return where each stands in its group, 0 first to 1 last."""
    found = np.zeros(len(down))
    for one in np.unique(group):
        rows = np.flatnonzero(group == one)
        found[rows] = np.argsort(np.argsort(down[rows])) / max(len(rows) - 1, 1)
    return found
