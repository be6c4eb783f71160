"""A workbook that somebody else designed is filled, and nothing else of it changes."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from agri.definitions.reading import StoredFile
from agri.errors import Invalid
from agri.files.superior.cell_map import _scaled, read_cells
from agri.files.superior.fill_workbook import fill_workbook

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63600000020000010005fe02fea7"
    "00000000049454e44ae426082".replace("00000000049454e44", "0000000049454e44")
)
MAP = """
[[cells]]
at = "汇总!C7"
indicator = "soil_test_coverage"
times = 100
digits = 2
[[cells]]
at = "汇总!C8"
indicator = "unified_control_coverage"
place = "410122"
[[cells]]
at = "汇总!AB40"
element = "packaging.recovered_kg"
span = "month"
times = 0.001
[[cells]]
at = "封面!B2"
text = "number"
[[cells]]
at = "汇总!D9"
indicator = "film_recovery"
"""


@pytest.fixture(scope="module")
def superior(tmp_path_factory) -> bytes:
    """A workbook as a province sends it: merged heads, formats, formulas, a picture, names, checks, a chart."""
    path = tmp_path_factory.mktemp("superior") / "表.xlsx"
    book = xlsxwriter.Workbook(path)
    cover, sheet, rest = (book.add_worksheet(name) for name in ("封面", "汇总", "附件"))
    head = book.add_format({"bold": True, "bg_color": "#FFEECC", "border": 1, "align": "center"})
    number = book.add_format({"num_format": "0.00", "border": 1})
    cover.write("A2", "发布编号", head)
    cover.write_blank("B2", None, head)
    sheet.merge_range("A1:E2", "农业投入品减量情况表", head)
    for row in range(6, 12):
        sheet.write(row - 1, 1, f"指标{row}", head)
        sheet.write_blank(row - 1, 2, None, number)
    sheet.write_formula("C12", "=SUM(C7:C8)", number, 0)
    sheet.write("D9", "旧数", number)
    sheet.data_validation("E7", {"validate": "decimal", "criteria": ">", "value": 0})
    sheet.conditional_format("C7:C11", {"type": "cell", "criteria": "<", "value": 1, "format": head})
    picture = tmp_path_factory.mktemp("picture") / "章.png"
    picture.write_bytes(PNG)
    rest.insert_image("A1", str(picture), {"image_data": io.BytesIO(PNG)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=汇总!$C$7:$C$8"})
    sheet.insert_chart("G2", chart)
    book.define_name("本期合计", "=汇总!$C$12")
    rest.write_formula("C3", "=汇总!C7*2", None, 0)
    book.close()
    return path.read_bytes()


def a_map(text: str) -> StoredFile:
    return StoredFile("map.toml", text.encode())


def test_only_the_named_cells_change(superior: bytes, release):
    filled = fill_workbook(superior, read_cells(a_map(MAP), release))
    with zipfile.ZipFile(io.BytesIO(superior)) as old, zipfile.ZipFile(io.BytesIO(filled)) as new:
        assert [one.filename for one in new.infolist()] == [one.filename for one in old.infolist()]
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        sheets = [f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3)]
        assert sorted(changed) == ["xl/workbook.xml", *sheets]
        for name, cells in (("sheet1", {"B2"}), ("sheet2", {"C7", "C8", "D9", "AB40"}), ("sheet3", set())):
            part = f"xl/worksheets/{name}.xml"
            assert without(old.read(part), cells) == without(new.read(part), cells)
        calc = re.compile(rb' fullCalcOnLoad="1"')
        before, after = (calc.sub(b"", one.read("xl/workbook.xml")) for one in (old, new))
        assert etree.tostring(etree.fromstring(before), method="c14n") == etree.tostring(
            etree.fromstring(after), method="c14n"
        )
        assert calc.search(new.read("xl/workbook.xml"))


def without(part: bytes, cells: set[str]) -> bytes:
    """Return a sheet without some cells and rows that hold nothing else, and without results of formulas."""
    tree = etree.fromstring(part)
    for cell in list(tree.iter("{*}c")):
        if cell.get("r") in cells:
            cell.getparent().remove(cell)
    for formula in tree.iter("{*}f"):
        for result in formula.getparent().findall("{*}v"):
            formula.getparent().remove(result)
    for row in list(tree.iter("{*}row")):
        if len(row) == 0:
            row.getparent().remove(row)
    return etree.tostring(tree, method="c14n")


def test_a_cell_holds_its_releases_figure_in_its_own_format(superior: bytes, release):
    filled = openpyxl.load_workbook(io.BytesIO(fill_workbook(superior, read_cells(a_map(MAP), release))))
    values = {(one.indicator, one.org_unit): one.value for one in (*release.summary, *release.counties)}
    sheet = filled["汇总"]
    assert sheet["C7"].value == round(100 * values["soil_test_coverage", "4101"], 2)
    assert sheet["C7"].number_format == "0.00"
    assert sheet["C8"].value == pytest.approx(values["unified_control_coverage", "410122"], rel=1e-14)
    [packaging] = [form for form in release.forms if form.form == "packaging"]
    at = [column.code for column in packaging.columns].index("recovered_kg")
    own = [row.month.values[at] for row in packaging.rows if row.month.values[at] is not None]
    assert sheet["AB40"].value == pytest.approx(sum(own) / 1000)
    assert sheet["C12"].value == "=SUM(C7:C8)"
    assert sheet["D9"].value is None  # the release has no figure
    assert filled["封面"]["B2"].value == "2019-08/1"
    assert fill_workbook(superior, read_cells(a_map(MAP), release)) == fill_workbook(
        superior, read_cells(a_map(MAP), release)
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[[cells]]\nat = "汇总!C12"\ntext = "number"', "公式"),
        ('[[cells]]\nat = "汇总!B1"\ntext = "number"', "合并单元格"),
        ('[[cells]]\nat = "没有!B1"\ntext = "number"', "没有工作表"),
        ('[[cells]]\nat = "汇总"\ntext = "number"', "不是单元格"),
        ('[[cells]]\nat = "汇总!C7"\nindicator = "soil_test_coverag"', "是否指 soil_test_coverage"),
        ('[[cells]]\nat = "汇总!C7"\nelement = "packaging.recoverd_kg"', "是否指 packaging.recovered_kg"),
        ('[[cells]]\nat = "汇总!C7"\nindicator = "soil_test_coverage"\nplace = "999999"', "没有单位"),
        ('[[cells]]\nat = "汇总!C7"\nindicatr = "x"', "是否指 indicator"),
        (
            '[[cells]]\nat = "汇总!C7"\ntext = "number"\n[[cells]]\nat = "汇总!C7"\ntext = "period"',
            "写了两次",
        ),
        ("[[cells]]\nat = ", "读不出来"),
        ("", "没有 [[cells]]"),
    ],
)
def test_a_fault_in_a_map_is_named_and_nothing_is_written(superior: bytes, release, text: str, word: str):
    with pytest.raises(Invalid) as told:
        fill_workbook(superior, read_cells(a_map(text), release))
    said = [told.value.detail_zh, *(fault.detail_zh for fault in told.value.faults)]
    assert any(word in one for one in said), said


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>"])
def test_what_is_no_workbook_is_said(release, content: bytes):
    with pytest.raises(Invalid) as told:
        fill_workbook(content, read_cells(a_map(MAP), release))
    assert "xlsx" in told.value.detail_zh


@pytest.mark.slow
def test_libreoffice_opens_and_computes_it(superior: bytes, release, tmp_path: Path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice is not installed: the workbook was NOT opened by another program")
    file = tmp_path / "filled.xlsx"
    file.write_bytes(fill_workbook(superior, read_cells(a_map(MAP), release)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    out = tmp_path / "out"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    opened = openpyxl.load_workbook(out / "filled.xlsx", data_only=True)
    sheet = opened["汇总"]
    assert sheet["C12"].value == pytest.approx(sheet["C7"].value + sheet["C8"].value)
    assert opened["附件"]["C3"].value == pytest.approx(2 * sheet["C7"].value)
    assert list(opened.defined_names) == ["本期合计"]


def test_cells_that_their_writer_left_without_names_are_found(superior: bytes, release):
    """A row or cell without a name follows the one before it; some programs write them so."""
    read = zipfile.ZipFile(io.BytesIO(superior))
    parts = {name: read.read(name) for name in read.namelist()}
    cover = "xl/worksheets/sheet1.xml"
    first = parts[cover].replace(b'<c r="A2"', b"<c").replace(b'<c r="B2"', b"<c")
    assert first != parts[cover]
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as book:
        for name, part in (parts | {cover: first}).items():
            book.writestr(name, part)
    filled = fill_workbook(bare.getvalue(), read_cells(a_map(MAP), release))
    sheet = openpyxl.load_workbook(io.BytesIO(filled))["封面"]
    assert sheet["A2"].value == "发布编号"
    assert sheet["B2"].value == "2019-08/1"


@pytest.mark.parametrize(
    ("content", "row", "wanted"),
    [
        (0.34675, {"times": 100}, 34.675),  # 34.675000000000004 in binary
        (123456.789012345, {}, 123456.789012345),
        (0.34675, {"times": 100, "digits": 1}, 34.7),
    ],
)
def test_a_figure_has_no_end_that_only_binary_sums_have(content, row, wanted):
    assert _scaled(content, row) == wanted
