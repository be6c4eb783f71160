"""Every operation × every role × own, foreign, parent and no place: each cell asserted.

The table of `tests/api/operations.py` is written by hand; an operation that is missing in it fails the test.
"""

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.reference.practice_month import open_practice
from tests.api.conftest import Caller
from tests.api.operations import OPEN, OPERATIONS, ROLES, Operation, Request, World
from tests.api.revisions import put
from tests.drafts import changed_form
from tests.places import COUNTY, FAR_TOWNSHIP, NEIGHBOUR, NOW, OTHER_COUNTY, TOWNSHIP

pytestmark = pytest.mark.slow  # every route for every role

UNKNOWN = "410199"

# What is own, foreign, above and not there for a role, as far as there is such a place.
OWN = {"reporter": TOWNSHIP, "reviewer": TOWNSHIP, "committee": FAR_TOWNSHIP, "operator": FAR_TOWNSHIP}
FOREIGN = {"reporter": NEIGHBOUR, "reviewer": FAR_TOWNSHIP}
PARENT = {"reporter": COUNTY, "reviewer": "4101", "committee": "41", "operator": "41"}
# Payload faults and absent things that a role may meet once it is let through.
LET_THROUGH = {200, 201, 202, 204, 404, 409}
# What the table asks for is not there at one's own place either: the report has no findings, its form asks
# for no photo; the table's offer of a second factor is nobody's. Whoever is told that has been let through.
ABSENT = {"post_answer": 404, "put_photo": 422, "get_month_workbook": 404, "put_second_factor": 422}


@pytest.fixture
async def world(callers: dict[str, Caller], desk: Desk) -> World:
    """Three received reports, a task, and an open practice month."""
    with Session(desk.engine) as session, session.begin():
        open_practice(session, changed_form(), 2019, month="2019-08", now=NOW)
    senders = {TOWNSHIP: "reporter", NEIGHBOUR: "neighbour", FAR_TOWNSHIP: "far_reporter"}
    receipts = {place: (await put(callers[name], org_unit=place)).json() for place, name in senders.items()}
    tasks = (await callers["committee"].get("/tasks")).json()["tasks"]
    return World(
        {place: receipt["revision_id"] for place, receipt in receipts.items()},
        {place: receipt["report_id"] for place, receipt in receipts.items()},
        tasks[0]["id"],
    )


async def send(caller: Caller, request: Request) -> httpx.Response:
    return await caller.request(request.method, request.path, **request.body)


EACH = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
SCOPED = pytest.mark.parametrize(
    "operation",
    [operation for operation in OPERATIONS if operation.ask_of is not None],
    ids=lambda operation: operation.name,
)
# By kind of place: who meets which place, and what may be answered there.
KINDS: dict[str, tuple[dict[str, str], set[int]]] = {
    "own": (OWN, {200, 201, 409}),
    "foreign": (FOREIGN, {403, 404}),
    "parent": (PARENT, {403, 404}),
    "none": (dict.fromkeys(OWN, UNKNOWN), {404, 422}),
}


class TestTable:
    def test_no_operation_is_missing(self, app: FastAPI):
        named = {
            operation["operationId"]
            for methods in app.openapi()["paths"].values()
            for operation in methods.values()
        }
        assert {operation.name for operation in OPERATIONS} | OPEN == named

    def test_the_places_stand_as_the_table_says(self):
        assert TOWNSHIP.startswith(COUNTY)
        assert FAR_TOWNSHIP.startswith(OTHER_COUNTY)
        assert not FAR_TOWNSHIP.startswith(COUNTY)


class TestRole:
    @EACH
    async def test_a_role_does_what_is_its_own_and_nothing_else(
        self, callers: dict[str, Caller], world: World, operation: Operation
    ):
        for role in ROLES:
            request = operation.ask(world)
            if operation.ask_of is not None and role in OWN:
                request = operation.ask_of(world, OWN[role])
            answer = await send(callers[role], request)
            if role in operation.roles:
                expected = {ABSENT[operation.name]} if operation.name in ABSENT else LET_THROUGH
                assert answer.status_code in expected, (role, answer.text)
            else:
                assert answer.status_code == 403, (role, answer.text)
                assert answer.json()["type"] == "/problems/not-allowed"

    @EACH
    async def test_nobody_does_anything(self, client: httpx.AsyncClient, operation: Operation):
        request = operation.ask(World({}, {}, "x"))
        answer = await client.request(request.method, f"/api/v1{request.path}", **request.body)
        assert answer.status_code == 401


class TestPlace:
    @SCOPED
    async def test_own_foreign_parent_and_none(
        self, callers: dict[str, Caller], world: World, operation: Operation
    ):
        assert operation.ask_of is not None
        for kind, (places, expected) in KINDS.items():
            for role, place in places.items():
                if role not in operation.roles:
                    continue
                answer = await send(callers[role], operation.ask_of(world, place))
                is_absent = kind == "own" and operation.name in ABSENT
                allowed = {ABSENT[operation.name]} if is_absent else expected
                if (kind, role, operation.name) == ("parent", "operator", "post_user"):
                    allowed = {422}  # the operator keeps every account; a reporter belongs to a township
                assert answer.status_code in allowed, (kind, role, place, answer.text)
