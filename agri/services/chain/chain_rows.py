"""Link a row to the audit chain: the link holds the row's digest."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Float, inspect
from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.models import ContestedRevision, Record, Revision
from agri.services.chain.audit import Chain, Facts, Link, instant_text, open_chain
from agri.services.store.canonical import digest_of_text, stored_json

# Columns that a table got when rows of it had been linked: NULL is left out of the digest, as it was then.
_LATER: Mapping[type[Record], frozenset[str]] = {
    Revision: frozenset({"answers", "known_by"}),
    ContestedRevision: frozenset({"answers", "known_by"}),
}
_columns: dict[type[Record], tuple[tuple[str, str], ...]] = {}  # in order, each with what stands before it
_amounts: dict[type[Record], tuple[str, ...]] = {}


def row_digest(table: type[Record], row: Mapping[str, object]) -> str:
    """Return the SHA-256 of a row as the database holds it, without its place in the chain."""
    later = _LATER.get(table, frozenset())
    members = [
        f"{prefix}{_text(value)}"
        for name, prefix in _columns_of(table)
        if (value := row.get(name)) is not None or name not in later
    ]
    return digest_of_text("{" + ",".join(members) + "}")


def link_row(
    chain: Chain,
    actor: UUID | None,
    table: type[Record],
    row: Mapping[str, object],
    *,
    at: datetime,
    act: AuditAct,
    subject: str,
    before: Facts | None = None,
    after: Facts | None = None,
) -> tuple[Link, dict[str, Any]]:
    """Link the writing of a row to the chain; return the link and the row as it is to be stored."""
    row = as_read_back(table, row)
    facts = {**(after or {}), "row": row_digest(table, row)}
    link = chain.add(actor, at=at, act=act, subject=subject, before=before, after=facts)
    return link, {**row, "seq": link.length}


def append_row(
    session: Session,
    actor: UUID | None,
    table: type[Record],
    row: Mapping[str, object],
    *,
    at: datetime,
    act: AuditAct,
    subject: str,
    before: Facts | None = None,
    after: Facts | None = None,
) -> dict[str, Any]:
    """Link the writing of one row to the chain, store the link, and return the row with its `seq`."""
    chain = open_chain(session)
    _, linked = link_row(
        chain, actor, table, row, at=at, act=act, subject=subject, before=before, after=after
    )
    chain.write(session)
    return linked


def as_read_back(table: type[Record], row: Mapping[str, object]) -> Mapping[str, object]:
    """Return a row as the database will give it back, so that its digest holds for good.

    A column of amounts gives back floats, and SQLite's no negative zero.
    """
    amounts = {
        name: float(value) + 0.0  # -0.0 becomes 0.0, everything else stays
        for name in _amounts_of(table)
        if isinstance(value := row.get(name), int | float)
    }
    return {**row, **amounts} if amounts else row


def _amounts_of(table: type[Record]) -> tuple[str, ...]:
    if table not in _amounts:
        columns = inspect(table).mapper.column_attrs
        _amounts[table] = tuple(one.key for one in columns if isinstance(one.columns[0].type, Float))
    return _amounts[table]


def _columns_of(table: type[Record]) -> tuple[tuple[str, str], ...]:
    if table not in _columns:
        names = sorted(column.key for column in inspect(table).mapper.column_attrs)
        _columns[table] = tuple((name, f'"{name}":') for name in names if name != "seq")
    return _columns[table]


def _text(value: object) -> str:
    """Write a column's value as canonical JSON."""
    if isinstance(value, UUID):
        return f'"{value}"'
    if isinstance(value, datetime):
        return f'"{instant_text(value)}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return stored_json(value)
