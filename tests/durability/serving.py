"""A real server process that a test may kill."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import httpx
from sqlmodel import Session

from agri.models.person import Person
from agri.services.access.sessions import open_session
from agri.services.store.clock import system_clock
from agri.services.store.database import make_engine
from agri.settings import UNSAFE_KEY
from tests.places import person_id

_START_S = 120  # a machine under load starts slowly
AGRI = str(Path(sys.executable).with_name("agri"))


class Server:
    """`agri serve` on a database, started and killed at will, always at one address."""

    def __init__(self, database_url: str, folder: Path, *, workers: int = 1) -> None:
        self.database_url = database_url
        self.workers = workers
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = (folder / "server.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What commands need to find the same database."""
        return os.environ | {
            "AGRI_ENV": "dev",
            "AGRI_DATABASE_URL": self.database_url,
            "AGRI_REQUESTS_PER_MINUTE": "1000000",
        }

    def start(
        self, command: Sequence[str] | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start it, by a command and in an environment of one's own if need be; wait until it answers."""
        command = command or [AGRI, "serve", "--port", str(self.port), "--workers", str(self.workers)]
        # A session of its own, so that a kill reaches every process of it.
        self._process = subprocess.Popen(
            command,
            env=environment or self.environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        deadline = monotonic() + _START_S
        pause = Event()
        while monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended with {self._process.returncode}; see {self._log.name}")
            try:
                if httpx.head(f"{self.address}/api/v1/sync").status_code == 204:
                    return
            except httpx.TransportError:
                pause.wait(0.05)
        raise RuntimeError(f"the server did not answer within {_START_S} s; see {self._log.name}")

    def resident_mb(self) -> float:
        """Return how much memory its first process holds."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def stop(self, *, reaches_all: bool = False) -> int:
        """Ask it to end, by its first process or by all; return its exit status once it has."""
        assert self._process is not None
        if reaches_all:
            os.killpg(self._process.pid, signal.SIGTERM)
        else:
            self._process.terminate()
        status = self._process.wait(timeout=_START_S)
        self._process = None
        return status

    def kill(self) -> None:
        """End every process of it at once, as a crash would."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # it has ended by itself
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End it for good."""
        self.kill()
        self._log.close()


def sign_in(database_url: str, name: str) -> str:
    """Return a token for one of the tiny city's people, without the slow password check."""
    engine = make_engine(database_url)
    with Session(engine) as session, session.begin():
        signed_in = open_session(
            session,
            session.get_one(Person, person_id(name)),
            device="phone",
            key=UNSAFE_KEY,
            lifetime=timedelta(days=1),
            now=system_clock(),
        )
    engine.dispose()
    return signed_in.token


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
