import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from agri.definitions.forms import Forms
from agri.files.intake.read_files import read_reports
from agri.files.sheets import archives
from agri.files.sheets import sheet as limits
from agri.files.sheets.faults import MOST_FAULTS
from agri.files.template import render_template
from agri.periods import Period

SOIL = (
    "org_unit,period,samples_taken,samples_analysed,cards_issued,wheat_formula_area_mu,maize_formula_area_mu,"
    "other_formula_area_mu,formula_fertilizer_t"
)
GOOD = "410122101,2019-09,6,0,,1200.5,,10,2.5"


@pytest.fixture
def read(tmp_path, plan, places):
    """Read by forms that take nothing of other months, as those of earlier packages are."""
    strict = Forms({form.code: replace(form, other_months=False) for form in plan.forms})

    def read_text(*lines, name="soil_testing.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return read_reports(path, strict, places)

    return read_text


def only_fault(reading):
    assert reading.rows == ()
    assert len(reading.faults) == 1, reading.faults
    return reading.faults[0]


def test_zero_blank_and_number_are_three_things(read):
    reading = read(SOIL, GOOD)

    assert reading.faults == ()
    (row,) = reading.rows
    assert (row.form, row.org_unit, row.period) == ("soil_testing", "410122101", "2019-09")
    assert row.values == {
        "samples_taken": 6.0,
        "samples_analysed": 0.0,
        "cards_issued": None,
        "wheat_formula_area_mu": 1200.5,
        "other_formula_area_mu": 10.0,
        "formula_fertilizer_t": 2.5,
    }
    assert row.place == "soil_testing.csv row 2"


@pytest.mark.parametrize("word", ["不适用", "NA", "na", "N/A", "\uff2e\uff21"])
def test_a_section_may_be_not_applicable(read, word):
    (row,) = read(SOIL, f"410122101,2019-09,6,0,1,{word},,10,2.5").rows

    assert row.not_applicable == ("wheat",)
    assert "wheat_formula_area_mu" not in row.values


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(read, encoding):
    reading = read(SOIL + ",reason", GOOD + ",农户补报", encoding=encoding)

    assert reading.faults == ()
    assert reading.rows[0].reason == "农户补报"


@pytest.mark.parametrize(
    "period",
    ["2019-09", "2019-9", "2019/09", "2019年9月", "2019.9", "2019/9/1", "\uff12\uff10\uff11\uff19-09"],
)
def test_a_month_is_read_as_people_and_spreadsheets_write_it(read, period):
    (row,) = read(SOIL, GOOD.replace("2019-09", period)).rows

    assert row.period == "2019-09"


@pytest.mark.parametrize("period", ["2019-Q2", "2019Q2", "2019年第2季度", "2019年二季度"])
def test_a_quarter_is_read_as_people_write_it(read, period):
    (row,) = read("org_unit,period,produced_t,used_t", f"410122,{period},10,8", name="manure.csv").rows

    assert row.period == "2019-Q2"


def test_the_instant_of_receipt_is_optional_and_china_s_without_a_zone(read):
    reading = read(SOIL + ",received_at", GOOD + ",2019-10-02T08:00:00")

    assert reading.rows[0].received_at == datetime(2019, 10, 2, 0, 0, tzinfo=UTC)


# Each kind of fault: rows of the file, then where it stands.
FILE = "soil_testing.csv"
AREA = f"{FILE} F2"


def area(text):
    return SOIL, GOOD.replace("1200.5", text)


FAULTS = {
    "unknown-column": ((SOIL + ",colour", GOOD + ",7"), f"{FILE} column J"),
    "missing-column": ((SOIL.replace("org_unit,", ""), GOOD[10:]), f"{FILE} row 1"),
    "duplicate-column": ((SOIL + ",samples_taken", GOOD + ",6"), f"{FILE} column J"),
    "wrong-unit": (
        (SOIL.replace("formula_fertilizer_t", "formula_fertilizer_kg"), GOOD),
        f"{FILE} column I",
    ),
    "unknown-org-unit": ((SOIL, GOOD.replace("410122101", "999")), f"{FILE} A2"),
    "wrong-level": ((SOIL, GOOD.replace("410122101", "410122")), f"{FILE} A2"),
    "unknown-period": ((SOIL, GOOD.replace("2019-09", "09.19")), f"{FILE} B2"),
    "wrong-period": ((SOIL, GOOD.replace("2019-09", "2019-Q3")), f"{FILE} B2"),
    "not-due": ((SOIL, GOOD.replace("2019-09", "2019-08")), f"{FILE} B2"),
    "not-a-number": (area("many"), AREA),
    "not-finite": (area("NaN"), AREA),
    "negative": (area("-1"), AREA),
    "above-maximum": (area("300001"),
                      AREA),
    "not-whole": ((SOIL, GOOD.replace(",6,", ",6.5,")), f"{FILE} C2"),
    "formula": (area("=A1+1"), AREA),
    "not-asked": ((SOIL, GOOD.replace("1200.5,,", "1200.5,7,")), f"{FILE} G2"),
    "partly-not-applicable": (
        (SOIL, GOOD.replace(",6,0,,", ",不适用,0,,")), f"{FILE} C2"
    ),
    "unknown-instant": (
        (SOIL + ",received_at", GOOD + ",yesterday"), f"{FILE} J2"
    ),
    "ragged-row": ((SOIL, "410122101,2019-09,6"), f"{FILE} row 2"),
    "broken-csv": ((SOIL, '410122101,2019-09,"6'), f"{FILE} row 2"),
    "empty-file": (("",), "soil_testing.csv"),
}  # fmt: skip


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_names_its_place_in_two_languages(read, code):
    lines, place = FAULTS[code]
    fault = only_fault(read(*lines))

    assert (fault.code, fault.place) == (code, place)
    assert re.search("[A-Za-z]{3}", fault.english)
    assert any("\u4e00" <= character <= "\u9fff" for character in fault.chinese)


@pytest.mark.parametrize("text", ["inf", "-Infinity", "nan", "1e999"])
def test_what_is_not_finite_is_refused(read, text):
    assert only_fault(read(SOIL, GOOD.replace("1200.5", text))).code == "not-finite"


@pytest.mark.parametrize("text", ["1_000", "0x10", "一百", "约1200", "12O", "TRUE", "不详", "同上", "(120)"])
def test_nothing_is_guessed_from_what_is_not_plainly_a_number(read, text):
    assert only_fault(read(SOIL, GOOD.replace("1200.5", f'"{text}"'))).code == "not-a-number"


def test_full_width_digits_are_digits(read):
    assert (
        read(SOIL, GOOD.replace("1200.5", "\uff11\uff12\uff10\uff10.5"))
        .rows[0]
        .values["wheat_formula_area_mu"]
        == 1200.5
    )


def test_a_column_may_be_missing_only_where_no_row_is_asked_for_it(read):
    without_maize = SOIL.replace("maize_formula_area_mu,", "")
    assert read(without_maize, GOOD.replace("1200.5,,", "1200.5,")).faults == ()

    without_wheat = SOIL.replace("wheat_formula_area_mu,", "")
    reading = read(without_wheat, GOOD.replace("1200.5,,", ","))
    assert [(fault.code, fault.place) for fault in reading.faults] == [("missing-column", "soil_testing.csv")]


def test_a_second_row_of_the_same_cell_is_refused(read):
    reading = read(SOIL, GOOD, GOOD.replace("1200.5", "7"))

    (fault,) = reading.faults
    assert (fault.code, fault.place) == ("duplicate-row", "soil_testing.csv row 3")
    assert "soil_testing.csv row 2" in fault.english


def test_every_fault_of_every_row_is_listed(read):
    reading = read(SOIL, GOOD.replace("1200.5", "x").replace("2.5", "-2"), GOOD, "1,2019-13,1,1,1,1,,1,1")

    assert [(fault.place, fault.code) for fault in reading.faults] == [
        ("soil_testing.csv F2", "not-a-number"),
        ("soil_testing.csv I2", "negative"),
        ("soil_testing.csv A4", "unknown-org-unit"),
        ("soil_testing.csv B4", "unknown-period"),
    ]
    assert reading.rows == ()
    assert reading.files[0].rows == 1


def test_faults_beyond_what_anybody_reads_are_counted(read):
    reading = read(SOIL, *[f"bad{i},2019-09,1,1,1,1,,1,1" for i in range(MOST_FAULTS + 5)])

    assert len(reading.faults) == MOST_FAULTS
    assert reading.files[0].unlisted_faults == 5


def test_a_form_is_told_by_its_columns_and_the_report_says_so(read):
    reading = read(SOIL, GOOD, name="soil.csv")

    assert [row.form for row in reading.rows] == ["soil_testing"]
    assert any("文件名" in chinese for chinese, _ in reading.files[0].sheets[0].remarks)


def test_a_form_that_cannot_be_told_names_the_known_ones(read):
    fault = only_fault(read("org_unit,period,recovered_kg", "410122101,2019-09,1", name="soil.csv"))

    assert (fault.code, fault.place) == ("unknown-form", "soil.csv")
    assert "soil_testing" in fault.english


def test_bytes_of_no_encoding_name_the_row(tmp_path, plan, places):
    path = tmp_path / "soil_testing.csv"
    path.write_bytes(SOIL.encode() + b"\n" + GOOD.encode() + b"\n\xff\xff\xff\n")
    fault = only_fault(read_reports(path, plan.forms, places))

    assert (fault.code, fault.place) == ("unknown-encoding", "soil_testing.csv row 3")


def test_a_folder_holds_files_of_several_forms_and_names_the_others(tmp_path, plan, places):
    (tmp_path / "soil_testing.csv").write_text(f"{SOIL}\n{GOOD}\n", encoding="utf-8")
    (tmp_path / "manure.csv").write_text(
        "org_unit,period,produced_t,used_t\n410122,2019-Q2,10,8\n", encoding="utf-8"
    )
    (tmp_path / "~$soil.xlsx").write_bytes(b"lock")
    (tmp_path / "readme.txt").write_text("hello", encoding="utf-8")
    reading = read_reports(tmp_path, plan.forms, places)

    assert reading.faults == ()
    assert {file.name: str(file.outcome) for file in reading.files} == {
        "manure.csv": "taken",
        "readme.txt": "not_read",
        "soil_testing.csv": "taken",
        "~$soil.xlsx": "not_read",
    }
    assert [row.form for row in reading.rows] == ["manure", "soil_testing"]


@pytest.mark.parametrize(("name", "code"), [("nothing", "no-such-file"), (".", "nothing-to-read")])
def test_no_file_is_a_fault(tmp_path, plan, places, name, code):
    assert only_fault(read_reports(tmp_path / name, plan.forms, places)).code == code


# Workbooks


@pytest.fixture
def template(tmp_path, plan, places):
    path = tmp_path / "soil.xlsx"
    units = [unit for unit in places.units if unit.parent == "410122" and unit.is_farming]
    path.write_bytes(render_template(plan.forms["soil_testing"], units, Period(2019, 9)))

    def fill(cells):
        book = openpyxl.load_workbook(path)
        for address, value in cells.items():
            book["填报"][address] = value
        book.save(path)
        return read_reports(path, plan.forms, places)

    return fill


def test_a_filled_template_is_read(template):
    reading = template({"D8": 6, "E8": 0, "G8": 1200.5, "I8": "NA", "J8": "不适用", "D10": 3})

    assert reading.faults == ()
    assert [row.org_unit for row in reading.rows] == ["410122003", "410122101"]
    assert reading.rows[0].values == {
        "samples_taken": 6.0, "samples_analysed": 0.0, "cards_issued": None, "wheat_formula_area_mu": 1200.5,
    }  # fmt: skip
    assert reading.rows[0].not_applicable == ("other",)
    assert reading.files[0].sheets[0].empty_rows == 12


@pytest.mark.parametrize(
    ("cells", "code", "place"),
    [
        ({"G8": "=SUM(D8:E8)"}, "formula", "G8"),
        ({"G8": "#REF!"}, "broken-cell", "G8"),
        ({"G8": True}, "not-a-number", "G8"),
        ({"G8": datetime(2019, 9, 1)}, "not-a-number", "G8"),  # noqa: DTZ001
        ({"G8": -3}, "negative", "G8"),
        ({"D8": 1, "A8": "=B1"}, "formula", "A8"),
        ({"D8": 1, "C8": "=B1"}, "formula", "C8"),
        ({"D8": 1, "K8": "=B1"}, "formula", "K8"),
        ({"G7": "万亩", "G8": 0.12}, "wrong-unit", "column G"),
        ({"G4": "wheat_area", "G6": "面积", "G8": 1}, "unknown-column", "column G"),
        ({"B1": "soils", "G8": 1}, "unknown-form", ""),
    ],
)
def test_faults_of_a_workbook_name_sheet_row_and_column(template, cells, code, place):
    fault = only_fault(template(cells))

    assert (fault.code, fault.place) == (
        code,
        f"soil.xlsx[填报] {place}".strip(),
    )


def test_a_date_that_a_spreadsheet_made_of_a_month_is_that_month(template):
    (row,) = template({"D8": 1, "C8": datetime(2019, 9, 1)}).rows  # noqa: DTZ001

    assert row.period == "2019-09"


def test_a_code_that_a_spreadsheet_made_a_number_is_that_code(template):
    (row,) = template({"D8": 1, "A8": 410122003}).rows

    assert row.org_unit == "410122003"


def test_a_plain_workbook_named_after_its_form_is_read(tmp_path, plan, places):
    book = openpyxl.Workbook()
    book.active.append(["org_unit", "period", "produced_t", "used_t"])
    book.active.append(["410122", "2019-Q2", 10, 8])
    book.save(tmp_path / "manure.xlsx")

    (row,) = read_reports(tmp_path / "manure.xlsx", plan.forms, places).rows
    assert row.values == {"produced_t": 10.0, "used_t": 8.0}


def test_a_workbook_without_a_template_says_so(tmp_path, plan, places):
    openpyxl.Workbook().save(tmp_path / "other.xlsx")

    assert only_fault(read_reports(tmp_path / "other.xlsx", plan.forms, places)).code == "no-rows"


@pytest.mark.parametrize("content", [b"\x00\x01\x02 binary", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(tmp_path, plan, places, content):
    (tmp_path / "a.xlsx").write_bytes(content)

    assert only_fault(read_reports(tmp_path / "a.xlsx", plan.forms, places)).code == "not-a-spreadsheet"


def test_a_zip_without_the_parts_of_a_workbook_is_refused(tmp_path, plan, places):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert only_fault(read_reports(tmp_path / "a.xlsx", plan.forms, places)).code == "not-a-spreadsheet"


def test_an_archive_that_unpacks_beyond_measure_is_never_opened(tmp_path, plan, places):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * (16 * 2**20 // 4))
    fault = only_fault(read_reports(tmp_path / "a.xlsx", plan.forms, places))

    assert fault.code == "unsafe-archive"


@pytest.mark.parametrize(("limit", "value"), [("MOST_MEMBERS", 3), ("MOST_UNZIPPED_BYTES", 1000)])
def test_too_many_or_too_large_parts_are_never_unpacked(template, monkeypatch, limit, value):
    monkeypatch.setattr(archives, limit, value)

    assert only_fault(template({"D8": 1})).code == "unsafe-archive"


def test_a_document_type_is_never_parsed(tmp_path, plan, places):
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as target:
        for name in source.namelist():
            target.writestr(name, bomb if name.endswith("sheet1.xml") else source.read(name))

    assert only_fault(read_reports(tmp_path / "a.xlsx", plan.forms, places)).code == "unsafe-archive"


def test_a_sheet_of_too_many_rows_is_refused(template, monkeypatch):
    monkeypatch.setattr(limits, "MOST_SHEET_ROWS", 10)
    reading = template({"D15": 1})

    assert [(fault.code, fault.place) for fault in reading.faults] == [("too-many-rows", "soil.xlsx row 11")]


def test_a_file_of_too_many_bytes_is_not_opened(read, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FILE_BYTES", 10)

    assert only_fault(read(SOIL, GOOD)).code == "too-large"


def test_a_csv_of_too_many_rows_is_refused(read, monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 1)
    reading = read(SOIL, GOOD, GOOD.replace("410122101", "410122102"))

    assert [fault.code for fault in reading.faults] == ["too-many-rows"]
