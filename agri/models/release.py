"""Releases: what was handed on, frozen under a number; own tables and workbooks that a city keeps."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime, not_blank


class ReleaseRow(Record, table=True):
    """A frozen result. `content` is the canonical text of its lines; `digest` is over it.

    `number` begins with the city's code where the city is not the record's first: ``4102/2020-08/1``.

    `seq` and `chain_head` say how long the audit chain was and how it ended when the release was made.
    """

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint("edition > 0", name="edition"),
        CheckConstraint("length(digest) = 64", name="digest"),
    )

    number: str = Field(primary_key=True)
    seq: int = Field(foreign_key="audit.seq", unique=True)
    period: str = Field(index=True)
    edition: int
    plan: str
    as_of: date
    snapshot: str
    projection_id: UUID | None = Field(default=None, foreign_key="projection.id")
    digest: str
    content: str = Field(sa_type=Text)
    chain_length: int
    chain_head: str
    by: UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class ReleaseQuestion(Record, table=True):
    """What the province asks about a release, and what the committee answers; both stay."""

    __tablename__ = "release_question"
    __table_args__ = (not_blank("text"), not_blank("answer"))

    id: UUID = Field(primary_key=True)
    release: str = Field(foreign_key="release.number", index=True)
    text: str = Field(sa_type=Text)
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answer: str | None = Field(default=None, sa_type=Text)
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class KeptView(Record, table=True):
    """The layout of an own table, shared by a city's people: which amounts, and what goes down and across."""

    __tablename__ = "kept_view"
    __table_args__ = (UniqueConstraint("city", "name"), not_blank("name"))

    id: UUID = Field(primary_key=True)
    city: str = Field(foreign_key="org_unit.code", index=True)
    name: str
    definition: dict[str, Any] = Field(sa_type=JSON)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class KeptWorkbook(Record, table=True):
    """The superior's own workbook as it was received, and the map of its cells; `digest` is of its bytes.

    A new edition takes the place of the one before; its number says which one somebody has seen.
    """

    __tablename__ = "kept_workbook"
    __table_args__ = (
        UniqueConstraint("city", "name"),
        not_blank("name"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint("edition > 0", name="edition"),
    )

    id: UUID = Field(primary_key=True)
    city: str = Field(foreign_key="org_unit.code", index=True)
    name: str
    edition: int
    file_name: str
    digest: str
    size: int
    content: bytes = Field(sa_type=LargeBinary)
    cells: str = Field(sa_type=Text)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
