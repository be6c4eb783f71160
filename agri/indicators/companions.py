"""Figures shown beside an indicator so that it can be believed, never applied to it.

A declaration names them: another indicator, one that is only read beside (`plan.beside`), or what the kind
knows to say of itself: ``change`` (what area, mix and intensity did, of a growth) and ``prior_share`` (how
much of a recovery rests on assumed figures).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.declared import CropScope
from agri.definitions.plan import Indicator, Plan
from agri.definitions.reading import Title
from agri.definitions.value_units import POINTS
from agri.indicators.change import effects_of, of_base
from agri.indicators.growth import compared_and_base
from agri.indicators.quantities import Quantities, main_seasons, sum_up
from agri.indicators.rates import Ratio, aggregate_used, evaluate
from agri.indicators.recovery import Recovery, recovery_of
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.sums import Cells, Sums
from agri.periods import Period

CHANGE, PRIOR_SHARE = "change", "prior_share"
BY_KIND = (CHANGE, PRIOR_SHARE)
EFFECTS = {
    "area": Title("其中：面积变化的影响", "Of it, by change of area"),
    "mix": Title("其中：作物结构变化的影响", "Of it, by change of the mix of crops"),
    "intensity": Title("其中：亩均用量变化的影响", "Of it, by change of kg per mu"),
    "unsplit": Title("其中：面积不明、无法拆分", "Of it, not to be split: its area is unknown"),
}


@dataclass(frozen=True, slots=True)
class CompanionFigure:
    """One figure beside an indicator, shape (org_unit,); NaN where it cannot be told."""

    indicator: str
    code: str
    title: Title
    unit: str
    values: Floats


def companions(snapshot: Snapshot, plan: Plan, through: Period) -> tuple[CompanionFigure, ...]:
    """Compute what is shown beside the indicators on the accepted reports to a month.

    What rests on a field that may stay blank is left out where nobody has filled it in.
    """
    own = reported_quantities(snapshot, plan, through)
    recovery = recovery_of(snapshot, plan)
    named = {code for one in plan.indicators.values() for code in one.making.companions}
    known = {**plan.indicators, **plan.beside}
    beside = [known[code] for code in known if code in named]
    rates = evaluate(own, plan, snapshot.places, recovery, beside)
    sums = Sums(Cells(snapshot, plan), through, is_matched=True)
    found: list[CompanionFigure] = []
    for indicator in plan.indicators.values():
        # Its own parts first: after another figure they would be read as parts of that one.
        for code in sorted(indicator.making.companions, key=lambda one: one != CHANGE):
            if code == CHANGE:
                found += _change(sums, own, indicator, "")
            elif code == PRIOR_SHARE:
                found.append(_prior_share(snapshot, plan, own, indicator, recovery))
            elif code in rates:
                other = known[code]
                if _may_stay_blank(plan, other) and np.isnan(rates[code].value).all():
                    continue
                figure = CompanionFigure(
                    indicator.code, code, other.title, other.making.value_unit, rates[code].value
                )
                found.append(figure)
                if CHANGE in other.making.companions:
                    parts = _change(sums, own, other, f"{code}.")
                    found += (replace(part, indicator=indicator.code) for part in parts)
    return tuple(found)


def _may_stay_blank(plan: Plan, indicator: Indicator) -> bool:
    optional = {f"{form.code}.{one.code}" for form in plan.forms for one in form.elements if one.is_optional}
    amounts = (plan.amounts[term.amount] for term in indicator.making.numerator)
    return any(not optional.isdisjoint(amount.elements) for amount in amounts)


def _change(sums: Sums, own: Quantities, indicator: Indicator, prefix: str) -> Iterator[CompanionFigure]:
    """Split a growth of the main crops into what their area, their mix and the amount per mu did."""
    plan, places = sums.plan, sums.snapshot.places
    main = replace(indicator, making=replace(indicator.making, scope=CropScope.MAIN))
    _, base = compared_and_base(aggregate_used(own, plan, places, [main]), plan, main)
    parts = of_base(effects_of(sums, plan.amounts[indicator.making.numerator[0].amount]), base)
    for part, values in (
        ("area", parts.area),
        ("mix", parts.mix),
        ("intensity", parts.intensity),
        ("unsplit", parts.unsplit),
    ):
        yield CompanionFigure(indicator.code, f"{prefix}{part}_effect", EFFECTS[part], POINTS, values)


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
