"""Current-season recovery of nutrients, from field trials or a labelled prior; never from monthly forms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.indicators.quantities import MAIN_CROP_SEASONS, NUTRIENTS
from agri.indicators.snapshot import Floats, Snapshot
from agri.terms import Level


@dataclass(frozen=True, slots=True)
class Recovery:
    """Share of an applied nutrient that the season's crop takes up, by county.

    ============= ============================================== =========
    Field         Shape                                          Unit
    ============= ============================================== =========
    formula       (org_unit, main crop season, nutrient, …)      fraction
    conventional  (org_unit, main crop season, nutrient, …)      fraction
    standard_error (org_unit, main crop season)                  fraction
    is_prior      (org_unit, main crop season)                   bool
    ============= ============================================== =========

    Townships carry their county's figures.
    """

    formula: Floats
    conventional: Floats
    standard_error: Floats
    is_prior: NDArray[np.bool_]

    @staticmethod
    def county_rows(places: Places) -> NDArray[np.intp]:
        """Return, for every org unit, the row of the county that it is or lies in; its own row above."""
        return np.array(
            [
                places.index[unit.parent] if unit.level == Level.TOWNSHIP and unit.parent else i
                for i, unit in enumerate(places.units)
            ],
            dtype=np.intp,
        )


def recovery_of(snapshot: Snapshot, plan: Plan) -> Recovery:
    """Read the latest field trials of each county, or fall back on the labelled prior.

    Parameters
    ----------
    snapshot : Snapshot
        Field trials of wheat are reported in July, of maize in November; last year's hold until then.
    plan : Plan
        Gives the prior (`recovery_prior`) and the plan year.

    Returns
    -------
    Recovery
        The standard error is the trials' standard deviation over √plots, or the prior's.
    """
    units = len(snapshot.places.units)
    shape = (units, len(MAIN_CROP_SEASONS), len(NUTRIENTS))
    formula, conventional = np.empty(shape), np.empty(shape)
    error = np.empty(shape[:2])
    is_prior = np.empty(shape[:2], dtype=np.bool_)
    prior = plan.coefficients.under("recovery_prior")
    for j, season in enumerate(MAIN_CROP_SEASONS):
        crop = season.removesuffix("_last").removesuffix("_this")
        plots = _latest(snapshot, f"field_trial.{crop}_plots")
        sd = _latest(snapshot, f"field_trial.{crop}_recovery_sd")
        missing = ~(plots > 0)
        for k, nutrient in enumerate(NUTRIENTS):
            reported_f = _latest(snapshot, f"field_trial.{crop}_{nutrient}_formula_recovery")
            reported_c = _latest(snapshot, f"field_trial.{crop}_{nutrient}_conventional_recovery")
            missing = missing | np.isnan(reported_f) | np.isnan(reported_c)
            formula[:, j, k] = reported_f
            conventional[:, j, k] = reported_c
        for k, nutrient in enumerate(NUTRIENTS):
            formula[missing, j, k] = prior[f"{crop}.{nutrient}_formula"]
            conventional[missing, j, k] = prior[f"{crop}.{nutrient}_conventional"]
        with np.errstate(divide="ignore", invalid="ignore"):
            error[:, j] = np.where(missing, prior[f"{crop}.sd"], np.nan_to_num(sd) / np.sqrt(plots))
        is_prior[:, j] = missing
    county = Recovery.county_rows(snapshot.places)
    return Recovery(formula[county], conventional[county], error[county], is_prior[county])


def _latest(snapshot: Snapshot, data_element: str) -> Floats:
    """Return the newest given value of each org unit, shape (org_unit,); NaN where there is none."""
    values = snapshot.of(data_element)
    given = ~np.isnan(values)
    last = values.shape[1] - 1 - np.argmax(given[:, ::-1], axis=1)
    return np.where(given.any(axis=1), values[np.arange(len(values)), last], np.nan)
