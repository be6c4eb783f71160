"""Villages and the households that stand for them: land, age, hands away, wages, who gives land away."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats, Positions
from agri.synthetic.schools.flows import CROPS
from agri.synthetic.schools.households.constants import LAW
from agri.synthetic.schools.known import Land
from agri.synthetic.world.streams import NamedStreams

_TAKEN_FOR = ("peanut", "garlic", "vegetable")  # what booms on land that is taken over


@dataclass(frozen=True)
class VillageHomes:
    """Who lives where, and what households keep over the years."""

    axes: Axes
    streams: NamedStreams

    @cached_property
    def township(self) -> Positions:
        """Each village's township, shape (village,)."""
        random, count = self.streams("households", "villages"), len(self.axes.townships)
        return np.repeat(np.arange(count), 3 + random.poisson(LAW.villages, count))

    @cached_property
    def home(self) -> Positions:
        """Each household's village, shape (household,)."""
        return np.repeat(np.arange(len(self.township)), LAW.households)

    @cached_property
    def county(self) -> Positions:
        """Each household's county, shape (household,)."""
        return self.axes.county_index[self.township[self.home]]

    @cached_property
    def is_old(self) -> Floats:
        """1 for old households, else 0, shape (household,)."""
        random, (share, law) = self.streams("households", "age"), LAW.old
        of_place = random.beta(share * law, (1 - share) * law, len(self.axes.townships))
        return (random.random(len(self.home)) < of_place[self.township[self.home]]).astype(np.float64)

    @cached_property
    def is_away(self) -> Floats:
        """1 for households whose hands earn elsewhere and come home for festivals, shape (household,)."""
        young, old = LAW.away
        chance = np.where(self.is_old > 0, old, young)
        drawn = self.streams("households", "away").random(len(self.home))
        return (drawn < chance).astype(np.float64)

    @cached_property
    def first_mu(self) -> Floats:
        """Land of each household before anything is given away, shape (household,)."""
        random, count = self.streams("households", "land"), len(self.axes.townships)
        county = random.normal(0, LAW.county_log, len(self.axes.counties))
        place = LAW.township_log * random.standard_t(LAW.township_tail, count).clip(-3.5, 3.5)
        township = LAW.township_mu * np.exp(county[self.axes.county_index] + place)
        size = random.pareto(LAW.village_tail, len(self.township)) + 0.3
        own = np.exp(random.normal(0, LAW.household_log, len(self.home))) * size[self.home]
        whole = np.bincount(self.township[self.home], own)
        return np.asarray(township[self.township[self.home]] * own / whole[self.township[self.home]])

    @cached_property
    def wage(self) -> dict[int, Floats]:
        """Log of what hands earn elsewhere, beside its trend, year → (county,)."""
        counties, wage, found = len(self.axes.counties), np.zeros(len(self.axes.counties)), {}
        everywhere, scale, tail = LAW.wages
        chance, size = LAW.factories
        for year in range(self.axes.plan.year - 3, self.axes.plan.year + 1):
            random = self.streams("households", "wages", year)
            own = scale * random.standard_t(tail, counties).clip(-6, 6)
            opens = (random.random(counties) < chance) * random.choice((-size, size), counties)
            wage = LAW.wage_back * wage + everywhere * random.standard_t(tail) + own + opens
            found[year] = wage
        return found

    @cached_property
    def tilled(self) -> dict[int, dict[str, Floats]]:
        """Area that each household sows, year → crop → (household,)."""
        random, plan_year = self.streams("households", "crops"), self.axes.plan.year
        townships = len(self.axes.townships)
        of_place = {
            crop: LAW.crop_share[crop]
            * np.exp(random.normal(0, LAW.crop_log, townships))
            * (random.random(townships) < LAW.grows[crop])
            for crop in CROPS
        }
        area = {
            crop: self.first_mu
            * of_place[crop][self.township[self.home]]
            * random.gamma(LAW.city_taste, 1 / LAW.city_taste)
            if crop not in ("wheat", "maize")
            else self.first_mu * of_place[crop][self.township[self.home]]
            for crop in CROPS
        }
        found = {plan_year - 4: area}
        for year in range(plan_year - 3, plan_year + 1):
            found[year] = self._next(found[year - 1], year)
        return found

    def _next(self, before: dict[str, Floats], year: int) -> dict[str, Floats]:
        """Return the areas of a year: some give up, the largest of the village takes over, crops boom."""
        random = self.streams("households", "given up", year)
        odds = np.log(LAW.given_up / (1 - LAW.given_up)) + LAW.given_up_wage * self.wage[year][self.county]
        odds = odds + LAW.given_up_old * self.is_old
        gives = (random.random(len(self.home)) < 1 / (1 + np.exp(-odds))) & ~self.is_largest
        own = np.exp(random.normal(0, LAW.tilled, len(self.home)))
        chance, most = LAW.boom
        booms = (random.random((len(self.axes.counties), len(_TAKEN_FOR))) < chance)[self.county]
        found = {}
        for crop in CROPS:
            found[crop] = np.where(gives, 0.0, before[crop]) * own
            found[crop][self.largest] += LAW.sublet * self.in_villages(before[crop] * gives)
        for i, crop in enumerate(_TAKEN_FOR):
            # Where a crop booms, those who took land over grow it in maize's place.
            turned = most * found["maize"] * booms[:, i] * self.is_largest
            found["maize"] = found["maize"] - turned
            found[crop] = found[crop] + turned
        return found

    @cached_property
    def largest(self) -> Positions:
        """The household with most land of each village, shape (village,)."""
        by_village = self.first_mu.reshape(-1, LAW.households)
        return np.asarray(np.arange(len(by_village)) * LAW.households + by_village.argmax(axis=1))

    @cached_property
    def is_largest(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Where a household is the largest of its village, shape (household,)."""
        found = np.zeros(len(self.home), dtype=np.bool_)
        found[self.largest] = True
        return found

    def in_villages(self, by_home: Floats) -> Floats:
        """Add households up, (household,) to (village,)."""
        return np.asarray(np.bincount(self.home, by_home, len(self.township)), dtype=np.float64)

    @cached_property
    def mu(self) -> Floats:
        """Land of each village before anything is given away, shape (village,)."""
        return self.in_villages(self.first_mu)

    def of_village(self, crop: str, year: int) -> Floats:
        """Return the area of a crop in every village, shape (village,)."""
        return self.in_villages(self.tilled[year][crop])

    def of_township(self, by_village: Floats) -> Floats:
        """Add villages up, (village, …) to (township, …)."""
        found = np.zeros((len(self.axes.townships), *by_village.shape[1:]))
        np.add.at(found, self.township, by_village)
        return found

    @cached_property
    def land(self) -> Land:
        """Area sown, crop → year → (township,)."""
        years = range(self.axes.plan.year - 3, self.axes.plan.year + 1)
        return {
            crop: {year: np.round(self.of_township(self.of_village(crop, year))) for year in years}
            for crop in CROPS
        }
