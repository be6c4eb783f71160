"""Twenty and more further habits, written down before the reader was looked at: each in, or named with a clear word."""

import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from agri.periods import Period
from tests.unit.files.conftest import CODES, figures, left_out

ONE = [("410122101", "2019-09", 120.0, 80.0)]
HEAD = "org_unit,period,recovered_kg,disposed_kg"
GOOD = ("410122101", "韩寺镇", "2019-09", 120, 80)
NEXT = ("410122102", "官渡镇", "2019-09", 260, 200)
OWN = ("序号", "乡镇（街道）", "本月回收量", "本月无害化处置量")
OWN_ROWS = [(1, "韩寺镇", 120, 80), (2, "官渡镇", 260, 200)]
TWO = [*ONE, ("410122102", "2019-09", 260.0, 200.0)]


def told(reading):
    """Return everything that is said of the sheets: faults, what was left out, remarks."""
    remarks = [chinese for file in reading.files for sheet in file.sheets for chinese, _ in sheet.remarks]
    return "\n".join(
        [*(f"{fault.cell} {fault.chinese}" for fault in reading.faults), *left_out(reading), *remarks]
    )


def test_01_dates_counted_from_1904_as_old_macs_do_are_the_same_months(read_rows):
    def change(book, sheet):
        book.epoch = CALENDAR_MAC_1904

    row = ("410122101", "韩寺镇", date(2019, 9, 1), 120, 80)
    assert figures(read_rows(CODES, row, change=change)) == ONE


def test_02_the_strict_kind_of_xlsx_is_read(read_rows, read, tmp_path):
    read_rows(CODES, GOOD, name="plain.xlsx")
    strict = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
            b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        zipfile.ZipFile(tmp_path / "strict.xlsx", "w") as written,
    ):
        for name in plain.namelist():
            content = plain.read(name)
            for loose, exact in strict.items():
                content = content.replace(loose, exact)
            written.writestr(name, content)
    assert figures(read("strict.xlsx")) == ONE


def test_03_a_spreadsheet_of_2003_in_xml_is_told_to_be_saved_again(tmp_path, read):
    (tmp_path / "旧系统.xls").write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>',
        "utf-8",
    )
    assert "另存" in told(read("旧系统.xls"))


def test_04_two_months_side_by_side_are_never_taken_for_one(read_rows):
    reading = read_rows(
        ("中牟县农药包装废弃物", None, None, None, None),
        ("乡镇", "8月", None, "9月", None),
        (None, "回收量", "处置量", "回收量", "处置量"),
        ("韩寺镇", 1, 1, 120, 80),
    )
    assert reading.rows == ()
    assert "同时在" in told(reading)
    assert "报告期" in told(reading)


def test_05_townships_across_and_items_down_is_told(read_rows):
    reading = read_rows(
        ("2019年9月农药包装废弃物", None, None),
        ("项目", "韩寺镇", "官渡镇"),
        ("本月回收量（公斤）", 120, 260),
        ("本月无害化处置量（公斤）", 80, 200),
    )
    assert reading.rows == ()
    assert "模板" in told(reading)


def test_06_a_cumulative_column_is_never_the_month_s_figure(read_rows):
    reading = read_rows(
        ("中牟县2019年9月农药包装废弃物统计表",),
        ("乡镇", "本年累计回收量", "本月回收量", "本月处置量"),
        ("韩寺镇", 1500, 120, 80),
    )
    assert figures(reading) == ONE
    assert "本年累计回收量" in told(reading)


def test_07_a_unit_line_in_tonnes_above_a_form_in_kilograms_is_told(read_rows):
    reading = read_rows(
        ("中牟县2019年9月农药包装废弃物统计表",),
        (None, None, None, "单位：吨"),
        OWN,
        (1, "韩寺镇", 0.12, 0.08),
    )
    assert reading.rows == ()
    assert "吨" in told(reading)
    assert "公斤" in told(reading)


def test_08_a_number_shown_as_a_date_is_the_number_or_told(read_rows):
    def change(book, sheet):
        sheet["D2"].number_format = "yyyy-mm-dd"

    reading = read_rows(CODES, GOOD, change=change)
    assert reading.rows == ()
    assert "D2 单元格成了日期" in told(reading)


def test_09_a_row_struck_through_is_not_taken_in_silence(read_rows):
    def change(book, sheet):
        for cell in sheet[2]:
            cell.font = Font(strike=True)

    reading = read_rows(CODES, GOOD, NEXT, change=change)
    assert "划掉" in told(reading)
    assert [row.org_unit for row in reading.rows] == ["410122102"]


def test_10_figures_in_a_hidden_column_are_named(read_rows):
    def change(book, sheet):
        sheet.column_dimensions["E"].hidden = True

    reading = read_rows(CODES, GOOD, change=change)
    assert "隐藏" in told(reading)
    assert "E" in told(reading)


def test_11_a_very_hidden_sheet_is_left_out_and_named(read_rows):
    def change(book, sheet):
        draft = book.create_sheet("底稿")
        draft.append(CODES)
        draft.append(("410122103", "狼城岗镇", "2019-09", 1, 1))
        draft.sheet_state = "veryHidden"

    reading = read_rows(CODES, GOOD, change=change)
    assert figures(reading) == ONE
    assert "底稿" in told(reading)


def test_12_two_tables_one_below_the_other_keep_their_months(read_rows):
    reading = read_rows(
        ("中牟县2019年9月农药包装废弃物",),
        ("乡镇", "回收量", "处置量"),
        ("韩寺镇", 120, 80),
        (None, None, None),
        ("中牟县2019年8月农药包装废弃物",),
        ("乡镇", "回收量", "处置量"),
        ("官渡镇", 7, 7),
    )
    assert figures(reading) == [*ONE, ("410122102", "2019-08", 7.0, 7.0)]


def test_12_a_heading_repeated_on_the_next_page_keeps_the_month_and_its_own_columns(read_rows):
    reading = read_rows(
        ("中牟县2019年9月农药包装废弃物",),
        ("乡镇", "回收量", "处置量"),
        ("韩寺镇", 120, 80),
        ("乡镇", "处置量", "回收量"),
        ("官渡镇", 200, 260),
    )
    assert [(row.org_unit, row.period, row.values["recovered_kg"]) for row in reading.rows] == [
        ("410122101", "2019-09", 120.0),
        ("410122102", "2019-09", 260.0),
    ]
    assert reading.files[0].rows == 2


def test_09_a_struck_figure_alone_is_asked_about(read_rows):
    def change(book, sheet):
        sheet["D2"].font = Font(strike=True)

    reading = read_rows(CODES, GOOD, NEXT, change=change)
    (fault,) = reading.faults
    assert (fault.code, fault.cell) == ("struck-figure", "D2")


def test_13_a_township_merged_over_its_months_stands_for_each(read_rows):
    def change(book, sheet):
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")

    reading = read_rows(
        CODES, ("410122101", "韩寺镇", "2019-08", 7, 7), (None, None, "2019-09", 120, 80), change=change
    )
    assert figures(reading) == [("410122101", "2019-08", 7.0, 7.0), *ONE]


def test_14_a_sheet_for_each_month_is_read_by_its_name_or_told(read_rows):
    def change(book, sheet):
        sheet.title = "2019年9月"
        other = book.create_sheet("2019年8月")
        other.append(("乡镇", "回收量", "处置量"))
        other.append(("韩寺镇", 7, 7))

    reading = read_rows(("乡镇", "回收量", "处置量"), ("韩寺镇", 120, 80), change=change)
    taken = {(row.period, row.values["recovered_kg"]) for row in reading.rows}
    assert taken == {("2019-09", 120.0), ("2019-08", 7.0)}


def test_15_a_sheet_for_each_township_without_a_column_of_places_is_read_by_its_name(read_rows):
    def change(book, sheet):
        sheet.title = "韩寺镇"

    rows = ("月份", "回收量", "处置量"), ("2019-09", 120, 80)
    reading = read_rows(*rows, change=change)
    assert figures(reading) == ONE
    assert "按标题或名称取 韩寺镇" in told(reading)
    unnamed = read_rows(*rows, name="b.xlsx")
    assert [(fault.cell, fault.code) for fault in unnamed.faults] == [("row 1", "missing-column")]


@pytest.mark.parametrize("written", ["120①", "120²", "120*", "120（估）", "1½", "80~100", "√", "l20"])
def test_16_a_mark_behind_a_figure_is_never_a_digit(read_rows, written):
    reading = read_rows(CODES, ("410122101", "韩寺镇", "2019-09", written, 80))
    assert reading.rows == ()
    (fault,) = reading.faults
    assert fault.cell == "D2"
    assert written in fault.chinese


@pytest.mark.parametrize(
    "name", ["韩 寺 镇", "韩寺　镇", "韩寺", "河南省郑州市中牟县韩寺镇", "韩寺镇人民政府"]
)
def test_17_a_name_set_wide_or_long_is_that_place(read_rows, name):
    assert figures(read_rows(CODES[1:], (name, *GOOD[2:]))) == ONE


def test_18_a_name_that_two_counties_have_asks_for_the_code(read_rows, places):
    names = [unit.name for unit in places.units]
    name = next(name for name in names if names.count(name) > 1)
    codes = [unit.code for unit in places.units if unit.name == name]
    reading = read_rows(CODES[1:], (name, *GOOD[2:]))
    assert reading.rows == ()
    assert all(code in told(reading) for code in codes)


@pytest.mark.parametrize("cell", ["410122101 韩寺镇", "410122101-韩寺镇", "韩寺镇（410122101）", "韩寺镇"])
def test_19_code_and_name_in_one_cell_are_that_place(read_rows, cell):
    assert figures(read_rows(("单位代码", *CODES[2:]), (cell, *GOOD[2:]))) == ONE


def test_20_a_code_kept_as_text_by_an_equals_sign_is_read(read_text):
    assert figures(read_text(f'{HEAD}\n"=""410122101""",2019-09,120,80\n')) == ONE


def test_21_a_code_rounded_by_a_spreadsheet_is_told(read_text):
    reading = read_text(f"{HEAD}\n4.10E+08,2019-09,120,80\n")
    assert reading.rows == ()
    assert "A2" in told(reading)
    assert "4.10E+08" in told(reading)


def test_22_a_comma_inside_an_amount_never_moves_the_columns(read_text):
    reading = read_text(f"{HEAD},reason\n410122101,2019-09,1,200,80,补报\n")
    assert reading.rows == ()
    assert "2" in reading.faults[0].cell
    assert "逗号" in told(reading)


def test_23_a_quotation_mark_that_never_closes_is_told(read_text):
    reading = read_text(f'{HEAD},reason\n410122101,2019-09,120,80,"补报\n410122102,2019-09,1,1,\n')
    assert reading.rows == ()
    assert "引号" in told(reading)


@pytest.mark.parametrize("period", ["43709", 43709])
def test_24_the_number_of_a_day_is_its_month(read_rows, period):
    assert figures(read_rows(CODES, ("410122101", "韩寺镇", period, 120, 80))) == ONE


@pytest.mark.parametrize("period", ["19-9", "19.9", "九月", "2019年9月上旬"])
def test_24_a_period_in_doubt_is_told(read_rows, period):
    reading = read_rows(CODES, ("410122101", "韩寺镇", period, 120, 80))
    (fault,) = reading.faults
    assert fault.cell == "C2"
    assert period in fault.chinese
    assert "2019-08" in fault.chinese


@pytest.mark.parametrize(
    "span", ["2019年1-9月", "2019年1—9月", "2019年1至9月", "1-9月", "前三季度", "截至2019年9月"]
)
def test_25_figures_since_january_are_never_one_month(read_rows, span):
    own = read_rows((f"中牟县{span}农药包装废弃物统计表",), OWN, *OWN_ROWS)
    assert own.rows == ()
    cell = read_rows(CODES, ("410122101", "韩寺镇", span, 120, 80), name="b.xlsx")
    assert cell.rows == ()
    assert f"C2 “{span}”是几个月合在一起" in told(cell)
    assert "几个月合在一起" in told(own)
    assert span in told(own)


def test_26_two_forms_in_one_workbook_both_get_in(read_rows, plan):
    def change(book, sheet):
        sheet.title = "包装"
        soil = book.create_sheet("测土")
        sections = plan.forms["soil_testing"].sections_in(Period(2019, 9))
        codes = [element.code for section in sections for element in section.elements]
        soil.append(("org_unit", "period", *codes))
        soil.append(("410122101", "2019-09", *(0 for _ in codes)))

    reading = read_rows(CODES, GOOD, change=change)
    assert reading.faults == ()
    assert {row.form for row in reading.rows} == {"packaging", "soil_testing"}


def test_27_a_summary_sheet_with_other_figures_is_told(read_rows):
    def change(book, sheet):
        other = book.create_sheet("汇总")
        other.append(CODES)
        other.append(("410122101", "韩寺镇", "2019-09", 121, 80))

    reading = read_rows(CODES, GOOD, change=change)
    assert reading.rows == ()
    assert "韩寺镇" in told(reading)
    assert any("汇总" in fault.place for fault in reading.faults)


@pytest.mark.parametrize("mark", ["同上", "〃", '"', "″"])
def test_28_ditto_in_the_month_is_told(read_rows, mark):
    reading = read_rows(CODES, GOOD, ("410122102", "官渡镇", mark, 260, 200))
    (fault,) = reading.faults
    assert fault.cell == "C3"
    assert mark in fault.chinese


@pytest.mark.parametrize(
    "word", ["全县", "中牟县", "县合计", "小  计", "平均", "上月数", "上年同期", "各乡镇合计"]
)
def test_29_a_line_of_sums_above_is_named_and_never_a_township(read_rows, word):
    reading = read_rows(("中牟县2019年9月农药包装废弃物统计表",), OWN, (None, word, 380, 280), *OWN_ROWS)
    assert figures(reading) == TWO
    assert any("合计行" in line and " ".join(word.split()) in line for line in left_out(reading))


@pytest.mark.parametrize(("word", "recovered"), [("其中：规模场", 380), ("中牟县", 390)])
def test_29_what_is_no_sum_and_no_township_is_told(read_rows, word, recovered):
    reading = read_rows(
        ("中牟县2019年9月农药包装废弃物统计表",), OWN, (None, word, recovered, 280), *OWN_ROWS
    )
    assert reading.rows == ()
    assert word in told(reading)


def test_30_a_workbook_that_holds_a_picture_only_is_told(tmp_path, read):
    openpyxl.Workbook().save(tmp_path / "截图.xlsx")
    reading = read("截图.xlsx")
    assert reading.faults != ()
    assert "截图" in reading.faults[0].file


def test_31_the_date_to_which_a_form_is_valid_is_not_its_month(read_rows):
    above = [
        ("农药包装废弃物回收月报",),
        ("有效期至：2019年12月",),
        ("填表日期：2019年10月",),
        ("2019年10月8日",),
    ]
    asked = read_rows(*above, OWN, *OWN_ROWS)
    assert asked.rows == ()
    assert "报告期" in told(asked)
    assert figures(read_rows(*above, ("时间：2019年9月",), OWN, *OWN_ROWS, name="b.xlsx")) == TWO
