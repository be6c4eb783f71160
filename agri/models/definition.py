"""The city packages of the record: files by their digest, and a version of a city's year for each apply."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime, not_blank

_NUMBERED = {"autoincrement": False}


class DefinitionFileRow(Record, table=True):
    """The bytes of one file of a package, once for all versions that hold it."""

    __tablename__ = "definition_file"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest"),)

    digest: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class DefinitionVersion(Record, table=True):
    """What gives the numbers of a city's year their meaning, from a day on; never changed.

    `files` holds the digest of each file by its name; `digest` is the digest of `files`.
    """

    __tablename__ = "definition_version"
    __table_args__ = (
        UniqueConstraint("city", "year", "number"),
        CheckConstraint("number >= 1", name="number"),
        not_blank("reason"),
    )

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs=_NUMBERED)
    city: str = Field(foreign_key="org_unit.code")
    year: int
    number: int
    digest: str
    files: dict[str, str] = Field(sa_type=JSON)
    needs_consent: bool
    reason: str | None = Field(default=None, sa_type=Text)
    by: UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class DefinitionConsent(Record, table=True):
    """A second person's consent to a version that changes a target within its year."""

    __tablename__ = "definition_consent"

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs=_NUMBERED)
    version: int = Field(foreign_key="definition_version.seq", unique=True)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
