"""A database that is away, or that another process locks: 503 soon, and reads go on."""

import asyncio
import sqlite3
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import InterfaceError, OperationalError

from agri.api.app import open_desk
from agri.api.dependencies import Desk
from agri.api.http.problems import is_passing
from agri.settings import Settings
from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.places import FakeClock


class TestPostgresqlAway:
    @pytest.fixture
    def database(self) -> str:
        return "sqlite"

    def test_a_connection_refused_says_no_sqlstate_and_passes(self):
        psycopg = pytest.importorskip("psycopg")
        engine = create_engine(
            "postgresql+psycopg://nobody@127.0.0.1:1/nothing", connect_args={"connect_timeout": 2}
        )
        with pytest.raises(OperationalError) as refused:
            engine.connect()
        assert isinstance(refused.value.orig, psycopg.OperationalError)
        assert is_passing(refused.value)

    @pytest.mark.parametrize("state", ["57P01", "57P02", "57P03", "08006", "53300", "55P03", "40P01", None])
    def test_what_passes(self, state: str | None):
        assert is_passing(OperationalError("SELECT 1", None, _said(state)))
        assert is_passing(InterfaceError("SELECT 1", None, _said(state)))

    @pytest.mark.parametrize("state", ["42P01", "23505", "22003"])
    def test_what_is_a_fault_of_ours(self, state: str):
        assert not is_passing(OperationalError("SELECT 1", None, _said(state)))


class TestLocked:
    """Another process holds SQLite's write lock for longer than anybody waits."""

    @pytest.fixture
    def database(self) -> str:
        return "sqlite"

    @pytest.fixture
    def desk(self, settings: Settings, clock: FakeClock) -> Iterator[Desk]:
        desk = open_desk(settings, clock=clock, wall_clock=clock)
        yield desk
        desk.close()

    @pytest.fixture
    def locked(self, settings: Settings, desk: Desk) -> Iterator[None]:
        other = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()

    @pytest.mark.slow
    async def test_writes_are_refused_within_three_seconds_and_reads_go_on(
        self, callers: dict[str, Caller], locked: None
    ):
        reporter, reviewer = callers["reporter"], callers["reviewer"]
        writes = [
            *(_timed(put(reporter)) for _ in range(20)),
            *(_timed(reviewer.post("/decisions", json={"decisions": []})) for _ in range(5)),
            *(_timed(_sign_in(reporter)) for _ in range(3)),
        ]
        waiting = [asyncio.ensure_future(one) for one in writes]
        reads = []
        while not all(one.done() for one in waiting):
            for where in ("/due", "/forms", "/reports?limit=500", "/me"):
                reads.append(await _timed(reporter.get(where)))
        for answer, seconds in [await one for one in waiting]:
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
            assert seconds < 3
        assert {answer.status_code for answer, _ in reads} == {200}
        assert len(reads) > 20
        assert sorted(seconds for _, seconds in reads)[int(0.95 * len(reads))] < 0.2

    @pytest.mark.slow
    async def test_a_use_that_cannot_be_noted_delays_no_read(
        self, reporter: Caller, clock: FakeClock, locked: None
    ):
        clock.advance(hours=5)
        for _ in range(5):
            answer, seconds = await _timed(reporter.get("/me"))
            assert answer.status_code == 200
            assert seconds < 0.2


def _sign_in(caller: Caller) -> Any:
    body = {"name": "reporter", "password": "not the password", "device": "phone"}
    return caller.post("/sessions", json=body)


async def _timed(asked: Any) -> tuple[Any, float]:
    started = perf_counter()
    return await asked, perf_counter() - started


def _said(state: str | None) -> Exception:
    error = Exception("the server closed the connection unexpectedly")
    error.sqlstate = state  # type: ignore[attr-defined]
    return error
