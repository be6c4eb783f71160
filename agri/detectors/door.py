"""Which question at the door is the same one: an answer to it settles what is asked at the desk."""

from agri.definitions.detection.declared import BoundTerm
from agri.definitions.forms import LAST_YEAR, Form
from agri.detectors.detection import Detection
from agri.terms import Severity

# What is asked at the door about one amount, whichever the form (agri/checks/magnitude.py).
OF_ONE_AMOUNT = ("unit-slip", "above-land")
# What is asked at the door once for all amounts of a section (agri/checks/last_year.py).
OF_ONE_SECTION = ("product-mass",)


def same_as(one: Detection, form: Form, code: str, element: str | None) -> bool:
    """Say whether a finding, named by code and element, asks at the door what a detection asks."""
    if code in OF_ONE_SECTION:
        own, asked = (form.section_of.get(str(name)) for name in (one.element, element))
        return code in one.door and own is not None and own == asked
    return code in one.door and (code not in OF_ONE_AMOUNT or element == one.element)


def rules_like(form: Form, left: tuple[BoundTerm, ...], right: tuple[BoundTerm, ...]) -> tuple[str, ...]:
    """Return the codes of the form's rules that hold the same amounts against the same others."""
    claimed, borne = ({term.name for term in side} for side in (left, right))
    return tuple(
        rule.code
        for rule in form.rules
        if rule.severity == Severity.ASK
        and claimed <= {term.element(form.code) for term in rule.left}
        and borne == {term.element(form.code) for term in rule.right}
    )


def rules_beside_last_year(form: Form, element: str) -> tuple[str, ...]:
    """Return the codes of the form's rules that hold an element's sum against last year's."""
    return tuple(
        rule.code
        for rule in form.rules
        if any(term.owner is None and term.name == element for term in rule.left)
        and all(term.owner == LAST_YEAR for term in rule.right)
    )
