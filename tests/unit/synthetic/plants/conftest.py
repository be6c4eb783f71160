"""One honest year of two counties, made once."""

import pytest

from agri.definitions.plan import Plan
from agri.hindcast.past_year import settled_on
from agri.indicators.snapshot import Snapshot
from agri.synthetic.worlds import InventedWorld, invent_world
from tests.worlds import small_ground


@pytest.fixture(scope="session")
def honest_world() -> InventedWorld:
    return invent_world(small_ground(), 8_001)


@pytest.fixture(scope="session")
def plan(honest_world) -> Plan:
    return honest_world.plan


@pytest.fixture(scope="session")
def honest(honest_world) -> Snapshot:
    return honest_world.record.snapshot(honest_world.plan, settled_on(honest_world.plan))
