"""Forty habits of people at spreadsheets, written down before the reader was read, and their siblings."""

import zipfile

import pytest
from openpyxl.styles import Font

from tests.unit.files.conftest import CODES, figures, left_out
from tests.unit.files.intake.test_more_habits import told

TITLE = ("中牟县2019年9月农药包装废弃物统计表",)
HEAD, ONE, TWO = (
    ("乡镇", "月份", "回收量", "处置量"),
    ("韩寺镇", "2019-09", 120, 80),
    ("官渡镇", "2019-09", 260, 200),
)
BARE, BARE_ONE, BARE_TWO = ("乡镇", "回收量", "处置量"), ("韩寺镇", 120, 80), ("官渡镇", 260, 200)
FIRST, SECOND = ("410122101", "2019-09", 120.0, 80.0), ("410122102", "2019-09", 260.0, 200.0)


def _hide(*columns):
    def change(book, sheet):
        for letter in columns:
            sheet.column_dimensions[letter].hidden = True

    return change


def _merge(*ranges):
    def change(book, sheet):
        for one in ranges:
            sheet.merge_cells(one)

    return change


def _format(address, code):
    def change(book, sheet):
        sheet[address].number_format = code

    return change


def _strike(book, sheet):
    for cell in sheet[3]:
        cell.font = Font(strike=True)


READ = {
    "totals in further words": (
        [TITLE, BARE, BARE_ONE, BARE_TWO]
        + [(word, 380, 280) for word in ("乡镇合计", "合计（公斤）", "共2个乡镇", "全县乡镇合计", "合计数：", "各乡镇小计", "总和", "1、合计")],
        None, "a.xlsx", [FIRST, SECOND], "合计行",
    ),
    "counties above their townships": (
        [TITLE, BARE, ("中牟县", 380, 280), BARE_ONE, BARE_TWO, ("新郑市", 9, 9), ("新村镇", 9, 9)],
        None, "a.xlsx", [FIRST, SECOND, ("410184101", "2019-09", 9.0, 9.0)], "合计行",
    ),
    "signatures over several cells": (
        [TITLE, BARE, BARE_ONE, ("单位负责人（签章）：", None, "填报日期：2019-10-08"), ("分管领导：", "王某", None), ("镇农办（盖章）", None, None)],
        None, "a.xlsx", [FIRST], "落款",
    ),
    "a hidden column of the same heading": (
        [("乡镇", "月份", "回收量", "回收量", "处置量"), ("韩寺镇", "2019-09", 9999, 120, 80)],
        _hide("C"), "a.xlsx", [FIRST], "隐藏列",
    ),
    "figures of other times beside": (
        [("乡镇", "月份", "去年同期回收量", "全年计划回收量", "上年处置量", "回收量", "处置量"), ("韩寺镇", "2019-09", 1, 2, 3, 120, 80)],
        None, "a.xlsx", [FIRST], "去年同期回收量",
    ),
    "the year in the file's name": ([HEAD, ("韩寺镇", "9月", 120, 80)], None, "2019年包装.xlsx", [FIRST], "2019 年"),
    "the month in the file's name": ([BARE, BARE_ONE], None, "包装201909.xlsx", [FIRST], "2019-09"),
    "the month in words in the title": ([("二〇一九年九月统计表",), BARE, BARE_ONE], None, "a.xlsx", [FIRST], "2019-09"),
    "a township's own sheet by its title": (
        [("韩寺镇2019年9月统计表",), BARE[1:], BARE_ONE[1:]], None, "a.xlsx", [FIRST], "按标题或名称取 韩寺镇",
    ),
    "months below each other in a township's own sheet": (
        [("填报单位：韩寺镇（2019年）",), HEAD[1:], ("8月", 7, 7), ("9月", 120, 80), ("合计", 127, 87)],
        None, "a.xlsx", [("410122101", "2019-08", 7.0, 7.0), FIRST], "合计行",
    ),
    "a township's own file": ([HEAD[1:], ONE[1:]], None, "韩寺镇包装.xlsx", [FIRST], "按标题或名称取 韩寺镇"),
    "不适用 merged over a section": (
        [HEAD, ("韩寺镇", "2019-09", "不适用", None), TWO], _merge("C2:D2"), "a.xlsx", [("410122101", "2019-09"), SECOND], "",
    ),
    "a formula without a result beside the figures": (
        [(*HEAD, "备注", "核对"), (*ONE, "=A1", "=C2-D2")], _hide("F"), "a.xlsx", [FIRST], "备注",
    ),
    "a row struck through": ([HEAD, ONE, TWO], _strike, "a.xlsx", [FIRST], "划掉"),
}  # fmt: skip


@pytest.mark.parametrize("habit", READ)
def test_a_habit_gets_in_and_what_was_left_out_or_presumed_is_said(read_rows, habit):
    rows, change, name, expected, says = READ[habit]
    reading = read_rows(*rows, change=change, name=name)
    assert figures(reading) == expected
    assert says in told(reading)


ASKED = {
    "months across": ([TITLE, ("乡镇", "7月", "8月", "9月"), ("韩寺镇", 1, 2, 3)], "月份是横排的"),
    "items below each other": ([TITLE, ("项目", "韩寺镇"), ("本月回收量", 1), ("处置量", 1)], "竖排"),
    "cumulative figures only": ([("乡镇", "月份", "累计回收量", "1-9月处置量"), ONE], "没有当月"),
    "places blank below": ([HEAD, ("韩寺镇", "2019-08", 1, 1), (None, "2019-09", 2, 2), (None, "2019-08", 0, 1)], "没有单位代码和名称"),
    "a misspelt place with a colon": ([HEAD, ("寒寺镇：", "2019-09", 120, 80)], "韩寺镇"),
    "several places in the title": ([("韩寺镇、官渡镇2019年9月",), BARE[1:], BARE_ONE[1:]], "几个单位"),
    "a township's total": ([HEAD, ("韩寺镇合计", "2019-09", 120, 80)], "韩寺镇合计"),
    "July to September": ([HEAD, ("韩寺镇", "2019.7-9", 120, 80)], "2019-Q3 不对"),
    "a month to a month": ([HEAD, ("韩寺镇", "2019年9-10", 120, 80)], "不是报告期"),
    "a unit in the number's format": ([HEAD, ONE], "C2 “120吨”的单位不对", _format("C2", '#,##0"吨"')),
    "a formula without a result in the heading": ([(*HEAD[:3], "=C1"), ONE], "公式 =C1"),
    "a formula without a result in the title": ([("=A9",), BARE, BARE_ONE], "公式 =A9"),
    "a formula without a result beside a code": ([CODES, ("410122101", "=A9", "2019-09", 1, 1)], "B2 单元格是公式"),
    "part of a month": ([HEAD, ("韩寺镇", "2019年9月1日至15日", 120, 80)], "不是报告期"),
}  # fmt: skip


@pytest.mark.parametrize("habit", ASKED)
def test_a_habit_in_doubt_is_never_taken_and_says_what_to_do(read_rows, habit):
    rows, says, *change = ASKED[habit]
    reading = read_rows(*rows, change=change[0] if change else None)
    assert reading.rows == ()
    assert says in told(reading)


@pytest.mark.parametrize(
    "written",
    ["2019_09", "2019，9", "2019年度9月", "201909月", "2019–09", "2019—09", "[2019-09]", "(2019年9月)", "2019年9月。",
     "2019年9月报", "2019年9月底", "9月（2019年）", "贰零壹玖年玖月", "二O一九年九月", "1-Sep-19", "2019-09-01T00:00:00+08:00",
     "2019年9月1日至30日", "2019.9.1-9.30", "2019年9月1日-9月30日"],
)  # fmt: skip
def test_a_month_in_still_further_hands_is_that_month(read_rows, written):
    assert figures(read_rows(HEAD, ("韩寺镇", written, 120, 80))) == [FIRST]


@pytest.mark.parametrize(
    "written",
    ["三季度2019", "2019.7-9", "2019-07~2019-09", "2019年7月-2019年9月", "2019年第三季度（7-9月）", "2019年3Q", "2019年Ⅲ季度",
     "2019年第叁季度"],
)  # fmt: skip
def test_a_quarter_in_still_further_hands_is_that_quarter(read_rows, written):
    reading = read_rows(("县区", "季度", "本季产生量", "本季资源化利用量"), ("中牟县", written, 120, 80))
    assert figures(reading) == [("410122", "2019-Q3", 120.0, 80.0)]


@pytest.mark.parametrize(
    "written",
    ["1、韩寺镇", "（1）韩寺镇", "一、韩寺镇", "①韩寺镇", "★韩寺镇", "《韩寺镇》", "韩寺镇。", "韩寺镇：", "韩寺鎮", "中牟韩寺", "中牟县-韩寺镇",
     "中牟县/韩寺镇", "郑州市中牟县 韩寺镇"],
)  # fmt: skip
def test_a_place_in_still_further_hands_is_that_place(read_rows, written):
    assert figures(read_rows(HEAD, (written, *ONE[1:]))) == [FIRST]
    assert figures(read_rows(CODES, ("410122101", written, "2019-09", 120, 80), name="b.xlsx")) == [FIRST]


@pytest.mark.parametrize("written", ["120（公斤）", "120 kg.", "120公 斤", "120千 克", "120。", "120KGS"])
def test_an_amount_with_its_own_unit_is_the_amount(read_rows, written):
    assert figures(read_rows(HEAD, ("韩寺镇", "2019-09", written, 80))) == [FIRST]


@pytest.mark.parametrize("word", ["暂无", "无数据", "未开展", "－", "——", "﹣", "───", "＼", "||", "…"])
def test_every_word_for_nothing_is_asked_about_and_settled_at_once(tmp_path, read, read_rows, word):
    asked = read_rows(HEAD, ("韩寺镇", "2019-09", word, 80), name="a.xlsx")
    assert [fault.code for fault in asked.faults] == ["word-for-nothing"]
    assert figures(read("a.xlsx", "*=0")) == [("410122101", "2019-09", 0.0, 80.0)]
    assert figures(read("a.xlsx", "*=blank")) == [("410122101", "2019-09", None, 80.0)]


@pytest.mark.parametrize(
    "text",
    [
        "乡镇 月份 回收量 处置量\n韩寺镇 2019-09 120 80\n官渡镇 2019-09 260 200\n",
        "“乡镇”,“月份”,“回收量”,“处置量”\n“韩寺镇”,“2019-09”,“120”,“80”\n“官渡镇”,“2019-09”,“260”,“200”\n",
        "'乡镇','月份','回收量','处置量'\n'韩寺镇','2019-09','120','80'\n'官渡镇','2019-09','260','200'\n",
    ],
)
def test_a_text_of_still_other_signs_is_read(read_text, text):
    assert figures(read_text(text)) == [FIRST, SECOND]


def test_a_row_of_text_that_is_too_short_says_so(read_text):
    (fault,) = read_text("乡镇,月份,回收量,处置量\n韩寺镇,2019-09,120\n").faults
    assert (fault.code, fault.cell) == ("ragged-row", "row 2")
    assert "只有 3 格" in fault.chinese


def test_a_zip_archive_is_read_as_the_folder_that_it_holds(tmp_path, read, read_rows):
    read_rows(HEAD, ONE, name="a.xlsx")
    read_rows(HEAD, ("寒寺镇", *TWO[1:]), name="b.xlsx")
    with zipfile.ZipFile(tmp_path / "全县.zip", "w") as archive:
        archive.write(tmp_path / "a.xlsx", "东片/包装.xlsx")
        archive.writestr("__MACOSX/._包装.xlsx", b"x")
        archive.writestr("../../b.xlsx", (tmp_path / "b.xlsx").read_bytes())
    (tmp_path / "a.xlsx").unlink()
    (tmp_path / "b.xlsx").unlink()
    reading = read()

    assert [(row.org_unit, row.period) for row in reading.rows] == [("410122101", "2019-09")]
    assert {file.name: str(file.outcome) for file in reading.files} == {
        "全县.zip/__MACOSX/._包装.xlsx": "not_read",
        "全县.zip/b.xlsx": "refused",
        "全县.zip/东片/包装.xlsx": "taken",
    }
    assert list(tmp_path.iterdir()) == [tmp_path / "全县.zip"], "nothing is laid beside it"


def test_folders_name_the_month_and_the_township(tmp_path, read, read_rows):
    folder = tmp_path / "2019年" / "9月"
    folder.mkdir(parents=True)
    read_rows(BARE[1:], BARE_ONE[1:], name="2019年/9月/韩寺镇.xlsx")
    read_rows(BARE, BARE_TWO, name="2019年/9月/包装.xlsx")
    reading = read()
    assert sorted(figures(reading)) == [FIRST, SECOND]
    assert told(reading).count("2019-09") == 2
    assert left_out(reading) == []
