"""Land of counties by rank, of townships by chance; each township is of one kind of country."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.flows import CROPS
from agri.synthetic.schools.known import Land
from agri.synthetic.schools.tenders.constants import LAW
from agri.synthetic.world.streams import NamedStreams

_TURNED_TO = ("peanut", "vegetable", "garlic")


@dataclass(frozen=True)
class RankedLand:
    """What places keep over the years of one world."""

    axes: Axes
    streams: NamedStreams

    @cached_property
    def land(self) -> Land:
        """Area sown, crop → year → (township,)."""
        random, axes = self.streams("tenders", "land"), self.axes
        counties, count = len(axes.counties), len(axes.townships)
        many = np.bincount(axes.county_index, minlength=counties)
        # A county's rank goes mostly with how many townships it has.
        rank = np.argsort(np.argsort(-(many * np.exp(random.normal(0, 0.37, counties)))))
        weight = (rank + 1.0) ** -LAW.rank
        size = LAW.place_mu * count * np.exp(random.normal(0, LAW.city_log))
        share = random.standard_gamma(LAW.place_shape, count)
        share /= axes.by_county(share)[axes.county_index]
        mu = size * (weight / weight.sum())[axes.county_index] * share
        likely = random.dirichlet(np.array(LAW.kind_share) * LAW.kind_law, counties)
        of_one = np.array([random.choice(len(LAW.kind_share), p=likely[c]) for c in axes.county_index])
        mixed = np.array(LAW.kind_share) * LAW.mixed
        kind = np.eye(len(LAW.kind_share))[of_one] * (1 - LAW.mixed) + mixed
        found: dict[str, dict[int, Floats]] = {crop: {} for crop in CROPS}
        area = {
            crop: mu * (kind @ np.array(LAW.kinds[crop])) * np.exp(random.normal(0, LAW.crop_log, count))
            for crop in CROPS
        }
        mean, sd = LAW.area_yearly
        chance, part = LAW.turned
        for year in range(axes.plan.year - 3, axes.plan.year + 1):
            for crop in CROPS:
                area[crop] = area[crop] * np.exp(
                    random.laplace(mean, sd) + random.normal(0, LAW.area_place, count)
                )
            for crop in _TURNED_TO:
                turns = (random.random(counties) < chance)[axes.county_index]
                area[crop] = area[crop] + part * area["maize"] * turns
                area["maize"] = area["maize"] * (1 - part * turns)
            for crop in CROPS:
                found[crop][year] = np.round(area[crop])
        return found

    def kept(self, name: str, log: float) -> Floats:
        """Draw factors around 1 that townships keep, shape (township,)."""
        return np.asarray(np.exp(self.streams("tenders", name).normal(0, log, len(self.axes.townships))))
