"""A house's sign-in service that is wrong, slow or down, and browsers that mix things up: nobody gets in."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI

from agri.api.dependencies import Desk
from agri.services.access.house import provider
from agri.settings import Settings
from tests.api.conftest import client_of
from tests.api.house_browser import (
    BACK,
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
from tests.house import CLIENT, SECRET, House, new_key
from tests.places import PASSWORD, FakeClock
from tests.some import some


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def settings(database_url: str, house: House) -> Settings:
    return house_settings(database_url, house.issuer)


def _none_signed(house: House, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "one"})


def _by_shared_secret(house: House, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, SECRET.ljust(64), algorithm="HS256", headers={"kid": "one"})


def _by_public_key(house: House, claims: dict[str, Any]) -> str:
    """The classic: the public key, which everybody has, taken for a shared secret."""

    def part(content: bytes) -> bytes:
        return urlsafe_b64encode(content).rstrip(b"=")

    pem = house.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = (
        part(json.dumps({"alg": "HS256", "kid": "one"}).encode()) + b"." + part(json.dumps(claims).encode())
    )
    return (head + b"." + part(hmac.new(pem, head, hashlib.sha256).digest())).decode()


def _by_somebody_else(house: House, claims: dict[str, Any]) -> str:
    return house.signed(claims, new_key())


def _with_cut_signature(house: House, claims: dict[str, Any]) -> str:
    return house.signed(claims).rpartition(".")[0] + "."


_FOREVER = 10**12
WRONG: dict[str, Callable[[House], None]] = {
    "signed by nobody": lambda house: setattr(house, "signs", _none_signed),
    "signed with a shared secret": lambda house: setattr(house, "signs", _by_shared_secret),
    "signed with the public key as secret": lambda house: setattr(house, "signs", _by_public_key),
    "signed by somebody else": lambda house: setattr(house, "signs", _by_somebody_else),
    "without its signature": lambda house: setattr(house, "signs", _with_cut_signature),
    "no token at all": lambda house: setattr(house, "signs", lambda *_: "not a token"),
    "a token that is no text": lambda house: setattr(house, "signs", lambda *_: {"a": 1}),
    "another issuer": lambda house: house.claims.update(iss="https://elsewhere.example"),
    "another client": lambda house: house.claims.update(aud="somebody"),
    "several clients, none authorized": lambda house: house.claims.update(aud=[CLIENT, "somebody"]),
    "authorized for another client": lambda house: house.claims.update(azp="somebody"),
    "expired": lambda house: house.claims.update(exp=int(house.now().timestamp()) - 61),
    "without an end": lambda house: house.claims.update(exp=None),
    "an end that is no instant": lambda house: house.claims.update(exp="tomorrow"),
    "of the future": lambda house: house.claims.update(iat=int(house.now().timestamp()) + 600),
    "not before": lambda house: house.claims.update(nbf=_FOREVER),
    "another sign-in's nonce": lambda house: house.claims.update(nonce="another"),
    "without a nonce": lambda house: house.claims.update(nonce=None),
    "without a subject": lambda house: house.claims.update(sub=None),
    "an empty subject": lambda house: house.claims.update(sub=" "),
    "a key that it has not published": lambda house: setattr(house, "published", []),
    "a key of another kind": lambda house: setattr(
        house, "published", [{"kty": "oct", "kid": "one", "k": "c2VjcmV0"}]
    ),
    "keys that are no list": lambda house: house.answers.update({"/jwks": (200, b'{"keys": 3}')}),
    "keys that are no JSON": lambda house: house.answers.update({"/jwks": (200, b"<html>")}),
    "an error of its own": lambda house: house.answers.update({"/token": (500, b"{}")}),
    "a redirect": lambda house: house.answers.update({"/token": (307, b"")}),
    "no JSON": lambda house: house.answers.update({"/token": (200, b"\xff\xfe")}),
    "a list": lambda house: house.answers.update({"/token": (200, b"[]")}),
    "an endless answer": lambda house: house.answers.update({"/token": (200, b" " * 300_000)}),
    "names itself in no answer, and said it would": lambda house: house.document.update(
        authorization_response_iss_parameter_supported=True
    ),
}
WRONG_OF_ITSELF: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://elsewhere.example"},
    "no token endpoint": {"authorization_endpoint": None},
    "an endpoint without https": {"authorization_endpoint": "http://elsewhere.example/authorize"},
    "an endpoint that is a script": {"authorization_endpoint": "javascript:alert(1)"},
    "keys without https": {"jwks_uri": "http://elsewhere.example/jwks"},
}


def _restore(house: House, honest: House) -> None:
    """Make the service honest again, whatever a fault has done to it."""
    house.signs, house.published = honest.signs, None
    house.claims, house.document, house.answers = {}, {}, {}


class TestAHouseThatIsWrong:
    async def test_it_signs_nobody_in(self, browser: httpx.AsyncClient, house: House, desk: Desk):
        link(desk, "committee")
        honest = replace(house)
        let_in = []
        for fault, spoil in some(WRONG.items()):
            _restore(house, honest)
            _, sent = house.visit(await begin(browser))
            spoil(house)
            desk.house._known = None  # as after an hour
            answer = await browser.post(BACK, json=sent)
            if answer.status_code != 502 or not is_problem(answer, "house-failed"):
                let_in.append((fault, answer.text))
        assert let_in == []
        assert tries(desk) == [("house", "house", False)] * len(WRONG)
        assert (await browser.get("/api/v1/me")).status_code == 401
        _restore(house, honest)
        desk.house._known = None
        assert (await come_back(browser, house)).status_code == 201

    async def test_nobody_is_sent_to_one_that_says_wrong_things_of_itself(
        self, browser: httpx.AsyncClient, house: House
    ):
        for document in some(WRONG_OF_ITSELF.values()):
            house.document = document
            answer = await browser.post(START)
            assert is_problem(answer, "house-failed")
            assert "set-cookie" not in answer.headers

    async def test_one_that_is_down_leaves_the_password(
        self, browser: httpx.AsyncClient, house: House, desk: Desk
    ):
        house.answers["/.well-known/openid-configuration"] = (503, b"")
        assert is_problem(await browser.post(START), "house-failed")
        _replace_issuer(desk, "http://127.0.0.1:9")
        answer = await browser.post(START)
        assert is_problem(answer, "house-failed")
        assert answer.json()["why"] == "away"
        assert "改用密码登录" in answer.json()["detail_zh"]
        body = {"name": "committee", "password": PASSWORD}
        assert (await browser.post("/api/v1/sessions", json=body)).status_code == 201

    async def test_one_that_is_slow_is_not_waited_for(
        self,
        browser: httpx.AsyncClient,
        house: House,
        desk: Desk,
        clock: FakeClock,
        monkeypatch: pytest.MonkeyPatch,
    ):
        for path in ("/.well-known/openid-configuration", "/jwks", "/token"):
            sent = house.visit(await begin(browser))[1]
            with monkeypatch.context() as patch:
                patch.setattr(provider, "_PATIENCE_S", 0.2)
                house.waits = {path}
                if path != "/token":
                    desk.house._known = None
                answer = await browser.post(BACK, json=sent)
            house.waits = set()
            assert is_problem(answer, "house-failed")
            assert answer.json()["why"] == "away"
            if path != "/token":
                # Who comes within half a minute waits for nothing; then it is asked again.
                asked = len(house.asked)
                assert (await browser.post(START)).json()["why"] == "away"
                assert len(house.asked) == asked
                clock.advance(seconds=31)
        assert (await browser.get("/api/v1/sign-in-ways")).status_code == 200

    async def test_a_sign_out_that_proves_nothing_ends_nothing(
        self, browser: httpx.AsyncClient, house: House, desk: Desk, clock: FakeClock
    ):
        link(desk, "committee")
        assert (await come_back(browser, house)).status_code == 201
        now = int(clock.now.timestamp())
        told = house.logout_token()
        bad = {
            "another's key": house.signed(jwt.decode(told, options={"verify_signature": False}), new_key()),
            "an ID token": house.logout_token(events=None, nonce="x"),
            "with a nonce": house.logout_token(nonce="x"),
            "of nobody": house.logout_token(sub=None),
            "no name": house.logout_token(sub=7),
            "for another": house.logout_token(aud="x"),
            "of another": house.logout_token(iss="https://x.example"),
            "long ago": house.logout_token(iat=now - 3_600, exp=None),
            "expired": house.logout_token(exp=now - 120),
            "not yet": house.logout_token(iat=now + 3_600),
            "without a number": house.logout_token(jti=None),
            "nothing": "x.y.z",
        }
        for token in some(bad.values()):
            assert is_problem(await browser.post(OUT, data={"logout_token": token}), "house-failed")
        assert (await browser.post(OUT, data={})).status_code == 422
        assert (await browser.get("/api/v1/me")).status_code == 200
        assert (await browser.post(OUT, data={"logout_token": told})).json() == {"ended": 1}
        assert (await browser.get("/api/v1/me")).status_code == 401
        assert (await come_back(browser, house)).status_code == 201
        again = await browser.post(OUT, data={"logout_token": told})
        assert is_problem(again, "house-failed")  # told once
        assert (await browser.get("/api/v1/me")).status_code == 200

    async def test_a_key_that_it_has_changed_is_fetched_and_no_more_than_it_must(
        self, browser: httpx.AsyncClient, house: House, desk: Desk, clock: FakeClock
    ):
        link(desk, "committee")
        assert (await come_back(browser, house)).status_code == 201
        clock.advance(minutes=2)
        house.key, house.kid = new_key(), "two"
        assert (await come_back(browser, house)).status_code == 201
        assert house.asked.count("/jwks") == 2
        house.published, house.kid = [], "three"
        for _ in range(3):
            assert is_problem(await come_back(browser, house), "house-failed")
        assert house.asked.count("/jwks") == 2  # within half a minute it is not asked again


def _replace_issuer(desk: Desk, issuer: str) -> None:
    desk.house._issuer = issuer
    desk.house._known = None


class TestTheBrowsersPart:
    async def test_a_state_that_is_not_this_browsers(
        self, browser: httpx.AsyncClient, house: House, app: FastAPI
    ):
        _, sent = house.visit(await begin(browser))
        async with client_of(app) as stranger:
            assert is_problem(await stranger.post(BACK, json=sent), "not-signed-in")
        mixed_up = {**sent, "state": "another"}
        assert is_problem(await browser.post(BACK, json=mixed_up), "not-signed-in")
        assert "/token" not in house.asked

    async def test_an_answer_works_once_even_where_the_house_forgets(
        self, browser: httpx.AsyncClient, house: House, desk: Desk
    ):
        link(desk, "committee")
        house.is_forgetful = True
        _, sent = house.visit(await begin(browser))
        kept = dict(browser.cookies)
        assert (await browser.post(BACK, json=sent)).status_code == 201
        assert is_problem(await browser.post(BACK, json=sent), "not-signed-in")
        browser.cookies.clear()
        browser.cookies.update(kept)  # somebody who had copied the cookie before
        assert is_problem(await browser.post(BACK, json=sent), "house-failed")

    async def test_a_code_of_another_sign_in_fails_at_the_house(
        self, browser: httpx.AsyncClient, house: House, desk: Desk
    ):
        link(desk, "committee")
        _, theirs = house.visit(await begin(browser))
        browser.cookies.clear()
        _, mine = house.visit(await begin(browser))
        answer = await browser.post(BACK, json={**mine, "code": theirs["code"]})  # PKCE: another verifier
        assert answer.json()["why"] == "code"

    async def test_who_takes_longer_than_ten_minutes_begins_again(
        self, browser: httpx.AsyncClient, house: House, clock: FakeClock
    ):
        _, sent = house.visit(await begin(browser))
        clock.advance(minutes=10, seconds=1)
        assert is_problem(await browser.post(BACK, json=sent), "not-signed-in")

    async def test_another_service_is_not_mixed_up_with_the_house(
        self, browser: httpx.AsyncClient, house: House
    ):
        _, sent = house.visit(await begin(browser))
        answer = await browser.post(BACK, json={**sent, "iss": "https://elsewhere.example"})
        assert is_problem(answer, "house-failed")
        assert "/token" not in house.asked

    async def test_a_page_that_is_not_ours_begins_nothing(self, browser: httpx.AsyncClient, house: House):
        answer = await browser.post(START, headers={"origin": "https://elsewhere.example"})
        assert answer.status_code == 403

    async def test_too_many_wrong_answers_from_one_address_wait(
        self, browser: httpx.AsyncClient, house: House, desk: Desk, app: FastAPI
    ):
        app.state.desk = with_house(desk, desk.settings.model_copy(update={"enrolment_tries": 2}))
        house.signs = _by_somebody_else
        for _ in range(2):
            assert is_problem(await come_back(browser, house), "house-failed")
        assert is_problem(await come_back(browser, house), "too-many")
