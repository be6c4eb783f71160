"""Ratios and totals: sums of cells, by calendar months, by seasons of crops, or by when they fall due."""

from collections.abc import Sequence

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.definitions.declared import CROP, Amount, IndicatorTerm
from agri.definitions.plan import Plan
from agri.indicators.quantities import Quantities, seasons_of
from agri.indicators.snapshot import Floats
from agri.indicators.sums import Mask, Sums
from agri.terms import SeasonRule


def sum_of(sums: Sums, amount: Amount) -> Floats:
    """Add an amount's elements up over the plan year, shape (org_unit,)."""
    total = np.zeros(len(sums.snapshot.places.units))
    for crop in _crops(sums.plan, amount, *amount.elements, *amount.minus, amount.known or ""):
        total = total + _of_crop(sums, amount, crop)
    return total


def _crops(plan: Plan, amount: Amount, *patterns: str) -> tuple[str, ...]:
    return amount.each_crop(plan.main_crops) if any(CROP in one for one in patterns) else ("",)


def _of_crop(sums: Sums, amount: Amount, crop: str) -> Floats:
    known = sums.known_months(amount)
    total = add([sums.year(one.replace(CROP, crop), known) for one in amount.elements])
    if amount.minus:
        total = total - add([sums.year(one.replace(CROP, crop), known) for one in amount.minus])
    if amount.known is not None:
        total = total + sums.baseline(amount.known.replace(CROP, crop))
    if amount.coefficient is not None:
        total = total * sums.plan.coefficients[amount.coefficient.replace(CROP, crop)]
    if amount.times is not None:
        total = total * np.nan_to_num(sums.snapshot.baseline_at_last(amount.times, sums.plan.year))
    return np.asarray(total)


def add(parts: Sequence[Floats]) -> Floats:
    """Add arrays up in order."""
    total = parts[0] if parts else np.zeros(1)
    for part in parts[1:]:
        total = total + part
    return np.asarray(total)


def seasons_sum(sums: Sums, amount: Amount) -> Floats:
    """Add an amount's elements up over whole seasons, shape (org_unit, crop season).

    A season sown last year takes its baseline (`last_autumn`) where last year's months were not reported;
    this year's its own (`unreported`) where nothing was reported of it.
    """
    year = sums.plan.year
    columns = []
    for season in seasons_of(sums.plan, amount):
        names = [one.replace(CROP, season.crop) for one in amount.elements]
        if season.sown is None:
            columns.append(add([sums.year(name) for name in names]))
            continue
        span = sums.spans.sown(season.crop, year + season.sown)
        total = add([sums.over(name, span) for name in names])
        if season.sown < 0 and amount.last_autumn is not None:
            autumn = span & sums.spans.in_year(year - 1)
            total = total + sums.unreported(names, autumn, amount.last_autumn.replace(CROP, season.crop))
        elif season.sown == 0 and amount.unreported is not None:
            total = total + sums.unreported(names, span, amount.unreported.replace(CROP, season.crop))
        columns.append(total)
    return np.stack(columns, axis=1)


def due_sum(sums: Sums, amount: Amount) -> Floats:
    """Add up what falls due in the plan year: last autumn's of a crop, and this spring's; (org_unit,)."""
    crop = amount.due_of or ""
    autumn, spring = sums.spans.due_last_autumn(crop), sums.spans.due_spring(crop)

    def over(months: Mask) -> Floats:
        total = add([sums.over(name, months) for name in amount.elements])
        return total - add([sums.over(name, months) for name in amount.minus]) if amount.minus else total

    laid_last = over(autumn)
    if amount.last_autumn is not None:
        keys = [key for key in (amount.last_autumn, amount.last_autumn_minus) if key is not None]
        known = sums.unreported(amount.elements[:1], autumn, *keys)
        laid_last = np.where(sums.was_reported(amount.elements[:1], autumn), laid_last, 0) + known
    added = add([sums.over(name, spring) for name in amount.elements])
    total = laid_last + added
    return np.asarray(total - add([sums.over(n, spring) for n in amount.minus]) if amount.minus else total)


def side(total: Quantities, plan: Plan, terms: Sequence[IndicatorTerm], rule: SeasonRule) -> Floats:
    """Add the terms of one side up, from amounts that are aggregated already; shape (org_unit, …)."""
    found: Floats | None = None
    for term in terms:
        part = _picked(total[term.amount], plan, term, rule)
        factor = _factor(plan.coefficients, term)
        if factor != 1.0:
            part = part * factor
        if found is None:
            found = part if term.sign > 0 else -part
        else:
            found = found + part if term.sign > 0 else found - part
    if found is None:
        raise ValueError("a side of an indicator has no term")
    return found


def _factor(coefficients: Coefficients, term: IndicatorTerm) -> float:
    if term.coefficient is None:
        return term.factor
    value = coefficients[term.coefficient]
    return term.factor * (1 - value if term.is_rest else value)


def _picked(values: Floats, plan: Plan, term: IndicatorTerm, rule: SeasonRule) -> Floats:
    amount = plan.amounts.get(term.amount)
    if amount is None or not amount.by_season:
        return values
    chosen = [
        i
        for i, season in enumerate(seasons_of(plan, amount))
        if season.counts_by(rule) and (not term.crops or season.crop in term.crops)
    ]
    return np.asarray(values[:, chosen].sum(axis=1))
