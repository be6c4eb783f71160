"""What a month's amounts are compared with where the same month last year has none.

`GET /due` ships them, so that the phone asks the same as the server. Months of another season tell nothing:
an element is compared only where its mates can say whether the work of these months is alike, or can be
compared with it.
"""

import math
from collections.abc import Iterator, Mapping

from agri.checks.magnitude import mates_of, section_mates
from agri.definitions.forms import DataElement, Form
from agri.definitions.lineage import Cell, Figures, ValuesOf
from agri.periods import Period

# Assumed: up to this ratio of what the others came to in two months of last year, they are alike.
_ALIKE = 2.0
_FEWEST_MATES = 2  # that tell of an element's season: one alone may have another course; assumed
_YEAR_TOTALS = {"pesticide_kg": "last_year_pesticide_kg"}  # by element; fertilizer's go by crop


def nearby_cells(form: Form, period: Period) -> frozenset[Cell]:
    """Return the cells beside last year's same month, and the one before the month at hand."""
    return frozenset((form.code, str(month)) for month in _nearby(form, period))


def nearby_amounts(
    form: Form, period: Period, baseline: Mapping[str, float], values_of: ValuesOf
) -> dict[str, dict[str, float]]:
    """Return, by element, the known amounts to compare with, by month; by year where it is a year's total.

    Only of elements without an amount in the same month last year; of none that is counted in whole numbers:
    samples are taken and cards issued in campaigns, and no other month tells how many. The month just before
    is not taken alone: without any of last year's months the season's course is unknown. Where others of its
    section and unit do have last year's month, they tell that course: two or more must have had in it what
    they had in the months nearby. Where none of its mates has, at least one must have the months nearby, to
    be compared with. A zero last year stands beside them: less than nearby is then no question.
    """

    def amounts_of(month: Period) -> Figures:
        return form.in_present_names(values_of((form.code, str(month))) or {})

    last_year = amounts_of(period.year_before())
    months = {month: values for month in _nearby(form, period) if (values := amounts_of(month))}
    before = period.previous()
    knows_season = any(month != before for month in months)
    found: dict[str, dict[str, float]] = {}
    if not months and not baseline:
        return found
    for section in form.sections_in(period):
        for element in section.elements:
            if last_year.get(element.code) or element.is_whole:
                continue
            amounts = {m: a for m, values in months.items() if (a := values.get(element.code))}
            if knows_season and any(month != before for month in amounts):
                if _is_comparable(form, element, {month: months[month] for month in amounts}, last_year):
                    found[element.code] = {str(month): amount for month, amount in amounts.items()}
                    if last_year.get(element.code) == 0:
                        found[element.code][str(period.year_before())] = 0.0
            elif total := baseline.get(_total_key(form, section.code, element)):
                found[element.code] = {str(period.year - 1): total}
    return found


def _is_comparable(
    form: Form, element: DataElement, months: Mapping[Period, Figures], last_year: Figures
) -> bool:
    told = [
        [then / amount for values in months.values() if (amount := values.get(one.code))]
        for one in section_mates(form, element)
        if (then := last_year.get(one.code))
    ]
    if sum(bool(ratios) for ratios in told) >= _FEWEST_MATES:
        return all(abs(math.log(ratio)) <= math.log(_ALIKE) for ratios in told for ratio in ratios)
    mates = [one.code for one in mates_of(form, element)]
    if any(last_year.get(code) for code in mates):
        return False
    return any(values.get(code) for code in mates for values in months.values())


def _nearby(form: Form, period: Period) -> Iterator[Period]:
    then = period.year_before()
    for month in (then.previous(), then.next(), period.previous()):
        if form.asks_in(month):
            yield month


def _total_key(form: Form, section: str, element: DataElement) -> str:
    if form.code == "fertilizer" and element.unit == "t":
        return f"last_year_fertilizer_{section}_t"
    return _YEAR_TOTALS.get(element.code, "")
