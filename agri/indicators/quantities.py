"""The sums that the indicators are made of, each filtered to the season that counts in the plan year.

`Quantities` is where reports and simulation meet: the first fills it from a snapshot, the second from its
state arrays, and `rates.evaluate` knows no other input. Nothing here is imputed: a cell that was not given
adds nothing, and completeness says how many were not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agri.definitions.declared import NUTRIENTS, Amount
from agri.definitions.places import Places
from agri.definitions.plan import Indicator, Plan
from agri.indicators.snapshot import Floats
from agri.terms import SeasonRule

__all__ = [
    "NUTRIENTS",
    "SPRAYERS",
    "CropSeason",
    "Quantities",
    "aggregate",
    "crop_seasons",
    "given_name",
    "main_seasons",
    "seasons_of",
    "sum_up",
]

SPRAYERS = ("manual", "electric", "stretcher", "boom", "drone")


@dataclass(frozen=True, slots=True)
class CropSeason:
    """One season of a crop that a plan year touches.

    `sown` is the year that it is sown in, counted from the plan year: −1 or 0, None for what is no main crop.
    """

    crop: str
    sown: int | None
    is_harvested_next_year: bool = False

    def counts_by(self, rule: SeasonRule) -> bool:
        """Whether it is one of the plan year's by a season rule."""
        if self.sown is None:
            return rule == SeasonRule.USED
        if rule == SeasonRule.SOWN:
            return self.sown == 0
        if rule == SeasonRule.HARVESTED:
            return self.sown == (-1 if self.is_harvested_next_year else 0)
        return True


def crop_seasons(plan: Plan, crops: Sequence[str], others: Sequence[str] = ()) -> tuple[CropSeason, ...]:
    """Return the seasons of crops that a plan year touches, in order: the one sown last year comes first."""
    seasons = []
    for crop in crops:
        is_winter = plan.calendar.crops[crop].is_harvested_next_year
        seasons += [CropSeason(crop, year, is_winter) for year in ((-1, 0) if is_winter else (0,))]
    return (*seasons, *(CropSeason(crop, None) for crop in others))


def main_seasons(plan: Plan) -> tuple[CropSeason, ...]:
    """Return the seasons of the plan's main crops."""
    return crop_seasons(plan, plan.main_crops)


def seasons_of(plan: Plan, amount: Amount) -> tuple[CropSeason, ...]:
    """Return what the second axis of an amount by season stands for."""
    return crop_seasons(plan, amount.crops or plan.main_crops, amount.others)


class Quantities:
    """Amounts of a plan year by name and org unit; each may carry trailing axes such as replication, last.

    The package declares the amounts. Those of the shipped packages that the engine knows by name:

    ========================= ==================================== ==== ====================================
    Field                     Shape                                Unit Meaning
    ========================= ==================================== ==== ====================================
    fertilizer_t              (org_unit, crop season, nutrient, …) t    pure, compound split by nutrient
    fertilizer_compared_t     (org_unit, scope, …)                 t    this year's, where last year's exists
    fertilizer_base_t         (org_unit, scope, …)                 t    last year's of the same cells
    formula_mu                (org_unit, main crop season, …)      mu   under formula fertilization
    sown_mu                   (org_unit, main crop season, …)      mu   sown, or by baseline still to be sown
    formula_base_mu           (org_unit, main crop season, …)      mu   sown, where `formula_mu` is known
    planted_mu                (org_unit, main crop season, …)      mu   sown, where `green_mu` is known
    unified_mu, treated_mu    (org_unit, …)                        mu   area-times
    deposited_mu              (org_unit, …)                        mu   area-times × deposit rate
    green_mu                  (org_unit, …)                        mu   planted area under green control
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

    __slots__ = ("_by_name",)

    def __init__(self, by_name: Mapping[str, Floats] | None = None, **more: Floats) -> None:
        self._by_name = {**(by_name or {}), **more}

    def __getitem__(self, name: str) -> Floats:
        return self._by_name[name]

    def __getattr__(self, name: str) -> Floats:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._by_name[name]
        except KeyError:
            raise AttributeError(f"no amount {name} is declared") from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def items(self) -> Iterator[tuple[str, Floats]]:
        """Yield names and arrays."""
        yield from self._by_name.items()

    def __getstate__(self) -> dict[str, Floats]:
        return self._by_name

    def __setstate__(self, state: dict[str, Floats]) -> None:
        self._by_name = state


def given_name(indicator: Indicator) -> str:
    """Return the name of the count of cells that a total rests on."""
    return f"{indicator.code}.given"


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
    return Quantities({name: sum_up(values, places) for name, values in quantities.items()})


def sum_up(values: Floats, places: Places) -> Floats:
    """Add every row to its parent's, from the lowest level up; shape (org_unit, …) in, the same out."""
    total = np.array(values, dtype=np.float64)
    for i in reversed(range(len(places.units))):  # children stand behind their parents in code order
        parent = places.units[i].parent
        if parent in places.index:
            total[places.index[parent]] += total[i]
    return total
