"""Scenarios that were to be held against doing nothing, or against another."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Text
from sqlmodel import Field

from agri.models.base import LATER_JSON, Record, UtcDateTime


class ComparisonRow(Record, table=True):
    """One comparison, asked for once: `key` is the digest of everything that its answer depends on.

    `against` is the scenario that it is held against; NULL: doing nothing. `cost_yuan` is what the city's
    list of measures priced the scenario at, `result` the answer's canonical text; NULL until it is finished.
    One that was stopped leaves no result and may be asked for again.
    """

    __tablename__ = "comparison"
    __table_args__ = (
        CheckConstraint("replications > 1", name="replications"),
        CheckConstraint("result IS NULL OR finished_at IS NOT NULL", name="result_is_finished"),
    )

    id: UUID = Field(primary_key=True)
    key: str = Field(unique=True)
    city: str = Field(foreign_key="org_unit.code", index=True)
    snapshot: str = Field(index=True)
    as_of: date
    seed: int
    replications: int
    method: str
    scenario: dict[str, Any] = Field(sa_type=JSON)
    against: dict[str, Any] | None = Field(default=None, sa_type=LATER_JSON)
    cost_yuan: float
    requested_by: UUID | None = Field(default=None, foreign_key="person.id")
    requested_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str | None = Field(default=None, sa_type=Text)
    failure: str | None = Field(default=None, sa_type=Text)
