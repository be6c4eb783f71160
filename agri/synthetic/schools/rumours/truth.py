"""A year of the school of rumours: what is done on the land as it was talked about, by days."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.flows import CROPS, GRAINS, strayed, sum_of
from agri.synthetic.schools.known import FarmRegister
from agri.synthetic.schools.rumours.calendar import DAYS, INTO_MONTHS, MONTH_OF_DAY, FeastDays, days_since
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.country import TalkedLand
from agri.synthetic.schools.rumours.front import Front
from agri.synthetic.schools.rumours.spread import Talk

_SPRING = np.arange(DAYS) < 211
_OTHERS = tuple(crop for crop in CROPS if crop not in GRAINS)
_EMPTIES = np.exp(-np.arange(DAYS) / 19.0) / np.exp(-np.arange(DAYS) / 19.0).sum()  # days that they lie


@dataclass(frozen=True)
class TalkedCity:
    """What a world keeps over its years."""

    country: TalkedLand
    register: FarmRegister
    talk: Talk
    coefficients: Coefficients
    causes: Causes

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.country.axes


@dataclass(frozen=True)
class RumourYear:
    """One year of a world, by days; causes are at work in the plan year alone."""

    city: TalkedCity
    year: int

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.city.axes

    @cached_property
    def causes(self) -> Causes:
        """What is at work this year."""
        return self.city.causes if self.year == self.axes.plan.year else NO_CAUSES

    @cached_property
    def calendar(self) -> FeastDays:
        """When work lies."""
        return FeastDays(self.city.country.neighbours, self.year, self.causes)

    def random(self, *name: str) -> np.random.Generator:
        """Return this year's generator of a name."""
        return self.city.country.streams("rumours", *name, self.year)

    def land(self, crop: str, years_ago: int = 0) -> Floats:
        """Return the area sown this year or before, shape (township,)."""
        return self.city.country.land[crop][self.year - years_ago]

    def on(self, crop: str, name: str, years_ago: int = 0) -> Floats:
        """Return a crop's land as the calendar offers work on it, (township, day)."""
        return self.land(crop, years_ago)[:, None] * self.calendar.offered(name)

    def share(self, practice: str) -> Floats:
        """Return the share of land on which a practice is used, (township, day)."""
        return self.city.talk.share(practice, self.year)

    def from_cause(self, kind: CauseKind, factor: float) -> Floats:
        """Return a factor from a cause's first day on, shape (day,)."""
        return np.where(days_since(self.causes, kind), factor, 1.0)

    def steps(self, name: str, law: tuple[float, float]) -> float:
        """Return what a city's yearly steps have come to, log: of a Laplace law around its mean."""
        years, streams = range(self.axes.plan.year - 1, self.year + 1), self.city.country.streams
        return float(sum(streams("rumours", "steps", name, y).laplace(*law) for y in years))

    def alike(self, name: str, log: float) -> Floats:
        """Return factors of this year that neighbours share, shape (township,)."""
        drawn = self.random(name).normal(0, log, len(self.axes.townships))
        return np.exp(self.city.country.neighbours.alike(drawn))

    @cached_property
    def haste(self) -> Floats:
        """By what factor people spread earlier or later for rumours of prices, (township, day)."""
        law, random = LAW.prices, self.random("prices")
        steps = random.normal(0, law.step, 16)
        steps += (random.random(16) < law.jump[0]) * np.abs(random.normal(0, law.jump[1], 16))
        price = np.interp(np.arange(DAYS + 90), np.arange(16) * 30.0, steps.cumsum())
        coming = price[law.heard_days : law.heard_days + DAYS] - price[:DAYS]
        misheard = random.normal(0, law.misheard, (len(self.axes.townships), 12))
        heard = coming + self.city.country.neighbours.alike(misheard)[:, MONTH_OF_DAY - 1]
        # What was spread early is missing two months later.
        before = np.concatenate([np.zeros_like(heard[:, :61]), heard[:, :-61]], axis=1)
        return np.asarray(np.exp((law.haste * (heard - before)).clip(-law.most, law.most)))

    @cached_property
    def formula(self) -> dict[str, Floats]:
        """Area newly under formula, mu."""
        used = self.share("formula")
        spring = LAW.spring_formula * self.on("wheat", "wheat_top", 1)
        others = sum_of(self.land(crop) for crop in _OTHERS)[:, None]
        return {
            "wheat": (self.on("wheat", "wheat_base") + spring) * used,
            "maize": self.on("maize", "maize_base") * used,
            "other": LAW.other_formula * others * self.calendar.offered("other_dressing") * used,
        }

    @cached_property
    def careless(self) -> Floats:
        """By how much doses rise once a trend is broken, shape (day,)."""
        return self.from_cause(CauseKind.TREND_BREAK, float(np.exp(LAW.trend_break[1])))

    @cached_property
    def fertilizer(self) -> dict[str, Floats]:
        """Pure fertilizer, t."""
        found, random = {}, self.random("top")
        doses = self.city.country.kept("doses", LAW.dose_log) * self.alike("doses", LAW.dose_place)
        doses = doses * np.exp(self.steps("doses", LAW.dose_yearly))
        by_day = doses[:, None] * self.careless * self.haste
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["dressing"])
        for crop in GRAINS:
            top = LAW.top_share[crop] * np.exp(random.normal(0, LAW.top_sd))
            base = self.on(crop, f"{crop}_base")
            saved = base - LAW.formula_saves * np.minimum(self.formula[crop], base)
            dressed = top * self.on(crop, f"{crop}_top", int(crop == "wheat")) * dry + (1 - top) * saved
            found[crop] = dressed * LAW.kg_per_mu[crop] / 1000 * by_day
        mixed = sum_of(LAW.kg_per_mu[crop] * self.land(crop) for crop in _OTHERS)[:, None]
        found["other"] = mixed / 1000 * self.calendar.offered("other_dressing") * by_day
        return found

    @cached_property
    def treated(self) -> Floats:
        """All treatments, area-times: the usual ones, and where a front stands."""
        city, place = LAW.pressure
        wheat = np.where(_SPRING, self.on("wheat", "wheat_sprays", 1), self.on("wheat", "wheat_sprays", 0))
        usual = LAW.treatments["wheat"] * wheat
        for crop in ("maize", "vegetable"):
            usual = usual + LAW.treatments[crop] * self.on(crop, f"{crop}_sprays")
        usual = usual * self.alike("pests", place)[:, None] * np.exp(self.random("pressure").normal(0, city))
        fronts = sum_of(
            self.land(pest, int(pest == "wheat"))[:, None]
            * Front(self.city.country.neighbours, pest, self.year).asked
            for pest in LAW.waves
        )
        return np.asarray((usual + fronts) * self.from_cause(CauseKind.DROUGHT, LAW.drought["sprays"]))

    @cached_property
    def unified(self) -> Floats:
        """Treatments by teams, area-times."""
        return self.treated * self.share("unified")

    @cached_property
    def green(self) -> Floats:
        """Planted area newly under green control, mu."""
        return (self.on("wheat", "green_wheat", 1) + self.on("maize", "green_maize")) * self.share("green")

    @cached_property
    def pesticide(self) -> Floats:
        """Product, kg; teams need less for a treatment."""
        level = LAW.kg_per_treatment * self.city.country.kept("product", LAW.product_log)
        level = level * np.exp(self.steps("product", LAW.product_yearly))
        return np.asarray((self.treated - LAW.unified_saves * self.unified) * level[:, None] * self.careless)

    @cached_property
    def sprayer_share(self) -> Floats:
        """Of treatments, shape (township, sprayer): farmers' own, and those of teams."""
        kept, count = self.city.country.streams("rumours", "sprayers"), len(self.axes.townships)
        own = strayed(kept, LAW.own_sprayers, LAW.sprayer_law, count)
        team = strayed(kept, LAW.team_sprayers, LAW.sprayer_law, count)
        # As it was when the year began: what is bought is kept.
        by_teams = self.city.talk.weekly[self.year][1, :, :1]
        return np.asarray(team * by_teams + own * (1 - by_teams))

    @cached_property
    def covered(self) -> Floats:
        """Area laid under film, mu."""
        return sum_of(LAW.film_on[c] * self.on(c, f"{c}_sowing") for c in ("garlic", "peanut"))

    @cached_property
    def film_kg_per_mu(self) -> Floats:
        """Film on a mu covered, kg, shape (township,)."""
        return LAW.film_kg_per_mu * self.city.country.kept("film", LAW.film_log)

    @cached_property
    def degradable(self) -> Floats:
        """Share of film that need not come back, (township,): a few places tried it, neighbours follow."""
        kept, heeds = self.city.country.streams("rumours", "degradable"), self.city.country.neighbours.heeds
        share, some = LAW.degradable
        count = len(self.axes.townships)
        tried = (kept.random(count) < some) * share * kept.gamma(1.9, 1 / 1.9, count)
        for _ in range(self.axes.plan.year - 2, self.year):
            tried = np.maximum(tried, LAW.degradable_heard * heeds @ tried)
        return np.minimum(tried, 0.1819)

    @cached_property
    def film_back(self) -> Floats:
        """Film recovered with its soil, kg."""
        clean = 1 - self.city.coefficients["film.impurity"]
        laid = LAW.film_on["garlic"] * self.on("garlic", "garlic_pick_up", 1)
        laid = laid + LAW.film_on["peanut"] * self.on("peanut", "peanut_pick_up")
        due = self.film_kg_per_mu * (1 - self.degradable) / clean
        return np.asarray(laid * due[:, None] * self.share("film"))

    @cached_property
    def packaging(self) -> Floats:
        """Empties recovered, kg: they lie for some weeks, then those who bring them back do."""
        empties = self.pesticide * self.city.coefficients["packaging.kg_per_kg_pesticide"]
        ready = np.stack([np.convolve(one, _EMPTIES)[:DAYS] for one in empties])
        return np.asarray(ready * self.share("packaging"))

    @cached_property
    def grain(self) -> dict[str, tuple[Floats, Floats]]:
        """Harvested area and output of wheat and maize."""
        found, (city, place) = {}, LAW.yield_year
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["output"])
        for crop in GRAINS:
            harvested = self.on(crop, f"{crop}_harvest", int(crop == "wheat"))
            luck = np.exp(self.random("yields", crop).triangular(-2 * city, 0, 2 * city))
            yields = self.city.register.yields[crop] * luck * self.alike(f"yields {crop}", place)
            found[crop] = harvested, np.asarray(harvested * yields[:, None] / 1000 * dry)
        return found

    @cached_property
    def returned(self) -> dict[str, Floats]:
        """Area whose straw machines return, of wheat and maize."""
        return {crop: self.grain[crop][0] * self.share("returned") for crop in GRAINS}

    @cached_property
    def straw_used(self) -> Floats:
        """Straw taken off the field, t: never more than machines left there."""
        found = []
        for crop, season in (("wheat", "straw_summer"), ("maize", "straw_autumn")):
            harvested, output = (amount.sum(axis=1) for amount in self.grain[crop])
            collectable = self.city.coefficients[f"straw.{crop}.collectable_ratio"] * output
            taken = self.calendar.offered(season) * self.share("off_field")
            left = 1 - self.returned[crop].sum(axis=1) / np.maximum(harvested, 1e-9)
            most = np.minimum(LAW.off_field, left / np.maximum(taken.sum(axis=1), 1e-9))
            found.append((collectable * most)[:, None] * taken)
        return sum_of(found)

    @cached_property
    def samples(self) -> tuple[Floats, Floats]:
        """Soil samples taken and, as laboratories get round to them, analysed, (township, month)."""
        axes = self.axes
        need = LAW.samples * (self.land("wheat") + self.land("maize")) / self.city.register.mu_per_sample / 3
        by_month = need[:, None] * self.calendar.offered("samples") @ INTO_MONTHS
        asked = axes.settle("soil_testing.samples_taken", by_month)
        taken = self.random("samples").poisson(asked).astype(np.float64)
        done = np.zeros_like(taken)
        for after, share in enumerate(LAW.analysed):
            done[:, after:] += share * taken[:, : 12 - after]
        return taken, axes.settle("soil_testing.samples_analysed", done)

    @cached_property
    def manure(self) -> tuple[Floats, Floats]:
        """Manure produced and used, shape (county, month)."""
        random, counties = self.random("manure"), len(self.axes.counties)
        kept = self.city.country.streams("rumours", "herds")
        herds = LAW.manure_t * np.exp(kept.normal(0, LAW.manure_log, counties))
        level, worlds, years = LAW.manure_used
        place, moves = LAW.manure_county
        odds = np.log(level / (1 - level)) + kept.normal(0, worlds) + random.normal(0, years)
        odds = odds + kept.normal(0, place, counties)
        made, used = np.zeros((counties, 12)), np.zeros((counties, 12))
        for month in (2, 5, 8, 11):
            made[:, month] = herds * np.exp(random.normal(0, LAW.herd_quarter, counties))
            now = odds + random.normal(0, moves, counties)
            now = now + LAW.pushed / 2 * self.causes.since(CauseKind.HONEST_PUSH)[month]
            used[:, month] = made[:, month] / (1 + np.exp(-now))
        return made, used
