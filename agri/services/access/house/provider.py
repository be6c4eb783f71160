"""Speak with the house's sign-in service: what it says of itself, its keys, and codes turned into ID tokens.

It is somebody else's server: it may be away, slow, endless or wrong. Every answer is bounded in time and
size, no redirect is followed, and what it says of itself must be of the issuer that the operator has named.
"""

import hashlib
import json
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

import anyio
import httpx
import structlog
from cachetools import TTLCache

from agri.errors import HouseFailed
from agri.services.access.house.id_token import BadIdToken, UnknownKey, read_id_token, read_logout_token
from agri.services.access.house.links import AtHouse
from agri.settings import Settings, is_guarded_address

PAGE = "/house"  # our page that the house sends people back to
_PATIENCE_S = 8.0  # for each answer; somebody is waiting before a page
_LARGEST = 256_000  # bytes; a dozen keys are 10 kB
_KNOWN_FOR = timedelta(hours=1)
_ASK_AGAIN = timedelta(seconds=30)  # for a key that the house may have published meanwhile
_AT_ONCE = 8
_USED_STATES = 10_000
_LONGEST = 255  # characters of a name of the house (OpenID Connect Core, 2)
_AWAY = "away"
BEGUN_FOR = timedelta(minutes=10)  # within which somebody comes back from the house
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun: what the browser keeps of it, sealed, until it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class NamedByHouse:
    """Who the house says somebody is, and whether it asked for a second step itself."""

    house_name: str
    is_strong: bool
    sign_in: AtHouse


@dataclass(frozen=True, slots=True)
class Discovered:
    """What the house says of itself, and its keys; both are asked for again after an hour."""

    document: Mapping[str, Any]
    keys: list[dict[str, Any]]
    read_at: datetime


class HouseProvider:
    """The house's sign-in service as the settings name it."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer or ""
        self._client_id = settings.oidc_client_id or ""
        secret = settings.oidc_client_secret
        self._secret = secret.get_secret_value() if secret is not None else None
        self._scopes, self._claim = settings.oidc_scopes, settings.oidc_claim
        self._origin = (settings.origin or "").rstrip("/")
        self._known: Discovered | None = None
        self._used: TTLCache[str, bool] = TTLCache(_USED_STATES, BEGUN_FOR.total_seconds())
        self._ended: TTLCache[str, bool] = TTLCache(_USED_STATES, 2 * BEGUN_FOR.total_seconds())
        self._away_at: datetime | None = None
        self._at_once: anyio.CapacityLimiter | None = None

    async def begin(self, now: datetime) -> tuple[str, Begun]:
        """Return the address at the house that somebody is sent to, and what to keep until they come back.

        Raises
        ------
        HouseFailed
            The house does not say where that is.
        """
        found = await self._discover(now)
        begun = Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        challenge = urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=")
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._origin + PAGE,
            "scope": self._scopes,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        return _with_query(self._endpoint(found, "authorization_endpoint"), query), begun

    async def finish(self, begun: Begun, code: str, issuer: str | None, now: datetime) -> NamedByHouse:
        """Return who somebody is who came back with a code.

        Raises
        ------
        HouseFailed
            The house does not answer as it must, or its answer proves nothing.
        """
        if begun.state in self._used:
            raise _failed("state", "this sign-in was used before; begin again", "此次登录已用过，请重新登录")
        self._used[begun.state] = True
        found = await self._discover(now)
        names_itself = found.document.get("authorization_response_iss_parameter_supported") is True
        if (issuer is not None or names_itself) and issuer != self._issuer:  # RFC 9207: no mix-up of services
            raise _untrue("the answer names another issuer")
        token = await self._fetch_token(found, begun, code)
        try:
            claims = self._read(token, found, begun, now)
        except UnknownKey:
            found = await self._discover(now, at_most=_ASK_AGAIN)
            claims = self._read(token, found, begun, now)
        return self._answered(claims)

    async def sign_out_address(self, now: datetime) -> str | None:
        """Return where somebody signs out of the house itself, if it says where.

        Raises
        ------
        HouseFailed
            The house does not answer.
        """
        found = await self._discover(now)
        if "end_session_endpoint" not in found.document:
            return None
        query = {"client_id": self._client_id, "post_logout_redirect_uri": f"{self._origin}/sign-in"}
        return _with_query(self._endpoint(found, "end_session_endpoint"), query)

    async def read_sign_out(self, token: str, now: datetime) -> AtHouse:
        """Return which sign-in has ended at the house, which says so of its own.

        Raises
        ------
        HouseFailed
            The token proves nothing, or was used before.
        """
        found = await self._discover(now)
        try:
            claims = self._read_logout(token, found, now)
        except UnknownKey:
            found = await self._discover(now, at_most=_ASK_AGAIN)
            claims = self._read_logout(token, found, now)
        if claims["jti"] in self._ended:
            raise _untrue("this sign-out was told before")
        self._ended[claims["jti"]] = True
        return _sign_in(claims)

    def _read_logout(self, token: str, found: Discovered, now: datetime) -> dict[str, Any]:
        try:
            return read_logout_token(
                token, found.keys, issuer=self._issuer, client_id=self._client_id, now=now
            )
        except UnknownKey:
            if now - found.read_at > _ASK_AGAIN:
                raise
            raise _untrue("a sign-out is signed by a key that the house has not published") from None
        except BadIdToken as error:
            raise _untrue(str(error)) from error

    def _read(self, token: str, found: Discovered, begun: Begun, now: datetime) -> dict[str, Any]:
        try:
            return read_id_token(
                token,
                found.keys,
                issuer=self._issuer,
                client_id=self._client_id,
                nonce=begun.nonce,
                now=now,
            )
        except UnknownKey:
            if now - found.read_at > _ASK_AGAIN:
                raise
            raise _untrue("it is signed by a key that the house has not published") from None
        except BadIdToken as error:
            raise _untrue(str(error)) from error

    def _answered(self, claims: Mapping[str, Any]) -> NamedByHouse:
        value = claims.get(self._claim)
        if isinstance(value, bool) or not isinstance(value, str | int) or str(value).strip() == "":
            raise _untrue(f"the ID token has no claim {self._claim!r} with a name in it")
        if self._claim == "email" and claims.get("email_verified") is not True:
            raise _untrue("the house has not verified this person's email")
        methods = claims.get("amr")
        is_strong = isinstance(methods, list) and "mfa" in methods  # RFC 8176
        return NamedByHouse(str(value), is_strong, _sign_in(claims))

    async def _fetch_token(self, found: Discovered, begun: Begun, code: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._origin + PAGE,
            "code_verifier": begun.verifier,
        }
        headers = {}
        ways = found.document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if self._secret is None:
            form["client_id"] = self._client_id
        elif "client_secret_basic" in ways or "client_secret_post" not in ways:
            pair = f"{quote_plus(self._client_id)}:{quote_plus(self._secret)}"  # RFC 6749, 2.3.1
            headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
        else:
            form |= {"client_id": self._client_id, "client_secret": self._secret}
        answer = await self._ask("POST", self._endpoint(found, "token_endpoint"), form, headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise _untrue("the token endpoint gave no ID token")
        return token

    async def _discover(self, now: datetime, *, at_most: timedelta = _KNOWN_FOR) -> Discovered:
        known = self._known
        if known is not None and timedelta(0) <= now - known.read_at <= at_most:
            return known
        if self._away_at is not None and timedelta(0) <= now - self._away_at <= _ASK_AGAIN:
            raise _away()  # nobody waits for it again before every page
        try:
            found = await self._discovered(now)
        except HouseFailed as failed:
            self._away_at = now if failed.context.get("why") == _AWAY else None
            raise
        self._known, self._away_at = found, None
        return found

    async def _discovered(self, now: datetime) -> Discovered:
        document = await self._ask("GET", self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if document.get("issuer") != self._issuer:
            raise _untrue(f"it calls itself {document.get('issuer')!r} and not {self._issuer!r}")
        found = Discovered(document, [], now)
        keys = (await self._ask("GET", self._endpoint(found, "jwks_uri"))).get("keys")
        if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
            raise _untrue("its keys are not a list of keys")
        found.keys.extend(keys)
        return found

    def _endpoint(self, found: Discovered, name: str) -> str:
        address = found.document.get(name)
        is_loopback = self._issuer.startswith("http://")
        if not isinstance(address, str) or not is_guarded_address(address):
            raise _untrue(f"{name} is no https address")
        if address.startswith("http://") and not is_loopback:
            raise _untrue(f"{name} is no https address")
        return address

    async def _ask(
        self,
        method: str,
        address: str,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return a JSON object that the house answers, whole, in time and of bounded size."""
        if self._at_once is None:
            self._at_once = anyio.CapacityLimiter(_AT_ONCE)
        content = bytearray()
        try:
            with anyio.fail_after(_PATIENCE_S):
                async with (
                    self._at_once,
                    httpx.AsyncClient(timeout=_PATIENCE_S) as client,
                    client.stream(
                        method, address, data=form, headers={"Accept": "application/json", **(headers or {})}
                    ) as answer,
                ):
                    status = answer.status_code
                    async for piece in answer.aiter_bytes():
                        content += piece
                        if len(content) > _LARGEST:
                            raise _untrue(f"its answer has more than {_LARGEST} bytes")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            _log.warning("house sign-in", address=address, fault=type(error).__name__)
            raise _away() from error
        if status == httpx.codes.BAD_REQUEST and form is not None:
            raise _failed(
                "code",
                "the house did not accept this sign-in: it was used before or took too long; begin again",
                "单位登录服务不接受此次登录（已用过或已超时），请重新登录",
            )
        if status != httpx.codes.OK:
            raise _untrue(f"{address} answers {status}")
        try:
            found = json.loads(content)
        except ValueError as error:
            raise _untrue(f"{address} answers no JSON") from error
        if not isinstance(found, dict):
            raise _untrue(f"{address} answers no JSON object")
        return found


def _failed(why: str, detail: str, detail_zh: str) -> HouseFailed:
    return HouseFailed(detail, detail_zh, why=why)


def _away() -> HouseFailed:
    return _failed(
        _AWAY,
        "the house's sign-in service does not answer; try again in a while, or sign in by password",
        "单位登录服务没有响应，请稍后再试，或改用密码登录",
    )


def _sign_in(claims: Mapping[str, Any]) -> AtHouse:
    """Return what the house calls a person and their sign-in there; the latter only where it says so."""
    return AtHouse(*(str(claims[one])[:_LONGEST] if claims.get(one) else None for one in ("sub", "sid")))


def _untrue(fault: str) -> HouseFailed:
    """Return the refusal of an answer that proves nothing; what is wrong with it stands in the log."""
    _log.warning("house sign-in", fault=fault)
    return _failed(
        "untrue",
        "the answer of the house's sign-in service could not be verified; tell the operator the time, and "
        "sign in by password meanwhile",
        "单位登录服务的答复无法核实；请把时间告诉系统管理员，暂用密码登录",
    )


def _with_query(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
