"""The short cut of those who report: the same answers, and nobody let in who has been signed out."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlmodel import Session, col
from starlette.routing import Match

from agri.api.deps import Desk
from agri.models import Person, Revision, SessionToken
from tests.api.conftest import Caller
from tests.api.revisions import VALUES, path, put, revision
from tests.places import NEIGHBOUR, FakeClock, person_id


def is_short(app: FastAPI, caller: Caller, method: str, where: str) -> bool:
    """Say whether a plain request of a caller would go by the short cut."""
    headers = [
        (b"authorization", f"Bearer {caller.token}".encode()),
        (b"content-type", b"application/json"),
    ]
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": f"/api/v1{where}",
        "query_string": b"",
        "headers": headers,
        "app": app,
    }
    return any(route.matches(scope)[0] is Match.FULL for route in app.router.routes[:2])


def stored(desk: Desk) -> int:
    with Session(desk.engine) as session:
        return session.execute(select(func.count()).select_from(Revision)).scalar_one()


def item(**changes: Any) -> dict[str, Any]:
    return {"report_id": str(uuid4()), "revision_id": str(uuid4()), **revision(**changes)}


class TestWho:
    async def test_it_is_open_to_who_was_here_within_a_minute(
        self, app: FastAPI, reporter: Caller, clock: FakeClock
    ):
        assert not is_short(app, reporter, "PUT", path())
        await reporter.get("/me")
        assert is_short(app, reporter, "PUT", path())
        assert is_short(app, reporter, "POST", "/sync")
        assert not is_short(app, reporter, "PUT", "/reports/1/revisions/2")
        clock.advance(minutes=2)
        assert not is_short(app, reporter, "PUT", path())

    async def test_offices_that_do_not_report_have_none(self, app: FastAPI, committee: Caller):
        await committee.get("/me")
        assert not is_short(app, committee, "PUT", path())

    @pytest.mark.parametrize("way", ["put", "sync"])
    async def test_a_sign_in_that_another_process_ended_is_ended_at_once(
        self, app: FastAPI, reporter: Caller, desk: Desk, clock: FakeClock, way: str
    ):
        await reporter.get("/me")
        with Session(desk.engine) as session, session.begin():
            mine = select(SessionToken).where(col(SessionToken.person_id) == person_id("reporter"))
            for token in session.execute(mine).scalars():
                token.revoked_at = clock()
        assert is_short(app, reporter, "PUT", path())
        for _ in range(2):  # by the short cut, and then around it
            sent = (
                await put(reporter)
                if way == "put"
                else await reporter.post("/sync", json={"revisions": [item()]})
            )
            assert sent.status_code == 401
            assert sent.json()["type"] == "/problems/not-signed-in"
            assert not is_short(app, reporter, "PUT", path())
        assert stored(desk) == 0

    async def test_a_closed_account_reports_no_more(self, reporter: Caller, desk: Desk):
        await reporter.get("/me")
        with Session(desk.engine) as session, session.begin():
            session.get_one(Person, person_id("reporter")).is_active = False
        assert (await put(reporter)).status_code == 401
        assert stored(desk) == 0

    async def test_who_moved_reports_for_the_new_place_alone(self, reporter: Caller, desk: Desk):
        await reporter.get("/me")
        with Session(desk.engine) as session, session.begin():
            session.get_one(Person, person_id("reporter")).org_unit = NEIGHBOUR
        assert (await put(reporter)).status_code == 403
        assert (await put(reporter, org_unit=NEIGHBOUR)).status_code == 201


class TestSameAnswers:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b'"\xff"',
            b"\xef\xbb\xbf{}",
            b'{"form": "\\ud800"}',
            b'{"form": "soil_testing", "form_version": 1.0}',
            b"[" * 500 + b"]" * 500,
        ],
    )
    @pytest.mark.parametrize("way", ["put", "sync"])
    async def test_a_body_that_is_not_plain_is_refused_alike(
        self, app: FastAPI, reporter: Caller, way: str, body: bytes
    ):
        method, where = ("PUT", path()) if way == "put" else ("POST", "/sync")
        json = {"Content-Type": "application/json"}
        assert not is_short(app, reporter, method, where)
        around = await reporter.request(method, where, content=body, headers=json)
        await reporter.get("/me")
        assert is_short(app, reporter, method, where)
        short = await reporter.request(method, where, content=body, headers=json)
        assert around.status_code in {400, 422}
        assert (short.status_code, short.json()) == (around.status_code, around.json())

    @pytest.mark.parametrize("values", [VALUES, VALUES | {"samples_taken": 6.0}])
    async def test_the_digest_is_the_same_either_way(self, reporter: Caller, values: dict[str, Any]):
        where = path()
        around = await reporter.put(where, json=revision(values=values))
        short = await reporter.put(where, json=revision(values=values))
        assert (around.status_code, short.status_code) == (201, 200)
        assert short.text == around.text

    async def test_a_sync_is_answered_alike(self, reporter: Caller):
        items = [item(), item(org_unit=NEIGHBOUR), item(values={"samples_taken": -1})]
        around = await reporter.post("/sync", json={"revisions": items})
        short = await reporter.post("/sync", json={"revisions": items})
        first, *refused = around.json()["results"]
        again, *refused_again = short.json()["results"]
        assert (first["outcome"], again["outcome"]) == ("created", "replayed")
        assert again["receipt"] == first["receipt"]
        assert refused_again == refused
        assert list(short.json()) == list(around.json())
