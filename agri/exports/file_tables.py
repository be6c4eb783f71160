"""Open the files that people hand in, safely: CSV of any usual encoding, workbooks that are no bombs.

Gives tables of raw cells; what a cell says is read elsewhere.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agri.exports.cell_values import BrokenCell, Formula
from agri.exports.report_rows import ORG_UNIT

MARKER = "agri-form"  # first cell of a template's sheet; the form's code stands beside it
HEAD_SEARCH_ROWS = 20
ROWS_BELOW_CODES = 3  # a template's section, title and unit rows stand between codes and reports

MOST_FILE_BYTES = 256 * 2**20
MOST_ROWS = 1_000_000  # of one CSV file
MOST_SHEET_ROWS = 50_000
MOST_COLUMNS = 300
MOST_MEMBERS = 2_000
MOST_UNZIPPED_BYTES = 512 * 2**20
MOST_RATIO = 200  # unzipped : zipped of a whole workbook; ordinary ones stay below 30
_RATIO_FROM_BYTES = 8 * 2**20  # below this even a dense workbook does no harm
_DOCTYPE_SEARCH_BYTES = 4096


class FileFault(Exception):
    """A whole file, or its rest, cannot be read: a code, words in English and Chinese, perhaps the row."""

    def __init__(self, code: str, english: str, chinese: str, row: int | None = None) -> None:
        super().__init__(english)
        self.code = code
        self.words = (english, chinese)
        self.row = row


@dataclass(frozen=True, slots=True)
class FileTable:
    """One table of a file: the form it names, its column codes, its units if stated, its raw rows."""

    name: str
    form: str
    columns: tuple[str, ...]
    units: tuple[str, ...] | None
    rows: Iterable[tuple[int, Sequence[object]]]  # row number as a person counts, cells
    is_template: bool
    is_csv: bool


def open_csv(path: Path) -> FileTable:
    """Open ``<form>.csv``.

    Raises
    ------
    FileFault
        The file is too large, empty or in no known encoding.
    """
    _check_size(path)
    text = _decoded(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(_numbered(reader), None)
    if header is None:
        raise FileFault("empty-file", "the file is empty", "文件是空的")
    columns = tuple(str(cell).strip() for cell in header[1])
    return FileTable(
        path.name, path.stem, columns, None, _numbered(reader, start=2), is_template=False, is_csv=True
    )


def _numbered(reader: Iterator[list[str]], start: int = 1) -> Iterator[tuple[int, Sequence[object]]]:
    row = start - 1
    try:
        for row, cells in enumerate(reader, start=start):
            if row > MOST_ROWS + 1:
                raise FileFault(
                    "too-many-rows",
                    f"more than {MOST_ROWS:,} rows: split the file",
                    f"超过 {MOST_ROWS:,} 行，请拆分文件",
                    row,
                )
            if any(cells):
                yield row, cells
    except csv.Error as error:
        raise FileFault(
            "broken-csv",
            f"the row cannot be read ({error}): is a quotation mark left open?",
            f"无法读取该行（{error}），请检查引号是否成对",
            row + 1,
        ) from error


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode(content, "gb18030")  # what a Chinese spreadsheet program saves by default


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise FileFault(
            "unknown-encoding",
            "the file is neither UTF-8 nor GB18030: save it as CSV UTF-8",
            "文件编码既不是 UTF-8 也不是 GB18030，请另存为“CSV UTF-8”",
            row,
        ) from error


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if size > MOST_FILE_BYTES:
        limit = MOST_FILE_BYTES // 2**20
        raise FileFault(
            "too-large",
            f"{size / 2**20:.0f} MB is more than {limit} MB: split the file",
            f"文件 {size / 2**20:.0f} MB，超过 {limit} MB，请拆分",
        )


def check_archive(content: io.BytesIO) -> None:
    """Refuse a workbook that would unpack into more than a workbook should, before anything unpacks it.

    Reading a member stops at its declared size, so the declared sizes bound what is unpacked.

    Raises
    ------
    FileFault
        No zip archive, too many or too large members, or an XML document type.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
            unzipped = sum(member.file_size for member in members)
            zipped = max(1, sum(member.compress_size for member in members))
            if len(members) > MOST_MEMBERS or unzipped > MOST_UNZIPPED_BYTES:
                raise _bomb(f"{len(members)} parts, {unzipped / 2**20:.0f} MB")
            if unzipped > _RATIO_FROM_BYTES and unzipped / zipped > MOST_RATIO:
                raise _bomb(f"{unzipped / zipped:.0f} : 1")
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        if b"<!DOCTYPE" in part.read(_DOCTYPE_SEARCH_BYTES).upper():
                            raise _bomb("an XML document type")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise FileFault(
            "not-a-workbook",
            "the file is not an .xlsx workbook, or is damaged or has a password: save it again as .xlsx",
            "文件不是 .xlsx 工作簿，或已损坏、已加密，请重新另存为 .xlsx",
        ) from error


def _bomb(why: str) -> FileFault:
    return FileFault(
        "unsafe-archive",
        f"the workbook unpacks into more than a workbook should ({why}); it was not opened",
        f"工作簿解压后异常庞大或含可疑内容（{why}），未打开",
    )


def open_workbook(path: Path, forms: Iterable[str]) -> list[FileTable]:
    """Open the sheets of a workbook that hold reports: templates, or plain tables named after a form.

    Raises
    ------
    FileFault
        The workbook is unsafe or broken, or no sheet holds reports.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _check_size(path)
    content = io.BytesIO(path.read_bytes())  # what is checked is what is read; no file stays open
    check_archive(content)
    try:
        book = load_workbook(content, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise FileFault(
            "not-a-workbook",
            f"the workbook cannot be read ({error}): save it again as .xlsx",
            f"无法读取工作簿（{error}），请重新另存为 .xlsx",
        ) from error
    known = set(forms)
    tables = [table for sheet in book.worksheets if (table := _sheet_table(path, sheet, known))]
    if not tables:
        raise FileFault(
            "no-template",
            "no sheet is a template of this program: begin from `agri template FORM`",
            "没有找到本系统的填报模板工作表，请用 agri template 生成模板后填写",
        )
    return tables


def _sheet_table(path: Path, sheet: Any, known: set[str]) -> FileTable | None:  # noqa: ANN401 (untyped library)
    head = [
        [_raw(cell) for cell in row]
        for row in sheet.iter_rows(min_row=1, max_row=HEAD_SEARCH_ROWS, max_col=MOST_COLUMNS)
    ]
    codes_at = next((i for i, row in enumerate(head) if row and row[0] == ORG_UNIT), None)
    if codes_at is None:
        return None
    columns = _trimmed(head[codes_at])
    is_template = head[0][0] == MARKER
    form = str(head[0][1]) if is_template else next(
        (name for name in (sheet.title, path.stem) if name in known), sheet.title
    )  # fmt: skip
    below = ROWS_BELOW_CODES if is_template else 0
    units = None
    if is_template and len(head) > codes_at + below:
        units = tuple("" if cell is None else str(cell).strip() for cell in head[codes_at + below])
    name = f"{path.name}[{sheet.title}]"
    rows = _sheet_rows(sheet, codes_at + below + 2, len(columns))
    return FileTable(name, form, columns, units, rows, is_template, is_csv=False)


def _trimmed(cells: Sequence[object]) -> tuple[str, ...]:
    texts = ["" if cell is None else str(cell).strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _sheet_rows(sheet: Any, first: int, columns: int) -> Iterator[tuple[int, Sequence[object]]]:  # noqa: ANN401
    rows = sheet.iter_rows(min_row=first, max_col=columns)
    for number, row in enumerate(rows, start=first):
        if number > MOST_SHEET_ROWS:
            raise FileFault(
                "too-many-rows",
                f"the sheet goes beyond row {MOST_SHEET_ROWS:,}: delete what stands below the reports",
                f"工作表超过 {MOST_SHEET_ROWS:,} 行，请删除报表以下的内容",
                number,
            )
        cells = [_raw(cell) for cell in row]
        if any(cell is not None for cell in cells):
            yield number, cells + [None] * (columns - len(cells))


def _raw(cell: Any) -> object:  # noqa: ANN401
    if cell.data_type == "f":
        return Formula(str(getattr(cell.value, "text", cell.value)))
    if cell.data_type == "e":
        return BrokenCell(str(cell.value))
    value: object = cell.value
    return value
