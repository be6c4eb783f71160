"""The audit chain: one order of everything that was done, each link holding the hash of the one before.

Reasons, values and other words stay outside: a link holds the digest of the row it speaks of. Names and
telephone numbers never enter; actors are ids.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from agri.audit_acts import AuditAct
from agri.models import Audit
from agri.services.store.bulk_insert import insert_rows
from agri.services.store.canonical import canonical_json, canonical_object, digest_of_text

GENESIS = "0" * 64  # the hash before the first
SYSTEM = "system"  # the actor of what nobody in particular does, such as loading seed data
WRITERS_LOCK = 4_205_122  # any number of our own: the advisory lock of PostgreSQL that orders the writers

_LAST = select(col(Audit.seq), col(Audit.hash)).order_by(col(Audit.seq).desc()).limit(1)

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Link:
    """Where an act stands in the chain: how long the chain was with it, and its hash."""

    length: int
    head: str


@dataclass(slots=True)
class Chain:
    """The end of the chain, held under its lock; `add` links in memory and `write` stores all at once."""

    length: int
    head: str
    _rows: list[dict[str, object]]

    def add(
        self,
        actor: UUID | None,
        *,
        at: datetime,
        act: AuditAct,
        subject: str,
        before: Facts | None = None,
        after: Facts | None = None,
    ) -> Link:
        """Link one act to the chain."""
        row: dict[str, object] = {
            "seq": self.length + 1,
            "at": at,
            "actor": SYSTEM if actor is None else str(actor),
            "act": str(act),
            "subject": subject,
            "before": None if before is None else _facts_text(before),
            "after": None if after is None else _facts_text(after),
            "previous_hash": self.head,
        }
        row["hash"] = link_hash(row)
        self._rows.append(row)
        self.length += 1
        self.head = str(row["hash"])
        return self.end

    @property
    def end(self) -> Link:
        """The chain's present end."""
        return Link(self.length, self.head)

    def write(self, session: Session) -> None:
        """Store the links that were added since the last write."""
        insert_rows(session, Audit, self._rows)
        self._rows = []


def open_chain(session: Session) -> Chain:
    """Take the chain's lock until the transaction ends and return its end.

    SQLite's write lock was taken when the transaction began; PostgreSQL has one advisory lock for it.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})
    end = read_head(session)
    return Chain(end.length, end.head, [])


def read_head(session: Session, *, without: Collection[AuditAct] = ()) -> Link:
    """Return the last link of the chain; of those that are not acts in `without`, where any are named."""
    statement = _LAST
    if without:
        statement = statement.where(col(Audit.act).not_in(without))
    end = session.connection().execute(statement).one_or_none()
    return Link(end.seq, end.hash) if end is not None else Link(0, GENESIS)


def append(
    session: Session,
    actor: UUID | None,
    *,
    at: datetime,
    act: AuditAct,
    subject: str,
    before: Facts | None = None,
    after: Facts | None = None,
) -> Link:
    """Link one act to the chain and store it: for services that do one thing. No actor means the system."""
    chain = open_chain(session)
    link = chain.add(actor, at=at, act=act, subject=subject, before=before, after=after)
    chain.write(session)
    return link


def link_hash(row: Mapping[str, object]) -> str:
    """Return the SHA-256 over everything in a link but its own hash."""
    at = row["at"]
    if not isinstance(at, datetime):
        raise TypeError(f"a link's instant is a datetime, not {at!r}")
    parts = [
        row["seq"],
        instant_text(at),
        row["actor"],
        row["act"],
        row["subject"],
        row["before"],
        row["after"],
        row["previous_hash"],
    ]
    return digest_of_text("[" + ",".join([canonical_json(part) for part in parts]) + "]")


def _facts_text(facts: Facts) -> str:
    return canonical_object({name: canonical_json(fact) for name, fact in facts.items()})


@lru_cache(maxsize=1024)  # a batch has one instant
def instant_text(at: datetime) -> str:
    """Write an instant as text that does not depend on the database: UTC to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
