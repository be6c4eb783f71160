"""A house's sign-in service on loopback that can be told to misbehave: OpenID Connect, code flow, PKCE."""

import hashlib
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as new_ec_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

CLIENT, SECRET = "agri-client", "a secret & more"


def new_key() -> Any:
    return generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _first_key() -> Any:
    """Return the key that every service begins with: to make one takes long."""
    return new_key()


@dataclass
class House:
    """What the service knows, and how it is told to be wrong."""

    now: Callable[[], datetime]
    key: Any = field(default_factory=_first_key)
    issuer: str = ""
    algorithm: str = "RS256"
    kid: str | None = "one"
    sub: str = "u-4711"
    claims: dict[str, Any] = field(default_factory=dict)  # in place of the honest ones; None leaves one out
    document: dict[str, Any] = field(default_factory=dict)  # likewise of what it says of itself
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # by path, in place of its own
    is_forgetful: bool = False  # takes a code twice
    waits: set[str] = field(default_factory=set)  # paths that answer nothing before `released`
    released: Event = field(default_factory=Event)
    refusal: dict[str, str] = field(
        default_factory=dict
    )  # what a browser is sent back with, in place of a code
    asked: list[str] = field(default_factory=list)
    published: list[dict[str, Any]] | None = None
    signs: Callable[["House", dict[str, Any]], str] | None = None
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def visit(self, address: str) -> tuple[str, dict[str, str]]:
        """Sign in as a browser that was sent there does; return where it is sent back to, with what."""
        query = dict(parse_qsl(urlsplit(address).query))
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self._codes)}"
        self._codes[code] = query
        return query["redirect_uri"], {"code": code, "state": query["state"]}

    def jwk(self, key: Any = None, kid: str | None = "one") -> dict[str, Any]:
        algorithm = (
            jwt.algorithms.ECAlgorithm if self.algorithm.startswith("ES") else jwt.algorithms.RSAAlgorithm
        )
        found = algorithm.to_jwk((key or self.key).public_key(), as_dict=True)
        return {**found, "use": "sig", **({"kid": kid} if kid else {})}

    def use_elliptic_key(self) -> None:
        self.algorithm, self.key = "ES256", new_ec_key(SECP256R1())

    def discovery(self) -> dict[str, Any]:
        honest = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=7",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
        }
        return _merged(honest, self.document)

    def token(self, form: Mapping[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        code = form.get("code", "")
        query = self._codes.get(code) if self.is_forgetful else self._codes.pop(code, None)
        pair = b64decode(authorization.removeprefix("Basic ")).decode()
        challenge = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        is_right = (
            query is not None
            and form["redirect_uri"] == query["redirect_uri"]
            and challenge.rstrip(b"=").decode() == query["code_challenge"]
            and pair == "agri-client:a+secret+%26+more"
        )
        if not is_right or query is None:
            return 400, {"error": "invalid_grant"}
        now = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": self.sub,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": query["nonce"],
        }
        claims = _merged(claims, self.claims)
        sign = self.signs or House.signed
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": sign(self, claims)}

    def signed(self, claims: dict[str, Any], key: Any = None) -> str:
        headers = {"kid": self.kid} if self.kid else None
        return jwt.encode(claims, key or self.key, algorithm=self.algorithm, headers=headers)

    def logout_token(self, **instead: Any) -> str:
        """What the service sends of its own when somebody signs out there."""
        now = int(self.now().timestamp())
        honest = {
            "iss": self.issuer,
            "sub": self.sub,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": token_urlsafe(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }
        return (self.signs or House.signed)(self, _merged(honest, instead))

    def answer(self, method: str, path: str, body: bytes, authorization: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if path in self.waits:
            self.released.wait(30)
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.discovery()).encode()
        if path == "/jwks":
            keys = self.published if self.published is not None else [self.jwk(kid=self.kid)]
            return 200, json.dumps({"keys": keys}).encode()
        if path == "/token" and method == "POST":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            status, found = self.token(form, authorization)
            return status, json.dumps(found).encode()
        return 404, b"{}"


def _merged(honest: dict[str, Any], instead: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**honest, **instead}.items() if value is not None}


@contextmanager
def running_house(now: Callable[[], datetime]) -> Iterator[House]:
    """Run the service on a free port of loopback until the test is over."""
    house = House(now)

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            if urlsplit(self.path).path == "/authorize":
                where, sent = house.visit(self.path)
                self.send_response(302)
                self.send_header("location", f"{where}?{urlencode(house.refusal or sent)}")
                self.end_headers()
                return
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, content = house.answer(
                self.command, urlsplit(self.path).path, body, self.headers.get("authorization", "")
            )
            try:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                if status in {301, 302, 307}:
                    self.send_header("location", f"{house.issuer}/elsewhere")
                self.end_headers()
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                pass  # who asked has lost patience

        do_GET = do_POST = _serve  # noqa: N815 - names of the library

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    house.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield house
    finally:
        house.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
