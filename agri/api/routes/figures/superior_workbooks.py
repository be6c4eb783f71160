"""The superior's own workbook: its named cells are filled out of a release, and nothing else is touched."""

from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile

from agri.api.dependencies import ReaderDep, WorkbookFiller
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.routes.reports.templates import WORKBOOK, XLSX
from agri.api.schema_base import Public
from agri.errors import Fault, Invalid, NotFound, TooLarge
from agri.services.office.superior_workbook import fill_superior_workbook, released_months

router = APIRouter(tags=["figures"], route_class=FiguresRoute)
_Files = Annotated[
    list[UploadFile],
    File(description="工作簿和对照表 · the workbook (.xlsx) and the map of its cells (.toml)"),
]


class ReleasedMonths(Public):
    """Months out of whose last release a workbook can be filled, the newest first."""

    months: list[str]


@router.get("/superior-workbooks/months", summary="可填月份 · Months that have a release")
def get_released_months(reader: ReaderDep, actor: WorkbookFiller) -> ReleasedMonths:
    """Of the caller's city."""
    return ReleasedMonths(months=released_months(reader, actor))


@router.post(
    "/superior-workbooks/filled",
    summary="填上级表 · Fill the superior's workbook",
    response_class=Response,
    responses={**WORKBOOK, **problems(NotFound, Invalid, TooLarge)},
)
def post_filled_workbook(
    files: _Files,
    reader: ReaderDep,
    actor: WorkbookFiller,
    period: Annotated[str, Query(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2019-08"])],
) -> Response:
    """A workbook and a map of its cells, as `agri fill` takes them; neither is kept.

    `X-Release` names the release, `X-Blank-Cells` says how many named cells it has no figure for.
    """
    workbook, cells = (_one(files, ending) for ending in (".xlsx", ".toml"))
    filled = fill_superior_workbook(reader, actor, period=period, workbook=workbook, cells=cells)
    headers = {"X-Release": filled.number, "X-Blank-Cells": str(filled.blank)}
    return Response(filled.content, media_type=XLSX, headers=headers)


def _one(files: list[UploadFile], ending: str) -> bytes:
    found = [file for file in files if (file.filename or "").lower().endswith(ending)]
    if len(found) != 1:
        detail = f"send exactly one {ending} file: a workbook .xlsx and the map of its cells .toml"
        detail_zh = f"请上传且只上传一个 {ending} 文件：一个 .xlsx 工作簿和一个 .toml 单元格对照表"
        raise Invalid(detail, detail_zh, (Fault("/files", "files", detail, detail_zh),))
    return found[0].file.read()
