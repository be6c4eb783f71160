"""The work of a year in every village, five days after five days: what gets done and what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.flows import GRAINS
from agri.synthetic.schools.households.calendar import FIVES, FiveDays, fives_since
from agri.synthetic.schools.households.choices import HomeChoices
from agri.synthetic.schools.households.constants import LAW
from agri.synthetic.schools.households.country import VillageHomes

CHORES = tuple(LAW.chores)


@dataclass(frozen=True)
class VillageYear:
    """One year of all villages, by stretches of five days; causes are at work in the plan year alone."""

    villages: VillageHomes
    choices: HomeChoices
    year: int

    @cached_property
    def causes(self) -> Causes:
        """What is at work this year."""
        return self.choices.causes if self.year == self.villages.axes.plan.year else NO_CAUSES

    @cached_property
    def calendar(self) -> FiveDays:
        """When work lies."""
        return FiveDays(self.villages.axes, self.villages.streams, self.year, self.causes)

    def mu(self, crop: str, years_ago: int = 0) -> Floats:
        """Return what villages have sown this year or before, shape (village,)."""
        return self.villages.of_village(crop, self.year - years_ago)

    def offered(self, name: str) -> Floats:
        """Return a calendar by village, (village, stretch); rows sum to 1."""
        return self.calendar.offered(name)[self.villages.township]

    def chosen(self, name: str, crop: str, years_ago: int = 0) -> Floats:
        """Return the share of a crop's land on which a practice is chosen, (village, stretch)."""
        return self.choices.share(name, self.year, self.villages.tilled[self.year - years_ago][crop])

    @cached_property
    def hands(self) -> Floats:
        """Hands at home, of all who belong to a village, (village, stretch)."""
        villages = self.villages
        away = villages.in_villages(villages.is_away) / LAW.households
        wage = villages.wage[self.year][villages.axes.county_index]
        at_home = self.calendar.homecoming(wage)[villages.township]
        return np.asarray(LAW.hands_left - away[:, None] * (1 - at_home))

    @cached_property
    def wanted(self) -> Mapping[str, Floats]:
        """Work that comes up, chore → (village, stretch): mu, or area-times of treatments."""
        before, film = self.mu("wheat", 1), LAW.film_on
        spring = np.arange(FIVES) < 48
        wheat = np.where(spring, before[:, None], self.mu("wheat")[:, None])
        others = sum(self.mu(crop) for crop in ("garlic", "peanut", "vegetable", "other"))
        found = {
            "wheat_top": before[:, None] * self.offered("wheat_top"),
            "wheat_base": self.mu("wheat")[:, None] * self.offered("wheat_base"),
            "maize_base": self.mu("maize")[:, None] * self.offered("maize_base"),
            "maize_top": self.mu("maize")[:, None] * self.offered("maize_top"),
            "other_dressing": np.asarray(others)[:, None] * self.offered("other_dressing"),
            "wheat_sprays": LAW.treatments["wheat"] * wheat * self.offered("wheat_sprays"),
            "green_wheat": before[:, None] * self.offered("green_wheat") * self.chosen("green", "wheat", 1),
            "green_maize": self.mu("maize")[:, None]
            * self.offered("green_maize")
            * self.chosen("green", "maize"),
            "garlic_pick_up": film["garlic"]
            * self.mu("garlic", 1)[:, None]
            * self.offered("garlic_pick_up")
            * self.chosen("film", "garlic", 1),
            "peanut_pick_up": film["peanut"]
            * self.mu("peanut")[:, None]
            * self.offered("peanut_pick_up")
            * self.chosen("film", "peanut"),
            "packaging": self.sprayed_mu[:, None]
            * self.offered("packaging")
            * self.chosen("packaging", "maize"),
        }
        for crop in ("maize", "vegetable"):
            sprays = LAW.treatments[crop] * self.mu(crop)[:, None] * self.offered(f"{crop}_sprays")
            found[f"{crop}_sprays"] = sprays
        for crop, season in zip(GRAINS, ("summer", "autumn"), strict=True):
            area = self.mu(crop, int(crop == "wheat"))[:, None]
            sold = self.chosen("off_field", crop, int(crop == "wheat"))
            found[f"straw_{season}"] = area * self.offered(f"straw_{season}") * sold
        return found

    @property
    def sprayed_mu(self) -> Floats:
        """Area-times of treatments that the land asks for in a year, shape (village,)."""
        asked = LAW.treatments
        return (
            asked["wheat"] * self.mu("wheat", 1)
            + asked["maize"] * self.mu("maize")
            + asked["vegetable"] * self.mu("vegetable")
        )

    @cached_property
    def done(self) -> Mapping[str, Floats]:
        """Work as hands get it done, chore → (village, stretch)."""
        wanted = np.stack([self.wanted[name] for name in CHORES])
        laws = [LAW.chores[name] for name in CHORES]
        need = np.array([law.days for law in laws])[:, None] / 1000
        waits, kept = (np.array([getattr(law, name) for law in laws])[:, None] for name in ("waits", "kept"))
        reaping = sum(
            self.mu(crop, int(crop == "wheat"))[:, None] * self.offered(f"{crop}_harvest") for crop in GRAINS
        )
        tied = LAW.reaping_days / 1000 * np.asarray(reaping)
        load = (need[:, :, None] * wanted).sum(axis=0) + tied
        room = LAW.slack * np.quantile(load, 0.9, axis=1)[:, None] * self.hands
        found, left = np.zeros_like(wanted), np.zeros(wanted.shape[:2])
        for at in range(FIVES):
            now = left + wanted[:, :, at]
            asked = (need * now).sum(axis=0) + tied[:, at]
            fits = np.minimum(1.0, room[:, at] / np.maximum(asked, 1e-9))
            share = np.maximum(fits, 0.031)[None, :] ** waits
            found[:, :, at] = now * share
            left = (now - found[:, :, at]) * kept
        # What must be done is done in the end.
        found[:, :, -1] += left * (kept == 1)
        return dict(zip(CHORES, found, strict=True))

    def from_cause(self, kind: CauseKind, factor: float) -> Floats:
        """Return a factor from the stretch on in which a cause begins, shape (stretch,)."""
        return np.where(fives_since(self.causes, kind), factor, 1.0)
