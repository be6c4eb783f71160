"""End requests when the server stops: 503, or the end of their stream.

uvicorn cancels such requests; left to itself it would answer 500 and write a traceback to the log.
"""

from asyncio import CancelledError

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agri.api.http.problems import render, stopping


class LastAnswer:
    """End a cancelled request in words."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_begun = False

        async def note_and_send(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self.app(scope, receive, note_and_send)
        except CancelledError:
            if is_begun:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                answer = render(stopping(), scope["path"], {"Connection": "close"})
                await answer(scope, receive, send)
