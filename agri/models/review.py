"""What reviewers do: decide, comment, split the work, close periods, check on the spot; answers to findings.

Everything here is append-only, and `seq` is each act's place in the audit chain: the last one counts.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, Text
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime, not_blank, one_of
from agri.terms import ClosureAct, DecisionKind, Drawn

_NUMBERED = {"autoincrement": False}


class Decision(Record, table=True):
    """Acceptance or return of one revision."""

    __tablename__ = "decision"
    __table_args__ = (
        one_of("kind", DecisionKind),
        CheckConstraint("kind <> 'returned' OR reason IS NOT NULL", name="return_says_why"),
        not_blank("reason"),
    )

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs=_NUMBERED)
    revision_id: UUID = Field(foreign_key="revision.id", index=True)
    kind: str
    reason: str | None = Field(default=None, sa_type=Text)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class DecisionMark(Record, table=True):
    """An acceptance by somebody who manages the author's account: allowed, and shown to the city."""

    __tablename__ = "decision_mark"

    seq: int = Field(primary_key=True, foreign_key="decision.seq", sa_column_kwargs=_NUMBERED)
    mark: str


class Closure(Record, table=True):
    """A county closes a month for itself and the places below it, or opens it again with a reason."""

    __tablename__ = "closure"
    __table_args__ = (
        one_of("act", ClosureAct),
        CheckConstraint("act <> 'reopened' OR reason IS NOT NULL", name="reopening_says_why"),
        not_blank("reason"),
        Index("ix_closure_period_org_unit", "period", "org_unit"),
    )

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs=_NUMBERED)
    org_unit: str = Field(foreign_key="org_unit.code")
    period: str
    act: str
    reason: str | None = Field(default=None, sa_type=Text)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class SpotCheckRow(Record, table=True):
    """A spot check of one cell; `drawn` says how the cell was chosen."""

    __tablename__ = "spot_check"
    __table_args__ = (
        one_of("drawn", Drawn),
        CheckConstraint("verified >= 0", name="verified"),
        Index("ix_spot_check_period_org_unit", "period", "org_unit"),
    )

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs=_NUMBERED)
    id: UUID = Field(unique=True)
    org_unit: str = Field(foreign_key="org_unit.code")
    period: str
    form: str
    data_element: str
    verified: float
    drawn: str
    note: str | None = Field(default=None, sa_type=Text)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class FindingAnswer(Record, table=True):
    """What a place says to one finding on one of its revisions."""

    __tablename__ = "finding_answer"
    __table_args__ = (
        not_blank("text"),
        Index("ix_finding_answer_revision_id_code", "revision_id", "code"),
    )

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs=_NUMBERED)
    revision_id: UUID = Field(foreign_key="revision.id")
    code: str
    text: str = Field(sa_type=Text)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class AcceptanceRow(Record, table=True):
    """What somebody who accepted versions was to know: many at once, or one with a question still open.

    `sample` are the versions that were drawn to be looked at; `questions` those that were open, each with its
    version, its name there and its words.
    """

    __tablename__ = "acceptance"
    __table_args__ = (CheckConstraint("never_compared >= 0", name="never_compared"),)

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs=_NUMBERED)
    org_unit: str = Field(foreign_key="org_unit.code")
    revisions: list[str] = Field(sa_type=JSON)
    sample: list[str] = Field(sa_type=JSON)
    never_compared: int
    questions: list[dict[str, Any]] = Field(sa_type=JSON)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class ReportComment(Record, table=True):
    """A reviewer's remark on one version: no decision and no answer; the place reads it too."""

    __tablename__ = "report_comment"
    __table_args__ = (not_blank("text"),)

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs=_NUMBERED)
    revision_id: UUID = Field(foreign_key="revision.id", index=True)
    text: str = Field(sa_type=Text)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Assignment(Record, table=True):
    """Who is to review a report from now on; without a person it is nobody's again."""

    __tablename__ = "assignment"

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs=_NUMBERED)
    report_id: UUID = Field(foreign_key="report.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
