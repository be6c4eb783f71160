"""Units and months that stand where nobody looked: each is understood, or named with the way out."""

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from agri.files.intake.headings import likely_element
from tests.unit.files.conftest import figures
from tests.unit.files.intake.test_more_habits import told

TITLE = "中牟县2019年9月农药包装废弃物回收统计表"
HEAD = ("乡镇", "回收量", "处置量")
ONE, TWO = ("韩寺镇", 120, 80), ("官渡镇", 260, 200)
FIRST, SECOND = ("410122101", "2019-09", 120.0, 80.0), ("410122102", "2019-09", 260.0, 200.0)


def codes(reading):
    return {fault.code for fault in reading.faults}


def named(name):
    def change(book, sheet):
        sheet.title = name

    return change


OTHER_UNITS = [
    "吨",
    "万公斤",
    "万kg",
    "担",
    "两",
    "瓶",
    "百斤",
    "公斤/亩",
    "吨/月",
    "亩均",
    "锭",
    "吨、公斤",
    "立方米",
]


@pytest.mark.parametrize("unit", OTHER_UNITS)
@pytest.mark.parametrize(
    "heading", ["回收量（{}）", "回收量\n(单位：{})", "回收量【计量单位:{}】", "回收量〔{}〕"]
)
def test_a_unit_in_the_parentheses_of_a_heading_is_never_no_unit(read_rows, heading, unit):
    reading = read_rows((TITLE,), ("乡镇", heading.format(unit), "处置量"), ONE)
    assert [(fault.code, fault.cell) for fault in reading.faults] == [("wrong-unit", "column B")]
    assert unit in reading.faults[0].chinese


@pytest.mark.parametrize(
    "heading",
    [
        "回收量（{}",
        "回收量，单位：{}",
        "回收量-{}",
        "回收量：{}",
        "回收量 单位{}",
        "回收量（以{}计）",
        "回收量\n单位：{}",
    ],
)
def test_a_unit_with_any_sign_before_it_is_that_of_the_column(read_rows, heading):
    for unit, cells in (("吨", ["column B"]), ("公顷", ["column B"]), ("公斤", [])):
        reading = read_rows((TITLE,), ("乡镇", heading.format(unit), "处置量"), ONE)
        assert [fault.cell for fault in reading.faults] == cells
    assert figures(reading) == [FIRST]


AROUND = {
    "a title": [(TITLE + "（{}）",), HEAD, ONE],
    "a line with a colon": [(TITLE,), (None, None, "计量单位：{}"), HEAD, ONE],
    "a line without a colon": [(TITLE,), (None, None, "单位 {}"), HEAD, ONE],
    "a line in English": [(TITLE,), ("Unit: {}",), HEAD, ONE],
    "two cells": [(TITLE,), (None, "单位：", "{}"), HEAD, ONE],
    "two cells without a colon": [(TITLE,), (None, "计量单位", "{}"), HEAD, ONE],
    "the office beside it": [(TITLE,), ("填报单位：中牟县农业农村局", None, "计量单位:", "{}"), HEAD, ONE],
    "a cell of its own": [(TITLE,), (None, None, "（{}）"), HEAD, ONE],
    "a row of units": [(TITLE,), HEAD, (None, "{}", "（{}）"), ONE],
    "the heading of the places": [(TITLE,), ("乡镇（单位：{}）", *HEAD[1:]), ONE],
    "a column": [(TITLE,), ("乡镇", "计量单位", *HEAD[1:]), ("韩寺镇", "{}", 120, 80)],
    "a column headed 单位": [(TITLE,), (*HEAD, "单位"), (*ONE, "{}")],
    "a column for each item": [(TITLE,), ("乡镇", "回收量", "单位", "处置量", "单位"), ("韩寺镇", 120, "{}", 80, "{}")],
    "a remark": [(TITLE,), (*HEAD, "备注"), (*ONE, "单位：{}")],
    "a remark in words": [(TITLE,), (*HEAD, "说明"), (*ONE, "本行以{}计")],
    "a note below": [(TITLE,), HEAD, ONE, ("注：回收量、处置量均按{}填报",)],
    "a note in other words": [(TITLE,), HEAD, ONE, ("说明：以上数据均为{}。",)],
    "a note over two cells": [(TITLE,), HEAD, ONE, ("注：计量单位", "{}")],
    "a cell beside the table": [(TITLE,), HEAD, (*ONE, None, "单位：{}")],
}  # fmt: skip


@pytest.mark.parametrize("place", AROUND)
def test_a_unit_that_stands_beside_the_figures_is_theirs(read_rows, place):
    def filled(unit):
        return [
            tuple(cell.format(unit) if isinstance(cell, str) else cell for cell in row)
            for row in AROUND[place]
        ]

    for unit in ("吨", "万公斤", "斤"):
        reading = read_rows(*filled(unit))
        assert reading.rows == ()
        assert codes(reading) == {"wrong-unit"}
        assert unit in told(reading)
    assert figures(read_rows(*filled("公斤"))) == [FIRST]
    assert figures(read_rows(*filled("千克"))) == [FIRST]


def test_a_unit_in_the_name_of_a_sheet_or_file_is_that_of_the_figures(read_rows):
    rows = [(TITLE,), HEAD, ONE]
    assert codes(read_rows(*rows, change=named("9月（吨）"))) == {"wrong-unit"}
    assert codes(read_rows(*rows, change=named("单位 万斤"))) == {"wrong-unit"}
    assert codes(read_rows(*rows, name="包装（吨）.xlsx")) == {"wrong-unit"}
    assert figures(read_rows(*rows, change=named("9月（公斤）"))) == [FIRST]


def test_a_title_of_two_weights_does_not_say_which_it_is(read_rows):
    asked = read_rows((TITLE,), ("单位：吨、公斤",), HEAD, ONE)
    assert codes(asked) == {"wrong-unit"}
    assert figures(read_rows((TITLE,), ("单位：亩、公斤",), HEAD, ONE)) == [FIRST]
    with_own = ("乡镇", "回收量（公斤）", "处置量（千克）")
    assert figures(read_rows((TITLE,), ("单位：吨、公斤",), with_own, ONE)) == [FIRST]


@pytest.mark.parametrize("number_format", ['0.0"万"', '#,##0.00"万公斤"', '0.0" t"', '0"担"'])
def test_a_unit_in_a_number_s_format_is_told(read_rows, number_format):
    def change(book, sheet):
        sheet["B3"].number_format = number_format

    (fault,) = read_rows((TITLE,), HEAD, ONE, change=change).faults
    assert fault.cell == "B3"


@pytest.mark.parametrize("number_format", ['0.0,"吨"', '#,##0.00,"t"', '0.0,,"千吨"'])
def test_a_format_that_divides_the_number_names_the_number_that_is_kept(read_rows, number_format):
    def change(book, sheet):
        sheet["B3"].number_format = number_format

    (fault,) = read_rows((TITLE,), HEAD, ("韩寺镇", 1200, 80), change=change).faults
    assert (fault.cell, fault.code) == ("B3", "wrong-unit")
    assert "是 1200，" in fault.chinese


def test_a_format_that_only_shortens_the_number_is_a_look(read_rows):
    def change(book, sheet):
        sheet["B3"].number_format = '0!.0,"万"'

    reading = read_rows((TITLE,), HEAD, ("韩寺镇", 12000, 80), change=change)
    assert figures(reading) == [("410122101", "2019-09", 12000.0, 80.0)]


@pytest.mark.parametrize("remark", ["必填", "镇", "本月", "农资店"])
def test_words_in_parentheses_that_are_no_unit_do_not_stop_a_file(read_rows, remark):
    reading = read_rows((TITLE,), ("乡镇", f"回收量（{remark}）", "处置量（公斤）（必填）"), ONE)
    assert figures(reading) == [FIRST]
    assert ("农资店”不是计量单位" in told(reading)) == (remark == "农资店")


@pytest.mark.parametrize(
    ("rows", "is_asked"),
    [
        ([("2019年9月农药使用量（折百）",), ("乡镇", "农药用量")], False),
        ([("2019年9月",), ("乡镇", "农药用量（折百）")], True),
        ([("2019年9月",), ("乡镇", "农药用量（有效成分）")], True),
        ([("2019年9月",), ("乡镇", "农药用量（商品量）")], False),
    ],
)
def test_what_is_kept_in_another_measure_than_is_asked_is_told(read_rows, rows, is_asked):
    others = (
        "手动喷雾器防治",
        "电动喷雾器防治",
        "担架式喷雾机防治",
        "喷杆喷雾机防治",
        "无人机防治",
        "统防统治",
        "绿色防控",
    )
    head = (*rows[1], *others)
    reading = read_rows(rows[0], head, ("韩寺镇", 5, *[1] * 7), name="病虫害防治月报.xlsx")
    assert codes(reading) == ({"wrong-unit"} if is_asked else set())


FERTILIZER = ("小麦氮肥", "小麦磷肥", "小麦钾肥", "小麦复合肥", "玉米氮肥", "玉米磷肥", "玉米钾肥", "玉米复合肥", "其他作物氮肥",
              "其他作物磷肥", "其他作物钾肥", "其他作物复合肥", "商品有机肥用量（实物）", "有机肥替代化肥面积")  # fmt: skip


@pytest.mark.parametrize(
    ("title", "mark", "is_asked"),
    [
        ("", "", False),
        ("（折纯）", "", False),
        ("", "（折纯，吨）", False),
        ("（实物量）", "", True),
        ("（商品量）", "", True),
        ("", "（实物）", True),
        ("", "（实物，吨）", True),
        ("（实物量）", "（折纯）", False),
    ],
)
def test_fertilizer_as_it_is_sold_is_never_taken_for_nutrients(read_rows, title, mark, is_asked):
    heads = [f"{one}{mark}" for one in FERTILIZER[:12]] + list(FERTILIZER[12:])
    row = ("韩寺镇", *range(1, 15))
    reading = read_rows((f"中牟县2019年9月化肥使用量统计表{title}",), ("乡镇", *heads), row)
    assert (codes(reading), len(reading.rows)) == (({"wrong-unit"}, 0) if is_asked else (set(), 1))


SPANS = [
    "1-9月累计",
    "1—9月",
    "截至9月30日",
    "年初以来",
    "累计数",
    "上半月",
    "9月中旬",
    "前9个月",
    "1月至9月",
    "8月、9月",
]


@pytest.mark.parametrize("span", SPANS)
def test_figures_of_several_months_or_of_part_of_one_are_asked_about_wherever_it_is_said(read_rows, span):
    plain = [(TITLE,), HEAD, ONE]
    for reading in (
        read_rows((TITLE,), (f"（{span}）",), HEAD, ONE),
        read_rows((f"2019年{span}农药包装废弃物统计表",), HEAD, ONE),
        read_rows(*plain, change=named(span)),
        read_rows(*plain, name=f"2019年{span}.xlsx"),
        read_rows(*plain, (f"注：以上为{span}",)),
        read_rows((TITLE,), (*HEAD, "备注"), (*ONE, span)),
        read_rows((TITLE,), ("乡镇", f"回收量（{span}）", "处置量"), ONE),
        read_rows((TITLE,), ("乡镇", f"本月回收包装废弃物（{span}）", "处置量"), ONE),
    ):
        assert reading.rows == ()
        assert reading.faults != ()
        assert span.strip("数") in told(reading)


def test_a_title_of_several_months_over_rows_of_each_is_no_sum(read_rows):
    head = ("乡镇", "月份", "回收量", "处置量")
    each = [("韩寺镇", "2019-08", 7, 7), ("韩寺镇", "2019-09", 120, 80)]
    title = "中牟县2019年1-9月农药包装废弃物统计表"
    assert len(figures(read_rows((title,), head, *each))) == 2
    for reading in (
        read_rows((title,), head, each[1]),
        read_rows((title.replace("统计", "累计统计"),), head, *each),
        read_rows((TITLE,), head, *each, change=named("截至9月")),
    ):
        assert reading.rows == ()
        assert codes(reading) == {"unknown-period"}


def test_a_note_about_sums_that_nobody_filled_in_is_no_claim(read_rows):
    for note in ("注：累计数由系统计算，不填", "注：本表为当月数，非累计数", "备注：累计设回收点12个"):
        assert figures(read_rows((TITLE,), HEAD, ONE, (note,))) == [FIRST]


@pytest.mark.parametrize(
    "sent",
    [("报送时间：2019年10月",), ("报送日期", "2019年10月"), ("上报时间：", "2019年10月"), ("（10月上报）",)],
)
def test_the_date_of_sending_is_never_the_month(read_rows, sent):
    bare = ("农药包装废弃物回收统计表",)
    assert figures(read_rows(bare, sent, HEAD, ONE, name="2019年9月包装.xlsx")) == [FIRST]
    assert "报告期" in told(read_rows(bare, sent, HEAD, ONE))


def test_a_file_and_a_title_of_two_months_are_asked_about(read_rows):
    for name in ("2019年8月包装.xlsx", "包装201908.xlsx", "8月包装.xlsx"):
        reading = read_rows((TITLE,), HEAD, ONE, name=name)
        assert codes(reading) == {"unknown-period"}
        assert "不一致" in reading.faults[0].chinese
    two = read_rows((TITLE,), ("2019年8月",), HEAD, ONE)
    assert codes(two) == {"unknown-period"}
    assert figures(read_rows((TITLE,), HEAD, ONE, name="中牟201909.xlsx")) == [FIRST]
    assert figures(read_rows((TITLE,), HEAD, ONE, name="包装2019-10-08.xlsx")) == [FIRST]


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
