"""Background jobs: who asked, how far each is, which worker runs it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Text
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime, one_of
from agri.terms import JobKind, JobState


class BackgroundJob(Record, table=True):
    """The work on one question; its id is the question's.

    `payload` is what a release is to be made of; other questions have a row of their own. `worker` names the
    server process that runs it, `heartbeat_at` is when that process last said so. `attempts` counts how often
    it was begun. Asked again after it ended, the row starts over. Instants are by the wall clock.
    """

    __tablename__ = "background_job"
    __table_args__ = (
        one_of("kind", JobKind),
        one_of("state", JobState),
        CheckConstraint(
            "state <> 'running' OR (worker IS NOT NULL AND heartbeat_at IS NOT NULL)",
            name="running_has_worker",
        ),
    )

    id: UUID = Field(primary_key=True)
    kind: str
    state: str = Field(index=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    asked_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    worker: str | None = None
    heartbeat_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    done: int | None = None
    total: int | None = None
    reason: str | None = Field(default=None, sa_type=Text)
    reason_zh: str | None = Field(default=None, sa_type=Text)
    result: str | None = Field(default=None, sa_type=Text)
