"""The practice month of a city: a draft package, and what was tried on it. No figure is made of any of it.

Its files stand apart from those of the definitions, so that ending it throws everything away.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, LargeBinary, Text
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime


class PracticeMonth(Record, table=True):
    """A draft of a year's definitions that is open for practice; a city has one at most.

    `digest` is that of the files' digests by name; `period` is the month that the forms are tried on.
    """

    __tablename__ = "practice_month"

    city: str = Field(primary_key=True, foreign_key="org_unit.code")
    year: int
    period: str
    digest: str
    by: UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class PracticeFile(Record, table=True):
    """The bytes of one file of the draft."""

    __tablename__ = "practice_file"

    city: str = Field(primary_key=True, foreign_key="practice_month.city")
    name: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class PracticeReport(Record, table=True):
    """What a place tried last on one form of the practice month."""

    __tablename__ = "practice_report"

    city: str = Field(primary_key=True, foreign_key="practice_month.city")
    form: str = Field(primary_key=True)
    org_unit: str = Field(primary_key=True, foreign_key="org_unit.code")
    period: str = Field(primary_key=True)
    form_version: int
    values: dict[str, float | None] = Field(sa_type=JSON)
    not_applicable: list[str] = Field(sa_type=JSON)
    entered: dict[str, list[Any]] = Field(sa_type=JSON)
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    reason: str | None = Field(default=None, sa_type=Text)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
