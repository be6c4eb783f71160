"""Searches for measures that were asked for."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from agri.models.base import LATER_JSON, Record, UtcDateTime, one_of
from agri.terms import Basis


class SearchRow(Record, table=True):
    """One search, asked for once: `key` is the digest of everything that its answer depends on.

    `measures` is the digest of the file of measures, `limits` what may be spent and what is left out (NULL:
    neither), `result` the answer's canonical text; NULL until it is finished. A search that was stopped
    leaves no result and may be asked for again.
    """

    __tablename__ = "search"
    __table_args__ = (
        one_of("basis", Basis),
        CheckConstraint("replications > 1", name="replications"),
        CheckConstraint("probability > 0 AND probability < 1", name="probability"),
        CheckConstraint("result IS NULL OR finished_at IS NOT NULL", name="result_is_finished"),
    )

    id: UUID = Field(primary_key=True)
    key: str = Field(unique=True)
    city: str = Field(foreign_key="org_unit.code", index=True)
    snapshot: str = Field(index=True)
    as_of: date
    basis: str
    probability: float
    seed: int
    replications: int
    method: str
    measures: str
    limits: dict[str, Any] | None = Field(default=None, sa_type=LATER_JSON)
    requested_by: UUID | None = Field(default=None, foreign_key="person.id")
    requested_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str | None = Field(default=None, sa_type=Text)
    failure: str | None = Field(default=None, sa_type=Text)
