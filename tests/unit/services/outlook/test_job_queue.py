"""The queue of questions in the background: taken once, taken up again, called off, in turns, a few each."""

import os
import subprocess
import sys
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from agri.errors import TooManyOpen
from agri.models import BackgroundJob, Person
from agri.services.outlook import job_queue
from agri.services.outlook.job_queue import (
    LEASE,
    MOST_ATTEMPTS,
    MOST_OPEN,
    beat,
    call_off,
    end_job,
    give_back,
    is_still_mine,
    note_progress,
    open_job,
    take_next,
    worker_name,
)
from agri.services.store.database import reading
from agri.terms import JobKind, JobState
from tests.places import NOW

ELSEWHERE, ELSEWHERE_TOO = "another-host:1:a", "third-host:1:b"


@pytest.fixture
def people(engine: Engine) -> list[UUID]:
    with reading(engine) as session:
        return list(session.exec(select(Person.id).order_by(Person.name)).all())


def asked(engine: Engine, person: UUID | None, *, minute: int = 0, job_id: UUID | None = None) -> UUID:
    with Session(engine) as session, session.begin():
        at = NOW + timedelta(minutes=minute)
        return open_job(session, JobKind.SEARCH, job_id or uuid4(), asked_by=person, now=at).id


def job(engine: Engine, job_id: UUID) -> BackgroundJob:
    with Session(engine) as session:
        return session.get_one(BackgroundJob, job_id)


class TestTaking:
    def test_a_job_is_taken_by_one_worker(self, engine: Engine, people: list[UUID]) -> None:
        one = asked(engine, people[0])
        taken = take_next(engine, ELSEWHERE, NOW)
        assert (taken.id, taken.state, taken.worker, taken.attempts) == (one, "running", ELSEWHERE, 1)
        assert take_next(engine, ELSEWHERE_TOO, NOW) is None

    def test_persons_take_turns(self, engine: Engine, people: list[UUID]) -> None:
        first = [asked(engine, people[0], minute=minute) for minute in range(3)]
        other = asked(engine, people[1], minute=5)
        order = []
        for minute in range(4):
            taken = take_next(engine, ELSEWHERE, NOW + timedelta(minutes=10 + minute))
            order.append(taken.id)
            end_job(engine, taken.id, ELSEWHERE, JobState.DONE, now=NOW)
        assert order == [first[0], other, first[1], first[2]]


class TestQuota:
    def test_one_person_has_a_few_open_and_the_others_theirs(
        self, engine: Engine, people: list[UUID]
    ) -> None:
        mine = [asked(engine, people[0]) for _ in range(MOST_OPEN)]
        with pytest.raises(TooManyOpen) as refused:
            asked(engine, people[0])
        assert str(MOST_OPEN) in refused.value.detail_zh
        assert refused.value.context["retry_after"] > 0
        assert asked(engine, people[0], job_id=mine[0]) == mine[0]  # asked again it is the same
        asked(engine, people[1])
        with Session(engine) as session, session.begin():
            call_off(session, mine[1], NOW)
        asked(engine, people[0])


class TestLostWorkers:
    def test_a_worker_that_is_silent_loses_its_job_to_the_next(
        self, engine: Engine, people: list[UUID]
    ) -> None:
        one = asked(engine, people[0])
        take_next(engine, ELSEWHERE, NOW)
        beat(engine, one, ELSEWHERE, NOW + LEASE)
        assert take_next(engine, ELSEWHERE_TOO, NOW + LEASE) is None
        taken = take_next(engine, ELSEWHERE_TOO, NOW + 2 * LEASE + timedelta(seconds=1))
        assert (taken.id, taken.worker, taken.attempts) == (one, ELSEWHERE_TOO, 2)
        # The first one comes back: what it has is no longer wanted.
        end_job(engine, one, ELSEWHERE, JobState.FAILED, now=NOW, reason=("late", "迟"))
        note_progress(engine, one, ELSEWHERE, 9, 10)
        assert not is_still_mine(engine, one, ELSEWHERE)
        assert (job(engine, one).state, job(engine, one).done) == ("running", None)

    def test_a_process_of_this_machine_that_is_no_more_loses_it_at_once(
        self, engine: Engine, people: list[UUID]
    ) -> None:
        gone = subprocess.run(
            [sys.executable, "-c", "import os; print(os.getpid())"],
            capture_output=True,
            text=True,
            check=True,
        )
        host = worker_name().rsplit(":", 2)[0]
        one = asked(engine, people[0])
        take_next(engine, f"{host}:{gone.stdout.strip()}:x", NOW)
        assert take_next(engine, worker_name(), NOW).id == one

    def test_a_restart_under_the_same_number_is_another_process(
        self, engine: Engine, people: list[UUID], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = asked(engine, people[0])
        take_next(engine, worker_name(), NOW)
        assert take_next(engine, ELSEWHERE, NOW) is None
        monkeypatch.setattr(job_queue, "_PROCESS", "later")
        assert worker_name().endswith(f"{os.getpid()}:later")
        assert take_next(engine, worker_name(), NOW).id == one

    def test_one_that_ends_its_worker_again_and_again_is_answered_interrupted(
        self, engine: Engine, people: list[UUID]
    ) -> None:
        one = asked(engine, people[0])
        for attempt in range(MOST_ATTEMPTS):
            assert take_next(engine, ELSEWHERE, NOW + 2 * attempt * LEASE) is not None
        assert take_next(engine, ELSEWHERE, NOW + 2 * MOST_ATTEMPTS * LEASE) is None
        ended = job(engine, one)
        assert ended.state == "interrupted"
        assert ended.reason
        assert ended.reason_zh
        asked(engine, people[0], job_id=one)  # asked again it starts over
        assert (job(engine, one).state, job(engine, one).attempts) == ("waiting", 0)

    def test_a_server_that_stops_in_order_gives_its_job_back(
        self, engine: Engine, people: list[UUID]
    ) -> None:
        one = asked(engine, people[0])
        take_next(engine, ELSEWHERE, NOW)
        give_back(engine, one, ELSEWHERE)
        assert (job(engine, one).state, job(engine, one).attempts) == ("waiting", 0)


class TestCallingOff:
    @pytest.mark.parametrize("is_taken", [False, True])
    def test_it_is_ended_whoever_has_it(self, engine: Engine, people: list[UUID], *, is_taken: bool) -> None:
        one = asked(engine, people[0])
        if is_taken:
            take_next(engine, ELSEWHERE, NOW)
        with Session(engine) as session, session.begin():
            call_off(session, one, NOW)
        assert not is_still_mine(engine, one, ELSEWHERE)
        assert take_next(engine, ELSEWHERE, NOW) is None
        end_job(engine, one, ELSEWHERE, JobState.DONE, now=NOW)
        assert job(engine, one).state == "cancelled"

    def test_what_has_ended_stays_as_it_ended(self, engine: Engine, people: list[UUID]) -> None:
        one = asked(engine, people[0])
        take_next(engine, ELSEWHERE, NOW)
        end_job(engine, one, ELSEWHERE, JobState.DONE, now=NOW)
        with Session(engine) as session, session.begin():
            call_off(session, one, NOW)
        assert job(engine, one).state == "done"
