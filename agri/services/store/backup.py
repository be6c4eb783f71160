"""Copy a database while it is being written to, and put a copy back."""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from agri.errors import Conflict, DatabaseDamaged, DatabaseUnfit, NotFound
from agri.services.store.database import make_engine
from agri.services.store.integrity import check_file, damage_told
from agri.services.store.schema_version import check_fit

_PAGES = 2_000  # copied at a time, so that writers get their turn


def back_up(engine: Engine, target: Path) -> None:
    """Write a consistent copy of a SQLite database, also under load, and its checksum beside it.

    Raises
    ------
    Conflict
        There is a file at the target already.
    DatabaseUnfit
        The database is not SQLite.
    DatabaseDamaged
        The copy does not pass the database's own checks; nothing is left behind.
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
        with (
            damage_told(source),
            closing(sqlite3.connect(source)) as reading,
            closing(sqlite3.connect(partial)) as writing,
        ):
            reading.backup(writing, pages=_PAGES)
        check_file(partial, named=source)
        _sync(partial)
        sums = checksum_file(target)
        sums.write_text(f"{_checksum(partial)}  {target.name}\n", "utf-8")
        _sync(sums)
        partial.rename(target)  # the copy appears whole or not at all
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def restore(copy: Path, target: Path) -> bool:
    """Put a copy where a server will find it; an existing database is never overwritten.

    Returns
    -------
    bool
        Whether there was a checksum beside the copy to hold it to; copies of older programs have none.

    Raises
    ------
    NotFound
        There is no such copy.
    Conflict
        There is a database at the target already.
    DatabaseUnfit
        The copy is not a database of this program's version.
    DatabaseDamaged
        The copy is not what was written, or does not pass the database's own checks.
    """
    if not copy.is_file():
        raise NotFound(f"there is no backup at {copy}", f"找不到备份 {copy}")
    if target.exists():
        raise Conflict(
            f"{target} exists already; stop the server and move it away first",
            f"{target} 已存在；请先停止服务并移走原数据库",
        )
    is_held = _hold_to_checksum(copy)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        with (
            damage_told(copy),
            closing(sqlite3.connect(copy)) as reading,
            closing(sqlite3.connect(partial)) as writing,
        ):
            reading.backup(writing)
        check_file(partial, named=copy)
        engine = make_engine(f"sqlite:///{partial}")
        try:
            check_fit(engine)
        finally:
            engine.dispose()
        _sync(partial)
        partial.rename(target)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)
    return is_held


def checksum_file(copy: Path) -> Path:
    """Return where the checksum of a copy stands: one line as `sha256sum --check` reads it."""
    return copy.with_name(copy.name + ".sha256")


def _hold_to_checksum(copy: Path) -> bool:
    """Refuse a copy that is not what was written; say whether there was a checksum.

    Raises
    ------
    DatabaseDamaged
        The checksum is another.
    """
    sums = checksum_file(copy)
    if not sums.is_file():
        return False
    said = sums.read_text("utf-8", "replace").partition(" ")[0].strip()
    if said == _checksum(copy):
        return True
    raise DatabaseDamaged(
        f"{copy} is not what was written: its checksum differs from {sums}; take another backup",
        f"{copy} 与备份时不一致：校验和与 {sums} 不符；请改用另一份备份",
    )


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
