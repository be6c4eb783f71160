"""Limits of areas: what is left of a season, and the most that each asked area can be.

`GET /due` ships the limits, so that the phone asks the same as the server.
"""

from collections.abc import Iterator, Mapping

from agri.definitions.forms import Form, Section
from agri.definitions.lineage import Cell, ValuesOf
from agri.definitions.plan import Plan
from agri.periods import Period
from agri.services.reference.required_sections import area_key

# Assumed: shares of the land beyond which an area is asked about.
_SLACK = 1.3  # sown area differs from the baseline
_SEASON_SLACK = 1.1  # a season's harvest altogether, of the planted area
_MOST_TIMES = 5  # treatments of one field in one month


def season_cells(plan: Plan, form: Form, period: Period) -> frozenset[Cell]:
    """Return the cells of the same seasons' other months, which what is left of a harvest rests on."""
    return frozenset(
        (form.code, str(month))
        for section, crop, _ in _harvests(form, period)
        for month in _other_months(plan, section, crop, period)
    )


def harvest_left(
    plan: Plan, form: Form, period: Period, baseline: Mapping[str, float], values_of: ValuesOf
) -> dict[str, float]:
    """Return the area still to be harvested of each season, without the cell at hand, mu.

    Only where the earlier months of the season are reported: before that nobody knows what is left.
    """
    return {
        element: max(area - other, 0.0)
        for element, area, other in _seasons(plan, form, period, baseline, values_of)
    }


def area_limits(
    plan: Plan, form: Form, period: Period, baseline: Mapping[str, float], values_of: ValuesOf
) -> dict[str, float]:
    """Return, for each area that a period asks, the amount above which it is asked about, mu."""
    limits = {}
    land_of: dict[tuple[str, ...], float | None] = {}
    for section in form.sections_in(period):
        crops = section.crops or form.crops
        if crops not in land_of:
            land_of[crops] = _land(plan, crops, period, baseline)
        land = land_of[crops]
        factor = _MOST_TIMES if section.is_area_times else _SLACK
        for element in section.elements:
            if element.unit == "mu" and land:
                limits[element.code] = factor * land
    for code, area, other in _seasons(plan, form, period, baseline, values_of):
        limits[code] = max(_SEASON_SLACK * area - other, 0.0)
    return limits


def _land(plan: Plan, crops: tuple[str, ...], period: Period, baseline: Mapping[str, float]) -> float | None:
    """Return the planted area of some crops, of all without any; None where the baseline knows none."""
    codes = crops or tuple(plan.calendar.crops)
    areas = [baseline.get(area_key(plan.calendar.crops[code], period)) for code in codes]
    known = [area for area in areas if area is not None]
    return sum(known) if known else None


def _harvests(form: Form, period: Period) -> Iterator[tuple[Section, str, str]]:
    for section in form.sections_in(period):
        for crop in section.crops:
            element = f"{crop}_harvested_mu"
            if any(item.code == element for item in section.elements):
                yield section, crop, element


def _seasons(
    plan: Plan, form: Form, period: Period, baseline: Mapping[str, float], values_of: ValuesOf
) -> Iterator[tuple[str, float, float]]:
    """Yield a harvested element, its season's planted area and what other months have harvested of it, mu.

    Only where the earlier months of the season are reported: before that nobody knows what is left.
    """
    for section, crop, element in _harvests(form, period):
        area = baseline.get(area_key(plan.calendar.crops[crop], period))
        months = list(_other_months(plan, section, crop, period))
        amounts = {month: (values_of((form.code, str(month))) or {}).get(element) for month in months}
        if area is not None and all(amounts[month] is not None for month in months if month < period):
            yield element, area, sum(amount or 0.0 for amount in amounts.values())


def _other_months(plan: Plan, section: Section, crop: str, period: Period) -> Iterator[Period]:
    """Yield the other months of a season in which its section is asked; a harvest lies in one year."""
    calendar = plan.calendar.crops[crop]
    for number in section.months:
        month = Period(period.year, number)
        if month != period and calendar.sown_in(month) == calendar.sown_in(period):
            yield month
