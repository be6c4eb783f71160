"""Answer a finding: the place says why a questioned number stands. The number stays as it is."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from agri.errors import Fault, NotFound
from agri.models import FindingAnswer, Report, Revision
from agri.services.refusals import invalid
from agri.services.row_digest import append_row
from agri.services.scope import Act, Actor, is_within, require_act


def answer_finding(
    session: Session, actor: Actor, revision_id: UUID, code: str, *, text: str, now: datetime
) -> FindingAnswer:
    """Append an answer to one finding of one revision; the last answer counts.

    Raises
    ------
    NotFound
        There is no such finding in the actor's place.
    Invalid
        The answer is blank.
    """
    require_act(actor, Act.READ_REPORTS)
    row = session.exec(
        select(Revision.findings, Report.org_unit)
        .join(Report, col(Report.id) == col(Revision.report_id))
        .where(Revision.id == revision_id)
    ).one_or_none()
    codes = {finding["code"] for finding in row[0]} if row is not None else set()
    if row is None or not is_within(actor, row[1]) or code not in codes:
        raise NotFound(
            f"revision {revision_id} has no finding {code!r} in your place",
            f"您的辖区内没有版本 {revision_id} 的提示 {code!r}",
        )
    if not text.strip():
        raise invalid([Fault("/text", "blank", "write an answer", "请填写说明")])
    answer = FindingAnswer(
        **append_row(
            session,
            actor.id,
            FindingAnswer,
            {"revision_id": revision_id, "code": code, "text": text, "by": actor.id, "at": now},
            at=now,
            act="finding.answered",
            subject=f"{revision_id}/{code}",
        )
    )
    session.add(answer)
    session.flush()
    return answer
