"""The short cut of those who report: what every phone sends at once, past the framework's detours.

It takes only what is plain: a sign-in that was looked up a moment ago, a body in its exact shape. Everything
else, and so every refusal of a shape or a sign-in, goes through the routes themselves, which also describe
the operation; both ways judge and answer with the same functions. The writer looks at the sign-in again,
inside the transaction that stores the report.
"""

import re
from collections.abc import Awaitable, Callable, Mapping

from fastapi import Response
from pydantic import ValidationError
from starlette.requests import cookie_parser
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agri.api.deps import Desk
from agri.api.guards import cookie_of
from agri.errors import NotSignedIn
from agri.services.scope import Act, may
from agri.services.sign_in import keyed_hash
from agri.services.visitors import Visitor

# Reads a body, does what it asks and answers; a ValidationError says that the body is not plain.
Serve = Callable[[Desk, Visitor, Mapping[str, str], bytes, str], Awaitable[Response]]

_VISITOR, _IS_LEFT = "agri.visitor", "agri.left_short_cut"  # keys in the scope
_PARAMETER = re.compile(r"\{(\w+)\}")
_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_JSON = (b"application/json", b"application/json; charset=utf-8")


class ShortCut(BaseRoute):
    """One operation's short cut; `around` is where a request goes that is not plain after all."""

    def __init__(self, method: str, path: str, serve: Serve, around: ASGIApp) -> None:
        self.path = path
        self._method = method
        self._pattern = re.compile(_PARAMETER.sub(rf"(?P<\1>{_ID})", path))
        self._serve = serve
        self._around = around

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take a request whose sender was here a moment ago and may report."""
        if (
            scope["type"] != "http"
            or scope["method"] != self._method
            or scope["query_string"]
            or _IS_LEFT in scope
        ):
            return Match.NONE, {}
        found = self._pattern.fullmatch(scope["path"])
        visitor = _visitor(scope) if found is not None else None
        if found is None or visitor is None or not may(visitor.actor, Act.REPORT):
            return Match.NONE, {}
        return Match.FULL, {"route": self, "path_params": found.groupdict(), _VISITOR: visitor}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or let it go around with its body."""
        body = await _body(receive)
        desk: Desk = scope["app"].state.desk
        visitor: Visitor = scope[_VISITOR]
        try:
            answer = await self._serve(desk, visitor, scope["path_params"], body, scope["path"])
        except ValidationError:
            scope[_IS_LEFT] = True
            await self._around(scope, _again(body, receive), send)
            return
        except NotSignedIn:
            desk.visitors.forget(visitor.token_hash)
            raise
        scope["state"]["actor_id"] = str(visitor.actor.id)
        await answer(scope, receive, send)


def _visitor(scope: Scope) -> Visitor | None:
    token = None
    is_json = False
    for name, value in scope["headers"]:
        if name == b"authorization":
            if value[:7] != b"Bearer ":
                return None
            token = value[7:].decode("latin-1")
        elif name == b"cookie" and token is None:
            token = cookie_of(cookie_parser(value.decode("latin-1")))
        elif name == b"content-type":
            is_json = value.lower() in _JSON
    if not token or not is_json:
        return None
    desk: Desk = scope["app"].state.desk
    return desk.visitors.find(keyed_hash(desk.key, token), desk.wall_clock())


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":  # hung up: what came so far is no JSON
            return b""
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a way to receive a body that was read already."""
    is_told = False

    async def tell() -> Message:
        nonlocal is_told
        if is_told:
            return await receive()
        is_told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return tell
