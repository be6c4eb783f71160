"""What a server meets beside its own work: a second server, many streams, long use."""

import asyncio
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import pytest

from agri.services.publish.verify import verify
from agri.services.store.database import make_engine, reading
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
