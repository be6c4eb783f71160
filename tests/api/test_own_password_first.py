"""Who has a password that somebody else chose sets one of their own before anything else, at every door."""

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models.person import Person
from agri.settings import Env
from tests.api.conftest import Caller
from tests.api.revisions import path, put, revision
from tests.api.test_who_is_who import OPENED, OWN, opened, signed_in
from tests.places import PASSWORD, person_id

ROLES = ("reporter", "reviewer", "committee", "province", "operator")
# What is left to an account until then: who am I, set a password, sign out.
LEFT = {("GET", "/me"), ("PUT", "/me/password"), ("DELETE", "/sessions/current")}
MONITORED = {"/healthz", "/metrics"}  # the monitor has a token of its own


def hand_over(desk: Desk, role: str) -> None:
    """Have somebody else choose the password, and leave the sign-ins as they are: the worst case."""
    with Session(desk.engine) as session, session.begin():
        person = session.get_one(Person, person_id(role))
        person.password_set_by, person.owned_at = person_id("operator"), None
        session.add(person)


def guarded(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield every operation that asks who sends it."""
    for where, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            short = where.removeprefix("/api/v1")
            if operation.get("security") and short not in MONITORED:
                yield method.upper(), short


def filled(where: str) -> str:
    """Put something well-formed into each parameter of a path."""
    return re.sub(r"\{[a-z_]+\}", str(uuid4()), where)


def is_refused(answer: httpx.Response) -> bool:
    return answer.status_code == 403 and answer.json()["type"] == "/problems/own-password-first"


class TestUntilThen:
    @pytest.mark.parametrize("role", ROLES)
    async def test_every_operation_but_three_is_refused(
        self, app: FastAPI, desk: Desk, callers: dict[str, Caller], role: str
    ):
        hand_over(desk, role)
        operations = sorted(guarded(app))
        assert len(operations) > 50
        assert set(operations) >= LEFT
        let_through = []
        for method, where in operations:
            if (method, where) in LEFT:
                continue
            answer = await callers[role].request(method, filled(where), json={})
            if not is_refused(answer):
                let_through.append((method, where, answer.status_code, answer.text[:100]))
        assert let_through == []

    async def test_the_words_are_in_both_languages_and_name_the_way_out(self, desk: Desk, reporter: Caller):
        hand_over(desk, "reporter")
        problem = (await reporter.get("/due")).json()
        assert problem["then"] == "stop"
        assert "PUT /api/v1/me/password" in problem["detail"]
        assert "改成自己的密码" in problem["detail_zh"]

    async def test_a_report_of_the_right_shape_is_not_stored_by_either_way(
        self, desk: Desk, reporter: Caller, committee: Caller
    ):
        hand_over(desk, "reporter")
        assert is_refused(await reporter.put(path(), json=revision()))
        assert is_refused(await reporter.post("/sync", json={"since": None, "revisions": []}))
        assert (await committee.get("/reports")).json()["reports"] == []

    async def test_what_is_left_is_enough_to_get_out(self, reviewer: Caller, client: httpx.AsyncClient):
        await opened(reviewer)
        wang = await signed_in(client, OPENED)
        assert is_refused(await put(wang))
        assert (await wang.get("/me")).json()["must_set_password"] is True
        body = {"current_password": OPENED, "new_password": OWN}
        assert (await wang.put("/me/password", json=body)).status_code == 204
        # At once, on the same sign-in: nothing of before is remembered.
        assert (await put(wang)).status_code == 201
        assert (await wang.get("/due")).status_code == 200

    async def test_signing_out_is_left(self, reviewer: Caller, client: httpx.AsyncClient):
        await opened(reviewer)
        wang = await signed_in(client, OPENED)
        assert (await wang.delete("/sessions/current")).status_code == 204
        assert (await wang.get("/me")).status_code == 401

    async def test_a_reset_password_comes_first_too(self, reviewer: Caller, client: httpx.AsyncClient):
        before = await signed_in(client, PASSWORD, "reporter")
        await reviewer.patch(f"/users/{person_id('reporter')}", json={"password": OPENED})
        assert (await before.get("/due")).status_code == 401
        assert is_refused(await (await signed_in(client, OPENED, "reporter")).get("/due"))

    async def test_a_phone_enrolled_by_its_own_code_is_let_in(
        self, reviewer: Caller, client: httpx.AsyncClient
    ):
        user = await opened(reviewer)
        code = (await reviewer.post(f"/users/{user['id']}/enrolments")).json()["code"]
        answer = await client.post("/api/v1/enrolments", json={"code": code})
        assert (await put(Caller(client, answer.json()["token"]))).status_code == 201


class TestTheDemo:
    async def test_its_passwords_are_printed_for_everybody(self, app: FastAPI, desk: Desk, reporter: Caller):
        hand_over(desk, "reporter")
        assert is_refused(await reporter.get("/due"))
        app.state.desk = replace(desk, settings=desk.settings.model_copy(update={"env": Env.DEMO}))
        assert (await reporter.get("/due")).status_code == 200
        assert (await put(reporter)).status_code == 201
