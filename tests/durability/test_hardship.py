"""What a server meets beside its own work: a second server, slow senders, a database that hangs up."""

import asyncio
import socket
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from agri.services.database import make_engine, reading
from agri.services.verify import verify
from tests.durability.serving import Server, sign_in
from tests.durability.test_burst import REFRESH, Caller, a_report, client_of
from tests.durability.test_racing_sends import CELLS

pytestmark = pytest.mark.slow


def put(caller: Caller, number: int) -> Any:
    return caller("PUT", f"/reports/{uuid4()}/revisions/{uuid4()}", a_report(number))


def is_sound(database_url: str) -> bool:
    engine = make_engine(database_url)
    with reading(engine) as session:
        found = verify(session)
    engine.dispose()
    return found.broken is None


async def test_two_servers_on_one_database_keep_one_chain(server: Server, tmp_path: Path) -> None:
    token = sign_in(server.database_url, "reporter")
    (tmp_path / "second").mkdir()
    second = Server(server.database_url, tmp_path / "second")
    try:
        second.start()
        async with client_of(server) as one, client_of(second) as other:
            callers = (Caller(one, token), Caller(other, token))
            answers = await asyncio.gather(*(put(callers[i % 2], i) for i in range(len(CELLS))))
    finally:
        second.close()
    assert Counter(status for status, _ in answers) == {201: len(CELLS)}
    assert is_sound(server.database_url)


async def test_two_hundred_slow_bodies_hold_up_nobody(server: Server) -> None:
    token = sign_in(server.database_url, "reporter")
    slow = []
    head = f"PUT /api/v1/reports/{uuid4()}/revisions/{uuid4()} HTTP/1.1\r\nHost: agri\r\n"
    head += (
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{"
    )
    try:
        for _ in range(200):
            slow.append(socket.create_connection(("127.0.0.1", server.port)))
            slow[-1].sendall(head.encode())
        async with client_of(server) as client:
            reporter = Caller(client, token)
            seen = [await reporter("GET", REFRESH[i % 4]) for i in range(40)]
            stored = await put(reporter, 0)
    finally:
        for one in slow:
            one.close()
    assert {status for status, _ in seen} == {200}
    assert sorted(seconds for _, seconds in seen)[35] < 1
    assert stored[0] == 201


async def test_a_database_that_hangs_up_on_everybody_is_found_again(server: Server) -> None:
    """PostgreSQL ends every connection, as it does when it is restarted; on SQLite nobody can."""
    if server.database_url.startswith("sqlite"):
        pytest.skip("SQLite has no server that could hang up")
    token = sign_in(server.database_url, "reporter")
    admin = create_engine(server.database_url.replace("postgresql://", "postgresql+psycopg://"))
    async with client_of(server) as client:
        reporter = Caller(client, token)
        reads = [asyncio.ensure_future(reporter("GET", "/due")) for _ in range(40)]
        writes = [asyncio.ensure_future(put(reporter, i)) for i in range(20)]
        await asyncio.sleep(0.05)
        with admin.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        admin.dispose()
        during = [await one for one in (*reads, *writes)]
        after = [await reporter("GET", "/due") for _ in range(10)]
        stored = await put(reporter, 25)
    assert {status for status, _ in during} <= {200, 201, 503}
    assert {status for status, _ in after} == {200}
    assert stored[0] == 201
    assert is_sound(server.database_url)


@pytest.mark.soak
async def test_twenty_thousand_requests_leave_the_memory_as_it_was(server: Server) -> None:
    token = sign_in(server.database_url, "reporter")
    sizes = []
    async with client_of(server) as client:
        reporter = Caller(client, token)
        for i in range(len(CELLS)):
            assert (await put(reporter, i))[0] == 201
        for _ in range(10):
            for _ in range(100):
                answers = await asyncio.gather(*(reporter("GET", REFRESH[i % 4]) for i in range(20)))
                assert {status for status, _ in answers} == {200}
            sizes.append(server.resident_mb())
    assert sizes[-1] < 1.1 * sizes[2], sizes  # the first thousands fill the caches


@pytest.mark.soak
async def test_five_hundred_event_streams_hold_up_nobody(server: Server) -> None:
    committee_token = sign_in(server.database_url, "committee")
    async with client_of(server) as client:
        headers = {"Authorization": f"Bearer {committee_token}"}
        asked = await client.post("/api/v1/projections", headers=headers, json={"replications": 2_000})
        where = f"{asked.headers['location']}/events"

        async def follow() -> str:
            async with client.stream("GET", where, headers=headers) as stream:
                return (await stream.aread()).decode()

        streams = [asyncio.ensure_future(follow()) for _ in range(500)]
        reporter = Caller(client, sign_in(server.database_url, "reporter"))
        started = perf_counter()
        seen = [await reporter("GET", "/due") for _ in range(20)]
        assert perf_counter() - started < 20
        told = [await one for one in streams]
    assert {status for status, _ in seen} == {200}
    assert all('"done"' in one for one in told)
