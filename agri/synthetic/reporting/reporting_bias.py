"""Reporting bias of synthetic places: over-reporting, omissions, rounding.

Over-reporting belongs to a place and a family of data elements and stays with it over the years: coverage and
recovery are told larger, fertilizer and pesticide smaller. A few counties inflate. All assumed, and drawn
apart from what the plan file believes about it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.forms import DataElement
from agri.definitions.plan import Plan
from agri.synthetic.truth.truth import Truth
from agri.synthetic.world.world import Floats, World
from agri.terms import Level


@dataclass(frozen=True, slots=True)
class Leaning:
    """How log(said / true) of a family varies: mean, between counties, townships and cells."""

    mean: float
    county_sd: float
    township_sd: float
    month_sd: float  # shared by a county's reports of one month
    cell_sd: float


LEANINGS = {
    "coverage": Leaning(0.020, 0.020, 0.040, 0.010, 0.025),
    "amount": Leaning(-0.020, 0.018, 0.035, 0.004, 0.020),
    "recovery": Leaning(0.015, 0.020, 0.045, 0.008, 0.030),
    "sprayer": Leaning(0.020, 0.015, 0.030, 0.005, 0.020),
    "field": Leaning(0.0, 0.006, 0.012, 0.002, 0.010),
}
INFLATED = {"coverage": 0.06, "recovery": 0.05}  # on top, in the counties that inflate
_INFLATING_COUNTIES = 2  # of those with much land

_FAMILIES = {
    "coverage": (
        "soil_testing.wheat_formula_area_mu",
        "soil_testing.maize_formula_area_mu",
        "soil_testing.other_formula_area_mu",
        "pest_control.unified_area_mu",
        "pest_control.green_area_mu",
    ),
    "sprayer": ("pest_control.boom_mu", "pest_control.drone_mu"),
    "recovery": (
        "film.recovered_kg",
        "film.machine_picked_mu",
        "packaging.recovered_kg",
        "packaging.disposed_kg",
        "straw.wheat_returned_mu",
        "straw.maize_returned_mu",
        "straw.fertilizer_use_t",
        "straw.feed_use_t",
        "straw.fuel_use_t",
        "straw.substrate_use_t",
        "straw.material_use_t",
        "manure.used_t",
    ),
}
FAMILY_OF = {name: family for family, names in _FAMILIES.items() for name in names}
# A part is never said to be more than what it is a part of.
_SPRAYERS = tuple(f"pest_control.{name}_mu" for name in ("manual", "electric", "stretcher", "boom", "drone"))
WHOLES = {
    "pest_control.unified_area_mu": _SPRAYERS,
    "straw.wheat_returned_mu": ("straw.wheat_harvested_mu",),
    "straw.maize_returned_mu": ("straw.maize_harvested_mu",),
    "film.sound_used_kg": ("film.used_kg",),
    "film.degradable_used_kg": ("film.used_kg",),
}
# In this city professional teams carry no knapsack.
_WHOLES_HERE = {
    **WHOLES,
    "pest_control.unified_area_mu": tuple(
        f"pest_control.{name}_mu" for name in ("stretcher", "boom", "drone")
    ),
}
# To what people round, by unit, and how many of them do; assumed.
_STEPS = {"mu": (1.0, 10.0, 50.0, 100.0), "kg": (1.0, 10.0, 50.0, 100.0), "t": (0.1, 0.1, 0.5, 1.0)}
_STEP_SHARES = (0.45, 0.30, 0.15, 0.10)


def family_of(name: str) -> str | None:
    """Return a ``form.element``'s family of over-reporting; None where it is told exactly."""
    form, code = name.split(".")
    if form in {"field_trial", "dealer_sales"} or code.startswith(("samples_", "cards_")):
        return None
    if form == "fertilizer" and not code.startswith("organic"):
        return "amount"
    if code == "pesticide_kg":
        return "amount"
    return FAMILY_OF.get(name, "field")


def inflating_counties(world: World, area_mu: Floats) -> tuple[str, ...]:
    """Return which counties inflate, drawn among the half with most land, `area_mu` by county."""
    large = np.argsort(-area_mu)[: max(len(world.counties) // 2, 1)]
    drawn = world.streams("inflating").permutation(large)[:_INFLATING_COUNTIES]
    return tuple(sorted(world.counties[i] for i in drawn))


def leanings(world: World, inflating: tuple[str, ...]) -> dict[str, Floats]:
    """Return log(said / true) that each township keeps, family → shape (township,)."""
    is_inflating = np.array([code[:6] in inflating for code in world.townships])
    return {
        family: world.persistent(f"leaning {family}", leaning.county_sd, leaning.township_sd)
        + leaning.mean
        + INFLATED.get(family, 0.0) * is_inflating
        for family, leaning in LEANINGS.items()
    }


def say(hidden: Truth, plan: Plan, world: World, inflating: tuple[str, ...]) -> Floats:
    """Return what places would say of every cell of a year, if they left nothing out.

    Returns
    -------
    array, shape (org_unit, data_element, month)
        In the elements' own units, rounded as each place does; NaN where nothing is asked.
    """
    said = hidden.values.copy()
    rows = np.array([world.places.index[code] for code in world.townships], dtype=np.intp)
    counties = np.array([world.places.index[code] for code in world.counties], dtype=np.intp)
    leaning = leanings(world, inflating)
    elements = {
        f"{form.code}.{element.code}": (form.level, element)
        for form in plan.forms
        for element in form.elements
    }
    steps = _steps(world)
    for i, (name, (level, element)) in enumerate(elements.items()):
        family = family_of(name)
        if family is not None:
            spread = LEANINGS[family]
            random = world.streams("said", name, hidden.year)
            month = world.streams("said month", family, hidden.year).normal(
                0, spread.month_sd, (len(world.counties), 12)
            )
            if level == Level.TOWNSHIP:
                noise = random.normal(0, spread.cell_sd, (len(rows), 12)) + month[world.county_index]
                said[rows, i, :] *= np.exp(leaning[family][:, None] + noise)
            else:
                noise = random.normal(spread.mean, spread.cell_sd, (len(counties), 12)) + month
                said[counties, i, :] *= np.exp(noise)
        if level == Level.TOWNSHIP:
            said[rows, i, :] = _rounded(said[rows, i, :], element, steps.get(element.unit))
        else:
            said[counties, i, :] = _rounded(said[counties, i, :], element, None)
    index = hidden.element_index
    for part, wholes in _WHOLES_HERE.items():
        limit = said[:, [index[whole] for whole in wholes], :].sum(axis=1)
        said[:, index[part], :] = np.minimum(said[:, index[part], :], limit)
    return said


def _steps(world: World) -> dict[str, Floats]:
    habit = world.streams("rounding").choice(4, len(world.townships), p=_STEP_SHARES)
    return {unit: np.array(steps)[habit] for unit, steps in _STEPS.items()}


def _rounded(values: Floats, element: DataElement, steps: Floats | None) -> Floats:
    if element.is_whole:
        return np.round(values)
    if element.unit == "fraction":
        return np.round(values, 3)
    finest = 0.1 if element.unit == "t" else 1.0
    if steps is None:
        return _to_step(values, np.full(values.shape, finest))
    # Nobody rounds 12 mu to a hundred: the step stays below a tenth of the amount.
    coarse = np.broadcast_to(steps[:, None], values.shape)
    is_small: NDArray[np.bool_] = values < 10 * coarse
    return _to_step(values, np.where(is_small, finest, coarse))


def _to_step(values: Floats, step: Floats) -> Floats:
    return np.round(np.round(values / step) * step, 1)
