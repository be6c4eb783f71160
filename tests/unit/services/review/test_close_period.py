"""Closing and reopening a county's months."""

import pytest
from sqlmodel import Session

from agri.errors import Invalid, NotAllowed, PeriodClosed
from agri.services.review.close_period import close_period, reopen_period
from tests.places import COUNTY, NOW, OTHER_COUNTY, TOWNSHIP
from tests.unit.services.submissions import actor


def close(session: Session, by: str = "reviewer", org_unit: str = COUNTY, period: str = "2019-08") -> str:
    return close_period(session, actor(by), org_unit, period, now=NOW).act


def reopen(session: Session, by: str = "reviewer", reason: str = "补报") -> str:
    return reopen_period(session, actor(by), COUNTY, "2019-08", reason=reason, now=NOW).act


def test_a_county_closes_and_reopens_and_closes_again(session: Session) -> None:
    assert [close(session), reopen(session), close(session)] == ["closed", "reopened", "closed"]


def test_the_city_may_close_for_a_county(session: Session) -> None:
    assert close(session, by="committee") == "closed"


@pytest.mark.parametrize("name", ["reporter", "far_reviewer", "province", "operator"])
def test_nobody_else_closes_or_reopens(session: Session, name: str) -> None:
    with pytest.raises(NotAllowed):
        close(session, by=name)
    close(session)
    with pytest.raises(NotAllowed):
        reopen(session, by=name)


@pytest.mark.parametrize(
    ("org_unit", "period", "code"),
    [
        (TOWNSHIP, "2019-08", "not-a-county"),
        ("410191999", "2019-08", "unknown-org-unit"),
        (COUNTY, "2019-Q2", "unknown-period"),
        (COUNTY, "August", "unknown-period"),
        (COUNTY, "2019-09", "not-ended"),
    ],
)
def test_what_cannot_be_closed_is_named(session: Session, org_unit: str, period: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        close(session, org_unit=org_unit, period=period)
    assert [fault.code for fault in refusal.value.faults] == [code]


def test_a_closed_month_is_not_closed_twice(session: Session) -> None:
    close(session)
    with pytest.raises(PeriodClosed):
        close(session)
    assert close(session, by="far_reviewer", org_unit=OTHER_COUNTY) == "closed"


def test_reopening_wants_a_closed_month_and_a_reason(session: Session) -> None:
    with pytest.raises(Invalid, match="not closed"):
        reopen(session)
    close(session)
    with pytest.raises(Invalid, match="why"):
        reopen(session, reason=" ")
