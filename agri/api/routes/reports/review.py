"""Reviewing: decide on revisions, close a month, open it again."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field, Strict

from agri.api.dependencies import AuditReader, Closer, NowDep, ReaderDep, ReportReader, Reviewer, SessionDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import Problem, document, problems
from agri.api.routes.reports.acceptances import AcceptancePublic
from agri.api.schema_base import Id, OrgUnitCode, PeriodText, Public, Wire, Words
from agri.errors import Conflict, DecisionConflict, NotFound, PeriodClosed
from agri.services.detections.acceptances import decide_and_record
from agri.services.intake.refusals import no_revision
from agri.services.review.close_period import close_period, reopen_period
from agri.services.review.compare_report import compare_report
from agri.services.review.decide import Decided, Verdict
from agri.services.review.list_closures import list_closures
from agri.services.review.report_state import Next, ReportState
from agri.services.review.second_look import list_marked
from agri.terms import ClosureAct, DecisionKind

router = APIRouter(tags=["review"], route_class=DatabaseRoute)
MOST_AT_ONCE = 1_000


class DecisionCreate(Wire):
    """Accept, or return with the reason that the reporter will read."""

    kind: Annotated[DecisionKind, Strict(False)]
    reason: Words | None = None
    seen: Annotated[
        ReportState | None,
        Strict(False),
        Field(
            description="作出决定时所见的状态 · the state it was made of; another since then is a conflict"
        ),
    ] = None


class DecisionPublic(Public):
    """One decision on one revision; `seq` is its place in the audit chain."""

    seq: int
    revision_id: UUID
    kind: DecisionKind
    reason: str | None
    by: UUID
    at: datetime
    mark: Annotated[
        str | None,
        Field(description="审核人管理填报人账号 · who accepted keeps the author's account"),
    ] = None


class DecisionItem(DecisionCreate):
    """One decision among many."""

    revision_id: Id


class DecisionsCreate(Wire):
    """Decisions on many revisions, each judged on its own."""

    decisions: Annotated[list[DecisionItem], Field(max_length=MOST_AT_ONCE)]


class DecisionResult(Public):
    """What became of one: a decision or a problem."""

    revision_id: UUID
    decision: DecisionPublic | None
    problem: Problem | None


class DecisionResults(Public):
    """One result for each, in the order they were sent; `acceptance` is what was kept of those accepted."""

    results: list[DecisionResult]
    acceptance: AcceptancePublic | None = None


class MarkedPublic(Public):
    """An acceptance by somebody who manages the author's account: allowed, and shown to the city."""

    seq: int
    mark: str
    revision_id: UUID
    report_id: UUID
    form: str
    org_unit: str
    period: str
    author: UUID
    by: UUID
    at: datetime
    is_settled: Annotated[
        bool, Field(description="已有他人再审或已有新版本 · decided on again since, or superseded")
    ]
    may: list[Next]


class MarkedPage(Public):
    """Marked acceptances, the latest first."""

    decisions: list[MarkedPublic]


class ClosureCreate(Wire):
    """Close a county's month, or open it again with a reason."""

    org_unit: OrgUnitCode
    period: PeriodText
    act: Annotated[ClosureAct, Strict(False)] = ClosureAct.CLOSED
    reason: Words | None = None
    undecided: Annotated[
        int | None,
        Field(
            ge=0, description="已知的待审份数，更多则先问 · pending reports known of; more are asked about"
        ),
    ] = None


class ClosurePublic(Public):
    """One closing or reopening; `seq` is its place in the audit chain."""

    seq: int
    org_unit: str
    period: str
    act: ClosureAct
    reason: str | None
    by: UUID
    at: datetime


class CountyMonthPublic(Public):
    """One county's month: versions that nobody has decided on, and the last closing act.

    `corrections` of them correct an accepted version, and are pending in no other count.
    """

    org_unit: str
    period: str
    undecided: int
    corrections: int
    act: ClosureAct | None
    reason: str | None
    at: datetime | None


class CountyMonthPage(Public):
    """A month of each county that the caller sees, in code order."""

    months: list[CountyMonthPublic]


class ComparedElementPublic(Public):
    """A data element beside its past, and per mu beside the median of the places around it."""

    data_element: str
    last: float | None
    last_year: float | None
    change: float | None
    per_mu: float | None
    median_per_mu: float | None
    places: int
    recent: list[float | None]


class ComparedReportPublic(Public):
    """What a reviewer holds a report against; `last_period` is the one that `last` speaks of.

    `recent` of an element holds a year of its own amounts, by `recent_periods`.
    """

    report_id: UUID
    form: str
    org_unit: str
    period: str
    last_period: str | None
    recent_periods: list[str]
    elements: list[ComparedElementPublic]


@router.get(
    "/reports/{report_id}/comparison", summary="审核参照 · A report compared", responses=problems(NotFound)
)
def get_comparison(report_id: UUID, reader: ReaderDep, actor: Reviewer) -> ComparedReportPublic:
    """The report's values beside last period's, last year's and the county's median per mu."""
    return ComparedReportPublic.model_validate(compare_report(reader, actor, report_id))


@router.post(
    "/revisions/{revision_id}/decisions",
    status_code=201,
    summary="审核 · Decide on a revision",
    responses=problems(NotFound, DecisionConflict, PeriodClosed),
)
def post_decision(
    revision_id: UUID, decision_in: DecisionCreate, session: SessionDep, actor: Reviewer, now: NowDep
) -> DecisionPublic:
    """Accept or return a current revision; nobody decides on their own."""
    verdict = Verdict(revision_id, decision_in.kind, decision_in.reason, seen=decision_in.seen)
    (outcome,), _ = decide_and_record(session, actor, [verdict], now=now)
    if outcome.decision is None:
        raise outcome.refusal or no_revision(revision_id)
    return _decision(outcome)


@router.get("/decisions/marked", summary="自管账号的审核 · Acceptances by who keeps the author's account")
def get_marked_decisions(reader: ReaderDep, actor: AuditReader) -> MarkedPage:
    """Reports accepted by the person who opened the author's account, set its password or issued its code."""
    return MarkedPage(decisions=[MarkedPublic.model_validate(one) for one in list_marked(reader, actor)])


@router.post("/decisions", summary="批量审核 · Decide on many revisions")
def post_decisions(
    decisions_in: DecisionsCreate, request: Request, session: SessionDep, actor: Reviewer, now: NowDep
) -> DecisionResults:
    """Decide on up to 1,000 revisions; one that is refused never fails the others."""
    verdicts = [
        Verdict(one.revision_id, one.kind, one.reason, seen=one.seen) for one in decisions_in.decisions
    ]
    outcomes, kept = decide_and_record(session, actor, verdicts, now=now)
    return DecisionResults(
        results=[_result(outcome, request.url.path) for outcome in outcomes],
        acceptance=AcceptancePublic.model_validate(kept) if kept is not None else None,
    )


@router.get("/closures", summary="封账情况 · How far counties are with a month")
def get_closures(
    reader: ReaderDep, actor: ReportReader, period: Annotated[str, Query(pattern=r"^\d{4}-\d{2}$")]
) -> CountyMonthPage:
    """What waits for a decision in each county, and whether it has closed the month."""
    months = list_closures(reader, actor, period=period)
    return CountyMonthPage(months=[CountyMonthPublic.model_validate(one) for one in months])


@router.post(
    "/closures",
    status_code=201,
    summary="封账或重新开放 · Close or reopen a month",
    responses=problems(PeriodClosed, Conflict),
)
def post_closure(closure_in: ClosureCreate, session: SessionDep, actor: Closer, now: NowDep) -> ClosurePublic:
    """Lock a county's month against new revisions, or open it again; reopening needs a reason."""
    if closure_in.act == ClosureAct.CLOSED:
        closure = close_period(
            session,
            actor,
            closure_in.org_unit,
            closure_in.period,
            now=now,
            undecided=closure_in.undecided,
        )
    else:
        closure = reopen_period(
            session,
            actor,
            closure_in.org_unit,
            closure_in.period,
            reason=closure_in.reason or "",
            now=now,
        )
    return ClosurePublic.model_validate(closure)


def _decision(outcome: Decided) -> DecisionPublic:
    return DecisionPublic.model_validate(outcome.decision).model_copy(update={"mark": outcome.mark})


def _result(outcome: Decided, path: str) -> DecisionResult:
    return DecisionResult(
        revision_id=outcome.revision_id,
        decision=_decision(outcome) if outcome.decision is not None else None,
        problem=Problem.model_validate(document(outcome.refusal, path)) if outcome.refusal else None,
    )
