"""Reading reports: what a month asks, the list, one report whole."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from agri.api.dependencies import NowDep, ReaderDep, ReportReader
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.etags import NOT_MODIFIED, answer
from agri.api.http.problems import of_address, problems
from agri.api.routes.reports.findings_and_conflicts import AnswerPublic, ResolutionPublic, VersionPublic
from agri.api.routes.reports.review import DecisionPublic
from agri.api.routes.reports.review_work import CommentPublic
from agri.api.schema_base import MOST_SEQ, PeriodQuery, Public, TitlePublic, title
from agri.api.schemas import FindingPublic
from agri.definitions.detection.declared import DetectorKind
from agri.errors import NotFound
from agri.services.review.due import read_due
from agri.services.review.filed_for import Filing
from agri.services.review.list_reports import MOST_PER_PAGE, list_reports
from agri.services.review.report_history import ReportHistory, Version, read_report
from agri.services.review.report_state import Next, ReportState
from agri.terms import KnownBy

router = APIRouter(tags=["reports"], route_class=DatabaseRoute)
OrgUnitQuery = Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$")]


class DueFormPublic(Public):
    """One form of one month, prefilled.

    `sums` holds what the form's rules read beside it, `limits` the areas that the place's land bears.
    `nearby` holds what else is known of an element without an amount in the same month last year, by month or
    by year. `expected` is the most that last year leads one to expect of a section that is worked out of
    products, `busy` are the elements that had their season in the same month last year,
    `slip` is the factor beside last year from which on an amount is asked about, `moved` by how much the
    season's earlier months came to more than a year ago, `elsewhere` between which factors beside last year
    the month lies at most other places of the city, by what was received before today, `changed` the share
    of an accepted amount from which on its change is asked about.
    """

    form: str
    version: int
    period: str
    sections: list[str]
    not_applicable: list[str]
    report_id: UUID | None
    revision_id: UUID | None
    state: ReportState
    reason: str | None
    values: dict[str, float | None]
    entered: dict[str, list[Any]]
    answers: dict[str, str]
    known_by: dict[str, KnownBy]
    prefill: dict[str, float | None]
    last: dict[str, float | None]
    last_period: str | None
    last_year: dict[str, float | None]
    sums: dict[str, float | None]
    limits: dict[str, float]
    nearby: dict[str, dict[str, float]]
    expected: dict[str, float]
    busy: list[str]
    slip: float
    moved: dict[str, float]
    elsewhere: dict[str, tuple[float, float]]
    changed: float
    due_on: date
    closes_on: date
    is_closed: bool
    author_name: str | None
    filing: Filing | None
    comments: list[CommentPublic]


class PlacePublic(Public):
    """One of the places that a person reports for."""

    code: str
    name: str
    name_en: str


class OfferedAnswerPublic(Public):
    """What may settle a question about one report, offered as a chip; `kinds` are those of the questions."""

    code: str
    title: TitlePublic
    kinds: list[DetectorKind]


class DuePublic(Public):
    """What the running month and the one before ask of a place; `ahead` is what the months after will ask.

    `others` are forms that the same months do not ask for and take: work may fall into other months.
    `answers` are offered where something is asked about a report.
    `notice` says that no plan year is open for the running month. No figure counts reports of years outside
    `counted_years`: they are refused.
    """

    org_unit: str
    day: date
    forms: list[DueFormPublic]
    ahead: list[DueFormPublic]
    others: list[DueFormPublic]
    notice: TitlePublic | None
    counted_years: list[int]
    places: list[PlacePublic]
    answers: list[OfferedAnswerPublic]


Barred = Annotated[
    TitlePublic | None,
    Field(description="为何不能由您审核、可由谁审核 · why the caller may not accept it, and who may"),
]


class AssigneePublic(Public):
    """Whose a report is to review."""

    id: UUID
    name: str


class ListedReportPublic(Public):
    """One report with its current version; `may` is what the caller may do next.

    `assigned_to` is told to those who review; null is nobody's. `is_correction`: it waits for a decision
    while an accepted version of it counts, so it is pending in no count.
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
    findings: list[FindingPublic]
    state: ReportState
    reason: str | None
    is_contested: bool
    touched: int
    may: list[Next]
    barred: Barred = None
    author_name: str
    filing: Filing
    assigned_to: AssigneePublic | None
    is_correction: bool


class ReportPagePublic(Public):
    """Reports in the order in which they were last touched; `after` is where the next page begins."""

    reports: list[ListedReportPublic]
    after: int | None


class RevisionPublic(Public):
    """One immutable version of a report, with what was decided on it."""

    revision_id: UUID
    supersedes: UUID | None
    form_version: int
    author: UUID
    received_at: datetime
    digest: str
    values: dict[str, float | None]
    not_applicable: list[str]
    entered: dict[str, list[Any]]
    known_by: dict[str, KnownBy]
    findings: list[FindingPublic]
    reason: str | None
    decisions: list[DecisionPublic]
    answers: list[AnswerPublic]
    author_name: str
    filing: Filing


class ContestedPublic(VersionPublic):
    """A version that came second, and how it was settled, if it was."""

    resolution: ResolutionPublic | None


class PhotoPublic(Public):
    """A photo that came with a version; its bytes are at /reports/{report_id}/photos/{photo_id}."""

    photo_id: UUID
    revision_id: UUID
    section: str
    media_type: str
    size: int
    digest: str
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    received_at: datetime


class ReportPublic(Public):
    """One report whole: every version, oldest first."""

    report_id: UUID
    form: str
    org_unit: str
    period: str
    state: ReportState
    is_closed: bool
    revisions: list[RevisionPublic]
    conflicts: list[ContestedPublic]
    photos: list[PhotoPublic]
    may: list[Next]
    barred: Barred = None
    comments: list[CommentPublic]


@router.get(
    "/due",
    summary="本月应报 · What this month asks",
    response_model=DuePublic,
    responses=NOT_MODIFIED | problems(NotFound),
)
def get_due(
    request: Request, reader: ReaderDep, actor: ReportReader, now: NowDep, org_unit: OrgUnitQuery = None
) -> Response:
    """Forms of the running month and the one before, prefilled, with all that the phone needs offline."""
    return answer(request, DuePublic.model_validate(read_due(reader, actor, org_unit, now=now)))


@router.get("/reports", summary="报表列表 · List reports", responses=problems(NotFound))
def get_reports(
    *,
    reader: ReaderDep,
    actor: ReportReader,
    org_unit: OrgUnitQuery = None,
    form: Annotated[str | None, Query(max_length=40)] = None,
    period: PeriodQuery | None = None,
    state: ReportState | None = None,
    has_findings: bool | None = None,
    since: Annotated[int, Query(ge=0, le=MOST_SEQ)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 100,
) -> ReportPagePublic:
    """Reports of the caller's place or one below, by keyset: go on with `since` = the answer's `after`."""
    with of_address():
        page = list_reports(
            reader,
            actor,
            org_unit=org_unit,
            form=form,
            period=period,
            state=state,
            has_findings=has_findings,
            after=since,
            limit=limit,
        )
    return ReportPagePublic.model_validate(page)


@router.get("/reports/{report_id}", summary="一张报表 · One report", responses=problems(NotFound))
def get_report(report_id: UUID, reader: ReaderDep, actor: ReportReader) -> ReportPublic:
    """Every version of a report with decisions and conflicts, and what the caller may do next."""
    return _report(read_report(reader, actor, report_id))


def _report(history: ReportHistory) -> ReportPublic:
    report = history.report
    return ReportPublic(
        report_id=report.id,
        form=report.form,
        org_unit=report.org_unit,
        period=report.period,
        state=history.state,
        is_closed=history.is_closed,
        revisions=[_revision(version) for version in history.versions],
        conflicts=[
            ContestedPublic(
                **VersionPublic.model_validate(one.contested).model_dump(),
                resolution=ResolutionPublic.model_validate(one.resolution) if one.resolution else None,
            )
            for one in history.contested
        ],
        photos=[PhotoPublic(photo_id=photo.id, **photo.model_dump()) for photo in history.photos],
        may=list(history.may),
        barred=title(history.barred) if history.barred is not None else None,
        comments=[CommentPublic.model_validate(one) for one in history.comments],
    )


def _revision(version: Version) -> RevisionPublic:
    revision = version.revision
    return RevisionPublic(
        revision_id=revision.id,
        supersedes=revision.supersedes,
        form_version=revision.form_version,
        author=revision.author,
        received_at=revision.received_at,
        digest=revision.digest,
        values=revision.values,
        not_applicable=revision.not_applicable,
        entered=revision.entered,
        known_by={code: KnownBy(word) for code, word in (revision.known_by or {}).items()},
        findings=[FindingPublic.model_validate(finding) for finding in revision.findings],
        reason=revision.reason,
        decisions=[
            DecisionPublic.model_validate(decision).model_copy(
                update={"mark": version.marks.get(decision.seq)}
            )
            for decision in version.decisions
        ],
        answers=[AnswerPublic.model_validate(one) for one in version.answers],
        author_name=version.filed.author_name,
        filing=version.filed.filing,
    )
