"""What simple rules say of a year's end, for every indicator and place.

The rules speak of amounts: numerator and denominator are carried to the year's end apart, and the rate is
theirs. A rule that divided a rate by the share of the year would be a straw man for every rate whose
denominator grows with the year. Last year's sums to date hold the cells that are in this year, so that a rule
compares like with like.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.declared import AmountKind, IndicatorKind
from agri.definitions.places import Places
from agri.definitions.plan import Indicator, Plan
from agri.indicators.quantities import sum_up
from agri.indicators.rates import Ratio
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.sums import Cells
from agri.periods import Period
from agri.plan.progress import ratios_to_date
from agri.plan.rules.last_year_view import last_year_view, plan_of_last_year
from agri.plan.rules.on_amounts import half_of_last_growth, last_year_share, straight_line
from agri.terms import Level

STRAIGHT_LINE = "straight_line"
LAST_YEAR_SHARE = "last_year_share"
HALF_LAST_GROWTH = "half_last_growth"
LAST_YEAR_END = "last_year_end"
DRIFT = "drift"
DAMPED = "damped"
POOLED = "pooled"
TREND = "weighted_trend"

RULES = (
    STRAIGHT_LINE,
    LAST_YEAR_SHARE,
    HALF_LAST_GROWTH,
    LAST_YEAR_END,
    DRIFT,
    DAMPED,
    POOLED,
    TREND,
)

_FEW = 5  # townships with a growth to tell, below which they are not held against each other
_ALIKE = 2.0  # times as much or as little at most
_POINTS = 2  # that a line takes
_MAD = 1.4826  # from a median absolute deviation to a standard deviation

Flags = NDArray[np.bool_]
Forecasts = Mapping[str, Mapping[str, Floats]]  # indicator → rule → year end by place


@dataclass(frozen=True)
class _Sides:
    """One indicator's sums to date, the same of last year, and last year's at its end; (org_unit,) each."""

    now: Ratio
    last_now: Ratio
    last_end: Ratio
    passed: float  # share of the plan year's days

    @cached_property
    def done(self) -> Floats:
        """Share of last year's numerator that was there by the same month, 0 to 1."""
        share = _over(np.abs(self.last_now.numerator), np.abs(self.last_end.numerator))
        return np.asarray(np.nan_to_num(share, nan=self.passed).clip(0, 1))


def simple_rules(snapshot: Snapshot, plan: Plan, month: Period, *, with_trend: bool = True) -> Forecasts:
    """Let every rule say where the year will end.

    ================= ========================================================================================
    Rule              What it believes
    ================= ========================================================================================
    straight_line     it goes on as so far: value to date ÷ share of the year that has passed
    last_year_share   both sums grow from here as last year's did
    half_last_growth  half of last year's growth; growth only
    last_year_end     the year ends as last year did
    drift             last year's end, moved by how far this year is ahead of or behind last year's same day
    damped            the same, the move counting by the share of last year's work that was done by now
    pooled            as last year's share by township, each drawn towards its city by how little it tells
    weighted_trend    the rate to date of each month, carried on by a regression that trusts late months more
    ================= ========================================================================================

    Parameters
    ----------
    snapshot : Snapshot
        The record as it stands.
    plan : Plan
        Of the plan year.
    month : Period
        The last month that has ended and is due.
    with_trend : bool
        False leaves out the trend, which takes the rates of every month.

    Returns
    -------
    mapping of mapping of array, shape (org_unit,)
        Fractions; NaN where a rule has nothing to go on. Indicators that only show how the work goes have
        none.
    """
    last_plan = plan_of_last_year(plan)
    cells = Cells(snapshot, plan)
    first = 1 if with_trend else month.last_day.month
    path = {
        through: ratios_to_date(snapshot, plan, through, cells)
        for through in (Period(plan.year, number) for number in range(first, month.last_day.month + 1))
    }
    matched, whole = last_year_view(snapshot, plan, month), last_year_view(snapshot, plan)
    last_now = ratios_to_date(matched, last_plan, month.year_before())
    last_end = ratios_to_date(whole, last_plan, Period(plan.year - 1, 12))
    passed = _passed(plan, month)
    found: dict[str, dict[str, Floats]] = {}
    for code, indicator in plan.indicators.items():
        if indicator.is_process:
            continue
        sides = _Sides(path[month][code], last_now[code], last_end[code], passed)
        months = np.stack([ratios[code].value for ratios in path.values()], axis=1)
        if indicator.making.kind == IndicatorKind.GROWTH:
            found[code] = _growth(sides)
        else:
            found[code] = _share(sides, snapshot.places, is_known=has_known_denominator(plan, indicator))
            if with_trend:
                found[code][TREND] = _weighted_trend(months, sides.last_end.value)
    return found


def has_known_denominator(plan: Plan, indicator: Indicator) -> bool:
    """Say whether the denominator is known from the beginning: area sown or planted, film in the fields."""
    amounts = (plan.amounts[term.amount].kind for term in indicator.making.denominator)
    return any(kind in (AmountKind.SEASONS, AmountKind.DUE) for kind in amounts)


def _passed(plan: Plan, month: Period) -> float:
    first = Period(plan.year, 1).first_day
    return ((month.last_day - first).days + 1) / ((Period(plan.year, 12).last_day - first).days + 1)


def _over(numerator: Floats, denominator: Floats) -> Floats:
    exists = np.isfinite(denominator) & (denominator > 0)
    return np.where(exists, numerator / np.where(exists, denominator, 1.0), np.nan)


def _share(sides: _Sides, places: Places, *, is_known: bool) -> dict[str, Floats]:
    now, then, end = sides.now, sides.last_now, sides.last_end
    rates = end.value
    if is_known:  # last year's area or film may be unknown: then last year tells nothing
        rates = np.where(_are_alike(now.denominator, end.denominator), rates, np.nan)
    ahead = now.value - then.value
    numerator = last_year_share(now.numerator, then.numerator, end.numerator)
    denominator = last_year_share(now.denominator, then.denominator, end.denominator)
    pooled = _pooled(now.numerator, then.numerator, end.numerator, places=places)
    pooled_whole = _pooled(now.denominator, then.denominator, end.denominator, places=places)
    return {
        STRAIGHT_LINE: straight_line(now.value, sides.passed) if is_known else now.value,
        LAST_YEAR_SHARE: np.where(np.isfinite(rates), _over(numerator, denominator), np.nan),
        LAST_YEAR_END: rates,
        DRIFT: rates + np.nan_to_num(ahead),
        DAMPED: rates + sides.done * np.nan_to_num(ahead),
        POOLED: np.where(np.isfinite(rates), _over(pooled, pooled_whole), np.nan),
    }


def _are_alike(now: Floats, then: Floats) -> Flags:
    """Mark where two years' known amounts are of one size."""
    ratio = _over(then, now)
    return np.asarray((ratio > 1 / _ALIKE) & (ratio < _ALIKE))


def _growth(sides: _Sides) -> dict[str, Floats]:
    """Growth's sides are (change, base): the amount of this year is their sum."""
    now, end = sides.now, sides.last_end.value
    amount = now.numerator + now.denominator
    last_amount = sides.last_end.numerator + sides.last_end.denominator
    so_far = now.value
    half = half_of_last_growth(end)
    started = np.isfinite(so_far)
    done = _over(now.denominator, last_amount).clip(0, 1)
    return {
        STRAIGHT_LINE: _over(straight_line(amount, sides.passed), last_amount) - 1,
        LAST_YEAR_SHARE: so_far,
        HALF_LAST_GROWTH: half,
        LAST_YEAR_END: end,
        DAMPED: np.where(started, np.nan_to_num(done) * np.nan_to_num(so_far), 0.0),
    }


def _pooled(now: Floats, last_now: Floats, last_end: Floats, *, places: Places) -> Floats:
    """Carry each township on by its own growth, drawn towards its city's; add up.

    The less a township had by this month last year, the less its own growth is believed: one of middle size
    by half. A growth far from the others counts as three times their usual distance.
    """
    townships = np.array([unit.level == Level.TOWNSHIP for unit in places.units])
    grown = np.log(_over(np.where(now > 0, now, np.nan), last_now))
    known = townships & np.isfinite(grown)
    if known.sum() < _FEW:
        return last_year_share(now, last_now, last_end)
    weight = np.where(known, last_now, 0.0)
    centre = float(np.average(grown[known], weights=weight[known]))
    middle = float(np.median(weight[known]))
    spread = np.median(np.abs(grown[known] - centre)) * _MAD
    chance = np.where(weight > 0, middle / np.where(weight > 0, weight, 1.0), np.inf)
    trust = np.where(known, 1 / (1 + chance), 0.0)
    bounded = np.clip(np.where(known, grown, centre) - centre, -3 * spread, 3 * spread)
    factor = np.exp(centre + trust * bounded)
    own = np.where(townships, np.nan_to_num(last_end) * factor, 0.0)
    sums = sum_up(own, places)
    return np.where(sums > 0, sums, last_year_share(now, last_now, last_end))


def _weighted_trend(months: Floats, last_end: Floats) -> Floats:
    """Fit a line to the rate to date of every month, weighted by the month's number; read it at December.

    The anticipated progress of UNESCAP's assessments, with months in place of years. `months` has shape
    (org_unit, month); with fewer than two rates last year's end stands in.
    """
    known = np.isfinite(months)
    number = np.arange(1, months.shape[1] + 1, dtype=np.float64)
    weight = np.where(known, number, 0.0)
    total = weight.sum(axis=1)
    is_enough = known.sum(axis=1) >= _POINTS
    total = np.where(is_enough, total, 1.0)
    rates = np.nan_to_num(months)
    mean_x = (weight * number).sum(axis=1) / total
    mean_y = (weight * rates).sum(axis=1) / total
    off = number - mean_x[:, None]
    around = (weight * off**2).sum(axis=1)
    slope = _over((weight * off * (rates - mean_y[:, None])).sum(axis=1), around)
    said = mean_y + np.nan_to_num(slope) * (12 - mean_x)
    return np.where(is_enough, said, last_end)
