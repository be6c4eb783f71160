"""Time limits of a connection: its request must arrive within half a minute.

A proxy in front does this too; a server that somebody reaches without one must not run out of connections.
The body's own patience is in `agri.api.http.request_guards`.
"""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 30.0  # from the first moment of a connection, or of a further request on it, to the end of its head


class PatientProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with an end to the waiting for a request's head."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - what uvicorn hands over
        super().__init__(*arguments, **options)
        self._waiting: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a request's head."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Wait no longer: from here on the app decides."""
        self._wait_no_longer()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._wait_no_longer()
        self._waiting = self.loop.call_later(HEAD_S, self.transport.close)

    def _wait_no_longer(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
