"""Which sections of a form a period asks of one place; a place of which none is asked is expected nothing."""

from agri.definitions.forms import Form
from agri.definitions.places import OrgUnit
from agri.periods import Period
from agri.services.reference.reference import Reference
from agri.services.reference.required_sections import is_asked
from agri.terms import Level


def asked_sections(reference: Reference, org_unit: str, form: Form, period: Period) -> tuple[str, ...]:
    """Return the sections asked of a place; none where it does not farm, or the form is another level's."""
    key = (org_unit, form.code, period)
    found = reference.asked_sections.get(key)
    if found is None:
        found = reference.asked_sections[key] = _find(reference, org_unit, form, period)
    return found


def may_report(reference: Reference, org_unit: str, form: Form, period: Period) -> bool:
    """Say whether a form is one of a place's at all: of its level, for a place that is there and farms."""
    unit = reference.places[org_unit]
    is_there = unit.level == form.level and reference.ground.is_there(org_unit, period)
    return is_there and any(place.is_farming for place in _below(reference, org_unit))


def _below(reference: Reference, org_unit: str) -> tuple[OrgUnit, ...]:
    unit = reference.places[org_unit]
    return (unit,) if unit.level == Level.TOWNSHIP else tuple(reference.places.children(org_unit))


def _find(reference: Reference, org_unit: str, form: Form, period: Period) -> tuple[str, ...]:
    if not may_report(reference, org_unit, form, period):
        return ()
    below = _below(reference, org_unit)

    def area_of(key: str, year: int) -> float:
        areas = [reference.baseline(place.code, year).get(key) for place in below]
        figures = [area for area in areas if area is not None]
        return sum(figures) if figures else float("nan")

    return tuple(
        section.code
        for section in form.sections_in(period)
        if is_asked(form, section, period, reference.plan.calendar, area_of)
    )
