"""Workbooks as other programs make them, with what people put into them: filled, and all else is as it was."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from agri.definitions.reading import StoredFile
from agri.errors import Invalid
from agri.files.superior.cell_map import read_cells
from agri.files.superior.fill_workbook import fill_workbook
from tests.some import some

SHEET = "附表 1's"


def cells(*at: str) -> StoredFile:
    return StoredFile(
        "map.toml", "".join(f'[[cells]]\nat = "{one}"\ntext = "number"\n' for one in at).encode()
    )


def by_openpyxl(path: Path) -> None:
    """A protected form: locked heads, a check list, a comment, an array formula, a link to another file."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet["A1"] = "上报表"
    sheet["A1"].font = Font(name="方正小标宋简体", size=18)
    sheet.merge_cells("A1:D1")
    sheet["B3"].protection = Protection(locked=False)
    sheet["B3"].comment = Comment("填发布编号", "省厅")
    sheet["D3"] = ArrayFormula("D3:D4", "=A3:A4*2")
    sheet["E3"] = "='[1]去年'!A1"
    check = DataValidation(type="list", formula1='"甲,乙"')
    check.add("C3")
    sheet.add_data_validation(check)
    sheet["A8"], sheet["B8"] = "名", "数"
    sheet.add_table(Table(displayName="明细", ref="A8:B9"))
    sheet.protection.sheet = True
    sheet.protection.password = "省厅"
    sheet.column_dimensions["F"].number_format = "0.00"
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.save(path)


def by_xlsxwriter(path: Path) -> None:
    """A book with macros, a chart sheet, a picture's place, conditional formats and names."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(SHEET)
    sheet.set_row(2, 20, book.add_format({"num_format": "@", "bold": True}))
    sheet.set_column("F:F", 12, book.add_format({"italic": True}))
    sheet.conditional_format("A1:C9", {"type": "3_color_scale"})
    sheet.write_formula("C3", "=SUM(A1:A9)", None, 7)
    sheet.write_comment("A9", "注")
    book.define_name("合计", f"='{SHEET.replace(chr(39), chr(39) * 2)}'!$C$3")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": [SHEET, 0, 0, 8, 0]})
    book.add_chartsheet("图").set_chart(chart)
    macro = path.with_suffix(".bin")
    macro.write_bytes(b"not a real macro")
    book.add_vba_project(str(macro))
    book.close()


def by_libreoffice(path: Path) -> None:
    """What LibreOffice makes of the first when it saves it."""
    by_openpyxl(path)
    convert(path, path.parent / "calc")
    shutil.copyfile(path.parent / "calc" / path.name, path)


def convert(path: Path, folder: Path) -> Path:
    """Have LibreOffice open a workbook and save it anew."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice is not installed: no other program made or opened the workbook")
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.xlsx"


@pytest.mark.slow
@pytest.mark.parametrize("made", [by_openpyxl, by_xlsxwriter, by_libreoffice])
def test_a_workbook_of_any_maker_is_filled_and_opens(made: Callable[[Path], None], release, tmp_path: Path):
    path = tmp_path / ("表.xlsm" if made is by_xlsxwriter else "表.xlsx")
    made(path)
    before = path.read_bytes()
    # As people write them: the quotes of a formula, the Chinese mark, small letters.
    quoted = SHEET.replace("'", "''")
    wanted = cells(f"'{quoted}'!$B$3", f"{SHEET}！f40")
    after = fill_workbook(before, read_cells(wanted, release))
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert new.namelist() == old.namelist()
        changed = {name for name in some(old.namelist()) if old.read(name) != new.read(name)}
    assert changed == {"xl/workbook.xml", "xl/worksheets/sheet1.xml"}
    filled = tmp_path / f"filled{path.suffix}"
    filled.write_bytes(after)
    for opened in (filled, convert(filled, tmp_path / "out")):
        sheet = openpyxl.load_workbook(opened)[SHEET]
        assert (sheet["B3"].value, sheet["F40"].value) == ("2019-08/1", "2019-08/1")
    sheet = openpyxl.load_workbook(filled)[SHEET]
    assert sheet["B3"].has_style
    assert sheet["F40"].has_style  # its column's
    if made is not by_xlsxwriter:
        assert sheet.protection.sheet
        assert sheet["A1"].value == "上报表"


def test_what_a_formula_fills_is_not_overwritten(release, tmp_path: Path):
    by_openpyxl(path := tmp_path / "表.xlsx")
    for at in ("D3", "D4"):
        with pytest.raises(Invalid) as told:
            fill_workbook(path.read_bytes(), read_cells(cells(f"{SHEET}!{at}"), release))
        assert f"{SHEET}!{at} 是公式" in told.value.detail_zh


@pytest.mark.parametrize("at", ["XFE1", "A1048577", "ZZZ9999999"])
def test_a_cell_that_no_sheet_has_is_refused(release, at: str):
    with pytest.raises(Invalid) as told:
        read_cells(cells(f"{SHEET}!{at}"), release)
    assert "超出工作表范围" in told.value.detail_zh


def changed_parts(content: bytes, *, drop: str = "", **parts: bytes) -> bytes:
    """Return the workbook with parts put in by their names; `__` stands for a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != drop:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name.replace("__", "/"), part)
    return made.getvalue()


def test_what_cannot_be_filled_is_said_with_the_way_out(release, tmp_path: Path):
    by_openpyxl(path := tmp_path / "表.xlsx")
    content, wanted = path.read_bytes(), read_cells(cells(f"{SHEET}!B3"), release)
    with zipfile.ZipFile(path) as book:
        strict = book.read("xl/workbook.xml").replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
    odd = {
        "数字签名": changed_parts(content, _xmlsignatures__origin=b""),
        "Strict Open XML": changed_parts(content, drop="xl/workbook.xml", **{"xl/workbook.xml": strict}),
        "异常庞大": changed_parts(content, xl__big=bytes(600 * 2**20)),
        "密码": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "另存为不加密的 .xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old .xls",
    }
    for word, one in some(odd.items()):
        with pytest.raises(Invalid) as told:
            fill_workbook(one, wanted)
        assert word in told.value.detail_zh
