"""A year's work and materials before the forms cut them into elements, and that cut.

A school invents the flows in its own way. What a form asks beside them (kinds of fertilizer, five uses of
straw) is shared out by the school's own habits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats

CROPS = ("wheat", "maize", "garlic", "peanut", "vegetable", "other")
GRAINS = ("wheat", "maize")
KINDS = ("n", "p2o5", "k2o", "compound")
SPRAYERS = ("manual", "electric", "stretcher", "boom", "drone")
USES = ("fertilizer", "feed", "fuel", "substrate", "material")


@dataclass(frozen=True)
class Flows:
    """One year, shape (township, month) where nothing else is said.

    ================= ============================================== ===========
    Field             Meaning                                        Unit
    ================= ============================================== ===========
    sown              crop → area sown                               mu
    fertilizer_t      wheat, maize, other → pure fertilizer          t
    formula_mu        wheat, maize, other → newly under formula      mu
    samples_taken     soil samples                                   count
    samples_analysed  of them                                        count
    treated_mu        all treatments, in area-times                  mu
    sprayer_share     shape (township, sprayer), rows sum to 1       fraction
    unified_mu        of the treatments                              mu
    green_mu          planted area newly under green control         mu
    pesticide_kg      product                                        kg
    covered_mu        under film                                     mu
    film_kg           film laid                                      kg
    sound_share       of it, shape (township,)                       fraction
    degradable_share  of it, shape (township,)                       fraction
    film_back_kg      gross, with soil and water                     kg
    picked_mu         area picked up by machine                      mu
    packaging_kg      recovered                                      kg
    harvested_mu      grain → harvested                              mu
    output_t          grain → output                                 t
    returned_mu       grain → straw returned                         mu
    straw_used_t      off the field, all uses                        t
    manure_t          shape (county, month), quarters at their end   t
    manure_used_t     the same, used                                 t
    recovery          element of the field trial → (county,)         fraction
    ================= ============================================== ===========
    """

    sown: Mapping[str, Floats]
    fertilizer_t: Mapping[str, Floats]
    formula_mu: Mapping[str, Floats]
    samples_taken: Floats
    samples_analysed: Floats
    treated_mu: Floats
    sprayer_share: Floats
    unified_mu: Floats
    green_mu: Floats
    pesticide_kg: Floats
    covered_mu: Floats
    film_kg: Floats
    sound_share: Floats
    degradable_share: Floats
    film_back_kg: Floats
    picked_mu: Floats
    packaging_kg: Floats
    harvested_mu: Mapping[str, Floats]
    output_t: Mapping[str, Floats]
    returned_mu: Mapping[str, Floats]
    straw_used_t: Floats
    manure_t: Floats
    manure_used_t: Floats
    recovery: Mapping[str, Floats]


@dataclass(frozen=True)
class SideHabits:
    """How a school's people share out what the flows leave open; all assumed.

    ================== ===================================================================
    Field              Meaning
    ================== ===================================================================
    base_mix           of base dressings by kind: n, p2o5, k2o, compound
    top_mix            of dressings on growing crops (wheat February to April, maize July on)
    other_mix          of other crops
    mix_concentration  of the Dirichlet law by which a township strays from a mix
    uses               the five uses of straw
    use_concentration  of the law by which a township strays from them
    bought_share       straw bought in, of what is used
    sold_share         straw sold, of what is used
    cards_per_sample   formula cards
    product_t_per_mu   formula fertilizer on formula area
    organic_t_per_mu   organic product on sown area
    organic_mu_share   of sown area where it replaces chemical fertilizer
    disposed_share     of packaging recovered, in the month; the rest waits a month
    sales_lead         share of a month's use that dealers sold the month before
    sales_sd           log scatter of dealers' sales
    ================== ===================================================================
    """

    base_mix: tuple[float, ...]
    top_mix: tuple[float, ...]
    other_mix: tuple[float, ...]
    mix_concentration: float
    uses: tuple[float, ...]
    use_concentration: float
    bought_share: float
    sold_share: float
    cards_per_sample: float
    product_t_per_mu: float
    organic_t_per_mu: float
    organic_mu_share: float
    disposed_share: float
    sales_lead: float
    sales_sd: float


@dataclass(frozen=True)
class Tastes:
    """What each township keeps of a school's habits over the years, shape (township, kind or use)."""

    base: Floats
    top: Floats
    other: Floats
    uses: Floats

    @classmethod
    def draw(cls, random: np.random.Generator, habits: SideHabits, count: int) -> "Tastes":
        """Draw every township's own mixes around the school's."""
        return cls(
            strayed(random, habits.base_mix, habits.mix_concentration, count),
            strayed(random, habits.top_mix, habits.mix_concentration, count),
            strayed(random, habits.other_mix, habits.mix_concentration, count),
            strayed(random, habits.uses, habits.use_concentration, count),
        )


def strayed(
    random: np.random.Generator, base: tuple[float, ...] | Floats, concentration: float, count: int
) -> Floats:
    """Draw shares around a base by a Dirichlet law, shape (count, part); parts of 0 stay 0."""
    center = np.asarray(base, dtype=np.float64)
    drawn = random.standard_gamma(
        np.maximum(center, 1e-9) / center.sum() * concentration, (count, len(center))
    )
    drawn = np.where(center > 0, drawn + 1e-12, 0.0)
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def sum_of(parts: Iterable[Floats]) -> Floats:
    """Add arrays of one shape up."""
    return np.asarray(np.sum(list(parts), axis=0), dtype=np.float64)


def township_elements(
    flows: Flows, axes: Axes, habits: SideHabits, tastes: Tastes, random: np.random.Generator
) -> dict[str, Floats]:
    """Cut a year's flows into what townships are asked, element → (township, month)."""
    found = {f"sowing.{crop}_mu": flows.sown[crop] for crop in CROPS}
    found |= _fertilizer(flows, tastes)
    organic = sum_of(flows.sown.values())
    organic = axes.settle("fertilizer.organic_t", organic) * random.uniform(0.5, 1.5, (len(organic), 1))
    found["fertilizer.organic_t"] = organic * habits.organic_t_per_mu
    found["fertilizer.organic_area_mu"] = organic * habits.organic_mu_share
    found |= {f"soil_testing.{crop}_formula_area_mu": area for crop, area in flows.formula_mu.items()}
    all_formula = sum_of(flows.formula_mu.values())
    found["soil_testing.formula_fertilizer_t"] = all_formula * habits.product_t_per_mu
    found["soil_testing.samples_taken"] = np.round(flows.samples_taken)
    found["soil_testing.samples_analysed"] = np.round(flows.samples_analysed)
    found["soil_testing.cards_issued"] = np.round(flows.samples_analysed * habits.cards_per_sample)
    found |= {
        f"pest_control.{name}_mu": flows.treated_mu * flows.sprayer_share[:, i, None]
        for i, name in enumerate(SPRAYERS)
    }
    found["pest_control.unified_area_mu"] = np.minimum(flows.unified_mu, flows.treated_mu)
    found["pest_control.green_area_mu"] = flows.green_mu
    found["pest_control.pesticide_kg"] = flows.pesticide_kg
    found["film.covered_area_mu"] = flows.covered_mu
    found["film.used_kg"] = flows.film_kg
    found["film.sound_used_kg"] = flows.film_kg * flows.sound_share[:, None]
    found["film.degradable_used_kg"] = flows.film_kg * flows.degradable_share[:, None]
    found["film.recovered_kg"] = flows.film_back_kg
    found["film.machine_picked_mu"] = flows.picked_mu
    found["packaging.recovered_kg"] = flows.packaging_kg
    disposed = habits.disposed_share * flows.packaging_kg
    disposed[:, 1:] += (1 - habits.disposed_share) * flows.packaging_kg[:, :-1]
    found["packaging.disposed_kg"] = disposed
    for crop in GRAINS:
        found[f"straw.{crop}_harvested_mu"] = flows.harvested_mu[crop]
        found[f"straw.{crop}_output_t"] = flows.output_t[crop]
        found[f"straw.{crop}_returned_mu"] = np.minimum(flows.returned_mu[crop], flows.harvested_mu[crop])
    found |= {
        f"straw.{use}_use_t": flows.straw_used_t * tastes.uses[:, i, None] for i, use in enumerate(USES)
    }
    found["straw.bought_in_t"] = flows.straw_used_t * habits.bought_share
    found["straw.sold_out_t"] = flows.straw_used_t * habits.sold_share
    return found


def _fertilizer(flows: Flows, tastes: Tastes) -> dict[str, Floats]:
    months = np.arange(1, 13)
    is_top = {"wheat": months <= 4, "maize": months >= 7, "other": np.zeros(12, dtype=np.bool_)}
    found: dict[str, Floats] = {}
    for crop, used_t in flows.fertilizer_t.items():
        base = tastes.other if crop == "other" else tastes.base
        mix = np.where(is_top[crop], tastes.top[:, :, None], base[:, :, None])
        found |= {f"fertilizer.{crop}_{kind}_t": used_t * mix[:, i, :] for i, kind in enumerate(KINDS)}
    return found


def county_elements(
    flows: Flows, axes: Axes, habits: SideHabits, random: np.random.Generator, townships: Mapping[str, Floats]
) -> dict[str, Floats]:
    """Return what counties are asked, element → (county, month): manure, field trials, dealers' sales."""
    found = {"manure.produced_t": flows.manure_t, "manure.used_t": flows.manure_used_t}
    for element, value in flows.recovery.items():
        by_month = np.zeros((len(axes.counties), 12))
        by_month[:, axes.months_of(element)[0] - 1] = value
        found[element] = by_month
    for kind in KINDS:
        used = axes.by_county(sum_of(townships[f"fertilizer.{crop}_{kind}_t"] for crop in (*GRAINS, "other")))
        ahead = np.zeros_like(used)
        ahead[:, :-1] = used[:, 1:]
        noise = np.exp(random.normal(0, habits.sales_sd, used.shape))
        sold = ((1 - habits.sales_lead) * used + habits.sales_lead * ahead) * noise
        found[f"dealer_sales.{kind}_t"] = np.asarray(sold, dtype=np.float64)
    dealers = 3 + random.poisson(12.0, (len(axes.counties), 1))
    found["dealer_sales.dealers_reported"] = np.repeat(dealers, 12, axis=1).astype(np.float64)
    return found
