"""What the three simple rules say of a year's end, for every indicator of the city.

The rules speak of amounts: numerator and denominator are carried to the year's end apart, and the rate is
theirs. A rule that divided a rate by the share of the year would be a straw man for every rate whose
denominator grows with the year.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from agri.definitions.declared import AmountKind, IndicatorKind
from agri.definitions.plan import Indicator, Plan
from agri.indicators.rates import Ratio
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.plan.progress import ratios_to_date
from agri.scoring.baselines import half_of_last_growth, last_year_share, straight_line

STRAIGHT_LINE = "straight_line"
LAST_YEAR_SHARE = "last_year_share"
HALF_LAST_GROWTH = "half_last_growth"

Sides = tuple[float, float]  # numerator and denominator of the city


def city_sides(snapshot: Snapshot, plan: Plan, through: Period) -> dict[str, Sides]:
    """Return numerator and denominator of every indicator of the city, on what is accepted to a month."""
    rates = ratios_to_date(snapshot, plan, through)
    at = snapshot.places.index[plan.city]

    def side(ratio: Ratio) -> Sides:
        return float(ratio.numerator[at]), float(ratio.denominator[at])

    return {code: side(ratio) for code, ratio in rates.items()}


def rate(sides: Sides) -> float:
    """Return the rate of two sides; NaN where the denominator is absent."""
    numerator, denominator = sides
    return numerator / denominator if denominator > 0 else float("nan")


def rival_forecasts(
    snapshot: Snapshot, year_ago: Snapshot, last_year: Snapshot, plan: Plan, month: Period
) -> dict[str, dict[str, float]]:
    """Let the simple rules say where the year will end.

    Parameters
    ----------
    snapshot : Snapshot
        The plan year as it stands.
    year_ago : Snapshot
        Last year's plan as its record stood on the same day: as many reports were late or undecided then, so
        that a rule compares like with like.
    last_year : Snapshot
        Last year's plan once its record was complete.
    plan : Plan
        Of the plan year.
    month : Period
        The last month that has ended and is due.

    Returns
    -------
    dict of dict of float
        Indicator → rule → forecast, a fraction; a rule that has nothing to go on is absent.
    """
    last_plan = replace(plan, year=plan.year - 1)
    now = city_sides(snapshot, plan, month)
    last_now = city_sides(year_ago, last_plan, month.year_before())
    last_end = city_sides(last_year, last_plan, Period(plan.year - 1, 12))
    first, after = Period(plan.year, 1).first_day, month.next().first_day
    passed = (after - first).days / ((Period(plan.year, 12).last_day - first).days + 1)
    forecasts = {}
    for code, indicator in plan.indicators.items():
        if indicator.is_process:
            continue  # nothing is held against them
        if indicator.making.kind == IndicatorKind.GROWTH:
            said = _growth(now[code], last_end[code], passed)
        else:
            is_known = _has_known_denominator(plan, indicator)
            said = _share(now[code], last_now[code], last_end[code], passed, is_known=is_known)
        forecasts[code] = {name: value for name, value in said.items() if np.isfinite(value)}
    return forecasts


def _has_known_denominator(plan: Plan, indicator: Indicator) -> bool:
    """Say whether the denominator is known from the beginning: area sown or planted, film in the fields."""
    amounts = (plan.amounts[term.amount].kind for term in indicator.making.denominator)
    return any(kind in (AmountKind.SEASONS, AmountKind.DUE) for kind in amounts)


def _share(
    now: Sides, last_now: Sides, last_end: Sides, passed: float, *, is_known: bool
) -> dict[str, float]:
    numerator, denominator = (
        float(last_year_share(np.array(to_date), np.array(before), np.array(end)))
        for to_date, before, end in zip(now, last_now, last_end, strict=True)
    )
    line = float(straight_line(np.array(rate(now)), passed if is_known else 1.0))
    return {STRAIGHT_LINE: line, LAST_YEAR_SHARE: rate((numerator, denominator))}


def _growth(now: Sides, last_end: Sides, passed: float) -> dict[str, float]:
    """Growth's sides are (change, base): the amount of this year is their sum.

    Carried on by last year's share of the year, an amount grows as it has grown so far.
    """
    amount = sum(now)
    last_amount = sum(last_end)
    line = rate((float(straight_line(np.array(amount), passed)) - last_amount, last_amount))
    half = float(half_of_last_growth(np.array(rate(last_end))))
    return {STRAIGHT_LINE: line, LAST_YEAR_SHARE: rate(now), HALF_LAST_GROWTH: half}


def year_end_rates(snapshot: Snapshot, plan: Plan) -> Mapping[str, float]:
    """Return every indicator of the city on all that a snapshot holds of the plan year."""
    return {code: rate(sides) for code, sides in city_sides(snapshot, plan, Period(plan.year, 12)).items()}
