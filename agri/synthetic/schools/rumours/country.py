"""Land on a plane: what grows is alike among neighbours, and crops come up and go as they see it done."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.flows import CROPS
from agri.synthetic.schools.known import Land
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.graph import Neighbourhood
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class TalkedLand:
    """What places keep over the years of one world."""

    neighbours: Neighbourhood

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.neighbours.axes

    @property
    def streams(self) -> NamedStreams:
        """Randomness by name."""
        return self.neighbours.streams

    @cached_property
    def land(self) -> Land:
        """Area sown, crop → year → (township,)."""
        random, count = self.streams("rumours", "land"), len(self.axes.townships)
        size = random.weibull(LAW.place_tail, count)
        # Market towns have less land to till.
        size = size * self.neighbours.renown**-LAW.town
        total = LAW.place_mu * count * np.exp(LAW.city_log * random.uniform(-1, 1))
        mu = total * size / size.sum()
        found: dict[str, dict[int, Floats]] = {}
        mean, city, place = LAW.area_yearly
        for crop in CROPS:
            share, sd = LAW.grown[crop]
            log = self.neighbours.alike(random.normal(0, sd, count))
            area, found[crop] = mu * share * np.exp(log - sd**2 / 2), {}
            for year in range(self.axes.plan.year - 3, self.axes.plan.year + 1):
                step = mean + random.triangular(-city, 0, city)
                area = area * np.exp(step + self.neighbours.alike(random.normal(0, place, count), 1))
                found[crop][year] = np.round(area)
        return found

    def kept(self, name: str, log: float) -> Floats:
        """Draw factors around 1 that townships keep, alike among neighbours, shape (township,)."""
        drawn = self.streams("rumours", name).normal(0, log, len(self.axes.townships))
        return np.exp(self.neighbours.alike(drawn, 1))
