"""An empty workbook to fill in for one form: what a township without the phone page sends to its county.

The hidden rows carry the form's code and the column codes, by which `agri import` reads the file back.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from agri.definitions.forms import DataElement, Form
from agri.definitions.places import OrgUnit
from agri.files.cell_formats import GB2312_CHARSET
from agri.files.intake.amounts import NOT_APPLICABLE
from agri.files.intake.report_row import MADE_AT, MARKER, NAME, ORG_UNIT, PERIOD, REASON, ReportRow
from agri.files.text_width import display_width
from agri.files.unit_words import unit_words
from agri.periods import Period

_SHEET = "填报"
_FIRST_ELEMENT = 3  # place's code, its name and the period stand before
_CODES, _SECTIONS, _TITLES, _UNITS = 3, 4, 5, 6
_FIRST_ROW = 7
_SPARE_ROWS = 20  # open rows where no places are prepared
_FIXED_DATE = datetime(2019, 1, 1)  # noqa: DTZ001 (spreadsheets keep naive times; a template has no date of its own)
_PROMPT_LIMIT = 255
_PROMPT_TITLE_LIMIT = 32


def render_template(
    form: Form,
    places: Sequence[OrgUnit] = (),
    period: Period | None = None,
    rows: Sequence[ReportRow] = (),
    made_at: datetime | None = None,
) -> bytes:
    """Render the workbook to fill in.

    Parameters
    ----------
    form : Form
        The form.
    places : sequence of OrgUnit, optional
        Prepares one row for each; without, the rows are open.
    period : Period, optional
        Prepares the period of every row, and closes the columns that it does not ask for.
    rows : sequence of ReportRow, optional
        Reports to write into it, instead of prepared rows.
    made_at : datetime, optional
        When it is made; an import then asks about figures that the record received later.

    Raises
    ------
    ValueError
        The form is not due in that period.
    """
    if period is not None and not form.takes_in(period):
        raise ValueError(f"form {form.code} is not due in {period}")
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": form.title.zh, "created": _FIXED_DATE})
    sheet = book.add_worksheet(_SHEET)
    formats = _formats(book)
    _write_heads(sheet, formats, form)
    if made_at is not None:
        for column, text in enumerate((MADE_AT, made_at.isoformat(timespec="seconds")), start=_FIRST_ELEMENT):
            sheet.write_string(0, column, text, formats["plain"])
    count = len(rows) or len(places) or _SPARE_ROWS
    _open_rows(sheet, formats, form, period, count)
    for i, unit in enumerate(() if rows else places):
        sheet.write_string(_FIRST_ROW + i, 0, unit.code, formats["fixed"])
        sheet.write_string(_FIRST_ROW + i, 1, unit.name, formats["fixed"])
        if period is not None:
            sheet.write_string(_FIRST_ROW + i, 2, str(period), formats["fixed"])
    for i, row in enumerate(rows):
        _write_report(sheet, formats, form, _FIRST_ROW + i, row)
    _write_instructions(book, formats, form)
    book.close()
    return buffer.getvalue()


def _formats(book: Workbook) -> Mapping[str, Format]:
    base = {"font_name": "SimSun", "font_charset": GB2312_CHARSET, "font_size": 10, "valign": "vcenter"}
    head = {**base, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"}
    cell = {**base, "border": 1}
    return {
        name: book.add_format(properties)
        for name, properties in {
            "title": {**base, "font_name": "SimHei", "font_size": 16, "align": "center"},
            "note": {**base, "text_wrap": True, "font_color": "#595959"},
            "plain": base,
            "bold": {**base, "bold": True},
            "wrapped": {**base, "text_wrap": True, "valign": "top"},
            "head": head,
            "fixed": {**cell, "num_format": "@", "bg_color": "#F7F7F7"},
            "text": {**cell, "num_format": "@", "locked": False},
            "number": {**cell, "align": "right", "num_format": "General", "locked": False},
            "closed": {**cell, "bg_color": "#D9D9D9"},
        }.items()
    }


def _write_heads(sheet: Worksheet, formats: Mapping[str, Format], form: Form) -> None:
    elements = form.elements
    last = _FIRST_ELEMENT + len(elements)
    for column, code in enumerate((MARKER, form.code, str(form.version))):
        sheet.write_string(0, column, code, formats["plain"])
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.merge_range(1, 0, 1, last, f"{form.title.zh}  {form.title.en}", formats["title"])
    sheet.set_row(1, 26)
    note = (
        f"{form.table_number}（自编）  有数填数，没有发生填 0，不清楚留空，"
        f"当地没有该作物或业务整段填“{NOT_APPLICABLE}”。"
        "Numbers; 0 for none; empty if unknown; NA in a whole section that does not apply."
    )
    sheet.merge_range(2, 0, 2, last, note, formats["note"])
    sheet.set_row(2, 28)
    codes = [ORG_UNIT, NAME, PERIOD, *(element.code for element in elements), REASON]
    for column, code in enumerate(codes):
        sheet.write_string(_CODES, column, code, formats["plain"])
    sheet.set_row(_CODES, None, None, {"hidden": True})
    fixed = ("单位代码\nPlace code", "单位名称\nPlace", "报告期\nPeriod")
    for column, title in enumerate(fixed):
        sheet.merge_range(_SECTIONS, column, _UNITS, column, title, formats["head"])
    sheet.merge_range(_SECTIONS, last, _UNITS, last, "更正原因\nReason", formats["head"])
    start = _FIRST_ELEMENT
    for title, members in groupby(elements, key=lambda element: form.section_of[element.code].title.zh):
        end = start + len(list(members)) - 1
        if end > start:
            sheet.merge_range(_SECTIONS, start, _SECTIONS, end, title, formats["head"])
        else:
            sheet.write_string(_SECTIONS, start, title, formats["head"])
        start = end + 1
    for column, element in enumerate(elements, start=_FIRST_ELEMENT):
        sheet.write_string(_TITLES, column, f"{element.title.zh}\n{element.title.en}", formats["head"])
        sheet.write_string(_UNITS, column, unit_words(element.unit)[0], formats["head"])
        sheet.set_column(column, column, 15)
    sheet.set_row(_TITLES, 82)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 10)
    sheet.set_column(last, last, 24)
    sheet.freeze_panes(_FIRST_ROW, 2)
    sheet.repeat_rows(_SECTIONS, _UNITS)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    # Without a password: it keeps the hidden rows from slips, not from people.
    sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": False})


def _open_rows(
    sheet: Worksheet, formats: Mapping[str, Format], form: Form, period: Period | None, count: int
) -> None:
    """Unlock the cells to fill in and give each its validation."""
    asked = (
        {element.code for section in form.sections_in(period) for element in section.elements}
        if period is not None and not form.other_months
        else {element.code for element in form.elements}
    )
    last_row = _FIRST_ROW + count - 1
    reason = _FIRST_ELEMENT + len(form.elements)
    for row in range(_FIRST_ROW, last_row + 1):
        for column in (*range(_FIRST_ELEMENT), reason):
            sheet.write_blank(row, column, None, formats["text"])
        for column, element in enumerate(form.elements, start=_FIRST_ELEMENT):
            sheet.write_blank(row, column, None, formats["number" if element.code in asked else "closed"])
    for column, element in enumerate(form.elements, start=_FIRST_ELEMENT):
        if element.code in asked:
            cell = xl_rowcol_to_cell(_FIRST_ROW, column)
            validation = _validation(element, cell)
            sheet.data_validation(_FIRST_ROW, column, last_row, column, validation)


def _validation(element: DataElement, cell: str) -> dict[str, object]:
    whole = f",{cell}=INT({cell})" if element.is_whole else ""
    bounds = f"AND(ISNUMBER({cell}),{cell}>={element.minimum:g},{cell}<={element.maximum:.0f}{whole})"
    bounds_words = f"{element.minimum:g}—{element.maximum:.0f}"
    unit = unit_words(element.unit)[0]
    kind = "整数" if element.is_whole else "数值"
    hint = f"{element.help.zh} {element.help.en}" if element.help else ""
    return {
        "validate": "custom",
        "value": f'=OR({bounds},{cell}="{NOT_APPLICABLE}",{cell}="NA")',
        "ignore_blank": True,
        "input_title": element.title.zh[:_PROMPT_TITLE_LIMIT],
        "input_message": f"单位：{unit} {hint}".strip()[:_PROMPT_LIMIT],
        "error_title": "填报有误 Not accepted",
        "error_message": (
            f"请填 {bounds_words} 之间的{kind}（单位：{unit}），或“{NOT_APPLICABLE}”。"
            f"A {'whole ' if element.is_whole else ''}number from {bounds_words}, or NA."
        )[:_PROMPT_LIMIT],
    }


def _write_report(
    sheet: Worksheet, formats: Mapping[str, Format], form: Form, at: int, row: ReportRow
) -> None:
    sheet.write_string(at, 0, row.org_unit, formats["text"])
    sheet.write_string(at, 2, row.period, formats["text"])
    for column, element in enumerate(form.elements, start=_FIRST_ELEMENT):
        value = row.values.get(element.code)
        if form.section_of[element.code].code in row.not_applicable:
            sheet.write_string(at, column, NOT_APPLICABLE, formats["number"])
        elif value is not None:
            sheet.write_number(at, column, value, formats["number"])
    if row.reason:
        sheet.write_string(at, _FIRST_ELEMENT + len(form.elements), row.reason, formats["text"])


def _write_instructions(book: Workbook, formats: Mapping[str, Format], form: Form) -> None:
    sheet = book.add_worksheet("填报说明 Instructions")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 30)
    sheet.set_column(3, 3, 60)
    months = "、".join(map(str, form.months))
    example = "2019-Q3" if form.frequency == "quarter" else "2019-08"
    notes = (
        f"{form.title.zh}  {form.title.en}",
        f"填报期：每年 {months} 月。报告期写作 {example}。",
        f"Due in months {months}; write the period as {example}.",
        "只填本期发生数，累计数由系统计算。 Only this period's amounts; sums over periods are computed.",
        "没有发生填 0；不清楚留空；两者不同。 0 for none, empty if unknown: they are not the same.",
        f"当地没有该作物或业务，该段各格都填“{NOT_APPLICABLE}”。",
        "NA in every cell of a section that does not apply.",
        "不要填公式、单位、逗号；不要改动灰色单元格和隐藏行。",
        "No formulas, units or commas; leave grey cells and hidden rows.",
        "更正已报数值时写明原因。 Give the reason when a reported figure is corrected.",
    )
    for row, note in enumerate(notes):
        sheet.write_string(row, 0, note, formats["bold" if row == 0 else "plain"])
    first = len(notes) + 1
    for column, title in enumerate(("指标 Data element", "单位 Unit", "填报月份 Months", "说明 Help")):
        sheet.write_string(first, column, title, formats["head"])
    for row, element in enumerate(form.elements, start=first + 1):
        section = form.section_of[element.code]
        cells = (
            f"{element.title.zh}\n{element.title.en}",
            unit_words(element.unit)[0],
            "、".join(str(month) for month in section.months if month in form.months),
            f"{element.help.zh}\n{element.help.en}" if element.help else "",
        )
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, formats["wrapped"])
        lines = max(2, -(-display_width(element.title.en) // 28) + -(-display_width(element.title.zh) // 28))
        sheet.set_row(row, 14 * lines)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("")
