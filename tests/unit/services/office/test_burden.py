"""What reporting costs: minutes by month from medians by form, and fields that nobody reads."""

from datetime import date

import pytest
from sqlmodel import Session

from agri.errors import NotAllowed
from agri.models import FillingCount
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.intake.receive import receive
from agri.services.office.read_burden import BurdenAccount, FormAccount, read_burden
from agri.services.reference.reference import read_reference
from agri.services.review.decide import decide
from agri.terms import DecisionKind, Level
from tests.places import NOW
from tests.unit.services.submissions import a_report, actor

CITY = "4101"


def account(session: Session, who: str = "committee") -> BurdenAccount:
    reference = read_reference(session)
    snapshot = take_snapshot(session, reference.plan, date(2019, 9, 5))
    return read_burden(session, actor(who), reference, snapshot)


def form(found: BurdenAccount, code: str) -> FormAccount:
    [one] = [one for one in found.forms if one.burden.form == code]
    return one


def count(session: Session, code: str, period: str, **reports: int) -> None:
    for seconds, number in reports.items():
        span = int(seconds.removeprefix("s"))
        session.add(FillingCount(city=CITY, form=code, period=period, seconds=span, reports=number))
    session.flush()


def test_without_times_nothing_is_said_of_time(session: Session) -> None:
    found = account(session)
    assert {one.seconds for one in found.forms} == {None}
    assert {month.minutes for month in found.months} == {None}
    august = found.months[7]
    asked = [one for one in found.forms if one.level == Level.TOWNSHIP and one.burden.asked_in.get(8)]
    assert (august.forms, august.unmeasured) == (len(asked), len(asked))
    assert august.cells == sum(one.burden.asked_in[8] for one in asked) > 0


def test_a_month_is_the_sum_of_medians_and_says_what_it_lacks(session: Session) -> None:
    count(session, "packaging", "2019-07", s60=3)
    count(session, "packaging", "2019-08", s120=6)  # a median of its own: 105 s
    count(session, "straw", "2019-06", s60=4)  # too few
    found = account(session)
    packaging = form(found, "packaging")
    # Nine reports: the fourth and a half is a quarter into 90 to 120.
    assert (packaging.measured, packaging.seconds) == (9, 98)
    assert (form(found, "straw").measured, form(found, "straw").seconds) == (4, None)
    july, august = found.months[6], found.months[7]
    assert august.minutes == 1.8
    assert july.minutes == 1.6  # three in July are too few: the year's
    assert july.unmeasured == july.forms - 1


def test_a_field_says_how_often_it_was_given_and_left_blank(session: Session) -> None:
    report = a_report(values={"recovered_kg": 100.0, "disposed_kg": None})
    receive(session, actor("reporter"), [report], now=NOW)
    decide(session, actor("reviewer"), report.revision_id, DecisionKind.ACCEPTED, reason=None, now=NOW)
    recovered, disposed = form(account(session), "packaging").fields
    assert ((recovered.given, recovered.blank), (disposed.given, disposed.blank)) == ((1, 0), (0, 1))


def test_what_nothing_reads_may_be_dropped(session: Session) -> None:
    found = account(session)
    named = {
        f"{one.burden.form}.{field.element}"
        for one in found.forms
        for field, own in zip(one.burden.fields, one.fields, strict=True)
        if own.is_unread_all_year
    }
    assert named == {"sowing.peanut_mu", "sowing.vegetable_mu", "sowing.other_mu"}


@pytest.mark.parametrize("who", ["reviewer", "reporter", "department", "province"])
def test_it_is_the_committees_and_the_operators(session: Session, who: str) -> None:
    with pytest.raises(NotAllowed):
        account(session, who)
    assert account(session, "operator").year == 2019
