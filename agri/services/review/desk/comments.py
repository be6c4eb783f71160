"""Remark on a report: neither a decision nor an answer. A comment is kept for good and moves no figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Fault, Invalid
from agri.models import Person, Report, ReportComment, Revision
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.services.chain.chain_rows import append_row
from agri.services.intake.refusals import no_revision
from agri.visible_text import shows


@dataclass(frozen=True, slots=True)
class SignedComment:
    """A comment with the version that it was made on and who made it."""

    seq: int
    revision_id: UUID
    text: str
    by: UUID
    by_name: str
    at: datetime


def comment_on(
    session: Session, actor: Actor, revision_id: UUID, *, text: str, now: datetime
) -> SignedComment:
    """Append a reviewer's comment to a version of a report; its place reads it too.

    Raises
    ------
    NotFound
        There is no such version in the actor's place.
    Invalid
        The comment is blank.
    """
    require_act(actor, Act.REVIEW)
    place = session.exec(
        select(Report.org_unit)
        .join(Revision, col(Revision.report_id) == col(Report.id))
        .where(Revision.id == revision_id)
    ).one_or_none()
    if place is None or not is_within(actor, place):
        raise no_revision(revision_id)
    if not shows(text):
        raise Invalid.of([Fault("/text", "blank", "write a comment", "请填写意见")])
    row = {"revision_id": revision_id, "text": text.strip(), "by": actor.id, "at": now}
    comment = ReportComment(
        **append_row(
            session,
            actor.id,
            ReportComment,
            row,
            at=now,
            act=AuditAct.REPORT_COMMENTED,
            subject=str(revision_id),
        )
    )
    session.add(comment)
    session.flush()
    return _signed(comment, session.get_one(Person, actor.id).display_name)


def read_comments(session: Session, reports: Iterable[UUID]) -> dict[UUID, tuple[SignedComment, ...]]:
    """Return the comments on every version of some reports, the oldest first; none: no entry."""
    ids = sorted(set(reports))
    if not ids:
        return {}
    rows = session.exec(
        select(Revision.report_id, ReportComment, Person.display_name)
        .join(ReportComment, col(ReportComment.revision_id) == col(Revision.id))
        .join(Person, col(Person.id) == col(ReportComment.by))
        .where(col(Revision.report_id).in_(ids))
        .order_by(col(ReportComment.seq))
    )
    found: dict[UUID, tuple[SignedComment, ...]] = {}
    for report_id, comment, name in rows:
        found[report_id] = (*found.get(report_id, ()), _signed(comment, name))
    return found


def _signed(comment: ReportComment, name: str) -> SignedComment:
    return SignedComment(comment.seq, comment.revision_id, comment.text, comment.by, name, comment.at)
