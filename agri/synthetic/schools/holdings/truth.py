"""A year of holdings: what they plan by decades, what they buy at the month's price, what crews get done."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.bending import SERVICES, possible, scaled
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.flows import CROPS, GRAINS, Flows, strayed, sum_of
from agri.synthetic.schools.holdings.constants import LAW
from agri.synthetic.schools.holdings.crews import DECADES, HiredCrews, by_month
from agri.synthetic.schools.holdings.farms import Farms
from agri.synthetic.schools.known import FarmRegister, Land
from agri.synthetic.schools.own_coefficients import field_recovery
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class Villages:
    """What a world of the school keeps over its years."""

    axes: Axes
    streams: NamedStreams
    farms: Farms
    causes: Causes
    coefficients: Coefficients
    register: FarmRegister
    land: Land
    price: Mapping[str, Floats]  # material → log over its level at the record's beginning, (24,)


def draw_land(axes: Axes, farms: Farms, random: np.random.Generator) -> Land:
    """Let every township's holdings share their land out among crops."""
    size, count = farms.summed(farms.land_mu[0]), len(axes.townships)
    land: dict[str, dict[int, Floats]] = {}
    for crop in CROPS:
        taste = random.gamma(LAW.crop_concentration, 1 / LAW.crop_concentration, count)
        taste = np.minimum(taste, 1.27) if crop in GRAINS else taste
        level = size * LAW.crop_share[crop] * taste * (random.random(count) < LAW.grows[crop])
        land[crop] = {}
        for year in range(axes.plan.year - 3, axes.plan.year + 1):
            moved = np.exp(random.normal(LAW.area_yearly, LAW.area_yearly_sd, count))
            level = np.asarray(level * moved, dtype=np.float64)
            land[crop][year] = np.asarray(np.round(np.minimum(level, 170_000.0), -1), dtype=np.float64)
    return land


def draw_prices(random: np.random.Generator) -> dict[str, Floats]:
    """Draw monthly prices that wander around a rising trend, log, over both years."""
    found = {}
    for name, sd in LAW.price_sd.items():
        away, path = random.normal(0, 2 * sd), np.zeros(24)
        for month in range(24):
            away = LAW.price_back * away + random.normal(0, sd)
            path[month] = LAW.price_drift[name] * month + away
        found[name] = path
    return found


def flows_of_year(villages: Villages, year: int) -> Flows:
    """Return what a year's holdings and crews did."""
    return _halted(villages, _YearOfHoldings(villages, year).flows(), year)


@dataclass(frozen=True)
class _YearOfHoldings:
    villages: Villages
    year: int

    @property
    def at(self) -> int:
        """0 for the year before the plan year, 1 for the plan year."""
        return self.year - self.villages.axes.plan.year + 1

    def drawn(self, *name: str) -> np.random.Generator:
        return self.villages.streams("holdings", *name, self.year)

    def sown(self, crop: str) -> Floats:
        return self.villages.land[crop][self.year]

    def before(self, crop: str) -> Floats:
        return self.villages.land[crop][self.year - 1]

    @cached_property
    def moved(self) -> Floats:
        """Decades by which each county's seasons come late, spring and autumn, shape (county, 2)."""
        random = self.drawn("season")
        chance = np.cumsum(LAW.shifted)
        shared = np.searchsorted(chance, random.random((1, 2))) - 1
        own = np.searchsorted(chance, random.random((len(self.villages.axes.counties), 2))) - 1
        found = np.where(random.random(own.shape) < 0.63, shared, own).astype(np.float64)
        if self.at == 1:
            causes = self.villages.causes
            for kind, sign in ((CauseKind.LATE_SEASON, 1), (CauseKind.EARLY_SEASON, -1)):
                if kind in causes:
                    found[:, int(causes.begun[kind] > 5)] += sign * LAW.season_moves
        return found

    def planned(self, name: str) -> Floats:
        """Return a work's share by decade as its season has it, shape (township, decade)."""
        base = np.zeros(DECADES)
        for decade, share in LAW.calendar[name].items():
            base[decade - 1] = share
        spread = strayed(self.drawn("calendar", name), base, 137.0, len(self.villages.axes.counties))
        middle = float(base @ np.arange(DECADES))
        late = self.moved[:, int(middle > 20)].astype(np.intp)
        found = np.zeros_like(spread)
        for step in np.unique(late):
            found[late == step] = np.roll(spread[late == step], step, axis=1)
        return found[self.villages.axes.county_index]

    def share(self, name: str, element: str) -> Floats:
        """Return the same by month, over the months in which an element is asked."""
        return self.villages.axes.settle(element, by_month(self.planned(name)))

    def follow(self, practice: str) -> Floats:
        """Return the share of land under a practice, shape (township, month)."""
        return self.villages.farms.share(practice, self.at)

    def price(self, material: str) -> Floats:
        """Return what the price makes of an amount, by month."""
        logs = self.villages.price[material][12 * self.at : 12 * self.at + 12]
        return np.exp(LAW.elasticity[material] * logs)

    def through_crews(self, kind: str, asked: Floats) -> Floats:
        """Return what crews do of asked work, (township, decade); they are sized by work like it."""
        villages = self.villages
        crews = HiredCrews.for_work(
            villages.axes, villages.streams, kind, self.year, usual=asked, causes=villages.causes
        )
        return crews.done(asked)

    def flows(self) -> Flows:
        """Put the year together."""
        villages, axes = self.villages, self.villages.axes
        treated_decades = self.treated()
        treated = axes.settle("pest_control.manual_mu", by_month(treated_decades))
        unified = self.through_crews(
            "unified", treated_decades * np.repeat(self.follow("unified"), 3, axis=1)
        )
        pesticide = self.pesticide(treated)
        formula = self.formula()
        film, grain = self.film(), self.grain()
        collectable = sum_of(
            output.sum(axis=1) * villages.coefficients[f"straw.{crop}.collectable_ratio"]
            for crop, output in grain["output"].items()
        )
        taken, analysed = self.samples()
        produced, used = self.manure()
        planted = self.before("wheat") + self.sown("maize")
        green = self.share("green", "pest_control.green_area_mu")
        return Flows(
            sown={
                crop: self.sown(crop)[:, None] * self.share(f"{crop}_sowing", f"sowing.{crop}_mu")
                for crop in CROPS
            },
            fertilizer_t=self.fertilizer(),
            formula_mu=formula,
            samples_taken=taken,
            samples_analysed=analysed,
            treated_mu=treated,
            sprayer_share=self.sprayers(),
            unified_mu=axes.settle("pest_control.unified_area_mu", by_month(unified)),
            green_mu=planted[:, None] * self.follow("green") * green,
            pesticide_kg=pesticide,
            covered_mu=film["covered"],
            film_kg=film["kg"],
            sound_share=self.sound(),
            degradable_share=np.full(len(axes.townships), LAW.degradable),
            film_back_kg=film["back"],
            picked_mu=film["picked"],
            packaging_kg=self.packaging(pesticide),
            harvested_mu=grain["harvested"],
            output_t=grain["output"],
            returned_mu=grain["returned"],
            straw_used_t=self.off_field(collectable),
            manure_t=produced,
            manure_used_t=used,
            recovery=field_recovery(
                villages.streams("holdings", "trial"),
                LAW.coefficients,
                villages.coefficients,
                axes,
                self.year - axes.plan.year,
            ),
        )

    def fertilizer(self) -> dict[str, Floats]:
        """Return pure fertilizer: less in large holdings and on formula land, less where it is dear."""
        size = np.exp(-LAW.large_saves * self.villages.farms.mean_log_size(self.at))
        luck = np.exp(self.drawn("fertilizer").normal(0, 0.0217, (len(size), 12)))
        level = size[:, None] * self.price("fertilizer") * luck

        def used(crop: str, mu: Floats, part: float, split: Floats) -> Floats:
            practice = f"{crop if crop in GRAINS else 'other'}_formula"
            saved = 1 - LAW.formula_saves * self.follow(practice)
            return np.asarray((LAW.kg_per_mu[crop] * mu * part / 1000)[:, None] * split * level * saved)

        found = {}
        for crop, first in (("wheat", self.before("wheat")), ("maize", self.sown("maize"))):
            element, top = f"fertilizer.{crop}_n_t", LAW.top_share[crop]
            found[crop] = used(crop, first, top, self.share(f"{crop}_top", element)) + used(
                crop, self.sown(crop), 1 - top, self.share(f"{crop}_base", element)
            )
        split = self.share("other_dressing", "fertilizer.other_n_t")
        rest = (crop for crop in CROPS if crop not in GRAINS)
        return found | {"other": sum_of(used(crop, self.sown(crop), 1.0, split) for crop in rest)}

    def formula(self) -> dict[str, Floats]:
        """Return area newly under formula: what followers dress in the month."""
        names = {crop: f"soil_testing.{crop}_formula_area_mu" for crop in (*GRAINS, "other")}
        early = {"wheat": 0.0873, "maize": 0.223}
        wheat = self.sown("wheat")[:, None] * self.share("wheat_base", names["wheat"])
        top = self.before("wheat")[:, None] * self.share("wheat_top", names["wheat"])
        base = self.share("maize_base", names["maize"]) * (1 - early["maize"])
        late = self.share("maize_top", names["maize"]) * early["maize"]
        other = self.sown("garlic") + self.sown("peanut") + self.sown("vegetable")
        return {
            "wheat": self.follow("wheat_formula") * (wheat + early["wheat"] * top),
            "maize": self.follow("maize_formula") * self.sown("maize")[:, None] * (base + late),
            "other": self.follow("other_formula")
            * other[:, None]
            * self.share("other_dressing", names["other"]),
        }

    def treated(self) -> Floats:
        """Return treatments, shape (township, decade)."""
        axes = self.villages.axes
        pests = self.drawn("pests")
        pressure = np.exp(
            pests.normal(0, LAW.pressure_sd) + pests.normal(0, LAW.pressure_sd, len(axes.counties))
        )
        every = sum_of(
            (LAW.treatments[crop] * self.sown(crop))[:, None] * self.planned(f"{crop}_sprays")
            for crop in LAW.treatments
        )
        return np.asarray(every * pressure[axes.county_index][:, None])

    def pesticide(self, treated: Floats) -> Floats:
        place = np.exp(self.villages.streams("holdings", "doses").normal(0, 0.087, len(treated)))
        luck = np.exp(self.drawn("product").normal(0, 0.047, treated.shape))
        return np.asarray(treated * LAW.kg_per_treatment * place[:, None] * self.price("pesticide") * luck)

    def packaging(self, pesticide_kg: Floats) -> Floats:
        """Return empties: followers bring them when they fetch the next product, a month later on average."""
        axes = self.villages.axes
        held = pesticide_kg * self.villages.coefficients["packaging.kg_per_kg_pesticide"]
        held = held * self.follow("packaging")
        brought = np.zeros_like(held)
        waiting = np.zeros(len(held))
        for month in range(12):
            waiting = waiting + held[:, month]
            brought[:, month] = 0.533 * waiting
            waiting = waiting - brought[:, month]
        brought[:, 11] += 0.77 * waiting
        return axes.settle("packaging.recovered_kg", brought)

    def sprayers(self) -> Floats:
        """Return how treatments are sprayed: the larger the holdings, the more by boom and drone."""
        large = 1 - np.exp(-self.villages.farms.mean_log_size(self.at) / 2.3)
        large = large[:, None] * np.exp(0.117 * (self.at - 1))
        mix = (1 - large) * np.array(LAW.small_sprayers) + large * np.array(LAW.large_sprayers)
        return np.asarray(mix / mix.sum(axis=1, keepdims=True))

    def sound(self) -> Floats:
        mean = LAW.sound[0] + LAW.sound[1] * self.at
        kept = self.villages.streams("holdings", "sound")
        concentration = LAW.sound_concentration
        drawn = kept.beta(mean * concentration, (1 - mean) * concentration, len(self.villages.axes.townships))
        return np.minimum(drawn, 0.96 - LAW.degradable)

    def film(self) -> dict[str, Floats]:
        """Return film laid, and what pickers bring of what followers have asked for."""
        villages, axes = self.villages, self.villages.axes
        thick = LAW.film_kg_per_mu * np.exp(
            villages.streams("holdings", "film").normal(0, 0.053, len(axes.townships))
        )
        name = "film.covered_area_mu"
        peanut, garlic = (LAW.film_on[crop] * self.sown(crop) for crop in ("peanut", "garlic"))
        covered = peanut[:, None] * self.share("peanut_sowing", name)
        covered = covered + garlic[:, None] * self.share("garlic_sowing", name)
        old = LAW.film_on["garlic"] * self.before("garlic")
        follow = np.repeat(self.follow("film"), 3, axis=1)
        asked = follow * (
            old[:, None] * self.planned("garlic_pick_up") + peanut[:, None] * self.planned("peanut_pick_up")
        )
        picked = axes.settle("film.recovered_kg", by_month(self.through_crews("film", asked)))
        net = picked * (thick * (1 - LAW.degradable))[:, None]
        return {
            "covered": covered,
            "kg": covered * thick[:, None],
            "back": net / (1 - villages.coefficients["film.impurity"]),
            "picked": picked * LAW.machine_picked,
        }

    def grain(self) -> dict[str, dict[str, Floats]]:
        """Return harvest, output and return: who waits for a return machine too long does without."""
        axes, random = self.villages.axes, self.drawn("yield")
        found: dict[str, dict[str, Floats]] = {"harvested": {}, "output": {}, "returned": {}}
        wanted = {}
        for crop in GRAINS:
            mu = self.before("wheat") if crop == "wheat" else self.sown("maize")
            harvest = 0.989 * mu[:, None] * self.planned(f"{crop}_harvest")
            wanted[crop] = harvest * np.repeat(self.follow(f"{crop}_returned"), 3, axis=1)
            element = f"straw.{crop}_harvested_mu"
            found["harvested"][crop] = axes.settle(element, by_month(harvest))
            good = np.exp(random.normal(0, LAW.yield_sd) + random.normal(0, 0.0267, len(mu)))
            kg = self.villages.register.yields[crop] * good
            found["output"][crop] = found["harvested"][crop] * kg[:, None] / 1000
        for crop in GRAINS:
            done = by_month(self.through_crews("returned", wanted[crop]))
            found["returned"][crop] = axes.settle(f"straw.{crop}_returned_mu", done)
        return found

    def off_field(self, collectable: Floats) -> Floats:
        mean = LAW.off_field[0] + self.drawn("off field").normal(0, LAW.off_field[1]) + 0.0043 * self.at
        kept, concentration = self.villages.streams("holdings", "off field"), LAW.off_field_concentration
        share = kept.beta(mean * concentration, (1 - mean) * concentration, len(collectable))
        late = 0.563 * self.share("wheat_harvest", "straw.feed_use_t")
        late = late + 0.437 * np.roll(self.share("maize_harvest", "straw.feed_use_t"), 1, axis=1)
        split = self.villages.axes.settle("straw.feed_use_t", late)
        return np.asarray((share * collectable)[:, None] * split)

    def samples(self) -> tuple[Floats, Floats]:
        need = (self.sown("wheat") + self.sown("maize")) / self.villages.register.mu_per_sample
        taken = np.round(need[:, None] * self.share("samples", "soil_testing.samples_taken"))
        bench = 0.557 * taken
        bench[:, 1:] += 0.443 * taken[:, :-1]
        return taken, np.floor(self.villages.axes.settle("soil_testing.samples_taken", bench))

    def manure(self) -> tuple[Floats, Floats]:
        axes, random = self.villages.axes, self.drawn("manure")
        kept = self.villages.streams("holdings", "livestock")
        herds = kept.pareto(2.3, (len(axes.counties), 7)).sum(axis=1)
        produced = np.zeros((len(herds), 12))
        quarters = strayed(random, (0.243, 0.253, 0.247, 0.257), 173.0, len(herds))
        produced[:, 2::3] = (herds / herds.sum() * LAW.manure_t * len(axes.townships))[:, None] * quarters
        mean = LAW.manure_used[0] + LAW.manure_used[1] * (self.at + random.normal(0, 0.73))
        share = kept.beta(mean * LAW.manure_concentration, (1 - mean) * LAW.manure_concentration, len(herds))
        return produced, produced * share[:, None]


def _halted(villages: Villages, flows: Flows, year: int) -> Flows:
    """Let services stand still for two months where that is a cause, and keep parts within their wholes."""
    halt = villages.causes.begun.get(CauseKind.STANDSTILL)
    if halt is not None and year == villages.axes.plan.year:
        stands = np.where(np.isin(np.arange(1, 13), (halt, halt + 1)), LAW.standing, 1.0)
        flows = scaled(flows, dict.fromkeys(SERVICES, stands))
    land = villages.land
    return possible(flows, land["wheat"][year - 1], land["wheat"][year], land["maize"][year])
