"""Several tables on one sheet, one below the other: each has its own title, heading and month."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from agri.definitions.forms import Forms
from agri.files.intake.amounts import number_of
from agri.files.intake.heading_block import Heading, find_heading
from agri.files.intake.headings import element_of, identity_of, is_aside, likely_element
from agri.files.intake.months import names_no_year, period_in_title, span_in_title
from agri.files.intake.report_row import MARKER, NAME, ORG_UNIT
from agri.files.intake.table import Table, understand
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import Sheet
from agri.files.sheets.texts import is_blank, plain, shown

_MOST_LOOKED_AT = 60  # rows
_MOST_TITLE_ROWS = 6  # between a table and the heading of the next


def tables_of(sheet: Sheet, forms: Forms, names: Sequence[str]) -> Iterator[Table]:
    """Yield the tables of a sheet from above to below.

    Parameters
    ----------
    names : sequence of str
        The file's name without its ending, and those of its folders from within.

    Raises
    ------
    ReadFault
        There is no heading, or which form a table is cannot be told; the tables above it have been yielded
        by then.
    """
    heading = find_heading(sheet, forms)
    if heading is None:
        raise _no_heading(sheet, forms)
    table = understand(sheet, heading, forms, names)
    while (below := _next_heading(sheet, table, forms)) is not None:
        first = _first_title(sheet, table, below)
        yield replace(table, end=first)
        table = understand(sheet, below, forms, names, first_title=first, above=table)
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


def holds_amounts(sheet: Sheet, forms: Forms) -> bool:
    """Say whether a sheet that cannot be read names an item of a form and holds numbers."""
    cells = [cell for row in sheet.rows[:_MOST_LOOKED_AT] for cell in row if not is_blank(cell)]
    has_numbers = any(
        (isinstance(cell, int | float) and not isinstance(cell, bool))
        or (sheet.is_csv and number_of(plain(str(cell))) is not None)
        for cell in cells
    )
    words = {cell for cell in cells if isinstance(cell, str)}
    return has_numbers and any(
        element_of(word, form) or likely_element(word, form) for form in forms for word in words
    )


def _no_heading(sheet: Sheet, forms: Forms) -> ReadFault:
    """Return why no heading was found: what stands where one is looked for, and what to do."""
    rows = sheet.rows[:_MOST_LOOKED_AT]
    for row in rows:
        words = [plain(cell) for cell in row if isinstance(cell, str) and not is_blank(cell)]
        if not any(identity_of(word) in {ORG_UNIT, NAME} for word in words):
            continue
        months = [word for word in words if names_no_year(word) or period_in_title(word)]
        if len(months) > 1:
            held = "、".join(months[:3])
            return ReadFault(
                "no-heading",
                f"the months stand beside each other ({held}): write one row for each place and month, with "
                "a column of periods and one column for each item",
                f"月份是横排的（{held}）：请改成每个单位每月一行，加“报告期”列，每个项目一列；"
                "或用“表格上报”页下载的模板填写",
            )
        sums = [word for word in words if is_aside(word) or span_in_title(word)]
        if sums:
            held = "、".join(map(shown, sums[:3]))
            return ReadFault(
                "no-heading",
                f"the heading has {held} and no figure of one month or quarter alone, which the form asks "
                "for: add those columns",
                f"表头只有 {held}，没有当月（当季）数：本表只填当月（当季）数，请补上这些列",
            )
    for column in range(max(map(len, rows), default=0)):
        items = [cell for row in rows for cell in row[column : column + 1] if not is_blank(cell)]
        for form in forms:
            found = [cell for cell in items if element_of(cell, form) or likely_element(cell, form)]
            if len({plain(str(cell)) for cell in found}) > 1:
                held = "、".join(map(shown, found[:2]))
                return ReadFault(
                    "no-heading",
                    f"the items ({held}) stand below each other: write one row for each place, with one "
                    "column for each item, or fill in the template that the page Spreadsheets gives",
                    f"项目（{held}）是竖排的：请改成每个单位一行、每个项目一列，"
                    "或用“表格上报”页下载的模板填写",
                )
    return ReadFault(
        "no-heading",
        "no heading was found (a column of places and columns of the form's items): fill in the template "
        "that the page Spreadsheets gives",
        "没有找到表头（应有单位代码或名称列，以及本表各项目）：请用“表格上报”页下载的模板填写",
    )
