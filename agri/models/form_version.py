"""The versions of the forms that reports were or may be written against."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime


class FormVersion(Record, table=True):
    """One form in one version, whole; never changed once a report may name it."""

    __tablename__ = "form_version"

    code: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    digest: str
    definition: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
