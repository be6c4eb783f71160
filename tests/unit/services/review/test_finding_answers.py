"""One answer settles one finding, also where a report has several of one kind."""

import pytest
from sqlmodel import Session

from agri.errors import NotFound
from agri.periods import Period, day_of
from agri.services.intake.receive import receive
from agri.services.publish.release_findings import accepted_findings
from agri.services.reference.reference import read_reference
from agri.services.review.answer_finding import answer_finding
from agri.services.review.decide import decide
from agri.services.review.list_findings import OpenFinding, list_findings
from agri.terms import DecisionKind
from tests.places import NOW
from tests.unit.services.submissions import a_report, actor

LAST_YEAR = a_report(period="2018-06")
# Both amounts are about a thousand times last year's: two questions of one code.
TWO_SLIPS = a_report(period="2019-06", values={"recovered_kg": 120_000.0, "disposed_kg": 81_000.0})
NAMES = ["unit-slip:recovered_kg", "unit-slip:disposed_kg"]


@pytest.fixture(autouse=True)
def _reports(session: Session) -> None:
    receive(session, actor("reporter"), [LAST_YEAR], now=NOW)
    receive(session, actor("reporter"), [TWO_SLIPS], now=NOW)


def found(session: Session) -> list[OpenFinding]:
    listed, _ = list_findings(
        session, actor("reporter"), org_unit=None, period="2019-06", form=None, after=0, limit=50
    )
    return [one for one in listed if one.finding["code"] == "unit-slip"]


def answer(session: Session, name: str) -> None:
    answer_finding(session, actor("reporter"), TWO_SLIPS.revision_id, name, text="含库存", now=NOW)


def test_each_has_a_name_of_its_own_and_an_answer_of_its_own(session: Session) -> None:
    assert [one.name for one in found(session)] == NAMES
    answer(session, NAMES[1])
    assert [one.answer.text if one.answer else None for one in found(session)] == [None, "含库存"]
    answer(session, NAMES[0])
    assert [one.answer.text if one.answer else None for one in found(session)] == ["含库存"] * 2


def test_a_release_says_which_of_them_is_answered(session: Session) -> None:
    answer(session, NAMES[0])
    decide(session, actor("reviewer"), TWO_SLIPS.revision_id, DecisionKind.ACCEPTED, None, now=NOW)
    lines = accepted_findings(session, read_reference(session), Period(2019, 6), day_of(NOW))
    answered = [(line.element, line.is_answered) for line in lines if line.code == "unit-slip"]
    assert answered == [("recovered_kg", True), ("disposed_kg", False)]


def test_an_answer_to_their_common_code_is_asked_which_it_means(session: Session) -> None:
    with pytest.raises(NotFound, match=NAMES[1]) as refused:
        answer(session, "unit-slip")
    assert NAMES[0] in refused.value.detail_zh
    assert [one.answer for one in found(session)] == [None, None]
