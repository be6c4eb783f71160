"""What the plan fixes: baselines, targets, and the task ledger with what was said of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, Text
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime, not_blank, one_of
from agri.terms import Certainty, Comparator


class Baseline(Record, table=True):
    """What is known of a place before its reports. A later row replaces an earlier one from its day on."""

    __tablename__ = "baseline"
    __table_args__ = (
        one_of("certainty", Certainty),
        Index("ix_baseline_year_org_unit_key", "year", "org_unit", "key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    org_unit: str = Field(foreign_key="org_unit.code")
    year: int
    key: str
    value: float
    source: str
    certainty: str
    by: UUID | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class TargetRow(Record, table=True):
    """A target as the plan's clause gives it; never changed."""

    __tablename__ = "target"
    __table_args__ = (one_of("comparator", Comparator),)

    plan: str = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    value: float
    comparator: str
    clause: str


class TaskRow(Record, table=True):
    """One task of the plan's ledger."""

    __tablename__ = "task"

    id: str = Field(primary_key=True)
    plan: str = Field(index=True)
    clause: str
    title_zh: str = Field(sa_type=Text)
    title_en: str = Field(sa_type=Text)
    lead: str
    responsible: str
    due_on: date | None = None
    is_due_implied: bool
    figure: str
    comparator: str | None = None
    value: float | None = None
    unit: str
    indicator: str | None = None


class TaskProgress(Record, table=True):
    """What a lead unit says of a task; the last word counts, the earlier ones stay."""

    __tablename__ = "task_progress"
    __table_args__ = (
        CheckConstraint("state IN ('not_started', 'under_way', 'blocked', 'done', 'dropped')", name="state"),
        not_blank("note"),
    )

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs={"autoincrement": False})
    task_id: str = Field(foreign_key="task.id", index=True)
    state: str
    value: float | None = None
    note: str | None = Field(default=None, sa_type=Text)
    evidence: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class TaskFiling(Record, table=True):
    """What one of those who file a task says of its own part; the last word counts, the earlier ones stay.

    `filer` is a county's code, or a unit's name as the plan writes it.
    """

    __tablename__ = "task_filing"
    __table_args__ = (
        CheckConstraint("state IN ('not_started', 'under_way', 'blocked', 'done', 'dropped')", name="state"),
        not_blank("filer"),
        not_blank("note"),
    )

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs={"autoincrement": False})
    task_id: str = Field(foreign_key="task.id", index=True)
    filer: str
    state: str
    note: str | None = Field(default=None, sa_type=Text)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class TaskFigure(Record, table=True):
    """A figure that the plan leaves to a later document, with that document; the last counts, all stay."""

    __tablename__ = "task_figure"
    __table_args__ = (not_blank("unit"), not_blank("document"))

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs={"autoincrement": False})
    task_id: str = Field(foreign_key="task.id", index=True)
    value: float
    unit: str
    document: str = Field(sa_type=Text)
    dated: date
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
