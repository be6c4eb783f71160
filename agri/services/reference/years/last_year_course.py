"""What last year's course leads one to expect of a month.

`GET /due` ships it, so that the phone asks the same as the server.
"""

from dataclasses import dataclass

from agri.checks.magnitude import LEAST
from agri.definitions.forms import Form, Section
from agri.definitions.lineage import Cell, Figures, ValuesOf
from agri.definitions.plan import Plan
from agri.periods import Period
from agri.services.reference.years.elsewhere import Spans

_OWN_GROWTH = 1.25  # that the question about product mass lets pass anyhow: others' counts beyond it; assumed
_BROUGHT_FORWARD = 0.5  # of next month's work that may be done in this one; assumed


@dataclass(frozen=True, slots=True)
class Course:
    """A form's amounts of the same month last year and of the two beside it, and of this year's month before.

    Empty where nothing was reported.
    """

    then: Figures
    before: Figures
    after: Figures
    now_before: Figures


def read_course(form: Form, period: Period, values_of: ValuesOf) -> Course:
    """Return what was reported around a month, under the names that the form's elements have now."""

    def values(month: Period) -> Figures:
        return form.in_present_names(values_of((form.code, str(month))) or {})

    then = period.year_before()
    return Course(values(then), values(then.previous()), values(then.next()), values(period.previous()))


def expected_products(form: Form, period: Period, course: Course, elsewhere: Spans) -> dict[str, float]:
    """Return, by section, the most that last year leads one to expect of amounts worked out of products.

    That is the same month's sum, with what the month before has less of than a year ago, since work comes
    late, and half of the next month's, since it comes early. Where other places' amounts have grown more, it
    is last year's month grown as theirs. Only where last year's month is complete.
    """
    found: dict[str, float] = {}
    then = course.then
    if not then:
        return found
    for section in form.sections_in(period):
        if not all(element.products for element in section.elements):
            continue
        if any(then.get(element.code) is None for element in section.elements):
            continue
        late = max(0.0, _sum_of(section, course.before) - _sum_of(section, course.now_before))
        moved = _sum_of(section, then) + late + _BROUGHT_FORWARD * _sum_of(section, course.after)
        grown = sum(
            (then[element.code] or 0.0) * elsewhere[element.code][1]
            for element in section.elements
            if element.code in elsewhere
        )
        found[section.code] = max(moved, grown / _OWN_GROWTH)
    return {code: most for code, most in found.items() if most > 0}


def busy_elements(form: Form, period: Period, course: Course, elsewhere: Spans) -> tuple[str, ...]:
    """Return the elements whose season last year was in this month, and has not come early this year.

    The month had at least the mean of the two beside it, and this year's month before has not had half of it
    more than a year ago; nor have several other places nothing now where they had something.
    """
    then = course.then
    if not then:
        return ()

    def is_busy(code: str, least: float) -> bool:
        amount, earlier = then.get(code) or 0.0, course.before.get(code) or 0.0
        has_come = (course.now_before.get(code) or 0.0) - earlier > amount / 2
        is_idle_elsewhere = code in elsewhere and elsewhere[code][0] == 0
        is_season = amount >= max(least, (earlier + (course.after.get(code) or 0.0)) / 2)
        return is_season and not has_come and not is_idle_elsewhere

    elements = (element for section in form.sections_in(period) for element in section.elements)
    return tuple(one.code for one in elements if one.unit in LEAST and is_busy(one.code, LEAST[one.unit]))


def moved_cells(form: Form, period: Period) -> frozenset[Cell]:
    """Return the cells that `moved_amounts` reads: the year's months before, and the same a year ago."""
    before = []
    month = period.previous()
    while month.year == period.year:
        before += [month, month.year_before()]
        month = month.previous()
    return frozenset((form.code, str(one)) for one in before)


def moved_amounts(plan: Plan, form: Form, period: Period, values_of: ValuesOf) -> dict[str, float]:
    """Return by how much the earlier months of a season came to more than a year ago, by element.

    Of months that both years know; an element of one crop has the crop's seasons, the others have the year.
    What came to the same is left out.
    """
    found: dict[str, float] = {}
    month = period.previous()
    while month.year == period.year:
        now, then = (
            form.in_present_names(values_of((form.code, str(one))) or {})
            for one in (month, month.year_before())
        )
        for section in form.sections if now and then else ():
            if not _is_one_season(plan, section, month, period):
                continue
            for element in section.elements:
                here, there = now.get(element.code), then.get(element.code)
                if here is not None and there is not None:
                    found[element.code] = found.get(element.code, 0.0) + here - there
        month = month.previous()
    return {code: amount for code, amount in found.items() if amount}


def _is_one_season(plan: Plan, section: Section, one: Period, other: Period) -> bool:
    crop = plan.calendar.crops.get(section.crops[0]) if len(section.crops) == 1 else None
    return crop is None or crop.season_of(one.last_month) == crop.season_of(other.last_month)


def _sum_of(section: Section, values: Figures) -> float:
    return sum(values.get(element.code) or 0.0 for element in section.elements)
