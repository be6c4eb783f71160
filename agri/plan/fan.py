"""How a year-end distribution is spread over the months before it, for a picture.

Only the year's end is simulated. What lies between follows the campaigns of the indicator's path where they
are still ahead, else the months in which last year's work was done, else the months that the forms ask about;
it ends with the last month that they ask about, after which the year is decided.
"""

from collections.abc import Iterator

import numpy as np

from agri.definitions.declared import Amount, AmountKind, FieldTrials, spread
from agri.definitions.plan import Indicator, Plan
from agri.indicators.quantities import crop_seasons, sum_up
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.plan.path import campaign_area, campaign_weights
from agri.terms import SeasonRule

_MONTHS = 12


def passed_shares(snapshot: Snapshot, plan: Plan, indicator: Indicator, through: Period) -> Floats:
    """Return how much of the way from a month to the year's end lies behind each month.

    Parameters
    ----------
    snapshot : Snapshot
        Areas that weight the campaigns, and last year's reports.
    plan : Plan
        The calendar, and what the forms ask in which months.
    indicator : Indicator
        One of the plan's.
    through : Period
        The last month that counts as known.

    Returns
    -------
    array, shape (org_unit, month)
        From 0 in `through` to 1 in the last month in which the indicator can move, fraction; NaN before and
        after, and everywhere once the year is decided.
    """
    units = len(snapshot.places.units)
    shares = np.full((units, _MONTHS), np.nan)
    asked = asked_months(plan, indicator)
    known = through.month if through.year == plan.year and through.month is not None else 0
    ahead = [month for month in sorted(set().union(*asked.values())) if month > known]
    if not ahead or known == 0:
        return shares
    is_ahead = np.isin(np.arange(1, _MONTHS + 1), ahead)
    pace = np.where(is_ahead, 1.0, 0.0) * np.ones((units, 1))
    for steps in (_last_year(snapshot, plan, indicator, asked), _campaigns(snapshot, plan, indicator)):
        work = np.where(is_ahead, steps, 0)
        pace = np.where(work.sum(axis=1, keepdims=True) > 0, work, pace)
    passed = np.cumsum(pace, axis=1) / pace.sum(axis=1, keepdims=True)
    shares[:, known - 1 : ahead[-1]] = passed[:, known - 1 : ahead[-1]]
    return shares


def asked_months(plan: Plan, indicator: Indicator) -> dict[str, set[int]]:
    """Return the months of the plan year in which each element of an indicator is asked and counts for it."""
    months: dict[str, set[int]] = {}
    for name, counted in _elements(plan, indicator):
        form, _, code = name.partition(".")
        known = plan.forms.by_code.get(form)
        if known is not None and code in known.section_of:
            asked = set(known.section_of[code].months) & set(known.months) & counted
            months[name] = months.get(name, set()) | asked
    return months


def _elements(plan: Plan, indicator: Indicator) -> Iterator[tuple[str, set[int]]]:
    """Yield what both sides read, with the months of the seasons that count for them."""
    making, every = indicator.making, set(range(1, _MONTHS + 1))
    terms = [(term.amount, term.crops) for term in (*making.numerator, *making.denominator)]
    for code, crops in [*terms, *((code, ()) for code in making.formula)]:
        amount = plan.amounts[code]
        for crop in crops or amount.each_crop(plan.main_crops):
            counted = _months_of(plan, indicator, amount, crop)
            yield from ((name, counted) for name in spread(amount.patterns, (crop,)))
    if isinstance(making.trials, FieldTrials):
        yield from ((name, every) for name in making.trials.names(plan.main_crops))


def _months_of(plan: Plan, indicator: Indicator, amount: Amount, crop: str) -> set[int]:
    """Return the months of the year whose work counts: of a season, or of film that falls due in it."""
    every = set(range(1, _MONTHS + 1))
    if amount.kind == AmountKind.DUE and amount.due_of is not None:
        due = plan.calendar.crops[amount.due_of]
        return {month for month in every if month < due.first_month}
    is_seasonal = amount.by_season and indicator.season_rule in (SeasonRule.SOWN, SeasonRule.HARVESTED)
    if not is_seasonal or crop not in plan.calendar.crops:
        return every
    counted = {one.sown for one in crop_seasons(plan, (crop,)) if one.counts_by(indicator.season_rule)}
    return {month for month in every if plan.calendar.crops[crop].season_of(month) in counted}


def _last_year(snapshot: Snapshot, plan: Plan, indicator: Indicator, asked: dict[str, set[int]]) -> Floats:
    """Share of last year's work in each month, both sides alike, (org_unit, month); 0 where none is known."""
    steps = np.zeros((len(snapshot.places.units), _MONTHS))
    at = {period.month: i for i, period in enumerate(snapshot.periods) if period.year == plan.year - 1}
    for code in indicator.making.amounts:
        work = np.zeros_like(steps)
        for name in plan.amounts[code].names(plan.main_crops):
            values = np.nan_to_num(snapshot.of(name))
            for month in asked.get(name, ()):
                if month in at:
                    work[:, month - 1] += values[:, at[month]]
        total = sum_up(work, snapshot.places)
        whole = total.sum(axis=1, keepdims=True)
        steps += np.divide(total, whole, out=np.zeros_like(total), where=whole > 0)
    return steps


def _campaigns(snapshot: Snapshot, plan: Plan, indicator: Indicator) -> Floats:
    """Area that the campaigns of the path work on in each month, (org_unit, month), mu; 0 without a path."""
    steps = np.zeros((len(snapshot.places.units), _MONTHS))
    for campaign, share in campaign_weights(plan, indicator) if indicator.path else ():
        area = sum_up(campaign_area(campaign, snapshot, plan), snapshot.places)
        passed = [0.0, *(campaign.passed(month.last_day) for month in Period(plan.year).months())]
        steps += area[:, None] * share * np.diff(passed)
    return steps
