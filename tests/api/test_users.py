"""Accounts and devices."""

from asyncio import create_task
from threading import Event
from time import monotonic
from uuid import UUID, uuid4

import anyio
import httpx
import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.errors import NotAllowed
from agri.services.access.accounts import change_person
from agri.services.access.erase_person import erase_person
from agri.services.access.local_actor import operator_at_the_server
from agri.services.access.sessions import hash_password
from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.places import CITY, COUNTY, FAR_TOWNSHIP, NOW, PASSWORD, PEOPLE, TOWNSHIP, person_id


def account(**changes: object) -> dict[str, object]:
    return {
        "name": "wang",
        "display_name": "王技术员",
        "role": "reporter",
        "org_unit": TOWNSHIP,
        "password": "another-long-one",
        **changes,
    }


@pytest.mark.parametrize("act", ["opens an account", "sets a password"])
async def test_who_reports_does_not_wait_while_a_password_is_hashed(
    reviewer: Caller, reporter: Caller, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    begun = Event()

    def slow(password: str) -> str:
        begun.set()
        Event().wait(2.0)
        return hash_password(password)

    monkeypatch.setattr("agri.services.access.sessions.hash_password", slow)
    if act == "opens an account":
        asking = create_task(reviewer.post("/users", json=account()))
    else:
        body = {"password": "another-long-one"}
        asking = create_task(reviewer.patch(f"/users/{person_id('neighbour')}", json=body))
    while not begun.is_set():
        await anyio.sleep(0.01)
    started = monotonic()
    sent = await put(reporter)
    waited_s = monotonic() - started
    assert not asking.done()
    assert sent.status_code == 201
    assert waited_s < 1.0
    assert (await asking).status_code in {200, 201}


class TestPostUser:
    async def test_a_county_opens_an_account_that_signs_in(self, reviewer: Caller, client: httpx.AsyncClient):
        answer = await reviewer.post("/users", json=account())
        assert answer.status_code == 201
        assert "another-long-one" not in answer.text
        assert not [name for name in answer.json() if "hash" in name]
        body = {"name": "wang", "password": "another-long-one"}
        assert (await client.post("/api/v1/sessions", json=body)).status_code == 201

    async def test_without_a_password_only_a_code_lets_them_in(
        self, reviewer: Caller, client: httpx.AsyncClient
    ):
        user = (await reviewer.post("/users", json=account(password=None))).json()
        code = (await reviewer.post(f"/users/{user['id']}/enrolments")).json()["code"]
        assert (await client.post(f"/api/v1/enrolments/{code}", json={})).status_code == 201

    @pytest.mark.parametrize("name", ["reporter", "province"])
    async def test_others_do_not(self, callers: dict[str, Caller], name: str):
        assert (await callers[name].post("/users", json=account())).status_code == 403

    async def test_not_for_another_countys_township(self, reviewer: Caller):
        assert (await reviewer.post("/users", json=account(org_unit=FAR_TOWNSHIP))).status_code == 403

    async def test_not_for_their_own_rank(self, reviewer: Caller):
        answer = await reviewer.post("/users", json=account(role="reviewer", org_unit=COUNTY))
        assert answer.status_code == 403

    @pytest.mark.parametrize(
        "name",
        [
            "Wang",
            "WANG",
            "wang ",
            " wang",
            "wang\u200b",
            "ｗａｎｇ",
            "wa\u00adng",
            "wang\u3000",
            "wang\u3164",
        ],
    )
    async def test_a_name_that_nobody_tells_from_another_is_taken(self, reviewer: Caller, name: str):
        assert (await reviewer.post("/users", json=account())).status_code == 201
        answer = await reviewer.post("/users", json=account(name=name))
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
        assert "wang" in answer.json()["detail_zh"]
        assert (await reviewer.post("/users", json=account(name="wang2"))).status_code == 201

    async def test_a_name_that_shows_nothing(self, reviewer: Caller):
        for name in ("\u200b", " ", "\u3164\ufeff"):
            answer = await reviewer.post("/users", json=account(name=name, display_name=name))
            assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
                ("/name", "blank"),
                ("/display_name", "blank"),
            ]

    async def test_a_taken_name_is_a_conflict(self, reviewer: Caller):
        assert (await reviewer.post("/users", json=account(name="reporter"))).status_code == 409

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("password", "short", "weak-password"),
            ("password", "wang-wang-wang", "weak-password"),
            ("org_unit", COUNTY, "wrong-level"),
            ("org_unit", "410199", "unknown-org-unit"),
            ("role", "king", "not-one-of"),
            ("name", "", "too-short"),
        ],
    )
    async def test_what_is_wrong_is_named(self, reviewer: Caller, field: str, value: str, code: str):
        answer = await reviewer.post("/users", json=account(**{field: value}))
        assert answer.status_code == 422
        assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(f"/{field}", code)]


class TestGetUsers:
    async def test_a_county_sees_its_reporters(self, reviewer: Caller):
        names = [user["name"] for user in (await reviewer.get("/users")).json()["users"]]
        assert names == ["neighbour", "reporter"]

    async def test_the_operator_sees_everybody_of_the_city(self, operator: Caller):
        assert len((await operator.get("/users")).json()["users"]) == len(PEOPLE)

    async def test_a_reporter_sees_nobody(self, reporter: Caller):
        assert (await reporter.get("/users")).status_code == 403


class TestPatchUser:
    async def test_a_closed_account_is_signed_out_at_once(self, reviewer: Caller, reporter: Caller):
        answer = await reviewer.patch(f"/users/{person_id('reporter')}", json={"is_active": False})
        assert answer.json()["is_active"] is False
        assert (await reporter.get("/me")).status_code == 401

    async def test_a_new_password_ends_every_sign_in(self, reviewer: Caller, reporter: Caller):
        await reviewer.patch(f"/users/{person_id('reporter')}", json={"password": "a-fresh-long-one"})
        assert (await reporter.get("/me")).status_code == 401

    async def test_another_countys_account_is_not_there(self, far_reviewer: Caller):
        answer = await far_reviewer.patch(f"/users/{person_id('reporter')}", json={"is_active": False})
        assert answer.status_code == 404

    async def test_nobody_closes_an_account_of_their_own(self, operator: Caller):
        for body in ({"is_active": False}, {"is_active": False, "telephone": "1"}):
            answer = await operator.patch(f"/users/{person_id('operator')}", json=body)
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")
        assert (await operator.get("/users")).status_code == 200

    async def test_the_last_active_operator_stays(self, operator: Caller, desk: Desk):
        body = {"name": "second", "display_name": "x", "role": "operator", "org_unit": CITY}
        second = (await operator.post("/users", json=body)).json()["id"]
        with Session(desk.engine) as session, session.begin():
            at_the_server = operator_at_the_server(session)
            for close in (
                lambda who: change_person(session, at_the_server, who, is_active=False, now=NOW),
                lambda who: erase_person(session, at_the_server, who, reason="离职", now=NOW),
            ):
                close(UUID(second))  # one of two
                with pytest.raises(NotAllowed, match="last operator") as refused:
                    close(person_id("operator"))
                assert "最后一个" in refused.value.detail_zh
                change_person(session, at_the_server, UUID(second), is_active=True, now=NOW)

    async def test_an_account_that_is_none(self, operator: Caller):
        assert (await operator.patch(f"/users/{uuid4()}", json={"is_active": False})).status_code == 404


class TestDevices:
    async def test_a_lost_phone_is_signed_out_from_another(self, reporter: Caller, client: httpx.AsyncClient):
        body = {"name": "reporter", "password": PASSWORD, "device": "lost phone"}
        lost = Caller(client, (await client.post("/api/v1/sessions", json=body)).json()["token"])
        devices = (await reporter.get("/devices")).json()["devices"]
        [device] = [one for one in devices if one["device"] == "lost phone"]
        assert (await reporter.delete(f"/devices/{device['id']}")).status_code == 204
        assert (await lost.get("/me")).status_code == 401
        assert (await reporter.get("/me")).status_code == 200

    async def test_a_county_signs_its_reporters_phone_out(self, reviewer: Caller, reporter: Caller):
        where = f"/users/{person_id('reporter')}/devices"
        [device] = (await reviewer.get(where)).json()["devices"]
        await reviewer.delete(f"/devices/{device['id']}")
        assert (await reporter.get("/me")).status_code == 401

    async def test_nobody_signs_a_strangers_phone_out(self, reporter: Caller, neighbour: Caller):
        [device] = (await reporter.get("/devices")).json()["devices"]
        assert (await neighbour.delete(f"/devices/{device['id']}")).status_code == 404
        assert (await reporter.get("/me")).status_code == 200

    async def test_a_device_that_is_none(self, reporter: Caller):
        assert (await reporter.delete(f"/devices/{uuid4()}")).status_code == 404


class TestAudit:
    async def test_acts_on_accounts_stand_in_the_chain_without_names(
        self, reviewer: Caller, committee: Caller
    ):
        user = (await reviewer.post("/users", json=account())).json()
        page = (await committee.get(f"/audit?subject={user['id']}")).json()
        assert [link["act"] for link in page["links"]] == ["person.created"]
        assert "wang" not in str(page)
        assert page["links"][0]["hash"] == page["end"]["head"]

    async def test_it_comes_a_page_at_a_time(self, committee: Caller, reviewer: Caller):
        await reviewer.post("/users", json=account())
        first = (await committee.get("/audit?limit=1")).json()
        second = (await committee.get(f"/audit?limit=1&after={first['links'][0]['seq']}")).json()
        assert second["links"][0]["previous_hash"] == first["links"][0]["hash"]

    @pytest.mark.parametrize("name", ["reporter", "reviewer", "province"])
    async def test_others_do_not_read_it(self, callers: dict[str, Caller], name: str):
        assert (await callers[name].get("/audit")).status_code == 403
