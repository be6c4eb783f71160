"""The eleven indicators: one definition each, for reports and for simulated years alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.indicators.quantities import MAIN_CROP_SEASONS, NUTRIENTS, Quantities, aggregate, sum_up
from agri.indicators.recovery import Recovery
from agri.indicators.snapshot import Floats
from agri.terms import Level

PACKAGING = "packaging.kg_per_kg_pesticide"
IMPURITY = "film.impurity"

# The unit of an indicator's numerator and denominator.
AMOUNT_UNITS: Mapping[str, str] = {
    "fertilizer_growth": "t",
    "fertilizer_efficiency": "t",
    "soil_test_coverage": "mu",
    "unified_control_coverage": "mu",
    "green_control_coverage": "mu",
    "pesticide_efficiency": "mu",
    "pesticide_growth": "kg",
    "film_recovery": "kg",
    "packaging_recovery": "kg",
    "straw_utilization": "t",
    "manure_utilization": "t",
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A numerator over a denominator, shape (org_unit, …); never clipped.

    `value` is NaN where there is no denominator yet: absent, neither 0 nor 1.
    """

    numerator: Floats
    denominator: Floats

    @property
    def value(self) -> Floats:
        """The rate, a fraction."""
        exists = np.isfinite(self.denominator) & (self.denominator > 0)
        return np.where(exists, self.numerator / np.where(exists, self.denominator, 1.0), np.nan)


def evaluate(quantities: Quantities, plan: Plan, places: Places, recovery: Recovery) -> dict[str, Ratio]:
    """Compute every indicator of the plan at every level as ratios of sums.

    Parameters
    ----------
    quantities : Quantities
        Not yet aggregated: townships and county forms in their own rows.
    plan : Plan
        Scope, coefficients and the order of the indicators.
    places : Places
        The hierarchy along the first axis.
    recovery : Recovery
        Field-trial recoveries, shape (org_unit, main crop season, nutrient, …).

    Returns
    -------
    dict of Ratio
        By indicator code in the plan's order; each (org_unit, …). Where the plan gives townships no rate
        their value is NaN and the amounts stay.

    References
    ----------
    Difference method of NY/T 2911-2016 for recoveries; seed_data/SOURCES.md for every coefficient.
    """
    own = quantities
    total = aggregate(own, places)
    coefficients = plan.coefficients
    efficiency = _efficiency(own, total, plan, places, recovery)

    def change(compared: Floats, base: Floats) -> Ratio:
        return Ratio(compared - base, base)

    definitions: Mapping[str, Callable[[], Ratio]] = {
        "fertilizer_growth": lambda: change(total.fertilizer_compared_t[:, 0], total.fertilizer_base_t[:, 0]),
        "fertilizer_efficiency": lambda: efficiency,
        "soil_test_coverage": lambda: Ratio(
            total.formula_mu[:, 1:].sum(axis=1), total.formula_base_mu[:, 1:].sum(axis=1)
        ),
        "unified_control_coverage": lambda: Ratio(total.unified_mu, total.treated_mu),
        "green_control_coverage": lambda: Ratio(total.green_mu, total.planted_mu),
        "pesticide_efficiency": lambda: Ratio(total.deposited_mu, total.treated_mu),
        "pesticide_growth": lambda: change(total.pesticide_compared_kg, total.pesticide_base_kg),
        "film_recovery": lambda: Ratio(
            total.film_recovered_kg * (1 - coefficients[IMPURITY]), total.film_due_kg
        ),
        "packaging_recovery": lambda: Ratio(total.packaging_kg, total.pesticide_kg * coefficients[PACKAGING]),
        "straw_utilization": lambda: Ratio(
            total.straw_returned_t + total.straw_used_t - total.straw_bought_t + total.straw_sold_t,
            total.straw_collectable_t,
        ),
        "manure_utilization": lambda: Ratio(total.manure_used_t, total.manure_produced_t),
    }
    is_township = np.array([unit.level == Level.TOWNSHIP for unit in places.units])
    rates = {}
    for code, indicator in plan.indicators.items():
        ratio = definitions[code]()
        if not indicator.has_township_rate:
            rows = is_township.reshape((-1,) + (1,) * (ratio.denominator.ndim - 1))
            ratio = Ratio(ratio.numerator, np.where(rows, np.nan, ratio.denominator))
        rates[code] = ratio
    return rates


def _efficiency(own: Quantities, total: Quantities, plan: Plan, places: Places, recovery: Recovery) -> Ratio:
    """Weight the recovery of each crop and nutrient by kilograms; c is the county's formula share."""
    county = recovery.county_rows(places)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(total.formula_mu / total.formula_base_mu, 0, 1)[county]
    share = np.nan_to_num(share)[:, :, None]  # (org_unit, crop season, 1, …)
    formula, conventional = recovery.formula, recovery.conventional
    trailing = own.fertilizer_t.ndim - formula.ndim
    if trailing > 0:
        formula = formula.reshape(formula.shape + (1,) * trailing)
        conventional = conventional.reshape(conventional.shape + (1,) * trailing)
    rate = formula * share + conventional * (1 - share)
    counted = [NUTRIENTS.index(nutrient) for nutrient in plan.efficiency_nutrients]
    used = own.fertilizer_t[:, : len(MAIN_CROP_SEASONS)][:, :, counted]
    recovered = (used * rate[:, :, counted]).sum(axis=(1, 2))
    return Ratio(sum_up(recovered, places), sum_up(used.sum(axis=(1, 2)), places))
