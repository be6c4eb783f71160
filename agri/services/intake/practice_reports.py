"""Try a form of the practice month: judged like a report, counted nowhere; the last trial alone is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, or_, select
from sqlmodel import Session, col

from agri.errors import Fault, Invalid
from agri.models import PracticeReport
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.audit import open_chain
from agri.services.intake.batch_state import BatchState, StoredReport, read_cells
from agri.services.intake.receive import check_against
from agri.services.intake.submission import Submission
from agri.services.reference.practice_month import Practice, require_practice
from agri.services.reference.reference import read_reference


@dataclass(frozen=True, slots=True)
class PracticeTrial:
    """What a place tried on one form of the practice month, and what the rules remarked on it."""

    form: str
    form_version: int
    org_unit: str
    period: str
    values: Mapping[str, float | None]
    reason: str | None
    by: UUID
    at: datetime
    not_applicable: Sequence[str] = ()
    entered: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    findings: Sequence[Mapping[str, Any]] = field(default_factory=list)


def try_form(
    session: Session,
    actor: Actor,
    *,
    form: str,
    org_unit: str,
    period: str,
    form_version: int,
    values: Mapping[str, float | None],
    not_applicable: Sequence[str] = (),
    entered: Mapping[str, Sequence[Any]] | None = None,
    reason: str | None = None,
    now: datetime,
) -> PracticeTrial:
    """Judge a trial as a report of the practice month would be, and keep it in place of the one before.

    Raises
    ------
    NotFound
        No practice month is open.
    NotAllowed, Invalid
        As a report is refused; also a form or period that the practice month does not ask.
    """
    require_act(actor, Act.REPORT)
    open_chain(session)  # who replaces or ends the practice month, or tries the same cell, comes after
    practice = require_practice(session, read_reference(session, of=actor))
    submission = Submission(
        report_id=uuid4(),
        revision_id=uuid4(),
        form=form,
        form_version=form_version,
        org_unit=org_unit,
        period=period,
        supersedes=None,
        reason=reason,
        values=values,
        not_applicable=not_applicable,
        entered=entered,
    )
    cells = _cells(session, practice, submission)
    outcome = check_against(practice.reference, cells, actor, submission, now=practice.judged_at(now))
    if outcome.refusal is not None:
        raise outcome.refusal
    if form not in practice.periods or period != str(practice.periods[form]):
        raise _not_practised(practice, form)
    content = submission.content()
    if outcome.receipt is None or content is None:
        raise AssertionError("a trial without a refusal has content and a receipt")
    trial = PracticeTrial(
        form=form,
        form_version=form_version,
        org_unit=org_unit,
        period=period,
        values=content.values.value,
        not_applicable=content.not_applicable.value,
        entered=content.entered.value,
        findings=[dict(finding) for finding in outcome.receipt.findings],
        reason=reason,
        by=actor.id,
        at=now,
    )
    connection = session.connection()
    connection.execute(
        delete(PracticeReport).where(
            col(PracticeReport.city) == practice.city,
            col(PracticeReport.form) == form,
            col(PracticeReport.org_unit) == org_unit,
            col(PracticeReport.period) == period,
        )
    )
    row = {name: getattr(trial, name) for name in PracticeTrial.__slots__}
    connection.execute(insert(PracticeReport), [{"city": practice.city, **row}])
    return trial


def read_trials(session: Session, practice: Practice, *within: str) -> list[PracticeTrial]:
    """Return what was tried in some places and below them, by place and form."""
    names = PracticeTrial.__slots__
    rows = session.connection().execute(
        select(*(col(getattr(PracticeReport, name)) for name in names))
        .where(
            col(PracticeReport.city) == practice.city,
            or_(*(col(PracticeReport.org_unit).startswith(place) for place in within)),
        )
        .order_by(col(PracticeReport.org_unit), col(PracticeReport.form))
    )
    return [PracticeTrial(**dict(zip(names, row, strict=True))) for row in rows]


def _cells(session: Session, practice: Practice, submission: Submission) -> BatchState:
    """Return what the rules read: the record, but of the practice month what the place itself tried."""
    cells = read_cells(session, practice.reference, [submission])
    cells.closed = set()
    practised = {str(period) for period in practice.periods.values()}
    for key in [key for key in cells.by_cell if key[2] in practised]:
        cells.forget(key)
    for trial in read_trials(session, practice, submission.org_unit):
        if trial.org_unit == submission.org_unit and trial.form != submission.form:
            cells.keep((trial.form, trial.org_unit, trial.period), StoredReport(uuid4(), None, trial.values))
    return cells


def _not_practised(practice: Practice, form: str) -> Invalid:
    asked = "、".join(practice.periods)
    return Invalid.of(
        [
            Fault(
                "/period",
                "not-practised",
                f"the practice month is {practice.period}; it asks: {', '.join(practice.periods)}"
                + (f", {form} for {practice.periods[form]}" if form in practice.periods else ""),
                f"练习月为 {practice.period}，可试填：{asked}"
                + (f"；其中 {form} 的期别为 {practice.periods[form]}" if form in practice.periods else ""),
            )
        ]
    )
