"""The current revision is the one that nothing supersedes, now or at an instant of the past."""

from datetime import timedelta

from sqlmodel import Session, col, select

from agri.models import Report, Revision
from agri.services.intake.current_revisions import current_revisions
from agri.services.intake.receive import receive
from tests.places import NOW
from tests.unit.services.submissions import a_report, a_revision, actor

LATER = NOW + timedelta(days=1)
JULY, AUGUST = a_report(period="2019-07"), a_report(period="2019-08")


def test_of_each_report_the_last_version_is_current(session: Session) -> None:
    receive(session, actor("reporter"), [JULY, AUGUST, a_revision(AUGUST)], now=NOW)
    query = select(Revision.id).order_by(col(Revision.seq))
    assert list(session.exec(current_revisions(query))) == [
        JULY.revision_id,
        a_revision(AUGUST).revision_id,
    ]


def test_at_an_earlier_instant_it_is_the_version_of_then(session: Session) -> None:
    receive(session, actor("reporter"), [AUGUST], now=NOW)
    receive(session, actor("reporter"), [a_revision(AUGUST)], now=LATER)
    query = select(Revision.id).where(Revision.received_at < LATER)
    assert list(session.exec(current_revisions(query, until=LATER))) == [AUGUST.revision_id]
    assert list(session.exec(current_revisions(query))) == []  # what superseded it is left out


def test_a_row_without_a_revision_is_kept(session: Session) -> None:
    receive(session, actor("reporter"), [JULY], now=NOW)
    is_of_no_report = (col(Revision.report_id) == col(Report.id)) & (col(Revision.received_at) > LATER)
    query = select(Report.id, Revision.id).outerjoin(Revision, is_of_no_report)
    assert list(session.exec(current_revisions(query))) == [(JULY.report_id, None)]
