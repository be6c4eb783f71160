"""What a request must pass before a route sees it: a bounded body that arrives, a write from our own pages.

A cookie goes with every request that a browser sends to us, also from a foreign page; so a write must come
with the Origin of our own page. Machines send a Bearer token and no Origin.
"""

from asyncio import timeout
from collections.abc import Mapping
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from time import monotonic

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agri.api.http.problems import render, too_large
from agri.errors import NotAllowed, Refusal

COOKIE = "agri_session"
# By https a browser takes this one from our own address alone; the plain name is read for one version more.
HOST_COOKIE = f"__Host-{COOKIE}"
DEVICE_COOKIE = "agri_device"  # lets nobody in: it says which accounts were signed in on this device
_SAFE = {"GET", "HEAD", "OPTIONS"}
# The slowest phone sends some bytes in half a minute. Whoever sends none, or takes ten minutes, is told to
# begin again; else unfinished requests would gather.
SILENT_S = 30.0
BODY_S = 600.0


class BodyLimit:
    """Refuse a body above the limit before it is read into memory, and one that does not arrive."""

    def __init__(self, app: ASGIApp, *, limit: int, of_paths: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.limit = limit
        self.of_paths = of_paths or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.of_paths.get(scope["path"], self.limit)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > limit:
            await render(too_large(limit), scope["path"])(scope, receive, send)
            return
        size = 0
        left_s = BODY_S
        is_whole = False

        async def receive_within_limit() -> Message:
            nonlocal size, left_s, is_whole
            if is_whole:  # what comes after the body is that the sender hangs up, whenever that is
                return await receive()
            began = monotonic()
            try:
                async with timeout(min(SILENT_S, left_s)):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(503, headers={"Connection": "close"}) from None
            left_s = max(0.0, left_s - (monotonic() - began))
            is_whole = not message.get("more_body", False)
            size += len(message.get("body", b""))
            if size > limit:
                # The framework lets its own exception through while it reads a body, no other.
                raise HTTPException(413)
            return message

        await self.app(scope, receive_within_limit, send)


class OwnOrigin:
    """Refuse a write that a browser sends from a page that is not ours."""

    def __init__(self, app: ASGIApp, *, origin: str | None) -> None:
        self.app = app
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] not in _SAFE:
            refusal = self._refusal(scope)
            if refusal is not None:
                await render(refusal, scope["path"])(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None and not has_cookie(headers.get("cookie", "")):
            return None
        own = self.origin or f"{scope['scheme']}://{headers.get('host', '')}"
        if origin == own:
            return None
        return NotAllowed(
            "this write did not come from our own page; open the page at its own address and try again",
            "此写入并非来自本系统页面；请直接打开本系统地址后重试",
        )


def cookie_of(cookies: Mapping[str, str]) -> str | None:
    """Return the session's token among a request's cookies."""
    return cookies.get(HOST_COOKIE) or cookies.get(COOKIE)


def keep_cookie(response: Response, name: str, value: str, kept_for: timedelta, *, is_secure: bool) -> None:
    """Have the browser keep a cookie that no script reads and no foreign page's write carries."""
    response.set_cookie(
        name,
        value,
        max_age=int(kept_for.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure,
    )


def keep_session_cookie(response: Response, token: str, kept_for: timedelta, *, is_secure: bool) -> None:
    """Have the browser keep a sign-in as long as it lasts."""
    keep_cookie(response, HOST_COOKIE if is_secure else COOKIE, token, kept_for, is_secure=is_secure)


def has_cookie(header: str) -> bool:
    """Say whether a Cookie header carries a session of ours; an unreadable one is taken for one."""
    try:
        return any(name in SimpleCookie(header) for name in (HOST_COOKIE, COOKIE))
    except CookieError:
        return True
