"""Answer a finding: the place says why a questioned number stands. The number stays as it is."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Fault, Invalid, NotFound
from agri.models import FindingAnswer, Report, Revision
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.services.chain.chain_rows import append_row
from agri.services.intake.answered_findings import finding_names
from agri.visible_text import shows


def answer_finding(
    session: Session, actor: Actor, revision_id: UUID, name: str, *, text: str, now: datetime
) -> FindingAnswer:
    """Append an answer to one finding of one revision, by its name there; the last answer counts.

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
    names = finding_names(row[0]) if row is not None else []
    if row is None or not is_within(actor, row[1]) or name not in names:
        alike = (
            [one for one in names if one.startswith(f"{name}:")] if row and is_within(actor, row[1]) else []
        )
        raise NotFound(
            f"revision {revision_id} has no finding {name!r} in your place"
            + (f"; say which: {', '.join(alike)}" if alike else ""),
            f"您的辖区内没有版本 {revision_id} 的提示 {name!r}"
            + (f"；请指明是哪一条：{'、'.join(alike)}" if alike else ""),
        )
    return record_answer(session, actor, revision_id, name, text=text, now=now)


def record_answer(
    session: Session, actor: Actor, revision_id: UUID, name: str, *, text: str, now: datetime
) -> FindingAnswer:
    """Append an answer to what is asked about a revision by a name; who may answer has been settled.

    Raises
    ------
    Invalid
        The answer is blank.
    """
    if not shows(text):
        raise Invalid.of([Fault("/text", "blank", "write an answer", "请填写说明")])
    answer = FindingAnswer(
        **append_row(
            session,
            actor.id,
            FindingAnswer,
            {"revision_id": revision_id, "code": name, "text": text, "by": actor.id, "at": now},
            at=now,
            act=AuditAct.FINDING_ANSWERED,
            subject=f"{revision_id}/{name}",
        )
    )
    session.add(answer)
    session.flush()
    return answer
