"""An answer that comes with a report settles its finding; how figures are known is kept with the version."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from agri.errors import Invalid
from agri.models import FindingAnswer, Revision
from agri.services.intake.receive import receive
from agri.services.publish.verify import verify
from agri.services.review.conflicts import Settlement, settle_conflict
from agri.services.review.due import read_due
from agri.services.review.list_findings import list_findings
from tests.places import NOW
from tests.unit.services.submissions import a_report, a_revision, actor

LAST_YEAR = a_report(period="2018-08")
TWO_SLIPS = a_report(
    values={"recovered_kg": 120_000.0, "disposed_kg": 81_000.0},
    answers={"unit-slip:recovered_kg": "含库存", "unit-slip:samples": "nobody asks this"},
    known_by={"packaging": "weighing"},
)
PLAIN = a_report()


@pytest.fixture(autouse=True)
def _last_year(session: Session) -> None:
    receive(session, actor("reporter"), [LAST_YEAR], now=NOW)


def answers(session: Session) -> dict[str, str | None]:
    found, _ = list_findings(
        session, actor("reviewer"), org_unit=None, period="2019-08", form=None, after=0, limit=50
    )
    return {one.name: one.answer.text if one.answer else None for one in found}


def test_one_answer_settles_one_finding(session: Session) -> None:
    receive(session, actor("reporter"), [TWO_SLIPS], now=NOW)
    told = answers(session)
    assert told["unit-slip:recovered_kg"] == "含库存"
    assert told["unit-slip:disposed_kg"] is None


def test_where_one_finding_has_a_code_it_may_be_named_with_its_element(session: Session) -> None:
    one = a_report(
        values={"recovered_kg": 120_000.0, "disposed_kg": 80.0},
        answers={"unit-slip:recovered_kg": "含库存"},
    )
    receive(session, actor("reporter"), [one], now=NOW)
    assert answers(session)["unit-slip"] == "含库存"


def test_it_is_sent_once_and_kept_once(session: Session) -> None:
    first = receive(session, actor("reporter"), [TWO_SLIPS], now=NOW)[0]
    again = receive(session, actor("reporter"), [TWO_SLIPS], now=NOW)[0]
    assert first.receipt is not None
    assert again.receipt is not None
    assert first.receipt.link == again.receipt.link
    assert len(session.exec(select(FindingAnswer)).all()) == 1


def test_a_dry_run_keeps_no_answer(session: Session) -> None:
    receive(session, actor("reporter"), [TWO_SLIPS], now=NOW, dry_run=True)
    assert session.exec(select(FindingAnswer)).all() == []


def test_the_digest_holds_what_came_along_and_nothing_where_nothing_did() -> None:
    assert replace(PLAIN, answers={}, known_by={}).digest() == PLAIN.digest()
    assert replace(PLAIN, known_by={"packaging": "ledger"}).digest() != PLAIN.digest()
    assert replace(PLAIN, answers={"other-month": "农时推迟"}).digest() != PLAIN.digest()


def test_a_section_that_the_form_has_not_is_refused(session: Session) -> None:
    outcome = receive(session, actor("reporter"), [replace(PLAIN, known_by={"straw": "ledger"})], now=NOW)[0]
    assert isinstance(outcome.refusal, Invalid)
    assert [fault.pointer for fault in outcome.refusal.faults] == ["/known_by/straw"]


def test_what_a_correction_begins_with_has_both(session: Session) -> None:
    receive(session, actor("reporter"), [TWO_SLIPS], now=NOW)
    form = next(one for one in read_due(session, actor("reporter"), now=NOW).forms if one.form == "packaging")
    assert (form.answers, form.known_by) == (TWO_SLIPS.answers, TWO_SLIPS.known_by)


def test_the_record_proves_both(session: Session) -> None:
    receive(session, actor("reporter"), [TWO_SLIPS], now=NOW)
    assert verify(session).is_sound
    revision = session.get(Revision, TWO_SLIPS.revision_id)
    assert revision is not None
    revision.known_by = {"packaging": "estimate"}
    session.flush()
    assert not verify(session).is_sound


def test_a_second_version_keeps_its_own_until_it_is_adopted(session: Session) -> None:
    receive(session, actor("reporter"), [PLAIN], now=NOW)
    second = replace(TWO_SLIPS, revision_id=a_revision(PLAIN, "contested").revision_id)
    receive(session, actor("reporter"), [second], now=NOW)
    assert session.exec(select(FindingAnswer)).all() == []
    settle_conflict(
        session, actor("reviewer"), second.revision_id, Settlement.ADOPTED, reason="磅单为准", now=NOW
    )
    assert answers(session)["unit-slip:recovered_kg"] == "含库存"
    adopted = session.exec(select(Revision).where(Revision.supersedes == PLAIN.revision_id)).one()
    assert adopted.known_by == TWO_SLIPS.known_by
    assert verify(session).is_sound
