"""Run the database's own checks: every page is what it was, every reference leads to a row."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ForeignKeyConstraint, Select, exists, literal, select, text
from sqlalchemy.exc import DBAPIError

from agri.errors import DatabaseDamaged
from agri.models import Record

_SQLITE_SAYS = ("malformed", "not a database", "corrupt", "disk i/o error")
_NO_ROOM = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_FSYNC"}
_DAMAGED = {"XX001", "XX002"}  # PostgreSQL: data_corrupted, index_corrupted


def check_integrity(engine: Engine) -> None:
    """Do nothing if a database passes its own checks.

    SQLite: `integrity_check` and `foreign_key_check`. PostgreSQL: every reference is followed, no constraint
    is left unvalidated, and where the extension amcheck is installed every table and index is gone through.

    Raises
    ------
    DatabaseDamaged
        It does not; the message names the first fault.
    """
    named = engine.url.database if engine.dialect.name == "sqlite" else engine.url
    with damage_told(engine.url), engine.connect() as connection:
        fault = (_fault_of_sqlite if engine.dialect.name == "sqlite" else _fault_of_postgres)(connection)
    if fault is not None:
        raise _damaged(named, fault)


def check_file(path: Path, *, named: Path) -> None:
    """Do nothing if a SQLite file passes its own checks; `named` is what the message calls it.

    Raises
    ------
    DatabaseDamaged
        It does not.
    """
    with damage_told(named), closing(sqlite3.connect(path)) as connection:
        fault = _first_fault(connection.execute)
    if fault is not None:
        raise _damaged(named, fault)


@contextmanager
def damage_told(named: object) -> Iterator[None]:
    """Turn what a driver says of a damaged database into one sentence; other faults pass.

    Raises
    ------
    DatabaseDamaged
        The driver cannot read a part of it.
    """
    try:
        yield
    except DBAPIError as error:
        if not _is_damage(error.orig):
            raise
        raise _damaged(named, str(error.orig)) from error
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        raise _damaged(named, str(error)) from error


def _is_damage(error: BaseException | None) -> bool:
    if getattr(error, "sqlstate", None) in _DAMAGED:
        return True
    if getattr(error, "sqlite_errorname", "") in _NO_ROOM:
        return False  # the disk is full, or a file may grow no more: what was read is whole
    return isinstance(error, sqlite3.DatabaseError) and any(
        words in str(error).lower() for words in _SQLITE_SAYS
    )


def _damaged(named: object, fault: str) -> DatabaseDamaged:
    name = named.render_as_string(hide_password=True) if isinstance(named, URL) else str(named)
    fault = " ".join(fault.replace("***", "").split())
    return DatabaseDamaged(
        f"{name} is damaged: {fault}; use another backup, and keep this file aside",
        f"{name} 已损坏：{fault}；请改用另一份备份，并留存此文件",
    )


def _fault_of_sqlite(connection: Connection) -> str | None:
    return _first_fault(connection.exec_driver_sql)


def _first_fault(execute: Callable[[str], Any]) -> str | None:
    found = execute("PRAGMA integrity_check(1)").fetchone()
    if found is None or found[0] != "ok":
        return str(found[0]) if found is not None else "no answer"
    stray = execute("PRAGMA foreign_key_check").fetchone()
    return None if stray is None else f"row {stray[1]} of {stray[0]} refers to no row of {stray[2]}"


def _fault_of_postgres(connection: Connection) -> str | None:
    waiting = connection.execute(text("SELECT conname FROM pg_constraint WHERE NOT convalidated")).first()
    if waiting is not None:
        return f"constraint {waiting[0]} was never validated"
    for table in Record.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            if connection.execute(_strays(constraint)).first() is not None:
                return f"a row of {table.name} refers to no row of {constraint.referred_table.name}"
    if connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")).first() is None:
        return None
    return _fault_of_amcheck(connection)


def _strays(constraint: ForeignKeyConstraint) -> Select[int]:
    table, referred = constraint.table, constraint.referred_table.alias()
    pairs = [(element.parent, referred.c[element.column.name]) for element in constraint.elements]
    return (
        select(literal(1))
        .select_from(table)
        .where(
            *(here.is_not(None) for here, _ in pairs),
            ~exists(
                select(literal(1)).select_from(referred).where(*(there == here for here, there in pairs))
            ),
        )
        .limit(1)
    )


def _fault_of_amcheck(connection: Connection) -> str | None:
    """Go through tables and B-trees; the extension raises for an index, and lists for a table."""
    found = connection.execute(
        text(
            "SELECT c.relname, v.msg FROM pg_class c CROSS JOIN LATERAL verify_heapam(c.oid) v "
            "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace LIMIT 1"
        )
    ).first()
    if found is not None:
        return f"{found[0]}: {found[1]}"
    connection.execute(
        text(
            "SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
            "WHERE a.amname = 'btree' AND c.relkind = 'i' "
            "AND c.relnamespace = current_schema()::regnamespace"
        )
    ).all()
    return None
