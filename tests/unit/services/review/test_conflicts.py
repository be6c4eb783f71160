"""Two phones, one cell: both versions are seen, the reviewer settles, nothing is lost."""

import pytest
from sqlmodel import Session, select

from agri.errors import DecisionConflict, Invalid, NotAllowed, NotFound, PeriodClosed
from agri.models import Revision
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from agri.services.review.close_period import close_period
from agri.services.review.conflicts import Settlement, list_conflicts, settle_conflict
from agri.services.review.decide import decide
from agri.services.review.report_history import read_report
from agri.terms import DecisionKind
from tests.places import COUNTY, NOW, person_id
from tests.unit.services.submissions import a_report, actor, an_id

ADOPTED, DISMISSED = Settlement.ADOPTED, Settlement.DISMISSED


@pytest.fixture
def late(session: Session) -> Submission:
    """The second phone's version, kept beside the first one's."""
    late = a_report(report_id=an_id("other"), revision_id=an_id("other first"), values={"recovered_kg": 55.0})
    receive(session, actor("reporter"), [a_report(), late], now=NOW)
    return late


def settle(session: Session, late: Submission, act: Settlement, by: str = "reviewer") -> None:
    settle_conflict(session, actor(by), late.revision_id, act, reason="以第二份为准", now=NOW)


def test_both_versions_are_seen_by_the_township_and_its_reviewer(session: Session, late: Submission) -> None:
    for name in ("reporter", "reviewer", "committee"):
        [conflict] = list_conflicts(session, actor(name))
        assert conflict.contested.values == {"recovered_kg": 55.0}
        assert conflict.current == a_report().revision_id
    assert list_conflicts(session, actor("far_reviewer")) == []


def test_an_adopted_version_is_a_new_revision_by_its_author(session: Session, late: Submission) -> None:
    settle(session, late, ADOPTED)
    history = read_report(session, actor("reporter"), a_report().report_id)
    assert history.current.values == {"recovered_kg": 55.0}
    assert history.current.supersedes == a_report().revision_id
    assert history.current.author == person_id("reporter")
    assert history.contested[0].resolution is not None
    assert list_conflicts(session, actor("reviewer")) == []
    decide(session, actor("reviewer"), history.current.id, DecisionKind.ACCEPTED, None, now=NOW)


def test_a_dismissed_version_changes_nothing_and_stays(session: Session, late: Submission) -> None:
    settle(session, late, DISMISSED)
    assert len(session.exec(select(Revision)).all()) == 1
    [closed] = list_conflicts(session, actor("reviewer"), is_open=False)
    assert closed.resolution is not None
    assert closed.resolution.act == "dismissed"


def test_a_conflict_is_settled_once(session: Session, late: Submission) -> None:
    settle(session, late, DISMISSED)
    with pytest.raises(DecisionConflict):
        settle(session, late, ADOPTED)


def test_who_does_not_review_here_settles_nothing(session: Session, late: Submission) -> None:
    with pytest.raises(NotAllowed):
        settle(session, late, ADOPTED, by="reporter")
    with pytest.raises(NotFound):
        settle(session, late, ADOPTED, by="far_reviewer")


def test_adopting_into_a_closed_month_is_refused_dismissing_is_not(
    session: Session, late: Submission
) -> None:
    close_period(session, actor("reviewer"), COUNTY, "2019-08", now=NOW)
    with pytest.raises(PeriodClosed):
        settle(session, late, ADOPTED)
    settle(session, late, DISMISSED)


def test_settling_wants_a_reason(session: Session, late: Submission) -> None:
    with pytest.raises(Invalid):
        settle_conflict(session, actor("reviewer"), late.revision_id, DISMISSED, reason=" ", now=NOW)
