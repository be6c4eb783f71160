"""Reports, their immutable revisions, the versions that came second, and how long filling in takes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from agri.models.base import LATER_JSON, Record, UtcDateTime, not_blank

_IS_FIRST = text("supersedes IS NULL")


class Report(Record, table=True):
    """What one place says on one form about one period; what it says stands in its revisions."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("form", "org_unit", "period"),
        Index("ix_report_org_unit_period", "org_unit", "period"),
        Index("ix_report_period_form", "period", "form"),
    )

    id: UUID = Field(primary_key=True)
    form: str
    org_unit: str = Field(foreign_key="org_unit.code")
    period: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Revision(Record, table=True):
    """One immutable version of a report. The current one is the one that nothing supersedes.

    The two unique keys on `supersedes` make the chain a line however many writers race; the composite
    foreign key keeps it inside its own report. `seq` is the receipt's place in the audit chain. `answers` is
    what came with it to what was asked, by finding; `known_by` how each section's figures are known.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("supersedes"),
        UniqueConstraint("report_id", "id"),
        Index(
            "uq_revision_first_of_report",
            "report_id",
            unique=True,
            sqlite_where=_IS_FIRST,
            postgresql_where=_IS_FIRST,
        ),
        ForeignKeyConstraint(["report_id", "supersedes"], ["revision.report_id", "revision.id"]),
        CheckConstraint("supersedes <> id", name="not_itself"),
        CheckConstraint("form_version > 0", name="form_version"),
        CheckConstraint("length(digest) = 64", name="digest"),
        not_blank("reason"),
    )

    id: UUID = Field(primary_key=True)
    seq: int = Field(foreign_key="audit.seq", unique=True)
    report_id: UUID = Field(foreign_key="report.id")
    supersedes: UUID | None = None
    form_version: int
    author: UUID = Field(foreign_key="person.id")
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)
    values: dict[str, float | None] = Field(sa_type=JSON)
    not_applicable: list[str] = Field(sa_type=JSON)
    entered: dict[str, list[Any]] = Field(sa_type=JSON)
    answers: dict[str, str] | None = Field(default=None, sa_type=LATER_JSON)
    known_by: dict[str, str] | None = Field(default=None, sa_type=LATER_JSON)
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    reason: str | None = Field(default=None, sa_type=Text)
    digest: str


class ContestedRevision(Record, table=True):
    """A version that came second, kept as it was sent until somebody settles it.

    `report_id` is the report that holds the cell, `claimed_report_id` the one that the sender named.
    """

    __tablename__ = "contested_revision"
    __table_args__ = (
        CheckConstraint("form_version > 0", name="form_version"),
        CheckConstraint("length(digest) = 64", name="digest"),
        not_blank("reason"),
    )

    id: UUID = Field(primary_key=True)
    seq: int = Field(foreign_key="audit.seq", unique=True)
    report_id: UUID = Field(foreign_key="report.id", index=True)
    claimed_report_id: UUID
    supersedes: UUID | None = None
    form_version: int
    author: UUID = Field(foreign_key="person.id")
    received_at: datetime = Field(sa_type=UtcDateTime)
    values: dict[str, float | None] = Field(sa_type=JSON)
    not_applicable: list[str] = Field(sa_type=JSON)
    entered: dict[str, list[Any]] = Field(sa_type=JSON)
    answers: dict[str, str] | None = Field(default=None, sa_type=LATER_JSON)
    known_by: dict[str, str] | None = Field(default=None, sa_type=LATER_JSON)
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    reason: str | None = Field(default=None, sa_type=Text)
    digest: str


class ContestedResolution(Record, table=True):
    """How a contested version was settled: adopted as a new revision, or dismissed; once, with a reason."""

    __tablename__ = "contested_resolution"
    __table_args__ = (
        CheckConstraint("act IN ('adopted', 'dismissed')", name="act"),
        CheckConstraint("(act = 'adopted') = (revision_id IS NOT NULL)", name="adopted_makes_a_revision"),
        not_blank("reason"),
    )

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs={"autoincrement": False})
    contested_id: UUID = Field(foreign_key="contested_revision.id", unique=True)
    act: str
    revision_id: UUID | None = Field(default=None, foreign_key="revision.id", unique=True)
    reason: str = Field(sa_type=Text)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class FilingConfirmation(Record, table=True):
    """A place's own word that a version which somebody else filed for it is right."""

    __tablename__ = "filing_confirmation"

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs={"autoincrement": False})
    revision_id: UUID = Field(foreign_key="revision.id", unique=True)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class ImportRun(Record, table=True):
    """The report of one import that was carried out; `document` is what its sender read.

    The reports that it brought in are versions like all others, proved by themselves.
    """

    __tablename__ = "import_run"

    id: UUID = Field(primary_key=True)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    document: dict[str, Any] = Field(sa_type=JSON)


class FillingCount(Record, table=True):
    """How many first versions of a form about a period took how long to fill in, and no more.

    `seconds` is the upper end of a span of durations: what the phone measured is counted and forgotten, so
    that nobody can be told by it how long a person or a place took.
    """

    __tablename__ = "filling_count"
    __table_args__ = (
        CheckConstraint("seconds > 0", name="seconds"),
        CheckConstraint("reports > 0", name="reports"),
    )

    city: str = Field(primary_key=True, foreign_key="org_unit.code")
    form: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    seconds: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    reports: int
