"""A year of lots added up: by the days on which they were done, or as the books have them."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.bending import possible
from agri.synthetic.schools.causes import CauseKind
from agri.synthetic.schools.flows import GRAINS, Flows, strayed, sum_of
from agri.synthetic.schools.ledgers.constants import LAW
from agri.synthetic.schools.ledgers.lots import Lots
from agri.synthetic.schools.ledgers.places import LedgerWorld
from agri.synthetic.schools.own_coefficients import field_recovery

_PAID_FOR = frozenset({"wheat_formula", "maize_formula", "unified", "film"})
_OF_STRAW = frozenset({"wheat_returned", "maize_returned", "off_field"})
_WHEAT = ("wheat_weeding", "wheat_heading", "wheat_autumn")


def flows_of_year(accounts: LedgerWorld, year: int, *, booked: bool) -> Flows:
    """Return a year's flows: as they were, or as the books have them month by month."""
    land = accounts.land
    flows = _YearOfLots(accounts, year, booked).flows()
    return possible(flows, land["wheat"][year - 1], land["wheat"][year], land["maize"][year])


@dataclass(frozen=True)
class _YearOfLots:
    """One year; its lots and marks do not depend on how they are added up."""

    accounts: LedgerWorld
    year: int
    booked: bool
    _rounds: dict[str, Lots] = field(default_factory=dict)

    def drawn(self, *name: str) -> np.random.Generator:
        return self.accounts.streams("ledgers", *name, self.year)

    def sown(self, crop: str) -> Floats:
        return self.accounts.land[crop][self.year]

    def before(self, crop: str) -> Floats:
        return self.accounts.land[crop][self.year - 1]

    def lots(self, name: str) -> Lots:
        if name not in self._rounds:
            self._rounds[name] = self.accounts.books.lots(name, self.year)
        return self._rounds[name]

    def told(self, name: str, amount: Floats, element: str) -> Floats:
        """Add a round's amounts (lot,) up over the months in which an element is asked."""
        return self.accounts.axes.settle(element, self.lots(name).summed(amount, booked=self.booked))

    def of_round(self, name: str, whole: Floats, element: str) -> Floats:
        """Add up a round that shares out a township's whole, shape (township,)."""
        lots = self.lots(name)
        return self.told(name, whole[lots.township] * lots.share, element)

    @cached_property
    def is_plan_year(self) -> bool:
        return self.year == self.accounts.axes.plan.year

    def since(self, kind: CauseKind) -> Floats:
        """Return 1 for the months in which a cause is at work in this year, (month,)."""
        return self.accounts.causes.since(kind) if self.is_plan_year else np.zeros(12)

    def mark(self, mark: str, name: str) -> Floats:
        """Draw which lots of a round carry a mark, (lot,)."""
        accounts, lots = self.accounts, self.lots(name)
        moved = LAW.broken * self.since(CauseKind.TREND_BREAK)
        if mark not in _OF_STRAW:
            moved = moved + LAW.pushed * self.since(CauseKind.HONEST_PUSH)
        if mark in _PAID_FOR:
            moved = moved + LAW.paid * self.since(CauseKind.POLICY)
        if mark.endswith("_returned"):
            moved = moved + LAW.wet * self.since(CauseKind.WET_HARVEST)
        place = accounts.level[self.year][mark] + accounts.kind[mark]
        chance = 1 / (1 + np.exp(-(place[lots.township] + moved[lots.month])))
        marks = lots.marked(self.drawn("mark", mark, name), chance)
        halt = accounts.causes.begun.get(CauseKind.STANDSTILL)
        if halt is not None and self.is_plan_year and mark not in _OF_STRAW:
            stands = (lots.month >= halt - 1) & (lots.month <= halt)
            goes_on = self.drawn("halt", mark, name).random(len(marks)) < LAW.standing
            marks = np.where(stands & ~goes_on, 0.0, marks)
        return marks

    def marked(self, mark: str, name: str, whole: Floats, element: str) -> Floats:
        """Add up the marked lots of a round that shares out a township's whole."""
        lots = self.lots(name)
        return self.told(name, whole[lots.township] * lots.share * self.mark(mark, name), element)

    def flows(self) -> Flows:
        """Put the year together."""
        accounts, axes = self.accounts, self.accounts.axes
        treated, unified, kg = self.treatments()
        film, grain = self.film(), self.grain()
        taken, analysed = self.samples()
        produced, used = self.manure()
        sound = 1 / (1 + np.exp(-(accounts.level[self.year]["sound"] + accounts.kind["sound"])))
        return Flows(
            sown=self.sowing(),
            fertilizer_t=self.fertilizer(),
            formula_mu=self.formula(),
            samples_taken=taken,
            samples_analysed=analysed,
            treated_mu=treated,
            sprayer_share=self.sprayers(treated, unified),
            unified_mu=unified,
            green_mu=self.green(),
            pesticide_kg=kg,
            covered_mu=film["covered"],
            film_kg=film["kg"],
            sound_share=np.minimum(sound, 0.95 - LAW.degradable),
            degradable_share=np.full(len(axes.townships), LAW.degradable),
            film_back_kg=film["back"],
            picked_mu=film["picked"],
            packaging_kg=self.packaging(),
            harvested_mu=grain["harvested"],
            output_t=grain["output"],
            returned_mu=grain["returned"],
            straw_used_t=self.off_field(),
            manure_t=produced,
            manure_used_t=used,
            recovery=field_recovery(
                accounts.streams("ledgers", "trial"),
                LAW.coefficients,
                accounts.coefficients,
                axes,
                self.year - axes.plan.year,
            ),
        )

    def sowing(self) -> dict[str, Floats]:
        rounds = {
            "wheat": "wheat_sowing",
            "maize": "maize_sowing",
            "garlic": "garlic_sowing",
            "peanut": "peanut_sowing",
            "vegetable": "gardens",
            "other": "maize_sowing",
        }
        return {
            crop: self.of_round(name, self.sown(crop), f"sowing.{crop}_mu") for crop, name in rounds.items()
        }

    def fertilizer(self) -> dict[str, Floats]:
        """Return pure fertilizer: every lot has a dose of its own."""
        accounts = self.accounts
        place = accounts.streams("ledgers", "doses").gamma(
            LAW.place_shape, 1 / LAW.place_shape, len(accounts.axes.townships)
        )
        level = place * np.exp(accounts.level[self.year]["fertilizer"])

        def dosed(crop: str, name: str, mu: Floats, part: float) -> Floats:
            lots = self.lots(name)
            dose = self.drawn("dose", crop, name).gamma(LAW.dose_shape, 1 / LAW.dose_shape, len(lots.share))
            usual = LAW.kg_per_mu[crop] * part * mu * level / 1000
            named = crop if crop in GRAINS else "other"
            return self.told(name, usual[lots.township] * lots.share * dose, f"fertilizer.{named}_n_t")

        found = {}
        for crop, first in (("wheat", self.before("wheat")), ("maize", self.sown("maize"))):
            top = LAW.top_share[crop]
            found[crop] = dosed(crop, f"{crop}_top", first, top) + dosed(
                crop, f"{crop}_base", self.sown(crop), 1 - top
            )
        rounds = {
            "garlic": "garlic_sowing",
            "peanut": "peanut_sowing",
            "vegetable": "gardens",
            "other": "maize_base",
        }
        other = (dosed(crop, name, self.sown(crop), 1.0) for crop, name in rounds.items())
        return found | {"other": sum_of(other)}

    def formula(self) -> dict[str, Floats]:
        names = {crop: f"soil_testing.{crop}_formula_area_mu" for crop in (*GRAINS, "other")}
        wheat = self.marked("wheat_formula", "wheat_base", self.sown("wheat"), names["wheat"])
        wheat += 0.0937 * self.marked("wheat_formula", "wheat_top", self.before("wheat"), names["wheat"])
        maize = 0.767 * self.marked("maize_formula", "maize_base", self.sown("maize"), names["maize"])
        maize += 0.233 * self.marked("maize_formula", "maize_top", self.sown("maize"), names["maize"])
        gardens = self.marked("other_formula", "gardens", self.sown("vegetable"), names["other"])
        rest = self.sown("garlic") + self.sown("peanut")
        other = gardens + self.marked("other_formula", "garlic_sowing", rest, names["other"])
        return {"wheat": wheat, "maize": maize, "other": other}

    def treatments(self) -> tuple[Floats, Floats, Floats]:
        """Return treatments, the unified among them, and product, (township, month) each."""
        accounts = self.accounts
        shape = (len(accounts.axes.townships), 12)
        treated, unified, kg = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        year = self.drawn("pests")
        place = accounts.streams("ledgers", "product").gamma(23.0, 1 / 23.0, shape[0])
        usual = LAW.kg_per_treatment * np.exp(accounts.level[self.year]["pesticide"]) * place
        for name, times in LAW.treatments.items():
            lots = self.lots(name)
            pressure = times * year.gamma(LAW.pest_shape, 1 / LAW.pest_shape)
            if name in _WHEAT:
                mu = self.sown("wheat") if name == "wheat_autumn" else self.before("wheat")
            else:
                mu = self.sown("vegetable" if name == "gardens" else "maize")
            area = pressure * mu[lots.township] * lots.share
            is_dry = self.since(CauseKind.DROUGHT)[lots.month] > 0
            spared = self.drawn("spared", name).random(len(area)) < LAW.spared
            area = np.where(is_dry & spared, 0.0, area)
            dose = self.drawn("product", name).gamma(LAW.product_shape, 1 / LAW.product_shape, len(area))
            treated += self.told(name, area, "pest_control.manual_mu")
            marks = self.mark("unified", name) * (0.43 if name == "gardens" else 1.0)
            unified += self.told(name, area * marks, "pest_control.manual_mu")
            kg += self.told(name, area * dose * usual[lots.township], "pest_control.pesticide_kg")
        return treated, unified, kg

    def sprayers(self, treated: Floats, unified: Floats) -> Floats:
        """Return how treatments are sprayed: teams have other machines than the rest."""
        kept = self.accounts.streams("ledgers", "sprayers")
        share = unified.sum(axis=1) / np.maximum(treated.sum(axis=1), 1e-9)
        own, team = (
            strayed(kept, base, LAW.sprayer_concentration, len(share))
            for base in (LAW.sprayers, LAW.unified_sprayers)
        )
        ahead = np.exp(LAW.mechanized_yearly * (self.year - self.accounts.axes.plan.year))
        mix = ((1 - share)[:, None] * own + share[:, None] * team) * np.array([1, 1, 1, ahead, ahead])
        return np.asarray(mix / mix.sum(axis=1, keepdims=True))

    def green(self) -> Floats:
        planted = self.before("wheat") + self.sown("maize")
        return sum_of(
            part * self.marked("green", name, planted, "pest_control.green_area_mu")
            for name, part in LAW.green_at.items()
        )

    def film(self) -> dict[str, Floats]:
        accounts = self.accounts
        count = len(accounts.axes.townships)
        thick = LAW.film_kg_per_mu * accounts.streams("ledgers", "film").gamma(127.0, 1 / 127.0, count)
        peanut, garlic = (LAW.film_on[crop] * self.sown(crop) for crop in ("peanut", "garlic"))
        old = LAW.film_on["garlic"] * self.before("garlic")
        name, pick = "film.covered_area_mu", "film.recovered_kg"
        covered = self.of_round("peanut_sowing", peanut, name) + self.of_round("garlic_sowing", garlic, name)
        picked = self.marked("film", "garlic_pick_up", old, pick)
        picked += self.marked("film", "peanut_pick_up", peanut, pick)
        gross = (thick * (1 - LAW.degradable))[:, None] / (1 - accounts.coefficients["film.impurity"])
        return {
            "covered": covered,
            "kg": covered * thick[:, None],
            "back": picked * gross,
            "picked": picked * LAW.machine_picked,
        }

    def packaging(self) -> Floats:
        """Return empties by pick-up: each takes what lies there, of this year's and of what was left over."""
        accounts, axes = self.accounts, self.accounts.axes
        random, count = self.drawn("pick ups"), len(self.accounts.axes.townships)
        as_done = (
            self if not self.booked else _YearOfLots(accounts, self.year, booked=False, _rounds=self._rounds)
        )
        kg = as_done.treatments()[2] * accounts.coefficients["packaging.kg_per_kg_pesticide"]
        rate = np.exp(accounts.level[self.year]["packaging"]) * random.gamma(13.0, 1 / 13.0, count)
        rate = rate * np.exp(0.37 * accounts.kind["film"])
        middle, scatter = LAW.stock
        stock = (
            kg.sum(axis=1) * middle * np.exp(accounts.streams("ledgers", "stock").normal(0, scatter, count))
        )
        trips = 1 + random.poisson(LAW.pick_ups - 1, count)
        township = np.repeat(np.arange(count), trips)
        day = np.minimum(LAW.first_pick_up + random.uniform(0, 365 - LAW.first_pick_up, len(township)), 364.0)
        order = np.lexsort((day, township))
        day = day[order]
        # A trip finds what was sprayed since the one before; the last takes the rest of the year's.
        grown = np.cumsum(kg, axis=1)
        months = day / 30.44
        at = np.minimum(months.astype(np.intp), 11)
        before = np.where(at > 0, grown[township, np.maximum(at - 1, 0)], 0.0)
        seen = before + (months - at).clip(0, 1) * kg[township, at]
        is_first = np.r_[True, township[1:] != township[:-1]]
        is_last = np.r_[is_first[1:], True]
        seen = np.where(is_last, grown[township, -1], seen)
        found = np.diff(seen, prepend=0.0)
        found = np.where(is_first, seen + stock[township], found)
        policy = self.since(CauseKind.POLICY)[at] * 0.237 + 1
        broken = 1 - self.since(CauseKind.TREND_BREAK)[at] * 0.187
        kept = Lots(
            axes, self.year, township, found, day, np.clip(day + random.exponential(7.7, len(day)), 1, 365)
        )
        taken = found * rate[township] * policy * broken
        return axes.settle("packaging.recovered_kg", kept.summed(taken, booked=self.booked))

    def grain(self) -> dict[str, dict[str, Floats]]:
        found: dict[str, dict[str, Floats]] = {"harvested": {}, "output": {}, "returned": {}}
        for crop in GRAINS:
            mu = 0.991 * (self.before("wheat") if crop == "wheat" else self.sown("maize"))
            name, element = f"{crop}_harvest", f"straw.{crop}_harvested_mu"
            found["harvested"][crop] = self.of_round(name, mu, element)
            found["output"][crop] = self.of_round(name, mu * self.kg_per_mu(crop) / 1000, element)
            found["returned"][crop] = self.marked(f"{crop}_returned", name, mu, element)
        return found

    def kg_per_mu(self, crop: str) -> Floats:
        """Return a grain's yield of the year, shape (township,)."""
        random, register = self.drawn("yield", crop), self.accounts.register
        good = np.exp(LAW.yield_scale * np.clip(random.standard_t(4), -3, 3))
        good = good * random.gamma(337.0, 1 / 337.0, len(register.yields[crop]))
        dry = self.since(CauseKind.DROUGHT)[5 if crop == "wheat" else 8]
        return np.asarray(register.yields[crop] * good * (1 - LAW.dry * dry))

    def off_field(self) -> Floats:
        element = "straw.feed_use_t"
        found = []
        for crop in GRAINS:
            mu = 0.991 * (self.before("wheat") if crop == "wheat" else self.sown("maize"))
            ratio = self.accounts.coefficients[f"straw.{crop}.collectable_ratio"]
            collectable = mu * self.kg_per_mu(crop) / 1000 * ratio
            found.append(self.marked("off_field", f"straw_after_{crop}", collectable, element))
        return sum_of(found)

    def samples(self) -> tuple[Floats, Floats]:
        name, per = "soil_testing.samples_taken", self.accounts.register.mu_per_sample
        taken = self.of_round("early_samples", 1.027 * self.sown("maize") / per, name)
        taken = np.round(taken + self.of_round("late_samples", 0.93 * self.sown("wheat") / per, name))
        bench = 0.469 * taken
        bench[:, 1:] += 0.531 * taken[:, :-1]
        return taken, np.floor(self.accounts.axes.settle(name, bench))

    def manure(self) -> tuple[Floats, Floats]:
        """Return manure by quarter: deliveries of a county, each used or not."""
        accounts, axes = self.accounts, self.accounts.axes
        counties = len(axes.counties)
        herds = accounts.streams("ledgers", "livestock").gamma(1.7, 1, counties) + 0.2
        whole = herds / herds.sum() * LAW.manure_t * len(axes.townships) / 4
        random = self.drawn("manure")
        loads = 3 + random.poisson(LAW.manure_lots, (counties, 4))
        produced = whole[:, None] * random.gamma(loads * 37.0) / (37.0 * (3 + LAW.manure_lots))
        place = 0.273 * accounts.streams("ledgers", "manure places").standard_normal(counties)
        chance = 1 / (1 + np.exp(-(accounts.level[self.year]["manure"] + place)))
        share = random.beta(chance[:, None] * loads, (1 - chance)[:, None] * loads)
        months, used = np.zeros((counties, 12)), np.zeros((counties, 12))
        months[:, 2::3], used[:, 2::3] = produced, produced * share
        return months, used
