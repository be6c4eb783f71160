"""Prove rows that may change: an act's link holds the digest of what it left in them.

Call `append_proved` in place of `audit.append` wherever an act writes a row of a table in
`proved_columns.PROVED`, after the row has been flushed.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain as joined
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, and_, inspect, or_, select, update
from sqlmodel import Session, col

from agri.audit_acts import AuditAct
from agri.models import Audit, Proof, Record
from agri.services.chain.audit import Facts, Link, instant_text, open_chain
from agri.services.chain.proved_columns import ANSWERS, PROVED, SALTED
from agri.services.store.bulk_insert import insert_rows
from agri.services.store.canonical import digest_of, digest_of_text

UNPROVED = "taken over unproved"
PROOFS, TABLES = "proofs", "proved"  # what a link's `after` holds: the digest of its proofs; tables it began
_AT_ONCE = 1_000
_KEYS_AT_ONCE = 200  # rows that are named by their keys in one query

Rows: TypeAlias = Record | type[Record]  # one row, or every row of a table
ProofRow: TypeAlias = dict[str, Any]


def append_proved(
    session: Session,
    actor: UUID | None,
    *,
    at: datetime,
    act: AuditAct,
    subject: str,
    proved: Iterable[Rows],
    before: Facts | None = None,
    after: Facts | None = None,
) -> Link:
    """Link one act to the chain together with the rows that it wrote, which must be flushed."""
    chain = open_chain(session)
    proofs = proofs_of(session, proved)
    facts = {**(after or {}), PROOFS: digest_of_proofs(proofs)}
    link = chain.add(actor, at=at, act=act, subject=subject, before=before, after=facts)
    chain.write(session)
    store_proofs(session, proofs, link.length)
    return link


def take_over(session: Session, *, at: datetime) -> None:
    """Give what was never linked one dated link; each table is taken over once, as the chain remembers.

    A table whose list of proved columns has changed since is taken over anew. A record without any act yet
    has nothing to take over.
    """
    chain = open_chain(session)
    if chain.length == 0:
        return
    known = _begun(session)
    fresh = {name: sign for name, sign in signatures().items() if known.get(name) != sign}
    if fresh:
        tables = [table for table in PROVED if table_name(table) in fresh]
        after = {TABLES: fresh}
        append_proved(
            session, None, at=at, act=AuditAct.RECORD_TAKEN_OVER, subject=UNPROVED, proved=tables, after=after
        )


def signatures() -> dict[str, str]:
    """Return each proved table with the digest of its list of columns."""
    return {table_name(table): digest_of(sorted(columns))[:16] for table, columns in PROVED.items()}


def proofs_of(session: Session, rows: Iterable[Rows]) -> list[ProofRow]:
    """Return the proofs of rows as the database holds them now, without their place in the chain."""
    found = joined.from_iterable(_proofs_of(session, table, *where) for table, where in _asked(rows))
    by_key = {(one["of"], one["key"]): one for one in found}
    return [by_key[key] for key in sorted(by_key)]


def store_proofs(session: Session, proofs: Sequence[ProofRow], seq: int) -> None:
    """Store proofs under the link that holds their digest; the salts of earlier ones are erased."""
    insert_rows(session, Proof, [{**proof, "seq": seq} for proof in proofs])
    for of, group in groupby((proof for proof in proofs if proof["salt"]), key=itemgetter("of")):
        earlier = update(Proof).where(
            col(Proof.of) == of,
            col(Proof.key).in_([proof["key"] for proof in group]),
            col(Proof.seq) < seq,
            col(Proof.salt).is_not(None),
        )
        session.connection().execute(earlier.values(salt=None))


def digest_of_proofs(proofs: Iterable[Mapping[str, Any]]) -> str:
    """Return the digest over proofs in the order of table and key."""
    return digest_of_text("\n".join(f"{one['of']} {one['key']} {one['digest']}" for one in proofs))


def read_proved(
    session: Session, table: type[Record], *where: ColumnElement[bool]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a table that are to be proved: their key and their proved columns."""
    names = PROVED[table]
    keys = [column.key for column in inspect(table).primary_key]
    columns = [getattr(table, name).label(f"c_{name}") for name in names]
    statement = select(*columns).where(*where)
    if table in ANSWERS:
        statement = statement.where(getattr(table, "result").is_not(None))  # noqa: B009
    for values in session.connection().execute(statement).yield_per(_AT_ONCE):
        row = dict(zip(names, values, strict=True))
        yield key_text([row[key] for key in keys]), row


def digest_of_row(row: Mapping[str, Any], salt: str | None) -> str:
    """Return the SHA-256 of a row's proved columns, with its salt where it has one."""
    plain = {name: _plain(value) for name, value in row.items()}
    return digest_of(plain if salt is None else {"row": plain, "salt": salt})


def key_text(values: Iterable[object]) -> str:
    """Write a primary key as text."""
    return "/".join(str(value) for value in values)


def table_name(table: type[Record]) -> str:
    """Return what the database calls a table."""
    return str(table.__tablename__)


def _proofs_of(session: Session, table: type[Record], *where: ColumnElement[bool]) -> Iterator[ProofRow]:
    for key, row in read_proved(session, table, *where):
        salt = secrets.token_hex(16) if table in SALTED else None
        yield {"of": table_name(table), "key": key, "digest": digest_of_row(row, salt), "salt": salt}


def _asked(rows: Iterable[Rows]) -> Iterator[tuple[type[Record], tuple[ColumnElement[bool], ...]]]:
    """Yield what to read: whole tables, and single rows by their keys, many of a table in one query."""
    by_table: dict[type[Record], list[Record]] = {}
    for one in rows:
        if isinstance(one, type):
            yield one, ()
        else:
            by_table.setdefault(type(one), []).append(one)
    for table, single in by_table.items():
        names = [column.key for column in inspect(table).primary_key]
        for some in _portions(single):
            if len(names) == 1:
                found = [getattr(row, names[0]) for row in some]
                yield table, (getattr(table, names[0]).in_(found),)
            else:
                keys = (and_(*(getattr(table, name) == getattr(row, name) for name in names)) for row in some)
                yield table, (or_(*keys),)


def _portions(rows: Sequence[Record]) -> Iterator[Sequence[Record]]:
    for start in range(0, len(rows), _KEYS_AT_ONCE):
        yield rows[start : start + _KEYS_AT_ONCE]


def _begun(session: Session) -> dict[str, str]:
    """Return the tables that a link began to prove, each with the signature of the last such link."""
    begun: dict[str, str] = {}
    statement = (
        select(col(Audit.after))
        .where(col(Audit.act).in_((AuditAct.RECORD_TAKEN_OVER, AuditAct.CITY_SEEDED)))
        .order_by(col(Audit.seq))
    )
    for (after,) in session.connection().execute(statement):
        begun |= json.loads(after or "{}").get(TABLES, {})
    return begun


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
