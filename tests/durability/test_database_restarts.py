"""PostgreSQL hangs up, is restarted, crashes, or breaks up a deadlock, in the middle of the work."""

import asyncio
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from time import monotonic
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from agri.services.chain.audit import WRITERS_LOCK
from tests.durability.phones import reporting, wait_for
from tests.durability.record import hold_to_receipts
from tests.durability.serving import Server, sign_in
from tests.durability.test_burst import Caller, a_report, client_of
from tests.durability.test_hardship import is_sound, put
from tests.durability.test_racing_sends import CELLS
from tests.places import TOWNSHIP
from tests.postgres import Cluster, fresh_city, running_cluster

pytestmark = pytest.mark.slow
ON_POSTGRESQL = pytest.mark.parametrize("server", ["postgresql"], indirect=True)
WAITS_S = 30


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of its own, which keeps what it has acknowledged."""
    with running_cluster(keeps_its_word=True) as cluster:
        yield cluster


@pytest.fixture
def restarted(cluster: Cluster, tmp_path: Path) -> Iterator[Server]:
    """A running server of two processes on that PostgreSQL."""
    with fresh_city(cluster.address) as address:
        server = Server(address, tmp_path, workers=2)
        try:
            server.start()
            yield server
        finally:
            server.close()


@pytest.fixture
def rival(server: Server) -> Iterator[Engine]:
    """Somebody else's connections to the server's database."""
    engine = create_engine(server.database_url.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_database_that_is_restarted_loses_and_doubles_nothing(
    cluster: Cluster, restarted: Server, mode: str
) -> None:
    """Phones are told 503 while it is away and send again; nobody restarts the server."""
    with reporting(restarted, 8) as phones:
        for away_s in (0, 2):
            wait_for(phones, 100)
            cluster.stop(mode)
            refused = httpx.get(f"{restarted.address}/api/v1/me", headers=phones[0].headers, timeout=30)
            Event().wait(away_s)
            cluster.start()
            assert refused.status_code == 503, refused.text
            assert refused.headers["retry-after"]
        wait_for(phones, 100)
    hold_to_receipts(restarted.database_url, phones)


def test_a_question_outlives_the_restart_of_its_database(cluster: Cluster, restarted: Server) -> None:
    headers = {"Authorization": f"Bearer {sign_in(restarted.database_url, 'committee')}"}
    asked = httpx.post(
        f"{restarted.address}/api/v1/projections", headers=headers, json={"replications": 4_000}, timeout=60
    )
    where = f"{restarted.address}{asked.headers['location']}"
    until(where, headers, {"running"})
    cluster.stop("fast")
    cluster.start()
    assert until(where, headers, {"done", "failed", "interrupted"}) == "done"


@ON_POSTGRESQL
async def test_a_database_that_hangs_up_on_everybody_is_found_again(server: Server, rival: Engine) -> None:
    token = sign_in(server.database_url, "reporter")
    last = len(CELLS) - 1
    async with client_of(server) as client:
        reporter = Caller(client, token)
        reads = [asyncio.ensure_future(reporter("GET", "/due")) for _ in range(40)]
        writes = [asyncio.ensure_future(put(reporter, i)) for i in range(last)]
        await asyncio.sleep(0.05)
        with rival.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        during = [await one for one in (*reads, *writes)]
        after = [await reporter("GET", "/due") for _ in range(10)]
        stored = await put(reporter, last)
    assert {status for status, _ in during} <= {200, 201, 503}
    assert {status for status, _ in after} == {200}
    assert stored[0] == 201
    assert is_sound(server.database_url)


@ON_POSTGRESQL
@pytest.mark.parametrize("victim", ["server", "rival"])
def test_a_deadlock_is_answered_with_503_and_the_same_report_goes_through_later(
    server: Server, rival: Engine, victim: str
) -> None:
    """Somebody holds the township's row and wants the writers' lock; the server holds this and wants that."""
    headers = {"Authorization": f"Bearer {sign_in(server.database_url, 'reporter')}"}
    path = f"/api/v1/reports/{uuid4()}/revisions/{uuid4()}"

    async def send() -> httpx.Response:
        async with client_of(server) as client:
            return await client.put(path, headers=headers, json=a_report(0))

    async def collide(connection: Connection) -> httpx.Response:
        lock(connection, victim)
        sent = asyncio.ensure_future(send())
        await asyncio.to_thread(wait_until_it_waits, rival)
        with (
            pytest.raises(OperationalError, match="deadlock detected") if victim == "rival" else nullcontext()
        ):
            await asyncio.to_thread(
                connection.execute, text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK}
            )
        connection.rollback()
        return await sent

    with rival.connect() as connection:
        answer = asyncio.run(collide(connection))
    assert deadlocks(rival) == 1
    if victim == "server":
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
        assert answer.headers["retry-after"]
        answer = asyncio.run(send())
    assert answer.status_code == 201
    assert asyncio.run(send()).status_code == 200  # the same version once more: it is there once
    assert is_sound(server.database_url)


def lock(connection: Connection, victim: str) -> None:
    """Take the township's row; whoever looks for a deadlock first is the one whom PostgreSQL ends."""
    looks_after = "60s" if victim == "server" else "10ms"
    connection.execute(text(f"SET deadlock_timeout = '{looks_after}'"))
    connection.execute(text("SELECT 1 FROM org_unit WHERE code = :code FOR UPDATE"), {"code": TOWNSHIP})


def wait_until_it_waits(rival: Engine) -> None:
    """Wait until the server's writer waits for a lock."""
    deadline = monotonic() + WAITS_S
    with rival.connect() as connection:
        while not connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one():
            assert monotonic() < deadline, "the server waits for no lock"
            Event().wait(0.02)


def deadlocks(rival: Engine) -> int:
    """Return how many deadlocks PostgreSQL has counted in the server's database."""
    deadline = monotonic() + WAITS_S
    asked = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    while True:  # a session tells what it counted when it is idle
        with rival.connect() as connection:
            count: int = connection.execute(asked).scalar_one()
        if count or monotonic() > deadline:
            return count
        Event().wait(0.2)


def until(where: str, headers: dict[str, str], states: set[str]) -> str:
    """Wait until a question is in one of some states, whatever else is answered meanwhile."""
    deadline = monotonic() + 180
    while monotonic() < deadline:
        answer = httpx.get(where, headers=headers, timeout=60)
        if answer.status_code == 200 and answer.json()["state"] in states:
            return str(answer.json()["state"])
        assert answer.status_code in {200, 503}, answer.text
        Event().wait(0.1)
    raise AssertionError("the question is not answered")
