"""The plan's task ledger as a workbook of one sheet, for those who keep it in a spreadsheet."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter import Workbook

from agri.files.documents.wording import as_printed

_WIDTHS = (10, 10, 46, 18, 30, 12, 14, 12, 30, 12, 30)
HEAD = (
    "编号 No.",
    "条款 Clause",
    "任务 Task",
    "牵头单位 Lead",
    "责任单位 Responsible",
    "期限 Due",
    "指标值 Figure",
    "状态 State",
    "指标实测 Measured",
    "登记于 Noted",
    "说明 Note",
)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One task as the sheet shows it; `due` says by a star that the text only implies the date."""

    id: str
    clause: str
    title: str
    lead: str
    responsible: str
    due: str
    figure: str
    state: str
    measured: str
    noted_on: date | None
    note: str


def render_ledger(heading: str, footer: str, rows: Sequence[LedgerRow]) -> bytes:
    """Return the workbook's bytes; equal rows give equal bytes."""
    buffer = io.BytesIO()
    # Constant memory and a fixed creation date: no clock enters the file.
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": date(2000, 1, 1), "title": heading})
    sheet = book.add_worksheet("任务台账")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer(f"&L{footer}&R&P/&N")
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E8EDEF"})
    body = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"border": 1, "valign": "top", "num_format": "yyyy-mm-dd"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, heading, title)
    sheet.write_row(1, 0, HEAD, head)
    for at, row in enumerate(rows, start=2):
        texts = (
            row.id,
            row.clause,
            row.title,
            row.lead,
            row.responsible,
            row.due,
            row.figure,
            row.state,
            row.measured,
        )
        for column, text in enumerate(texts):
            sheet.write_string(at, column, as_printed(text), body)
        if row.noted_on is None:
            sheet.write_blank(at, 9, None, body)
        else:
            sheet.write_datetime(at, 9, row.noted_on, day)
        sheet.write_string(at, 10, row.note, body)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, 1 + len(rows), len(HEAD) - 1)
    book.close()
    return buffer.getvalue()
