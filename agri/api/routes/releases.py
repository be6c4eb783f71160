"""Releases: frozen, numbered, and rendered on demand; the same number gives the same bytes for ever."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from agri.api.database_route import AnswerToRender, FiguresRoute
from agri.api.deps import DeskDep, NowDep, ReaderDep, Releaser, ReleaseReader
from agri.api.etags import NOT_MODIFIED, is_named
from agri.api.problems import problems
from agri.api.wire import PeriodText, Public, Wire
from agri.errors import NotFound
from agri.exports.render import ExportFormat, render
from agri.services.make_release import REPLICATIONS, SEED, list_releases, make_release, read_release
from agri.services.project_year import MOST_REPLICATIONS
from agri.services.questions import MOST_SEED

router = APIRouter(tags=["releases"], route_class=FiguresRoute)
PeriodPath = Annotated[str, Path(pattern=r"^\d{4}-\d{2}$", examples=["2019-08"])]
EditionPath = Annotated[int, Path(ge=1, le=10_000)]


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


@router.post("/releases", status_code=201, summary="发布一期 · Make a release")
def post_release(release_in: ReleaseCreate, desk: DeskDep, actor: Releaser, now: NowDep) -> ReleasePublic:
    """Freeze an ended month; the same content again gives the release that exists."""
    made = make_release(
        desk.engine,
        actor,
        release_in.period,
        now=now,
        seed=release_in.seed,
        replications=release_in.replications,
        include_findings=release_in.include_findings,
    )
    return ReleasePublic.model_validate(made)


@router.get("/releases/{period}/{edition}", summary="一期发布 · One release", responses=problems(NotFound))
def get_release(
    period: PeriodPath, edition: EditionPath, reader: ReaderDep, _: ReleaseReader
) -> ReleasePublic:
    """What a release was frozen from."""
    row, _lines = read_release(reader, f"{period}/{edition}")
    return ReleasePublic.model_validate(row)


@router.get(
    "/releases/{period}/{edition}/export.{export_format}",
    summary="导出 · Render a release",
    response_class=Response,
    response_model=None,
    responses={
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
    },
)
def get_export(
    *,
    period: PeriodPath,
    edition: EditionPath,
    export_format: ExportFormat,
    request: Request,
    reader: ReaderDep,
    _: ReleaseReader,
) -> Response | AnswerToRender:
    """The release as workbook, CSV, JSON or printable form."""
    row, lines = read_release(reader, f"{period}/{edition}")
    tag = f'"{row.digest[:32]}-{export_format}"'
    headers = {"ETag": tag}
    if is_named(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)

    def answer() -> Response:
        rendered = render(lines, export_format)
        headers["Content-Disposition"] = f'attachment; filename="{rendered.file_name}"'
        return Response(rendered.content, media_type=rendered.media_type, headers=headers)

    return AnswerToRender(answer)
