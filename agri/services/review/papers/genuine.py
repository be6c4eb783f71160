"""Whether a printed form is what the record holds: one word for anybody, and no figure."""

from enum import StrEnum
from hmac import compare_digest
from uuid import UUID

from sqlmodel import Session, col, select

from agri.models import Revision


class Genuine(StrEnum):
    """What anybody may know of a paper: it is the current version, an earlier one, or not of this record."""

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


def check_paper(session: Session, revision_id: UUID, digest: str) -> Genuine:
    """Compare what stands on a paper with the record; another digest is as unknown as no version at all."""
    revision = session.get(Revision, revision_id)
    if revision is None or not compare_digest(revision.digest, digest):
        return Genuine.UNKNOWN
    later = session.exec(select(Revision.id).where(col(Revision.supersedes) == revision_id)).first()
    return Genuine.GENUINE if later is None else Genuine.SUPERSEDED
