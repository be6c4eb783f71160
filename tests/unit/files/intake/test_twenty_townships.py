"""Twenty townships fill one county's template in in twenty ways: after one round of answers all are in."""

import csv
from datetime import date

import openpyxl
import pytest
from openpyxl.styles import Font

from agri.files.intake.amounts import read_meanings
from agri.files.intake.read_files import read_reports
from agri.files.template import render_template
from agri.periods import Period
from tests.unit.files.conftest import CODES

FIGURES = (120.0, 80.0)


class Office:
    """A folder with a file of each township, and the sheet that it was made from."""

    def __init__(self, folder, plan, places):
        self.folder, self._forms, self._places = folder, plan.forms, places
        self.units = [unit for unit in places.at(plan.forms["packaging"].level) if unit.is_farming][:20]
        self._template = render_template(plan.forms["packaging"], self.units, Period(2019, 9))

    def path(self, number, ending="xlsx"):
        return self.folder / f"乡镇{number + 1:02}.{ending}"

    def fill(self, number, change=None, *, ending="xlsx", figures=FIGURES):
        """Fill in one township's row of the template and let `change` do what people do to it."""
        path = self.path(number)
        path.write_bytes(self._template)
        book = openpyxl.load_workbook(path)
        sheet, row = book["填报"], 8 + number
        sheet.cell(row, 4, figures[0])
        sheet.cell(row, 5, figures[1])
        if change is not None:
            change(book, sheet, row)
        book.save(path)
        path.rename(self.path(number, ending))

    def plain(self, number, *rows):
        """Write a sheet of the township's own."""
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(self.path(number))

    def read(self, *means):
        return read_reports(self.folder, self._forms, self._places, read_meanings(list(means)))


def _set(column, value):
    def change(book, sheet, row):
        sheet.cell(row, column, value)

    return change


def _insert_numbers(book, sheet, row):
    sheet.insert_cols(1)
    for number in range(8, sheet.max_row + 1):
        sheet.cell(number, 1, number - 7)


def _total(book, sheet, row):
    sheet.append(["合计", None, None, *FIGURES])


def _signature(book, sheet, row):
    sheet.append(["填表人：王某", None, None, "审核人：李某"])


def _hidden_draft(book, sheet, row):
    draft = book.create_sheet("上月底稿")
    draft.append(CODES)
    draft.append((sheet.cell(row, 1).value, sheet.cell(row, 2).value, "2019-08", 9999, 9999))
    draft.sheet_state = "hidden"


def _struck_neighbour(book, sheet, row):
    other = row - 1 if row > 8 else row + 1
    for column, value in ((4, 7), (5, 7)):
        sheet.cell(other, column, value).font = Font(strike=True)


def _month_as_date(book, sheet, row):
    sheet.cell(row, 3, date(2019, 9, 1)).number_format = "yyyy年m月"


def _no_code_row(book, sheet, row):
    for title in ("填报说明 Instructions",):
        del book[title]
    sheet.delete_rows(4)
    sheet.delete_rows(1)


@pytest.fixture
def office(tmp_path, plan, places):
    """Twenty files; what each township did stands beside its number."""
    office = Office(tmp_path, plan, places)
    names = [unit.name for unit in office.units]
    codes = [unit.code for unit in office.units]
    office.fill(0)
    office.fill(1, _set(4, "120公斤"))
    office.fill(2, _set(4, "１２０"))
    office.fill(3, _set(3, "2019年9月份"))
    office.fill(4, _set(3, "201909"))
    office.fill(5, _month_as_date)
    office.fill(6, _total)
    office.fill(7, _signature)
    office.fill(8, _insert_numbers)
    office.fill(9, _no_code_row)
    office.fill(10, _hidden_draft)
    office.fill(11, _struck_neighbour)
    office.fill(12, _set(1, f"{codes[12]}000"))
    office.fill(13, ending="et")
    office.plain(
        14,
        (f"{names[14]}2019年9月农药包装废弃物统计表", None, None, None),
        ("序号", "乡镇", "回收量（公斤）", "处置量（公斤）"),
        (1, names[14], *FIGURES),
    )
    with (office.folder / f"{names[15]}.csv").open("w", encoding="gbk", newline="") as file:
        csv.writer(file).writerows([CODES, (f"'{codes[15]}", names[15], "2019.9", "120.0", "80")])
    office.fill(16, _set(5, "无"), figures=(120.0, None))  # asks what it means
    office.fill(17, _set(4, "=60+60"))  # never computed
    office.fill(18, _set(2, names[0]))  # the name of another township
    office.fill(19, _set(4, "约120"))
    return office


def test_the_first_round_takes_sixteen_and_asks_the_others_for_one_thing_each(office):
    reading = office.read()

    assert sorted(row.org_unit for row in reading.rows) == sorted(unit.code for unit in office.units[:16])
    assert {tuple(row.values.values()) for row in reading.rows} == {FIGURES}
    assert {row.period for row in reading.rows} == {"2019-09"}
    assert {(fault.file, fault.cell, fault.code) for fault in reading.faults} == {
        ("乡镇17.xlsx", "E24", "word-for-nothing"),
        ("乡镇18.xlsx", "D25", "formula"),
        ("乡镇19.xlsx", "B26", "name-and-code"),
        ("乡镇20.xlsx", "D27", "not-a-number"),
    }
    assert len(reading.files) == 20


def test_after_one_round_of_answers_all_twenty_are_in(office):
    office.fill(17)
    office.fill(18)
    office.fill(19)
    reading = office.read("*=0")

    assert reading.faults == ()
    assert {row.org_unit for row in reading.rows} == {unit.code for unit in office.units}
    given = {row.org_unit: tuple(row.values.values()) for row in reading.rows}
    assert given.pop(office.units[16].code) == (120.0, 0.0)
    assert set(given.values()) == {FIGURES}
