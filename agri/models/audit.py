"""The one order of everything that was done: a chain of hashes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime


class Audit(Record, table=True):
    """One act. `hash` covers every other column and the hash before it; `seq` counts from 1 without gaps.

    `actor` is a person's id or `system`; `before` and `after` are canonical JSON without names or phones.
    """

    __tablename__ = "audit"
    __table_args__ = (CheckConstraint("seq > 0", name="seq"),)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor: str
    act: str
    subject: str = Field(index=True)
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)
    previous_hash: str
    hash: str = Field(unique=True)
