"""A year's work in its weather: what is done when the days allow it, and how much the rain makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.bending import SERVICES, possible, scaled
from agri.synthetic.schools.causes import CauseKind
from agri.synthetic.schools.flows import Flows, strayed, sum_of
from agri.synthetic.schools.own_coefficients import field_recovery
from agri.synthetic.schools.weather.constants import LAW
from agri.synthetic.schools.weather.country import Country
from agri.synthetic.schools.weather.phenology import Seasons

_WHEAT_SPRAYS = ("wheat_weeding", "wheat_heading", "wheat_autumn")
_SPRING = ("wheat_weeding", "wheat_heading", "wheat_top")
_ASKED_SPRAY = "pest_control.manual_mu"


def flows_of_year(country: Country, year: int, cut_days: Floats) -> Flows:
    """Return a year's flows, its months ending `cut_days` early; 0 in truth."""
    return _bend(country, _YearsWork(country, year, cut_days).flows(), year)


@dataclass(frozen=True)
class _YearsWork:
    """One year of one country; what it draws does not depend on where months end."""

    country: Country
    year: int
    cut_days: Floats

    @cached_property
    def seasons(self) -> Seasons:
        return Seasons(self.country.axes, self.country.sky, self.year, self.cut_days)

    def sown(self, crop: str) -> Floats:
        return self.country.land[crop][self.year]

    def before(self, crop: str) -> Floats:
        return self.country.land[crop][self.year - 1]

    def damp(self, first: int, last: int) -> Floats:
        return self.country.sky.dampness(self.year, first, last)

    def drawn(self, name: str) -> np.random.Generator:
        return self.country.streams("weather", name, self.year)

    def even(self, element: str) -> Floats:
        """Return an even split over the months in which an element is asked, (1, month)."""
        asked = self.country.axes.months_of(element)
        return np.array([[1 / len(asked) if month in asked else 0.0 for month in range(1, 13)]])

    def flows(self) -> Flows:
        """Put the year together."""
        country, year = self.country, self.year
        treated, sprayed = self.treatments()
        pesticide = self.pesticide(treated)
        unified = country.share("unified", year, self.damp(100, 230))
        taken, analysed = self.samples()
        film, grain = self.film(), self.grain()
        produced, used = self.manure()
        axes = country.axes
        trial = country.streams("weather", "trial")
        return Flows(
            sown=self.sowing(),
            fertilizer_t=self.fertilizer(),
            formula_mu=self.formula(),
            samples_taken=taken,
            samples_analysed=analysed,
            treated_mu=treated,
            sprayer_share=self.sprayers(),
            unified_mu=treated * unified[:, None],
            green_mu=self.green(sprayed),
            pesticide_kg=pesticide,
            covered_mu=film["covered"],
            film_kg=film["kg"],
            sound_share=country.share("sound", year) * (1 - LAW.degradable),
            degradable_share=np.full(len(axes.townships), LAW.degradable),
            film_back_kg=film["back"],
            picked_mu=film["picked"],
            packaging_kg=self.packaging(pesticide),
            harvested_mu=grain["harvested"],
            output_t=grain["output"],
            returned_mu=grain["returned"],
            straw_used_t=self.straw_used(grain["output"]),
            manure_t=produced,
            manure_used_t=used,
            recovery=field_recovery(
                trial, LAW.coefficients, country.coefficients, axes, year - axes.plan.year
            ),
        )

    def sowing(self) -> dict[str, Floats]:
        share = self.seasons.share
        found = {
            "wheat": self.sown("wheat")[:, None] * share("wheat_sowing", "sowing.wheat_mu"),
            "maize": self.sown("maize")[:, None] * share("maize_sowing", "sowing.maize_mu"),
            "garlic": self.sown("garlic")[:, None] * share("garlic_sowing", "sowing.garlic_mu"),
            "peanut": self.sown("peanut")[:, None] * share("peanut_sowing", "sowing.peanut_mu"),
        }
        vegetable = 0.57 * share("peanut_sowing", "sowing.vegetable_mu") + 0.43 * share(
            "garlic_sowing", "sowing.vegetable_mu"
        )
        found["vegetable"] = self.sown("vegetable")[:, None] * vegetable
        found["other"] = self.sown("other")[:, None] * share("maize_sowing", "sowing.other_mu")
        return found

    def fertilizer(self) -> dict[str, Floats]:
        """Return pure fertilizer: topdressings follow the rain before them, base dressings the land."""
        country, share = self.country, self.seasons.share
        level = country.intensity["fertilizer"] * np.exp(country.city[self.year]["fertilizer"])
        random = self.drawn("fertilizer")
        level = level * np.exp(0.019 * country.ground.field(random))

        def kg(crop: str, mu: Floats, part: float, rain: Floats | float) -> Floats:
            return np.asarray(LAW.kg_per_mu[crop] * mu * part * level * np.exp(rain) / 1000)

        top = LAW.top_share
        spring, summer = (LAW.top_by_rain * self.damp(*days) for days in ((21, 70), (165, 200)))
        wheat_top = kg("wheat", self.before("wheat"), top["wheat"], spring)
        wheat_base = kg("wheat", self.sown("wheat"), 1 - top["wheat"], 0.0)
        maize_top = kg("maize", self.sown("maize"), top["maize"], summer)
        maize_base = kg("maize", self.sown("maize"), 1 - top["maize"], 0.0)
        found = {
            "wheat": wheat_top[:, None] * share("wheat_top", "fertilizer.wheat_n_t")
            + wheat_base[:, None] * share("wheat_base", "fertilizer.wheat_n_t"),
            "maize": maize_base[:, None] * share("maize_sowing", "fertilizer.maize_n_t")
            + maize_top[:, None] * share("maize_top", "fertilizer.maize_n_t"),
        }
        other = "fertilizer.other_n_t"
        spread = {
            "garlic": 0.61 * share("garlic_sowing", other) + 0.39 * share("wheat_top", other),
            "peanut": share("peanut_sowing", other),
            "vegetable": self.even(other) * 0.83 + 0.17 * share("peanut_sowing", other),
            "other": share("maize_sowing", other),
        }
        found["other"] = sum_of(
            kg(crop, self.sown(crop), 1.0, 0.0)[:, None] * split for crop, split in spread.items()
        )
        return found

    def formula(self) -> dict[str, Floats]:
        """Return area newly under formula; a wet sowing leaves no time to fetch it."""
        country, share = self.country, self.seasons.share
        wheat = country.share("wheat_formula", self.year, self.damp(265, 295)) * self.sown("wheat")
        last_year = max(self.year - 1, min(country.city))
        spring = 0.083 * country.share("wheat_formula", last_year)
        maize = country.share("maize_formula", self.year, self.damp(150, 175)) * self.sown("maize")
        other = country.share("other_formula", self.year) * (
            self.sown("garlic") + self.sown("peanut") + self.sown("vegetable")
        )
        names = {crop: f"soil_testing.{crop}_formula_area_mu" for crop in ("wheat", "maize", "other")}
        return {
            "wheat": wheat[:, None] * share("wheat_base", names["wheat"])
            + (spring * self.before("wheat"))[:, None] * share("wheat_top", names["wheat"]),
            "maize": maize[:, None]
            * (0.787 * share("maize_sowing", names["maize"]) + 0.213 * share("maize_top", names["maize"])),
            "other": other[:, None]
            * (
                0.487 * share("peanut_sowing", names["other"])
                + 0.513 * share("garlic_sowing", names["other"])
            ),
        }

    def treatments(self) -> tuple[Floats, Mapping[str, Floats]]:
        """Return all treatments by month, and each spray's area of the year."""
        country = self.country
        random = self.drawn("pests")
        every = np.zeros((len(country.axes.townships), 12))
        sprayed = {}
        for name, times in LAW.sprays.items():
            work = LAW.works[name]
            rain = LAW.spray_by_rain[name] * self.damp(work.day - 30, work.day + 15)
            outbreak = LAW.outbreak_scale * country.ground.field(random) / np.sqrt(random.chisquare(4) / 4)
            if name in _WHEAT_SPRAYS:
                mu = self.before("wheat") if name in _SPRING else self.sown("wheat")
            else:
                mu = self.sown("maize")
            sprayed[name] = times * mu * np.exp(rain + outbreak)
            every += sprayed[name][:, None] * self.seasons.share(name, _ASKED_SPRAY)
        garden = LAW.vegetable_sprays * self.sown("vegetable")
        return every + garden[:, None] * self.even(_ASKED_SPRAY), sprayed

    def pesticide(self, treated: Floats) -> Floats:
        country = self.country
        random = self.drawn("product")
        level = LAW.kg_per_treatment * np.exp(country.city[self.year]["pesticide"])
        washed = np.exp(LAW.kg_by_rain * self.damp(90, 240) + 0.023 * country.ground.field(random))
        month = np.exp(0.043 * np.clip(random.standard_t(4, treated.shape), -4, 4))
        return np.asarray(treated * level * (country.intensity["pesticide"] * washed)[:, None] * month)

    def sprayers(self) -> Floats:
        ahead = np.exp(LAW.mechanized_yearly * (self.year - self.country.axes.plan.year))
        mix = self.country.sprayers * np.array([1.0, 1.0, 1.0, ahead, ahead])
        return np.asarray(mix / mix.sum(axis=1, keepdims=True))

    def green(self, sprayed: Mapping[str, Floats]) -> Floats:
        """Return area newly under green control: it goes with the sprays of the year's harvest."""
        rate = self.country.share("green", self.year, self.damp(90, 200))
        planted = self.before("wheat") + self.sown("maize")
        parts = sum_of(
            part * self.seasons.share(name, "pest_control.green_area_mu")
            for name, part in LAW.green_at.items()
            if name in sprayed
        )
        return np.asarray((rate * planted)[:, None] * parts)

    def film(self) -> dict[str, Floats]:
        """Return film laid and picked up; wet ground keeps it."""
        country, share = self.country, self.seasons.share
        kg_per_mu = LAW.film_kg_per_mu * country.intensity["film"]
        garlic = LAW.film_on["garlic"] * self.sown("garlic")
        peanut = LAW.film_on["peanut"] * self.sown("peanut")
        name = "film.covered_area_mu"
        spring = peanut[:, None] * share("peanut_sowing", name)
        covered = spring + garlic[:, None] * share("garlic_sowing", name)
        last = LAW.film_on["garlic"] * self.before("garlic")
        first, second = (
            country.share("film", self.year, self.damp(*days)) for days in ((120, 150), (235, 270))
        )
        pick = "film.recovered_kg"
        picked = (last * first)[:, None] * share("garlic_pick_up", pick)
        picked = picked + (peanut * second)[:, None] * share("peanut_pick_up", pick)
        net = picked * (kg_per_mu * (1 - LAW.degradable))[:, None]
        return {
            "covered": covered,
            "kg": covered * kg_per_mu[:, None],
            "back": net / (1 - country.coefficients["film.impurity"]),
            "picked": picked * LAW.machine_picked,
        }

    def packaging(self, pesticide_kg: Floats) -> Floats:
        country = self.country
        empties = pesticide_kg * country.coefficients["packaging.kg_per_kg_pesticide"]
        brought = np.zeros_like(empties)
        for lag, part in enumerate(LAW.brought_back):
            brought[:, lag:] += part * empties[:, : 12 - lag]
        rate = country.share("packaging", self.year, self.damp(100, 300))
        return country.axes.settle("packaging.recovered_kg", brought * rate[:, None])

    def grain(self) -> dict[str, dict[str, Floats]]:
        """Return harvest, output and return: drought and flood cost yield, soft ground keeps machines off."""
        country = self.country
        found: dict[str, dict[str, Floats]] = {"harvested": {}, "output": {}, "returned": {}}
        for crop, growing, harvest in (
            ("wheat", (60, 145), (145, 165)),
            ("maize", (170, 245), (245, 285)),
        ):
            mu = self.before("wheat") if crop == "wheat" else self.sown("maize")
            rain = self.damp(*growing)
            good = np.exp(LAW.yield_by_rain * rain - LAW.yield_bend * rain**2)
            split = self.seasons.share(f"{crop}_harvest", f"straw.{crop}_harvested_mu")
            harvested = 0.987 * mu[:, None] * split
            rate = country.share(f"{crop}_returned", self.year, self.damp(*harvest))
            found["harvested"][crop] = harvested
            found["output"][crop] = harvested * (country.register.yields[crop] * good)[:, None] / 1000
            found["returned"][crop] = harvested * rate[:, None]
        return found

    def straw_used(self, output_t: Mapping[str, Floats]) -> Floats:
        """Return straw used off the field: it is fetched in the weeks after the harvest, when it is dry."""
        country, name = self.country, "straw.feed_use_t"
        later = {
            crop: self.seasons.share_of(
                LAW.works[f"{crop}_harvest"], self.seasons.begins(f"{crop}_harvest") + 19
            )
            for crop in output_t
        }
        return sum_of(
            (
                country.share("off_field", self.year, self.damp(150, 290))
                * output.sum(axis=1)
                * country.coefficients[f"straw.{crop}.collectable_ratio"]
            )[:, None]
            * country.axes.settle(name, later[crop])
            for crop, output in output_t.items()
        )

    def samples(self) -> tuple[Floats, Floats]:
        share, register = self.seasons.share, self.country.register
        name = "soil_testing.samples_taken"
        spring = (self.sown("maize") / register.mu_per_sample)[:, None] * share("wheat_harvest", name)
        autumn = (self.sown("wheat") / register.mu_per_sample)[:, None] * share("sampling", name)
        taken = np.round(0.97 * (spring + autumn))
        slow = 0.47 * taken
        slow[:, 1:] += 0.53 * taken[:, :-1]
        return taken, np.floor(self.country.axes.settle(name, slow))

    def manure(self) -> tuple[Floats, Floats]:
        axes, random = self.country.axes, self.drawn("manure")
        kept = self.country.streams("weather", "livestock")
        herd = np.exp(0.53 * np.clip(kept.standard_t(4, len(axes.counties)), -3, 3))
        own = 0.27 * np.clip(kept.standard_t(4, len(axes.counties)), -3, 3)
        produced = herd / herd.sum() * LAW.manure_t * len(axes.townships)
        by_quarter = strayed(random, LAW.quarters, 211.0, len(herd)) * produced[:, None]
        rate = 1 / (1 + np.exp(-(self.country.city[self.year]["manure"] + own)))
        months = np.zeros((len(herd), 12))
        months[:, 2::3] = by_quarter
        return months, months * np.minimum(rate, 0.97)[:, None]


def _bend(country: Country, flows: Flows, year: int) -> Flows:
    land, axes = country.land, country.axes
    causes = country.causes
    if year == axes.plan.year:
        one = np.ones((1, 12))
        push = one + LAW.push * causes.since(CauseKind.HONEST_PUSH)
        broken = one - LAW.trend_break * causes.since(CauseKind.TREND_BREAK)
        policy = one + LAW.policy * causes.since(CauseKind.POLICY)
        factors = dict.fromkeys(SERVICES, push * broken)
        factors["film_back_kg"] = factors["film_back_kg"] * policy
        factors["formula_mu"] = factors["formula_mu"] * policy
        # A breakdown of machines is a storm: near its middle most stand still, far from it none.
        middle = country.ground.position_km[country.streams("weather", "storm").integers(len(axes.townships))]
        distance = np.linalg.norm(country.ground.position_km - middle, axis=1)
        near = np.exp(-((distance / LAW.length_km) ** 2))[:, None]
        stands = one - LAW.breakdown * near * causes.since(CauseKind.BREAKDOWN)
        factors["unified_mu"] = factors["unified_mu"] * stands
        factors["returned_mu"] = stands
        factors["straw_used_t"] = factors["straw_used_t"] * stands
        flows = scaled(flows, factors)
    return possible(flows, land["wheat"][year - 1], land["wheat"][year], land["maize"][year])
