"""Spreadsheets on the page: the same report as the command's, and a copy with its faults marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from sqlmodel import Session

from agri.api.dependencies import (
    SIGNED_IN,
    Desk,
    ReaderDep,
    Reporter,
    ReporterAtDoor,
    desk_of,
)
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import BadParameter, problems
from agri.api.routes.reports.templates import WORKBOOK, XLSX
from agri.api.schema_base import Public, TitlePublic
from agri.errors import Fault, Invalid, NotFound, TooLarge
from agri.files.intake.amounts import Meanings, read_meanings
from agri.files.intake.intake_report import FileOutcome
from agri.files.intake.read_files import Reading
from agri.files.marked_copy import render_marked_copy
from agri.services.access.session_cache import Visitor, require_signed_in
from agri.services.intake.spreadsheets.import_document import import_document
from agri.services.intake.spreadsheets.import_reports import ImportReport, import_reports, read_for_import
from agri.services.intake.spreadsheets.import_runs import keep_import, read_import
from agri.services.intake.spreadsheets.uploaded_files import laid_out, one_of, require_few
from agri.services.reference.reference import read_reference

router = APIRouter(tags=["reports"], route_class=DatabaseRoute)
_MOST_LISTED = 1_000  # changes and the like in one answer; `agri import --json` lists all
Files = Annotated[list[UploadFile], File(description="表格文件，可多选 · spreadsheets, several at once")]
Means = Annotated[
    str | None,
    Query(max_length=200, description="文字的含义，逗号分隔 · what words mean: 无=0,—=blank,/=NA"),
]


class LeftOutPublic(Public):
    """What was not read of a sheet, and why."""

    place: str
    chinese: str
    english: str


class SheetImportPublic(Public):
    """One sheet: reports read, by what became of them; `empty_rows` were prepared and not filled in."""

    name: str
    form: str
    rows: int
    empty_rows: int
    new: int
    corrected: int
    unchanged: int
    left_out: list[LeftOutPublic]
    more_left_out: int
    remarks: list[tuple[str, str]]


class ImportFaultPublic(Public):
    """One fault, at the cell as a spreadsheet names it."""

    file: str
    sheet: str
    cell: str
    code: str
    english: str
    chinese: str
    place: str


class FaultGroupPublic(Public):
    """Faults of one kind, in all files; three of them as examples."""

    code: str
    title: TitlePublic
    total: int
    examples: list[ImportFaultPublic]


class FileImportPublic(Public):
    """One file; none of its reports went in unless it was taken."""

    name: str
    outcome: FileOutcome
    why: TitlePublic
    sheets: list[SheetImportPublic]
    faults: list[ImportFaultPublic]
    unlisted_faults: int


class FigureChangePublic(Public):
    """One figure of the record and what the file says; null is a blank, 不适用 is text."""

    file: str
    sheet: str
    cell: str
    form: str
    org_unit: str
    period: str
    element: str
    old: float | str | None
    new: float | str | None


class ImportRemarkPublic(Public):
    """A question of the rules about an imported report, to be answered at review."""

    place: str
    org_unit: str
    period: str
    chinese: str
    english: str


class MissingPlacePublic(Public):
    """A place that has not reported yet."""

    code: str
    name: str


class MissingPublic(Public):
    """Who is still missing beside those that a file brings."""

    form: str
    period: str
    expected: int
    places: list[MissingPlacePublic]


class ImportPublic(Public):
    """What an import did, or on a dry run would do; `id` where it was carried out and kept."""

    id: UUID | None
    dry_run: bool
    success: bool
    rows: int
    new: int
    corrected: int
    unchanged: int
    files: list[FileImportPublic]
    groups: list[FaultGroupPublic]
    changes: list[FigureChangePublic]
    kept: list[FigureChangePublic]
    questions: list[ImportRemarkPublic]
    missing: list[MissingPublic]


@router.post(
    "/imports",
    summary="表格上报 · Take reports from spreadsheets",
    status_code=201,
    responses={
        200: {"model": ImportPublic, "description": "试读，或没有文件进入 · A dry run, or no file went in"},
        **problems(TooLarge, Invalid),
    },
    openapi_extra=SIGNED_IN,
)
async def post_import(
    *,
    files: Files,
    request: Request,
    response: Response,
    visitor: ReporterAtDoor,
    dry_run: Annotated[bool, Query(description="只试读，不写入 · say what would happen")] = False,
    clear_blanks: Annotated[bool, Query(description="空白清除原数 · a blank erases the figure")] = False,
    overwrite_newer: Annotated[
        bool, Query(description="覆盖模板之后收到的数 · replace figures received after the template was made")
    ] = False,
    means: Means = None,
) -> ImportPublic:
    """Every row of a file or none; of several files it is said which went in.

    Send with `dry_run` first, look, and send the same files again.
    """
    upload = _SentFiles(desk_of(request), visitor, await _contents(files), _meanings(means))
    report, kept = await upload.take(
        is_dry_run=dry_run, clears_blanks=clear_blanks, overwrites_newer=overwrite_newer
    )
    response.status_code = 201 if kept else 200
    return _public({"id": kept, **import_document(report)})


@router.post(
    "/imports/marked-copy",
    summary="标出错误的副本 · A copy with its faults marked",
    response_class=Response,
    responses={**WORKBOOK, **problems(TooLarge, Invalid)},
    openapi_extra=SIGNED_IN,
)
async def post_marked_copy(
    *,
    files: Files,
    request: Request,
    visitor: ReporterAtDoor,
    means: Means = None,
    marked: Annotated[
        str | None,
        Query(description="标哪个文件，按试读所列的名字 · which file comes back, as the dry run names it"),
    ] = None,
) -> Response:
    """One file comes back as .xlsx, every fault marked in its cell; nothing is taken.

    Of several files `marked` names the one: what stands in two of them shows only beside the other.
    """
    contents = await _contents(files)
    if len(contents) != 1 and marked is None:
        raise _invalid("/files", "files", "send one file, or name the one to mark", "请只选一个文件")
    upload = _SentFiles(desk_of(request), visitor, contents, _meanings(means))
    report, _ = await upload.take(is_dry_run=True)

    told = next((file for file in report.files if marked in {None, file.name}), None)
    if told is None:
        raise _invalid("/marked", "marked", "no file of this name was sent", "没有这个名字的文件")

    def render() -> bytes:
        with laid_out(contents) as folder, one_of(folder, told.name) as path:
            return render_marked_copy(path, told)

    return Response(await upload.desk.figures.run(render), media_type=XLSX)


@router.get(
    "/imports/{import_id}",
    summary="一次表格上报 · What became of an import",
    responses=problems(NotFound),
)
def get_import(import_id: UUID, reader: ReaderDep, actor: Reporter) -> ImportPublic:
    """The report of an import of one's own, as it was told then."""
    run = read_import(reader, actor, import_id)
    return _public({"id": run.id, **run.document})


@dataclass(frozen=True, slots=True)
class _SentFiles:
    """Files that somebody sent, and how they are read: without a connection; then written in the line."""

    desk: Desk
    visitor: Visitor
    contents: Sequence[tuple[str | None, bytes]]
    meanings: Meanings

    async def take(
        self, *, is_dry_run: bool, clears_blanks: bool = False, overwrites_newer: bool = False
    ) -> tuple[ImportReport, UUID | None]:
        """Return what an import does or would do, and under which id it is kept."""
        reference = await self.desk.read(
            lambda session: read_reference(session, of=require_signed_in(session, self.visitor))
        )

        def read() -> Reading:
            with laid_out(self.contents) as folder:
                return read_for_import(reference, folder, meanings=self.meanings)

        found = await self.desk.figures.run(read)
        require_few(len(found.rows))

        def write(session: Session) -> tuple[ImportReport, UUID | None]:
            actor, now = require_signed_in(session, self.visitor), self.desk.clock()
            report = import_reports(
                session,
                actor,
                found,
                now=now,
                is_dry_run=is_dry_run,
                clears_blanks=clears_blanks,
                overwrites_newer=overwrites_newer,
            )
            kept = keep_import(session, actor, report, now=now)
            return report, kept.id if kept else None

        return await self.desk.write(write)


async def _contents(files: Sequence[UploadFile]) -> list[tuple[str | None, bytes]]:
    return [(file.filename, await file.read()) for file in files]


def _meanings(told: str | None) -> Meanings:
    try:
        return read_meanings(told.split(",") if told else [])
    except ValueError as error:
        word = str(error.args[0])
        raise _parameter(
            "/query/means",
            "means",
            f"{word!r}: write WORD=0, WORD=blank or WORD=NA",
            f"“{word}”：应写成 词=0、词=blank 或 词=NA",
        ) from None


def _parameter(pointer: str, code: str, detail: str, detail_zh: str) -> BadParameter:
    return BadParameter(detail, detail_zh, (Fault(pointer, code, detail, detail_zh),))


def _invalid(pointer: str, code: str, detail: str, detail_zh: str) -> Invalid:
    return Invalid(detail, detail_zh, (Fault(pointer, code, detail, detail_zh),))


def _public(document: Mapping[str, Any]) -> ImportPublic:
    """Return the report with its longest lists cut; the numbers stand beside them."""
    cut = {key: document[key][:_MOST_LISTED] for key in ("changes", "kept", "questions")}
    return ImportPublic.model_validate({**document, **cut})
