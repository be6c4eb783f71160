"""A year of the school of tenders: what farmers do of their own, what contractors do, what goes with it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.flows import CROPS, GRAINS, strayed, sum_of
from agri.synthetic.schools.known import FarmRegister
from agri.synthetic.schools.tenders.calendar import DAYS, SeasonDays, days_since
from agri.synthetic.schools.tenders.constants import LAW
from agri.synthetic.schools.tenders.country import RankedLand
from agri.synthetic.schools.tenders.lots import LetWork, Tendering

_NEW_WORK = ("green", "packaging", "off_field")
_SPRING = np.arange(DAYS) < 212
_OTHERS = tuple(crop for crop in CROPS if crop not in GRAINS)
_EMPTIES = np.exp(-np.arange(DAYS) / 23.0) / np.exp(-np.arange(DAYS) / 23.0).sum()  # days that they lie


@dataclass(frozen=True)
class LetCity:
    """What a world keeps over its years; `done` holds, by programme and year, what of the lots was done."""

    country: RankedLand
    register: FarmRegister
    tendering: Tendering
    coefficients: Coefficients
    causes: Causes
    done: dict[str, dict[int, Floats]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.country.axes


@dataclass(frozen=True)
class DoneWork:
    """Work of a programme by day, (township, day): all, and what of it contractors did."""

    all: Floats
    let: Floats
    lots: LetWork
    certified_as: Floats  # times what was done, where acceptance writes what was let, (township,)


@dataclass(frozen=True)
class TenderYear:
    """One year of a world, by days; causes are at work in the plan year alone."""

    city: LetCity
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
    def calendar(self) -> SeasonDays:
        """When work lies."""
        return SeasonDays(self.axes, self.city.country.streams, self.year, self.causes)

    @cached_property
    def usual(self) -> SeasonDays:
        """When work would lie in this year without causes: what lots are let for."""
        return SeasonDays(self.axes, self.city.country.streams, self.year, NO_CAUSES)

    def random(self, *name: str) -> np.random.Generator:
        """Return this year's generator of a name."""
        return self.city.country.streams("tenders", *name, self.year)

    def land(self, crop: str, years_ago: int = 0) -> Floats:
        """Return the area sown this year or before, shape (township,)."""
        return self.city.country.land[crop][self.year - years_ago]

    def on(self, crop: str, name: str, years_ago: int = 0, calendar: SeasonDays | None = None) -> Floats:
        """Return a crop's land as a calendar offers work on it, (township, day)."""
        return self.land(crop, years_ago)[:, None] * (calendar or self.calendar).offered(name)

    def from_cause(self, kind: CauseKind, factor: float) -> Floats:
        """Return a factor from a cause's first day on, shape (day,)."""
        return np.where(days_since(self.causes, kind), factor, 1.0)

    def steps(self, name: str, law: tuple[float, float]) -> float:
        """Return what a city's yearly steps have come to, log: of a logistic law around its mean."""
        years, streams = range(self.axes.plan.year - 1, self.year + 1), self.city.country.streams
        return float(sum(streams("tenders", "steps", name, y).logistic(*law) for y in years))

    def own(self, name: str) -> Floats:
        """Return the share that farmers do of their own, (township, day)."""
        law, streams, axes = LAW.programmes[name], self.city.country.streams, self.axes
        kept = streams("tenders", "own", name)
        odds = np.log(law.own / (1 - law.own)) + kept.normal(0, law.worlds)
        odds = odds + kept.normal(0, LAW.county_own, len(axes.counties))[axes.county_index]
        odds = odds + kept.normal(0, LAW.place_own, len(axes.townships))
        odds = odds + self.random("own", name).normal(0, law.years)
        moves = LAW.pushed[0] * days_since(self.causes, CauseKind.HONEST_PUSH)
        moves = moves + LAW.policy[1] * days_since(self.causes, CauseKind.POLICY)
        share = 1 / (1 + np.exp(-odds[:, None] - moves))
        chance, rest = LAW.untried
        if name in _NEW_WORK:
            untried = kept.random(len(axes.counties)) < chance
            share = share * np.where(untried, rest, 1.0)[axes.county_index, None]
        left, days = LAW.standstill
        return np.asarray(share * np.where(days_since(self.causes, CauseKind.STANDSTILL, days), left, 1.0))

    def work(self, name: str, offered: Floats, usual: Floats) -> DoneWork:
        """Return what farmers and contractors do of a programme's work; `usual` is what lots were let for."""
        before = self.city.done.setdefault(name, {})
        lots = self.city.tendering.let(name, self.year, usual, before)
        rate, own = lots.rate[lots.lot_of], self.own(name)
        let = offered * rate * (1 - own)
        by_lot = np.zeros((2, len(lots.wanted)))
        np.add.at(by_lot[0], lots.lot_of, (offered * rate).sum(axis=1))
        np.add.at(by_lot[1], lots.lot_of, offered.sum(axis=1))
        done = by_lot[0] / np.maximum(by_lot[1] * lots.wanted, 1e-9)
        has = (lots.wanted > 0) & (by_lot[1] > 0)
        spent = np.bincount(lots.county, np.where(has, np.minimum(done, 1), 1.0), len(self.axes.counties))
        before[self.year] = spent / np.bincount(lots.county, minlength=len(self.axes.counties))
        gap = np.where(has, 1 / np.clip(done, 0.37, 1.0) - 1, 0.0)
        certified = 1 + LAW.as_let[1] * gap * lots.lenient
        return DoneWork(offered * own + let, let, lots, certified[lots.lot_of])

    @cached_property
    def formula_work(self) -> dict[str, DoneWork]:
        """Area newly under formula."""
        autumn, spring = self.on("wheat", "wheat_base"), self.on("wheat", "wheat_top", 1)
        others = sum_of(self.land(crop) for crop in _OTHERS)[:, None]
        offered = {
            "wheat": autumn + LAW.spring_formula * spring,
            "maize": self.on("maize", "maize_base"),
            "other": LAW.other_formula * others * self.calendar.offered("other_dressing"),
        }
        usual = self.on("wheat", "wheat_base", 0, self.usual) + self.on("maize", "maize_base", 0, self.usual)
        whole = self.work("formula", sum_of(offered.values()), usual)
        share = np.divide(whole.all, sum_of(offered.values()), out=np.zeros_like(usual), where=whole.all > 0)
        let = np.divide(whole.let, sum_of(offered.values()), out=np.zeros_like(usual), where=whole.all > 0)
        return {
            crop: DoneWork(area * share, area * let, whole.lots, whole.certified_as)
            for crop, area in offered.items()
        }

    def _treatments(self, calendar: SeasonDays) -> Floats:
        wheat = np.where(
            _SPRING,
            self.on("wheat", "wheat_sprays", 1, calendar),
            self.on("wheat", "wheat_sprays", 0, calendar),
        )
        found = LAW.treatments["wheat"] * wheat
        for crop in ("maize", "vegetable"):
            found = found + LAW.treatments[crop] * self.on(crop, f"{crop}_sprays", 0, calendar)
        return np.asarray(found)

    @cached_property
    def treated(self) -> Floats:
        """All treatments, area-times."""
        random, axes = self.random("pests"), self.axes
        city, county, place = LAW.pressure
        log = random.normal(0, city) + random.normal(0, place, len(axes.townships))
        log = log + random.normal(0, county, len(axes.counties))[axes.county_index]
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["sprays"])
        return self._treatments(self.calendar) * np.exp(log)[:, None] * dry

    @cached_property
    def unified(self) -> DoneWork:
        """Treatments by teams, area-times."""
        return self.work("unified", self.treated, self._treatments(self.usual))

    @cached_property
    def green(self) -> DoneWork:
        """Planted area newly under green control, mu."""
        offered, usual = (
            self.on("wheat", "green_wheat", 1, calendar) + self.on("maize", "green_maize", 0, calendar)
            for calendar in (self.calendar, self.usual)
        )
        return self.work("green", offered, usual)

    @cached_property
    def careless(self) -> Floats:
        """By how much doses rise once a trend is broken, shape (day,)."""
        return self.from_cause(CauseKind.TREND_BREAK, float(np.exp(LAW.trend_break[1])))

    @cached_property
    def fertilizer(self) -> dict[str, Floats]:
        """Pure fertilizer, t."""
        random, axes, found = self.random("doses"), self.axes, {}
        log = self.steps("doses", LAW.dose_yearly) + random.normal(0, LAW.dose_place, len(axes.townships))
        log = log + random.normal(0, LAW.dose_county, len(axes.counties))[axes.county_index]
        doses = (self.city.country.kept("doses", LAW.dose_log) * np.exp(log))[:, None] * self.careless
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["dressing"])
        for crop in GRAINS:
            top = LAW.top_share[crop] * np.exp(random.normal(0, LAW.top_sd))
            base = self.on(crop, f"{crop}_base")
            saved = base - LAW.formula_saves * np.minimum(self.formula_work[crop].all, base)
            dressed = top * self.on(crop, f"{crop}_top", int(crop == "wheat")) * dry + (1 - top) * saved
            found[crop] = dressed * LAW.kg_per_mu[crop] / 1000 * doses
        mixed = sum_of(LAW.kg_per_mu[crop] * self.land(crop) for crop in _OTHERS)[:, None]
        found["other"] = mixed / 1000 * self.calendar.offered("other_dressing") * doses
        return found

    @cached_property
    def pesticide(self) -> Floats:
        """Product, kg; teams need less for a treatment."""
        level = self.city.country.kept("product", LAW.product_log)
        level = LAW.kg_per_treatment * level * np.exp(self.steps("product", LAW.product_yearly))
        sprayed = self.treated - LAW.unified_saves * self.unified.all
        return np.asarray(sprayed * level[:, None] * self.careless)

    @cached_property
    def sprayer_share(self) -> Floats:
        """Of treatments, shape (township, sprayer): farmers' own, and those of teams."""
        kept, count = self.city.country.streams("tenders", "sprayers"), len(self.axes.townships)
        own = strayed(kept, LAW.own_sprayers, LAW.sprayer_law, count)
        let = strayed(kept, LAW.let_sprayers, LAW.sprayer_law, count)
        lots = self.unified.lots
        farmers = self.own("unified")[:, 0]
        by_teams = (farmers + (1 - farmers) * np.minimum(lots.wanted[lots.lot_of], 0.7))[:, None]
        return np.asarray(let * by_teams + own * (1 - by_teams))

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
        """Share of film that need not come back, shape (township,): some counties buy it for a year."""
        kept, count = self.city.country.streams("tenders", "degradable"), len(self.axes.townships)
        some, usual = LAW.degradable
        own = usual * kept.gamma(1.1, 1 / 1.1, count) * (kept.random(count) < some)
        chance, share = LAW.degradable_lot
        buys = self.random("degradable").random(len(self.axes.counties)) < chance
        return np.minimum(own + share * buys[self.axes.county_index], 0.173)

    @cached_property
    def film(self) -> DoneWork:
        """Film recovered with its soil, kg."""
        clean = 1 - self.city.coefficients["film.impurity"]
        offered, usual = (
            LAW.film_on["garlic"] * self.on("garlic", "garlic_pick_up", 1, calendar)
            + LAW.film_on["peanut"] * self.on("peanut", "peanut_pick_up", 0, calendar)
            for calendar in (self.calendar, self.usual)
        )
        due = (self.film_kg_per_mu * (1 - self.degradable) / clean)[:, None]
        return self.work("film", offered * due, usual)

    @cached_property
    def packaging(self) -> DoneWork:
        """Empties recovered, kg."""
        empties = self.pesticide * self.city.coefficients["packaging.kg_per_kg_pesticide"]
        offered, usual = (
            np.stack([np.convolve(one, _EMPTIES)[:DAYS] for one in daily])
            for daily in (empties, self._treatments(self.usual))
        )
        return self.work("packaging", offered, usual)

    @cached_property
    def grain(self) -> dict[str, tuple[Floats, Floats]]:
        """Harvested area and output of wheat and maize."""
        random, found, axes = self.random("yields"), {}, self.axes
        city, county = LAW.yield_year
        for crop in GRAINS:
            harvested = self.on(crop, f"{crop}_harvest", int(crop == "wheat"))
            log = random.laplace(0, city) + random.normal(0, county, len(axes.counties))
            yields = self.city.register.yields[crop] * np.exp(log[axes.county_index])
            dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["output"])
            found[crop] = harvested, np.asarray(harvested * yields[:, None] / 1000 * dry)
        return found

    @cached_property
    def returned(self) -> dict[str, Floats]:
        """Area whose straw machines return, of wheat and maize."""
        offered = {crop: self.grain[crop][0] for crop in GRAINS}
        usual = sum_of(self.on(crop, f"{crop}_harvest", int(crop == "wheat"), self.usual) for crop in GRAINS)
        both = sum_of(offered.values())
        done = self.work("returned", both, usual).all
        share = np.divide(done, both, out=np.zeros_like(both), where=both > 0)
        return {crop: area * share for crop, area in offered.items()}

    @cached_property
    def straw_used(self) -> DoneWork:
        """Straw taken off the field, t."""
        seasons = (("wheat", "straw_summer"), ("maize", "straw_autumn"))
        offered = sum_of(
            LAW.off_field
            * self.city.coefficients[f"straw.{crop}.collectable_ratio"]
            * self.grain[crop][1].sum(axis=1)[:, None]
            * self.calendar.offered(season)
            for crop, season in seasons
        )
        usual = sum_of(self.on(crop, season, int(crop == "wheat"), self.usual) for crop, season in seasons)
        return self.work("off_field", offered, usual)

    @cached_property
    def manure(self) -> tuple[Floats, Floats]:
        """Manure produced and used, shape (county, month): works that are handed over use more."""
        random, streams, counties = self.random("manure"), self.city.country.streams, len(self.axes.counties)
        kept = streams("tenders", "herds")
        weight = (kept.permutation(counties) + 1.0) ** -LAW.manure_rank
        herds = LAW.manure_t * weight / weight.mean()
        level, worlds, years = LAW.manure_used
        place, moves = LAW.manure_county
        odds = np.log(level / (1 - level)) + kept.normal(0, worlds) + random.normal(0, years)
        odds = odds + kept.normal(0, place, counties)
        chance, more = LAW.manure_works
        made, used = np.zeros((counties, 12)), np.zeros((counties, 12))
        for month in (2, 5, 8, 11):
            made[:, month] = herds * np.exp(random.normal(0, LAW.herd_quarter, counties))
            odds = odds + more * (random.random(counties) < chance)
            now = odds + random.normal(0, moves, counties)
            now = now + 0.267 * self.causes.since(CauseKind.HONEST_PUSH)[month]
            used[:, month] = made[:, month] / (1 + np.exp(-now))
        return made, used
