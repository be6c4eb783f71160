"""Sign in by the house's own account, at an honest service, and at one that somebody else wrote."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from agri.api.dependencies import Desk
from agri.models.person import Person
from agri.services.access.four_eyes import read_keys
from agri.services.publish.verify import verify
from agri.settings import Env, Settings, UnsafeSettings
from tests.api.conftest import ORIGIN, Caller, client_of
from tests.api.house_browser import (
    BACK,
    CODE,
    OUT,
    START,
    begin,
    come_back,
    house_settings,
    is_problem,
    link,
    tries,
    with_house,
)
from tests.house import House
from tests.places import CITY, PASSWORD, PEOPLE, FakeClock, person_id


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def settings(database_url: str, house: House) -> Settings:
    return house_settings(database_url, house.issuer)


def holders_of(desk: Desk, name: str) -> frozenset[UUID | None]:
    with Session(desk.engine) as session:
        return read_keys(session, [person_id(name)])[person_id(name)].holders


class TestAnHonestHouse:
    async def test_a_committee_member_signs_in(self, browser: httpx.AsyncClient, house: House, desk: Desk):
        link(desk, "committee")
        assert (await browser.get("/api/v1/sign-in-ways")).json() == {"house": True}
        answer = await come_back(browser, house)
        assert answer.status_code == 201, answer.text
        assert answer.json()["actor"] == {"name": "committee", "role": "committee", "org_unit": CITY}
        assert (await browser.get("/api/v1/me")).json()["name"] == "committee"
        assert (await browser.get("/api/v1/today")).status_code == 200
        assert tries(desk) == [("committee", "house", True)]
        assert (await browser.delete("/api/v1/sessions/current")).status_code == 204
        assert (await browser.get("/api/v1/me")).status_code == 401

    async def test_another_kind_of_key_and_a_key_without_a_name(
        self, browser: httpx.AsyncClient, house: House, desk: Desk
    ):
        link(desk, "committee")
        house.use_elliptic_key()
        house.kid = None
        assert (await come_back(browser, house)).status_code == 201

    async def test_who_signs_out_at_the_house_is_signed_out_here(
        self, app: FastAPI, browser: httpx.AsyncClient, house: House, desk: Desk, committee: Caller
    ):
        link(desk, "committee")
        house.claims = {"sid": "s-1"}
        assert (await come_back(browser, house)).status_code == 201
        async with client_of(app) as second:
            second.headers["origin"] = ORIGIN
            house.claims = {"sid": "s-2"}
            assert (await come_back(second, house)).status_code == 201
            told = {"logout_token": house.logout_token(sid="s-1")}
            async with client_of(app) as server:  # the house's own, without any cookie
                ended = await server.post(OUT, data=told)
                assert (ended.status_code, ended.json()) == (200, {"ended": 1}), ended.text
                assert (await browser.get("/api/v1/me")).status_code == 401
                assert (await second.get("/api/v1/me")).status_code == 200
                # The person is named and no sign-in: all that the house has opened for them end.
                everything = {"logout_token": house.logout_token()}
                assert (await server.post(OUT, data=everything)).json() == {"ended": 1}
                assert (
                    await server.post(OUT, data={"logout_token": house.logout_token(sid="x")})
                ).json() == {"ended": 0}
            assert (await second.get("/api/v1/me")).status_code == 401
        assert (await committee.get("/me")).status_code == 200  # signed in by password
        with Session(desk.engine) as session:
            assert verify(session).broken is None

    async def test_nobody_gets_an_account_by_it(self, browser: httpx.AsyncClient, house: House, desk: Desk):
        answer = await come_back(browser, house)
        assert answer.status_code == 401
        assert is_problem(answer, "house-name-unknown")
        assert "尚未关联" in answer.json()["detail_zh"]
        with Session(desk.engine) as session:
            assert len(session.exec(select(Person)).all()) == len(PEOPLE)
        assert tries(desk) == [("house", "house", False)]

    async def test_a_closed_account_stays_closed(self, browser: httpx.AsyncClient, house: House, desk: Desk):
        link(desk, "committee", is_active=False)
        assert is_problem(await come_back(browser, house), "account-closed")

    async def test_another_claim_names_the_person(
        self, app: FastAPI, desk: Desk, browser: httpx.AsyncClient, house: House
    ):
        link(desk, "committee", "li@agri.example")
        changed = desk.settings.model_copy(update={"oidc_claim": "email"})
        app.state.desk = with_house(desk, changed)
        house.claims = {"email": "li@agri.example"}
        assert is_problem(await come_back(browser, house), "house-failed")  # not verified by the house
        house.claims = {"email": "li@agri.example", "email_verified": True}
        assert (await come_back(browser, house)).status_code == 201

    async def test_the_accounts_page_links_and_unlinks(
        self, browser: httpx.AsyncClient, house: House, operator: Caller, reviewer: Caller, desk: Desk
    ):
        mine = f"/users/{person_id('committee')}"
        answer = await operator.patch(mine, json={"house_name": " u-4711 "})
        assert answer.json()["house_name"] == "u-4711"
        taken = await operator.patch(f"/users/{person_id('reviewer')}", json={"house_name": "u-4711"})
        assert taken.status_code == 422
        assert taken.json()["errors"][0]["code"] == "house-name-taken"
        assert (await reviewer.patch(mine, json={"house_name": "x"})).status_code == 404
        assert (await come_back(browser, house)).status_code == 201
        assert (await operator.patch(mine, json={"house_name": ""})).json()["house_name"] is None
        assert (await browser.get("/api/v1/me")).status_code == 401  # what the link had opened ends with it
        assert is_problem(await come_back(browser, house), "house-name-unknown")
        with Session(desk.engine) as session:
            assert verify(session).broken is None

    async def test_who_links_an_account_does_not_accept_its_reports(self, desk: Desk):
        link(desk, "reporter", house_set_by=person_id("reviewer"))
        assert person_id("reviewer") in holders_of(desk, "reporter")

    async def test_to_save_the_same_link_again_changes_nothing(
        self, reviewer: Caller, operator: Caller, reporter: Caller, desk: Desk
    ):
        theirs = f"/users/{person_id('reporter')}"
        assert (await reviewer.patch(theirs, json={"house_name": ""})).status_code == 200
        assert person_id("reviewer") not in holders_of(desk, "reporter")  # nothing was linked
        for keeper in (reviewer, operator):
            assert (await keeper.patch(theirs, json={"house_name": "u-1"})).status_code == 200
        assert person_id("operator") not in holders_of(desk, "reporter")
        assert (await reporter.get("/me")).status_code == 200  # nor did it sign anybody out
        assert (await operator.patch(theirs, json={"house_name": ""})).status_code == 200
        holders = holders_of(desk, "reporter")
        assert person_id("reviewer") in holders  # who had linked it could have been its person
        assert person_id("operator") not in holders

    async def test_the_house_says_where_to_sign_out_of_it(self, browser: httpx.AsyncClient, house: House):
        address = (await browser.get("/api/v1/house/sign-out")).json()["address"]
        assert address.startswith(f"{house.issuer}/logout?")
        assert dict(parse_qsl(urlsplit(address).query))["post_logout_redirect_uri"] == f"{ORIGIN}/sign-in"

    async def test_passwords_go_on_unless_the_operator_ends_them_for_who_is_linked(
        self, app: FastAPI, desk: Desk, browser: httpx.AsyncClient
    ):
        link(desk, "committee")
        body = {"name": "committee", "password": PASSWORD}
        assert (await browser.post("/api/v1/sessions", json=body)).status_code == 201
        app.state.desk = with_house(desk, desk.settings.model_copy(update={"oidc_only": True}))
        assert is_problem(await browser.post("/api/v1/sessions", json=body), "house-only")
        wrong = {**body, "password": "wrong"}
        assert is_problem(await browser.post("/api/v1/sessions", json=wrong), "not-signed-in")
        unlinked = {**body, "name": "operator"}
        assert (await browser.post("/api/v1/sessions", json=unlinked)).status_code == 201


class TestWithoutAHouse:
    @pytest.fixture
    def settings(self, database_url: str) -> Settings:
        return Settings(env=Env.DEV, database_url=database_url)

    async def test_nothing_of_it_is_there(self, browser: httpx.AsyncClient):
        assert (await browser.get("/api/v1/sign-in-ways")).json() == {"house": False}
        for answer in (
            await browser.post(START),
            await browser.post(BACK, json={"code": "x", "state": "x"}),
            await browser.post(CODE, json={"code": "123456"}),
            await browser.get("/api/v1/house/sign-out"),
        ):
            assert answer.status_code == 404


@contextmanager
def foreign_house() -> Iterator[str]:
    """Run the test provider of PyPI as a program of its own."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "-n", "true"]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        program.kill()
        program.wait()


@pytest.mark.slow
class TestAProviderThatWeDidNotWrite:
    """`oidc-provider-mock` of PyPI, which knows nothing of PKCE: the code flow itself as others mean it."""

    @pytest.fixture
    def issuer(self) -> Iterator[str]:
        with foreign_house() as issuer:
            transport = httpx.HTTPTransport(retries=30)  # it takes a while to start
            with httpx.Client(transport=transport) as client:
                client.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
            yield issuer

    @pytest.fixture
    def settings(self, database_url: str, issuer: str) -> Settings:
        return house_settings(database_url, issuer)

    async def test_a_committee_member_signs_in(
        self, browser: httpx.AsyncClient, desk: Desk, issuer: str, clock: FakeClock
    ):
        clock.now = datetime.now(UTC)  # its tokens are of today
        link(desk, "committee", "li@agri.example")
        address = await begin(browser)
        async with httpx.AsyncClient() as there:
            page = await there.get(address)
            assert page.status_code == 200
            sent = await there.post(address, data={"sub": "li@agri.example"})
        assert sent.status_code == 302
        query = dict(parse_qsl(urlsplit(sent.headers["location"]).query))
        assert sent.headers["location"].startswith(f"{ORIGIN}/house?")
        answer = await browser.post(BACK, json={"code": query["code"], "state": query["state"]})
        assert answer.status_code == 201, answer.text
        assert (await browser.get("/api/v1/me")).json()["name"] == "committee"
        out = (await browser.get("/api/v1/house/sign-out")).json()["address"]
        assert out.startswith(issuer)


def test_half_made_settings_are_refused(database_url: str):
    whole = {
        "oidc_issuer": "https://id.example.cn",
        "oidc_client_id": "x",
        "origin": "https://agri.example.cn",
    }
    good = Settings(env=Env.DEV, database_url=database_url, **whole)
    good.require_whole_sign_in()
    wrong = [
        {"oidc_issuer": "http://id.example.cn"},
        {"oidc_issuer": "id.example.cn"},
        {"oidc_client_id": None},
        {"origin": None},
        {"oidc_scopes": "profile"},
        {"oidc_issuer": None, "oidc_only": True},
        {"second_factor_roles": "reporter"},
        {"second_factor_roles": "committee, nobody"},
    ]
    for change in wrong:
        with pytest.raises(UnsafeSettings):
            good.model_copy(update=change).require_whole_sign_in()
    good.model_copy(update={"second_factor_roles": "committee、operator"}).require_whole_sign_in()
