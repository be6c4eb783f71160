"""What every household decides once a year by a threshold: pay elsewhere, subsidies, age, likes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.households.calendar import FIVES, fives_since
from agri.synthetic.schools.households.constants import CHOICES, LAW
from agri.synthetic.schools.households.country import VillageHomes

Decided = NDArray[np.bool_]
_PAID = ("unified", "green", "film", "returned", "off_field")
_STATIONS = ("unified", "film", "returned", "off_field", "packaging")
_WET = ("returned", "off_field", "film")


@dataclass(frozen=True)
class HomeChoices:
    """What households of one world decide; causes act in the plan year alone."""

    villages: VillageHomes
    causes: Causes

    @cached_property
    def likes(self) -> Mapping[str, Floats]:
        """How much households like each practice, of their own and by village and county, (household,)."""
        random, found = self.villages.streams("households", "likes"), {}
        county_sd, village_sd, tail = LAW.divides
        homes, villages = len(self.villages.home), len(self.villages.township)
        for name in CHOICES:
            county = county_sd * random.standard_t(tail, len(self.villages.axes.counties)).clip(-4, 4)
            village = village_sd * random.standard_t(tail, villages).clip(-4, 4)
            own = random.logistic(0, 1, homes)
            found[name] = county[self.villages.county] + village[self.villages.home] + own
        return found

    def weighed(self, name: str, year: int, before: Decided) -> Floats:
        """Return what speaks for a practice in a year, beside its threshold, (household,)."""
        law, villages = LAW.choices[name], self.villages
        random = villages.streams("households", "weighed", name, year)
        paid = LAW.subsidies * random.standard_t(LAW.divides[2], len(villages.axes.counties)).clip(-5, 5)
        city = law.years * random.standard_t(LAW.wages[2])
        return np.asarray(
            self.likes[name]
            + city
            + law.paid * paid[villages.county]
            - law.wage * villages.wage[year][villages.county]
            + law.young * (1 - villages.is_old)
            + law.habit * before
        )

    @cached_property
    def decided(self) -> Mapping[str, Mapping[int, tuple[Floats, Decided]]]:
        """Practice → year → what speaks for it beyond the threshold, and who does it, (household,)."""
        found: dict[str, dict[int, tuple[Floats, Decided]]] = {}
        plan_year = self.villages.axes.plan.year
        for name in CHOICES:
            law, worlds = LAW.choices[name], self.villages.streams("households", "worlds", name)
            logit = np.log(law.share / (1 - law.share)) + worlds.normal(0, law.worlds)
            wanted = 1 / (1 + np.exp(-logit))
            does, threshold = np.zeros(len(self.villages.home), dtype=np.bool_), 0.0
            for _ in range(3):  # habits of the first year are those that its threshold makes
                speaks = self.weighed(name, plan_year - 2, does)
                threshold = _quantile(speaks, self.villages.first_mu, 1 - wanted)
                does = speaks > threshold
            found[name] = {}
            for year in (plan_year - 1, plan_year):
                speaks = self.weighed(name, year, does) - threshold
                does = speaks > 0
                found[name][year] = speaks, does
        return found

    def share(self, name: str, year: int, mu: Floats) -> Floats:
        """Return the share of some land on which it is done, (village, stretch); `mu` is (household,)."""
        villages, causes = self.villages, self.causes if year == self.villages.axes.plan.year else NO_CAUSES
        speaks, does = self.decided[name][year]
        whole = villages.in_villages(mu)

        def of_village(who: Decided) -> Floats:
            done = villages.in_villages(mu * who)
            return np.divide(done, whole, out=np.zeros_like(whole), where=whole > 0)

        found = np.repeat(of_village(does)[:, None], FIVES, axis=1)
        moves = self._moves(name, causes)
        for at in np.flatnonzero(np.diff(moves, axis=1, prepend=0).any(axis=0)):
            found[:, at:] = of_village(speaks + moves[villages.township[villages.home], at] > 0)[:, None]
        return found

    def _moves(self, name: str, causes: Causes) -> Floats:
        """Return what causes add to what speaks for a practice, (township, stretch)."""
        found = np.zeros((len(self.villages.axes.townships), FIVES))
        found += LAW.pushed * fives_since(causes, CauseKind.HONEST_PUSH)
        found += LAW.trend_break[0] * fives_since(causes, CauseKind.TREND_BREAK)
        still = fives_since(causes, CauseKind.STANDSTILL)
        found += LAW.standstill * (still & (still.cumsum() <= LAW.standing_fives))
        if name in _PAID:
            found += LAW.policy * fives_since(causes, CauseKind.POLICY)
        if name in _WET:
            wet = fives_since(causes, CauseKind.WET_HARVEST)
            found += LAW.wet * (wet & (wet.cumsum() <= LAW.standing_fives))
        if name in _STATIONS:
            share, means = LAW.broken
            random = self.villages.streams("households", "stations", name)
            closes = random.random((len(found), 1)) < share
            found += means * closes * fives_since(causes, CauseKind.BREAKDOWN)
        return found


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    """Return the value below which a share of the weight lies."""
    order = np.argsort(values)
    below = weights[order].cumsum() / weights.sum()
    return float(values[order][np.searchsorted(below, share)])
