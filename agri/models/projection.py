"""Projections that were asked for, and the scenarios that people keep."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Text
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime, not_blank, one_of
from agri.terms import SnapshotBasis


class ScenarioRow(Record, table=True):
    """Named assumptions of a city; changing them makes another scenario.

    Equal assumptions of two cities are two scenarios: of a later city the digest covers its code too.
    """

    __tablename__ = "scenario"
    __table_args__ = (not_blank("name"),)

    id: UUID = Field(primary_key=True)
    city: str = Field(foreign_key="org_unit.code", index=True)
    name: str
    digest: str = Field(unique=True)
    definition: dict[str, Any] = Field(sa_type=JSON)
    by: UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class ProjectionRow(Record, table=True):
    """One projection, asked for once: `key` is the digest of everything that its result depends on.

    `result` is the document's canonical text, so that the same key gives the same bytes; NULL until it is
    finished. A failed one says why and may be asked for again.
    """

    __tablename__ = "projection"
    __table_args__ = (
        one_of("basis", SnapshotBasis),
        CheckConstraint("replications > 1", name="replications"),
        CheckConstraint("result IS NULL OR finished_at IS NOT NULL", name="result_is_finished"),
    )

    id: UUID = Field(primary_key=True)
    key: str = Field(unique=True)
    city: str = Field(foreign_key="org_unit.code", index=True)
    snapshot: str = Field(index=True)
    as_of: date
    basis: str
    seed: int
    replications: int
    method: str
    scenario: dict[str, Any] = Field(sa_type=JSON)
    requested_by: UUID | None = Field(default=None, foreign_key="person.id")
    requested_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str | None = Field(default=None, sa_type=Text)
    failure: str | None = Field(default=None, sa_type=Text)
