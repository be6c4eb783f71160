"""Middleware of every response: request id, security headers, access log, metrics.

The log names the route's template, never the address itself: an address can hold an enrolment code.
"""

import time
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agri.api.http.metrics import RequestCounters

PREFIX = "/api/v1"
# The built page has no inline script or style; nothing may be loaded from elsewhere or frame the page.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), microphone=()",
}
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")
# Answers differ by person: no shared cache may keep one.
_PRIVATE = (b"cache-control", b"private, no-cache")
_BY_PERSON = (b"vary", b"Authorization, Cookie")
_log = structlog.get_logger("agri.access")


class Envelope:
    """Give each request an id and each answer its headers; write one line about it and count it."""

    def __init__(self, app: ASGIApp, *, is_secure: bool, measure: RequestCounters) -> None:
        self.app = app
        self.measure = measure
        self.headers = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
        if is_secure:
            self.headers.append(_HTTPS_ONLY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid4().hex[:12]
        scope.setdefault("state", {})["request_id"] = request_id
        is_api = scope["path"].startswith("/api/")
        started = time.perf_counter()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ()), *self.headers, (b"x-request-id", request_id.encode())]
                if is_api:
                    headers.append(_BY_PERSON)
                    if all(name != b"cache-control" for name, _ in headers):
                        headers.append(_PRIVATE)
                message["headers"] = headers
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            seconds = time.perf_counter() - started
            route = template(scope)
            if route is not None:
                self.measure.count(scope["method"], route, status, seconds)
            _log.info(
                "request",
                request_id=request_id,
                method=scope["method"],
                route=route or "-",
                status=status,
                ms=round(1000 * seconds, 1),
                actor=scope["state"].get("actor_id", "-"),
                address=(scope.get("client") or ("-", 0))[0],
            )


def template(scope: Scope) -> str | None:
    """Return the whole template of the route that served a request; None where a page or nothing did."""
    path: str | None = getattr(scope.get("route"), "path", None)
    if path is None or path.startswith(PREFIX) or not scope["path"].startswith(PREFIX):
        return path
    return PREFIX + path
