"""Who is missing beside the places of an import, by the definitions of the year that a report belongs to."""

from dataclasses import replace
from types import SimpleNamespace

from sqlmodel import Session

from agri.definitions.forms import Forms
from agri.services.intake.spreadsheets.import_missing import read_missing
from agri.services.reference.reference import read_reference
from tests.places import NEIGHBOUR, TOWNSHIP
from tests.unit.services.submissions import actor


def test_an_earlier_year_asks_by_its_own_forms(session: Session) -> None:
    reference = read_reference(session)
    own = reference.years[2019]
    fewer = Forms({form.code: form for form in own.plan.forms if form.code != "packaging"})
    later = replace(own, plan=replace(own.plan, year=2020, forms=fewer))
    both = replace(reference, year=2020, years={2019: own, 2020: later}, _siblings={}, asked_sections={})
    row = SimpleNamespace(form="packaging", org_unit=TOWNSHIP, period="2019-07")
    rows = [row]
    (found,) = read_missing(session, both, rows, actor("operator"))  # type: ignore[arg-type]  # only this is read
    assert NEIGHBOUR in [code for code, _ in found.places]
