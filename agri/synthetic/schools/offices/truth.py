"""The truth of the school of offices: the city's totals first, then their shares by place and by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.bending import SERVICES, possible, scaled
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.flows import CROPS, GRAINS, Flows, strayed, sum_of
from agri.synthetic.schools.offices.city import City
from agri.synthetic.schools.offices.constants import LAW, Months
from agri.synthetic.schools.own_coefficients import field_recovery


def flows_of_year(city: City, year: int, causes: Causes, last: Flows | None) -> Flows:
    """Share a year's totals out; `last` year's flows tell what film lies in the fields."""
    return _bend(city, _shared_out(city, year, causes, last), year, causes)


@dataclass(frozen=True)
class _Shares:
    """Splits by month of one year: a county's officials keep to the same one."""

    city: City
    year: int
    moved: float  # share of a month's work that falls in the next; the one before where negative
    since: Floats

    def of(self, name: str, element: str) -> Floats:
        """Return a split, shape (township, month), over the months in which an element is asked."""
        random = self.city.streams("offices", "split", name, self.year)
        base = _by_month(LAW.splits[name])
        counties = strayed(random, base, LAW.split_concentration, len(self.city.axes.counties))
        away = counties * self.since * abs(self.moved)
        there = np.zeros_like(away)
        if self.moved > 0:
            there[:, 1:] = away[:, :-1]
            there[:, -1] += away[:, -1]
        else:
            there[:, :-1] = away[:, 1:]
            there[:, 0] += away[:, 0]
        return self.city.axes.settle(element, counties - away + there)[self.city.axes.county_index]


def _by_month(months: Months) -> Floats:
    return np.array([months.get(month, 0.0) for month in range(1, 13)])


def allotted(rate: float, base: Floats, standing: Floats, most: float) -> Floats:
    """Allot a city's total, rate × base, by standing; what a place cannot take goes to the others."""
    wish = base * standing
    given = wish * (rate * base.sum() / max(wish.sum(), 1e-9))
    given = np.minimum(given, most * base)
    room = most * base - given
    left = rate * base.sum() - given.sum()
    return np.asarray(given + room * min(max(left, 0.0) / max(room.sum(), 1e-9), 1.0))


@dataclass(frozen=True)
class _SharedOut:
    """One year of a city while it is being shared out."""

    city: City
    year: int
    shares: _Shares
    random: np.random.Generator

    @cached_property
    def area(self) -> Mapping[str, Floats]:
        """Area sown in the year."""
        return {crop: self.city.land[crop][self.year] for crop in CROPS}

    @cached_property
    def before(self) -> Mapping[str, Floats]:
        """Area sown last autumn."""
        return {crop: self.city.land[crop][self.year - 1] for crop in ("wheat", "garlic")}

    @cached_property
    def small(self) -> Floats:
        """Luck that a township has alone, (township, month)."""
        return np.asarray(np.exp(self.random.normal(0, 0.013, (len(self.city.axes.townships), 12))))

    def allot(self, name: str, base: Floats, most: float) -> Floats:
        """Allot a service by its rate of the year; shape (township,)."""
        return allotted(self.city.rates[self.year][name], base, self.city.standing[name], most)

    def by_county_month(self, sd: float) -> Floats:
        """Return factors that a county's places share in a month."""
        axes = self.city.axes
        drawn = np.exp(self.random.normal(0, sd, (len(axes.counties), 12)))
        return np.asarray(drawn[axes.county_index])

    def fertilizer(self) -> dict[str, Floats]:
        """Return pure fertilizer: the city's total moves by itself, places keep their intensity."""
        grown = self.city.totals[self.year]["fertilizer"] * self.city.standing["fertilizer"]

        def dressed(crop: str) -> Floats:
            kg = LAW.kg_per_mu[crop] * self.area[crop] * grown
            named = crop if crop in GRAINS else "other"
            split = self.shares.of(f"{named}_dressing", f"fertilizer.{named}_n_t")
            return np.asarray(kg[:, None] / 1000 * split * self.small)

        found = {crop: dressed(crop) for crop in GRAINS}
        return found | {"other": sum_of(dressed(crop) for crop in CROPS if crop not in GRAINS)}

    def formula(self) -> dict[str, Floats]:
        """Return the area newly under formula."""
        other = sum_of(self.area[crop] for crop in ("garlic", "peanut", "vegetable"))
        of = {"wheat": self.area["wheat"], "maize": self.area["maize"], "other": other}
        return {
            crop: self.allot(f"{crop}_formula", mu, 0.983)[:, None]
            * self.shares.of(f"{crop}_formula", f"soil_testing.{crop}_formula_area_mu")
            for crop, mu in of.items()
        }

    def treated(self) -> Floats:
        """Return all treatments."""
        every = sum_of(
            (LAW.treatments[crop] * self.area[crop])[:, None]
            * self.shares.of(f"{crop}_treatment", "pest_control.manual_mu")
            for crop in LAW.treatments
        )
        return np.asarray(every * self.by_county_month(0.047))

    def pesticide(self, treated: Floats) -> Floats:
        """Return product: it follows a total of its own, not the treatments of the year."""
        weight = treated * self.city.standing["pesticide"][:, None] * self.small
        usual = sum(float((LAW.treatments[crop] * self.area[crop]).sum()) for crop in LAW.treatments)
        total = LAW.kg_per_treatment * usual * self.city.totals[self.year]["pesticide"]
        return np.asarray(weight / max(float(weight.sum()), 1e-9) * total)

    def packaging(self, pesticide_kg: Floats) -> Floats:
        """Return empties brought back in the month and the two after it."""
        empties = pesticide_kg * self.city.coefficients["packaging.kg_per_kg_pesticide"]
        brought = np.zeros_like(empties)
        for lag, share in LAW.splits["packaging_lag"].items():
            brought[:, lag - 1 :] += share * empties[:, : 13 - lag]
        standing = self.city.standing["packaging"]
        rate = self.city.rates[self.year]["packaging"] * standing / standing.mean()
        return self.city.axes.settle("packaging.recovered_kg", brought * rate[:, None])

    def film(self, last: Flows | None) -> dict[str, Floats]:
        """Return film laid and picked up, as fields of the flows."""
        city, count = self.city, len(self.city.axes.townships)
        laid = {
            crop: (LAW.film_on[crop] * self.area[crop])[:, None]
            * self.shares.of(f"{crop}_film", "film.covered_area_mu")
            for crop in LAW.film_on
        }
        covered = laid["peanut"] + laid["garlic"]
        degradable = np.full(count, LAW.degradable * 1.07 ** (self.year - city.axes.plan.year))
        kg_per_mu = LAW.film_kg_per_mu * city.standing["film_kg"]
        film_kg = covered * kg_per_mu[:, None]
        spring_kg = film_kg[:, :7].sum(axis=1) * (1 - degradable)
        garlic_mu = LAW.film_on["garlic"] * self.before["garlic"]
        autumn_kg = garlic_mu * kg_per_mu * (1 - degradable)
        if last is not None:
            autumn_kg = last.film_kg[:, 7:].sum(axis=1) * (1 - last.degradable_share)
        due = autumn_kg + spring_kg
        back = self.allot("film", due, 0.98)
        rate = np.divide(back, due, out=np.zeros_like(back), where=due > 0)[:, None]
        garlic, peanut = (
            self.shares.of(f"{crop}_pick_up", "film.recovered_kg") for crop in ("garlic", "peanut")
        )
        net = (autumn_kg[:, None] * garlic + spring_kg[:, None] * peanut) * rate
        picked = (garlic_mu[:, None] * garlic + laid["peanut"].sum(axis=1)[:, None] * peanut) * rate
        sound = city.rates[self.year]["sound"] * city.standing["sound"]
        return {
            "covered_mu": covered,
            "film_kg": film_kg,
            "degradable_share": degradable,
            "sound_share": np.minimum(sound, 0.94 - degradable),
            "film_back_kg": net / (1 - city.coefficients["film.impurity"]),
            "picked_mu": picked * LAW.machine_picked,
        }

    def straw(self) -> tuple[dict[str, dict[str, Floats]], Floats]:
        """Return harvest, output and return by grain, and what is used off the field."""
        fields: dict[str, dict[str, Floats]] = {"harvested_mu": {}, "output_t": {}, "returned_mu": {}}
        collectable = np.zeros(len(self.city.axes.townships))
        for crop, mu in (("wheat", self.before["wheat"]), ("maize", self.area["maize"])):
            split = self.shares.of(f"{crop}_harvest", f"straw.{crop}_harvested_mu")
            harvested = 0.993 * mu[:, None] * split
            good = np.exp(self.random.normal(0, 0.037) + self.random.normal(0, 0.027, len(mu)))
            output = harvested * (self.city.fields.yields[crop] * good)[:, None] / 1000
            returned = self.allot(f"{crop}_returned", mu, 0.983)
            rate = np.divide(returned, mu, out=np.zeros_like(mu), where=mu > 0)
            fields["harvested_mu"][crop], fields["output_t"][crop] = harvested, output
            fields["returned_mu"][crop] = harvested * rate[:, None]
            collectable += output.sum(axis=1) * self.city.coefficients[f"straw.{crop}.collectable_ratio"]
        used = self.allot("off_field", collectable, 0.43)
        return fields, used[:, None] * self.shares.of("straw_use", "straw.feed_use_t")

    def samples(self) -> tuple[Floats, Floats]:
        """Return soil samples taken, and those analysed in the month or the next that is asked."""
        need = (self.area["wheat"] + self.area["maize"]) / self.city.fields.mu_per_sample
        split = self.shares.of("samples", "soil_testing.samples_taken")
        taken = np.round(need[:, None] * split * self.small)
        waiting = 0.63 * taken
        waiting[:, 1:] += 0.37 * taken[:, :-1]
        return taken, np.floor(self.city.axes.settle("soil_testing.samples_taken", waiting))


def _shared_out(city: City, year: int, causes: Causes, last: Flows | None) -> Flows:
    axes = city.axes
    random = city.streams("offices", "year", year)
    moved, since = 0.0, np.zeros(12)
    for kind, sign in ((CauseKind.LATE_SEASON, 1), (CauseKind.EARLY_SEASON, -1)):
        if kind in causes:
            moved, since = sign * random.uniform(*LAW.shifted), causes.since(kind)
    work = _SharedOut(city, year, _Shares(city, year, moved, since), random)
    shares, area = work.shares, work.area
    treated = work.treated()
    done = work.allot("unified", treated.sum(axis=1), 0.93)
    rate = np.divide(done, treated.sum(axis=1), out=np.zeros_like(done), where=done > 0)[:, None]
    pesticide = work.pesticide(treated)
    green = work.allot("green", work.before["wheat"] + area["maize"], 0.93)
    film = work.film(last)
    grain, used_t = work.straw()
    taken, analysed = work.samples()
    produced, manure = _manure(city, year)
    trial = city.streams("offices", "trial")
    return Flows(
        sown={crop: area[crop][:, None] * shares.of(f"{crop}_sowing", f"sowing.{crop}_mu") for crop in CROPS},
        fertilizer_t=work.fertilizer(),
        formula_mu=work.formula(),
        samples_taken=taken,
        samples_analysed=analysed,
        treated_mu=treated,
        sprayer_share=_sprayers(city, year),
        unified_mu=treated * rate * work.by_county_month(0.083),
        green_mu=green[:, None] * shares.of("green", "pest_control.green_area_mu"),
        pesticide_kg=pesticide,
        packaging_kg=work.packaging(pesticide),
        covered_mu=film["covered_mu"],
        film_kg=film["film_kg"],
        sound_share=film["sound_share"],
        degradable_share=film["degradable_share"],
        film_back_kg=film["film_back_kg"],
        picked_mu=film["picked_mu"],
        harvested_mu=grain["harvested_mu"],
        output_t=grain["output_t"],
        returned_mu=grain["returned_mu"],
        straw_used_t=used_t,
        manure_t=produced,
        manure_used_t=manure,
        recovery=field_recovery(trial, LAW.coefficients, city.coefficients, axes, year - axes.plan.year),
    )


def _sprayers(city: City, year: int) -> Floats:
    random = city.streams("offices", "sprayers")
    base = strayed(random, LAW.sprayers, LAW.sprayer_concentration, len(city.axes.townships))
    ahead = np.exp(LAW.mechanized_yearly * (year - city.axes.plan.year))
    base = base * np.array([1.0, 1.0, 1.0, ahead, ahead])
    return np.asarray(base / base.sum(axis=1, keepdims=True))


def _manure(city: City, year: int) -> tuple[Floats, Floats]:
    axes = city.axes
    share = city.streams("offices", "livestock").dirichlet(np.full(len(axes.counties), 3.1))
    random = city.streams("offices", "manure", year)
    total = LAW.manure_t * len(axes.townships) * np.exp(random.normal(0, 0.021))
    split = strayed(random, _by_month(LAW.splits["manure"]), LAW.split_concentration, len(axes.counties))
    produced = share[:, None] * total * split
    standing = city.streams("offices", "manure standing").gamma(LAW.rate_concentration, 1, len(share))
    used = allotted(city.rates[year]["manure"], share * total, standing, 0.96)
    of_produced = used / np.maximum(share * total, 1e-9)
    return produced, produced * of_produced[:, None] * np.exp(random.normal(0, 0.031, produced.shape))


def _bend(city: City, flows: Flows, year: int, causes: Causes) -> Flows:
    """Let the causes of a year bend what is truly done."""
    one = np.ones(12)
    factors: dict[str, Floats] = dict.fromkeys((*SERVICES, "returned_mu"), one)
    push = one + LAW.push * causes.since(CauseKind.HONEST_PUSH)
    halt = causes.begun.get(CauseKind.STANDSTILL, 0)
    stands = np.where(np.isin(np.arange(1, 13), (halt, halt + 1)) & (halt > 0), LAW.standing, 1.0)
    broken = one - LAW.trend_break * causes.since(CauseKind.TREND_BREAK)
    for name in SERVICES:
        factors[name] = push * stands * broken
    policy = one + LAW.policy * causes.since(CauseKind.POLICY)
    for name in ("formula_mu", "unified_mu", "packaging_kg"):
        factors[name] = factors[name] * policy
    dry = one - LAW.drought * causes.since(CauseKind.DROUGHT)
    factors |= dict.fromkeys(("treated_mu", "pesticide_kg"), dry)
    factors["unified_mu"] = factors["unified_mu"] * dry
    factors["output_t"] = one - 1.3 * LAW.drought * causes.since(CauseKind.DROUGHT)
    land = city.land
    bent = scaled(flows, factors)
    return possible(bent, land["wheat"][year - 1], land["wheat"][year], land["maize"][year])
