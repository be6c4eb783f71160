"""Which reports have a version that counts: what waits beside it corrects it and is in no other count."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from agri.models import Decision, Revision
from agri.terms import DecisionKind


def has_accepted_version(report_id: Mapped[UUID]) -> ColumnElement[bool]:
    """Return the condition that the last decision on some version of a report is an acceptance."""
    revision, decision, later = aliased(Revision), aliased(Decision), aliased(Decision)
    is_overtaken = exists().where(
        col(later.revision_id) == col(decision.revision_id), col(later.seq) > col(decision.seq)
    )
    return exists().where(
        col(revision.report_id) == report_id,
        col(decision.revision_id) == col(revision.id),
        col(decision.kind) == DecisionKind.ACCEPTED,
        ~is_overtaken,
    )
