"""Open the database: SQLite as the embedded default, PostgreSQL by its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from agri.errors import DatabaseUnfit
from agri.services.store.canonical import stored_json

PATIENCE_S = 10.0  # how long a command waits for another process that writes
READS_ONLY = "agri_reads_only"
CONNECTIONS = 15  # opening one takes longer than most of what is asked of it, so none is closed again
_POOL_TIMEOUT_S = 3.0


def make_engine(
    url: str,
    *,
    patience_s: float = PATIENCE_S,
    connections: int = CONNECTIONS,
    given_as: str = "AGRI_DATABASE_URL",
) -> Engine:
    """Return an engine for an address such as ``sqlite:///agri.db`` or ``postgresql://host/agri``.

    Parameters
    ----------
    patience_s : float
        How long a transaction waits for another process that writes, and a connection for the server.
    connections : int
        How many are kept, and used at once.
    given_as : str
        Where the address was given, as a refusal calls it.

    Raises
    ------
    DatabaseUnfit
        It is no such address, or what speaks to PostgreSQL is not installed.
    """
    address = _parse(url, given_as)
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    is_sqlite = address.drivername.startswith("sqlite")
    connect_args: dict[str, object]
    if is_sqlite:
        connect_args = {"check_same_thread": False, "timeout": patience_s}
    else:
        connect_args = {"connect_timeout": max(2, round(patience_s))}  # below two, libpq takes two
        if "options" not in address.query:
            connect_args["options"] = f"-c lock_timeout={round(1000 * patience_s)}"
    try:
        engine = create_engine(
            address,
            connect_args=connect_args,
            json_serializer=stored_json,
            pool_pre_ping=not is_sqlite,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            pool_use_lifo=True,  # the fewer are in use, the fewer caches are filled
        )
    except ModuleNotFoundError as error:
        raise _no_driver(error) from error
    if is_sqlite:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _parse(url: str, given_as: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() not in {"sqlite", "postgresql", "postgres"}:
        # The address may hold a password: only its beginning is repeated.
        begun = url.partition(":")[0]
        raise DatabaseUnfit(
            f"{given_as} ({begun}:…) is no database's address: write sqlite:////var/lib/agri/agri.db "
            "or postgresql://user:password@host/agri",
            f"{given_as}（{begun}:…）不是数据库地址；应写成 sqlite:////var/lib/agri/agri.db "
            "或 postgresql://user:password@host/agri",
        )
    return address


def _no_driver(error: ModuleNotFoundError) -> DatabaseUnfit:
    return DatabaseUnfit(
        f"PostgreSQL needs the Python package {error.name}, which is not installed: run "
        "`pip install --require-hashes -r requirements-postgres.lock`, or `pip install 'agri[postgres]'`",
        f"连接 PostgreSQL 需要 Python 包 {error.name}，尚未安装；请运行 "
        "`pip install --require-hashes -r requirements-postgres.lock`，或 `pip install 'agri[postgres]'`",
    )


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that only reads one steady view: it waits for no writer, and no writer for it."""
    options: dict[str, Any] = {READS_ONLY: True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"  # as SQLite's readers have it anyway
    with (
        engine.connect().execution_options(**options) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        yield session


def _prepare(connection: SqliteConnection, _record: object) -> None:
    # The driver's own transaction control is off: `_begin` says which kind of transaction starts.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "cache_size = -65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later can be refused half-way by SQLite; taking the write
    # lock at the start makes writers wait in line instead. Readers say that they only read.
    is_reader = connection.get_execution_options().get(READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")
