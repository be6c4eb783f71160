import re
import shutil
import subprocess

import pytest

from agri.files.release.form_sheet import form_table
from agri.files.release.lines import from_document, to_document
from agri.files.release.printed import render_printed
from agri.files.release.printed_forms import form_grid
from tests.some import some


@pytest.fixture(scope="module")
def content(release):
    return render_printed(release)


@pytest.mark.slow
def test_equal_releases_give_equal_bytes(release, content):
    assert render_printed(from_document(to_document(release))) == content


def test_no_clock_is_in_the_file(content):
    assert set(re.findall(rb"/CreationDate \(([^)]*)\)", content)) == {b"D:20000101000000+00'00'"}


def test_the_printed_table_holds_the_lines(release):
    lines = next(lines for lines in release.forms if lines.form == "pest_control")
    table = form_table(lines, is_to_date=True)
    rows, widths, totals = form_grid(release, table)
    by_code = {row[0]: row for row in rows}

    assert {len(row) for row in rows} == {len(widths)}
    assert len(totals) == 1 + len(release.county_places)
    for row in lines.rows:
        figures = table.figures(row)
        cells = by_code[row.org_unit]
        assert cells[2:4] == [str(figures.expected), str(figures.received)]
        for cell, position, decimals in zip(cells[4:], table.positions, table.decimals, strict=True):
            value, state = figures.values[position], figures.states[position]
            if value is None:
                assert cell == release.layout.words["states"][state.name.lower()].zh
            else:
                assert float(cell.rstrip("*").replace(",", "")) == pytest.approx(
                    value, abs=0.5 / 10**decimals
                )


def test_the_printed_city_total_is_the_sum_of_its_townships(release):
    lines = next(lines for lines in release.forms if lines.form == "pest_control")
    table = form_table(lines, is_to_date=False)
    rows, _, _ = form_grid(release, table)
    city = next(row for row in rows if row[0] == release.header.city)
    for i, position in some(enumerate(table.positions)):
        given = [table.figures(row).values[position] for row in lines.rows]
        total = sum(value for value in given if value is not None)
        shown = float(city[4 + i].rstrip("*").replace(",", ""))
        assert shown == pytest.approx(total, abs=0.5 / 10 ** table.decimals[i])


@pytest.mark.slow
def test_the_pages_can_be_read(tmp_path, release, content):
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("pdftotext is not installed: the printed form was NOT read back")
    (tmp_path / "release.pdf").write_bytes(content)
    command = [pdftotext, "-layout", tmp_path / "release.pdf", "-"]
    pages = (
        subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode().split("\f")[:-1]
    )

    assert "汇总表" in pages[0]
    for i, page in enumerate(pages, start=1):
        assert f"第{i}页" in page.replace(" ", "")
        assert release.header.number in page
        assert "演示数据 / synthetic" in page
    for heading in release.indicators:
        assert heading.title.zh[:8] in pages[int(heading.is_process)]
    assert "过程指标表" in pages[1]
    assert "单位负责人" in pages[0]
