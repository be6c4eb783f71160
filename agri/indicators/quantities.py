"""The sums that the indicators are made of, each filtered to the season that counts in the plan year.

`Quantities` is where reports and simulation meet: the first fills it from a snapshot, the second from its
state arrays, and `rates.evaluate` knows no other input. Nothing here is imputed: a cell that was not given
adds nothing, and completeness says how many were not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from agri.definitions.places import Places
from agri.indicators.snapshot import Floats

CROP_SEASONS = ("wheat_last", "wheat_this", "maize", "other")  # wheat sown last year, wheat sown this year, …
MAIN_CROP_SEASONS = CROP_SEASONS[:3]
NUTRIENTS = ("n", "p2o5", "k2o")
SPRAYERS = ("manual", "electric", "stretcher", "boom", "drone")


@dataclass(frozen=True, slots=True)
class Quantities:
    """Amounts of a plan year by org unit; every field may carry trailing axes such as replication, last.

    ========================= ==================================== ==== ====================================
    Field                     Shape                                Unit Meaning
    ========================= ==================================== ==== ====================================
    fertilizer_t              (org_unit, crop season, nutrient, …) t    pure, compound split by nutrient
    fertilizer_compared_t     (org_unit, scope, …)                 t    this year's, where last year's exists
    fertilizer_base_t         (org_unit, scope, …)                 t    last year's of the same cells
    formula_mu                (org_unit, main crop season, …)      mu   under formula fertilization
    sown_mu                   (org_unit, main crop season, …)      mu   sown, or by baseline still to be sown
    formula_base_mu           (org_unit, main crop season, …)      mu   sown, where `formula_mu` is known
    unified_mu, treated_mu    (org_unit, …)                        mu   area-times
    deposited_mu              (org_unit, …)                        mu   area-times × deposit rate
    green_mu                  (org_unit, …)                        mu   planted area under green control
    planted_mu                (org_unit, …)                        mu   main crops harvested in the plan year
    pesticide_kg              (org_unit, …)                        kg   product
    pesticide_compared_kg     (org_unit, …)                        kg   where last year's exists
    pesticide_base_kg         (org_unit, …)                        kg   last year's of the same cells
    film_due_kg               (org_unit, …)                        kg   due for pick-up, degradable excluded
    film_recovered_kg         (org_unit, …)                        kg   gross, with soil and water
    packaging_kg              (org_unit, …)                        kg   recovered
    straw_collectable_t       (org_unit, …)                        t    output × collectable ratio
    straw_returned_t          (org_unit, …)                        t    returned to the field
    straw_used_t              (org_unit, …)                        t    five uses off the field
    straw_bought_t            (org_unit, …)                        t    across the county border
    straw_sold_t              (org_unit, …)                        t    across the county border
    manure_produced_t         (org_unit, …)                        t    county rows only
    manure_used_t             (org_unit, …)                        t    county rows only
    ========================= ==================================== ==== ====================================
    """

    fertilizer_t: Floats
    fertilizer_compared_t: Floats
    fertilizer_base_t: Floats
    formula_mu: Floats
    sown_mu: Floats
    formula_base_mu: Floats
    unified_mu: Floats
    treated_mu: Floats
    deposited_mu: Floats
    green_mu: Floats
    planted_mu: Floats
    pesticide_kg: Floats
    pesticide_compared_kg: Floats
    pesticide_base_kg: Floats
    film_due_kg: Floats
    film_recovered_kg: Floats
    packaging_kg: Floats
    straw_collectable_t: Floats
    straw_returned_t: Floats
    straw_used_t: Floats
    straw_bought_t: Floats
    straw_sold_t: Floats
    manure_produced_t: Floats
    manure_used_t: Floats


def aggregate(quantities: Quantities, places: Places) -> Quantities:
    """Add townships up into counties and counties into the city; rates are then ratios of these sums.

    Parameters
    ----------
    quantities : Quantities
        First axis: all of `places` in code order. Rows of counties may hold the county's own forms.
    places : Places
        The hierarchy.

    Returns
    -------
    Quantities
        The same shapes; county rows hold own + townships', the city and province rows the counties' sum.
    """
    return replace(
        quantities,
        **{field.name: sum_up(getattr(quantities, field.name), places) for field in fields(quantities)},
    )


def sum_up(values: Floats, places: Places) -> Floats:
    """Add every row to its parent's, from the lowest level up; shape (org_unit, …) in, the same out."""
    total = np.array(values, dtype=np.float64)
    for i in reversed(range(len(places.units))):  # children stand behind their parents in code order
        parent = places.units[i].parent
        if parent in places.index:
            total[places.index[parent]] += total[i]
    return total


def split_compound(straight_t: Floats, compound_t: Floats, ratio: Sequence[float]) -> Floats:
    """Split compound fertilizer so that a crop's totals come as near as possible to a nutrient ratio.

    Parameters
    ----------
    straight_t : array, shape (org_unit, crop season, nutrient, …)
        Straight fertilizer, t pure.
    compound_t : array, shape (org_unit, crop season, …)
        Compound fertilizer, t pure.
    ratio : sequence of 3
        N : P2O5 : K2O.

    Returns
    -------
    array, shape of `straight_t`
        Straight and compound together, t pure; sums to what came in.

    References
    ----------
    seed_data/SOURCES.md#npk-ratio
    """
    share = np.asarray(ratio, dtype=np.float64) / sum(ratio)
    share = share.reshape((1, 1, -1) + (1,) * (straight_t.ndim - 3))
    total = straight_t.sum(axis=2) + compound_t
    lacking = np.maximum(share * total[:, :, None] - straight_t, 0)
    sum_lacking = lacking.sum(axis=2, keepdims=True)
    part = np.where(sum_lacking > 0, lacking / np.where(sum_lacking > 0, sum_lacking, 1), share)
    return np.asarray(straight_t + compound_t[:, :, None] * part, dtype=np.float64)
