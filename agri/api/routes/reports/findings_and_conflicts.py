"""The reviewer's desk: contested versions, spot checks, findings and their answers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import Field, Strict

from agri.api.dependencies import NowDep, ReaderDep, ReportReader, Reviewer, SessionDep, SpotChecker
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import of_address, problems
from agri.api.schema_base import MOST_SEQ, Code, Id, OrgUnitCode, PeriodQuery, PeriodText, Public, Wire, Words
from agri.api.schemas import FindingPublic
from agri.errors import DecisionConflict, NotFound, PeriodClosed, RevisionConflict
from agri.services.review.answer_finding import answer_finding
from agri.services.review.conflicts import ContestedVersion, Settlement, list_conflicts, settle_conflict
from agri.services.review.list_findings import OpenFinding, list_findings
from agri.services.review.list_spot_checks import list_spot_checks
from agri.services.review.spot_check import record_spot_check
from agri.terms import Drawn

router = APIRouter(tags=["review"], route_class=DatabaseRoute)


class VersionPublic(Public):
    """A contested version as it was sent."""

    id: UUID
    author: UUID
    received_at: datetime
    values: dict[str, float | None]
    not_applicable: list[str]
    reason: str | None


class ResolutionPublic(Public):
    """How a conflict was settled; an adopted version became `revision_id`."""

    contested_id: UUID
    act: Settlement
    revision_id: UUID | None
    reason: str
    by: UUID
    at: datetime


class ConflictPublic(Public):
    """Two versions of one report; `current` is the one that counts until the conflict is settled."""

    id: UUID
    report_id: UUID
    form: str
    org_unit: str
    period: str
    current: UUID
    contested: VersionPublic
    resolution: ResolutionPublic | None


class ConflictPage(Public):
    """Conflicts in the order of receipt."""

    conflicts: list[ConflictPublic]


class ResolutionCreate(Wire):
    """Adopt the contested version, or dismiss it; both with a reason."""

    act: Annotated[Settlement, Strict(False)]
    reason: Words


class SpotCheckCreate(Wire):
    """A spot check of one cell. With an id of one's own, sending again is harmless."""

    id: Id | None = None
    org_unit: OrgUnitCode
    period: PeriodText
    form: Code
    data_element: Code
    verified: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    drawn: Annotated[Drawn, Strict(False)]
    note: Words | None = None


class SpotCheckPublic(Public):
    """One spot check; `seq` is its place in the audit chain."""

    seq: int
    id: UUID
    org_unit: str
    period: str
    form: str
    data_element: str
    verified: float
    drawn: Drawn
    note: str | None
    by: UUID
    at: datetime


class CheckedCellPublic(Public):
    """A spot check beside what the record says of the cell now; null where it says nothing."""

    check: SpotCheckPublic
    reported: float | None


class SpotCheckPage(Public):
    """Spot checks of the plan year in the order in which they were noted; `next` is where to go on."""

    spot_checks: list[CheckedCellPublic]
    next: int | None


class AnswerCreate(Wire):
    """Why a questioned number stands."""

    text: Words


class AnswerPublic(Public):
    """What a place answered to a finding; `code` names the element too where a version has several alike."""

    revision_id: UUID
    code: str
    text: str
    by: UUID
    at: datetime


class OpenFindingPublic(Public):
    """A finding on a current revision; `id` is where its answers are posted."""

    id: str
    report_id: UUID
    revision_id: UUID
    form: str
    org_unit: str
    period: str
    received_at: datetime
    finding: FindingPublic
    value: float | None
    answer: AnswerPublic | None


class FindingPage(Public):
    """Findings in the order of receipt; `next` is the `after` of the next page."""

    findings: list[OpenFindingPublic]
    next: int | None


@router.get("/conflicts", summary="冲突版本 · Contested versions")
def get_conflicts(
    reader: ReaderDep, actor: ReportReader, is_open: Annotated[bool, Query(alias="open")] = True
) -> ConflictPage:
    """Versions that came second, of the caller's place; by default those not settled yet."""
    return ConflictPage(conflicts=[_conflict(one) for one in list_conflicts(reader, actor, is_open=is_open)])


@router.post(
    "/conflicts/{conflict_id}/resolution",
    status_code=201,
    summary="处理冲突 · Settle a conflict",
    responses=problems(NotFound, DecisionConflict, PeriodClosed),
)
def post_resolution(
    conflict_id: UUID, resolution_in: ResolutionCreate, session: SessionDep, actor: Reviewer, now: NowDep
) -> ResolutionPublic:
    """Adopt a contested version as a new revision, or dismiss it; it stays in the record."""
    resolution = settle_conflict(
        session, actor, conflict_id, resolution_in.act, reason=resolution_in.reason, now=now
    )
    return ResolutionPublic.model_validate(resolution)


@router.post(
    "/spot-checks", status_code=201, summary="抽查 · Note a spot check", responses=problems(RevisionConflict)
)
def post_spot_check(
    check_in: SpotCheckCreate, session: SessionDep, actor: SpotChecker, now: NowDep
) -> SpotCheckPublic:
    """Note what was found on the spot; it changes no number, it measures over-reporting."""
    check = record_spot_check(
        session,
        actor,
        org_unit=check_in.org_unit,
        period=check_in.period,
        form=check_in.form,
        data_element=check_in.data_element,
        verified=check_in.verified,
        drawn=check_in.drawn,
        now=now,
        check_id=check_in.id,
        note=check_in.note,
    )
    return SpotCheckPublic.model_validate(check)


@router.get("/spot-checks", summary="抽查清单 · Spot checks", responses=problems(NotFound))
def get_spot_checks(
    *,
    reader: ReaderDep,
    actor: SpotChecker,
    org_unit: Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$")] = None,
    after: Annotated[int, Query(ge=0, le=MOST_SEQ)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 500,
) -> SpotCheckPage:
    """Spot checks of the caller's place or one below, each beside the reported value."""
    cells, following = list_spot_checks(reader, actor, org_unit=org_unit, after=after, limit=limit)
    return SpotCheckPage(spot_checks=[CheckedCellPublic.model_validate(one) for one in cells], next=following)


@router.get("/findings", summary="疑问清单 · Findings", responses=problems(NotFound))
def get_findings(
    *,
    reader: ReaderDep,
    actor: ReportReader,
    org_unit: Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$")] = None,
    period: PeriodQuery | None = None,
    form: Annotated[str | None, Query(max_length=40)] = None,
    after: Annotated[int, Query(ge=0, le=MOST_SEQ)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> FindingPage:
    """Findings on current revisions of the caller's place or one below, with the last answer to each."""
    with of_address():
        findings, following = list_findings(
            reader, actor, org_unit=org_unit, period=period, form=form, after=after, limit=limit
        )
    return FindingPage(findings=[_finding(one) for one in findings], next=following)


@router.post(
    "/findings/{finding_id}/answers",
    status_code=201,
    summary="说明 · Answer a finding",
    responses=problems(NotFound),
)
def post_answer(
    finding_id: Annotated[str, Path(pattern=r"^[0-9a-fA-F-]{36}:[0-9a-z_-]{1,80}(:[0-9a-z_]{1,80})?$")],
    answer_in: AnswerCreate,
    session: SessionDep,
    actor: ReportReader,
    now: NowDep,
) -> AnswerPublic:
    """Say why a questioned number stands; the number stays as it is."""
    revision_id, _, name = finding_id.partition(":")
    try:
        named = UUID(revision_id)
    except ValueError as error:
        raise NotFound(f"there is no finding {finding_id!r}", f"没有提示 {finding_id!r}") from error
    answer = answer_finding(session, actor, named, name, text=answer_in.text, now=now)
    return AnswerPublic.model_validate(answer)


def _conflict(conflict: ContestedVersion) -> ConflictPublic:
    report = conflict.report
    return ConflictPublic(
        id=conflict.contested.id,
        report_id=report.id,
        form=report.form,
        org_unit=report.org_unit,
        period=report.period,
        current=conflict.current,
        contested=VersionPublic.model_validate(conflict.contested),
        resolution=ResolutionPublic.model_validate(conflict.resolution) if conflict.resolution else None,
    )


def _finding(one: OpenFinding) -> OpenFindingPublic:
    return OpenFindingPublic(
        id=f"{one.revision_id}:{one.name}",
        report_id=one.report_id,
        revision_id=one.revision_id,
        form=one.form,
        org_unit=one.org_unit,
        period=one.period,
        received_at=one.received_at,
        finding=FindingPublic.model_validate(one.finding),
        value=one.value,
        answer=AnswerPublic.model_validate(one.answer) if one.answer is not None else None,
    )
