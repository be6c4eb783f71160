"""A year of the school of regimes: what weeks offer, what hidden states do of it, and what goes with it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.bending import possible
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.flows import CROPS, GRAINS, Flows, strayed, sum_of
from agri.synthetic.schools.known import FarmRegister
from agri.synthetic.schools.own_coefficients import field_recovery
from agri.synthetic.schools.regimes.constants import LAW
from agri.synthetic.schools.regimes.country import CountyLand
from agri.synthetic.schools.regimes.efforts import Efforts
from agri.synthetic.schools.regimes.seasons import INTO_MONTHS, WEEKS, OfferedWeeks, weeks_since
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class StateWorld:
    """What a world keeps over its years."""

    country: CountyLand
    register: FarmRegister
    efforts: Efforts
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
class YearOfWeeks:
    """One year of a world, by weeks; causes are at work in the plan year alone."""

    record: StateWorld
    year: int

    @property
    def axes(self) -> Axes:
        """Positions of places and elements."""
        return self.record.axes

    @cached_property
    def causes(self) -> Causes:
        """What is at work this year."""
        return self.record.causes if self.year == self.axes.plan.year else NO_CAUSES

    @cached_property
    def seasons(self) -> OfferedWeeks:
        """When work lies."""
        return OfferedWeeks(self.axes, self.record.streams, self.year, self.causes)

    def random(self, *name: str) -> np.random.Generator:
        """Return this year's generator of a name."""
        return self.record.streams("regimes", *name, self.year)

    def land(self, crop: str, years_ago: int = 0) -> Floats:
        """Return the area sown this year or before, shape (township,)."""
        return self.record.country.land[crop][self.year - years_ago]

    def moved(self, calendar: str, theme: str) -> Floats:
        """Return a season's weeks as luck moves them and adds a little, shape (township, week)."""
        usual, luck = self.seasons.usual(calendar), self.record.efforts.luck_of(self.year, theme)
        weight = usual * np.exp(LAW.week_log * luck)
        left = np.exp(LAW.leak * (usual * luck).sum(axis=1, keepdims=True))
        return self.seasons.with_causes(calendar, weight / weight.sum(axis=1, keepdims=True) * left)

    def from_cause(self, kind: CauseKind, factor: float) -> Floats:
        """Return a factor from the week on in which a cause begins, shape (week,)."""
        return np.where(weeks_since(self.causes, kind), factor, 1.0)

    def told_in(self, element: str, by_week: Floats) -> Floats:
        """Put weeks into the months in which an element is asked."""
        return self.axes.settle(element, by_week @ INTO_MONTHS)

    @cached_property
    def doses(self) -> Floats:
        """How doses differ from the usual, shape (township, week)."""
        random, count = self.random("doses"), len(self.axes.townships)
        mean, scale = LAW.dose_yearly
        city = self.since_first("doses", mean, scale)
        county = random.normal(0, LAW.dose_county_sd, len(self.axes.counties))[self.axes.county_index]
        place = random.normal(0, LAW.dose_place_sd, count) + self.record.country.dose
        thrift = self.record.efforts.share(self.year, "thrift") - LAW.themes["thrift"].share
        saved = np.exp(city + county + place)[:, None] * (1 - LAW.thrift_saves * thrift)
        return np.asarray(saved * self.from_cause(CauseKind.TREND_BREAK, np.exp(LAW.trend_break[1])))

    def since_first(self, name: str, mean: float, scale: float) -> float:
        """Return what a city's yearly steps have come to: heavy tails around a mean."""
        steps = [
            mean + scale * self.record.streams("regimes", "steps", name, year).standard_t(LAW.dose_tail)
            for year in range(self.axes.plan.year - 1, self.year + 1)
        ]
        return float(sum(steps))

    @cached_property
    def fertilizer(self) -> dict[str, Floats]:
        """Pure fertilizer by week, t: wheat, maize, other → (township, week)."""
        random = self.random("dressings")
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["dressing"])
        found = {}
        for crop in GRAINS:
            top = LAW.top_share[crop] * np.exp(random.normal(0, 0.0317))
            on = self.land(crop, 1) if crop == "wheat" else self.land(crop)
            weeks = on[:, None] * top * self.moved(f"{crop}_top", "thrift") * dry
            weeks = weeks + self.land(crop)[:, None] * (1 - top) * self.moved(f"{crop}_base", "formula")
            found[crop] = weeks * LAW.kg_per_mu[crop] / 1000
        other = sum_of(LAW.kg_per_mu[crop] * self.land(crop) for crop in CROPS if crop not in GRAINS)
        found["other"] = other[:, None] / 1000 * self.moved("other_dressing", "green")
        return {crop: weeks * self.doses for crop, weeks in found.items()}

    @cached_property
    def formula(self) -> dict[str, Floats]:
        """Area newly under formula by week."""
        efforts, year, offered = self.record.efforts, self.year, self.seasons.offered
        spring = LAW.spring_formula * self.land("wheat", 1)[:, None] * offered("wheat_top")
        autumn = self.land("wheat")[:, None] * offered("wheat_base")
        maize = self.land("maize")[:, None] * offered("maize_base")
        others = sum_of(self.land(crop) for crop in CROPS if crop not in GRAINS)[:, None]
        share = efforts.share(year, "formula")
        return {
            "wheat": spring * share + autumn * share,
            "maize": maize * share,
            "other": 0.463 * others * offered("other_dressing") * share,
        }

    @cached_property
    def treated(self) -> Floats:
        """All treatments by week, area-times."""
        random = self.random("pests")
        counties, count = len(self.axes.counties), len(self.axes.townships)
        city_sd, county_sd, place_sd = LAW.pressure
        pressure = (
            random.normal(0, city_sd)
            + random.normal(0, county_sd, counties)[self.axes.county_index]
            + random.normal(0, place_sd, count)
        )
        wheat = np.where(
            np.arange(WEEKS) < WEEKS // 2, self.land("wheat", 1)[:, None], self.land("wheat")[:, None]
        )
        found = LAW.treatments["wheat"] * wheat * self.moved("wheat_sprays", "unified")
        for crop in ("maize", "vegetable"):
            area = self.land(crop)[:, None] * LAW.treatments[crop]
            found = found + area * self.moved(f"{crop}_sprays", "unified")
        dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["sprays"])
        return np.asarray(found * np.exp(pressure)[:, None] * dry)

    @cached_property
    def pesticide(self) -> Floats:
        """Product by week, kg."""
        level = self.since_first("product", *LAW.product_yearly) + self.record.country.product
        thrift = self.record.efforts.share(self.year, "thrift") - LAW.themes["thrift"].share
        dose = LAW.kg_per_treatment * np.exp(level)[:, None] * (1 - LAW.thrift_saves * thrift)
        broken = self.from_cause(CauseKind.TREND_BREAK, np.exp(LAW.trend_break[1]))
        return np.asarray(self.treated * dose * broken)

    @cached_property
    def sprayer_share(self) -> Floats:
        """Of treatments, shape (township, sprayer)."""
        kept = self.record.streams("regimes", "sprayers")
        mix = strayed(kept, LAW.sprayers, LAW.sprayer_concentration, len(self.axes.townships))
        years = self.year - self.axes.plan.year + 1 + self.random("sprayers").normal(0, 0.313)
        moves = np.array(LAW.sprayer_moves) * years
        mix = np.maximum(mix + moves, 0.0)
        return np.asarray(mix / mix.sum(axis=1, keepdims=True))

    @cached_property
    def film(self) -> tuple[Floats, Floats, Floats]:
        """Area covered, film laid, and film recovered with its soil, by week."""
        efforts, country = self.record.efforts, self.record.country
        on = {crop: self.land(crop) * LAW.film_on[crop] for crop in ("garlic", "peanut")}
        covered = on["garlic"][:, None] * self.seasons.offered("garlic_sowing")
        covered = covered + on["peanut"][:, None] * self.seasons.offered("peanut_sowing")
        before = self.land("garlic", 1) * LAW.film_on["garlic"]
        due = before[:, None] * self.seasons.offered("garlic_pick_up")
        due = due + on["peanut"][:, None] * self.seasons.offered("peanut_pick_up")
        picked = efforts.done(self.year, "film", due)
        thick = country.film[:, None]
        clean = 1 - self.record.coefficients["film.impurity"]
        return covered, covered * thick, picked * thick * (1 - self.degradable[:, None]) / clean

    @cached_property
    def degradable(self) -> Floats:
        """Share of film that need not come back, shape (township,)."""
        return (
            self.record.streams("regimes", "degradable")
            .gamma(0.9, LAW.degradable / 0.9, len(self.axes.townships))
            .clip(0, 0.15)
        )

    @cached_property
    def packaging(self) -> Floats:
        """Empties recovered by week, kg."""
        empties = self.pesticide * self.record.coefficients["packaging.kg_per_kg_pesticide"]
        return self.record.efforts.done(self.year, "packaging", empties)

    @cached_property
    def grain(self) -> dict[str, tuple[Floats, Floats, Floats]]:
        """Harvested area, output and area whose straw is returned by week; wheat and maize."""
        random, found = self.random("yields"), {}
        returned = self.record.efforts.share(self.year, "returned")
        for crop in GRAINS:
            area = self.land(crop, 1) if crop == "wheat" else self.land(crop)
            harvested = area[:, None] * self.moved(f"{crop}_harvest", "returned")
            harvested = harvested / np.maximum(harvested.sum(axis=1, keepdims=True), 1e-9) * area[:, None]
            city, county = LAW.yield_year
            log = random.normal(0, city) + random.normal(0, county, len(self.axes.counties))
            yields = self.record.register.yields[crop] * np.exp(log[self.axes.county_index])
            dry = self.from_cause(CauseKind.DROUGHT, LAW.drought["output"])
            output = harvested * yields[:, None] / 1000 * dry
            found[crop] = harvested, output, harvested * returned
        return found

    @cached_property
    def straw_used(self) -> Floats:
        """Straw used off the field by week, t: of what is offered beside the field."""
        efforts, found = self.record.efforts, []
        for crop, season in (("wheat", "straw_summer"), ("maize", "straw_autumn")):
            straw = (
                self.grain[crop][1].sum(axis=1) * self.record.coefficients[f"straw.{crop}.collectable_ratio"]
            )
            offer = LAW.off_field * straw[:, None] * self.seasons.offered(season)
            found.append(efforts.done(self.year, "off_field", offer))
        return sum_of(found)

    def samples(self) -> tuple[Floats, Floats]:
        """Return soil samples taken and analysed by month, shape (township, month)."""
        random, efforts = self.random("samples"), self.record.efforts
        grain = self.land("wheat") + self.land("maize")
        need = LAW.samples * grain / self.record.register.mu_per_sample / 3
        weeks = need[:, None] * self.seasons.offered("samples")
        weeks = weeks * efforts.share(self.year, "formula") / LAW.themes["formula"].share
        months = self.told_in("soil_testing.samples_taken", weeks)
        taken = random.poisson(months).astype(np.float64)
        analysed = np.zeros_like(taken)
        for after, share in enumerate(LAW.analysed_after):
            analysed[:, after:] += share * taken[:, : 12 - after]
        return taken, self.axes.settle("soil_testing.samples_analysed", analysed)

    def manure(self) -> tuple[Floats, Floats]:
        """Return manure produced and used, shape (county, month)."""
        random, counties = self.random("manure"), len(self.axes.counties)
        level, worlds, years = LAW.manure_used
        base = np.log(level / (1 - level)) + self.record.streams("regimes", "manure").normal(0, worlds)
        kept, moves = LAW.manure_county
        place = self.record.streams("regimes", "manure places").normal(0, kept, counties)
        logit = base + random.normal(0, years) + place
        made, used = np.zeros((counties, 12)), np.zeros((counties, 12))
        for quarter in range(4):
            month = 3 * quarter + 2
            made[:, month] = self.record.country.herds * np.exp(random.normal(0, 0.0613, counties))
            now = logit + random.normal(0, moves, counties)
            for kind, move in ((CauseKind.STANDSTILL, -0.363), (CauseKind.HONEST_PUSH, 0.277)):
                now = now + move * self.causes.since(kind)[month]
            used[:, month] = made[:, month] / (1 + np.exp(-now))
        return made, used


def flows_of_year(record: StateWorld, year: int) -> Flows:
    """Return one year of a world as flows by month."""
    one, efforts, axes = YearOfWeeks(record, year), record.efforts, record.axes
    count = len(axes.townships)
    covered, laid, picked = one.film
    back = axes.gather("film.recovered_kg", picked @ INTO_MONTHS)
    taken, analysed = one.samples()
    made, used = one.manure()
    offered = one.seasons.offered
    grain = offered("green")
    # Green control is offered to the grain that is harvested this year.
    green = (one.land("wheat", 1)[:, None] * np.where(np.arange(WEEKS) < 24, 1, 0) * grain / 0.556) + (
        one.land("maize")[:, None] * np.where(np.arange(WEEKS) < 24, 0, 1) * grain / 0.444
    )
    level, yearly = LAW.sound
    good = level + yearly * (year - axes.plan.year + 1)
    law = LAW.sound_concentration
    sound = record.streams("regimes", "sound").beta(good * law, (1 - good) * law, count)
    trials = field_recovery(
        record.streams("regimes", "trial"),
        LAW.coefficients,
        record.coefficients,
        axes,
        year - axes.plan.year + 1,
    )
    flows = Flows(
        sown={
            crop: one.told_in(f"sowing.{crop}_mu", one.land(crop)[:, None] * offered(f"{crop}_sowing"))
            for crop in CROPS
        },
        fertilizer_t={
            crop: one.told_in(f"fertilizer.{crop}_n_t", weeks) for crop, weeks in one.fertilizer.items()
        },
        formula_mu={
            crop: one.told_in(f"soil_testing.{crop}_formula_area_mu", weeks)
            for crop, weeks in one.formula.items()
        },
        samples_taken=taken,
        samples_analysed=analysed,
        treated_mu=one.told_in("pest_control.drone_mu", one.treated),
        sprayer_share=one.sprayer_share,
        unified_mu=one.told_in("pest_control.unified_area_mu", one.treated * efforts.share(year, "unified")),
        green_mu=one.told_in("pest_control.green_area_mu", efforts.done(year, "green", green)),
        pesticide_kg=one.told_in("pest_control.pesticide_kg", one.pesticide),
        covered_mu=one.told_in("film.covered_area_mu", covered),
        film_kg=one.told_in("film.used_kg", laid),
        sound_share=sound,
        degradable_share=one.degradable,
        film_back_kg=back,
        picked_mu=LAW.machine_picked * back / LAW.film_kg_per_mu,
        packaging_kg=one.told_in("packaging.recovered_kg", one.packaging),
        harvested_mu={c: one.told_in(f"straw.{c}_harvested_mu", one.grain[c][0]) for c in GRAINS},
        output_t={c: one.told_in(f"straw.{c}_output_t", one.grain[c][1]) for c in GRAINS},
        returned_mu={c: one.told_in(f"straw.{c}_returned_mu", one.grain[c][2]) for c in GRAINS},
        straw_used_t=one.told_in("straw.feed_use_t", one.straw_used),
        manure_t=made,
        manure_used_t=used,
        recovery=trials,
    )
    return possible(flows, one.land("wheat", 1), one.land("wheat"), one.land("maize"))
