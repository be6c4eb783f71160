"""Insert many rows of one table with few statements.

SQLite's driver lets go of Python's lock for every row that it is given, and in a busy server it waits each
time to get it back. So there many rows are one statement. PostgreSQL's driver sends them together by itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, insert, inspect
from sqlmodel import Session

from agri.models import Record

_MOST_PARAMETERS = 900  # older libraries of SQLite take 999 in one statement

Row = Mapping[str, Any]
_Column = tuple[str, Callable[[Any], Any] | None]  # the name, and how a value is prepared for the driver


def insert_rows(session: Session, table: type[Record], rows: Sequence[Row]) -> None:
    """Insert rows that name every column that they fill; what is left out is NULL."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        if rows:
            connection.execute(insert(table), rows)
        return
    columns = _columns(table, connection.dialect)
    at_once = _MOST_PARAMETERS // len(columns)
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        statement = _statement(inspect(table).local_table.name, columns, len(some))
        connection.exec_driver_sql(statement, tuple(_values(columns, some)))


@lru_cache(maxsize=64)
def _columns(table: type[Record], dialect: Dialect) -> tuple[_Column, ...]:
    return tuple(
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect))
        for column in inspect(table).local_table.columns
    )


@lru_cache(maxsize=1024)
def _statement(table: str, columns: tuple[_Column, ...], count: int) -> str:
    names = ", ".join(f'"{name}"' for name, _ in columns)
    row = "(" + ", ".join("?" * len(columns)) + ")"
    return f'INSERT INTO "{table}" ({names}) VALUES ' + ", ".join([row] * count)  # noqa: S608 (our own names)


def _values(columns: Sequence[_Column], rows: Sequence[Row]) -> Iterator[Any]:
    for row in rows:
        for name, prepare in columns:
            value = row.get(name)
            yield value if prepare is None or value is None else prepare(value)
