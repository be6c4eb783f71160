"""A world's own coefficients, which no plan knows: how far they lie from what the plan assumes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.definitions.plan import Plan
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.flows import GRAINS

NUTRIENTS = ("n", "p2o5", "k2o")


@dataclass(frozen=True)
class CoefficientLaw:
    """How a school draws its worlds' coefficients; all assumed.

    ==================== ==============================================================================
    Field                Meaning
    ==================== ==============================================================================
    deposit_sd           log scatter of each sprayer's deposit rate
    deposit_shared_sd    log scatter that all sprayers of a world share
    straw_sd             log scatter of a grain's collectable straw
    impurity             soil and water in recovered film: lowest and highest
    packaging_kg         of empties for a kilogram of pesticide: lowest and highest
    recovery_sd          how far a world's recovery of a nutrient lies from the plan's prior
    recovery_yearly      what it rises by a year
    recovery_county_sd   how far a county lies from its city
    plots                of a county's trial: fewest and most
    plot_sd              between plots
    ==================== ==============================================================================
    """

    deposit_sd: float
    deposit_shared_sd: float
    straw_sd: float
    impurity: tuple[float, float]
    packaging_kg: tuple[float, float]
    recovery_sd: float
    recovery_yearly: float
    recovery_county_sd: float
    plots: tuple[int, int]
    plot_sd: float


def draw_coefficients(random: np.random.Generator, law: CoefficientLaw, plan: Plan) -> Coefficients:
    """Return the plan's coefficients as they truly are in one world."""
    shared = random.normal(0, law.deposit_shared_sd)
    own: dict[str, float] = {}
    for name, figure in plan.coefficients.by_name.items():
        if len(figure.value) != 1:
            continue
        if name.startswith("deposit."):
            own[name] = figure.value[0] * np.exp(shared + random.normal(0, law.deposit_sd))
        elif name.startswith("straw."):
            own[name] = figure.value[0] * np.exp(random.normal(0, law.straw_sd))
        elif name.startswith("recovery_prior.") and not name.endswith(".sd"):
            own[name] = figure.value[0] + random.normal(0, law.recovery_sd)
    own["film.impurity"] = random.uniform(*law.impurity)
    own["packaging.kg_per_kg_pesticide"] = random.uniform(*law.packaging_kg)
    by_name = {
        name: replace(figure, value=(float(own[name]),)) if name in own else figure
        for name, figure in plan.coefficients.by_name.items()
    }
    return Coefficients(by_name)


def field_recovery(
    random: np.random.Generator, law: CoefficientLaw, coefficients: Coefficients, axes: Axes, years: int
) -> dict[str, Floats]:
    """Return what trials would find with endless plots, element → (county,), `years` after the first."""
    found: dict[str, Floats] = {}
    counties = len(axes.counties)
    for crop in GRAINS:
        place = random.normal(0, law.recovery_county_sd, counties)
        for nutrient in NUTRIENTS:
            for way in ("conventional", "formula"):
                level = coefficients[f"recovery_prior.{crop}.{nutrient}_{way}"]
                value = np.asarray(level + law.recovery_yearly * years + place)
                found[f"field_trial.{crop}_{nutrient}_{way}_recovery"] = np.clip(value, 0.02, 0.9)
        plots = random.integers(law.plots[0], law.plots[1] + 1, counties)
        found[f"field_trial.{crop}_plots"] = plots.astype(np.float64)
        found[f"field_trial.{crop}_recovery_sd"] = np.full(counties, law.plot_sd)
    return found


def tried_recovery(
    random: np.random.Generator, found: Mapping[str, Floats], law: CoefficientLaw
) -> dict[str, Floats]:
    """Return what counties' trials of a few plots find of it; both ways are tried on the same plots."""
    tried: dict[str, Floats] = dict(found)
    for crop in GRAINS:
        error = law.plot_sd / np.sqrt(found[f"field_trial.{crop}_plots"])
        for nutrient in NUTRIENTS:
            shared = random.normal(0, 1, len(error)) * error * 0.8
            for way in ("conventional", "formula"):
                name = f"field_trial.{crop}_{nutrient}_{way}_recovery"
                own = random.normal(0, 1, len(error)) * error * 0.4
                tried[name] = np.asarray(np.round(np.clip(found[name] + shared + own, 0.01, 0.95), 3))
    return tried
