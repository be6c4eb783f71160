"""One invented year's land: what is grown where, and the tools every part of the truth needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.calendar import Campaign
from agri.definitions.places import BaselineRow, Places
from agri.definitions.plan import Plan
from agri.synthetic.reporting.due_cells import known_baselines
from agri.synthetic.reporting.timing import month_shares
from agri.synthetic.world.world import Floats, World


@dataclass(frozen=True)
class Season:
    """A plan year of one world; all arrays are over the farming townships, shape (township, …)."""

    plan: Plan
    world: World
    year: int
    this_year: Mapping[str, Floats]  # baselines over all org units
    next_year: Mapping[str, Floats]  # the same of the year after; empty where nobody knows them yet

    @classmethod
    def of(
        cls, year: int, plan: Plan, places: Places, baselines: Sequence[BaselineRow], seed: int
    ) -> "Season":
        """Return the season of a year; baselines of the year after tell what was sown in autumn."""
        return cls(
            plan,
            World(places, seed),
            year,
            known_baselines(places, baselines, year),
            known_baselines(places, baselines, year + 1),
        )

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Positions of the farming townships among all org units, shape (township,)."""
        index = self.world.places.index
        return np.array([index[code] for code in self.world.townships], dtype=np.intp)

    def known(self, key: str) -> Floats:
        """Return one baseline of the year, shape (township,); unknown counts as none."""
        return np.nan_to_num(self.this_year[key][self.rows])

    @cached_property
    def area(self) -> Mapping[str, Floats]:
        """Area truly planted, mu; what ends in ``_before`` has stood in the field since last autumn."""
        sown = {
            "wheat_before": self.known("wheat_last_autumn_mu"),
            "garlic_before": self.known("garlic_last_autumn_mu"),
            "wheat": self._sown_in_autumn("wheat"),
            "garlic": self._sown_in_autumn("garlic"),
        }
        for crop in ("maize", "peanut", "vegetable", "other"):
            sown[crop] = self.known(f"{crop}_mu") * self._strays(crop)
        return sown

    def _sown_in_autumn(self, crop: str) -> Floats:
        if self.next_year:
            return np.nan_to_num(self.next_year[f"{crop}_last_autumn_mu"][self.rows])
        city = np.exp(self.world.city_of_year(f"autumn {crop}", self.year, 0.006))
        return np.asarray(self.known(f"{crop}_mu") * self._strays(crop) * city)

    def _strays(self, crop: str) -> Floats:
        return np.asarray(np.exp(self.world.of_year(f"sown {crop}", self.year, 0.004, 0.010)))

    def timing(self, campaign: str | Campaign, element: str) -> Floats:
        """Return a campaign's work by month over the months in which an element is asked, shape (month,)."""
        if isinstance(campaign, str):
            campaign = self.plan.calendar.campaigns[campaign]
        form, code = element.split(".")
        return month_shares(campaign, self.year, self.plan.forms[form].section_of[code].months)

    def shocks(self, name: str, county_sd: float, township_sd: float) -> Floats:
        """Return factors around 1 by month, shape (township, month)."""
        return self.world.monthly(name, self.year, county_sd, township_sd)
