"""The practice month: try forms before they are in force. Nothing of it is a report, and nothing counts."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from agri.api.dependencies import NowDep, ReaderDep, Reporter, ReportReader, SessionDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.etags import NOT_MODIFIED, answer, answer_text
from agri.api.http.problems import problems
from agri.api.routes.reference.forms import FormPublic
from agri.api.routes.reports.report_queries import DueFormPublic
from agri.api.schema_base import Code, Public, TitlePublic, Wire, Words, title
from agri.api.schemas import Entered, FindingPublic, Values
from agri.errors import NotFound
from agri.services.intake.practice_reports import PracticeTrial, try_form
from agri.services.reference.practice_month import NOT_COUNTED, Practice
from agri.services.review.practice import read_practice_due, read_tries

router = APIRouter(tags=["practice"], route_class=DatabaseRoute)


class TrialPublic(Public):
    """What a place tried last on one form, and what the rules remarked; `notice` says it counts nowhere."""

    notice: TitlePublic
    form: str
    form_version: int
    org_unit: str
    period: str
    values: dict[str, float | None]
    not_applicable: list[str]
    entered: dict[str, list[Any]]
    findings: list[FindingPublic]
    reason: str | None
    by: UUID
    at: datetime


class PracticeMonthPublic(Public):
    """Which practice month is open; `digest` is that of the draft's files."""

    notice: TitlePublic
    city: str
    year: int
    period: str
    digest: str
    opened_at: datetime


class PracticePublic(PracticeMonthPublic):
    """The draft's forms that a place is asked, its cells as `GET /due` shows them, and what it tried so far.

    A cell that was tried is `received` and holds what was tried; it has no ids, for it is no report.
    """

    org_unit: str
    forms: list[FormPublic]
    cells: list[DueFormPublic]
    trials: list[TrialPublic]


class TriesPublic(PracticeMonthPublic):
    """What the caller's places have tried, and which places are asked something and have not."""

    trials: list[TrialPublic]
    not_tried: list[str]


class TrialCreate(Wire):
    """One trial, as a version of a report says it."""

    form_version: Annotated[int, Field(ge=1, le=10_000)]
    values: Values
    not_applicable: Annotated[list[Code], Field(max_length=50, default_factory=list)]
    entered: Annotated[Entered, Field(default_factory=dict)]
    reason: Words | None = None


@router.get(
    "/practice",
    summary="练习月 · The practice month",
    response_model=PracticePublic | None,
    responses=NOT_MODIFIED | problems(NotFound),
)
def get_practice(
    request: Request,
    reader: ReaderDep,
    actor: ReportReader,
    org_unit: Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$")] = None,
) -> Response:
    """Forms to try before they are in force, with all that the phone needs offline; null without any."""
    found = read_practice_due(reader, actor, org_unit)
    if found is None:
        return answer_text(request, "null")
    return answer(
        request,
        PracticePublic(
            **_month(found.practice),
            org_unit=found.org_unit,
            forms=[FormPublic.model_validate(form) for form in found.forms],
            cells=[DueFormPublic.model_validate(cell) for cell in found.cells],
            trials=[_trial(one) for one in found.trials],
        ),
    )


@router.get("/practice/reports", summary="试填情况 · Who has tried")
def get_tries(reader: ReaderDep, actor: ReportReader) -> TriesPublic | None:
    """What the caller's places tried last, and which have tried nothing yet; null where none is open."""
    found = read_tries(reader, actor)
    if found is None:
        return None
    return TriesPublic(
        **_month(found.practice),
        trials=[_trial(one) for one in found.trials],
        not_tried=list(found.not_tried),
    )


@router.put(
    "/practice/reports/{form}/{org_unit}/{period}",
    summary="试填一张表 · Try a form",
    responses=problems(NotFound),
)
def put_trial(
    *,
    form: Annotated[str, Path(pattern=r"^[a-z0-9_]{1,40}$")],
    org_unit: Annotated[str, Path(pattern=r"^[0-9]{2,12}$")],
    period: Annotated[str, Path(max_length=16)],
    trial_in: TrialCreate,
    session: SessionDep,
    actor: Reporter,
    now: NowDep,
) -> TrialPublic:
    """Judge a trial as a report would be, with the same refusals and findings; the last one alone is kept."""
    return _trial(
        try_form(
            session,
            actor,
            form=form,
            org_unit=org_unit,
            period=period,
            form_version=trial_in.form_version,
            values=trial_in.values,
            not_applicable=tuple(trial_in.not_applicable),
            entered=trial_in.entered,
            reason=trial_in.reason,
            now=now,
        )
    )


def _month(practice: Practice) -> dict[str, Any]:
    return {
        "notice": title(NOT_COUNTED),
        "city": practice.city,
        "year": practice.year,
        "period": str(practice.period),
        "digest": practice.digest,
        "opened_at": practice.at,
    }


def _trial(trial: PracticeTrial) -> TrialPublic:
    return TrialPublic(
        notice=title(NOT_COUNTED),
        findings=[FindingPublic.model_validate(finding) for finding in trial.findings],
        **{name: getattr(trial, name) for name in PracticeTrial.__slots__ if name != "findings"},
    )
