"""Land in rings around a city: less is left near its middle, and other crops grow far from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.flows import CROPS
from agri.synthetic.schools.known import Land
from agri.synthetic.schools.markets.constants import LAW
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class RingLand:
    """Where places lie, and what they keep over the years."""

    axes: Axes
    streams: NamedStreams

    @cached_property
    def position_km(self) -> Floats:
        """Where townships lie beside the city's middle, shape (township, 2)."""
        random, axes = self.streams("markets", "places"), self.axes
        angle = random.uniform(0, 2 * np.pi, len(axes.counties))
        far = random.uniform(*LAW.county_km, len(axes.counties))
        middle = np.stack([far * np.cos(angle), far * np.sin(angle)], axis=1)
        around = random.normal(0, LAW.township_km, (len(axes.townships), 2))
        return np.asarray(middle[axes.county_index] + around)

    @cached_property
    def land(self) -> Land:
        """Area sown, crop → year → (township,)."""
        random, axes = self.streams("markets", "land"), self.axes
        count = len(axes.townships)
        far = np.linalg.norm(self.position_km, axis=1)
        county = self.gamma("counties", LAW.county_shape, len(axes.counties))[axes.county_index]
        size = LAW.land_mu * far / (far + LAW.built_km) * county**0.5
        size = size * random.gamma(LAW.land_shape, 1 / LAW.land_shape, count)
        plan_year = axes.plan.year
        found: dict[str, dict[int, Floats]] = {}
        for crop in CROPS:
            ring = np.exp(LAW.rings[crop] * (far - far.mean()) / 10)
            liked = random.gamma(LAW.crop_shape, 1 / LAW.crop_shape, count)
            grows = random.random(count) < LAW.grows[crop]
            area = LAW.crop_share[crop] * size * ring * liked * grows
            found[crop] = {}
            for year in range(plan_year - 3, plan_year + 1):
                change = random.normal(LAW.area_yearly, LAW.area_yearly_sd)
                area = area * np.exp(change + random.normal(0, LAW.area_place_sd, count))
                found[crop][year] = np.round(area)
        return found

    def gamma(self, name: str, shape: float, count: int | None = None) -> Floats:
        """Draw factors around 1 that places keep, shape (count,); townships by default."""
        size = len(self.axes.townships) if count is None else count
        return self.streams("markets", name).gamma(shape, 1 / shape, size)
