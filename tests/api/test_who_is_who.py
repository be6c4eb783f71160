"""Own passwords, known devices, enrolment codes, tries that are kept, desks that end when idle, cookies."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlmodel import Session, select

from agri.api.dependencies import Desk
from agri.models.person import SignInAttempt
from agri.services.access.sessions import note_attempt
from agri.settings import Settings
from agri.synthetic.record.accounts import PASSWORD as DEMO_PASSWORD
from tests.api.conftest import ORIGIN, Caller, client_of
from tests.places import PASSWORD, TOWNSHIP, FakeClock, person_id

SESSIONS = "/api/v1/sessions"
OPENED, OWN = "chosen-by-the-county", "violet-tractor-moon"


def sign_in(name: str, password: str, **more: object) -> dict[str, object]:
    return {"name": name, "password": password, **more}


async def opened(reviewer: Caller) -> dict[str, object]:
    body = {
        "name": "wang",
        "display_name": "王",
        "role": "reporter",
        "org_unit": TOWNSHIP,
        "password": OPENED,
    }
    answer = await reviewer.post("/users", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def signed_in(client: httpx.AsyncClient, password: str, name: str = "wang") -> Caller:
    answer = await client.post(SESSIONS, json=sign_in(name, password))
    assert answer.status_code == 201, answer.text
    return Caller(client, answer.json()["token"])


def guess(desk: Desk, clock: FakeClock, name: str, *, times: int, address: str = "127.0.0.1") -> None:
    """Note wrong tries: each real one takes a password's time."""
    with Session(desk.engine) as session, session.begin():
        for _ in range(times):
            note_attempt(session, account=name, address=address, is_successful=False, now=clock())


class TestOwnPassword:
    async def test_an_account_opened_for_somebody_sets_its_own_first(
        self, reviewer: Caller, client: httpx.AsyncClient
    ):
        await opened(reviewer)
        answer = await client.post(SESSIONS, json=sign_in("wang", OPENED))
        assert answer.json()["account"]["must_set_password"] is True
        wang = Caller(client, answer.json()["token"])
        assert (await wang.get("/me")).json()["must_set_password"] is True
        body = {"current_password": OPENED, "new_password": OWN}
        assert (await wang.put("/me/password", json=body)).status_code == 204
        assert (await wang.get("/me")).json()["must_set_password"] is False
        assert (await client.post(SESSIONS, json=sign_in("wang", OPENED))).status_code == 401
        assert (await client.post(SESSIONS, json=sign_in("wang", OWN))).status_code == 201

    async def test_it_signs_the_other_devices_out(self, reporter: Caller, client: httpx.AsyncClient):
        other = await signed_in(client, PASSWORD, "reporter")
        body = {"current_password": PASSWORD, "new_password": OWN}
        assert (await reporter.put("/me/password", json=body)).status_code == 204
        assert (await reporter.get("/me")).status_code == 200
        assert (await other.get("/me")).status_code == 401

    async def test_without_the_current_one_it_stays(self, reporter: Caller, client: httpx.AsyncClient):
        body = {"current_password": "not-my-password", "new_password": OWN}
        answer = await reporter.put("/me/password", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/current_password"
        assert (await client.post(SESSIONS, json=sign_in("reporter", PASSWORD))).status_code == 201

    async def test_guessing_the_current_one_has_to_wait(self, reporter: Caller):
        body = {"current_password": "not-my-password", "new_password": OWN}
        for _ in range(10):
            assert (await reporter.put("/me/password", json=body)).status_code == 422
        assert (await reporter.put("/me/password", json=body)).status_code == 429

    async def test_whoever_enrolled_with_a_code_sets_a_first_one(
        self, reviewer: Caller, client: httpx.AsyncClient
    ):
        body = {"name": "wang", "display_name": "王", "role": "reporter", "org_unit": TOWNSHIP}
        user = (await reviewer.post("/users", json=body)).json()
        code = (await reviewer.post(f"/users/{user['id']}/enrolments")).json()["code"]
        answer = await client.post("/api/v1/enrolments", json={"code": code})
        assert answer.json()["account"] == {
            "id": user["id"],
            "must_set_password": False,
            "must_set_factor": False,
        }
        wang = Caller(client, answer.json()["token"])
        assert (await wang.put("/me/password", json={"new_password": OWN})).status_code == 204
        assert (await client.post(SESSIONS, json=sign_in("wang", OWN))).status_code == 201

    @pytest.mark.parametrize(
        "password",
        [
            "1234567890",
            "aaaaaaaaaa",
            "password123",
            " " * 10,
            "qwertyuiop",
            "woaini1314",
            "5201314520",
            "1qaz2wsx3edc",
            "Zhengzhou2019",
            DEMO_PASSWORD,
            "short",
        ],
    )
    async def test_what_is_guessed_first_is_refused_at_every_door(
        self, reviewer: Caller, reporter: Caller, password: str
    ):
        body = {"name": "wang", "display_name": "王", "role": "reporter", "org_unit": TOWNSHIP}
        answers = [
            await reviewer.post("/users", json={**body, "password": password}),
            await reviewer.patch(f"/users/{person_id('reporter')}", json={"password": password}),
            await reporter.put("/me/password", json={"current_password": PASSWORD, "new_password": password}),
        ]
        assert [one.status_code for one in answers] == [422, 422, 422]
        assert {one.json()["errors"][0]["code"] for one in answers} == {"weak-password"}


class TestTries:
    async def test_a_known_device_is_not_locked_out_by_strangers(
        self, client: httpx.AsyncClient, desk: Desk, clock: FakeClock
    ):
        mark = (await client.post(SESSIONS, json=sign_in("reporter", PASSWORD))).json()["device_mark"]
        guess(desk, clock, "reporter", times=200)
        stranger = await client.post(SESSIONS, json=sign_in("reporter", PASSWORD))
        assert stranger.status_code == 429
        known = await client.post(SESSIONS, json=sign_in("reporter", PASSWORD, device_mark=mark))
        assert known.status_code == 201

    async def test_a_page_is_known_by_its_cookie(
        self, client: httpx.AsyncClient, desk: Desk, clock: FakeClock
    ):
        page = {"headers": {"Origin": ORIGIN}, "json": sign_in("reporter", PASSWORD, cookie=True)}
        assert (await client.post(SESSIONS, **page)).status_code == 201
        guess(desk, clock, "reporter", times=200)
        assert (await client.post(SESSIONS, **page)).status_code == 201

    async def test_a_mark_speaks_for_its_own_account_alone(
        self, client: httpx.AsyncClient, desk: Desk, clock: FakeClock
    ):
        mark = (await client.post(SESSIONS, json=sign_in("neighbour", PASSWORD))).json()["device_mark"]
        guess(desk, clock, "reporter", times=200)
        answer = await client.post(SESSIONS, json=sign_in("reporter", PASSWORD, device_mark=mark))
        assert answer.status_code == 429

    async def test_a_known_device_cannot_guess_for_ever(self, client: httpx.AsyncClient):
        mark = (await client.post(SESSIONS, json=sign_in("reporter", PASSWORD))).json()["device_mark"]
        wrong = sign_in("reporter", "wrong", device_mark=mark)
        answers = [(await client.post(SESSIONS, json=wrong)).status_code for _ in range(11)]
        assert answers == [401] * 10 + [429]

    async def test_guesses_from_elsewhere_do_not_shut_an_account(
        self, client: httpx.AsyncClient, desk: Desk, clock: FakeClock
    ):
        for i in range(10):
            guess(desk, clock, "committee", times=1, address=f"198.51.100.{i}")
        assert (await client.post(SESSIONS, json=sign_in("committee", PASSWORD))).status_code == 201

    async def test_one_subscriber_does_not_shut_out_a_whole_carrier(
        self, client: httpx.AsyncClient, desk: Desk, clock: FakeClock, reviewer: Caller
    ):
        for i in range(130):
            guess(desk, clock, f"nobody{i}", times=1)
        assert (await client.post(SESSIONS, json=sign_in("neighbour", PASSWORD))).status_code == 201
        code = (await reviewer.post(f"/users/{person_id('reporter')}/enrolments")).json()["code"]
        assert (await client.post("/api/v1/enrolments", json={"code": code})).status_code == 201

    async def test_wrong_codes_do_not_count_as_wrong_passwords(self, client: httpx.AsyncClient):
        for i in range(100):
            await client.post("/api/v1/enrolments", json={"code": f"GUESS{i}"})
        assert (await client.post("/api/v1/enrolments", json={"code": "GUESS"})).status_code == 429
        assert (await client.post(SESSIONS, json=sign_in("reporter", PASSWORD))).status_code == 201

    async def test_what_lies_ahead_of_a_clock_that_was_set_back_does_not_count(
        self, client: httpx.AsyncClient, desk: Desk, clock: FakeClock
    ):
        guess(desk, clock, "reporter", times=50)
        clock.advance(days=-3)
        assert (await client.post(SESSIONS, json=sign_in("reporter", PASSWORD))).status_code == 201

    async def test_they_are_kept_for_half_a_year_and_then_forgotten(
        self, client: httpx.AsyncClient, desk: Desk, clock: FakeClock
    ):
        await client.post(SESSIONS, json=sign_in("nobody", "wrong", device="a stranger's"))
        await client.post(SESSIONS, json=sign_in("reporter", PASSWORD, device="her phone"))
        clock.advance(days=190)
        await client.post(SESSIONS, json=sign_in("reporter", PASSWORD))
        with Session(desk.engine) as session:
            kept = session.exec(select(SignInAttempt).order_by(SignInAttempt.id)).all()
        assert [(one.account, one.device, one.is_successful) for one in kept[:2]] == [
            ("nobody", "a stranger's", False),
            ("reporter", "her phone", True),
        ]
        assert {one.address for one in kept} == {"127.0.0.1"}
        clock.advance(days=11)
        await client.post(SESSIONS, json=sign_in("reporter", PASSWORD))
        with Session(desk.engine) as session:
            accounts = session.exec(select(SignInAttempt.account)).all()
        assert accounts == ["reporter", "reporter"]


class TestEnrolment:
    async def test_the_code_travels_behind_the_hash_and_in_a_body(
        self, reviewer: Caller, client: httpx.AsyncClient
    ):
        issued = (await reviewer.post(f"/users/{person_id('reporter')}/enrolments")).json()
        assert issued["path"] == f"/enrol#{issued['code']}"
        body = {"code": issued["code"].lower(), "device": "phone"}
        assert (await client.post("/api/v1/enrolments", json=body)).status_code == 201
        assert (await client.post("/api/v1/enrolments", json=body)).status_code == 404

    async def test_the_old_address_still_works(self, reviewer: Caller, client: httpx.AsyncClient):
        issued = (await reviewer.post(f"/users/{person_id('reporter')}/enrolments")).json()
        answer = await client.post(f"/api/v1/enrolments/{issued['code']}", json={})
        assert answer.status_code == 201


class TestIdleDesk:
    async def test_a_desk_that_nobody_used_for_long_is_signed_out(
        self, client: httpx.AsyncClient, clock: FakeClock
    ):
        body = sign_in("reviewer", PASSWORD, cookie=True, device="desk")
        await client.post(SESSIONS, json=body, headers={"Origin": ORIGIN})
        for _ in range(3):
            clock.advance(hours=7)
            assert (await client.get("/api/v1/me")).status_code == 200
        clock.advance(hours=8, minutes=1)
        assert (await client.get("/api/v1/me")).status_code == 401

    async def test_a_phone_stays_signed_in(self, client: httpx.AsyncClient, clock: FakeClock):
        body = sign_in("reporter", PASSWORD, cookie=True, device="phone")
        await client.post(SESSIONS, json=body, headers={"Origin": ORIGIN})
        clock.advance(days=30)
        assert (await client.get("/api/v1/me")).status_code == 200


class TestCookieByHttps:
    @pytest.fixture
    def settings(self, database_url: str) -> Settings:
        return Settings(env="dev", database_url=database_url, origin="https://agri.test")

    @pytest.fixture
    async def secure(self, desk: Desk, own_app: object) -> AsyncIterator[httpx.AsyncClient]:
        async with client_of(own_app) as client:  # type: ignore[arg-type]
            client.base_url = httpx.URL("https://agri.test")
            yield client

    async def test_it_is_bound_to_the_host(self, secure: httpx.AsyncClient):
        origin = {"Origin": "https://agri.test"}
        answer = await secure.post(SESSIONS, json=sign_in("reporter", PASSWORD, cookie=True), headers=origin)
        [cookie] = [
            one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-agri_session=")
        ]
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert (await secure.get("/api/v1/me")).status_code == 200
        gone = await secure.delete("/api/v1/sessions/current", headers=origin)
        assert any("__Host-agri_session=" in one for one in gone.headers.get_list("set-cookie"))
        assert (await secure.get("/api/v1/me")).status_code == 401

    async def test_the_old_name_is_still_read(self, secure: httpx.AsyncClient):
        token = (await secure.post(SESSIONS, json=sign_in("reporter", PASSWORD))).json()["token"]
        secure.cookies.set("agri_session", token)
        assert (await secure.get("/api/v1/me")).status_code == 200
        assert (await secure.delete("/api/v1/sessions/current")).status_code == 403  # no Origin
