"""Tables of an office's own: units, counties, totals, footnotes and months where people write them."""

import pytest

from tests.unit.files.conftest import figures, left_out

HEAD = ("乡镇", "月份", "回收量", "处置量")
ONE, TWO = ("韩寺镇", "2019年9月", 120, 80), ("官渡镇", "2019年9月", 260, 200)
FIRST, SECOND = ("410122101", "2019-09", 120.0, 80.0), ("410122102", "2019-09", 260.0, 200.0)


def remarks(reading):
    return "\n".join(
        chinese for file in reading.files for sheet in file.sheets for chinese, _ in sheet.remarks
    )


def faults(reading):
    return [(fault.cell, fault.code) for fault in reading.faults]


@pytest.mark.parametrize("unit", ["/{}", "，{}", ":{}", " {}", "{}", "（{}）", "[{}]", "\n{}"])
def test_a_unit_is_read_wherever_it_stands_in_a_heading(read_rows, unit):
    head = ("乡镇", "月份", "回收量" + unit.format("公斤"), "处置量" + unit.format("千克"))
    assert figures(read_rows(head, ONE)) == [FIRST]
    head = ("乡镇", "月份", "回收量" + unit.format("吨"), "处置量" + unit.format("公斤"))
    assert faults(read_rows(head, ONE)) == [("column C", "wrong-unit")]


@pytest.mark.parametrize(
    "note", ["单位：吨", "注：以上数据单位为吨", "说明：重量按吨计", "注：数量以吨为单位"]
)
def test_a_unit_in_a_note_below_is_that_of_the_figures(read_rows, note):
    reading = read_rows(HEAD, ONE, (note,))
    assert faults(reading) == [("C3", "wrong-unit"), ("D3", "wrong-unit")]
    assert "表下注明" in reading.faults[0].chinese
    assert figures(read_rows(HEAD, ONE, (note.replace("吨", "公斤"),))) == [FIRST]
    named = ("乡镇", "月份", "回收量（公斤）", "处置量（公斤）")
    assert figures(read_rows(named, ONE, (note,))) == [FIRST], "the heading is nearer than the note"


def test_a_column_of_counties_beside_the_townships_is_held_against_them(read_rows):
    head = ("县区", *HEAD)
    merged = read_rows(
        head, ("中牟县", *ONE), (None, *TWO), change=lambda book, sheet: sheet.merge_cells("A2:A3")
    )
    assert figures(merged) == [FIRST, SECOND]
    assert figures(read_rows(("县（市、区）", *HEAD), ("中牟", *ONE))) == [FIRST]
    assert faults(read_rows(head, ("新郑市", *ONE))) == [("B2", "name-and-code")]
    by_code = ("代码", "县区", *HEAD[1:])
    assert figures(read_rows(by_code, (410122101, "中牟县", *ONE[1:]))) == [FIRST]
    assert faults(read_rows(by_code, (410122101, "新郑市", *ONE[1:]))) != []


def test_a_county_beside_a_name_that_two_counties_have_settles_it(read_rows, places):
    twins = [unit for unit in places.at("township") if unit.name == "城关镇" or "城关" in unit.name]
    names = [unit.name for unit in twins]
    shared = next((one for one in twins if names.count(one.name) > 1), None)
    if shared is None:
        by_name = {}
        for unit in places.at("township"):
            by_name.setdefault(unit.name, []).append(unit)
        shared = next(units[0] for units in by_name.values() if len(units) > 1)
    county = places[shared.parent].name
    assert faults(read_rows(HEAD, (shared.name, *ONE[1:]))) == [("A2", "unknown-org-unit")]
    reading = read_rows(("县区", *HEAD), (county, shared.name, *ONE[1:]))
    assert figures(reading) == [(shared.code, *FIRST[1:])]


def test_a_row_of_sums_without_a_word_is_named_and_any_other_is_asked_about(read_rows):
    reading = read_rows(HEAD, ONE, TWO, (None, None, 380, 280))
    assert figures(reading) == [FIRST, SECOND]
    assert any("合计行" in one for one in left_out(reading))
    assert faults(read_rows(HEAD, ONE, TWO, (None, None, 381, 280)))[0] == ("A4", "unknown-org-unit")


def test_a_total_that_is_not_the_sum_is_said(read_rows):
    wrong = read_rows(HEAD, ONE, TWO, ("合  计", None, 999, 280))
    assert figures(wrong) == [FIRST, SECOND]
    assert "C4 合计写的是 999，读到的各行相加是 380" in remarks(wrong)
    assert "D4" not in remarks(wrong)
    right = read_rows(HEAD, ONE, TWO, ("合计", None, 380, 280), ("平均", None, 190, 140))
    assert "合计写的是" not in remarks(right)


def test_a_row_that_a_total_counts_and_nobody_sees_shows(read_rows):
    def hide(book, sheet):
        sheet.row_dimensions[3].hidden = True

    assert "C4 合计写的是 380，读到的各行相加是 120" in remarks(
        read_rows(HEAD, ONE, TWO, ("合计", None, 380, 280), change=hide)
    )


@pytest.mark.parametrize("mark", ["①", "*", "※", "²", "[1]", " ＊"])
def test_a_footnote_s_mark_is_no_part_of_a_name_or_heading(read_rows, mark):
    head = ("乡镇", "月份", "回收量" + mark, "处置量")
    assert figures(read_rows(head, ("韩寺镇" + mark, *ONE[1:]))) == [FIRST]
    assert faults(read_rows(HEAD, ("韩寺镇", "2019年9月", f"120{mark}", 80))) == [("C2", "not-a-number")]


def test_every_row_of_text_is_named(read_rows):
    reading = read_rows(HEAD, ONE, ("① 回收量按毛重",), ("数据来源：镇农办",), ("2019年10月8日",))
    assert figures(reading) == [FIRST]
    assert [one.split()[2] for one in left_out(reading)] == ["3", "4", "5"]


def test_a_share_beside_the_amounts_is_left_out_and_named(read_rows):
    reading = read_rows((*HEAD, "回收率"), (*ONE, 0.66))
    assert figures(reading) == [FIRST]
    assert any("回收率" in one for one in left_out(reading))


def test_a_column_numbered_from_nought_as_programs_do_is_left_out(read_text):
    text = (
        ",org_unit,period,recovered_kg,disposed_kg\n0,410122101,2019-09,120,80\n1,410122102,2019-09,260,200\n"
    )
    assert figures(read_text(text)) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("title", "sheet", "cells"),
    [
        ("2019年农药包装废弃物统计表", "9月", ()),
        ("2019年度农药包装废弃物统计表", "9月份包装", ()),
        ("2019年9月统计表", "Sheet1", ("9月",)),
        ("2019年农药包装废弃物统计表", "Sheet1", (9,)),
        ("农药包装废弃物", "2019年", ("09",)),
    ],
)
def test_a_year_and_a_month_that_stand_apart_are_that_month(read_rows, title, sheet, cells):
    def rename(book, one):
        one.title = sheet

    head = ("乡镇", *(["月份"] if cells else []), "回收量", "处置量")
    assert figures(read_rows((title,), head, ("韩寺镇", *cells, 120, 80), change=rename)) == [FIRST]


def test_a_sheet_s_name_and_its_title_that_disagree_are_asked_about(read_rows):
    def rename(book, sheet):
        sheet.title = "9月"

    head = ("乡镇", "回收量", "处置量")
    reading = read_rows(("2019年8月农药包装废弃物",), head, ("韩寺镇", 120, 80), change=rename)
    assert faults(reading) == [("row 2", "unknown-period")]
    assert "不一致" in reading.faults[0].chinese


def test_a_title_of_another_month_than_the_rows_is_said(read_rows):
    reading = read_rows(("2019年8月农药包装废弃物",), HEAD, ONE)
    assert figures(reading) == [FIRST]
    assert "标题写的是 2019-08，各行写的是 2019-09" in remarks(reading)


@pytest.mark.parametrize(
    "month",
    ["19年9月", "2019。9", "2019年9月（当月）", "2019-09-01T00:00:00", "2019年9月(本月)", "19年09月份"],
)
def test_a_month_in_further_hands_is_that_month(read_rows, month):
    assert figures(read_rows(HEAD, ("韩寺镇", month, 120, 80))) == [FIRST]


@pytest.mark.parametrize("month", ["2019年9月上旬", "9/1/2019", "2019 9", "2019。1", "2019-W36", "19.9"])
def test_a_month_in_doubt_stays_a_question(read_rows, month):
    assert faults(read_rows(HEAD, ("韩寺镇", month, 120, 80))) == [("B2", "unknown-period")]


@pytest.mark.parametrize("code", ["410122-101", "410122 101", "４１０１２２１０１*", "'410122101"])
def test_a_code_in_further_hands_is_that_place(read_rows, code):
    assert figures(read_rows(("代码", *HEAD[1:]), (code, *ONE[1:]))) == [FIRST]


@pytest.mark.parametrize("amount", ["'120", "’120", '"120"', "“120”"])
def test_an_amount_in_quotation_marks_is_the_amount(read_rows, amount):
    assert figures(read_rows(HEAD, ("韩寺镇", "2019年9月", amount, 80))) == [FIRST]


def test_a_truth_value_is_shown_as_the_spreadsheet_shows_it(read_rows):
    reading = read_rows(HEAD, ("韩寺镇", "2019年9月", True, 80))
    assert "TRUE" in reading.faults[0].chinese
    assert "TRUE" in reading.faults[0].english


CHINESE = "乡镇名称,月份,本月回收包装废弃物（公斤）,本月无害化处置（公斤）\n韩寺镇,二〇一九年九月,120,80\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "gb18030", "utf-8-sig"])
def test_a_chinese_table_is_read_in_every_encoding_with_a_mark_or_without(read_text, encoding):
    assert figures(read_text(CHINESE, name="万滩镇.csv", encoding=encoding)) == [FIRST]


@pytest.mark.parametrize(
    "content",
    [
        CHINESE.encode("utf-16-le") + "官渡镇,2019年9月,260,200".encode("utf-16-le"),
        CHINESE.encode() + "官渡镇,2019年9月,260,200".encode() + b"\0" * 512,
        CHINESE.replace("\n", "\r").encode() + "官渡镇,2019年9月,260,200".encode(),
        (CHINESE + "官渡镇,2019年9月,260,200").replace(",", "、").encode(),
        (CHINESE + "官渡镇,2019年9月,260,200").replace(",", "    ").encode(),
    ],
    ids=["utf-16", "padded", "cr", "enumeration comma", "aligned by blanks"],
)
def test_a_text_in_further_shapes_is_read(tmp_path, read, content):
    (tmp_path / "包装.csv").write_bytes(content)
    assert figures(read("包装.csv")) == [FIRST, SECOND]


def test_a_text_whose_chinese_was_lost_says_so(tmp_path, read):
    (tmp_path / "包装.csv").write_bytes(CHINESE.encode("ascii", "replace"))
    reading = read("包装.csv")
    assert faults(reading) == [("row 1", "unknown-encoding")]
    assert "问号" in reading.faults[0].chinese


def test_bytes_that_are_no_text_are_no_table(tmp_path, read):
    (tmp_path / "包装.csv").write_bytes(bytes(range(256)) * 8)
    assert faults(read("包装.csv")) == [("", "not-a-spreadsheet")]


NUTRIENTS = ("氮肥", "磷肥", "钾肥", "复合肥")
CROPS = ("小麦", "玉米", "其他作物")
ORGANIC = ("商品有机肥用量", "替代化肥面积")
GROUPS = ("小麦", None, None, None, "玉米", None, None, None, "其他作物", None, None, None, "有机肥", None)
LEAVES = NUTRIENTS * 3 + ORGANIC
AMOUNTS = tuple(float(i) for i in range(1, 15))


def _merged(*ranges):
    def change(book, sheet):
        for one in ranges:
            sheet.merge_cells(one)

    return change


@pytest.mark.parametrize(
    ("heads", "change"),
    [
        ([("乡镇", "月份", *GROUPS), (None, None, *LEAVES)], _merged("A1:A2", "C1:F1", "G1:J1", "K1:N1", "O1:P1")),
        ([("乡镇", "月份", *GROUPS), (None, None, *LEAVES)], None),
        ([(None, None, *GROUPS), ("乡镇", "月份", *LEAVES)], None),
        (
            [
                ("乡镇", "月份", "化肥使用量（折纯，吨）", *[None] * 11, "有机肥", None),
                (None, None, *GROUPS[:12], None, None),
                (None, None, *LEAVES),
            ],
            _merged("A1:A3", "B1:B3", "C1:N1", "C2:F2", "G2:J2", "K2:N2", "O1:P2"),
        ),
        ([("乡镇", "月份", *(f"{crop}-{one}" for crop in CROPS for one in NUTRIENTS), "商品有机肥", "有机肥替代化肥面积")], None),
    ],
    ids=["merged", "not merged", "groups above the place", "three rows", "one row"],
)  # fmt: skip
def test_a_heading_in_groups_is_read_across_its_rows(read_rows, plan, heads, change):
    reading = read_rows(*heads, ("韩寺镇", "2019-08", *AMOUNTS), name="化肥.xlsx", change=change)
    assert reading.faults == ()
    [row] = reading.rows
    order = [element.code for crop in ("wheat", "maize", "other", "organic")
             for section in plan.forms["fertilizer"].sections if section.code == crop
             for element in section.elements]  # fmt: skip
    assert (row.form, row.org_unit) == ("fertilizer", "410122101")
    assert {code: row.values[code] for code in order} == dict(zip(order, AMOUNTS, strict=True))


def test_a_group_of_another_month_is_never_the_month_s_figure(read_rows):
    heads = [("乡镇", "月份", "上月", None, "本月", None), (None, None, *HEAD[2:], *HEAD[2:])]
    reading = read_rows(*heads, ("韩寺镇", "2019年9月", 1, 2, 120, 80))
    assert figures(reading) == [FIRST]
    assert sum("上月" in one for one in left_out(reading)) == 2


def test_a_unit_of_a_group_holds_for_its_columns(read_rows):
    heads = [("乡镇", "月份", "农药包装废弃物（吨）", None), (None, None, "回收量", "处置量")]
    reading = read_rows(*heads, ONE, change=_merged("C1:D1"))
    assert faults(reading) == [("column C", "wrong-unit"), ("column D", "wrong-unit")]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("扫描件.pdf", "印出来"),
        ("照片.jpg", "图片"),
        ("说明.docx", "文字文档"),
        ("导出.fods", "读不了的格式"),
    ],
)
def test_a_file_of_another_kind_says_which_and_what_to_do(read_text, name, word):
    [file] = read_text("%PDF-1.4 no table", name=name).files
    assert file.outcome == "not_read"
    assert word in file.why[0]
    assert "模板" in file.why[0]
