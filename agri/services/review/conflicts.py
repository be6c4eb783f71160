"""Settle a contested version: adopt it as a new revision, or dismiss it; it stays in the record."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import DecisionConflict, Fault, Invalid, NotFound
from agri.models import ContestedResolution, ContestedRevision, FindingAnswer, Report, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, require_act, within_places
from agri.services.chain.audit import open_chain
from agri.services.chain.chain_rows import append_row
from agri.services.intake.answered_findings import given_answers
from agri.services.intake.closed_months import is_closed
from agri.services.intake.current_revisions import current_revisions
from agri.services.intake.refusals import period_closed
from agri.services.intake.submission import Submission
from agri.services.reference.reference import read_reference
from agri.visible_text import shows

_ADOPTED = UUID("5f0c8a51-6f0e-4a0d-9f62-2a4f4bb0a7c3")  # names the revisions that adoption makes


class Settlement(StrEnum):
    """What becomes of a contested version."""

    ADOPTED = "adopted"
    DISMISSED = "dismissed"


_LINKED = {
    Settlement.ADOPTED: AuditAct.CONFLICT_ADOPTED,
    Settlement.DISMISSED: AuditAct.CONFLICT_DISMISSED,
}


@dataclass(frozen=True, slots=True)
class ContestedVersion:
    """A contested version, the report it stands beside, and how it was settled, if it was."""

    contested: ContestedRevision
    report: Report
    current: UUID
    resolution: ContestedResolution | None


def settle_conflict(
    session: Session,
    actor: Actor,
    contested_id: UUID,
    act: Settlement,
    *,
    reason: str,
    now: datetime,
) -> ContestedResolution:
    """Adopt or dismiss a contested version, with a reason, once.

    An adopted version becomes a new revision by its own author, so that the reviewer may then decide on it.

    Raises
    ------
    NotFound
        There is no such version in the actor's place.
    NotAllowed
        The actor does not review.
    DecisionConflict
        It is settled already.
    PeriodClosed
        It would change a closed month.
    Invalid
        No reason.
    """
    require_act(actor, Act.REVIEW)
    open_chain(session)  # before reading: nobody settles it meanwhile
    conflict = find_conflict(session, actor, contested_id)
    if not shows(reason):
        raise Invalid.of([Fault("/reason", "reason-missing", "say why", "请写明理由")])
    if conflict.resolution is not None:
        raise DecisionConflict(
            f"the conflict was {conflict.resolution.act} already", "该冲突已处理", act=conflict.resolution.act
        )
    adopted = _adopt(session, actor, conflict, reason, now) if act == Settlement.ADOPTED else None
    row = {
        "contested_id": contested_id,
        "act": str(act),
        "revision_id": adopted,
        "reason": reason,
        "by": actor.id,
        "at": now,
    }
    linked = append_row(
        session, actor.id, ContestedResolution, row, at=now, act=_LINKED[act], subject=str(contested_id)
    )
    resolution = ContestedResolution(**linked)
    session.add(resolution)
    session.flush()
    return resolution


def find_conflict(session: Session, actor: Actor, contested_id: UUID) -> ContestedVersion:
    """Return one contested version.

    Raises
    ------
    NotFound
        There is none in the actor's place.
    """
    found = _conflicts(session, actor, contested_id=contested_id, is_open=False)
    if not found:
        raise NotFound(
            f"there is no contested version {contested_id} in your place",
            f"您的辖区内没有待处理版本 {contested_id}",
        )
    return found[0]


def list_conflicts(session: Session, actor: Actor, *, is_open: bool = True) -> list[ContestedVersion]:
    """Return the contested versions of the actor's place in the order of receipt."""
    require_act(actor, Act.READ_REPORTS)
    return _conflicts(session, actor, contested_id=None, is_open=is_open)


def _conflicts(
    session: Session, actor: Actor, *, contested_id: UUID | None, is_open: bool
) -> list[ContestedVersion]:
    statement = current_revisions(
        select(ContestedRevision, Report, Revision.id, ContestedResolution)
        .join(Report, col(Report.id) == col(ContestedRevision.report_id))
        .join(Revision, col(Revision.report_id) == col(Report.id))
        .outerjoin(ContestedResolution, col(ContestedResolution.contested_id) == col(ContestedRevision.id))
        .where(within_places(col(Report.org_unit), actor))
        .order_by(col(ContestedRevision.seq))
    )
    if contested_id is not None:
        statement = statement.where(ContestedRevision.id == contested_id)
    if is_open:
        statement = statement.where(col(ContestedResolution.seq).is_(None))
    return [ContestedVersion(*row) for row in session.exec(statement)]


def _adopt(session: Session, actor: Actor, conflict: ContestedVersion, reason: str, now: datetime) -> UUID:
    contested, report = conflict.contested, conflict.report
    reference = read_reference(session, of=report.org_unit)
    period = Period.parse(report.period)
    if is_closed(session, reference, report.org_unit, period):
        raise period_closed(report.org_unit, period)
    revision_id = uuid5(_ADOPTED, str(contested.id))
    submission = Submission(
        report_id=report.id,
        revision_id=revision_id,
        form=report.form,
        form_version=contested.form_version,
        org_unit=report.org_unit,
        period=report.period,
        supersedes=conflict.current,
        reason=reason,
        values=contested.values,
        not_applicable=contested.not_applicable,
        entered=contested.entered,
        answers=contested.answers,
        known_by=contested.known_by,
    )
    row = {
        "id": revision_id,
        "report_id": report.id,
        "supersedes": conflict.current,
        "form_version": contested.form_version,
        "author": contested.author,
        "received_at": now,
        "values": contested.values,
        "not_applicable": contested.not_applicable,
        "entered": contested.entered,
        "answers": contested.answers,
        "known_by": contested.known_by,
        "findings": contested.findings,
        "reason": reason,
        "digest": submission.digest(),
    }
    linked = append_row(
        session,
        actor.id,
        Revision,
        row,
        at=now,
        act=AuditAct.REVISION_ADOPTED,
        subject=str(revision_id),
        after={"digest": submission.digest(), "contested": str(contested.id)},
    )
    session.add(Revision(**linked))
    session.flush()
    for name, text in given_answers(contested.findings, contested.answers):
        said = {"revision_id": revision_id, "code": name, "text": text, "by": contested.author, "at": now}
        session.add(
            FindingAnswer(
                **append_row(
                    session,
                    actor.id,
                    FindingAnswer,
                    said,
                    at=now,
                    act=AuditAct.FINDING_ANSWERED,
                    subject=f"{revision_id}/{name}",
                )
            )
        )
    session.flush()
    return revision_id
