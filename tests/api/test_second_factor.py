"""The second factor of desk roles: set, asked for, used once, recovered, reset, demanded of roles."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models.person import Person
from agri.services.access.house import provider
from agri.services.publish.verify import verify
from tests.api.conftest import ORIGIN, Caller, client_of
from tests.api.house_browser import begin, house_settings, is_problem, link, tries
from tests.house import running_house
from tests.places import PASSWORD, FakeClock, person_id

SESSIONS = "/api/v1/sessions"


@pytest.fixture
def database() -> str:
    return "sqlite"


def now_code(secret: str, clock: FakeClock) -> str:
    return pyotp.TOTP(secret).at(clock.now)


async def set_up(caller: Caller, clock: FakeClock) -> tuple[str, list[str]]:
    """Set a second factor; return its secret and the recovery codes, with the clock in the next step."""
    offer = (await caller.post("/me/second-factor/offers")).json()
    body = {"ticket": offer["ticket"], "code": now_code(offer["secret"], clock), "password": PASSWORD}
    answer = await caller.put("/me/second-factor", json=body)
    assert answer.status_code == 200, answer.text
    clock.advance(seconds=30)
    return offer["secret"], answer.json()["recovery_codes"]


async def sign_in(
    client: httpx.AsyncClient, name: str = "committee", code: str | None = None, **more: Any
) -> httpx.Response:
    body = {"name": name, "password": PASSWORD, **more} | ({"code": code} if code is not None else {})
    return await client.post(SESSIONS, json=body)


class TestSettingIt:
    async def test_it_is_asked_for_from_then_on(
        self, committee: Caller, client: httpx.AsyncClient, clock: FakeClock, desk: Desk
    ):
        assert (await committee.get("/me/second-factor")).json()["is_set"] is False
        other = (await sign_in(client)).json()["token"]
        offer = (await committee.post("/me/second-factor/offers")).json()
        assert offer["address"].startswith("otpauth://totp/agri:committee?secret=" + offer["secret"])
        assert (await sign_in(client)).status_code == 201  # nothing holds before its first code
        secret, codes = await set_up(committee, clock)
        found = (await committee.get("/me/second-factor")).json()
        assert (found["is_set"], found["recovery_codes_left"]) == (True, 10)
        assert len(set(codes)) == 10
        assert (await Caller(client, other).get("/me")).status_code == 401  # a password alone had opened it
        refused = await sign_in(client)
        assert is_problem(refused, "code-needed")
        assert "6 位数字" in refused.json()["detail_zh"]
        wrong = await sign_in(client, password="wrong")
        assert is_problem(wrong, "not-signed-in")  # who does not know the password hears nothing of it
        answer = await sign_in(client, code=now_code(secret, clock))
        assert answer.status_code == 201
        assert (await Caller(client, answer.json()["token"]).get("/today")).status_code == 200
        assert tries(desk)[-2:] == [("committee", "password", True), ("committee", "code", True)]
        with Session(desk.engine) as session:
            assert verify(session).broken is None

    async def test_what_is_not_set_and_why(self, committee: Caller, reporter: Caller, clock: FakeClock):
        assert (await reporter.post("/me/second-factor/offers")).status_code == 403
        offer = (await committee.post("/me/second-factor/offers")).json()
        right = {"ticket": offer["ticket"], "code": now_code(offer["secret"], clock), "password": PASSWORD}
        for change, pointer in (
            ({"code": "000000" if right["code"] != "000000" else "111111"}, "/code"),
            ({"ticket": offer["ticket"][:-6] + "AAAAAA"}, "/ticket"),
            ({"password": "wrong"}, "/password"),
            ({"password": None}, "/password"),
        ):
            answer = await committee.put("/me/second-factor", json={**right, **change})
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["pointer"] == pointer
        clock.advance(minutes=16)
        late = {**right, "code": now_code(offer["secret"], clock)}
        assert (await committee.put("/me/second-factor", json=late)).json()["errors"][0][
            "pointer"
        ] == "/ticket"

    async def test_an_offer_is_nobody_elses(self, committee: Caller, operator: Caller, clock: FakeClock):
        offer = (await committee.post("/me/second-factor/offers")).json()
        body = {"ticket": offer["ticket"], "code": now_code(offer["secret"], clock), "password": PASSWORD}
        answer = await operator.put("/me/second-factor", json=body)
        assert answer.json()["errors"][0]["pointer"] == "/ticket"

    async def test_the_first_is_removed_before_a_second(
        self, committee: Caller, clock: FakeClock, desk: Desk
    ):
        secret, _ = await set_up(committee, clock)
        assert (await committee.post("/me/second-factor/offers")).status_code == 409
        wrong = await committee.post("/me/second-factor/removal", json={"code": "12345"})
        assert is_problem(wrong, "code-needed")
        right = {"code": now_code(secret, clock)}
        assert (await committee.post("/me/second-factor/removal", json=right)).status_code == 204
        assert (await committee.post("/me/second-factor/removal", json=right)).status_code == 409
        assert (await committee.post("/me/second-factor/offers")).status_code == 201
        with Session(desk.engine) as session:
            assert verify(session).broken is None

    async def test_neither_database_nor_backup_gives_it_away(
        self, committee: Caller, clock: FakeClock, desk: Desk
    ):
        secret, codes = await set_up(committee, clock)
        with desk.engine.connect() as connection:
            tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
            kept = str([connection.execute(text(f'SELECT * FROM "{one}"')).all() for one in tables])  # noqa: S608
        assert "committee" in kept
        for one in [secret, *codes, *(code.replace("-", "") for code in codes)]:
            assert one not in kept
        with Session(desk.engine) as session:
            person = session.get_one(Person, person_id("committee"))
            moved = person.factor_secret
            session.get_one(Person, person_id("operator")).factor_secret = moved  # somebody else's row
            session.commit()
        client = committee.client
        assert is_problem(await sign_in(client, "operator", now_code(secret, clock)), "code-needed")

    async def test_another_key_of_the_server_says_what_to_do(
        self, committee: Caller, client: httpx.AsyncClient, clock: FakeClock, desk: Desk, app: FastAPI
    ):
        from pydantic import SecretStr

        secret, _ = await set_up(committee, clock)
        other = desk.settings.model_copy(update={"secret_key": SecretStr("k" * 40)})
        app.state.desk = replace(desk, settings=other)
        answer = await sign_in(client, code=now_code(secret, clock))
        assert is_problem(answer, "code-needed")
        assert "重置" in answer.json()["detail_zh"]


class TestACode:
    async def test_each_works_once_and_a_neighbouring_step_is_borne(
        self, committee: Caller, client: httpx.AsyncClient, clock: FakeClock
    ):
        secret, _ = await set_up(committee, clock)
        before, now = pyotp.TOTP(secret).at(clock.now - timedelta(seconds=30)), now_code(secret, clock)
        after = pyotp.TOTP(secret).at(clock.now + timedelta(seconds=30))
        far = pyotp.TOTP(secret).at(clock.now + timedelta(seconds=60))
        assert is_problem(await sign_in(client, code=before), "code-needed")  # used when it was set
        assert is_problem(await sign_in(client, code=far), "code-needed")
        assert (await sign_in(client, code=after)).status_code == 201
        for replayed in (after, now):  # and none of an earlier step works any more
            assert is_problem(await sign_in(client, code=replayed), "code-needed")

    async def test_it_is_read_as_people_type_it(
        self, committee: Caller, client: httpx.AsyncClient, clock: FakeClock
    ):
        secret, codes = await set_up(committee, clock)
        wide = now_code(secret, clock).translate({ord("0") + i: ord("０") + i for i in range(10)})
        assert (await sign_in(client, code=f" {wide[:3]} {wide[3:]} ")).status_code == 201
        assert (await sign_in(client, code=codes[0].lower().replace("-", " "))).status_code == 201

    async def test_recovery_codes_work_once_each(
        self, committee: Caller, operator: Caller, client: httpx.AsyncClient, clock: FakeClock, desk: Desk
    ):
        _, codes = await set_up(committee, clock)
        assert (await sign_in(client, code=codes[3])).status_code == 201
        assert is_problem(await sign_in(client, code=codes[3]), "code-needed")
        assert (await committee.get("/me/second-factor")).json()["recovery_codes_left"] == 9
        acts = [one["act"] for one in (await operator.get("/audit")).json()["links"]]
        assert acts.count("factor.recovery_used") == 1
        with Session(desk.engine) as session:
            assert verify(session).broken is None

    async def test_guessing_is_slowed_whatever_device_or_address(
        self, committee: Caller, client: httpx.AsyncClient, clock: FakeClock, desk: Desk, app: FastAPI
    ):
        app.state.desk = replace(desk, settings=desk.settings.model_copy(update={"sign_in_tries": 2}))
        secret, _ = await set_up(committee, clock)
        mark = (await sign_in(client, code=now_code(secret, clock))).json()["device_mark"]
        for _ in range(2):
            assert is_problem(await sign_in(client, code="1", device_mark=mark), "code-needed")
        clock.advance(hours=0, seconds=5)
        answer = await sign_in(client, code=now_code(secret, clock), device_mark=mark)
        assert is_problem(answer, "too-many")
        assert "设备" not in answer.json()["detail_zh"]  # no other device gets in sooner
        clock.advance(minutes=16)  # it counts over a day, yet the owner gets in
        assert (await sign_in(client, code=now_code(secret, clock), device_mark=mark)).status_code == 201
        assert is_problem(await sign_in(client, code="1", device_mark=mark), "code-needed")
        clock.advance(seconds=45)
        assert is_problem(await sign_in(client, code="1", device_mark=mark), "too-many")


class TestResettingIt:
    async def test_whoever_looks_after_the_account_resets_it(
        self, committee: Caller, reviewer: Caller, operator: Caller, clock: FakeClock, desk: Desk
    ):
        mine = f"/users/{person_id('committee')}"
        await set_up(committee, clock)
        assert (await reviewer.patch(mine, json={"reset_second_factor": True})).status_code == 404
        own = f"/users/{person_id('operator')}"
        assert (await operator.patch(own, json={"reset_second_factor": True})).status_code == 403
        answer = await operator.patch(mine, json={"reset_second_factor": True})
        assert answer.json()["has_second_factor"] is False
        assert (await committee.get("/me")).status_code == 401
        assert (await sign_in(committee.client)).status_code == 201
        acts = [one["act"] for one in (await operator.get("/audit")).json()["links"]]
        assert acts.count("factor.set") == acts.count("factor.reset") == 1
        with Session(desk.engine) as session:
            assert verify(session).broken is None


class TestARoleThatNeedsOne:
    @pytest.fixture
    def demanding(self, app: FastAPI, desk: Desk) -> Desk:
        settings = desk.settings.model_copy(update={"second_factor_roles": "committee,reviewer"})
        app.state.desk = replace(desk, settings=settings)
        return app.state.desk

    async def test_it_does_nothing_else_before(
        self, demanding: Desk, client: httpx.AsyncClient, clock: FakeClock
    ):
        answer = await sign_in(client)
        assert answer.json()["account"]["must_set_factor"] is True
        caller = Caller(client, answer.json()["token"])
        assert (await caller.get("/me")).json()["must_set_factor"] is True
        for refused in (await caller.get("/today"), await caller.get("/reports")):
            assert is_problem(refused, "second-factor-first")
        assert (await caller.get("/me/second-factor")).json()["must_set"] is True
        await set_up(caller, clock)
        assert (await caller.get("/today")).status_code == 200
        assert (await caller.get("/me")).json()["must_set_factor"] is False
        unnamed = await sign_in(client, "operator")
        assert unnamed.json()["account"]["must_set_factor"] is False

    async def test_who_removes_it_has_to_set_another_at_once(
        self, demanding: Desk, client: httpx.AsyncClient, clock: FakeClock
    ):
        client.headers["origin"] = ORIGIN
        caller = Caller(client, (await sign_in(client, device="desk", cookie=True)).json()["token"])
        secret, _ = await set_up(caller, clock)
        assert (await caller.get("/today")).status_code == 200
        removed = await caller.post("/me/second-factor/removal", json={"code": now_code(secret, clock)})
        assert removed.status_code == 204
        assert is_problem(await caller.get("/today"), "second-factor-first")
        await set_up(caller, clock)
        assert (await caller.get("/today")).status_code == 200
        with Session(demanding.engine) as session:
            assert verify(session).broken is None

    async def test_a_phone_is_no_stronger_than_a_desk_without_it(
        self, demanding: Desk, client: httpx.AsyncClient, operator: Caller, clock: FakeClock
    ):
        client.headers["origin"] = ORIGIN
        caller = Caller(client, (await sign_in(client, device="desk")).json()["token"])
        secret, _ = await set_up(caller, clock)
        phone = Caller(
            client, (await sign_in(client, code=now_code(secret, clock), device="phone")).json()["token"]
        )
        code = (await operator.post(f"/users/{person_id('committee')}/enrolments")).json()["code"]
        clock.advance(seconds=1)
        enrolled = await client.post("/api/v1/enrolments", json={"code": code, "device": "phone"})
        by_code = Caller(client, enrolled.json()["token"])
        assert (await phone.get("/today")).status_code == (await by_code.get("/today")).status_code == 200
        clock.advance(seconds=30)
        removed = await caller.post("/me/second-factor/removal", json={"code": now_code(secret, clock)})
        assert removed.status_code == 204
        assert is_problem(await phone.get("/today"), "second-factor-first")
        assert (await by_code.get("/today")).status_code == 200  # more than a password stood behind it
        with Session(demanding.engine) as session:
            assert verify(session).broken is None

    async def test_sending_reports_waits_too(self, demanding: Desk, client: httpx.AsyncClient):
        caller = Caller(client, (await sign_in(client, "reviewer", device="phone")).json()["token"])
        body = {"since": None, "revisions": []}
        assert is_problem(await caller.post("/sync", json=body), "second-factor-first")

    async def test_an_enrolled_phone_is_never_asked(
        self, demanding: Desk, operator: Caller, client: httpx.AsyncClient, clock: FakeClock
    ):
        code = (await operator.post(f"/users/{person_id('reviewer')}/enrolments")).json()["code"]
        phone = Caller(client, (await client.post("/api/v1/enrolments", json={"code": code})).json()["token"])
        assert (await phone.get("/reports")).status_code == 200
        desk_caller = Caller(client, (await sign_in(client, "reviewer")).json()["token"])
        await set_up(desk_caller, clock)
        assert (await phone.get("/reports")).status_code == 200  # nor is it signed out by it
        assert (await phone.post("/sync", json={"since": None, "revisions": []})).status_code == 200

    async def test_a_house_that_asks_for_a_second_step_itself_is_enough(
        self, demanding: Desk, app: FastAPI, clock: FakeClock
    ):
        with running_house(clock) as house:
            settings = house_settings(
                demanding.settings.database_url, house.issuer, second_factor_roles="committee"
            )
            app.state.desk = replace(demanding, settings=settings, house=provider.HouseProvider(settings))
            link(demanding, "committee")
            async with client_of(app) as browser:
                browser.headers["origin"] = ORIGIN
                for methods, is_asked in ((["pwd"], True), (["pwd", "otp", "mfa"], False)):
                    house.claims = {"amr": methods}
                    sent = house.visit(await begin(browser))[1]
                    answer = await browser.post("/api/v1/house/sessions", json=sent)
                    assert answer.json()["account"]["must_set_factor"] is is_asked

    async def test_after_the_house_the_account_s_own_code_is_asked(
        self, demanding: Desk, app: FastAPI, clock: FakeClock
    ):
        with running_house(clock) as house:
            settings = house_settings(demanding.settings.database_url, house.issuer)
            app.state.desk = replace(demanding, settings=settings, house=provider.HouseProvider(settings))
            async with client_of(app) as browser:
                caller = Caller(browser, (await sign_in(browser)).json()["token"])
                secret, _ = await set_up(caller, clock)
                with Session(demanding.engine) as session:
                    assert verify(session).broken is None
                operator = Caller(browser, (await sign_in(browser, "operator")).json()["token"])
                mine = f"/users/{person_id('committee')}"
                await operator.patch(mine, json={"house_name": "u-4711"})
                browser.headers["origin"] = ORIGIN
                sent = house.visit(await begin(browser))[1]
                refused = await browser.post("/api/v1/house/sessions", json=sent)
                assert is_problem(refused, "code-needed")
                later = "/api/v1/house/sessions/code"
                assert is_problem(await browser.post(later, json={"code": "1"}), "code-needed")
                answer = await browser.post(later, json={"code": now_code(secret, clock)})
                assert answer.status_code == 201, answer.text
                assert answer.json()["account"]["must_set_factor"] is False
                assert (await browser.get("/api/v1/today")).status_code == 200
                again = await browser.post(later, json={"code": "1"})
                assert is_problem(again, "not-signed-in")  # nothing waits any more
                with Session(demanding.engine) as session:
                    assert verify(session).broken is None
