"""Units and months that stand where nobody looked: each is understood, or named with the way out."""

import pytest

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
