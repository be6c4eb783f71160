"""Connections that ask nothing, heads and bodies that never end, bodies that are too large."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from uuid import uuid4

import httpx
import pytest

from agri.api.http import connections
from agri.api.http import request_guards as guards
from tests.durability.serving import Server, sign_in
from tests.durability.test_burst import REFRESH, Caller, a_report, client_of
from tests.durability.test_hardship import put

pytestmark = pytest.mark.slow
ON_SQLITE = pytest.mark.parametrize("server", ["sqlite"], indirect=True)  # no database is asked


@contextmanager
def connected(server: Server, count: int, begun: bytes) -> Iterator[list[socket.socket]]:
    """Open connections that say no more than this."""
    with ExitStack() as opened:
        senders = [
            opened.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(count)
        ]
        for sender in senders:
            sender.sendall(begun)
        yield senders


def head(token: str, length: int) -> bytes:
    """Return the head of a report's PUT."""
    return (
        f"PUT /api/v1/reports/{uuid4()}/revisions/{uuid4()} HTTP/1.1\r\nHost: agri\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def answer_within(sender: socket.socket, seconds: float) -> bytes:
    """Return all that comes until the server closes the connection."""
    sender.settimeout(seconds)
    said = b""
    while part := sender.recv(65_536):
        said += part
    return said


async def test_two_hundred_slow_bodies_hold_up_nobody(server: Server) -> None:
    token = sign_in(server.database_url, "reporter")
    with connected(server, 200, head(token, 500) + b"{"):
        async with client_of(server) as client:
            reporter = Caller(client, token)
            seen = [await reporter("GET", REFRESH[i % 4]) for i in range(40)]
            stored = await put(reporter, 0)
    assert {status for status, _ in seen} == {200}
    assert sorted(seconds for _, seconds in seen)[35] < 1
    assert stored[0] == 201


@ON_SQLITE
async def test_more_silent_connections_than_files_are_usually_allowed_hold_up_nobody(server: Server) -> None:
    token = sign_in(server.database_url, "reporter")
    with connected(server, 700, b""), connected(server, 700, b"GET /api/v1/due HTTP/1.1\r\nHost:"):
        async with client_of(server) as client:
            stored = await put(Caller(client, token), 0)
    assert stored[0] == 201
    assert stored[1] < 5


@ON_SQLITE
def test_who_stops_in_the_middle_is_told_to_come_again_and_let_go(server: Server) -> None:
    """A head that never ends is hung up on; a body that never ends is 503, with how long to wait."""
    token = sign_in(server.database_url, "reporter")
    began = monotonic()
    with (
        connected(server, 1, b"GET /api/v1/due HTTP/1.1\r\nHost:") as (half_a_head,),
        connected(server, 1, head(token, 500) + b"{") as (half_a_body,),
        connected(server, 1, b"") as (silent,),
    ):
        said = answer_within(half_a_body, guards.SILENT_S + 20)
        assert answer_within(half_a_head, 20) == answer_within(silent, 20) == b""
    assert guards.SILENT_S - 2 < monotonic() - began < connections.HEAD_S + 20
    top, _, body = said.partition(b"\r\n\r\n")
    assert top.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: " in top.lower()
    assert json.loads(body)["then"] == "keep_and_retry"
    assert "未能及时送达" in json.loads(body)["detail_zh"]


@ON_SQLITE
@pytest.mark.parametrize("is_declared", [True, False])
def test_a_body_too_large_is_refused_whether_its_size_is_declared_or_not(
    server: Server, is_declared: bool
) -> None:
    token = sign_in(server.database_url, "reporter")
    content = json.dumps(a_report(0) | {"reason": "x" * 2_100_000}).encode()
    parts = (content[i : i + 65_536] for i in range(0, len(content), 65_536))
    refused = httpx.put(
        f"{server.address}/api/v1/reports/{uuid4()}/revisions/{uuid4()}",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        content=content if is_declared else parts,
        timeout=60,
    )
    assert (refused.status_code, refused.json()["type"]) == (413, "/problems/too-large")
    assert server.resident_mb() < 600
