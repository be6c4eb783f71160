"""Photos that back a version up: the row is in the audit chain, the picture's bytes stand beside it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field

from agri.models.base import Record, UtcDateTime


class Photo(Record, table=True):
    """One photo that came whole; `digest` is the SHA-256 of its bytes, so the chain vouches for those too.

    `revision_id` may name a version that came second as well, so it is no foreign key.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("media_type IN ('image/jpeg', 'image/webp')", name="media_type"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="location_is_whole"),
    )

    id: UUID = Field(primary_key=True)
    seq: int = Field(foreign_key="audit.seq", unique=True)
    report_id: UUID = Field(foreign_key="report.id", index=True)
    revision_id: UUID
    section: str
    media_type: str
    size: int
    digest: str
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    author: UUID = Field(foreign_key="person.id")
    received_at: datetime = Field(sa_type=UtcDateTime)


class PhotoContent(Record, table=True):
    """A photo's bytes as far as they have come; what has not come whole has no `Photo` yet."""

    __tablename__ = "photo_content"

    id: UUID = Field(primary_key=True)
    revision_id: UUID = Field(index=True)
    author: UUID = Field(foreign_key="person.id")
    content: bytes = Field(sa_type=LargeBinary)
