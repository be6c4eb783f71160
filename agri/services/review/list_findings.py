"""Findings on current revisions, with what the place answered: the desk's list of what to ask about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from agri.models import FindingAnswer, Report, Revision
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.intake.answered_findings import finding_names
from agri.services.intake.current_revisions import current_revisions
from agri.services.reference.reference import read_reference
from agri.services.review.list_reports import require_form


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """One finding on a current revision, and the last answer to it."""

    seq: int
    revision_id: UUID
    report_id: UUID
    form: str
    org_unit: str
    period: str
    received_at: datetime
    finding: Mapping[str, Any]
    name: str  # within the revision
    value: float | None
    answer: FindingAnswer | None


def list_findings(
    session: Session,
    actor: Actor,
    *,
    org_unit: str | None,
    period: str | None,
    form: str | None,
    after: int,
    limit: int,
    until: datetime | None = None,
) -> tuple[list[OpenFinding], int | None]:
    """Return the findings of up to `limit` revisions after a place in the chain, and where to go on.

    `until` is an instant of the past: the revisions that were current then, and what was answered by then.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    Invalid
        There is no such form.
    """
    require_act(actor, Act.READ_REPORTS)
    places = actor.every_place if org_unit is None else (org_unit,)
    for place in places:
        require_scope(session, actor, place)
    statement = current_revisions(
        select(Revision, Report)
        .join(Report, col(Report.id) == col(Revision.report_id))
        .where(
            or_(*(col(Report.org_unit).startswith(place) for place in places)),
            Revision.seq > after,
            func.json_array_length(Revision.findings) > 0,
        )
        .order_by(col(Revision.seq))
        .limit(limit + 1),
        until=until,
    )
    if period is not None:
        statement = statement.where(Report.period == period)
    if form is not None:
        require_form(read_reference(session, of=actor), form)
        statement = statement.where(Report.form == form)
    if until is not None:
        statement = statement.where(Revision.received_at < until)
    rows = list(session.exec(statement))
    page = rows[:limit]
    answers = _answers(session, [revision.id for revision, _ in page], until)
    findings = [
        OpenFinding(
            seq=revision.seq,
            revision_id=revision.id,
            report_id=report.id,
            form=report.form,
            org_unit=report.org_unit,
            period=report.period,
            received_at=revision.received_at,
            finding=finding,
            name=name,
            value=revision.values.get(finding["element"] or ""),
            answer=answers.get((revision.id, name)),
        )
        for revision, report in page
        for finding, name in zip(revision.findings, finding_names(revision.findings), strict=True)
    ]
    return findings, page[-1][0].seq if len(rows) > limit else None


def _answers(
    session: Session, ids: list[UUID], until: datetime | None
) -> dict[tuple[UUID, str], FindingAnswer]:
    statement = select(FindingAnswer).where(col(FindingAnswer.revision_id).in_(ids))
    if until is not None:
        statement = statement.where(FindingAnswer.at < until)
    rows = session.exec(statement.order_by(col(FindingAnswer.seq)))
    return {(row.revision_id, row.code): row for row in rows}
