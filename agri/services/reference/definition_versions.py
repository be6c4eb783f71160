"""The versions of a city's definitions in the record: store one, list them, read their files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select
from sqlmodel import Session, col

from agri.audit_acts import AuditAct
from agri.definitions.reading import DefinitionFiles
from agri.models import DefinitionConsent, DefinitionFileRow, DefinitionVersion
from agri.periods import day_of
from agri.services.chain.chain_rows import append_row
from agri.services.store.canonical import digest_of


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of the definitions of a city's year.

    ============= =============================================================================
    Field         Meaning
    ============= =============================================================================
    seq           its place in the audit chain
    number        counts from 1 within city and year
    digest        of `files`, which holds each file's digest by its name
    in_force_on   the day at whose end it holds; None while it waits for a second person
    by, agreed_by who applied it, who consented; None: at the server before accounts existed
    ============= =============================================================================
    """

    seq: int
    city: str
    year: int
    number: int
    digest: str
    files: Mapping[str, str]
    in_force_on: date | None
    reason: str | None
    by: UUID | None
    at: datetime
    agreed_by: UUID | None = None
    agreed_at: datetime | None = None

    @property
    def name(self) -> str:
        """What people call it, ``4101/2019/1``."""
        return f"{self.city}/{self.year}/{self.number}"


def read_versions(connection: Connection) -> tuple[StoredVersion, ...]:
    """Return all versions in the order of applying.

    The first version of a year holds from its January 1, a later one from the end of the day on which it
    was applied or, where a second person was needed, agreed to.
    """
    version, consent = DefinitionVersion, DefinitionConsent
    rows = connection.execute(
        select(
            *(col(getattr(version, name)) for name in version.model_fields),
            col(consent.by).label("agreed_by"),
            col(consent.at).label("agreed_at"),
        )
        .outerjoin(consent, col(consent.version) == col(version.seq))
        .order_by(col(version.seq))
    ).mappings()
    return tuple(_stored(dict(row)) for row in rows)


def read_version_files(connection: Connection, version: StoredVersion) -> DefinitionFiles:
    """Return a version's files as they were when it was applied."""
    rows = connection.execute(
        select(col(DefinitionFileRow.digest), col(DefinitionFileRow.content)).where(
            col(DefinitionFileRow.digest).in_(set(version.files.values()))
        )
    )
    contents = {row.digest: row.content for row in rows}
    return DefinitionFiles.of_bytes({name: contents[digest] for name, digest in version.files.items()})


def store_version(
    session: Session,
    files: DefinitionFiles,
    *,
    city: str,
    year: int,
    number: int,
    at: datetime,
    by: UUID | None = None,
    reason: str | None = None,
    needs_consent: bool = False,
) -> int:
    """Store the files of a year and link them to the chain; return the version's place in it.

    The caller has checked the package, and that `number` follows the last one of the city's year.
    """
    contents = {name: files.read(name) for name in files.names()}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    connection = session.connection()
    known = set(connection.execute(select(col(DefinitionFileRow.digest))).scalars())
    fresh = {digest: contents[name] for name, digest in digests.items() if digest not in known}
    if fresh:
        rows = [{"digest": digest, "content": content} for digest, content in fresh.items()]
        connection.execute(insert(DefinitionFileRow), rows)
    row = {
        "city": city,
        "year": year,
        "number": number,
        "digest": digest_of(digests),
        "files": digests,
        "needs_consent": needs_consent,
        "reason": reason,
        "by": by,
        "at": at,
    }
    subject = f"{city}/{year}/{number}"
    linked = append_row(
        session, by, DefinitionVersion, row, at=at, act=AuditAct.DEFINITIONS_APPLIED, subject=subject
    )
    connection.execute(insert(DefinitionVersion), [linked])
    return int(linked["seq"])


def _stored(row: dict[str, object]) -> StoredVersion:
    at, agreed_at = row["at"], row["agreed_at"]
    needs_consent = row.pop("needs_consent")
    since = agreed_at if needs_consent else at
    in_force_on = day_of(since) if isinstance(since, datetime) else None
    if row["number"] == 1 and in_force_on is not None:
        in_force_on = min(in_force_on, date(int(str(row["year"])), 1, 1))
    return StoredVersion(**row, in_force_on=in_force_on)  # type: ignore[arg-type]


def in_force(versions: tuple[StoredVersion, ...], day: date | None) -> dict[int, StoredVersion]:
    """Return each year's version in force at the end of a day; a year's first holds from the beginning."""
    chosen: dict[int, StoredVersion] = {}
    for one in sorted(versions, key=lambda one: (one.agreed_at or one.at, one.seq)):
        if one.in_force_on is None:
            continue
        if one.year not in chosen or day is None or one.in_force_on <= day:
            chosen[one.year] = one
    return dict(sorted(chosen.items()))
