"""List reports with their current revision, page by page in the order in which they were last touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from agri.definitions.reading import Title
from agri.errors import Fault, Invalid
from agri.models import (
    ContestedResolution,
    ContestedRevision,
    Decision,
    DecisionMark,
    Report,
    Revision,
)
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, may, require_act, require_scope
from agri.services.intake.closed_months import CountyMonth, read_closed
from agri.services.intake.current_revisions import current_revisions
from agri.services.reference.reference import Reference, read_reference
from agri.services.review.barred import Bars
from agri.services.review.desk.assignments import Assignee, read_assigned
from agri.services.review.desk.corrections import has_accepted_version
from agri.services.review.filed_for import Filed, Filing, read_filed
from agri.services.review.report_state import Next, ReportState, next_steps, state_of
from agri.terms import DecisionKind

MOST_PER_PAGE = 500


@dataclass(frozen=True, slots=True)
class ListedReport:
    """One report as a list shows it.

    `touched` is the place in the audit chain of its current version or of the last decision on it.
    `is_correction`: it waits for a decision while an accepted version of it counts.
    """

    report_id: UUID
    form: str
    org_unit: str
    period: str
    revision_id: UUID
    received_at: datetime
    author: UUID
    values: dict[str, float | None]
    not_applicable: list[str]
    findings: list[dict[str, Any]]
    state: ReportState
    reason: str | None  # of the last decision
    is_contested: bool
    touched: int
    may: tuple[Next, ...]
    barred: Title | None  # why the caller may not accept it, and who may
    author_name: str
    filing: Filing
    assigned_to: Assignee | None  # told to those who review
    is_correction: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Some reports, and where the next page begins; None at the end."""

    reports: tuple[ListedReport, ...]
    after: int | None


def require_form(reference: Reference, form: str) -> None:
    """Refuse a list of a form that the city never had; raises Invalid."""
    known = sorted({code for code, _ in reference.forms})
    if form not in known:
        raise Invalid.of(
            [
                Fault(
                    "/query/form",
                    "unknown-form",
                    f"there is no form {form!r}; the forms are: {', '.join(known)}",
                    f"没有报表 {form!r}；可用：{'、'.join(known)}",
                )
            ]
        )


def list_reports(
    session: Session,
    actor: Actor,
    *,
    org_unit: str | None = None,
    form: str | None = None,
    period: str | None = None,
    state: ReportState | None = None,
    has_findings: bool | None = None,
    after: int = 0,
    limit: int = 100,
) -> ReportPage:
    """Return a page of the reports below a place.

    `after` is a page's end or the `since` of an earlier answer: only what was touched later is listed.

    Raises
    ------
    NotAllowed, NotFound
        The place is not the actor's, or does not exist.
    Invalid
        The limit is out of bounds, or there is no such form.
    """
    require_act(actor, Act.READ_REPORTS)
    places = actor.every_place if org_unit is None else (org_unit,)
    if org_unit is not None:
        require_scope(session, actor, org_unit)
    if not 1 <= limit <= MOST_PER_PAGE:
        raise Invalid.of(
            [
                Fault(
                    "/limit",
                    "out-of-bounds",
                    f"limit must lie between 1 and {MOST_PER_PAGE}",
                    f"limit 应在 1 至 {MOST_PER_PAGE} 之间",
                )
            ]
        )
    statement = _statement(places, after)
    reference = read_reference(session, of=actor)
    if form is not None:
        require_form(reference, form)
        statement = statement.where(col(Report.form) == form)
    if period is not None:
        statement = statement.where(col(Report.period) == period)
    conditions = [] if state is None else [_is_state(state)]
    if has_findings is not None:
        empty = func.json_array_length(col(Revision.findings)) == 0
        conditions.append(~empty if has_findings else empty)
    rows = session.connection().execute(statement.where(*conditions).limit(limit + 1)).all()
    closed = _closed(session, reference, [(row.org_unit, row.period) for row in rows])
    bars = Bars(session, actor, {row.author for row in rows[:limit]})
    filed = read_filed(session, {row.revision_id: (row.author, row.org_unit) for row in rows[:limit]})
    listed = {row.report_id: row.org_unit for row in rows[:limit]}
    assigned = read_assigned(session, listed) if may(actor, Act.REVIEW) else {}
    reports = tuple(
        _listed(
            reference,
            actor,
            row,
            closed,
            bars=bars,
            filed=filed[row.revision_id],
            assigned_to=assigned.get(row.report_id),
        )
        for row in rows[:limit]
    )
    return ReportPage(reports, reports[-1].touched if len(rows) > limit else None)


_HIGHEST = "9" * 12  # after a place's code: where what lies inside ends; a range uses the index
_decided = aliased(Decision)  # the current revision's last decision
_before = aliased(Decision)  # the last decision on the revision that it supersedes


def _last(revision_id: Mapped[UUID] | Mapped[UUID | None]) -> ColumnElement[int]:
    decision = aliased(Decision)
    return (
        select(func.max(col(decision.seq))).where(col(decision.revision_id) == revision_id).scalar_subquery()
    )


def _statement(places: Sequence[str], after: int) -> Select[*tuple[Any, ...]]:
    touched = func.coalesce(col(_decided.seq), col(Revision.seq))
    is_contested = (
        select(col(ContestedRevision.id))
        .outerjoin(ContestedResolution, col(ContestedResolution.contested_id) == col(ContestedRevision.id))
        .where(col(ContestedRevision.report_id) == col(Report.id), col(ContestedResolution.seq).is_(None))
        .exists()
    )
    return current_revisions(
        select(
            col(Report.id).label("report_id"),
            col(Report.form),
            col(Report.org_unit),
            col(Report.period),
            col(Revision.id).label("revision_id"),
            col(Revision.received_at),
            col(Revision.author),
            col(Revision.values).label("content"),
            col(Revision.not_applicable),
            col(Revision.findings),
            col(_decided.kind).label("decision"),
            col(_decided.reason).label("reason"),
            col(_before.kind).label("before"),
            col(_decided.by).label("decided_by"),
            col(DecisionMark.mark).label("mark"),
            is_contested.label("is_contested"),
            touched.label("touched"),
            and_(col(_decided.kind).is_(None), has_accepted_version(col(Report.id))).label("is_correction"),
        )
        .join(Revision, col(Revision.report_id) == col(Report.id))
        .outerjoin(_decided, col(_decided.seq) == _last(col(Revision.id)))
        .outerjoin(DecisionMark, col(DecisionMark.seq) == col(_decided.seq))
        .outerjoin(_before, col(_before.seq) == _last(col(Revision.supersedes)))
        .where(
            or_(*(col(Report.org_unit).between(place, place + _HIGHEST) for place in places)), touched > after
        )
        .order_by(touched)
    )


def _is_state(state: ReportState) -> ColumnElement[bool]:
    if state in {ReportState.ACCEPTED, ReportState.RETURNED}:
        return col(_decided.kind) == str(state)
    was_returned = and_(col(_before.kind).is_not(None), col(_before.kind) == DecisionKind.RETURNED)
    undecided = col(_decided.kind).is_(None)
    if state == ReportState.RESUBMITTED:
        return and_(undecided, was_returned)
    return and_(undecided, or_(col(_before.kind).is_(None), col(_before.kind) != DecisionKind.RETURNED))


def _closed(session: Session, reference: Reference, cells: Sequence[tuple[str, str]]) -> set[CountyMonth]:
    counties = {county for org_unit, _ in cells if (county := reference.county_of(org_unit)) is not None}
    months = {str(Period.parse(period).closing_month) for _, period in cells}
    return read_closed(session.connection(), counties, months)


def _listed(
    reference: Reference,
    actor: Actor,
    row: Row[*tuple[Any, ...]],
    closed: set[CountyMonth],
    *,
    bars: Bars,
    filed: Filed,
    assigned_to: Assignee | None,
) -> ListedReport:
    state = state_of(row.decision, was_returned=row.before == DecisionKind.RETURNED)
    month = str(Period.parse(row.period).closing_month)
    steps = next_steps(
        bars,
        actor,
        row.org_unit,
        row.author,
        state=state,
        is_closed=(reference.county_of(row.org_unit), month) in closed,
        has_findings=bool(row.findings),
        is_contested=row.is_contested,
        is_for_second_look=row.mark is not None and row.decided_by != actor.id,
    )
    return ListedReport(
        report_id=row.report_id,
        form=row.form,
        org_unit=row.org_unit,
        period=row.period,
        revision_id=row.revision_id,
        received_at=row.received_at,
        author=row.author,
        values=row.content,
        not_applicable=row.not_applicable,
        findings=row.findings,
        state=state,
        reason=row.reason,
        is_contested=row.is_contested,
        touched=row.touched,
        may=steps.may,
        barred=steps.barred,
        author_name=filed.author_name,
        filing=filed.filing,
        assigned_to=assigned_to,
        is_correction=row.is_correction,
    )
