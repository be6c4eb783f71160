"""Fill `Quantities` from a snapshot: what the accepted reports come to, up to and including a month."""

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan
from agri.indicators.quantities import NUTRIENTS, SPRAYERS, Quantities, split_compound
from agri.indicators.same_reporters import (
    SHARES,
    STRAW_USES,
    answered,
    answers,
    keep_answered,
    left_a_part,
    unknown_months,
)
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.spans import Spans
from agri.periods import Period

_CROPS = ("wheat", "maize", "other")
_PARTS = (*NUTRIENTS, "compound")
_LAST_YEAR = {
    **{crop: f"last_year_fertilizer_{crop}_t" for crop in _CROPS},
    "pesticide": "last_year_pesticide_kg",
}


def reported_quantities(
    snapshot: Snapshot, plan: Plan, through: Period, *, is_matched: bool = True
) -> Quantities:
    """Add up the given cells of the plan year to a month; what was not given adds nothing.

    Both sides of a share are summed over the units that answered both, see `agri.indicators.same_reporters`.

    Parameters
    ----------
    snapshot : Snapshot
        Values in the elements' own units, NaN unless given.
    plan : Plan
        Says which months belong to which season.
    through : Period
        The last month that counts.
    is_matched : bool
        False: every given cell counts, whatever else its unit left blank.

    Returns
    -------
    Quantities
        First axis: the snapshot's places, not yet aggregated; no trailing axes.
    """
    sums = _Sums(snapshot, plan, through, is_matched=is_matched)
    treatment, packaging, manure = (sums.known_months(name) for name in ("treatment", "packaging", "manure"))
    sown = sums.sown()
    quantities: dict[str, Floats] = dict(
        fertilizer_t=sums.fertilizer(),
        **sums.growth(),
        formula_mu=sums.formula(),
        sown_mu=sown,
        formula_base_mu=sown,
        unified_mu=sums.year("pest_control.unified_area_mu", treatment),
        treated_mu=np.asarray(
            sum(sums.year(f"pest_control.{sprayer}_mu", treatment) for sprayer in SPRAYERS)
        ),
        deposited_mu=sums.deposited(treatment),
        green_mu=sums.year("pest_control.green_area_mu"),
        planted_mu=np.asarray(sown[:, 0] + sown[:, 2]),  # main crops harvested in the plan year
        pesticide_kg=sums.year("pest_control.pesticide_kg", packaging),
        film_due_kg=sums.film_due(),
        film_recovered_kg=sums.year("film.recovered_kg"),
        packaging_kg=sums.year("packaging.recovered_kg", packaging),
        **sums.straw(),
        manure_produced_t=sums.year("manure.produced_t", manure),
        manure_used_t=sums.year("manure.used_t", manure),
    )
    if is_matched:
        quantities = keep_answered(quantities, answered(sums.spans).known)
    return Quantities(**quantities)


def deposit_rate(plan: Plan, sprayer: str, crop: str) -> float:
    """Return the share of a spray that stays on the crop; the sprayer's general rate where none is known."""
    rates = plan.coefficients.under(f"deposit.{sprayer}")
    return rates.get(crop, rates["any"])


def sprayed_crop(plan: Plan, month: int) -> str:
    """Return the main crop with most spraying days in a month, or ``any``."""
    days = dict.fromkeys(plan.main_crops, 0)
    for campaign in plan.calendar.of_kind("spray"):
        if campaign.crop in days:
            first, last = campaign.window(plan.year)
            period = Period(plan.year, month)
            days[campaign.crop] += max(
                (min(last, period.last_day) - max(first, period.first_day)).days + 1, 0
            )
    crop = max(days, key=lambda code: days[code])
    return crop if days[crop] else "any"


def base_share(plan: Plan, crop: str) -> Floats:
    """Return the share of a crop's yearly fertilizer that falls in each month, shape (12,)."""
    if crop not in plan.main_crops:
        return np.array(plan.coefficients.series("fertilizer.month_share"))
    share = np.zeros(12)
    for campaign in plan.calendar.of_kind("fertilize"):
        if campaign.crop == crop:
            first, last = campaign.window(plan.year)
            for month in range(first.month, last.month + 1):
                period = Period(plan.year, month)
                days = (min(last, period.last_day) - max(first, period.first_day)).days + 1
                share[month - 1] += campaign.share * days / ((last - first).days + 1)
    return share


def last_year_base(snapshot: Snapshot, plan: Plan) -> dict[str, Floats]:
    """Return last year's amounts by month: as reported, else last year's total × the calendar's share.

    Returns
    -------
    dict of array, shape (org_unit, 12)
        ``wheat``, ``maize``, ``other`` in t pure, ``pesticide`` in kg of product; 0 where nothing is known.
    """
    months = snapshot.months_of(plan.year - 1)

    def filled(elements: tuple[str, ...], key: str, share: Floats) -> Floats:
        cells = np.stack([snapshot.of(name)[:, months] for name in elements])
        fallback = np.nan_to_num(snapshot.baseline(key, plan.year))[:, None] * share
        given = ~np.isnan(cells).all(axis=0)
        return np.where(given, np.nan_to_num(cells).sum(axis=0), fallback)

    base = {
        crop: filled(
            tuple(f"fertilizer.{crop}_{part}_t" for part in _PARTS),
            _LAST_YEAR[crop],
            base_share(plan, crop),
        )
        for crop in _CROPS
    }
    pesticide_share = np.array(plan.coefficients.series("pesticide.month_share"))
    base["pesticide"] = filled(("pest_control.pesticide_kg",), _LAST_YEAR["pesticide"], pesticide_share)
    return base


class _Sums:
    """Season-filtered sums of one snapshot."""

    def __init__(self, snapshot: Snapshot, plan: Plan, through: Period, *, is_matched: bool) -> None:
        self._snapshot = snapshot
        self._plan = plan
        self.spans = Spans(snapshot, plan, through)
        self._is_matched = is_matched
        self._this_year = self.spans.year
        self._sown = self.spans.sown

    def known_months(self, share: str) -> NDArray[np.bool_] | None:
        """Mark months of which both sides of a share are known, (org_unit, period); None: all count."""
        return ~unknown_months(self._snapshot, SHARES[share]) if self._is_matched else None

    def _over(
        self, data_element: str, months: NDArray[np.bool_], known: NDArray[np.bool_] | None = None
    ) -> Floats:
        values = np.nan_to_num(self._snapshot.of(data_element))
        if known is not None:
            values = np.where(known, values, 0)
        return np.asarray(values[:, months].sum(axis=1))

    def year(self, data_element: str, known: NDArray[np.bool_] | None = None) -> Floats:
        """Sum of the plan year's months that are known, shape (org_unit,)."""
        return self._over(data_element, self._this_year, known)

    def fertilizer(self) -> Floats:
        """Pure fertilizer of the plan year, shape (org_unit, crop season, nutrient), t."""
        wheat_this = self._sown("wheat", self._plan.year) & self._this_year
        spans = (
            ("wheat", self._this_year & ~wheat_this),
            ("wheat", wheat_this),
            ("maize", self._this_year),
            ("other", self._this_year),
        )
        straight = np.stack(
            [
                np.stack([self._over(f"fertilizer.{crop}_{n}_t", span) for n in NUTRIENTS], axis=1)
                for crop, span in spans
            ],
            axis=1,
        )
        compound = np.stack(
            [self._over(f"fertilizer.{crop}_compound_t", span) for crop, span in spans], axis=1
        )
        ratio = self._plan.coefficients.under("fertilizer.ratio")
        return split_compound(straight, compound, [ratio[nutrient] for nutrient in NUTRIENTS])

    def growth(self) -> dict[str, Floats]:
        """Amounts of both years in the cells that both have, by scope."""
        crops = {crop: tuple(f"fertilizer.{crop}_{part}_t" for part in _PARTS) for crop in _CROPS}
        compared, base = {}, {}
        for crop, elements in crops.items():
            compared[crop], base[crop] = self._both(elements, crop)
        kg, base_kg = self._both(("pest_control.pesticide_kg",), "pesticide")
        main = [crop for crop in _CROPS if crop in self._plan.main_crops]

        def scopes(values: dict[str, Floats]) -> Floats:
            return np.stack([sum(values[c] for c in main), sum(values.values())], axis=1)

        return {
            "fertilizer_compared_t": scopes(compared),
            "fertilizer_base_t": scopes(base),
            "pesticide_compared_kg": kg,
            "pesticide_base_kg": base_kg,
        }

    def _both(self, elements: tuple[str, ...], name: str) -> tuple[Floats, Floats]:
        """Compare only months known whole in both years; without any report of last year, its calendar share.

        A month with one of its parts left blank is compared in neither year. A place without any report of
        last year whose total of last year is unknown too is not compared.
        """
        snapshot, plan = self._snapshot, self._plan
        now, then = snapshot.months_of(plan.year), snapshot.months_of(plan.year - 1)
        counts = self.spans.counts[now]
        is_whole, is_told = ~left_a_part(snapshot, elements), answers(snapshot, elements)
        amount = np.sum([np.nan_to_num(snapshot.of(element)) for element in elements], axis=0)
        counted = (is_told & is_whole)[:, now] & counts
        both = counted & (is_told & is_whole)[:, then]
        compared = np.where(both, amount[:, now], 0).sum(axis=1)
        base = np.where(both, amount[:, then], 0).sum(axis=1)
        silent = ~is_told[:, then].any(axis=1)
        if silent.any():
            known = ~np.isnan(snapshot.baseline(_LAST_YEAR[name], plan.year))
            by_calendar = counted & (silent & known)[:, None]
            share = last_year_base(snapshot, plan)[name]
            compared += np.where(by_calendar, amount[:, now], 0).sum(axis=1)
            base += np.where(by_calendar, share, 0).sum(axis=1)
        return compared, base

    def formula(self) -> Floats:
        """Area under formula fertilization by season sown, shape (org_unit, main crop season), mu."""
        plan, snapshot = self._plan, self._snapshot
        wheat = "soil_testing.wheat_formula_area_mu"
        last_span = self._sown("wheat", plan.year - 1)
        autumn = last_span & np.array([period.year == plan.year - 1 for period in snapshot.periods])
        was_reported = ~np.isnan(snapshot.of(wheat)[:, autumn]).all(axis=1)
        known = np.nan_to_num(snapshot.baseline("wheat_last_autumn_formula_mu", plan.year))
        return np.stack(
            [
                self._over(wheat, last_span) + np.where(was_reported, 0, known),
                self._over(wheat, self._sown("wheat", plan.year)),
                self._over("soil_testing.maize_formula_area_mu", self._sown("maize", plan.year)),
            ],
            axis=1,
        )

    def sown(self) -> Floats:
        """Sown area by season, shape (org_unit, main crop season), mu; the baseline where not reported."""
        year = self._plan.year
        return np.stack(
            [
                self._sown_or_known("wheat", year - 1, "wheat_last_autumn_mu"),
                self._sown_or_known("wheat", year, "wheat_mu"),
                self._sown_or_known("maize", year, "maize_mu"),
            ],
            axis=1,
        )

    def _sown_or_known(self, crop: str, year: int, key: str) -> Floats:
        name = f"sowing.{crop}_mu"
        span = self._sown(crop, year)
        reported = self._snapshot.of(name)[:, span]
        known = np.nan_to_num(self._snapshot.baseline(key, self._plan.year))
        return np.where(np.isnan(reported).all(axis=1), known, np.nan_to_num(reported).sum(axis=1))

    def deposited(self, known: NDArray[np.bool_] | None) -> Floats:
        """Treated area-times × deposit rate, shape (org_unit,), mu."""
        plan, snapshot = self._plan, self._snapshot
        crops = [sprayed_crop(plan, month) for month in range(1, 13)]
        total = np.zeros(len(snapshot.places.units))
        for sprayer in SPRAYERS:
            rates = np.array(
                [deposit_rate(plan, sprayer, crops[period.last_day.month - 1]) for period in snapshot.periods]
            )
            cells = np.nan_to_num(snapshot.of(f"pest_control.{sprayer}_mu"))
            cells = (cells if known is None else np.where(known, cells, 0))[:, self._this_year]
            total += cells @ rates[self._this_year]
        return total

    def film_due(self) -> Floats:
        """Film due for pick-up in the plan year, degradable excluded, shape (org_unit,), kg."""
        snapshot, year = self._snapshot, self._plan.year
        autumn, spring = self.spans.film_last_autumn, self.spans.film_spring
        used, degradable = "film.used_kg", "film.degradable_used_kg"
        was_reported = ~np.isnan(snapshot.of(used)[:, autumn]).all(axis=1)
        known = np.nan_to_num(snapshot.baseline("film_last_autumn_kg", year)) - np.nan_to_num(
            snapshot.baseline("film_last_autumn_degradable_kg", year)
        )
        laid_last = np.where(was_reported, self._over(used, autumn) - self._over(degradable, autumn), known)
        return np.asarray(laid_last + self._over(used, spring) - self._over(degradable, spring))

    def straw(self) -> dict[str, Floats]:
        """Straw by place, t; what is returned counts by the share of the harvested area."""
        units = len(self._snapshot.places.units)
        collectable, returned = np.zeros(units), np.zeros(units)
        for crop in ("wheat", "maize"):
            straw = (
                self.year(f"straw.{crop}_output_t")
                * self._plan.coefficients[f"straw.{crop}.collectable_ratio"]
            )
            harvested = self.year(f"straw.{crop}_harvested_mu")
            share = np.divide(
                self.year(f"straw.{crop}_returned_mu"), harvested, out=np.zeros(units), where=harvested > 0
            )
            collectable += straw
            returned += straw * share
        return {
            "straw_collectable_t": collectable,
            "straw_returned_t": returned,
            "straw_used_t": np.asarray(sum(self.year(f"straw.{use}") for use in STRAW_USES)),
            "straw_bought_t": self.year("straw.bought_in_t"),
            "straw_sold_t": self.year("straw.sold_out_t"),
        }
