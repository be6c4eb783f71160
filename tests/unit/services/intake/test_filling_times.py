"""How long filling in takes is counted by form and period, once a report, and kept with none of them."""

from dataclasses import fields

import pytest
from sqlmodel import Session, select

from agri.models import FillingCount
from agri.services.intake.filling_times import LONGEST, median_seconds
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from tests.places import NOW
from tests.unit.services.submissions import a_report, a_revision, actor


def counted(session: Session) -> list[tuple[str, str, int, int]]:
    rows = session.exec(select(FillingCount).execution_options(populate_existing=True)).all()
    return sorted((row.form, row.period, row.seconds, row.reports) for row in rows)


def send(session: Session, *submissions: Submission, dry_run: bool = False) -> None:
    receive(session, actor("reporter"), submissions, now=NOW, dry_run=dry_run)


@pytest.mark.parametrize(
    ("counts", "median"),
    [
        ({60: 4}, None),  # too few to be said
        ({60: 5}, 52),  # half way through 45 to 60
        ({60: 2, 120: 6}, 100),  # the second of six in 90 to 120
        ({30: 3, LONGEST: 3}, 30),
        ({30: 2, LONGEST: 3}, None),  # half lay open for hours: nobody knows
    ],
)
def test_the_median_by_hand(counts: dict[int, int], median: int | None) -> None:
    assert median_seconds(counts) == median


def test_a_report_is_counted_once_however_often_it_is_sent_and_corrected(session: Session) -> None:
    first = a_report(seconds=50)
    send(session, first)
    send(session, first)
    send(session, a_revision(first, seconds=400, values={"recovered_kg": 101.0, "disposed_kg": 80.0}))
    assert counted(session) == [("packaging", "2019-08", 60, 1)]


def test_the_counts_of_a_form_and_month_are_added_up(session: Session) -> None:
    months = ("2019-07", "2019-08")
    send(session, *(a_report(period=month, seconds=46) for month in months))
    send(session, a_report("straw", seconds=LONGEST), a_report("manure", "2019-Q2"))
    assert counted(session) == [
        ("packaging", "2019-07", 60, 1),
        ("packaging", "2019-08", 60, 1),
        ("straw", "2019-08", LONGEST, 1),
    ]


def test_what_is_only_tried_or_came_second_is_not_counted(session: Session) -> None:
    send(session, a_report(seconds=50), dry_run=True)
    assert counted(session) == []
    send(session, a_report())
    other = a_report(seconds=50, revision_id=a_revision(a_report()).revision_id)
    send(session, other)
    assert counted(session) == []


def test_the_seconds_are_no_part_of_what_was_said() -> None:
    assert a_report(seconds=50).digest() == a_report().digest()


def test_a_count_names_neither_person_nor_place() -> None:
    assert set(FillingCount.model_fields) == {"city", "form", "period", "seconds", "reports"}
    assert "seconds" in {field.name for field in fields(Submission)}
