"""What wraps every answer: a request id, security headers, one line in the access log.

The log names the route's template, never the address itself: an address can hold an enrolment code.
"""

import time
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    "Permissions-Policy": "geolocation=(), microphone=()",
}
_HTTPS_ONLY = "max-age=31536000"
_log = structlog.get_logger("agri.access")


class Envelope:
    """Give each request an id and each answer its headers, and write one line about it."""

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self.app = app
        self.is_secure = is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid4().hex[:12]
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
                headers["X-Request-ID"] = request_id
                if scope["path"].startswith("/api/"):
                    # Answers differ by person: no shared cache may keep one.
                    headers.setdefault("Cache-Control", "private, no-cache")
                    headers.append("Vary", "Authorization, Cookie")
                if self.is_secure:
                    headers["Strict-Transport-Security"] = _HTTPS_ONLY
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            route = scope.get("route")
            _log.info(
                "request",
                request_id=request_id,
                method=scope["method"],
                route=getattr(route, "path", "-"),
                status=status,
                ms=round(1000 * (time.perf_counter() - started), 1),
                actor=scope["state"].get("actor_id", "-"),
                address=(scope.get("client") or ("-", 0))[0],
            )
