"""A month is closed when the last act on it closed it: now, and at an instant of the past."""

from datetime import timedelta

from sqlmodel import Session

from agri.periods import Period
from agri.services.intake.closed_months import closed_months, is_closed, read_closed, read_closed_before
from agri.services.reference.reference import read_reference
from agri.services.review.close_period import close_period, reopen_period
from tests.places import COUNTY, FAR_TOWNSHIP, NOW, TOWNSHIP
from tests.unit.services.submissions import actor

MARCH, QUARTER = Period(2019, 3), Period(2019, quarter=1)
CLOSED, REOPENED = NOW, NOW + timedelta(days=1)


def test_the_last_act_of_a_month_counts() -> None:
    acts = [
        ("410122", "2019-07", "closed"),
        ("410122", "2019-08", "closed"),
        ("410122", "2019-08", "reopened"),
        ("410181", "2019-08", "reopened"),
        ("410181", "2019-08", "closed"),
    ]
    assert closed_months(acts) == {("410122", "2019-07"), ("410181", "2019-08")}


def test_an_earlier_instant_is_asked_for_what_was_closed_then(session: Session) -> None:
    close_period(session, actor("reviewer"), COUNTY, "2019-03", now=CLOSED)
    reopen_period(session, actor("reviewer"), COUNTY, "2019-03", reason="补报", now=REOPENED)
    connection = session.connection()
    assert read_closed(connection, {COUNTY}, {"2019-03"}) == set()
    assert read_closed_before(connection, CLOSED) == set()
    assert read_closed_before(connection, REOPENED) == {(COUNTY, "2019-03")}


def test_a_quarter_is_closed_with_its_last_month_and_only_in_its_own_county(session: Session) -> None:
    reference = read_reference(session)
    close_period(session, actor("reviewer"), COUNTY, str(MARCH), now=NOW)
    assert is_closed(session, reference, TOWNSHIP, MARCH)
    assert is_closed(session, reference, COUNTY, QUARTER)
    assert not is_closed(session, reference, TOWNSHIP, MARCH.next())
    assert not is_closed(session, reference, FAR_TOWNSHIP, MARCH)
