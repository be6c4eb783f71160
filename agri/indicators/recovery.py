"""Recovery of nutrients: weighted by kilograms, from field trials or a labelled prior.

Recoveries never come from monthly forms; those give the kilograms and the share under formula fertilization.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.declared import CROP, NUTRIENT, NUTRIENTS, Amount, FieldTrials, IndicatorKind
from agri.definitions.places import Places
from agri.definitions.plan import Indicator, Plan
from agri.indicators.quantities import Quantities, main_seasons, seasons_of, sum_up
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.sums import Sums
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


def trials_of(plan: Plan) -> FieldTrials | None:
    """Return where the plan's recoveries come from; None where no indicator asks for any."""
    every = (*plan.indicators.values(), *plan.beside.values())
    return next((one.making.trials for one in every if one.making.kind == IndicatorKind.RECOVERY), None)


def recovery_of(snapshot: Snapshot, plan: Plan) -> Recovery:
    """Read the latest field trials of each county, or fall back on the labelled prior.

    Parameters
    ----------
    snapshot : Snapshot
        A trial holds until the next is reported, also last year's.
    plan : Plan
        Names the elements and the prior, and gives the plan year.

    Returns
    -------
    Recovery
        The standard error is the trials' standard deviation over √plots, or the prior's. Without any
        indicator that asks for it, all figures are NaN.
    """
    units, seasons = len(snapshot.places.units), main_seasons(plan)
    shape = (units, len(seasons), len(NUTRIENTS))
    formula, conventional = np.full(shape, np.nan), np.full(shape, np.nan)
    error = np.full(shape[:2], np.nan)
    is_prior = np.ones(shape[:2], dtype=np.bool_)
    trials = trials_of(plan)
    prior = plan.coefficients.under(trials.prior) if trials is not None else {}
    for j, season in enumerate(seasons if trials is not None else ()):
        if trials is None:
            break
        crop = season.crop

        def latest(pattern: str, nutrient: str = "", crop: str = crop) -> Floats:
            return _latest(snapshot, pattern.replace(CROP, crop).replace(NUTRIENT, nutrient))

        plots, sd = latest(trials.plots), latest(trials.sd)
        missing = ~(plots > 0)
        for k, nutrient in enumerate(NUTRIENTS):
            reported_f = latest(trials.formula, nutrient)
            reported_c = latest(trials.conventional, nutrient)
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


def nutrient_sums(sums: Sums, amount: Amount) -> Floats:
    """Sum pure nutrients by crop season, shape (org_unit, crop season, nutrient), t."""
    plan, year = sums.plan, sums.spans.year
    straight, compound = amount.straight or "", amount.compound
    parts, mixed = [], []
    for season in seasons_of(plan, amount):
        months = year
        if season.is_harvested_next_year:
            this = sums.spans.sown(season.crop, plan.year) & year
            months = this if season.sown == 0 else year & ~this
        name = straight.replace(CROP, season.crop)
        parts.append(np.stack([sums.over(name.replace(NUTRIENT, n), months) for n in NUTRIENTS], axis=1))
        mixed.append(
            sums.over(compound.replace(CROP, season.crop), months)
            if compound is not None
            else np.zeros(len(parts[-1]))
        )
    ratio = plan.coefficients.under(amount.ratio or "")
    weights = [ratio.get(nutrient, 1.0) for nutrient in NUTRIENTS]
    return split_compound(np.stack(parts, axis=1), np.stack(mixed, axis=1), weights)


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


def recovered_and_used(
    own: Quantities,
    total: Quantities,
    plan: Plan,
    indicator: Indicator,
    *,
    places: Places,
    recovery: Recovery,
) -> tuple[Floats, Floats]:
    """Weight the recovery of each crop and nutrient by kilograms; the formula share is the county's."""
    making = indicator.making
    amount, base = making.formula
    county = Recovery.county_rows(places)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(total[amount] / total[base], 0, 1)[county]
    share = np.nan_to_num(share)[:, :, None]  # (org_unit, crop season, 1, …)
    formula, conventional = recovery.formula, recovery.conventional
    fertilizer = own[making.numerator[0].amount]
    trailing = fertilizer.ndim - formula.ndim
    if trailing > 0:
        formula = formula.reshape(formula.shape + (1,) * trailing)
        conventional = conventional.reshape(conventional.shape + (1,) * trailing)
    rate = formula * share + conventional * (1 - share)
    counted = [NUTRIENTS.index(nutrient) for nutrient in making.nutrients]
    used = fertilizer[:, : len(main_seasons(plan))][:, :, counted]
    recovered = (used * rate[:, :, counted]).sum(axis=(1, 2))
    return sum_up(recovered, places), sum_up(used.sum(axis=(1, 2)), places)
