"""Hidden rows, formulas without a result and errors are seen in .ods, .xls and .et as in .xlsx."""

import shutil
import subprocess

import pytest
import xlwt
from openpyxl.styles import Font

from tests.unit.files.conftest import CODES, figures, left_out

GOOD = ("410122101", "韩寺镇", "2019-09", 120, 80)
OTHER = ("410122102", "官渡镇", "2019-09", 7, 7)
ONE = [("410122101", "2019-09", 120.0, 80.0)]
FILTERS = {"ods": "ods:calc8", "xls": "xls:MS Excel 97"}


@pytest.fixture(scope="module", params=list(FILTERS))
def convert(request, tmp_path_factory):
    """Save an .xlsx file by another office in an older format."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice is not installed: files of another office were NOT read")
    profile = tmp_path_factory.mktemp("profile")

    def converted(path):
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                FILTERS[request.param],
                "--outdir",
                str(path.parent),
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return path.with_suffix(f".{request.param}").name

    return converted


def test_what_another_office_hides_is_left_out_and_named(convert, read_rows, read, tmp_path):
    def hide(_, sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True

    read_rows(CODES, GOOD, OTHER, change=hide)
    reading = read(convert(tmp_path / "packaging.xlsx"))
    assert figures(reading) == [("410122101", "2019-09", 120.0, None)]
    assert any("row 3" in line and "隐藏" in line for line in left_out(reading))
    assert any("column E" in line and "隐藏" in line for line in left_out(reading))
    assert not any("看不到" in line for line in left_out(reading))


def test_formulas_with_a_result_are_read_and_an_error_is_a_fault(convert, read_rows, read, tmp_path):
    read_rows(CODES, (*GOOD[:3], "=60+60", 80), (*OTHER[:3], "=1/0", 7))
    reading = read(convert(tmp_path / "packaging.xlsx"))
    assert [fault.cell for fault in reading.faults] == ["D3"]
    read_rows(CODES, (*GOOD[:3], "=60+60", 80))
    assert figures(read(convert(tmp_path / "packaging.xlsx"))) == ONE


def test_merged_months_struck_figures_and_units_of_formats_are_seen(convert, read_rows, read, tmp_path):
    def change(_, sheet):
        sheet.merge_cells("C2:C3")
        sheet["E3"].font = Font(strike=True)
        sheet["D2"].number_format = '0"吨"'

    read_rows(CODES, GOOD, (*OTHER[:2], None, 7, 7), change=change)
    reading = read(convert(tmp_path / "packaging.xlsx"))
    told = {(fault.cell, fault.code) for fault in reading.faults}
    assert ("E3", "struck-figure") in told
    assert "unknown-period" not in {code for _, code in told}
    if reading.files[0].name.endswith(".xls"):
        assert ("D2", "wrong-unit") in told


def test_a_look_copied_from_a_column_of_areas_does_not_turn_weights_into_areas(read_rows):
    def change(_, sheet):
        sheet["D2"].number_format, sheet["E2"].number_format = '0"亩"', '[Red]0"亩";@'

    reading = read_rows(CODES, GOOD, change=change)
    assert figures(reading) == ONE
    [sheet] = reading.files[0].sheets
    assert any("格式带“亩”" in chinese for chinese, _ in sheet.remarks)


def old_workbook(path, rows, *, hidden=()):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    for row in hidden:
        sheet.row(row).hidden = True
    book.save(str(path))


@pytest.mark.parametrize("ending", ["xls", "et"])
class TestWrittenByAProgram:
    def test_hidden_rows_are_left_out_and_named(self, read, tmp_path, ending):
        old_workbook(tmp_path / f"packaging.{ending}", [CODES, GOOD, OTHER], hidden=[2])
        reading = read(f"packaging.{ending}")
        assert figures(reading) == ONE
        assert any("row 3" in line and "隐藏" in line for line in left_out(reading))

    def test_a_formula_that_was_never_computed_is_a_fault_and_no_blank(self, read, tmp_path, ending):
        rows = [CODES, (*GOOD[:3], xlwt.Formula("60+60"), 80)]
        old_workbook(tmp_path / f"packaging.{ending}", rows)
        (fault,) = read(f"packaging.{ending}").faults
        assert (fault.code, fault.cell) == ("formula", "D2")

    def test_a_file_of_many_sectors_is_seen_too(self, read, tmp_path, ending):
        others = [("410122101", "韩寺镇", f"20{year:02d}-09", 1, 1) for year in range(20, 99)] * 20
        old_workbook(tmp_path / f"packaging.{ending}", [CODES, GOOD, *others], hidden=range(2, 1582))
        assert figures(read(f"packaging.{ending}")) == ONE
