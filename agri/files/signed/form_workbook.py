"""The signed forms of a month as a workbook: a sheet a form, laid out as on paper, the numbers as numbers."""

import io
import re
from collections.abc import Sequence
from datetime import datetime, time

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from agri.files.cell_formats import CellFormats, decimals_of
from agri.files.release.sheet_frame import period_words
from agri.files.signed.lines import SignedForm

_A4 = 9  # the paper code of spreadsheets
_WIDTHS = (6, 44, 12, 16, 22)
_LAST = len(_WIDTHS) - 1
_NAME_LIMIT = 31  # characters of a sheet's name
_SEAL_POINTS = 120  # a round official seal is 42 mm


def render_signed_workbook(forms: Sequence[SignedForm]) -> bytes:
    """Render some forms of one place as .xlsx, in the order given; equal forms give equal bytes."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    latest = max(form.reported_on for form in forms)
    # The day of the reports, not the clock's: the same reports give the same file.
    book.set_properties({"created": datetime.combine(latest, time()), "author": forms[0].place})
    formats = CellFormats(book, forms[0].layout)
    for form in forms:
        _write(book.add_worksheet(_sheet_name(form)), formats, form)
    book.close()
    return buffer.getvalue()


def _sheet_name(form: SignedForm) -> str:
    number = "".join(re.findall(r"\d+", form.table_number))
    return (number + re.sub(r"[\[\]:*?/\\']", "", form.title))[:_NAME_LIMIT]


def _write(sheet: Worksheet, formats: CellFormats, form: SignedForm) -> None:
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    layout = form.layout
    head = [(form.title, formats.title)]
    if form.is_synthetic:
        head.append((form.synthetic_mark, formats.warning))
    head += [
        (f"表号：{form.table_number}（自编）", formats.right),
        (f"制定机关：{layout.authority.zh}", formats.right),
        (f"有效期至：{layout.valid_until.zh}", formats.right),
        (
            f"填报单位：{form.place}（{form.org_unit}）    报告期：{period_words(form.period)}"
            f"    状态：{form.state}",
            formats.plain,
        ),
    ]
    row = 0
    for text, style in head:
        sheet.merge_range(row, 0, row, _LAST, text, style)
        row += 1
    row = _write_table(sheet, formats, form, row)
    for note in form.remarks:
        sheet.merge_range(row, 0, row, _LAST, note, formats.note)
        row += 1
    row += 1
    for label in form.signatures():
        sheet.merge_range(row, 0, row, _LAST, label, formats.plain)
        row += 1
    sheet.set_row(row, _SEAL_POINTS)
    sheet.merge_range(row, 0, row, _LAST, layout.seal.zh + "\u3000" * 4, formats.right)
    row += 1
    for text in (
        f"核对真伪：{form.address}",
        f"回执 {form.receipt}  第 {form.number} 版  摘要 {form.digest}",
    ):
        sheet.merge_range(row, 0, row, _LAST, "", formats.note)
        sheet.write_string(row, 0, text, formats.note)  # never a link: only text leaves the office
        sheet.set_row(row, 26)
        row += 1
    sheet.print_area(0, 0, row - 1, _LAST)


def _write_table(sheet: Worksheet, formats: CellFormats, form: SignedForm, row: int) -> int:
    """Write the ruled table from a row on; return the first row below it."""
    for column, text in enumerate(("序号", "指标名称", "计量单位", "本期数量", "说明")):
        sheet.write_string(row, column, text, formats.column_head)
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 0)
    row, number = row + 1, 0
    for section in form.sections:
        for column, text in enumerate(("", section.title, "", "", section.known_by)):
            sheet.write_string(row, column, text, formats.text(is_total=True))
        row += 1
        for cell in section.cells:
            number += 1
            sheet.write_number(row, 0, number, formats.centred())
            sheet.write_string(row, 1, cell.title, formats.text())
            sheet.write_string(
                row, 2, cell.counted_in or form.layout.word("units", cell.unit).zh, formats.centred()
            )
            if cell.value is None:
                word = form.layout.word("states", cell.state.name.lower()).zh
                sheet.write_string(row, 3, word, formats.silence(cell.state))
            else:
                decimals = decimals_of([cell.value])
                sheet.write_number(row, 3, cell.value, formats.number(cell.unit, decimals=decimals))
            sheet.write_string(row, 4, cell.typed, formats.text())
            row += 1
    return row
