"""The server is killed at random moments while phones report; nothing that was acknowledged is lost.

SIGKILL is a crash of the process: what the operating system holds survives it. A power cut is not tested.
"""

from threading import Event

import numpy as np
import pytest

from tests.durability.phones import acknowledged, reporting, wait_for
from tests.durability.record import hold_to_receipts
from tests.durability.serving import Server

PHONES = 8


@pytest.mark.parametrize(
    "rounds", [pytest.param(8, marks=pytest.mark.slow), pytest.param(100, marks=pytest.mark.soak)]
)
def test_a_killed_server_has_lost_nothing_that_it_acknowledged(server: Server, rounds: int) -> None:
    random = np.random.default_rng(rounds)
    with reporting(server, PHONES) as phones:
        for _ in range(rounds):
            wait_for(phones, int(random.integers(1, 150)))
            Event().wait(random.random() * 0.05)
            server.kill()
            server.start()
        wait_for(phones, PHONES)
    server.kill()
    rows = hold_to_receipts(server.database_url, phones)
    # Of what was never acknowledged, the last request of each phone may be there.
    assert rows - acknowledged(phones) <= 20 * PHONES
