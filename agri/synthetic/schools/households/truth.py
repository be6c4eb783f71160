"""A year of the school of households: what villages get done, and what goes with it, as flows by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import CauseKind
from agri.synthetic.schools.flows import CROPS, GRAINS, strayed, sum_of
from agri.synthetic.schools.households.calendar import INTO_MONTHS
from agri.synthetic.schools.households.choices import HomeChoices
from agri.synthetic.schools.households.constants import LAW
from agri.synthetic.schools.households.country import VillageHomes
from agri.synthetic.schools.households.works import VillageYear
from agri.synthetic.schools.known import FarmRegister

_SPRAYS = tuple(f"{crop}_sprays" for crop in ("wheat", "maize", "vegetable"))
_OTHERS = ("garlic", "peanut", "vegetable", "other")


@dataclass(frozen=True)
class HomeRegion:
    """What a world keeps over its years."""

    villages: VillageHomes
    choices: HomeChoices
    register: FarmRegister
    coefficients: Coefficients

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.villages.axes


@dataclass(frozen=True)
class HomeYear:
    """One year of a world: amounts of villages, by stretches of five days."""

    region: HomeRegion
    year: int

    @property
    def villages(self) -> VillageHomes:
        """Who lives where."""
        return self.region.villages

    @cached_property
    def works(self) -> VillageYear:
        """What hands get done."""
        return VillageYear(self.villages, self.region.choices, self.year)

    def random(self, *name: str) -> np.random.Generator:
        """Return this year's generator of a name."""
        return self.villages.streams("households", *name, self.year)

    def kept(self, name: str, log: float) -> Floats:
        """Return factors that townships keep, by village, shape (village,)."""
        drawn = self.villages.streams("households", name).normal(0, log, len(self.region.axes.townships))
        return np.asarray(np.exp(drawn)[self.villages.township])

    def steps(self, name: str, law: tuple[float, float, float]) -> float:
        """Return what a city's yearly steps have come to, log: heavy tails around a mean."""
        mean, scale, tail = law
        return float(
            sum(
                mean + scale * self.villages.streams("households", "steps", name, y).standard_t(tail)
                for y in range(self.region.axes.plan.year - 1, self.year + 1)
            )
        )

    @cached_property
    def young_away(self) -> Floats:
        """Share of a village's land whose hands are young and away, shape (village,)."""
        homes = self.villages
        who = homes.is_away * (1 - homes.is_old) * homes.first_mu
        return np.asarray(homes.in_villages(who) / homes.mu)

    @cached_property
    def doses(self) -> Floats:
        """How doses differ from the usual, (village, stretch)."""
        homes, random = self.villages, self.random("doses")
        sown = sum_of(self.villages.tilled[self.year][crop] for crop in CROPS)
        grand = homes.in_villages(sown * homes.is_largest) / np.maximum(homes.in_villages(sown), 1e-9)
        place = random.normal(0, LAW.dose_place, len(self.region.axes.townships))[homes.township]
        log = self.steps("doses", LAW.dose_years) + place + LAW.grand * grand
        log = log + LAW.one_shot * self.young_away
        usual = self.kept("doses", LAW.dose_log) * np.exp(log)
        return usual[:, None] * self.works.from_cause(
            CauseKind.TREND_BREAK, float(np.exp(LAW.trend_break[1]))
        )

    @cached_property
    def formula(self) -> dict[str, Floats]:
        """Area newly under formula, mu."""
        works, done = self.works, self.works.done
        spring = LAW.spring_formula * done["wheat_top"] * works.chosen("formula", "wheat", 1)
        return {
            "wheat": done["wheat_base"] * works.chosen("formula", "wheat") + spring,
            "maize": done["maize_base"] * works.chosen("formula", "maize"),
            "other": LAW.other_formula * done["other_dressing"] * works.chosen("formula", "vegetable"),
        }

    @cached_property
    def fertilizer(self) -> dict[str, Floats]:
        """Pure fertilizer, t."""
        done, found = self.works.done, {}
        dry = self.works.from_cause(CauseKind.DROUGHT, LAW.drought["dressing"])
        away = self.villages.in_villages(self.villages.is_away) / LAW.households
        for crop in GRAINS:
            # Who has no hands for a second dressing spreads all at once.
            top = LAW.top_share[crop] * (1 - LAW.no_hands * away)[:, None]
            base = (1 - top) * (done[f"{crop}_base"] - LAW.formula_saves * self.formula[crop])
            found[crop] = (top * done[f"{crop}_top"] * dry + base) * LAW.kg_per_mu[crop] / 1000
        mixed = sum_of(LAW.kg_per_mu[crop] * self.works.mu(crop) for crop in _OTHERS)
        whole = np.maximum(sum_of(self.works.mu(crop) for crop in _OTHERS), 1e-9)
        found["other"] = done["other_dressing"] * (mixed / whole)[:, None] / 1000
        return {crop: used * self.doses for crop, used in found.items()}

    @cached_property
    def treated_of(self) -> dict[str, Floats]:
        """Treatments by crop, area-times."""
        axes, random = self.region.axes, self.random("pests")
        city, county, place = LAW.pressure
        pressure = random.normal(0, city) + random.normal(0, place, len(axes.townships))
        pressure = pressure + random.normal(0, county, len(axes.counties))[axes.county_index]
        dry = self.works.from_cause(CauseKind.DROUGHT, LAW.drought["sprays"])
        pressed = np.exp(pressure)[self.villages.township][:, None] * dry
        return {name: self.works.done[name] * pressed for name in _SPRAYS}

    @cached_property
    def treated(self) -> Floats:
        """All treatments, area-times."""
        return sum_of(self.treated_of.values())

    @cached_property
    def unified(self) -> Floats:
        """Treatments by hired teams, area-times."""
        works = self.works
        crops = zip(_SPRAYS, (("wheat", 1), ("maize", 0), ("vegetable", 0)), strict=True)
        return sum_of(
            self.treated_of[name] * works.chosen("unified", crop, ago) for name, (crop, ago) in crops
        )

    @cached_property
    def pesticide(self) -> Floats:
        """Product, kg."""
        level = self.kept("product", LAW.product_log) * np.exp(self.steps("product", LAW.product_years))
        broken = self.works.from_cause(CauseKind.TREND_BREAK, float(np.exp(LAW.trend_break[1])))
        return np.asarray(self.treated * LAW.kg_per_treatment * level[:, None] * broken)

    @cached_property
    def sprayer_share(self) -> Floats:
        """Of treatments, shape (township, sprayer): those of the old, of the young, of teams."""
        kept, count = self.villages.streams("households", "sprayers"), len(self.region.axes.townships)
        old, young, team = (
            strayed(kept, mix, 31.0, count)
            for mix in (LAW.old_sprayers, LAW.young_sprayers, LAW.team_sprayers)
        )
        homes = self.villages
        of_old = homes.of_township(homes.in_villages(homes.first_mu * homes.is_old))
        of_old = (of_old / homes.of_township(homes.mu))[:, None]
        _, does = self.region.choices.decided["unified"][self.year]
        hired = (homes.of_township(homes.in_villages(homes.first_mu * does)) / homes.of_township(homes.mu))[
            :, None
        ]
        return np.asarray(team * hired + (1 - hired) * (of_old * old + (1 - of_old) * young))

    @cached_property
    def green(self) -> Floats:
        """Planted area newly under green control, mu."""
        return self.works.done["green_wheat"] + self.works.done["green_maize"]

    @cached_property
    def covered(self) -> Floats:
        """Area laid under film, mu."""
        works = self.works
        return sum_of(
            LAW.film_on[crop] * works.mu(crop)[:, None] * works.offered(f"{crop}_sowing")
            for crop in ("garlic", "peanut")
        )

    @cached_property
    def film_kg_per_mu(self) -> Floats:
        """Film on a mu covered, kg, shape (village,)."""
        return LAW.film_kg_per_mu * self.kept("film", LAW.film_log)

    @cached_property
    def degradable(self) -> Floats:
        """Share of film that need not come back, shape (township,)."""
        kept, count = self.villages.streams("households", "degradable"), len(self.region.axes.townships)
        share, users, more = LAW.degradable
        uses = kept.random(count) < users + more * (self.year - self.region.axes.plan.year + 1)
        return np.asarray(np.minimum(share * kept.weibull(0.9, count) * uses, 0.139))

    @cached_property
    def film_back(self) -> Floats:
        """Film recovered with its soil, kg."""
        clean = 1 - self.region.coefficients["film.impurity"]
        stays = (1 - self.degradable)[self.villages.township] * self.film_kg_per_mu / clean
        return (self.works.done["garlic_pick_up"] + self.works.done["peanut_pick_up"]) * stays[:, None]

    @cached_property
    def packaging(self) -> Floats:
        """Empties recovered, kg: as households clear them out."""
        empties = self.pesticide.sum(axis=1) * self.region.coefficients["packaging.kg_per_kg_pesticide"]
        per_mu = empties / np.maximum(self.works.sprayed_mu, 1e-9)
        return np.asarray(self.works.done["packaging"] * per_mu[:, None])

    @cached_property
    def grain(self) -> dict[str, tuple[Floats, Floats, Floats]]:
        """Harvested area, output and area whose straw is returned, of wheat and maize."""
        random, axes, found = self.random("yields"), self.region.axes, {}
        city, county = LAW.yield_years
        for crop in GRAINS:
            ago = int(crop == "wheat")
            harvested = self.works.mu(crop, ago)[:, None] * self.works.offered(f"{crop}_harvest")
            log = city * random.standard_t(LAW.season_tail) + random.normal(0, county, len(axes.counties))
            yields = self.region.register.yields[crop] * np.exp(log[axes.county_index])
            dry = self.works.from_cause(CauseKind.DROUGHT, LAW.drought["output"])
            output = harvested * yields[self.villages.township][:, None] / 1000 * dry
            found[crop] = harvested, output, harvested * self.works.chosen("returned", crop, ago)
        return found

    @cached_property
    def straw_used(self) -> Floats:
        """Straw that households sell or feed, t."""
        found = []
        for crop, season in zip(GRAINS, ("summer", "autumn"), strict=True):
            harvested, output, _ = self.grain[crop]
            per_mu = output.sum(axis=1) / np.maximum(harvested.sum(axis=1), 1e-9)
            ratio = self.region.coefficients[f"straw.{crop}.collectable_ratio"]
            found.append(LAW.off_field * ratio * self.works.done[f"straw_{season}"] * per_mu[:, None])
        return sum_of(found)

    @cached_property
    def samples(self) -> tuple[Floats, Floats]:
        """Soil samples taken and analysed, (township, month)."""
        axes, register, random = self.region.axes, self.region.register, self.random("samples")
        grain = self.villages.of_township(self.works.mu("wheat") + self.works.mu("maize"))
        need = LAW.samples * grain / register.mu_per_sample / 3
        lumps = random.gamma(5.3, 1 / 5.3, len(axes.counties))[axes.county_index]
        by_month = (need * lumps)[:, None] * self.works.calendar.offered("samples") @ INTO_MONTHS
        taken = random.poisson(axes.settle("soil_testing.samples_taken", by_month)).astype(np.float64)
        done = np.zeros_like(taken)
        for after, share in enumerate(LAW.analysed):
            done[:, after:] += share * taken[:, : 12 - after]
        return taken, axes.settle("soil_testing.samples_analysed", done)

    @cached_property
    def manure(self) -> tuple[Floats, Floats]:
        """Manure produced and used, shape (county, month): herds fall to a plague and come back."""
        random, counties = self.random("manure"), len(self.region.axes.counties)
        kept = self.villages.streams("households", "herds")
        herds = LAW.manure_t * (0.4 + kept.pareto(LAW.manure_tail, counties).clip(0, 7))
        level, worlds, years = LAW.manure_used
        place, moves = LAW.manure_county
        odds = np.log(level / (1 - level)) + kept.normal(0, worlds) + random.normal(0, years)
        odds = odds + kept.normal(0, place, counties)
        chance, loss = LAW.plague
        made, used, ill = np.zeros((counties, 12)), np.zeros((counties, 12)), np.zeros(counties)
        for month in (2, 5, 8, 11):
            ill = 0.61 * ill + loss * (random.random(counties) < chance)
            made[:, month] = herds * np.exp(random.normal(0, LAW.herd_quarter, counties) - ill)
            now = odds + random.normal(0, moves, counties)
            for kind, move in ((CauseKind.HONEST_PUSH, 0.259), (CauseKind.STANDSTILL, -0.391)):
                now = now + move * self.works.causes.since(kind)[month]
            used[:, month] = made[:, month] / (1 + np.exp(-now))
        return made, used

    @property
    def by_village(self) -> Mapping[str, Floats]:
        """What a cadre can see in a village, (village, month), by the beginning of an element's name."""
        amounts = {
            **{f"fertilizer.{crop}": used for crop, used in self.fertilizer.items()},
            **{f"soil_testing.{crop}": area for crop, area in self.formula.items()},
            "pest_control.unified": self.unified,
            "pest_control.green": self.green,
            "pest_control": self.treated,
            "film": self.film_back,
            "packaging": self.packaging,
            **{f"straw.{crop}": self.grain[crop][2] for crop in GRAINS},
            "straw": self.straw_used,
        }
        return {name: amount @ INTO_MONTHS for name, amount in amounts.items()}
