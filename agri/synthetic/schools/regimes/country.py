"""The land of the school of regimes: counties of very unequal size, townships within them, crops by place."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.flows import CROPS
from agri.synthetic.schools.known import Land
from agri.synthetic.schools.regimes.constants import LAW
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class CountyLand:
    """What a world's places keep over the years."""

    axes: Axes
    streams: NamedStreams

    @cached_property
    def land(self) -> Land:
        """Area sown, crop → year → (township,)."""
        random, axes = self.streams("regimes", "land"), self.axes
        count, counties = len(axes.townships), len(axes.counties)
        county = random.normal(0, LAW.county_log, counties)[axes.county_index]
        size = LAW.county_mu * np.exp(county + random.normal(0, LAW.township_log, count))
        plan_year = axes.plan.year
        found: dict[str, dict[int, Floats]] = {}
        for crop in CROPS:
            liked = np.exp(random.normal(0, LAW.crop_log[crop], count))
            grows = random.random(count) < LAW.grows[crop]
            area = LAW.crop_share[crop] * size * liked * grows
            found[crop] = {}
            for year in range(plan_year - 3, plan_year + 1):
                change = random.normal(LAW.area_yearly, LAW.area_yearly_sd)
                area = area * np.exp(change + random.normal(0, LAW.area_place_sd, count))
                found[crop][year] = np.round(area)
        return found

    @cached_property
    def dose(self) -> Floats:
        """How much more than others a place fertilizes, log, shape (township,)."""
        return self.streams("regimes", "doses").normal(0, LAW.dose_log, len(self.axes.townships))

    @cached_property
    def product(self) -> Floats:
        """How much more than others a place sprays a treatment, log, shape (township,)."""
        return self.streams("regimes", "product").normal(0, LAW.product_log, len(self.axes.townships))

    @cached_property
    def film(self) -> Floats:
        """Film laid on a mu, kg, shape (township,)."""
        scatter = self.streams("regimes", "film").normal(0, LAW.film_log, len(self.axes.townships))
        return np.asarray(LAW.film_kg_per_mu * np.exp(scatter))

    @cached_property
    def herds(self) -> Floats:
        """Manure of a quarter, t, shape (county,)."""
        scatter = self.streams("regimes", "herds").normal(0, LAW.manure_log, len(self.axes.counties))
        return np.asarray(LAW.manure_t * np.exp(scatter))
