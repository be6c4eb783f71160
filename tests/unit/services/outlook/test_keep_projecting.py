"""What the server asks by itself, and what it drops again."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from agri.models import BackgroundJob, ComparisonRow, ProjectionRow, SearchRow
from agri.services.outlook.drop_projections import drop_projections
from agri.services.outlook.job_queue import call_off
from agri.services.outlook.keep_projecting import ask_what_is_missing, month_before
from agri.terms import JobKind, JobState
from tests.places import CITY, NOW, person_id

DAY = NOW.date()


def ask(engine: Engine) -> bool:
    return ask_what_is_missing(engine, now=NOW, wall_now=NOW)


def open_jobs(engine: Engine) -> list[tuple[str, date, UUID | None]]:
    """What is open: kind, the day it looks from, who asked."""
    with Session(engine) as session:
        jobs = session.exec(select(BackgroundJob).where(BackgroundJob.state == JobState.WAITING)).all()
        found = []
        for job in jobs:
            row = session.get(ProjectionRow, job.id) or session.get_one(SearchRow, job.id)
            found.append((job.kind, row.as_of, job.asked_by))
        return found


def answer_all(engine: Engine, result: str | None = "{}") -> None:
    """End every open question as the process that computes does."""
    with Session(engine) as session, session.begin():
        for job in session.exec(select(BackgroundJob).where(BackgroundJob.state == JobState.WAITING)):
            row = session.get(ProjectionRow, job.id) or session.get_one(SearchRow, job.id)
            job.state = JobState.DONE if result else JobState.FAILED
            row.result, row.finished_at = result, NOW
            row.failure = None if result else "areas are unknown"
            session.add_all([job, row])


def test_one_question_after_the_other_is_asked_and_then_nothing_is_missing(engine: Engine) -> None:
    asked = []
    for _ in range(4):
        assert not ask(engine)
        [one] = open_jobs(engine)
        asked.append(one)
        assert not ask(engine)  # one at a time: while it is open no other is asked
        assert open_jobs(engine) == [one]
        answer_all(engine)
    assert asked == [
        ("projection", DAY, None),
        ("projection", date(2019, 8, 5), None),
        ("search", DAY, None),
        ("search", DAY, None),
    ]
    assert ask(engine)
    assert open_jobs(engine) == []


def test_what_cannot_be_computed_is_not_asked_again(engine: Engine) -> None:
    for _ in range(4):
        ask(engine)
        answer_all(engine, result=None)
    assert ask(engine)
    assert open_jobs(engine) == []


def test_what_somebody_called_off_is_not_asked_again_of_the_same_record(engine: Engine) -> None:
    ask(engine)
    with Session(engine) as session, session.begin():
        call_off(session, session.exec(select(BackgroundJob.id)).one(), NOW)
    ask(engine)
    assert [one[1] for one in open_jobs(engine)] == [date(2019, 8, 5)]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2019, 9, 5), date(2019, 8, 5)),
        (date(2019, 3, 31), date(2019, 2, 28)),
        (date(2019, 1, 7), date(2018, 12, 7)),
    ],
)
def test_the_month_before_ends_with_that_month(day: date, before: date) -> None:
    assert month_before(day) == before


def put(session: Session, *, by: UUID | None, at: datetime, day: date = DAY, snapshot: str = "s") -> UUID:
    """Store an answered projection; `by` of None: the server asked it."""
    row_id = uuid4()
    row: dict[str, Any] = {
        "id": row_id,
        "key": str(row_id),
        "city": CITY,
        "snapshot": snapshot,
        "as_of": day,
        "basis": "accepted",
        "seed": 1,
        "replications": 10,
        "method": "m",
        "scenario": {},
        "requested_by": by,
        "requested_at": at,
        "finished_at": at,
        "result": "{}",
    }
    session.add(ProjectionRow(**row))
    session.add(
        BackgroundJob(
            id=row_id, kind=JobKind.PROJECTION, state=JobState.DONE, asked_by=by, asked_at=at, finished_at=at
        )
    )
    return row_id


def test_the_last_of_each_day_what_people_asked_and_what_is_compared_are_kept(engine: Engine) -> None:
    hours = [NOW + timedelta(hours=hour) for hour in range(4)]
    with Session(engine) as session, session.begin():
        old = put(session, by=None, at=hours[0])
        compared = put(session, by=None, at=hours[1], snapshot="compared")
        newest = put(session, by=None, at=hours[2])
        person = put(session, by=person_id("committee"), at=hours[0])
        day_before = put(session, by=None, at=hours[0], day=DAY - timedelta(days=1))
        comparison: dict[str, Any] = {"seed": 1, "replications": 2, "method": "m", "scenario": {}}
        session.add(
            ComparisonRow(
                id=uuid4(), key="c", city=CITY, snapshot="compared", as_of=DAY, cost_yuan=0,
                requested_at=NOW, **comparison,
            )
        )  # fmt: skip
    with Session(engine) as session, session.begin():
        assert drop_projections(session, CITY, newest) == [old]
    with Session(engine) as session:
        kept = set(session.exec(select(ProjectionRow.id)))
        jobs = set(session.exec(select(BackgroundJob.id).where(col(BackgroundJob.id) == old)))
    assert kept == {compared, newest, person, day_before}
    assert jobs == set()


def test_of_equal_instants_the_one_just_made_stays(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        made = [put(session, by=None, at=NOW) for _ in range(5)]
    with Session(engine) as session, session.begin():
        dropped = drop_projections(session, CITY, made[2])
    assert set(dropped) == set(made) - {made[2]}
