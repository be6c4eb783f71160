"""A disk that is full, a line that is full: 503, how long to wait, and nothing half-written."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models import Audit, Report, Revision
from agri.services.intake.write_queue import Writer
from agri.services.publish.verify import verify
from tests.api.conftest import Caller
from tests.api.revisions import path, revision
from tests.api.test_sync import chain
from tests.places import TOWNSHIP


@pytest.fixture
def database() -> str:
    """A full disk is played by a limit that only SQLite has."""
    return "sqlite"


@pytest.fixture
def full_disk(desk: Desk, callers: dict[str, Caller]) -> Iterator[None]:
    """Let SQLite find no further page, as on a full disk."""
    with desk.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    desk.engine.dispose()

    def limit(raw, _) -> None:
        raw.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(desk.engine, "connect", limit)
    yield
    event.remove(desk.engine, "connect", limit)


@pytest.fixture
def full_line(app: FastAPI, desk: Desk) -> None:
    """Let the line of those who report have no place left."""
    app.state.desk = replace(desk, writer=Writer(desk.engine, desk.clock, most_waiting=0))


def lengths(desk: Desk) -> list[int]:
    with Session(desk.engine) as session:
        return [len(session.execute(select(table)).all()) for table in (Revision, Report, Audit)]


class TestFullDisk:
    async def test_a_sync_that_finds_no_room_is_refused_whole(
        self, reporter: Caller, desk: Desk, full_disk: None
    ):
        before = lengths(desk)
        answer = await reporter.post("/sync", json={"revisions": chain(200)})
        assert answer.status_code == 503
        assert answer.json()["then"] == "keep_and_retry"
        assert int(answer.headers["retry-after"]) > 0
        assert lengths(desk) == before

    @pytest.mark.parametrize("way", ["reports", "spot checks"])
    async def test_whoever_writes_until_the_disk_is_full_is_told_and_nothing_is_halved(
        self, reporter: Caller, reviewer: Caller, desk: Desk, full_disk: None, way: str
    ):
        check = {
            "org_unit": TOWNSHIP,
            "period": "2019-07",
            "form": "soil_testing",
            "data_element": "samples_taken",
            "verified": 1,
            "drawn": "random",
            "note": "x" * 2_000,
        }
        for _ in range(400):
            if way == "reports":
                answer = await reporter.put(path(), json=revision(reason="x" * 2_000))
            else:
                answer = await reviewer.post("/spot-checks", json=check)
            if answer.status_code == 503:
                break
        assert answer.status_code == 503
        assert answer.json()["then"] == "keep_and_retry"
        assert int(answer.headers["retry-after"]) > 0
        desk.engine.dispose()
        with Session(desk.engine) as session:
            assert verify(session).is_sound


class TestFullLine:
    @pytest.mark.parametrize("where", ["put", "sync"])
    async def test_it_is_answered_at_once_with_when_to_come_back(
        self, reporter: Caller, desk: Desk, full_line: None, where: str
    ):
        if where == "put":
            answer = await reporter.put(path(), json=revision())
        else:
            answer = await reporter.post("/sync", json={"revisions": chain(2)})
        assert answer.status_code == 503
        assert answer.json()["type"] == "/problems/unavailable"
        assert answer.headers["retry-after"] == "2"
        assert lengths(desk)[0] == 0
