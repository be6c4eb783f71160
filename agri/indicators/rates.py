"""Every indicator as a ratio of sums: one definition each, for reports and for simulated years alike.

How the sides are made is the indicator's kind's business, see the file of that name; what they are made of is
declared by the package.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from agri.definitions.declared import IndicatorKind
from agri.definitions.places import Places
from agri.definitions.plan import Indicator, Plan
from agri.indicators.growth import growth_sides
from agri.indicators.quantities import Quantities, aggregate, given_name, sum_up
from agri.indicators.ratio import side
from agri.indicators.recovery import Recovery, recovered_and_used
from agri.indicators.snapshot import Floats
from agri.terms import Level

_AT_ONCE = 32  # figures of a place in one array; replications are many more


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


def evaluate(
    quantities: Quantities,
    plan: Plan,
    places: Places,
    recovery: Recovery,
    indicators: Iterable[Indicator] | None = None,
) -> dict[str, Ratio]:
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
    indicators : iterable of Indicator, optional
        Which ones; by default all of the plan, without those that are only read beside others.

    Returns
    -------
    dict of Ratio
        By indicator code in the plan's order; each (org_unit, …). Where the plan gives townships no rate
        their value is NaN and the amounts stay. A total has a denominator of one.

    References
    ----------
    Difference method of NY/T 2911-2016 for recoveries; seed_data/SOURCES.md for every coefficient.
    """
    chosen = tuple(plan.indicators.values() if indicators is None else indicators)
    total = aggregate_used(quantities, plan, places, chosen)
    is_township = np.array([unit.level == Level.TOWNSHIP for unit in places.units])
    rates = {}
    for indicator in chosen:
        ratio = Ratio(*_sides(quantities, total, plan, indicator, places=places, recovery=recovery))
        if not indicator.has_township_rate:
            rows = is_township.reshape((-1,) + (1,) * (ratio.denominator.ndim - 1))
            ratio = Ratio(ratio.numerator, np.where(rows, np.nan, ratio.denominator))
        rates[indicator.code] = ratio
    return rates


def aggregate_used(
    quantities: Quantities, plan: Plan, places: Places, indicators: Sequence[Indicator]
) -> Quantities:
    """Add up the amounts that some indicators use; small ones, without replications, all in one pass."""
    used = dict.fromkeys(
        name
        for indicator in indicators
        for code in _aggregated(indicator)
        for name in (plan.amounts[code].arrays if code in plan.amounts else (code,))
    )
    counts = (given_name(one) for one in indicators if one.making.kind == IndicatorKind.TOTAL)
    used |= dict.fromkeys(name for name in counts if name in quantities)
    units = len(places.units)
    small = [name for name in used if quantities[name].size <= _AT_ONCE * units]
    columns = [quantities[name].reshape(units, -1) for name in small]
    total: dict[str, Floats] = {}
    if columns:
        stacked, first = sum_up(np.concatenate(columns, axis=1), places), 0
        for name, column in zip(small, columns, strict=True):
            last = first + column.shape[1]
            total[name] = stacked[:, first:last].reshape(quantities[name].shape)
            first = last
    rest = Quantities({name: quantities[name] for name in used if name not in total})
    return Quantities({**total, **dict(aggregate(rest, places).items())})


def _aggregated(indicator: Indicator) -> tuple[str, ...]:
    """The amounts that are added up as they are; kilograms of a recovery are weighted first."""
    making = indicator.making
    return making.formula if making.kind == IndicatorKind.RECOVERY else making.amounts


def _sides(
    own: Quantities,
    total: Quantities,
    plan: Plan,
    indicator: Indicator,
    *,
    places: Places,
    recovery: Recovery,
) -> tuple[Floats, Floats]:
    making, rule = indicator.making, indicator.season_rule
    match making.kind:
        case IndicatorKind.RECOVERY:
            return recovered_and_used(own, total, plan, indicator, places=places, recovery=recovery)
        case IndicatorKind.GROWTH:
            return growth_sides(total, plan, indicator)
        case IndicatorKind.TOTAL:
            numerator = side(total, plan, making.numerator, rule)
            given = total[given_name(indicator)] if given_name(indicator) in total else np.ones(1)
            return numerator, np.where(given > 0, 1.0, 0.0) * np.ones_like(numerator)
        case IndicatorKind.RATIO | IndicatorKind.WEIGHTED_MEAN | IndicatorKind.UTILIZATION:
            return side(total, plan, making.numerator, rule), side(total, plan, making.denominator, rule)
