import dataclasses
import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from agri.definitions.value_units import title_with_unit
from agri.files.release.form_sheet import COMPLETE
from agri.files.release.indicator_sheets import tolerance_words
from agri.files.release.lines import from_document, to_document
from agri.files.release.workbook import form_tables, render_workbook
from agri.terms import CellState, Level
from tests.some import some

SUM = re.compile(r'=IF\(COUNT\((.*)\)=0,"—",SUM\((.*)\)\)')


@pytest.fixture(scope="module")
def content(release):
    return render_workbook(release)


@pytest.fixture(scope="module")
def values(content):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


@pytest.fixture(scope="module")
def formulas(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def same(number):
    """Spreadsheets hold sixteen digits of a number."""
    return pytest.approx(number, rel=1e-15, abs=0)


def rows_by_code(sheet):
    """The first row of each code in column A."""
    found = {}
    for (cell,) in sheet.iter_rows(max_col=1):
        if isinstance(cell.value, str) and cell.value.isdigit():
            found.setdefault(cell.value, cell.row)
    return found


def text_of(sheet):
    return "\n".join(
        str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    )


def test_every_cell_of_every_form_equals_the_lines(release, values):
    words = release.layout.words["states"]
    for table in some(form_tables(release)):
        sheet = values[table.sheet_name]
        rows = rows_by_code(sheet)
        for row in some(table.lines.rows):
            figures = table.figures(row)
            line = rows[row.org_unit]
            assert sheet.cell(line, 2).value == row.name
            assert sheet.cell(line, 3).value == figures.expected
            assert sheet.cell(line, 4).value == figures.received
            for column, position in enumerate(table.positions, start=5):
                value, state = figures.values[position], figures.states[position]
                written = sheet.cell(line, column).value
                assert written == (words[state.name.lower()].zh if value is None else same(value))


def test_a_zero_is_not_a_blank(release, values):
    seen = set()
    for table in form_tables(release):
        sheet = values[table.sheet_name]
        rows = rows_by_code(sheet)
        for row in table.lines.rows:
            figures = table.figures(row)
            for column, position in enumerate(table.positions, start=5):
                written = sheet.cell(rows[row.org_unit], column).value
                if figures.values[position] == 0.0:
                    assert written == 0
                    seen.add("zero")
                elif figures.values[position] is None and figures.states[position] == CellState.BLANK:
                    assert written == "不详"
                    seen.add("blank")
    assert seen == {"zero", "blank"}


def test_totals_are_formulas_over_the_rows_below_with_their_values(release, values, formulas):
    checked = 0
    for table in form_tables(release):
        sheet, computed = formulas[table.sheet_name], values[table.sheet_name]
        rows = rows_by_code(sheet)
        counties = [place.code for place in release.county_places]
        if table.lines.level == Level.COUNTY:
            groups = {release.header.city: [row.org_unit for row in table.lines.rows]}
        else:
            groups = {
                code: [row.org_unit for row in table.lines.rows if row.county == code] for code in counties
            }
            groups[release.header.city] = counties
        for code, members in groups.items():
            for column, definition in enumerate(table.columns, start=5):
                cell = sheet.cell(rows[code], column)
                if not members or not definition.is_summable:
                    assert cell.value == "—"
                    continue
                match = SUM.fullmatch(cell.value)
                assert match is not None
                assert match[1] == match[2]
                assert {row for row, _ in addressed(sheet, match[2])} == {rows[member] for member in members}
                given = [
                    computed.cell(row, col).value
                    for row, col in addressed(sheet, match[2])
                    if isinstance(computed.cell(row, col).value, int | float)
                ]
                written = computed.cell(rows[code], column).value
                assert written == (pytest.approx(sum(given), rel=1e-12) if given else "—")
                checked += 1
    assert checked > 500


def addressed(sheet, reference):
    for part in reference.split(","):
        cells = sheet[part]
        for row in cells if isinstance(cells, tuple) else ((cells,),):
            for cell in row:
                yield cell.row, cell.column


def test_the_city_total_equals_the_sum_of_its_townships(release, values):
    table = next(table for table in form_tables(release) if table.lines.form == "fertilizer")
    sheet = values[table.sheet_name]
    line = rows_by_code(sheet)[release.header.city]
    for column, position in some(enumerate(table.positions, start=5)):
        given = [table.figures(row).values[position] for row in table.lines.rows]
        assert sheet.cell(line, column).value == pytest.approx(sum(v for v in given if v is not None))


def test_an_incomplete_sum_leans(release, formulas):
    seen = set()
    for table in form_tables(release):
        sheet = formulas[table.sheet_name]
        rows = rows_by_code(sheet)
        for row in table.lines.rows:
            figures = table.figures(row)
            for column, position in enumerate(table.positions, start=5):
                if figures.values[position] is not None:
                    is_incomplete = figures.states[position] not in COMPLETE
                    assert bool(sheet.cell(rows[row.org_unit], column).font.italic) == is_incomplete
                    seen.add(is_incomplete)
    assert seen == {True, False}


def test_the_summary_shows_every_indicator_of_the_city(release, values):
    sheet = values["汇总"]
    first = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == 1)
    for i, line in some(enumerate(release.summary)):
        heading = release.indicators[i]
        row = [cell.value for cell in sheet[first + i]]
        assert row[1].startswith(heading.title.zh)
        assert row[2] == heading.clause
        assert row[4] == ("—" if line.value is None else same(line.value))
        assert row[5] == ("—" if line.path is None else line.path)
        assert row[7] == f"{line.reports}/{line.expected}"
        assert row[8] == ("—" if line.reported is None else line.reported.q50)
        assert row[10] == (
            "—" if line.reported is None or line.reported.probability is None else line.reported.probability
        )


def test_rates_are_quotients_of_their_parts(release, values, formulas):
    sheet, computed = formulas["指标计算"], values["指标计算"]
    lines = [
        (row[0].value, row[2].value, row[0].row) for row in sheet.iter_rows() if row[0].value == "410122"
    ]
    by_title = {title_with_unit(i.title, i.unit, i.counted_in).zh: i.code for i in release.indicators}
    expected = {line.indicator: line for line in release.counties if line.org_unit == "410122"}
    assert len(lines) == len(release.indicators)
    for _, title, row in lines:
        line = expected[by_title[title]]
        if line.value is None:
            assert sheet.cell(row, 6).value == "—"
        else:
            assert sheet.cell(row, 6).value == f"=D{row}/E{row}"
            assert computed.cell(row, 6).value == same(line.value)
            assert computed.cell(row, 4).value / computed.cell(row, 5).value == pytest.approx(line.value)


def test_the_city_s_parts_are_added_up_where_they_close(release, formulas):
    sheet = formulas["指标计算"]
    city = [row for row in sheet.iter_rows() if row[0].value == release.header.city]
    sums = [row for row in city if str(row[3].value).startswith("=SUM(D")]

    assert len(sums) == sum(line.numerator is not None for line in release.summary)


@pytest.mark.slow
def test_the_city_s_parts_stay_numbers_where_they_do_not_close(release):
    line = dataclasses.replace(release.summary[0], numerator=1.0)
    changed = dataclasses.replace(release, summary=(line, *release.summary[1:]))
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(changed)))["指标计算"]
    row = next(row for row in sheet.iter_rows() if row[0].value == release.header.city)

    assert row[3].value == 1
    assert row[4].value.startswith("=SUM(E")


def test_the_figures_beside_an_indicator_are_shown_for_every_place(release, values):
    sheet = values["辅助指标"]
    rows = rows_by_code(sheet)
    written = {code: sheet.cell(row, 3).value for code, row in rows.items()}

    assert len(release.companions) == len(release.places)
    for line in release.companions:
        assert written[line.org_unit] == ("—" if line.value is None else line.value)


def test_a_probability_is_shown_no_finer_than_it_is_known(formulas):
    sheet = formulas["区县概率"]
    row = rows_by_code(sheet)["4101"]

    assert sheet.cell(row, 3).number_format == '[>=0.995]">99%";[<0.005]"<1%";0%'


def test_every_sheet_names_release_snapshot_and_method(release, formulas):
    for sheet in some(formulas):
        footer = sheet.oddFooter
        assert release.header.number in footer.left.text
        assert release.header.snapshot[:16] in footer.left.text
        assert release.header.method in footer.left.text
        assert "&P" in footer.center.text
        assert "演示数据 / synthetic" in footer.right.text


def test_every_sheet_calls_synthetic_data_synthetic(formulas):
    for sheet in some(formulas):
        assert "演示数据 / synthetic" in text_of(sheet)


@pytest.mark.slow
def test_real_data_are_not_called_synthetic(unmarked):
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(unmarked)))
    for sheet in some(book):
        assert "演示数据" not in text_of(sheet)
        assert "synthetic" not in sheet.oddFooter.right.text


def test_every_table_has_the_head_and_the_signature_line_of_a_statistical_form(release, formulas):
    names = [table.sheet_name for table in form_tables(release)]
    for name in ["汇总", "区县指标", "区县进度", "区县概率", "指标计算", "辅助指标", *names]:
        text = text_of(formulas[name])
        words = [
            "表  号：", "（自编）", "制定机关：", "有效期至：", "综合单位：", "报告期：2019年", "计量单位：",
            "单位负责人：", "审核人：", "填表人：", "联系电话：", "报出日期：", "盖章",
        ]  # fmt: skip
        for word in words:
            assert word in text, (name, word)


def test_sheets_print_on_landscape_a4_with_their_heads_repeated(release, formulas):
    for sheet in some(formulas):
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
    for table in some(form_tables(release)):
        sheet = formulas[table.sheet_name]
        assert sheet.print_title_rows is not None
        assert sheet.freeze_panes is not None


def test_the_legend_tells_every_kind_of_silence_apart(release, formulas):
    table = form_tables(release)[0]
    text = text_of(formulas[table.sheet_name])
    for word in ("不详(", "不适用(", "未报(", "待审(", "不填(", "斜体加底色("):
        assert word in text


def test_coefficients_carry_source_and_certainty(release, values):
    sheet = values["系数"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    for line in some(release.coefficients):
        row = rows[line.name]
        assert row[3] == line.source
        assert row[4] == release.layout.word("certainty", line.certainty).zh
        if len(line.value) == 1:
            assert row[1] == line.value[0]


@pytest.mark.slow
def test_text_that_looks_like_a_formula_stays_text(release):
    lines = next(lines for lines in release.forms if lines.form == "fertilizer")
    row = dataclasses.replace(lines.rows[0], name='=HYPERLINK("http://x")')
    changed = dataclasses.replace(lines, rows=(row, *lines.rows[1:]))
    forms = tuple(changed if item.form == "fertilizer" else item for item in release.forms)
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(dataclasses.replace(release, forms=forms))))
    cells = [
        cell
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if "HYPERLINK" in str(cell.value)
    ]

    assert cells
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)


def test_equal_releases_give_equal_bytes(release, content):
    assert render_workbook(from_document(to_document(release))) == content


def test_the_only_date_inside_is_the_release_s_own(content):
    core = zipfile.ZipFile(io.BytesIO(content)).read("docProps/core.xml").decode()

    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"2019-09-05T00:00:00Z"}


def test_sheet_names_are_short_and_different(release):
    names = [table.sheet_name for table in form_tables(release)]

    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 31


def without_values(content, path):
    """Store a workbook without our values beside its formulas, so that the program must compute them."""
    removed = 0
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            member = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                member, count = re.subn(rb"</f><v>[^<]*</v>", b"</f>", member)
                removed += count
            target.writestr(name, member)
    assert removed > 1000


@pytest.mark.slow
def test_a_spreadsheet_program_computes_the_values_that_were_written(tmp_path, content, values):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice is not installed: the workbook was NOT recalculated by another program")
    without_values(content, tmp_path / "written.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir",
         tmp_path / "out", tmp_path / "written.xlsx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    recalculated = openpyxl.load_workbook(tmp_path / "out" / "written.xlsx", data_only=True)
    formulas = openpyxl.load_workbook(tmp_path / "out" / "written.xlsx")

    assert recalculated.sheetnames == values.sheetnames
    count = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    computed = recalculated[sheet.title][cell.coordinate].value
                    written = values[sheet.title][cell.coordinate].value
                    expected = pytest.approx(written, rel=1e-9) if isinstance(written, float) else written
                    assert computed == expected, (sheet.title, cell.coordinate)
                    count += 1
    assert count > 1000


def test_how_far_is_still_on_the_path_stands_in_each_indicators_own_unit(release):
    aimed = [one for one in release.indicators if one.target is not None]
    assert len(some(aimed)) > 2
    own = {aimed[0].code: (0.002, "fraction"), aimed[1].code: (0.5, "kg/mu")}
    headings = [
        dataclasses.replace(
            one, tolerance=own.get(one.code, (0.02,))[0], unit=own.get(one.code, (0, "fraction"))[1]
        )
        for one in release.indicators
    ]
    words = tolerance_words(headings)
    assert f"0.2个百分点（{aimed[0].title.zh}）" in words
    assert f"0.5公斤/亩（{aimed[1].title.zh}）" in words
    assert f"2个百分点（{aimed[2].title.zh}" in words
    alike = [dataclasses.replace(one, tolerance=0.005, unit="fraction") for one in release.indicators]
    assert tolerance_words(alike) == "相差0.5个百分点"
    book = openpyxl.load_workbook(
        io.BytesIO(render_workbook(dataclasses.replace(release, indicators=tuple(headings))))
    )
    assert words in text_of(book["汇总"])
    assert "1个百分点以内" not in text_of(book["汇总"])


def test_a_release_from_before_tolerances_of_their_own_reads_and_prints_as_it_did(release):
    before = tuple(dataclasses.replace(one, tolerance=None) for one in release.indicators)
    document = to_document(dataclasses.replace(release, indicators=before))
    assert all("tolerance" not in one for one in some(document["indicators"]))
    assert tolerance_words(from_document(document).indicators) == "相差1个百分点"
