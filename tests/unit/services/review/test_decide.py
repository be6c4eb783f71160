"""Decisions: who may take them on what, when, and that a bulk is many single ones."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from agri.errors import DecisionConflict, Invalid, NotAllowed, NotFound
from agri.models import Decision, Revision
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from agri.services.review.decide import Verdict, decide, decide_many
from agri.terms import DecisionKind
from tests.places import COUNTY, NOW, person_id
from tests.unit.services.submissions import a_report, a_revision, actor

ACCEPTED, RETURNED = DecisionKind.ACCEPTED, DecisionKind.RETURNED


@pytest.fixture
def report(session: Session) -> Submission:
    """A township's report that waits for its reviewer."""
    submission = a_report()
    receive(session, actor("reporter"), [submission], now=NOW)
    return submission


def judge(session: Session, submission: Submission, by: str = "reviewer", **changes: Any) -> Decision:
    fields = {"kind": ACCEPTED, "reason": None} | changes
    return decide(session, actor(by), submission.revision_id, now=NOW, **fields)


def kinds(session: Session) -> list[str]:
    return list(session.exec(select(Decision.kind).order_by(col(Decision.seq))))


class TestWorks:
    def test_the_county_accepts(self, session: Session, report: Submission) -> None:
        decision = judge(session, report)
        assert (decision.kind, decision.by, decision.at) == ("accepted", person_id("reviewer"), NOW)

    def test_a_return_says_why(self, session: Session, report: Submission) -> None:
        assert judge(session, report, kind=RETURNED, reason="单位应为公斤").reason == "单位应为公斤"

    def test_what_was_accepted_can_still_be_returned(self, session: Session, report: Submission) -> None:
        judge(session, report)
        judge(session, report, kind=RETURNED, reason="抽查不符")
        assert kinds(session) == ["accepted", "returned"]

    def test_the_city_reviews_what_a_county_reports_itself(self, session: Session) -> None:
        manure = a_report("manure", "2019-Q2", COUNTY)
        receive(session, actor("reviewer"), [manure], now=NOW)
        assert judge(session, manure, by="committee").kind == "accepted"

    def test_a_bulk_decides_each_on_its_own(self, session: Session, report: Submission) -> None:
        july = a_report(period="2019-07")
        receive(session, actor("reporter"), [july], now=NOW)
        verdicts = [
            Verdict(report.revision_id, RETURNED),
            Verdict(july.revision_id, ACCEPTED),
            Verdict(july.revision_id, ACCEPTED),
        ]
        outcomes = decide_many(session, actor("reviewer"), verdicts, now=NOW)
        assert [type(outcome.refusal) for outcome in outcomes] == [Invalid, type(None), DecisionConflict]
        assert kinds(session) == ["accepted"]


class TestNotYou:
    @pytest.mark.parametrize("name", ["reporter", "province", "operator"])
    def test_who_does_not_review_decides_nothing(
        self, session: Session, report: Submission, name: str
    ) -> None:
        with pytest.raises(NotAllowed):
            judge(session, report, by=name)

    def test_another_county_does_not_even_see_it(self, session: Session, report: Submission) -> None:
        with pytest.raises(NotFound):
            judge(session, report, by="far_reviewer")

    def test_nobody_decides_on_an_own_report(self, session: Session) -> None:
        own = a_report()
        receive(session, actor("reviewer"), [own], now=NOW)
        with pytest.raises(NotAllowed, match="own report"):
            judge(session, own)
        assert judge(session, own, by="committee").kind == "accepted"

    def test_a_county_does_not_review_its_own_forms(self, session: Session) -> None:
        manure = a_report("manure", "2019-Q2", COUNTY, author=person_id("committee"))
        receive(session, actor("operator"), [manure], now=NOW, on_behalf=True)
        with pytest.raises(NotAllowed, match="municipal committee"):
            judge(session, manure)


def test_an_unknown_revision_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        judge(session, a_report())


class TestNotNow:
    def test_a_superseded_revision_is_past_deciding(self, session: Session, report: Submission) -> None:
        newer = a_revision(report)
        receive(session, actor("reporter"), [newer], now=NOW)
        with pytest.raises(DecisionConflict) as refusal:
            judge(session, report)
        assert refusal.value.context["current"] == str(newer.revision_id)

    def test_deciding_the_same_twice_is_refused(self, session: Session, report: Submission) -> None:
        judge(session, report)
        with pytest.raises(DecisionConflict):
            judge(session, report)
        assert kinds(session) == ["accepted"]

    @pytest.mark.parametrize("reason", [None, "", "  "])
    def test_a_return_without_a_reason_is_refused(
        self, session: Session, report: Submission, reason: str | None
    ) -> None:
        with pytest.raises(Invalid):
            judge(session, report, kind=RETURNED, reason=reason)

    def test_the_database_itself_refuses_a_return_without_a_reason(
        self, session: Session, report: Submission
    ) -> None:
        seq = session.exec(select(Revision.seq)).one()
        row = {"revision_id": report.revision_id, "by": person_id("reviewer"), "at": NOW, "seq": seq}
        session.add(Decision(kind="returned", reason=None, **row))
        with pytest.raises(IntegrityError, match="return_says_why"):
            session.flush()
