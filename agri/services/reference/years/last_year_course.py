"""What last year's course leads one to expect of a month.

`GET /due` ships it, so that the phone asks the same as the server.
"""

from collections.abc import Callable, Mapping

from agri.checks.magnitude import LEAST
from agri.definitions.forms import Form, Section
from agri.periods import Period

Values = Mapping[str, float | None]
ValuesOf = Callable[[str, str], Values | None]
_BROUGHT_FORWARD = 0.5  # of next month's work that may be done in this one; assumed


def expected_products(form: Form, period: Period, values_of: ValuesOf) -> dict[str, float]:
    """Return, by section, the most that last year leads one to expect of amounts worked out of products.

    That is the same month's sum, with what the month before has less of than a year ago, since work comes
    late, and half of the next month's, since it comes early. Only where last year's month is complete.
    """
    then, before, after = _last_year(form, period, values_of)
    now_before = _values(form, period.previous(), values_of)
    found = {}
    for section in form.sections_in(period):
        if not all(element.products for element in section.elements):
            continue
        if any(then.get(element.code) is None for element in section.elements):
            continue
        late = max(0.0, _sum_of(section, before) - _sum_of(section, now_before))
        found[section.code] = _sum_of(section, then) + late + _BROUGHT_FORWARD * _sum_of(section, after)
    return {code: most for code, most in found.items() if most > 0}


def busy_elements(form: Form, period: Period, values_of: ValuesOf) -> tuple[str, ...]:
    """Return the elements whose season last year was in this month, and has not come early this year.

    The month had at least the mean of the two beside it, and this year's month before has not had half of it
    more than a year ago.
    """
    then, before, after = _last_year(form, period, values_of)
    now_before = _values(form, period.previous(), values_of)

    def is_busy(code: str, least: float) -> bool:
        amount, earlier = then.get(code) or 0.0, before.get(code) or 0.0
        has_come = (now_before.get(code) or 0.0) - earlier > amount / 2
        return amount >= max(least, (earlier + (after.get(code) or 0.0)) / 2) and not has_come

    elements = (element for section in form.sections_in(period) for element in section.elements)
    return tuple(one.code for one in elements if one.unit in LEAST and is_busy(one.code, LEAST[one.unit]))


def _last_year(form: Form, period: Period, values_of: ValuesOf) -> tuple[Values, Values, Values]:
    month = period.year_before()
    return (
        _values(form, month, values_of),
        _values(form, month.previous(), values_of),
        _values(form, month.next(), values_of),
    )


def _values(form: Form, period: Period, values_of: ValuesOf) -> Values:
    return form.in_present_names(values_of(form.code, str(period)) or {})


def _sum_of(section: Section, values: Values) -> float:
    return sum(values.get(element.code) or 0.0 for element in section.elements)
