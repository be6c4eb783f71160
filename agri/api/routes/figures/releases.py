"""Releases: frozen, numbered, and rendered on demand; the same number gives the same bytes for ever."""

import json
from datetime import date, datetime
from functools import partial
from time import monotonic
from typing import Annotated, Any
from uuid import UUID

import anyio
from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlmodel import Session

from agri.api.dependencies import DeskDep, NowDep, ReaderDep, Releaser, ReleaseReader
from agri.api.http.database_route import AnswerToRender, FiguresRoute
from agri.api.http.etags import NOT_MODIFIED, is_named
from agri.api.http.problems import problems
from agri.api.jobs.background import JobPublic, QuestionKind, begin, offer, state_of
from agri.api.schema_base import PeriodText, Public, Wire
from agri.errors import Conflict, NotFound, TooManyOpen
from agri.files.release.render import ExportFormat, render
from agri.models import BackgroundJob, ReleaseRow
from agri.services.access.permissions import Actor
from agri.services.outlook.project_year import MOST_REPLICATIONS
from agri.services.outlook.stored_runs import MOST_SEED
from agri.services.publish.make_release import (
    REPLICATIONS,
    SEED,
    ask_release,
    find_release_job,
    list_releases,
    read_release,
)
from agri.terms import JobState

router = APIRouter(tags=["releases"], route_class=FiguresRoute)
MOST_WAIT_S = 20.0  # an old page waits for its release; a proxy gives up after thirty seconds or more
_LOOK_EVERY_S = 0.1
PeriodPath = Annotated[str, Path(pattern=r"^\d{4}-\d{2}$", examples=["2019-08"])]
CityPath = Annotated[str, Path(pattern=r"^[0-9]{4}$", examples=["4102"])]
EditionPath = Annotated[int, Path(ge=1, le=10_000)]


_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "文件 · The file",
        "content": {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
            "text/csv": {},
            "application/json": {},
            "application/pdf": {},
        },
    },
    **NOT_MODIFIED,
    **problems(NotFound),
}


class ReleaseCreate(Wire):
    """Which ended month is frozen, and whether the checks' findings on accepted reports go along."""

    period: PeriodText
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] = SEED
    replications: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = REPLICATIONS
    include_findings: bool = False


class ReleasePublic(Public):
    """A release with what it was frozen from; `digest` is over its content."""

    number: str
    period: str
    edition: int
    plan: str
    as_of: date
    snapshot: str
    projection_id: UUID | None
    digest: str
    chain_length: int
    chain_head: str
    at: datetime


class ReleasePage(Public):
    """Releases, newest first."""

    releases: list[ReleasePublic]


@router.get("/releases", summary="发布清单 · Releases")
def get_releases(reader: ReaderDep, actor: ReleaseReader) -> ReleasePage:
    """Every release with snapshot, digest and the chain's length and head."""
    return ReleasePage(releases=[ReleasePublic.model_validate(row) for row in list_releases(reader, actor)])


class ReleaseJobPublic(Public):
    """The question that a release is made for and, once it is done, the release."""

    id: UUID
    state: JobState
    requested_at: datetime
    finished_at: datetime | None
    failure: str | None
    result: ReleasePublic | None


def _show(session: Session, job: BackgroundJob, state: JobPublic) -> dict[str, object]:
    release = None if job.result is None else session.get_one(ReleaseRow, json.loads(job.result)["number"])
    return {
        "id": job.id,
        "state": state.state,
        "requested_at": job.asked_at,
        "finished_at": job.finished_at,
        "failure": job.reason,
        "result": None if release is None else ReleasePublic.model_validate(release),
    }


KIND = QuestionKind(
    "release_job", "发布", "release", "/release-jobs", find_release_job, ReleaseJobPublic, _show
)


@router.post(
    "/releases",
    status_code=201,
    summary="发布一期 · Make a release",
    response_model=ReleasePublic,
    responses={
        202: {"model": JobPublic, "description": "正在后台生成 · Being made; look at `Location`"},
        **problems(Conflict, TooManyOpen),
    },
)
async def post_release(
    release_in: ReleaseCreate,
    desk: DeskDep,
    actor: Releaser,
    now: NowDep,
    prefer: Annotated[str | None, Header(description="`respond-async` or `wait=5` (RFC 7240)")] = None,
) -> Response:
    """Freeze an ended month; the same content again gives the release that exists.

    It is made in the background. Where it is ready within `Prefer: wait=SECONDS`, by default and at most
    twenty, the answer is 201 and the release; else 202 and where to look.
    """
    wall_now = desk.wall_clock()
    state = await desk.write(partial(_ask, actor=actor, release_in=release_in, now=now, wall_now=wall_now))
    until = monotonic() + _wait_s(prefer)
    headers = Response()
    begin(desk, KIND, state, headers)
    while state.state in {JobState.WAITING, JobState.RUNNING} and monotonic() < until:
        await anyio.sleep(_LOOK_EVERY_S)
        state, release = await desk.read(partial(_look, job_id=state.id, actor=actor))
        if release is not None:
            return JSONResponse(release.model_dump(mode="json"), status_code=201)
    if state.state in {JobState.WAITING, JobState.RUNNING}:
        return JSONResponse(
            state.model_dump(mode="json"), 202, headers={"Location": headers.headers["Location"]}
        )
    reason = state.reason
    raise Conflict(
        reason.en if reason else f"the release was not made ({state.state}); ask again",
        reason.zh if reason else "发布未完成，请重新提交",
    )


def _ask(
    session: Session, actor: Actor, release_in: ReleaseCreate, now: datetime, wall_now: datetime
) -> JobPublic:
    job = ask_release(
        session,
        actor,
        release_in.period,
        now=now,
        wall_now=wall_now,
        seed=release_in.seed,
        replications=release_in.replications,
        include_findings=release_in.include_findings,
    )
    return state_of(session, job)


def _look(session: Session, job_id: UUID, actor: Actor) -> tuple[JobPublic, ReleasePublic | None]:
    job = find_release_job(session, job_id, actor)
    shown = ReleaseJobPublic.model_validate(_show(session, job, state := state_of(session, job)))
    return state, shown.result


def _wait_s(prefer: str | None) -> float:
    """Read how long somebody wants to wait for a release."""
    for wish in (prefer or "").replace(",", ";").split(";"):
        name, _, value = wish.strip().partition("=")
        if name.lower() == "respond-async":
            return 0.0
        if name.lower() == "wait" and value.isdigit():
            return min(float(value), MOST_WAIT_S)
    return MOST_WAIT_S


@router.get("/releases/{period}/{edition}", summary="一期发布 · One release", responses=problems(NotFound))
def get_release(
    period: PeriodPath, edition: EditionPath, reader: ReaderDep, actor: ReleaseReader
) -> ReleasePublic:
    """What a release of the record's first city was frozen from."""
    row, _lines = read_release(reader, f"{period}/{edition}", actor)
    return ReleasePublic.model_validate(row)


@router.get(
    "/cities/{city}/releases/{period}/{edition}",
    summary="某市一期发布 · One release of a city",
    responses=problems(NotFound),
)
def get_city_release(
    city: CityPath, period: PeriodPath, edition: EditionPath, reader: ReaderDep, actor: ReleaseReader
) -> ReleasePublic:
    """What a city's release was frozen from."""
    row, _lines = read_release(reader, f"{city}/{period}/{edition}", actor)
    return ReleasePublic.model_validate(row)


@router.get(
    "/releases/{period}/{edition}/export.{export_format}",
    summary="导出 · Render a release",
    response_class=Response,
    response_model=None,
    responses=_EXPORT,
)
def get_export(
    *,
    period: PeriodPath,
    edition: EditionPath,
    export_format: ExportFormat,
    request: Request,
    reader: ReaderDep,
    actor: ReleaseReader,
) -> Response | AnswerToRender:
    """The release of the record's first city as workbook, CSV, JSON or printable form."""
    return _rendered(reader, actor, f"{period}/{edition}", export_format, request)


@router.get(
    "/cities/{city}/releases/{period}/{edition}/export.{export_format}",
    summary="某市导出 · Render a city's release",
    response_class=Response,
    response_model=None,
    responses=_EXPORT,
)
def get_city_export(
    *,
    city: CityPath,
    period: PeriodPath,
    edition: EditionPath,
    export_format: ExportFormat,
    request: Request,
    reader: ReaderDep,
    actor: ReleaseReader,
) -> Response | AnswerToRender:
    """The release as workbook, CSV, JSON or printable form."""
    return _rendered(reader, actor, f"{city}/{period}/{edition}", export_format, request)


def _rendered(
    reader: Session, actor: Actor, number: str, export_format: ExportFormat, request: Request
) -> Response | AnswerToRender:
    row, lines = read_release(reader, number, actor)
    tag = f'"{row.digest[:32]}-{export_format}"'
    headers = {"ETag": tag}
    if is_named(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)

    def answer() -> Response:
        rendered = render(lines, export_format)
        headers["Content-Disposition"] = f'attachment; filename="{rendered.file_name}"'
        return Response(rendered.content, media_type=rendered.media_type, headers=headers)

    return AnswerToRender(answer)


offer(router, KIND)
