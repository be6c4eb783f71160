"""A copy of somebody's own spreadsheet with every fault marked in its cell, to be mended and sent again."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from agri.files.intake.intake_report import FileReport
from agri.files.intake.report_row import MARKS
from agri.files.sheets.faults import KINDS, IntakeFault, ReadFault
from agri.files.sheets.open_file import open_sheets
from agri.files.sheets.sheet import BrokenCell, Sheet
from agri.files.text_width import display_width

_ADDRESS = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>[0-9]+)", re.ASCII)
_ROW = re.compile(r"row (?P<row>[0-9]+)", re.ASCII)
_COLUMN = re.compile(r"column (?P<column>[A-Z]{1,3})", re.ASCII)
_RED = PatternFill("solid", fgColor="FFF8CBAD")
_AUTHOR = "agri"
_WIDTH, _HEIGHT = 320, 110  # pixels of a comment
_WIDTHS = (14, 18, 24, 60, 60)  # of the columns of the list, in characters
_LINE = 14.5  # points of a line
_FONT = "SimSun"
_SEARCH_ROWS = 60
_MOST_NAME = 31  # characters of a sheet's name
_NO_NAME = "Sheet1"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def render_marked_copy(path: Path, report: FileReport) -> bytes:
    """Return a workbook with the file's sheets, its faults marked and listed on a sheet before them.

    A workbook keeps its looks; any other kind of file comes back as plain cells.

    Parameters
    ----------
    path : Path
        The file as it came.
    report : FileReport
        What became of it.
    """
    book = _opened(path)
    for name in [sheet.title for sheet in book.worksheets if sheet.title == MARKS]:
        book.remove(book[name])  # of the copy before
    for fault in report.faults:
        if fault.sheet in book.sheetnames or (not fault.sheet and len(book.worksheets) == 1):
            _mark(book[fault.sheet] if fault.sheet else book.worksheets[0], fault)
    _list_faults(book.create_sheet(MARKS, 0), report)
    book.active = 0
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _opened(path: Path) -> Workbook:
    try:
        return load_workbook(path)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, OSError):
        # Another kind of file, or one that only the tolerant reader opens.
        return _plain_copy(path)


def _plain_copy(path: Path) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    try:
        sheets: Sequence[Sheet] = open_sheets(path)
    except ReadFault:
        sheets = ()
    for one in sheets:
        sheet = book.create_sheet(_FORBIDDEN.sub(" ", one.name)[:_MOST_NAME] or _NO_NAME)
        for row, cells in enumerate(one.rows, start=1):
            for column, value in enumerate(cells, start=1):
                if value not in ("", None):
                    _write(sheet.cell(row, column), value)
        for (row, column), broken in one.broken.items():
            _write(sheet.cell(row + 1, column + 1), broken.text)
    return book


def _write(cell: Cell, value: object) -> None:
    """Write a value as it stands; nothing that somebody typed becomes a formula."""
    if isinstance(value, BrokenCell):
        value = value.text
    cell.value = _printable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _printable(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def _mark(sheet: Worksheet, fault: IntakeFault) -> None:
    for cell in _cells(sheet, fault.cell):
        cell.fill = _RED
    first = next(iter(_cells(sheet, fault.cell)), None)
    if first is None:
        return
    words = fault.chinese if first.comment is None else f"{first.comment.text}\n{fault.chinese}"
    first.comment = Comment(words, _AUTHOR, height=_HEIGHT, width=_WIDTH)


def _cells(sheet: Worksheet, address: str) -> list[Cell]:
    """Return the cells that an address names: one, a row's or the heading of a column."""
    if found := _ADDRESS.fullmatch(address):
        cells = [sheet[address]]
    elif found := _ROW.fullmatch(address):
        cells = [sheet.cell(int(found["row"]), column) for column in range(1, sheet.max_column + 1)]
    elif found := _COLUMN.fullmatch(address):
        cells = [_heading_of(sheet, column_index_from_string(found["column"]))]
    else:
        return []
    return [cell for cell in cells if isinstance(cell, Cell)]  # inside a merged range only the first is one


def _heading_of(sheet: Worksheet, column: int) -> Cell:
    """Return the uppermost cell of a column that holds something and is seen; titles stand elsewhere."""
    for row in range(1, min(sheet.max_row, _SEARCH_ROWS) + 1):
        if sheet.cell(row, column).value not in {None, ""} and not sheet.row_dimensions[row].hidden:
            return sheet.cell(row, column)
    return sheet.cell(1, column)


def _spot(address: str) -> str:
    """Return an address as somebody at a spreadsheet reads it: a row or a column in words."""
    if found := _ROW.fullmatch(address):
        return f"第 {found['row']} 行 {address}"
    if found := _COLUMN.fullmatch(address):
        return f"{found['column']} 列 {address}"
    return address


def _list_faults(sheet: Worksheet, report: FileReport) -> None:
    count = len(report.faults) + report.unlisted_faults
    sheet.append([f"{report.name}：{count} 处需要修改；改好后直接上传本文件即可"])
    sheet.append([f"{report.name}: {count} to mend; then send this very file again"])
    sheet.append(["工作表 Sheet", "单元格 Cell", "问题 Kind", "怎么改", "How to mend it"])
    for fault in report.faults:
        kind = KINDS.get(fault.code, ("系统未接收", ""))[0]
        row = [fault.sheet, _spot(fault.cell), kind, fault.chinese, fault.english]
        sheet.append([_printable(text) for text in row])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
        lines = max(-(-display_width(text) // (width - 2)) for text, width in zip(row, _WIDTHS, strict=True))
        sheet.row_dimensions[sheet.max_row].height = _LINE * max(1, lines) + 3
    for number in (1, 2, 3):
        for cell in sheet[number]:
            cell.font = Font(name=_FONT, bold=True)
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"
    for cells in sheet.iter_rows(min_row=4):
        for cell in cells:
            cell.font = Font(name=_FONT)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
