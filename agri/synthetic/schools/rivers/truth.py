"""A year of the school of rivers: what farmers and companies do when water comes, and what goes with it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.flows import CROPS, GRAINS, strayed, sum_of
from agri.synthetic.schools.known import FarmRegister
from agri.synthetic.schools.rivers.basin import Basin
from agri.synthetic.schools.rivers.boats import MATERIALS, CollectingRounds
from agri.synthetic.schools.rivers.constants import LAW
from agri.synthetic.schools.rivers.trust import TrustedLand
from agri.synthetic.schools.rivers.turns import TURN_DAYS, TURNS, WaterTurns, turns_since

_SPRING = np.arange(TURNS) < 71  # what of the year is wheat that was sown the autumn before
_CONTRACT_TURN = 86  # from which on next year's contracts hold
_OTHERS = tuple(crop for crop in CROPS if crop not in GRAINS)
_MACHINES = ("unified", "returned", "off_field")  # that a wet harvest stops
_EMPTIES = np.exp(-TURN_DAYS * np.arange(TURNS) / LAW.boats.hands_on)
_MOST_TRUSTED = 0.93  # of a township's land


@dataclass(frozen=True)
class RiverCity:
    """What a world keeps over its years; `sheds` is what lay in sheds after a year, by material and year."""

    basin: Basin
    trust: TrustedLand
    register: FarmRegister
    coefficients: Coefficients
    causes: Causes
    sheds: dict[tuple[str, int], Floats] = field(default_factory=dict, compare=False, repr=False)

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.basin.axes


@dataclass(frozen=True)
class RiverYear:
    """One year of a world, by turns of three days; causes are at work in the plan year alone."""

    city: RiverCity
    year: int

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.city.axes

    @property
    def basin(self) -> Basin:
        """Where places lie."""
        return self.city.basin

    @cached_property
    def causes(self) -> Causes:
        """What is at work this year."""
        return self.city.causes if self.year == self.axes.plan.year else NO_CAUSES

    @cached_property
    def turns(self) -> WaterTurns:
        """When work lies."""
        return WaterTurns(self.basin, self.year, self.causes)

    @cached_property
    def boats(self) -> CollectingRounds:
        """When boats come."""
        return CollectingRounds(self.basin, self.turns)

    def random(self, *name: str) -> np.random.Generator:
        """Return this year's generator of a name."""
        return self.basin.streams("rivers", *name, self.year)

    def land(self, crop: str, years_ago: int = 0) -> Floats:
        """Return the area sown this year or before, shape (township,)."""
        return self.basin.land[crop][self.year - years_ago]

    def on(self, crop: str, name: str, years_ago: int = 0) -> Floats:
        """Return a crop's land as the turns offer work on it, (township, turn)."""
        return self.land(crop, years_ago)[:, None] * self.turns.offered(name)

    def from_cause(self, kind: CauseKind, factor: float, days: float = 365) -> Floats:
        """Return a factor from a cause's first turn on, for some days at most, shape (turn,)."""
        return np.where(turns_since(self.causes, kind, days), factor, 1.0)

    def steps(self, name: str, law: tuple[float, float]) -> float:
        """Return what a city's yearly steps have come to, log: of a Gumbel law around its mean."""
        mean, sd = law
        scale = sd * np.sqrt(6) / np.pi
        years = range(self.axes.plan.year - 1, self.year + 1)
        drawn = (self.basin.streams("rivers", "steps", name, y).gumbel(0, scale) for y in years)
        return float(sum(mean + one - np.euler_gamma * scale for one in drawn))

    def trusted(self, practice: str | None = None) -> Floats:
        """Return the share of land in trust, where a practice is in the package, (township, turn)."""
        trust, found = self.city.trust, np.zeros((len(self.axes.townships), TURNS))
        breaks = turns_since(self.causes, CauseKind.BREAKDOWN)
        later = np.arange(TURNS) >= _CONTRACT_TURN
        for broken in (False, True):
            for next_year in (False, True):
                share = trust.share(self.year + next_year, practice, broken=broken)
                found[:, (breaks == broken) & (later == next_year)] = share[:, None]
        more = self.from_cause(CauseKind.HONEST_PUSH, LAW.pushed[1])
        more = more * self.from_cause(CauseKind.POLICY, LAW.policy[1])
        return np.minimum(found * more, _MOST_TRUSTED)

    def share(self, name: str) -> Floats:
        """Return the share of work on which a practice is done, by farmers or companies, (township, turn)."""
        law, streams, basin = LAW.practices[name], self.basin.streams, self.basin
        kept = streams("rivers", "own", name)
        odds = np.log(law.own / (1 - law.own)) + kept.normal(0, law.worlds)
        odds = odds + kept.normal(0, LAW.canal_own, basin.canals)[basin.canal]
        odds = odds + kept.normal(0, LAW.place_own, len(basin.river))
        odds = odds + self.random("own", name).normal(0, law.years)
        moves = LAW.pushed[0] * turns_since(self.causes, CauseKind.HONEST_PUSH)
        moves = moves + LAW.policy[0] * turns_since(self.causes, CauseKind.POLICY)
        moves = moves + LAW.trend_break[0] * turns_since(self.causes, CauseKind.TREND_BREAK)
        own = 1 / (1 + np.exp(-odds[:, None] - moves))
        trusted = self.trusted(name)
        farmers, companies, days = LAW.standstill
        own = own * self.from_cause(CauseKind.STANDSTILL, farmers, days)
        done = law.trusted * trusted * self.from_cause(CauseKind.STANDSTILL, companies, days)
        done = done + (1 - trusted) * own
        if name in _MACHINES:
            done = done * self.from_cause(CauseKind.WET_HARVEST, LAW.wet_part, LAW.wet_last)
        return np.asarray(done * self.turns.left)

    @cached_property
    def formula(self) -> dict[str, Floats]:
        """Area newly under formula, mu."""
        share = self.share("formula")
        others = sum_of(self.land(crop) for crop in _OTHERS)[:, None]
        offered = {
            "wheat": self.on("wheat", "wheat_base") + LAW.spring_formula * self.on("wheat", "wheat_top", 1),
            "maize": self.on("maize", "maize_base"),
            "other": LAW.other_formula * others * self.turns.offered("other_dressing"),
        }
        return {crop: area * share for crop, area in offered.items()}

    @cached_property
    def dose_level(self) -> Floats:
        """How doses differ from the usual before anything happens in the year, shape (township,)."""
        random, basin = self.random("doses"), self.basin
        log = self.steps("doses", LAW.dose_yearly) + random.normal(0, LAW.dose_place, len(basin.river))
        log = log + random.normal(0, LAW.dose_canal, basin.canals)[basin.canal]
        in_trust = self.city.trust.share(self.year)
        return np.asarray(basin.kept("doses", LAW.dose_log) * np.exp(log + LAW.trust.saves[0] * in_trust))

    @cached_property
    def product_level(self) -> Floats:
        """Product of a treatment, kg, before anything happens in the year, shape (township,)."""
        log = self.steps("product", LAW.product_yearly) + LAW.trust.saves[1] * self.city.trust.share(
            self.year
        )
        return np.asarray(LAW.kg_per_treatment * self.basin.kept("product", LAW.product_log) * np.exp(log))

    @cached_property
    def careless(self) -> Floats:
        """By how much doses rise once a trend is broken, shape (turn,)."""
        return self.from_cause(CauseKind.TREND_BREAK, float(np.exp(LAW.trend_break[1])))

    @cached_property
    def fertilizer(self) -> dict[str, Floats]:
        """Pure fertilizer, t."""
        random, found = self.random("dressings"), {}
        doses = self.dose_level[:, None] * self.careless
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["dressing"])
        for crop in GRAINS:
            top = LAW.top_share[crop] * np.exp(random.normal(0, LAW.top_sd))
            base = self.on(crop, f"{crop}_base")
            saved = base - LAW.formula_saves * np.minimum(self.formula[crop], base)
            dressed = top * self.on(crop, f"{crop}_top", int(crop == "wheat")) * dry + (1 - top) * saved
            found[crop] = dressed * LAW.kg_per_mu[crop] / 1000 * doses
        mixed = sum_of(LAW.kg_per_mu[crop] * self.land(crop) for crop in _OTHERS)[:, None]
        found["other"] = mixed / 1000 * self.turns.offered("other_dressing") * doses
        return found

    @cached_property
    def treated(self) -> Floats:
        """All treatments, area-times; pests go by river."""
        random, basin = self.random("pests"), self.basin
        city, river, place = LAW.pressure
        log = random.normal(0, city) + random.normal(0, place, len(basin.river))
        log = log + random.normal(0, river, LAW.rivers)[basin.river]
        wheat = np.where(_SPRING, self.on("wheat", "wheat_sprays", 1), self.on("wheat", "wheat_sprays"))
        found = LAW.treatments["wheat"] * wheat
        for crop in ("maize", "vegetable"):
            found = found + LAW.treatments[crop] * self.on(crop, f"{crop}_sprays")
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["sprays"])
        return np.asarray(found * np.exp(log)[:, None] * dry)

    @cached_property
    def unified(self) -> Floats:
        """Treatments by teams, area-times."""
        return self.treated * self.share("unified")

    @cached_property
    def green(self) -> Floats:
        """Planted area newly under green control, mu."""
        offered = self.on("wheat", "green_wheat", 1) + self.on("maize", "green_maize")
        return offered * self.share("green")

    @cached_property
    def pesticide(self) -> Floats:
        """Product, kg."""
        return self.treated * self.product_level[:, None] * self.careless

    @cached_property
    def sprayer_share(self) -> Floats:
        """Of treatments, shape (township, sprayer): farmers' own, and those on land in trust."""
        kept, count = self.basin.streams("rivers", "sprayers"), len(self.axes.townships)
        own = strayed(kept, LAW.own_sprayers, LAW.sprayer_law, count)
        teams = strayed(kept, LAW.trusted_sprayers, LAW.sprayer_law, count)
        law = LAW.practices["unified"]
        trusted = self.city.trust.share(self.year, "unified")
        by_teams = ((1 - trusted) * law.own + trusted * law.trusted)[:, None]
        return np.asarray(teams * by_teams + own * (1 - by_teams))

    @cached_property
    def covered(self) -> Floats:
        """Area laid under film, mu."""
        return sum_of(LAW.film_on[c] * self.on(c, f"{c}_sowing") for c in ("garlic", "peanut"))

    @cached_property
    def film_kg_per_mu(self) -> Floats:
        """Film on a mu covered, kg, shape (township,)."""
        return LAW.film_kg_per_mu * self.basin.kept("film", LAW.film_log)

    @cached_property
    def degradable(self) -> Floats:
        """Share of film that need not come back, shape (township,): some companies lay it on their land."""
        chance, share = LAW.degradable
        lays = self.basin.streams("rivers", "degradable").random(self.city.trust.companies) < chance
        of_main = lays[self.city.trust.company[:, 0]] * self.city.trust.share(self.year)
        return np.asarray(np.minimum(share * of_main, 0.1533))

    def _brought(self, material: str) -> tuple[Floats, Floats]:
        """Return what comes to the sheds, kg (township, turn), and what a usual year brings, (township,)."""
        if material == "film":
            stays = (
                self.film_kg_per_mu * (1 - self.degradable) / (1 - self.city.coefficients["film.impurity"])
            )
            due = LAW.film_on["garlic"] * self.on("garlic", "garlic_pick_up", 1)
            due = due + LAW.film_on["peanut"] * self.on("peanut", "peanut_pick_up")
            due = due * stays[:, None]
        else:
            empties = self.pesticide * self.city.coefficients["packaging.kg_per_kg_pesticide"]
            lie = _EMPTIES / _EMPTIES.sum()
            due = np.stack([np.convolve(one, lie)[:TURNS] for one in empties])
        usual = self.land("garlic", 1) * LAW.film_on["garlic"] + self.land("peanut") * LAW.film_on["peanut"]
        usual = usual * LAW.film_kg_per_mu
        if material == "packaging":
            ratio = self.city.coefficients["packaging.kg_per_kg_pesticide"]
            times = sum_of(LAW.treatments[crop] * self.land(crop) for crop in LAW.treatments)
            usual = times * LAW.kg_per_treatment * ratio
        return due * self.share(material), usual

    @cached_property
    def back(self) -> dict[str, Floats]:
        """Film with its soil, and empties, that boats collect, kg: of this year and of what lay in sheds."""
        found = {}
        for material in MATERIALS:
            brought, usual = self._brought(material)
            stock = self.city.sheds.get((material, self.year - 1))
            if stock is None:
                # What lies there when the record begins is about what a year like this leaves.
                none = np.zeros(len(usual))
                _, stock = self.boats.collected(material, brought, usual, none)
                lying = self.basin.streams("rivers", "stock", material)
                stock = stock * np.exp(lying.normal(0, LAW.boats.stock_log, len(usual)))
            found[material], left = self.boats.collected(material, brought, usual, stock)
            self.city.sheds[material, self.year] = left
        return found

    @cached_property
    def grain(self) -> dict[str, tuple[Floats, Floats]]:
        """Harvested area and output of wheat and maize: more where more rounds came, less after floods."""
        random, basin, found = self.random("yields"), self.basin, {}
        city, canal = LAW.yield_year
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["output"])
        # Water that a drought takes is in its factor, from its month on.
        rounds = WaterTurns(basin, self.year, NO_CAUSES).watered
        water = LAW.water.yields * (rounds - 0.9) * basin.irrigated
        for crop in GRAINS:
            harvested = self.on(crop, f"{crop}_harvest", int(crop == "wheat"))
            log = random.normal(0, city) + random.normal(0, canal, basin.canals)[basin.canal]
            yields = self.city.register.yields[crop] * np.exp(log + water)
            lost = np.ones_like(harvested)
            for flood in self.turns.floods:
                lost[:, flood.first :] *= 1 - LAW.floods.lost[2] * self.turns.covered(flood)[:, None]
            found[crop] = harvested, np.asarray(harvested * yields[:, None] / 1000 * dry * lost)
        return found

    @cached_property
    def returned(self) -> dict[str, Floats]:
        """Area whose straw machines return, of wheat and maize."""
        share = self.share("returned")
        return {crop: self.grain[crop][0] * share for crop in GRAINS}

    @cached_property
    def straw_used(self) -> Floats:
        """Straw taken off the field, t."""
        offered = sum_of(
            LAW.off_field
            * self.city.coefficients[f"straw.{crop}.collectable_ratio"]
            * self.grain[crop][1].sum(axis=1)[:, None]
            * self.turns.offered(season)
            for crop, season in (("wheat", "straw_summer"), ("maize", "straw_autumn"))
        )
        return offered * self.share("off_field")
