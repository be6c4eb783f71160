"""What is known of a cell before its report comes: one answer for `GET /due` and for every door."""

from collections.abc import Mapping

from agri.checks.beforehand import Beforehand
from agri.definitions.detection.declared import DetectorKind
from agri.definitions.forms import Form
from agri.definitions.lineage import ValuesOf
from agri.periods import Period
from agri.services.reference.nearby_amounts import nearby_amounts
from agri.services.reference.rule_terms import RuleSums
from agri.services.reference.season_areas import area_limits
from agri.services.reference.years.elsewhere import NOTHING_ELSEWHERE, Spans
from agri.services.reference.years.last_year_course import (
    busy_elements,
    expected_products,
    moved_amounts,
    read_course,
)


def known_beforehand(
    rule_sums: RuleSums,
    form: Form,
    period: Period,
    values_of: ValuesOf,
    *,
    baseline: Mapping[str, float],
    known: Mapping[str, float],
    elsewhere: Spans = NOTHING_ELSEWHERE,
) -> Beforehand:
    """Read what a report is held to.

    Parameters
    ----------
    rule_sums : RuleSums
        Those of the period's plan.
    form : Form
        As it is in force in the period.
    values_of : callable
        What was reported of the place's ground, by cell.
    baseline, known : mapping
        What is known of the place in the year; and with its reporting units, which only rules name.
    elsewhere : mapping, optional
        What other places tell of the month, as `spans_elsewhere` says it.
    """
    plan = rule_sums.plan
    course = read_course(form, period, values_of)
    return Beforehand(
        sums=rule_sums.sums(form, period, values_of, known),
        last_year=course.then,
        limits=area_limits(plan, form, period, baseline, values_of),
        nearby=nearby_amounts(form, period, baseline, values_of),
        expected=expected_products(form, period, course, elsewhere),
        busy=busy_elements(form, period, course, elsewhere),
        slip=plan.detectors.threshold(DetectorKind.SIZE, "month_ratio"),
        moved=moved_amounts(plan, form, period, values_of),
        elsewhere=elsewhere,
    )
