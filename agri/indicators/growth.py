"""Growth: this year against the same cells of last year, and against the calendar where there are none."""

import numpy as np

from agri.definitions.declared import CROP, Amount, CropScope
from agri.definitions.plan import Indicator, Plan
from agri.indicators.quantities import Quantities
from agri.indicators.same_reporters import answers, left_a_part
from agri.indicators.snapshot import Floats, Snapshot
from agri.indicators.sums import Mask, Sums
from agri.periods import Period
from agri.terms import CellState

SCOPES = (CropScope.MAIN, CropScope.ALL)


def compared_sums(sums: Sums, amount: Amount) -> dict[str, Floats]:
    """Sum cells that both years have, (org_unit,); by scope where there are crops, (org_unit, scope)."""
    code, base_code = amount.arrays
    if not any(CROP in one for one in amount.elements):
        compared, base = _both(sums, amount, "")
        return {code: compared, base_code: base}
    main = amount.crops or sums.plan.main_crops
    both = {crop: _both(sums, amount, crop) for crop in amount.each_crop(sums.plan.main_crops)}
    return {
        name: np.stack([sum(both[crop][i] for crop in main), sum(one[i] for one in both.values())], axis=1)
        for i, name in enumerate((code, base_code))
    }


def _both(sums: Sums, amount: Amount, crop: str) -> tuple[Floats, Floats]:
    compared, base = compared_months(sums, amount, crop)
    return compared.sum(axis=1), base.sum(axis=1)


def compared_months(sums: Sums, amount: Amount, crop: str) -> tuple[Floats, Floats]:
    """Return what is compared in each month of this year and of last year, (org_unit, 12) each.

    Only months known whole in both years are compared; without any report of last year, its calendar share. A
    month with one of its parts left blank is compared in neither year. A place without any report of last
    year whose total of last year is unknown too is not compared.
    """
    snapshot, plan = sums.snapshot, sums.plan
    elements = tuple(one.replace(CROP, crop) for one in amount.elements)
    now, then = snapshot.months_of(plan.year), snapshot.months_of(plan.year - 1)
    counts = sums.spans.counts[now]
    is_whole, is_told = ~left_a_part(snapshot, elements), answers(snapshot, elements)
    is_known = (is_told | _is_nothing(sums, elements)) & is_whole
    cells = np.sum([sums.cells.of(element) for element in elements], axis=0)
    counted = (is_told & is_whole)[:, now] & counts
    both = is_known[:, now] & counts & is_known[:, then]
    compared = np.where(both, cells[:, now], 0)
    base = np.where(both, cells[:, then], 0)
    silent = ~is_told[:, then].any(axis=1)
    if silent.any() and amount.baseline is not None:
        known = np.isfinite(snapshot.baseline_by_month(amount.baseline.replace(CROP, crop), plan.year))
        by_calendar = counted & np.asarray(silent)[:, None] & known
        share = _base_of_crop(snapshot, plan, amount, crop)
        compared = compared + np.where(by_calendar, cells[:, now], 0)
        base = base + np.where(by_calendar, share, 0)
    return compared, base


def _is_nothing(sums: Sums, elements: tuple[str, ...]) -> Mask:
    """Mark months that no form asks for and that tell nothing: work of other months was not done in them.

    Only where the form takes work of other months; else its silence says nothing.
    """
    snapshot, forms = sums.snapshot, sums.plan.forms
    months = sums.cells.month_numbers
    nothing = np.ones((len(snapshot.places.units), len(months)), dtype=np.bool_)
    for name in elements:
        code, _, element = name.partition(".")
        form = forms.by_code.get(code)
        if form is None or not form.other_months or element not in form.section_of:
            return np.zeros_like(nothing)
        asked = form.section_of[element].months
        nothing &= np.array([month not in asked for month in months])
        nothing &= snapshot.states_of(name) == CellState.NOT_DUE
    return nothing


def base_share(plan: Plan, crop: str, series: str | None = "fertilizer.month_share") -> Floats:
    """Return the share of a crop's yearly fertilizer that falls in each month, shape (12,)."""
    if crop not in plan.main_crops:
        return np.array(plan.coefficients.series(series)) if series else np.full(12, 1 / 12)
    share = np.zeros(12)
    for campaign in plan.calendar.of_kind("fertilize"):
        if campaign.crop == crop:
            first, last = campaign.window(plan.year)
            for month in range(first.month, last.month + 1):
                period = Period(plan.year, month)
                days = (min(last, period.last_day) - max(first, period.first_day)).days + 1
                share[month - 1] += campaign.share * days / ((last - first).days + 1)
    return share


def _base_of_crop(snapshot: Snapshot, plan: Plan, amount: Amount, crop: str) -> Floats:
    """Return last year's amount by month: as reported, else last year's total × the calendar's share."""
    months = snapshot.months_of(plan.year - 1)
    cells = np.stack([snapshot.of(one.replace(CROP, crop))[:, months] for one in amount.elements])
    share = base_share(plan, crop, amount.month_share)
    key = (amount.baseline or "").replace(CROP, crop)
    fallback = np.nan_to_num(snapshot.baseline_by_month(key, plan.year)) * share
    given = ~np.isnan(cells).all(axis=0)
    return np.where(given, np.nan_to_num(cells).sum(axis=0), fallback)


def last_year_base(snapshot: Snapshot, plan: Plan) -> dict[str, Floats]:
    """Return last year's amounts by month: as reported, else last year's total × the calendar's share.

    Returns
    -------
    dict of array, shape (org_unit, 12)
        By crop (and `other`) of the amount compared of fertilizer in t pure, and ``pesticide`` in kg of
        product, as the engine knows them; 0 where nothing is known.
    """
    found: dict[str, Floats] = {}
    for amount in plan.amounts.values():
        if amount.base is None or amount.baseline is None:
            continue
        if any(CROP in one for one in amount.elements):
            for crop in amount.each_crop(plan.main_crops):
                found.setdefault(crop, _base_of_crop(snapshot, plan, amount, crop))
        else:
            name = amount.elements[0].partition(".")[2].rpartition("_")[0]
            found.setdefault(name, _base_of_crop(snapshot, plan, amount, ""))
    return found


def growth_sides(total: Quantities, plan: Plan, indicator: Indicator) -> tuple[Floats, Floats]:
    """Return the change and last year's amount, from aggregated amounts; shape (org_unit, …) each."""
    compared, base = compared_and_base(total, plan, indicator)
    return np.asarray(compared - base), base


def compared_and_base(total: Quantities, plan: Plan, indicator: Indicator) -> tuple[Floats, Floats]:
    """Return both years' amounts of an indicator's scope; shape (org_unit, …) each."""
    amount = plan.amounts[indicator.making.numerator[0].amount]
    compared, base = (total[name] for name in amount.arrays)
    if not any(CROP in one for one in amount.elements):
        return compared, base
    at = SCOPES.index(indicator.making.scope)
    return compared[:, at], base[:, at]
