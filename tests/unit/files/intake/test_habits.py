"""Habits of townships and offices, each as a whole file: it gets in right, or gets a clear word."""

from datetime import date

import openpyxl
import pytest

from tests.unit.files.conftest import CODES, figures, left_out

ONE = [("410122101", "2019-09", 120.0, 80.0)]
HEAD = "org_unit,period,recovered_kg,disposed_kg"
ROW = "410122101,2019-09,120,80"
GOOD = ("410122101", "韩寺镇", "2019-09", 120, 80)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD},,,\n{ROW},,,\n,,,,,,\n , ,,,,,\n",  # empty columns and rows
        f"某县2019年9月统计表,,,\n单位：公斤,,,\n{HEAD}\n{ROW}\n",  # title and unit rows
        f"{HEAD}\n{ROW}\n".replace(",", "，"),
        f"{HEAD}\n{ROW}\n".replace(",", "\t"),
        f"{HEAD}\n{ROW}\n".replace(",", ";"),
        f"sep=;\n{HEAD}\n{ROW}\n".replace(",", ";"),
        f"{HEAD}\n{ROW}\n".replace("\n", "\r"),
        f"{HEAD}\n{ROW}\n".replace("\n", "\r\n"),
        f"序号,{HEAD}\n1,{ROW}\n",
        f"{HEAD},备注\n{ROW},按时上报\n",
        f"{HEAD},联系电话\n{ROW},13800000000\n",
        f"{HEAD}\n{ROW}\n合计,,120,80\n填表人：王某,,审核人：李某,\n",
        f"{HEAD}\n{ROW}\n注：本表由乡镇填报\n",
        f"{HEAD}\n{ROW}\n{HEAD}\n",  # the heading again below
        "period,disposed_kg,recovered_kg,org_unit\n2019-09,80,120,410122101\n",  # columns in another order
        f"Org_Unit, PERIOD ,Recovered_KG,disposed_kg\n{ROW}\n",
        "单位代码,报告期,本月回收包装废弃物,本月无害化处置\n" + ROW + "\n",
        "乡镇,月份,回收量（公斤）,处置量（公斤）\n韩寺镇,9月,120,80\n合计,2019年9月,120,80\n",
        "乡镇,年,月,回收量,处置量\n韩寺镇,2019,9,120,80\n",
        f'{HEAD}\n410122101,2019-09,"120",80公斤\n',
        f"{HEAD}\n{ROW}\n{ROW}\n",  # the same row twice
    ],
)  # fmt: skip
def test_a_csv_file_gets_in(read_text, text):
    if "9月,120" in text and "2019年9月" in text:
        text = "中牟县2019年9月农药包装废弃物\n" + text
    rows = figures(read_text(text))
    assert [(place, period, set(amounts)) for place, period, *amounts in rows] == [
        ("410122101", "2019-09", {120.0, 80.0})
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_encoding_of_the_trade_is_read(read_text, encoding):
    assert figures(read_text(f"{HEAD},备注\n{ROW},补报：农资店\n", encoding=encoding)) == ONE


def test_gb18030_keeps_rare_characters(read_text):
    reading = read_text(f"{HEAD},reason\n{ROW},㛃村补报\n", encoding="gb18030")
    assert reading.rows[0].reason == "㛃村补报"


@pytest.mark.parametrize(
    "name", ["packaging (1).csv", "韩寺镇.csv", "中牟_packaging_9月.csv", "PACKAGING.CSV", "副本.txt"]
)
def test_the_name_of_a_file_does_not_decide(read_text, name):
    assert figures(read_text(f"{HEAD}\n{ROW}\n", name=name)) == ONE


@pytest.mark.parametrize("name", ["a.et", "a.xls", "a.csv", "a.ods", "a.XLSX", "a.dat"])
def test_a_renamed_workbook_is_read_by_its_content(read_rows, tmp_path, read, name):
    read_rows(CODES, GOOD, name="a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / name)
    assert figures(read(name)) == ONE


def test_text_with_the_ending_of_a_workbook_is_read(read_text):
    reading = read_text(f"{HEAD}\n{ROW}\n", name="packaging.xls")
    assert figures(reading) == ONE
    assert any("后缀" in chinese for chinese, _ in reading.files[0].sheets[0].remarks)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "not-a-spreadsheet"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le").ljust(2000),
            "password",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(4000, b"\0"), "password"),
        (b"  \n", "empty-file"),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path, read, content, code):
    (tmp_path / "a.xls").write_bytes(content)
    (fault,) = read("a.xls").faults
    assert fault.code == code
    assert any(word in fault.chinese for word in ("另存", "密码", "空"))


@pytest.mark.parametrize(
    "rows",
    [
        [CODES, GOOD],
        [("序号", *CODES), (1, *GOOD)],
        [(None, *CODES), (1, *GOOD)],  # numbers beside the table without a heading
        [(*CODES, None, "备注"), (*GOOD, None, "按时")],
        [("中牟县农药包装废弃物回收处置统计表（2019年9月）",), ("填报单位：中牟县",), ("序号", "乡镇（街道）", "回收量", "处置量"),
         (1, "韩寺镇", 120, 80), ("合计", None, 120, 80), ("填表人：王某", None, None, "2019年10月1日")],
        [CODES, (410122101, "韩寺镇", date(2019, 9, 1), "１２０", "80公斤")],
        [CODES, ("410122101.0", "中牟县韩寺镇", 201909, "120.0", 80)],
        [("单位代码\nPlace code", "报告期\nPeriod", "本月回收包装废弃物\nPackaging recovered", "本月无害化处置"),
         (None, None, "公斤", "公斤"), ("410122101", "2019-09", 120, 80)],
        [CODES, GOOD, (None, "小计", None, 120, 80), (None, None, None, None, None), ("总计", None, None, 120, 80)],
        [CODES, GOOD, ("410122", "合计", None, 120, 80)],
        [CODES, ("410122102", "官渡镇", "2019-09", None, None), GOOD],
    ],
)  # fmt: skip
def test_a_plain_workbook_gets_in(read_rows, rows):
    assert figures(read_rows(*rows)) == ONE


@pytest.mark.parametrize(
    ("rows", "code", "cell", "says"),
    [
        ([CODES, ("410122101", "官渡镇", "2019-09", 1, 1)], "name-and-code", "B2", "官渡镇"),
        ([CODES, ("410122101", "韩寺镇", 2019.1, 1, 1)], "unknown-period", "C2", "2019-10"),
        ([CODES, ("410122101", "韩寺镇", "2019-09", "1 200", 1)], "two-numbers", "D2", "1 200"),
        ([CODES, (None, None, "2019-09", 5, 5)], "unknown-org-unit", "A2", "代码"),
        ([(*CODES, None), (*GOOD, 99)], "unknown-column", "column F", "表头"),
        ([(*CODES, "回收点"), (*GOOD, 99)], "unknown-column", "column F", "回收点"),
        ([("乡镇", "月份", "回收量（吨）", "处置量（公斤）"), ("韩寺镇", "2019-09", 1, 1)], "wrong-unit", "column C", "公斤"),
        ([CODES, GOOD, ("410122101", "韩寺镇", "2019-09", 7, 7)], "duplicate-row", "row 3", "韩寺镇"),
        ([("org_unit", "recovered_kg", "disposed_kg"), ("410122101", 1, 1)], "missing-column", "row 1", "报告期"),
        ([("韩寺镇2019年9月农药包装废弃物",), ("乡镇", "回收量", "处置量"), ("官渡镇", 1, 1)], "name-and-code", "A3", "韩寺镇"),
    ],
)  # fmt: skip
def test_what_is_in_doubt_names_the_cell_and_the_way_out(read_rows, rows, code, cell, says):
    (fault,) = read_rows(*rows).faults
    assert (fault.code, fault.cell) == (code, cell)
    assert says in fault.chinese
    assert "None" not in fault.chinese + fault.english


def test_every_fault_of_a_row_is_told_at_once(read_rows):
    reading = read_rows(CODES, ("410122101", "官渡镇", "昨天", "约5", "无"))
    assert {fault.cell for fault in reading.faults} == {"B2", "C2", "D2", "E2"}


def test_twenty_habits_of_one_folder_get_in_or_are_named(tmp_path, read, read_rows):
    read_rows(CODES, GOOD, name="一.xlsx")
    read_rows(CODES, ("410122102", "官渡镇", "2019-09", 1, 1), name="二.xlsx")
    (tmp_path / "二.xlsx").rename(tmp_path / "二.et")
    (tmp_path / "三").mkdir()
    (tmp_path / "三" / "packaging.csv").write_text(f"{HEAD}\n410122103,2019-09,3,3\n", encoding="gbk")
    (tmp_path / "四.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    (tmp_path / "~$一.xlsx").write_bytes(b"lock")
    (tmp_path / "说明.docx").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    reading = read()

    assert {row.org_unit for row in reading.rows} == {"410122101", "410122102", "410122103"}
    assert {file.name: str(file.outcome) for file in reading.files} == {
        "一.xlsx": "taken",
        "二.et": "taken",
        "三/packaging.csv": "taken",
        "四.zip": "refused",
        "~$一.xlsx": "not_read",
        "说明.docx": "not_read",
        "空.xlsx": "refused",
    }


def test_the_same_report_with_other_figures_in_two_files_stops_both(read, read_rows):
    read_rows(CODES, GOOD, name="甲.xlsx")
    read_rows(CODES, ("410122101", "韩寺镇", "2019-09", 7, 7), name="乙.xlsx")
    reading = read()

    assert reading.rows == ()
    assert {fault.file for fault in reading.faults} == {"甲.xlsx", "乙.xlsx"}


def test_the_same_report_twice_is_read_once_and_named(read, read_rows):
    read_rows(CODES, GOOD, name="甲.xlsx")
    read_rows(CODES, GOOD, name="乙.xlsx")
    reading = read()

    assert len(reading.rows) == 1
    assert any("相同" in line for line in left_out(reading))
