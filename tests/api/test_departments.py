"""A department sees and keeps the ledger tasks that it leads, and nothing else."""

import pytest

from tests.api.conftest import Caller
from tests.places import DEPARTMENT


@pytest.fixture
def department(callers: dict[str, Caller]) -> Caller:
    return callers["department"]


async def test_it_sees_its_own_tasks_only(department: Caller, committee: Caller):
    every = (await committee.get("/tasks")).json()["tasks"]
    own = (await department.get("/tasks")).json()["tasks"]
    assert {task["lead"] for task in own} == {DEPARTMENT}
    assert len(own) == sum(task["lead"] == DEPARTMENT for task in every) == 47


async def test_it_says_where_its_tasks_stand_and_no_others(department: Caller, committee: Caller):
    every = (await committee.get("/tasks")).json()["tasks"]
    own = next(task["id"] for task in every if task["lead"] == DEPARTMENT)
    other = next(task["id"] for task in every if task["lead"] not in {DEPARTMENT, ""})
    body = {"state": "under_way", "note": "已印发方案"}
    assert (await department.post(f"/tasks/{own}/progress", json=body)).status_code == 201
    assert (await department.post(f"/tasks/{other}/progress", json=body)).status_code == 404
    assert (await department.get(f"/tasks/{other}/progress")).status_code == 404
    [said] = (await committee.get(f"/tasks/{own}/progress")).json()["progress"]
    assert said["note"] == "已印发方案"


@pytest.mark.parametrize("path", ["/reports", "/assessments", "/releases", "/users", "/due", "/audit"])
async def test_nothing_else_is_its_to_see(department: Caller, path: str):
    assert (await department.get(path)).status_code == 403
