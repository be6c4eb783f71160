"""Several tables on one sheet, one below the other: each has its own title, heading and month."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from agri.definitions.forms import Forms
from agri.files.intake.heading_block import Heading, find_heading
from agri.files.intake.headings import identity_of
from agri.files.intake.months import period_in_title, span_in_title
from agri.files.intake.report_row import MARKER, NAME, ORG_UNIT
from agri.files.intake.table import Table, understand
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import Sheet
from agri.files.sheets.texts import is_blank, plain

_MOST_TITLE_ROWS = 6  # between a table and the heading of the next


def tables_of(sheet: Sheet, forms: Forms, file_stem: str) -> Iterator[Table]:
    """Yield the tables of a sheet from above to below.

    Raises
    ------
    ReadFault
        There is no heading, or which form a table is cannot be told; the tables above it have been yielded
        by then.
    """
    heading = find_heading(sheet, forms)
    if heading is None:
        raise _no_heading()
    table = understand(sheet, heading, forms, file_stem)
    while (below := _next_heading(sheet, table, forms)) is not None:
        first = _first_title(sheet, table, below)
        yield replace(table, end=first)
        table = understand(sheet, below, forms, file_stem, first_title=first, above=table)
    yield table


def _next_heading(sheet: Sheet, table: Table, forms: Forms) -> Heading | None:
    for number in range(table.first_row, len(sheet.rows)):
        if any(isinstance(cell, str) and _names_places(cell) for cell in sheet.rows[number]):
            found = find_heading(sheet, forms, number, 1)
            if found is not None:
                return found
    return None


@lru_cache(maxsize=4096)
def _names_places(cell: str) -> bool:
    return not cell.isdecimal() and identity_of(cell) in {ORG_UNIT, NAME}


def _first_title(sheet: Sheet, table: Table, below: Heading) -> int:
    """Return the row of the uppermost title of a heading, or that of the heading itself."""
    first = below.first
    for number in range(below.first - 1, max(table.first_row, below.first - _MOST_TITLE_ROWS) - 1, -1):
        texts = [cell for cell in sheet.rows[number] if not is_blank(cell)]
        if (
            any(not isinstance(cell, str) or plain(cell).isdecimal() for cell in texts)
            and MARKER not in texts
        ):
            break
        if MARKER in texts or any(period_in_title(str(cell)) or span_in_title(str(cell)) for cell in texts):
            first = number
    return first


def _no_heading() -> ReadFault:
    return ReadFault(
        "no-heading",
        "no heading was found (a column of places and columns of the form's items): fill in the template "
        "that the page Spreadsheets gives",
        "没有找到表头（应有单位代码或名称列，以及本表各项目）：请用“表格上报”页下载的模板填写",
    )
