"""Many at once: a request holds one connection, and none while it waits, computes or checks a password."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from threading import Event
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from sqlalchemy import QueuePool, event

from agri.api.app import open_desk
from agri.api.dependencies import Desk, ReaderDep
from agri.api.http.database_route import AnswerToRender, DatabaseRoute
from agri.api.http.lanes import Lane
from agri.errors import Unavailable
from agri.settings import Settings
from tests.api.conftest import Caller, client_of
from tests.api.revisions import path, put, revision
from tests.places import PASSWORD, FakeClock
from tests.some import some

PHONES_GETS = ("/due", "/forms", "/reports?limit=500", "/plan", "/me")


class TestOneConnection:
    """The server has a single connection: whoever needed a second one would wait for it in vain."""

    @pytest.fixture
    def desk(self, settings: Settings, clock: FakeClock) -> Iterator[Desk]:
        desk = open_desk(settings, clock=clock, wall_clock=clock, connections=1)
        yield desk
        desk.close()

    async def test_it_serves_a_hundred_mixed_requests_at_once(
        self, client: httpx.AsyncClient, callers: dict[str, Caller]
    ):
        reporter, neighbour, committee = (callers[name] for name in ("reporter", "neighbour", "committee"))
        item = {"report_id": str(uuid4()), "revision_id": str(uuid4()), **revision()}
        sign_in = {"name": "reporter", "password": PASSWORD, "device": "phone"}
        answers = await asyncio.gather(
            *(caller.get(where) for where in PHONES_GETS for caller in (reporter, neighbour) * 6),
            *(put(reporter) for _ in range(10)),
            *(reporter.post("/sync", json={"revisions": [item]}) for _ in range(10)),
            *(client.post("/api/v1/sessions", json=sign_in) for _ in range(15)),
            *(committee.get("/assessments") for _ in range(3)),
            *(committee.post("/projections", json={"replications": 2}) for _ in range(2)),
        )
        assert len(answers) == 100
        assert {answer.status_code for answer in answers} <= {200, 201, 202, 409}

    @pytest.mark.parametrize(
        ("who", "method", "where", "body"),
        [
            *(("reporter", "GET", where, None) for where in PHONES_GETS),
            ("committee", "GET", "/assessments", None),
            ("committee", "GET", "/tasks", None),
            ("reviewer", "POST", "/decisions", {"decisions": []}),
            ("reviewer", "GET", "/users", None),
            ("committee", "POST", "/scenarios", {"name": "none", "measures": []}),
        ],
    )
    async def test_a_request_takes_a_connection_once(
        self, callers: dict[str, Caller], desk: Desk, who: str, method: str, where: str, body: Any
    ):
        taken: list[object] = []
        event.listen(desk.engine, "checkout", lambda *one: taken.append(one))
        answer = await callers[who].request(method, where, json=body)
        assert answer.status_code in {200, 201}
        assert len(taken) == 1

    async def test_none_is_held_while_an_answer_is_rendered(self, own_app: FastAPI, desk: Desk):
        pool = desk.engine.pool
        assert isinstance(pool, QueuePool)
        router = APIRouter(route_class=DatabaseRoute)
        held: list[int] = []

        @router.get("/api/v1/rendered", response_model=None)
        def rendered(reader: ReaderDep) -> AnswerToRender:
            reader.connection()
            held.append(pool.checkedout())
            return AnswerToRender(lambda: Response(str(pool.checkedout())))

        own_app.include_router(router)
        async with client_of(own_app) as client:
            answer = await client.get("/api/v1/rendered")
        assert held == [1]
        assert answer.text == "0"

    async def test_none_is_taken_while_a_password_is_checked(
        self, client: httpx.AsyncClient, reporter: Caller, desk: Desk
    ):
        """Both threads that check passwords are busy; whoever signs in waits for them, the others do not."""
        may_go_on = Event()
        busy = [asyncio.ensure_future(desk.passwords.run(may_go_on.wait)) for _ in range(2)]
        sign_in = {"name": "reporter", "password": PASSWORD, "device": "phone"}
        signing_in = [asyncio.ensure_future(client.post("/api/v1/sessions", json=sign_in)) for _ in range(20)]
        try:
            async with asyncio.timeout(10):
                assert (await reporter.get("/due")).status_code == 200
                assert (await put(reporter)).status_code == 201
            assert not any(one.done() for one in signing_in)
        finally:
            may_go_on.set()
        assert {(await one).status_code for one in signing_in} == {201}
        await asyncio.gather(*busy)


class TestLane:
    @pytest.fixture
    async def lane(self) -> AsyncIterator[Lane]:
        lane = Lane("test", threads=1, most_waiting=2)
        yield lane
        lane.close()

    async def test_whoever_finds_the_line_full_is_told_at_once(self, lane: Lane):
        may_go_on = Event()
        inside = [asyncio.ensure_future(lane.run(may_go_on.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable) as refused:
            await lane.run(lambda: None)
        assert refused.value.context["retry_after"] <= 3
        may_go_on.set()
        await asyncio.gather(*inside)
        assert await lane.run(lambda: "again") == "again"

    async def test_a_fault_is_the_one_s_who_made_it_and_leaves_the_line(self, lane: Lane):
        for _ in range(5):
            with pytest.raises(ZeroDivisionError):
                await lane.run(lambda: 1 / 0)
        assert await lane.run(lambda: 1) == 1

    async def test_a_full_line_is_answered_with_503(self, app: FastAPI, reporter: Caller, desk: Desk):
        may_go_on = Event()
        waiting = [asyncio.ensure_future(desk.figures.run(may_go_on.wait)) for _ in range(104)]
        await asyncio.sleep(0)
        try:
            refused = await reporter.get("/tasks")
        finally:
            may_go_on.set()
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) <= 3
        await asyncio.gather(*waiting)


class TestNobodyIsLetIn:
    """A sign-in is looked up where the database is; what comes before it gives nothing away."""

    async def test_an_unknown_token_opens_no_operation(self, client: httpx.AsyncClient, app: FastAPI):
        open_to_all = {"/sessions", "/enrolments", "/enrolments/{code}", "/healthz", "/metrics"}
        open_to_all |= {"/genuine/{revision_id}/{digest}"}  # whoever holds the paper may check it
        open_to_all |= {"/sign-in-ways", "/house/sign-ins", "/house/sign-out"}  # for whoever is not in yet
        open_to_all |= {"/house/sessions", "/house/sessions/code"}
        open_to_all |= {"/house/sign-outs"}  # the house's own server calls it, and its token proves it
        stranger = Caller(client, "invented")
        every = {
            (method, where.removeprefix("/api/v1"))
            for where, operations in app.openapi()["paths"].items()
            for method in operations
        }
        closed = {one for one in every if one[1] not in open_to_all} - {("head", "/sync")}
        for method, address in some(sorted(closed)):
            answer = await stranger.request(method.upper(), address, json={"no": "such field"})
            assert answer.status_code == 401, (method, address)

    async def test_who_may_not_do_it_is_told_so_before_the_shape(self, committee: Caller, reporter: Caller):
        assert (await committee.put(path(), json={"no": "such field"})).status_code == 403
        assert (await reporter.post("/decisions", json={"no": "such field"})).status_code == 403
