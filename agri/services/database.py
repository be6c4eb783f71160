"""Open the database: SQLite as the embedded default, PostgreSQL by its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

from agri.services.canonical import stored_json

BUSY_TIMEOUT_MS = 10_000  # how long a connection waits for SQLite's one writer
READS_ONLY = "agri_reads_only"
_CONNECTIONS = 15  # opening one takes longer than most of what is asked of it, so none is closed again


def make_engine(url: str) -> Engine:
    """Return an engine for an address such as ``sqlite:///agri.db`` or ``postgresql://host/agri``."""
    address = make_url(url)
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    if not address.drivername.startswith("sqlite"):
        return create_engine(address, pool_pre_ping=True, json_serializer=stored_json)
    engine = create_engine(
        address,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
        json_serializer=stored_json,
        pool_size=_CONNECTIONS,
        max_overflow=0,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that only reads: on SQLite it waits for no writer, and no writer for it."""
    with (
        engine.connect().execution_options(**{READS_ONLY: True}) as connection,
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
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "cache_size = -65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later can be refused half-way by SQLite; taking the write
    # lock at the start makes writers wait in line instead. Readers say that they only read.
    is_reader = connection.get_execution_options().get(READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")
