"""What a workbook states about itself is not believed, and what it hides is left out and named."""

import re
import zipfile

import openpyxl
import pytest
import xlwt

from tests.unit.files.conftest import CODES, figures, left_out

ONE = [("410122101", "2019-09", 120.0, 80.0)]
GOOD = ("410122101", "韩寺镇", "2019-09", 120, 80)


def rewrite(path, change):
    """Change the first sheet's XML of a workbook."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = next(name for name in parts if name.endswith("sheet1.xml"))
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as target:
        for part, content in parts.items():
            target.writestr(part, content)


@pytest.mark.parametrize("declared", ["A1", "A1:B2", "A1:XFD1048576"])
def test_a_declared_range_is_not_believed(read_rows, tmp_path, read, declared):
    read_rows(CODES, GOOD)
    rewrite(
        tmp_path / "packaging.xlsx",
        lambda xml: re.sub(r'<dimension ref="[^"]+"', f'<dimension ref="{declared}"', xml),
    )
    assert figures(read("packaging.xlsx")) == ONE


def test_a_hidden_sheet_is_left_out_and_named(read_rows):
    def hide(book, _):
        sheet = book.create_sheet("上月底稿")
        sheet.append(CODES)
        sheet.append(("410122101", "韩寺镇", "2019-08", 9999, 8888))
        sheet.sheet_state = "hidden"

    reading = read_rows(CODES, GOOD, change=hide)
    assert figures(reading) == ONE
    assert any("上月底稿" in line and "隐藏" in line for line in left_out(reading))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_file_of_hidden_sheets_alone_fails(read_rows, state):
    def hide(book, sheet):
        book.create_sheet("空")
        sheet.sheet_state = state

    assert [fault.code for fault in read_rows(CODES, GOOD, change=hide).faults] == ["no-rows"]


def test_hidden_rows_and_columns_of_figures_are_left_out_and_named(read_rows):
    def hide(_, sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True

    reading = read_rows(CODES, GOOD, ("410122102", "官渡镇", "2019-09", 7, 7), change=hide)
    assert figures(reading) == [("410122101", "2019-09", 120.0, None)]
    assert any("row 3" in line and "隐藏" in line for line in left_out(reading))
    assert any("column E" in line and "隐藏" in line for line in left_out(reading))


def test_a_hidden_column_of_codes_still_names_the_place(read_rows):
    def hide(_, sheet):
        sheet.column_dimensions["A"].hidden = True

    assert figures(read_rows(CODES, GOOD, change=hide)) == ONE


def test_a_formula_without_a_kept_result_is_a_fault_and_no_blank(read_rows):
    (fault,) = read_rows(CODES, (*GOOD[:3], "=60+60", 80)).faults
    assert (fault.code, fault.cell) == ("formula", "D2")
    assert "选择性粘贴" in fault.chinese


def test_the_kept_result_of_a_formula_is_read_and_said(read_rows, tmp_path, read):
    read_rows(CODES, (*GOOD[:3], "=60+60", 80))
    blank = r"<f>60\+60</f><v(></v| ?/)>"  # as one or the other library writes it
    rewrite(tmp_path / "packaging.xlsx", lambda xml: re.sub(blank, "<f>60+60</f><v>120</v>", xml))
    reading = read("packaging.xlsx")
    assert figures(reading) == ONE
    assert any("公式" in chinese for chinese, _ in reading.files[0].sheets[0].remarks)


def test_an_error_in_a_cell_is_a_fault_and_no_blank(read_rows):
    (fault,) = read_rows(CODES, (*GOOD[:3], "#REF!", 80)).faults
    assert (fault.code, fault.cell) == ("broken-cell", "D2")


def test_a_percent_cell_is_no_amount(read_rows):
    def show(_, sheet):
        sheet["D2"].number_format = "0.0%"

    (fault,) = read_rows(CODES, (*GOOD[:3], 0.8, 80), change=show).faults
    assert (fault.code, fault.cell) == ("percent", "D2")


def test_a_merged_period_is_that_of_every_row(read_rows):
    def merge(_, sheet):
        sheet.merge_cells("C2:C3")

    reading = read_rows(CODES, GOOD, ("410122102", "官渡镇", None, 7, 7), change=merge)
    assert figures(reading) == [*ONE, ("410122102", "2019-09", 7.0, 7.0)]


def test_a_merged_figure_belongs_to_nobody(read_rows):
    def merge(_, sheet):
        sheet.merge_cells("D2:D3")

    reading = read_rows(CODES, GOOD, ("410122102", "官渡镇", "2019-09", None, 7), change=merge)
    assert {fault.code for fault in reading.faults} == {"merged-figure"}
    assert {fault.cell for fault in reading.faults} == {"D2", "D3"}


def test_a_sheet_that_is_not_read_beside_a_good_one_is_named(read_rows):
    def add(book, _):
        book.create_sheet("村级明细").append(("村", "户数"))

    reading = read_rows(CODES, GOOD, change=add)
    assert figures(reading) == ONE
    assert any("村级明细" in line for line in left_out(reading))


def test_a_template_without_its_hidden_rows_is_read_by_its_words(fill):
    def lose(_, sheet):
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.delete_rows(4)
        sheet.delete_rows(1)

    reading = fill({"D10": 120, "E10": 80}, change=lose)
    assert figures(reading) == ONE
    assert any("表头" in chinese for chinese, _ in reading.files[0].sheets[0].remarks)


def test_a_template_with_a_column_of_numbers_inserted_is_read(fill):
    def insert(_, sheet):
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_cols(1)
        for row in range(8, 22):
            sheet.cell(row, 1, row - 7)

    assert figures(fill({"D10": 120, "E10": 80}, change=insert)) == ONE


def test_a_template_nobody_filled_in_is_told_apart_from_a_fault(fill):
    reading = fill({})
    assert (str(reading.files[0].outcome), reading.faults) == ("empty", ())


def test_an_old_workbook_is_read_and_needs_no_warning(tmp_path, read):
    book = xlwt.Workbook()
    sheet = book.add_sheet("packaging")
    for number, row in enumerate([CODES, GOOD]):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(str(tmp_path / "a.xls"))
    (tmp_path / "b.et").write_bytes((tmp_path / "a.xls").read_bytes())

    for name in ("a.xls", "b.et"):
        reading = read(name)
        assert figures(reading) == ONE
        assert not any("隐藏" in chinese for chinese, _ in reading.files[0].sheets[0].remarks)


def test_an_open_document_is_read(tmp_path, read):
    def cell(value):
        kind = (
            f'office:value-type="float" office:value="{value}"'
            if isinstance(value, int)
            else 'office:value-type="string"'
        )
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in (CODES, GOOD))
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="packaging">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    assert figures(read("a.ods")) == ONE


def test_faults_are_grouped_with_three_examples_and_the_total(read_rows):
    from agri.files.sheets.faults import grouped

    codes = ("410122101", "410122102", "410122103", "410122104", "410122105")
    reading = read_rows(CODES, *[(code, None, "2019-09", "约5", "无") for code in codes])
    groups = {group.code: (group.total, len(group.examples)) for group in grouped(reading.faults)}
    assert groups == {"not-a-number": (5, 3), "word-for-nothing": (5, 3)}


def test_a_workbook_of_the_smallest_kind_is_read(tmp_path, read):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in (CODES, GOOD)
    )
    rewrite(tmp_path / "a.xlsx", lambda _: '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{rows}</sheetData></worksheet>")  # fmt: skip
    assert figures(read("a.xlsx")) == ONE


@pytest.mark.parametrize("height", ["0", "0.0"])
def test_a_row_or_column_drawn_without_height_or_width_is_hidden(read_rows, tmp_path, read, height):
    read_rows(CODES, GOOD, ("410122102", "官渡镇", "2019-09", 260, 200))

    def flatten(xml):
        columns = f'<cols><col min="5" max="5" width="{height}" customWidth="1"/></cols><sheetData>'
        return re.sub(r'<row r="3"', f'<row r="3" ht="{height}" customHeight="1"', xml).replace(
            "<sheetData>", columns
        )

    rewrite(tmp_path / "packaging.xlsx", flatten)
    reading = read("packaging.xlsx")
    assert figures(reading) == [("410122101", "2019-09", 120.0, None)]
    assert any("row 3" in one and "隐藏" in one for one in left_out(reading))
    assert any("column E" in one and "隐藏" in one for one in left_out(reading))
