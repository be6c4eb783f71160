"""Link a row to the audit chain: the link holds the row's digest."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlmodel import Session

from agri.models import Record
from agri.services.chain.audit import Chain, Facts, Link, instant_text, open_chain
from agri.services.store.canonical import digest_of_text, stored_json
from agri.terms import AuditAct

_columns: dict[type[Record], tuple[tuple[str, str], ...]] = {}  # in order, each with what stands before it


def row_digest(table: type[Record], row: Mapping[str, object]) -> str:
    """Return the SHA-256 of a row as the database holds it, without its place in the chain."""
    members = [f"{prefix}{_text(row.get(name))}" for name, prefix in _columns_of(table)]
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
    """Link the writing of a row to the chain; return the link and the row with its `seq`."""
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
