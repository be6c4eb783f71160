"""Releases: what was handed on, frozen under a number."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime


class ReleaseRow(Record, table=True):
    """A frozen result. `content` is the canonical text of its lines; `digest` is over it.

    `seq` and `chain_head` say how long the audit chain was and how it ended when the release was made.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("period", "edition"),
        CheckConstraint("edition > 0", name="edition"),
        CheckConstraint("length(digest) = 64", name="digest"),
    )

    number: str = Field(primary_key=True)
    seq: int = Field(foreign_key="audit.seq", unique=True)
    period: str
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
