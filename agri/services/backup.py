"""Copy a database while it is being written to, and put a copy back."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from agri.errors import Conflict, DatabaseUnfit, NotFound
from agri.services.database import make_engine
from agri.services.schema_version import check_fit

_PAGES = 2_000  # copied at a time, so that writers get their turn


def back_up(engine: Engine, target: Path) -> None:
    """Write a consistent copy of a SQLite database, also while others write to it.

    Raises
    ------
    Conflict
        There is a file at the target already.
    DatabaseUnfit
        The database is not SQLite.
    """
    source = _sqlite_file(engine)
    if target.exists():
        raise Conflict(
            f"{target} exists already; name another file, a backup overwrites nothing",
            f"{target} 已存在；备份不会覆盖文件，请另取文件名",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(partial)) as writing:
            reading.backup(writing, pages=_PAGES)
        _sync(partial)
        partial.rename(target)  # the copy appears whole or not at all
    finally:
        partial.unlink(missing_ok=True)


def restore(copy: Path, target: Path) -> None:
    """Put a copy where a server will find it; an existing database is never overwritten.

    Raises
    ------
    NotFound
        There is no such copy.
    Conflict
        There is a database at the target already.
    DatabaseUnfit
        The copy is not a database of this program's version.
    """
    if not copy.is_file():
        raise NotFound(f"there is no backup at {copy}", f"找不到备份 {copy}")
    if target.exists():
        raise Conflict(
            f"{target} exists already; stop the server and move it away first",
            f"{target} 已存在；请先停止服务并移走原数据库",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(copy)) as reading, closing(sqlite3.connect(partial)) as writing:
            reading.backup(writing)
        engine = make_engine(f"sqlite:///{partial}")
        try:
            check_fit(engine)
        finally:
            engine.dispose()
        _sync(partial)
        partial.rename(target)
    except sqlite3.DatabaseError as error:
        raise DatabaseUnfit(f"{copy} is not a database: {error}", f"{copy} 不是数据库：{error}") from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def _sqlite_file(engine: Engine) -> Path:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise DatabaseUnfit(
            "only SQLite is copied by agri; use pg_dump for PostgreSQL",
            "agri 只备份 SQLite；PostgreSQL 请用 pg_dump",
        )
    return Path(engine.url.database)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
