"""Figures shown beside an indicator so that it can be believed, never applied to it.

A declaration names them: another indicator, one that is only read beside (`plan.beside`), or what the kind
knows to say of itself: ``change`` (what area and what intensity did, of a growth) and ``prior_share`` (how
much of a recovery rests on assumed figures).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from agri.definitions.declared import CROP
from agri.definitions.plan import Indicator, Plan
from agri.definitions.reading import Title
from agri.indicators.change import split_change
from agri.indicators.growth import compared_and_base
from agri.indicators.quantities import Quantities, main_seasons, seasons_of, sum_up
from agri.indicators.rates import Ratio, aggregate_used, evaluate
from agri.indicators.recovery import Recovery, recovery_of
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.terms import SeasonRule

CHANGE, PRIOR_SHARE = "change", "prior_share"
BY_KIND = (CHANGE, PRIOR_SHARE)


@dataclass(frozen=True, slots=True)
class CompanionFigure:
    """One figure beside an indicator, shape (org_unit,); NaN where it cannot be told."""

    indicator: str
    code: str
    title: Title
    unit: str
    values: Floats


def companions(snapshot: Snapshot, plan: Plan, through: Period) -> tuple[CompanionFigure, ...]:
    """Compute what is shown beside the indicators on the accepted reports to a month."""
    own = reported_quantities(snapshot, plan, through)
    recovery = recovery_of(snapshot, plan)
    named = {code for one in plan.indicators.values() for code in one.making.companions}
    known = {**plan.indicators, **plan.beside}
    beside = [known[code] for code in known if code in named]
    rates = evaluate(own, plan, snapshot.places, recovery, beside)
    found: list[CompanionFigure] = []
    for indicator in plan.indicators.values():
        for code in indicator.making.companions:
            if code == CHANGE:
                found += _change(snapshot, plan, own, indicator)
            elif code == PRIOR_SHARE:
                found.append(_prior_share(snapshot, plan, own, indicator, recovery))
            elif code in rates:
                other = known[code]
                found.append(
                    CompanionFigure(
                        indicator.code, code, other.title, other.making.value_unit, rates[code].value
                    )
                )
    return tuple(found)


def _change(
    snapshot: Snapshot, plan: Plan, own: Quantities, indicator: Indicator
) -> Iterator[CompanionFigure]:
    """Split a growth of the main crops into what their area and what the amount per mu did."""
    total = aggregate_used(own, plan, snapshot.places, [indicator])
    compared, base = compared_and_base(total, plan, indicator)
    split = split_change(base, compared, *_areas(snapshot, plan, own))

    def of_base(effect: Floats) -> Floats:
        return np.divide(effect, base, out=np.full_like(effect, np.nan), where=base > 0)

    for code, title, effect in (
        ("area_effect", Title("其中：面积变化的影响", "Of it, by change of area"), split.area_effect),
        (
            "intensity_effect",
            Title("其中：亩均用量变化的影响", "Of it, by change of kg per mu"),
            split.intensity_effect,
        ),
    ):
        yield CompanionFigure(indicator.code, code, title, "fraction", of_base(effect))


def _areas(snapshot: Snapshot, plan: Plan, own: Quantities) -> tuple[Floats, Floats]:
    """Return the main crops' area sown last year, by baselines, and in the plan year; (org_unit,) each."""
    unknown = np.full(len(snapshot.places.units), np.nan)
    sown = next(
        (one for one in plan.amounts.values() if one.by_season and one.unreported and one.code in own), None
    )
    if sown is None or sown.unreported is None:
        return unknown, unknown
    seasons = seasons_of(plan, sown)
    this = [i for i, season in enumerate(seasons) if season.counts_by(SeasonRule.SOWN)]
    keys = [sown.unreported.replace(CROP, crop) for crop in plan.main_crops]
    before = np.zeros(len(snapshot.places.units))
    for key in keys:
        before = before + np.nan_to_num(snapshot.baseline(key, plan.year - 1))
    after = sum_up(own[sown.code], snapshot.places)[:, this].sum(axis=1)
    return sum_up(before, snapshot.places), after


def _prior_share(
    snapshot: Snapshot, plan: Plan, own: Quantities, indicator: Indicator, recovery: Recovery
) -> CompanionFigure:
    amount = own[indicator.making.numerator[0].amount][:, : len(main_seasons(plan))]
    by_season = amount.sum(axis=2)
    assumed = sum_up((by_season * recovery.is_prior).sum(axis=1), snapshot.places)
    return CompanionFigure(
        indicator.code,
        PRIOR_SHARE,
        Title("用假定利用率（无田间试验）的用肥量占比", "Share of the fertilizer on an assumed recovery"),
        "fraction",
        Ratio(assumed, sum_up(by_season.sum(axis=1), snapshot.places)).value,
    )
