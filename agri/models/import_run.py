"""What an import through the page said: who brought which files in, when, and what became of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime


class ImportRun(Record, table=True):
    """The report of one import that was carried out; `document` is what its sender read.

    The reports that it brought in are versions like all others, proved by themselves.
    """

    __tablename__ = "import_run"

    id: UUID = Field(primary_key=True)
    by: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    document: dict[str, Any] = Field(sa_type=JSON)
