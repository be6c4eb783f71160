"""No amount that a sheet holds is left out, merged or changed in silence."""

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from agri.files.intake.headings import likely_element
from tests.unit.files.conftest import figures
from tests.unit.files.intake.test_third_looks import FIRST, HEAD, ONE, SECOND, TITLE, TWO, codes, told


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("类型", ("农药瓶", "农药袋")),
        ("村名", ("小店村", "大店村")),
        ("备注", ("瓶", "袋")),
        ("批次", ("一批", "")),
    ],
)
def test_equal_rows_that_another_column_tells_apart_are_asked_about(read_rows, heading, words):
    rows = [("韩寺镇", word, 5, 5) for word in words]
    reading = read_rows((TITLE,), ("乡镇", heading, "回收量", "处置量"), *rows)
    assert reading.rows == ()
    assert words[0] in told(reading)
    same = read_rows((TITLE,), ("乡镇", heading, "回收量", "处置量"), rows[0], rows[0])
    assert len(figures(same)) == 1


@pytest.mark.parametrize("word", ["审核通过", "已上报", "联系农资店", "说明：无误", "以上属实"])
def test_a_row_with_amounts_is_never_a_signature(read_rows, word):
    head = ("情况", *HEAD)
    reading = read_rows((TITLE,), head, (word, *ONE), (word, "官度镇", 7, 7))
    assert codes(reading) == {"unknown-org-unit"}
    assert figures(read_rows((TITLE,), head, (word, *ONE), (word, None, None, None))) == [FIRST]


def test_a_telephone_or_a_year_beside_a_signature_is_no_amount(read_rows):
    for row in (
        ("联系电话：", 13800000000),
        ("填表日期：", 2019, "年10月"),
        ("填表人：王某", None, "2019-10-08"),
    ):
        assert figures(read_rows((TITLE,), HEAD, ONE, row)) == [FIRST]


@pytest.mark.parametrize(
    "rows",
    [
        [("项目", "万滩镇", "白沙镇"), ("本月回收包装废弃物", 1, 2), ("本月无害化处置", 1, 2)],
        [("乡镇", "7月", "8月"), ("回收量", 3, 4)],
        [("指标名称", "计量单位", "数量"), ("本月回收包装废弃物", "公斤", 12), ("本月无害化处置", "公斤", 7)],
    ],
)
def test_a_second_sheet_of_amounts_that_cannot_be_read_stops_the_file(read_rows, rows):
    def change(book, sheet):
        other = book.create_sheet("第二页")
        for row in rows:
            other.append(row)

    reading = read_rows((TITLE,), HEAD, ONE, change=change)
    assert reading.rows == ()
    assert {fault.sheet for fault in reading.faults} == {"第二页"}


@pytest.mark.parametrize("rows", [[("统计表",), HEAD], [HEAD], [HEAD, (None, "", None)]])
def test_a_sheet_of_headings_alone_stops_no_file(read_rows, rows):
    """A copy kept for the next month misses a period, and there is nothing that would need one."""

    def change(book, sheet):
        other = book.create_sheet("备用")
        for row in rows:
            other.append(row)

    assert figures(read_rows((TITLE,), HEAD, ONE, change=change)) == [FIRST]


def test_a_second_sheet_without_amounts_of_the_form_is_left_out(read_rows):
    def change(book, sheet):
        other = book.create_sheet("通讯录")
        other.append(("单位", "姓名", "电话"))
        other.append(("韩寺镇", "王某", 13800000000))

    assert figures(read_rows((TITLE,), HEAD, ONE, change=change)) == [FIRST]


@pytest.mark.parametrize(
    "font", [InlineFont(strike=True), InlineFont(vertAlign="superscript"), InlineFont(vertAlign="subscript")]
)
@pytest.mark.parametrize("is_first", [True, False])
def test_an_amount_of_which_a_part_is_struck_or_raised_is_told(read_rows, font, is_first):
    parts = [TextBlock(font, "12"), TextBlock(InlineFont(b=True), "15")]

    def change(book, sheet):
        sheet["B3"] = CellRichText(*(parts if is_first else reversed(parts)))

    (fault,) = read_rows((TITLE,), HEAD, ONE, TWO, change=change).faults
    assert (fault.code, fault.cell) == ("struck-figure", "B3")


def test_an_amount_of_two_fonts_that_hide_nothing_is_read(read_rows):
    def change(book, sheet):
        sheet["B3"] = CellRichText(TextBlock(InlineFont(b=True), "1"), TextBlock(InlineFont(), "20"))

    assert figures(read_rows((TITLE,), HEAD, ONE, change=change)) == [FIRST]


@pytest.mark.parametrize(
    "row", ["410122101,2019-09,1,200,", "410122101,2019-09,1,200,,", "410122101,2019-09,120,,80"]
)
def test_a_row_of_text_with_cells_beyond_the_heading_says_so(read_text, row):
    head = "org_unit,period,recovered_kg,disposed_kg"
    for rows in ([row], [row, "410122102,2019-09,7,7"]):
        reading = read_text("\n".join([head, *rows]))
        assert codes(reading) == {"ragged-row"}
    every = read_text(f"{head}\n410122101,2019-09,120,80,\n410122102,2019-09,260,200,\n")
    assert figures(every) == [FIRST, SECOND]


@pytest.mark.parametrize("title", ["农药包装废弃物（瓶、袋）", "农药瓶（袋）回收"])
def test_bottles_and_bags_that_a_table_is_about_are_no_units(read_rows, title):
    rows = [
        (f"2019年9月{title}统计表",),
        (*HEAD, "类型"),
        (*ONE, "瓶"),
        (*TWO, "塑料（袋）"),
        ("注：含农药瓶（袋）",),
    ]
    assert figures(read_rows(*rows)) == [FIRST, SECOND]


def test_a_heading_of_an_area_is_no_weight_and_one_of_a_number_no_area(plan):
    film, pest = plan.forms["film"], plan.forms["pest_control"]
    for form, heading in (
        (film, "回收面积"),
        (film, "地膜回收亩数"),
        (pest, "无人机数量"),
        (pest, "农药用量面积"),
    ):
        assert likely_element(heading, form) is None, heading
    for form, heading in (
        (film, "覆膜面积"),
        (film, "机械捡拾面积"),
        (pest, "无人机防治面积"),
        (pest, "农药用量"),
    ):
        assert likely_element(heading, form) is not None, heading
