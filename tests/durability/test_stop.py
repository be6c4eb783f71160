"""A server that is told to stop ends within seconds, whatever is under way, and loses nothing of it."""

import signal
import socket
from pathlib import Path
from time import monotonic

import httpx
import pytest

from agri.cli.server import STOP_S
from tests.durability.phones import reporting, wait_for
from tests.durability.record import hold_to_receipts
from tests.durability.serving import Server, sign_in
from tests.durability.test_database_restarts import until
from tests.durability.test_slow_senders import connected, head

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("reaches_all", [False, True])
def test_a_stopped_server_loses_no_report_and_no_question(
    server: Server, tmp_path: Path, reaches_all: bool
) -> None:
    """SIGTERM to the server alone, or to all its processes, as systemd sends it; then it is started again."""
    committee = {"Authorization": f"Bearer {sign_in(server.database_url, 'committee')}"}
    reporter = sign_in(server.database_url, "reporter")
    asked = httpx.post(
        f"{server.address}/api/v1/projections", headers=committee, json={"replications": 3_000}, timeout=60
    )
    where = f"{server.address}{asked.headers['location']}"
    stream = f"GET {asked.headers['location']}/events HTTP/1.1\r\nHost: agri\r\n"
    stream += f"Authorization: {committee['Authorization']}\r\n\r\n"
    until(where, committee, {"running"})
    with (
        reporting(server, 4) as phones,
        connected(server, 3, head(reporter, 500) + b"{") as half_sent,
        connected(server, 3, stream.encode()) as followed,
    ):
        wait_for(phones, 50)
        began = monotonic()
        assert server.stop(reaches_all=reaches_all) in {0, -signal.SIGTERM}  # both are clean ends to systemd
        assert monotonic() - began < STOP_S + 10  # a busy machine's grace; systemd would wait for 120
        assert [all_said(one)[:13] for one in half_sent] == 3 * [b"HTTP/1.1 503 "]
        assert all(b"event: state" in all_said(one) for one in followed)
        server.start()
        wait_for(phones, 50)
    assert until(where, committee, {"done", "failed", "interrupted"}) == "done"
    hold_to_receipts(server.database_url, phones)
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")


def all_said(one: socket.socket) -> bytes:
    """Return all that the server said on a connection that it has closed."""
    one.settimeout(10)
    said = b""
    while part := one.recv(65_536):
        said += part
    return said
