"""The superior's own workbook: its named cells are filled out of a release, and nothing else is touched."""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Query, Response, UploadFile

from agri.api.dependencies import NowDep, ReaderDep, SessionDep, WorkbookFiller
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.routes.reports.templates import WORKBOOK, XLSX
from agri.api.schema_base import Name, Public
from agri.errors import Conflict, Fault, Invalid, NotFound, TooLarge
from agri.models import KeptWorkbook
from agri.services.access.permissions import Actor
from agri.services.office.kept_workbooks import (
    SentWorkbook,
    cells_of,
    drop_workbook,
    fill_kept_workbook,
    keep_workbook,
    list_workbooks,
    may_change,
    read_workbook,
    replace_workbook,
)
from agri.services.office.superior_workbook import (
    FilledWorkbook,
    fill_superior_workbook,
    newest_month,
    read_cell_map,
    released_months,
)

router = APIRouter(tags=["figures"], route_class=FiguresRoute)
_WORKBOOKS, _MAPS = (".xlsx", ".xlsm"), (".toml",)
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.12"
_Files = Annotated[
    list[UploadFile],
    File(description="工作簿和对照表 · the workbook (.xlsx, .xlsm) and the map of its cells (.toml)"),
]
_MONTH = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"


class ReleasedMonths(Public):
    """Months out of whose last release a workbook can be filled, the newest first."""

    months: list[str]


class WorkbookCell(Public):
    """A cell of a workbook and what goes there: an indicator's figure, an element's amount or a word.

    Without `place` it is that of whoever fills.
    """

    at: str
    indicator: str | None = None
    element: str | None = None
    text: str | None = None
    place: str | None = None
    what: str | None = None
    span: str | None = None
    times: float = 1
    digits: int | None = None


class WorkbookCells(Public):
    """A map of cells, read."""

    cells: list[WorkbookCell]


class KeptWorkbookPublic(Public):
    """A workbook that the city keeps; `digest` is the file's SHA-256, `may_change` is the caller's right."""

    id: UUID
    name: str
    edition: int
    file_name: str
    size: int
    digest: str
    at: datetime
    may_change: bool
    cells: list[WorkbookCell]


class KeptWorkbookPage(Public):
    """The city's workbooks by name."""

    workbooks: list[KeptWorkbookPublic]


@router.get("/superior-workbooks", summary="上级表 · The superior's workbooks that are kept")
def get_superior_workbooks(reader: ReaderDep, actor: WorkbookFiller) -> KeptWorkbookPage:
    """What the city's people keep, by name, each with its cells."""
    return KeptWorkbookPage(workbooks=[_kept(row, actor) for row in list_workbooks(reader, actor)])


@router.post(
    "/superior-workbooks",
    status_code=201,
    summary="保存上级表 · Keep a superior's workbook",
    responses=problems(NotFound, Conflict, Invalid, TooLarge),
)
def post_superior_workbook(
    files: _Files,
    session: SessionDep,
    actor: WorkbookFiller,
    now: NowDep,
    *,
    name: Annotated[Name, Query(description="名称 · what people call it")],
    replaces: Annotated[UUID | None, Query(description="更新哪一份 · which one it replaces")] = None,
    edition: Annotated[int, Query(ge=0, description="更新第几版 · the edition that it replaces")] = 0,
) -> KeptWorkbookPublic:
    """For everybody in the city. A new edition may come without a workbook: then only its cells are new.

    It is filled once by the newest release; where that cannot be done, nothing is kept.
    """
    file = _one(files, _WORKBOOKS) if replaces is None else _any(files, _WORKBOOKS)
    sent = SentWorkbook(
        name,
        _one(files, _MAPS).file.read(),
        "" if file is None else _base(file.filename),
        None if file is None else file.file.read(),
    )
    if replaces is None:
        return _kept(keep_workbook(session, actor, sent, now=now), actor)
    return _kept(replace_workbook(session, actor, replaces, sent, edition=edition, now=now), actor)


@router.delete(
    "/superior-workbooks/{workbook_id}",
    status_code=204,
    summary="删除上级表 · Delete a superior's workbook",
    responses=problems(NotFound),
)
def delete_superior_workbook(
    workbook_id: UUID, session: SessionDep, actor: WorkbookFiller, now: NowDep
) -> None:
    """The committee deletes any of its city, a county those that it kept."""
    drop_workbook(session, actor, workbook_id, now=now)


@router.get(
    "/superior-workbooks/{workbook_id}/filled",
    summary="填上级表 · Fill a kept workbook",
    response_class=Response,
    responses={**WORKBOOK, **problems(NotFound, Invalid)},
)
def get_filled_workbook(
    workbook_id: UUID,
    reader: ReaderDep,
    actor: WorkbookFiller,
    period: Annotated[
        str | None, Query(pattern=_MONTH, description="默认最近发布的月份 · the newest by default")
    ] = None,
) -> Response:
    """Out of the month's last release; a county gets its own figures. The headers say what `POST` says."""
    month = period or newest_month(reader, actor)
    row = read_workbook(reader, actor, workbook_id)
    stem, _, ending = row.file_name.rpartition(".")
    return _answer(fill_kept_workbook(reader, actor, workbook_id, period=month), f"{stem}-{month}.{ending}")


@router.get(
    "/superior-workbooks/{workbook_id}/empty",
    summary="上级原表 · The workbook as it was received",
    response_class=Response,
    responses={**WORKBOOK, **problems(NotFound)},
)
def get_empty_workbook(workbook_id: UUID, reader: ReaderDep, actor: WorkbookFiller) -> Response:
    """The very bytes that were kept."""
    row = read_workbook(reader, actor, workbook_id)
    return _file(row.content, row.file_name, {})


@router.get(
    "/superior-workbooks/{workbook_id}/cells.toml",
    summary="单元格对照表 · The map of its cells",
    response_class=Response,
    responses={
        200: {"description": "文件 · The file", "content": {"application/toml": {}}},
        **problems(NotFound),
    },
)
def get_workbook_cells(workbook_id: UUID, reader: ReaderDep, actor: WorkbookFiller) -> Response:
    """As `agri fill` takes it."""
    row = read_workbook(reader, actor, workbook_id)
    return Response(
        row.cells, media_type="application/toml", headers=_named(f"{row.file_name.rpartition('.')[0]}.toml")
    )


@router.get("/superior-workbooks/months", summary="可填月份 · Months that have a release")
def get_released_months(reader: ReaderDep, actor: WorkbookFiller) -> ReleasedMonths:
    """Of the caller's city."""
    return ReleasedMonths(months=released_months(reader, actor))


@router.post(
    "/superior-workbooks/cells",
    summary="读单元格对照表 · Read a map of cells",
    responses=problems(NotFound, Invalid, TooLarge),
)
def post_workbook_cells(files: _Files, reader: ReaderDep, actor: WorkbookFiller) -> WorkbookCells:
    """A map as `agri fill` takes it; its names are held against the newest release, and it is not kept."""
    rows = read_cell_map(reader, actor, _one(files, _MAPS).file.read())
    return WorkbookCells(cells=[WorkbookCell.model_validate(row) for row in rows])


@router.post(
    "/superior-workbooks/filled",
    summary="填上级表，不保存 · Fill a workbook that is not kept",
    response_class=Response,
    responses={**WORKBOOK, **problems(NotFound, Invalid, TooLarge)},
)
def post_filled_workbook(
    files: _Files,
    reader: ReaderDep,
    actor: WorkbookFiller,
    period: Annotated[str, Query(pattern=_MONTH, examples=["2019-08"])],
) -> Response:
    """A workbook and a map of its cells, as `agri fill` takes them; neither is kept.

    `X-Release` names the release, `X-Blank-Cells` says how many named cells it has no figure for.
    """
    file, cells = _one(files, _WORKBOOKS), _one(files, _MAPS)
    filled = fill_superior_workbook(
        reader, actor, period=period, workbook=file.file.read(), cells=cells.file.read()
    )
    return _answer(filled, _base(file.filename))


def _answer(filled: FilledWorkbook, name: str) -> Response:
    counts = {"X-Release": filled.number, "X-Blank-Cells": str(filled.blank)}
    return _file(filled.content, name, counts)


def _file(content: bytes, name: str, headers: dict[str, str]) -> Response:
    media_type = _MACROS if name.lower().endswith(".xlsm") else XLSX
    return Response(content, media_type=media_type, headers={**headers, **_named(name)})


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def _base(name: str | None) -> str:
    """Return a file's name without folders, short enough to be kept."""
    stem, _, ending = (name or "").replace("\\", "/").rpartition("/")[2].rpartition(".")
    return f"{''.join(sign for sign in stem if sign.isprintable())[:80] or 'workbook'}.{ending.lower()}"


def _any(files: list[UploadFile], endings: tuple[str, ...]) -> UploadFile | None:
    """Return the file of this kind, None where none was sent."""
    has_any = any((file.filename or "").lower().endswith(endings) for file in files)
    return _one(files, endings) if has_any else None


def _one(files: list[UploadFile], endings: tuple[str, ...]) -> UploadFile:
    found = [file for file in files if (file.filename or "").lower().endswith(endings)]
    if len(found) != 1:
        ending = " / ".join(endings)
        detail = f"send exactly one {ending} file: a workbook .xlsx and the map of its cells .toml"
        detail_zh = f"请上传且只上传一个 {ending} 文件：一个 .xlsx 工作簿和一个 .toml 单元格对照表"
        raise Invalid(detail, detail_zh, (Fault("/files", "files", detail, detail_zh),))
    return found[0]


def _kept(row: KeptWorkbook, actor: Actor) -> KeptWorkbookPublic:
    return KeptWorkbookPublic(
        id=row.id,
        name=row.name,
        edition=row.edition,
        file_name=row.file_name,
        size=row.size,
        digest=row.digest,
        at=row.at,
        may_change=may_change(actor, row),
        cells=[WorkbookCell.model_validate(one) for one in cells_of(row)],
    )
