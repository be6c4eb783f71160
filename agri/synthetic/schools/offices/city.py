"""What a city of the school of offices keeps over its years: land, rates, totals, and who stands how."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.flows import CROPS
from agri.synthetic.schools.known import FarmRegister, Land
from agri.synthetic.schools.offices.constants import LAW, GrowthLaw
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class City:
    """What a world keeps over its years."""

    axes: Axes
    streams: NamedStreams
    coefficients: Coefficients
    land: Land
    fields: FarmRegister
    rates: Mapping[int, Mapping[str, float]]  # year → service → city's rate
    totals: Mapping[int, Mapping[str, float]]  # year → material → against the plan year before, 1 then

    @cached_property
    def standing(self) -> Mapping[str, Floats]:
        """How much more or less of each service a place gets, shape (township,), around 1."""
        count = len(self.axes.townships)
        counties = len(self.axes.counties)
        found = {}
        for name in (*LAW.rates, "fertilizer", "pesticide", "film_kg"):
            random = self.streams("offices", "standing", name)
            sharp = 7.3 if name in LAW.growth or name == "film_kg" else 1.0
            of_county = random.gamma(LAW.rate_concentration * sharp, 1, counties)
            own = random.gamma(LAW.rate_concentration * sharp, 1, count)
            found[name] = of_county[self.axes.county_index] * own / (LAW.rate_concentration * sharp) ** 2
        return found


def draw_city(axes: Axes, streams: NamedStreams, coefficients: Coefficients, fields: FarmRegister) -> City:
    """Draw land, rates and totals of a world from above."""
    year = axes.plan.year
    random = streams("offices", "city")
    rates: dict[int, dict[str, float]] = {year - 1: {}, year: {}}
    for name, law in LAW.rates.items():
        last = np.log(law.level / (1 - law.level)) + random.normal(0, law.level_sd)
        now = last + law.step + law.step_scale * _tailed(random)
        rates[year - 1][name], rates[year][name] = (float(1 / (1 + np.exp(-x))) for x in (last, now))
    totals: dict[int, dict[str, float]] = {year - 1: {}, year: {}}
    for name, growth in LAW.growth.items():
        before = _growth(random, growth, growth.drift / (1 - growth.carried))
        totals[year - 1][name] = 1.0
        totals[year][name] = 1 + _growth(random, growth, before)
    return City(axes, streams, coefficients, _land(axes, streams), fields, rates, totals)


def _tailed(random: np.random.Generator) -> float:
    return float(np.clip(random.standard_t(LAW.tail), -5, 5))


def _growth(random: np.random.Generator, law: GrowthLaw, before: float) -> float:
    drawn = law.drift + law.carried * before + law.scale * _tailed(random)
    return float(np.clip(drawn, -law.most, law.most / 2))


def _land(axes: Axes, streams: NamedStreams) -> Land:
    count, counties = len(axes.townships), len(axes.counties)
    random = streams("offices", "land")
    size = random.gamma(LAW.township_concentration, 1, count) + 0.1
    land: dict[str, dict[int, Floats]] = {}
    for crop in CROPS:
        of_county = random.gamma(LAW.county_concentration, 1, counties) + 0.05
        own = size * random.gamma(LAW.township_concentration, 1, count)
        own *= random.random(count) < LAW.presence[crop]
        weight = own * of_county[axes.county_index]
        total = LAW.areas[crop] * count
        level = weight / max(weight.sum(), 1e-9) * total
        land[crop] = {}
        for year in range(axes.plan.year - 3, axes.plan.year + 1):
            level = level * np.exp(LAW.area_yearly + random.normal(0, LAW.area_yearly_sd, count))
            land[crop][year] = np.round(np.minimum(level, 180_000), -1)
    return land
