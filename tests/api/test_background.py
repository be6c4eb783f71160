"""Questions in the background seen from several servers: taken up again, called off, bounded, ended."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from textwrap import dedent
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from agri.api.app import open_desk
from agri.api.dependencies import Desk
from agri.api.jobs import background, job_runner, watched
from agri.api.jobs.job_runner import JobRunner
from agri.models import BackgroundJob
from agri.services.access.permissions import Actor
from agri.services.access.session_cache import still_signed_in
from agri.services.outlook.job_queue import MOST_OPEN
from agri.services.store.database import reading
from agri.settings import Settings
from tests.api.background import events
from tests.api.conftest import Caller
from tests.places import FakeClock

pytestmark = pytest.mark.slow  # processes and whole runs of the engine: `make test` has them

LONG = {"probability": 0.5, "replications": 2_000}
SERVER = dedent("""
    import sys, time
    from datetime import UTC, datetime
    from agri.api.jobs.job_runner import JobRunner
    if __name__ == "__main__":
        now = lambda: datetime.fromisoformat(sys.argv[2]).astimezone(UTC)
        JobRunner(sys.argv[1], clock=now, wall_clock=now, workers=1).start()
        time.sleep(600)
""")


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def other_desk(settings: Settings, clock: FakeClock, desk: Desk) -> Iterator[Desk]:
    """A second server on the same database."""
    other = open_desk(settings, clock=clock, wall_clock=clock)
    yield other
    other.close()


def job_of(desk: Desk, question: str) -> BackgroundJob:
    with reading(desk.engine) as session:
        return session.get_one(BackgroundJob, UUID(question))


def until(desk: Desk, question: str, state: str, seconds: float = 60) -> BackgroundJob:
    end = time.monotonic() + seconds
    while (job := job_of(desk, question)).state != state:
        assert time.monotonic() < end, (job.state, state)
        time.sleep(0.1)  # waits for another process
    return job


def test_a_fault_in_looking_at_the_record_ends_no_other_work(
    desk: Desk, settings: Settings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[date] = []

    def look(_: Engine, today: date) -> str:
        looks.append(today)
        raise ValueError("definitions that cannot be read")

    monkeypatch.setattr(job_runner, "record_state", look)
    monkeypatch.setattr(job_runner, "_AFTER_FAULT_S", 0.0)
    runner = JobRunner(settings.database_url, clock=clock, wall_clock=clock, workers=1, quiet_s=0.01)
    runner.start()
    try:
        end = time.monotonic() + 20
        while len(looks) < 3:
            assert time.monotonic() < end
            time.sleep(0.05)  # waits for the runner's own thread
    finally:
        runner.close()  # raises what ended it


@pytest.fixture
def no_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server at hand takes no jobs itself."""
    monkeypatch.setattr(desk.jobs, "start", lambda: None)


@pytest.mark.usefixtures("no_worker")
async def test_a_killed_servers_question_is_taken_up_by_the_next(
    committee: Caller, desk: Desk, other_desk: Desk, settings: Settings, clock: FakeClock, tmp_path: Path
):
    asked = (await committee.post("/projections", json={"replications": 3_000})).json()
    script = tmp_path / "server.py"
    script.write_text(SERVER, encoding="utf-8")
    server = subprocess.Popen([sys.executable, str(script), settings.database_url, clock().isoformat()])
    try:
        job = until(desk, asked["id"], "running")
        assert f":{server.pid}:" in str(job.worker)
    finally:
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
    assert (await committee.get(f"/projections/{asked['id']}")).json()["state"] == "running"
    other_desk.jobs.start()
    job = until(desk, asked["id"], "done", 120)
    assert job.attempts == 2
    assert (await committee.get(f"/projections/{asked['id']}")).json()["result"]["replications"] == 3_000


@pytest.mark.usefixtures("no_worker")
async def test_it_is_called_off_at_a_server_that_does_not_run_it(
    committee: Caller, desk: Desk, other_desk: Desk
):
    asked = (await committee.post("/searches", json=LONG)).json()
    other_desk.jobs.start()
    until(desk, asked["id"], "running")
    assert (await committee.delete(f"/searches/{asked['id']}/run")).status_code == 204
    assert (await events(committee, f"/searches/{asked['id']}"))[-1]["state"] == "cancelled"
    # The other server's process was ended with it: the next question is computed.
    short = (await committee.post("/projections", json={"replications": 4})).json()
    until(desk, short["id"], "done")


@pytest.mark.usefixtures("no_worker")
async def test_one_person_has_a_few_open(committee: Caller):
    for seed in range(MOST_OPEN):
        assert (await committee.post("/projections", json={"seed": seed})).status_code == 202
    refused = await committee.post("/projections", json={"seed": 99})
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-open")
    assert refused.headers["retry-after"]
    assert (await committee.post("/projections", json={"seed": 0})).status_code == 202  # it is open already


async def test_what_an_earlier_version_left_unanswered_is_interrupted(
    committee: Caller, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(desk.jobs, "start", lambda: None)
    asked = (await committee.post("/projections", json={"replications": 4})).json()
    with Session(desk.engine) as session, session.begin():
        session.delete(session.get_one(BackgroundJob, UUID(asked["id"])))
    assert (await events(committee, f"/projections/{asked['id']}"))[-1]["state"] == "interrupted"
    assert (await committee.post("/projections", json={"replications": 4})).json()["state"] == "waiting"


@pytest.mark.usefixtures("no_worker")
class TestStreams:
    async def test_a_stream_ends_with_the_sign_in(
        self, committee: Caller, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ):
        asked = (await committee.post("/projections", json={"seed": 5})).json()
        monkeypatch.setattr(watched, "still_signed_in", lambda _session, _hashes: {})
        assert [one["state"] for one in await events(committee, f"/projections/{asked['id']}")] == ["waiting"]

    async def test_many_streams_ask_the_database_as_one(
        self, committee: Caller, monkeypatch: pytest.MonkeyPatch
    ):
        asked = (await committee.post("/projections", json={"seed": 7})).json()
        looks = []

        def looked(session: Session, hashes: Collection[str]) -> dict[str, Actor]:
            looks.append(len(hashes))
            return still_signed_in(session, hashes)

        monkeypatch.setattr(watched, "still_signed_in", looked)
        monkeypatch.setattr(background, "MOST_FOLLOWED_S", 1.0)
        streams = await asyncio.gather(*(events(committee, f"/projections/{asked['id']}") for _ in range(20)))
        assert [[one["state"] for one in told] for told in streams] == [["waiting"]] * 20
        # Each stream looks about four times in its second, and all of them together not much more often.
        assert 2 <= len(looks) < 20

    async def test_a_stream_is_not_endless(self, committee: Caller, monkeypatch: pytest.MonkeyPatch):
        asked = (await committee.post("/projections", json={"seed": 6})).json()
        monkeypatch.setattr(background, "MOST_FOLLOWED_S", 0.3)
        assert [one["state"] for one in await events(committee, f"/projections/{asked['id']}")] == ["waiting"]


class TestReleases:
    async def test_whoever_does_not_wait_is_told_where_to_look(self, committee: Caller):
        asked = await committee.post(
            "/releases", json={"period": "2019-08", "replications": 20}, headers={"Prefer": "respond-async"}
        )
        assert asked.status_code == 202
        where = asked.headers["location"].removeprefix("/api/v1")
        assert (await events(committee, where))[-1]["state"] == "done"
        made = (await committee.get(where)).json()
        assert (made["state"], made["result"]["number"]) == ("done", "2019-08/1")

    async def test_a_release_that_is_none(self, committee: Caller):
        assert (await committee.get(f"/release-jobs/{uuid4()}")).status_code == 404
