"""The real server on the tiny city, in this process: its clock and its record are in the test's hands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI

from agri.api.app import create_app
from agri.settings import Env, Settings
from tests.places import PASSWORD, FakeClock, person_id


@dataclass
class City:
    """A running server; `address` stays the same when it is stopped and started again."""

    app: FastAPI
    clock: FakeClock
    wall_clock: FakeClock
    address: str = ""
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None
    _tokens: dict[str, str] = field(default_factory=dict)

    def start(self, port: int = 0) -> None:
        """Serve; returns when the server answers."""
        config = uvicorn.Config(self.app, port=port, log_level="error", lifespan="off", access_log=False)
        server = uvicorn.Server(config)
        socket = config.bind_socket()
        ready = threading.Event()
        thread = threading.Thread(target=_serve, args=(server, socket, ready))
        thread.start()
        ready.wait(30)
        self._server, self._thread = server, thread
        self.address = f"http://127.0.0.1:{socket.getsockname()[1]}"

    def stop(self) -> None:
        """Stop serving, as when the network goes away."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = None

    def start_again(self) -> None:
        """Serve at the same address as before."""
        self.start(int(self.address.rpartition(":")[2]))

    def ask(self, person: str, method: str, path: str, **more: Any) -> Any:
        """Do something over the API as one of the tiny city's people; returns the answer's JSON."""
        answer = self._request(person, method, path, **more)
        return answer.json() if answer.content else None

    def download(self, person: str, path: str) -> bytes:
        """Fetch a file as one of the tiny city's people."""
        return self._request(person, "GET", path).content

    def _request(self, person: str, method: str, path: str, **more: Any) -> httpx.Response:
        if person not in self._tokens:
            answer = httpx.post(
                f"{self.address}/api/v1/sessions", json={"name": person, "password": PASSWORD}
            )
            self._tokens[person] = answer.raise_for_status().json()["token"]
        headers = {"Authorization": f"Bearer {self._tokens[person]}"}
        # The first projection of a process takes its time, and two slow cores may be shared.
        answer = httpx.request(
            method, f"{self.address}/api/v1{path}", headers=headers, **{"timeout": 60, **more}
        )
        assert answer.is_success, answer.text
        return answer

    def reports(self, person: str = "reviewer", **query: Any) -> list[dict[str, Any]]:
        """List the reports that a person sees."""
        return self.ask(person, "GET", "/reports", params={"limit": 500, **query})["reports"]

    def report(self, report_id: str) -> dict[str, Any]:
        """Return one report whole."""
        return self.ask("reviewer", "GET", f"/reports/{report_id}")

    def send(self, person: str = "reporter", **revision: Any) -> dict[str, Any]:
        """Send one revision as another phone would."""
        report_id, revision_id = revision.pop("report_id", uuid4()), uuid4()
        return self.ask(person, "PUT", f"/reports/{report_id}/revisions/{revision_id}", json=revision)

    def decide(self, revision_id: str, kind: str, reason: str | None = None) -> None:
        """Accept or return a revision as the county."""
        self.ask(
            "reviewer", "POST", f"/revisions/{revision_id}/decisions", json={"kind": kind, "reason": reason}
        )

    def enrolment(self, person: str = "reporter", by: str = "reviewer") -> str:
        """Issue an enrolment code for a phone; returns the path behind its QR."""
        issued = self.ask(by, "POST", f"/users/{person_id(person)}/enrolments")
        return str(issued["path"])

    def end_sessions(self) -> None:
        """Let three months pass on the wall, so that every sign-in ends; the record's day stays."""
        self.wall_clock.advance(days=91)
        self._tokens.clear()


def _serve(server: uvicorn.Server, socket: Any, ready: threading.Event) -> None:
    original = server.startup

    async def startup(sockets: Any = None) -> None:
        await original(sockets)
        ready.set()

    server.startup = startup  # type: ignore[method-assign]  # uvicorn has no other sign of readiness
    server.run(sockets=[socket])


@contextmanager
def city_served(database: Path, port: int = 0, **settings_of: Any) -> Iterator[City]:
    """Serve a database with the tiny city for the length of a block."""
    clock = FakeClock()
    settings = Settings(env=Env.DEV, database_url=f"sqlite:///{database}", **settings_of)
    wall_clock = FakeClock(datetime.now(UTC))
    city = City(create_app(settings, clock=clock, wall_clock=wall_clock), clock, wall_clock)
    city.start(port)
    try:
        yield city
    finally:
        city.stop()
        city.app.state.desk.engine.dispose()
