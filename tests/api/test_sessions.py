"""Signing in and out: POST /sessions, POST /enrolments/{code}, DELETE /sessions/current, GET /me."""

import httpx
from sqlmodel import Session, select

from agri.api.dependencies import Desk
from agri.models.person import Person, SessionToken
from agri.services.access.sessions import note_attempt
from tests.api.conftest import ORIGIN, Caller
from tests.places import PASSWORD, FakeClock, person_id

SESSIONS = "/api/v1/sessions"


def sign_in(**changes: object) -> dict[str, object]:
    return {"name": "reporter", "password": PASSWORD, "device": "phone", **changes}


class TestPostSession:
    async def test_name_and_password_give_a_token_that_works(self, client: httpx.AsyncClient):
        answer = await client.post(SESSIONS, json=sign_in())
        assert answer.status_code == 201
        assert answer.json()["actor"] == {"name": "reporter", "role": "reporter", "org_unit": "410191101"}
        me = await Caller(client, answer.json()["token"]).get("/me")
        assert me.json()["name"] == "reporter"
        assert "set-cookie" not in answer.headers

    async def test_a_page_gets_a_cookie_that_scripts_cannot_read(self, client: httpx.AsyncClient):
        answer = await client.post(SESSIONS, json=sign_in(cookie=True), headers={"Origin": ORIGIN})
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert (await client.get("/api/v1/me")).status_code == 200

    async def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(self, client: httpx.AsyncClient):
        wrong = await client.post(SESSIONS, json=sign_in(password="not this one"))
        unknown = await client.post(SESSIONS, json=sign_in(name="nobody"))
        assert wrong.status_code == unknown.status_code == 401
        assert wrong.json() == unknown.json()
        assert wrong.json()["type"] == "/problems/not-signed-in"

    async def test_a_closed_account_does_not_sign_in(self, client: httpx.AsyncClient, desk: Desk):
        with Session(desk.engine) as session, session.begin():
            session.get_one(Person, person_id("reporter")).is_active = False
        refused = await client.post(SESSIONS, json=sign_in())
        assert refused.status_code == 401
        assert refused.json()["type"] == "/problems/account-closed"
        assert "账号已停用" in refused.json()["detail_zh"]
        # Whoever does not know the password is told no more than of any other name.
        wrong = await client.post(SESSIONS, json=sign_in(password="not this one"))
        unknown = await client.post(SESSIONS, json=sign_in(name="nobody"))
        assert wrong.json() == unknown.json()

    async def test_after_ten_wrong_tries_each_further_one_waits_longer(
        self, client: httpx.AsyncClient, clock: FakeClock
    ):
        for _ in range(10):
            assert (await client.post(SESSIONS, json=sign_in(password="wrong"))).status_code == 401
        for seconds in (30, 60, 120):
            refused = await client.post(SESSIONS, json=sign_in())
            assert refused.status_code == 429
            assert refused.headers["retry-after"] == str(seconds)
            clock.advance(seconds=seconds)
            assert (await client.post(SESSIONS, json=sign_in(password="wrong"))).status_code == 401
        clock.advance(minutes=4)
        assert (await client.post(SESSIONS, json=sign_in())).status_code == 201

    async def test_a_clock_set_back_locks_nobody_out(self, client: httpx.AsyncClient, clock: FakeClock):
        """Tries that were noted while the clock was ahead lie in the future once it is right again."""
        clock.advance(days=30)
        for _ in range(10):
            assert (await client.post(SESSIONS, json=sign_in(password="wrong"))).status_code == 401
        assert (await client.post(SESSIONS, json=sign_in())).status_code == 429
        clock.advance(days=-30)
        assert (await client.post(SESSIONS, json=sign_in())).status_code == 201
        for _ in range(10):
            assert (await client.post(SESSIONS, json=sign_in(password="wrong"))).status_code == 401
        assert (await client.post(SESSIONS, json=sign_in())).status_code == 429

    async def test_wrong_tries_on_one_account_do_not_close_another(self, client: httpx.AsyncClient):
        for _ in range(10):
            await client.post(SESSIONS, json=sign_in(password="wrong"))
        assert (await client.post(SESSIONS, json=sign_in(name="neighbour"))).status_code == 201

    async def test_a_hundred_wrong_tries_close_the_address_for_every_account(
        self, client: httpx.AsyncClient, desk: Desk, clock: FakeClock
    ):
        limit = desk.settings.address_tries
        with Session(desk.engine) as session, session.begin():
            for i in range(limit):  # noted, not tried: each try takes a password's time
                note_attempt(
                    session, account=f"guess{i}", address="127.0.0.1", is_successful=False, now=clock()
                )
        refused = await client.post(SESSIONS, json=sign_in(name="neighbour"))
        assert refused.status_code == 429
        clock.advance(minutes=16)
        assert (await client.post(SESSIONS, json=sign_in(name="neighbour"))).status_code == 201

    async def test_the_token_is_kept_only_as_a_hash(self, client: httpx.AsyncClient, desk: Desk):
        token = (await client.post(SESSIONS, json=sign_in())).json()["token"]
        with Session(desk.engine) as session:
            stored = session.exec(select(SessionToken).where(SessionToken.device != "test")).one()
        assert token not in stored.token_hash
        assert len(stored.token_hash) == 64


class TestToken:
    async def test_without_one_nothing_is_told(self, client: httpx.AsyncClient):
        answer = await client.get("/api/v1/me")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"

    async def test_an_invented_one_is_refused(self, client: httpx.AsyncClient):
        assert (await Caller(client, "invented").get("/me")).status_code == 401

    async def test_it_expires(self, reporter: Caller, clock: FakeClock):
        assert (await reporter.get("/me")).status_code == 200
        clock.advance(days=31)
        assert (await reporter.get("/me")).status_code == 401

    async def test_its_last_use_is_noted_now_and_then(self, reporter: Caller, clock: FakeClock):
        clock.advance(hours=5)
        await reporter.get("/me")
        devices = (await reporter.get("/devices")).json()["devices"]
        assert devices[0]["last_used_at"] == "2019-09-05T07:00:00Z"

    async def test_it_ends_when_its_account_is_closed(self, reporter: Caller, desk: Desk):
        with Session(desk.engine) as session, session.begin():
            session.get_one(Person, person_id("reporter")).is_active = False
        ended = await reporter.get("/me")
        assert ended.status_code == 401
        assert "账号已停用" in ended.json()["detail_zh"]


class TestDeleteSession:
    async def test_the_token_no_longer_works(self, reporter: Caller):
        assert (await reporter.delete("/sessions/current")).status_code == 204
        assert (await reporter.get("/me")).status_code == 401

    async def test_nobody_cannot_sign_out(self, client: httpx.AsyncClient):
        assert (await client.delete("/api/v1/sessions/current")).status_code == 401


class TestEnrolment:
    async def test_a_code_signs_one_phone_in_once(self, client: httpx.AsyncClient, reviewer: Caller):
        code = await self._issue(reviewer)
        first = await client.post(f"/api/v1/enrolments/{code}", json={"device": "her phone"})
        assert first.status_code == 201
        assert (await Caller(client, first.json()["token"]).get("/me")).json()["name"] == "reporter"
        again = await client.post(f"/api/v1/enrolments/{code}", json={})
        assert again.status_code == 404

    async def test_a_code_typed_in_small_letters_works(self, client: httpx.AsyncClient, reviewer: Caller):
        code = await self._issue(reviewer)
        assert (await client.post(f"/api/v1/enrolments/{code.lower()}", json={})).status_code == 201

    async def test_a_code_expires(self, client: httpx.AsyncClient, reviewer: Caller, clock: FakeClock):
        code = await self._issue(reviewer)
        clock.advance(hours=73)
        assert (await client.post(f"/api/v1/enrolments/{code}", json={})).status_code == 404

    async def test_guessing_codes_is_stopped(self, client: httpx.AsyncClient, reviewer: Caller):
        code = await self._issue(reviewer)
        for i in range(100):
            await client.post(f"/api/v1/enrolments/GUESS{i}", json={})
        assert (await client.post(f"/api/v1/enrolments/{code}", json={})).status_code == 429

    async def test_a_county_cannot_enrol_another_countys_people(self, far_reviewer: Caller):
        answer = await far_reviewer.post(f"/users/{person_id('reporter')}/enrolments")
        assert answer.status_code == 404

    async def _issue(self, reviewer: Caller) -> str:
        answer = await reviewer.post(f"/users/{person_id('reporter')}/enrolments")
        assert answer.status_code == 201
        return answer.json()["code"]


class TestOrigin:
    async def test_a_foreign_page_cannot_write_with_the_cookie(self, client: httpx.AsyncClient):
        await client.post(SESSIONS, json=sign_in(cookie=True), headers={"Origin": ORIGIN})
        foreign = {"Origin": "https://evil.example"}
        answer = await client.delete("/api/v1/sessions/current", headers=foreign)
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/not-allowed"
        assert (await client.delete("/api/v1/sessions/current")).status_code == 403
        assert (
            await client.delete("/api/v1/sessions/current", headers={"Origin": ORIGIN})
        ).status_code == 204

    async def test_a_foreign_page_cannot_sign_anybody_in(self, client: httpx.AsyncClient):
        answer = await client.post(SESSIONS, json=sign_in(cookie=True), headers={"Origin": "null"})
        assert answer.status_code == 403
