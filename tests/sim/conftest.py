"""The plan, and one projection of the small city that many tests look at."""

import pytest

from agri.definitions.plan import Plan
from agri.sim import BASE, Projection, project
from tests.sim.synthetic import snapshot_of, the_plan


@pytest.fixture(scope="session")
def plan() -> Plan:
    return the_plan()


@pytest.fixture(scope="session")
def projection(plan: Plan) -> Projection:
    return project(snapshot_of(plan), plan, BASE, 7, 256)
