"""A year of the school of markets: what land asks for, what companies do, what prices do to doses."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.flows import CROPS, GRAINS, strayed, sum_of
from agri.synthetic.schools.known import FarmRegister
from agri.synthetic.schools.markets.calendar import HALVES, INTO_MONTHS, AskedHalves, halves_since
from agri.synthetic.schools.markets.constants import LAW
from agri.synthetic.schools.markets.country import RingLand
from agri.synthetic.schools.markets.firms import Trade
from agri.synthetic.world.streams import NamedStreams

_SPRING = np.arange(HALVES) < 14  # what of the year is wheat that was sown the autumn before


@dataclass(frozen=True)
class Region:
    """What a world keeps over its years."""

    country: RingLand
    register: FarmRegister
    trades: Mapping[str, Trade]
    prices: Mapping[str, Mapping[int, Floats]]
    coefficients: Coefficients
    causes: Causes

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.country.axes

    @property
    def streams(self) -> NamedStreams:
        """Randomness by name."""
        return self.country.streams


@dataclass(frozen=True)
class MarketYear:
    """One year of a world, by half-months; causes are at work in the plan year alone."""

    region: Region
    year: int

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.region.axes

    @cached_property
    def causes(self) -> Causes:
        """What is at work this year."""
        return self.region.causes if self.year == self.axes.plan.year else NO_CAUSES

    @cached_property
    def calendar(self) -> AskedHalves:
        """When work is asked for."""
        return AskedHalves(self.axes, self.region.streams, self.year, self.causes)

    def random(self, *name: str) -> np.random.Generator:
        """Return this year's generator of a name."""
        return self.region.streams("markets", *name, self.year)

    def land(self, crop: str, years_ago: int = 0) -> Floats:
        """Return the area sown this year or before, shape (township,)."""
        return self.region.country.land[crop][self.year - years_ago]

    def asked(self, crop: str, name: str, years_ago: int = 0) -> Floats:
        """Return a crop's land as a calendar asks for work on it, (township, half)."""
        return self.land(crop, years_ago)[:, None] * self.calendar.asked(name)

    def told_in(self, element: str, by_half: Floats) -> Floats:
        """Put half-months into the months in which an element is asked."""
        return self.axes.settle(element, by_half @ INTO_MONTHS)

    def from_cause(self, kind: CauseKind, factor: float) -> Floats:
        """Return a factor from the beginning of a cause on, shape (half,)."""
        return np.where(halves_since(self.causes, kind), factor, 1.0)

    def steps(self, name: str, law: tuple[float, float]) -> float:
        """Return what a city's yearly steps have come to, log: of a Laplace law around its mean."""
        years = range(self.axes.plan.year - 1, self.year + 1)
        return float(sum(self.region.streams("markets", "steps", name, y).laplace(*law) for y in years))

    def served(self, market: str, asked: Floats) -> Floats:
        """Return what the companies of a market do of what is asked, (township, half)."""
        return self.region.trades[market].serve(self.year, asked)[0]

    @cached_property
    def formula(self) -> dict[str, Floats]:
        """Area newly under formula, for which dealers sell by card."""
        autumn = self.asked("wheat", "wheat_base")
        maize = self.asked("maize", "maize_base")
        both = self.served("formula", autumn + maize)
        share = np.divide(both, autumn + maize, out=np.zeros_like(both), where=autumn + maize > 0)
        others = sum_of(self.land(crop) for crop in CROPS if crop not in GRAINS)[:, None]
        spring = LAW.spring_formula * self.asked("wheat", "wheat_top", 1)
        return {
            "wheat": autumn * share + spring,
            "maize": maize * share,
            "other": LAW.other_formula * others * self.calendar.asked("other_dressing"),
        }

    @cached_property
    def doses(self) -> Floats:
        """How doses differ from the usual, shape (township, half)."""
        city = self.steps("doses", LAW.dose_yearly)
        place = self.random("doses").normal(0, LAW.dose_place_sd, len(self.axes.townships))
        usual = self.region.country.gamma("doses", LAW.dose_shape) * np.exp(city + place)
        # Dealers' prices of last month decide what is bought for the fields.
        price = np.roll(self.region.prices["fertilizer"][self.year], 2)
        price[:2] = price[2]
        bought = np.exp(LAW.fertilizer_elastic * price)
        return np.asarray(usual[:, None] * bought * self._careless)

    @property
    def _careless(self) -> Floats:
        return self.from_cause(CauseKind.TREND_BREAK, float(np.exp(LAW.trend_break[1])))

    @cached_property
    def fertilizer(self) -> dict[str, Floats]:
        """Pure fertilizer, t: wheat, maize, other → (township, half)."""
        random = self.random("dressings")
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["dressing"])
        found = {}
        for crop in GRAINS:
            top = LAW.top_share[crop] * np.exp(random.normal(0, LAW.top_sd))
            base = self.asked(crop, f"{crop}_base")
            saved = base - LAW.formula_saves * np.minimum(self.formula[crop], base)
            dressed = top * self.asked(crop, f"{crop}_top", int(crop == "wheat")) * dry + (1 - top) * saved
            found[crop] = dressed * LAW.kg_per_mu[crop] / 1000
        other = sum_of(LAW.kg_per_mu[crop] * self.land(crop) for crop in CROPS if crop not in GRAINS)
        found["other"] = other[:, None] / 1000 * self.calendar.asked("other_dressing")
        return {crop: used * self.doses for crop, used in found.items()}

    @cached_property
    def treated(self) -> Floats:
        """All treatments, area-times."""
        random = self.random("pests")
        city, county, place = LAW.pressure
        pressure = random.normal(0, city) + random.normal(0, place, len(self.axes.townships))
        pressure = pressure + random.normal(0, county, len(self.axes.counties))[self.axes.county_index]
        wheat = np.where(_SPRING, self.asked("wheat", "wheat_sprays", 1), self.asked("wheat", "wheat_sprays"))
        found = LAW.treatments["wheat"] * wheat
        for crop in ("maize", "vegetable"):
            found = found + LAW.treatments[crop] * self.asked(crop, f"{crop}_sprays")
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["sprays"])
        return np.asarray(found * np.exp(pressure)[:, None] * dry)

    @cached_property
    def unified(self) -> Floats:
        """Treatments that companies do."""
        return np.minimum(self.served("unified", self.treated), self.treated)

    @cached_property
    def pesticide(self) -> Floats:
        """Product, kg; companies need less for a treatment."""
        level = self.region.country.gamma("product", LAW.product_shape)
        level = level * np.exp(self.steps("product", LAW.product_yearly))
        bought = np.exp(LAW.product_elastic * self.region.prices["pesticide"][self.year])
        sprayed = self.treated - LAW.unified_saves * self.unified
        return np.asarray(sprayed * LAW.kg_per_treatment * level[:, None] * bought * self._careless)

    @cached_property
    def sprayer_share(self) -> Floats:
        """Of treatments, shape (township, sprayer): farmers' and companies' own."""
        kept, count = self.region.streams("markets", "sprayers"), len(self.axes.townships)
        own = strayed(kept, LAW.farmers_sprayers, LAW.sprayer_concentration, count)
        hired = strayed(kept, LAW.company_sprayers, LAW.sprayer_concentration, count)
        by_companies = self.region.trades["unified"].usual(self.year)
        return np.asarray(own * (1 - by_companies)[:, None] + hired * by_companies[:, None])

    @cached_property
    def green(self) -> Floats:
        """Planted area newly under green control, by contract."""
        asked = self.asked("wheat", "green_wheat", 1) + self.asked("maize", "green_maize")
        return self.served("green", asked)

    @cached_property
    def film(self) -> tuple[Floats, Floats, Floats]:
        """Area covered, film laid, and film recovered with its soil."""
        thick = self.region.country.gamma("film", LAW.film_shape)[:, None] * LAW.film_kg_per_mu
        covered = LAW.film_on["garlic"] * self.asked("garlic", "garlic_sowing")
        covered = covered + LAW.film_on["peanut"] * self.asked("peanut", "peanut_sowing")
        due = LAW.film_on["garlic"] * self.asked("garlic", "garlic_pick_up", 1)
        due = due + LAW.film_on["peanut"] * self.asked("peanut", "peanut_pick_up")
        clean = 1 - self.region.coefficients["film.impurity"]
        back = self.served("film", due) * thick * (1 - self.degradable[:, None]) / clean
        return covered, covered * thick, back

    @cached_property
    def degradable(self) -> Floats:
        """Share of film that need not come back, shape (township,)."""
        return np.minimum(LAW.degradable * self.region.country.gamma("degradable", 1.0), 0.117)

    @property
    def packaging(self) -> Floats:
        """Empties recovered, kg: of this year's and of what lay in farms and stores when it began."""
        trade, years = self.region.trades["packaging"], (self.year - 1, self.year)
        ratio = self.region.coefficients["packaging.kg_per_kg_pesticide"]
        if self.year == self.axes.plan.year:
            before = MarketYear(self.region, years[0])
            waits = trade.serve(years[0], before.pesticide * ratio, before._first_stock)[1]
        else:
            waits = self._first_stock
        return trade.serve(self.year, self.pesticide * ratio, waits)[0]

    @property
    def _first_stock(self) -> Floats:
        """Empties that lay about when the record began, kg."""
        trade, count = self.region.trades["packaging"], len(self.axes.townships)
        empties = self.pesticide * self.region.coefficients["packaging.kg_per_kg_pesticide"]
        left = trade.serve(self.year, empties)[1]
        usual = trade.serve(self.year, empties, left)[1]
        lying = self.region.streams("markets", "stock").normal(0, LAW.stock_log, count)
        return np.asarray(usual * np.exp(lying))

    @cached_property
    def grain(self) -> dict[str, tuple[Floats, Floats]]:
        """Harvested area and output, wheat and maize."""
        random, found = self.random("yields"), {}
        for crop in GRAINS:
            harvested = self.asked(crop, f"{crop}_harvest", int(crop == "wheat"))
            city, county = LAW.yield_year
            log = random.normal(0, city) + random.normal(0, county, len(self.axes.counties))
            yields = self.region.register.yields[crop] * np.exp(log[self.axes.county_index])
            dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["output"])
            found[crop] = harvested, harvested * yields[:, None] / 1000 * dry
        return found

    @cached_property
    def returned(self) -> dict[str, Floats]:
        """Area whose straw machines return, wheat and maize."""
        cut = {crop: self.grain[crop][0] for crop in GRAINS}
        both = sum_of(cut.values())
        share = np.divide(self.served("returned", both), both, out=np.zeros_like(both), where=both > 0)
        return {crop: area * np.minimum(share, 1.0) for crop, area in cut.items()}

    @cached_property
    def straw_used(self) -> Floats:
        """Straw that buyers take off the field, t."""
        asked = sum_of(
            LAW.off_field
            * self.region.coefficients[f"straw.{crop}.collectable_ratio"]
            * self.grain[crop][1].sum(axis=1)[:, None]
            * self.calendar.asked(season)
            for crop, season in (("wheat", "straw_summer"), ("maize", "straw_autumn"))
        )
        return self.served("off_field", asked)

    @cached_property
    def samples(self) -> tuple[Floats, Floats]:
        """Soil samples taken and, a month or two later, analysed, shape (township, month)."""
        grain = self.land("wheat") + self.land("maize")
        need = LAW.samples * grain / self.region.register.mu_per_sample / LAW.sample_years
        wanted = np.exp(self.region.trades["formula"].odds[self.year])
        months = self.told_in(
            "soil_testing.samples_taken", need[:, None] * self.calendar.asked("samples") * wanted
        )
        taken = self.random("samples").poisson(months).astype(np.float64)
        done = 0.417 * taken
        done[:, 1:] += 0.373 * taken[:, :-1]
        done[:, 2:] += 0.173 * taken[:, :-2]
        return taken, self.axes.settle("soil_testing.samples_analysed", done)

    @cached_property
    def manure(self) -> tuple[Floats, Floats]:
        """Manure produced and used, shape (county, month)."""
        random, counties = self.random("manure"), len(self.axes.counties)
        level, worlds, years = LAW.manure_used
        kept, moves = LAW.manure_county
        base = np.log(level / (1 - level)) + self.region.streams("markets", "manure").normal(0, worlds)
        place = self.region.streams("markets", "manure places").normal(0, kept, counties)
        herds = LAW.manure_t * self.region.country.gamma("herds", LAW.manure_shape, counties)
        odds = base + random.normal(0, years) + place
        made, used = np.zeros((counties, 12)), np.zeros((counties, 12))
        for month in (2, 5, 8, 11):
            made[:, month] = herds * np.exp(random.normal(0, LAW.manure_quarter, counties))
            now = odds + random.normal(0, moves, counties)
            now = now + 0.237 * self.causes.since(CauseKind.HONEST_PUSH)[month]
            used[:, month] = made[:, month] / (1 + np.exp(-now))
        return made, used
