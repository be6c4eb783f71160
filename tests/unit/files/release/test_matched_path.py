"""The path that a word on progress is made of stands wherever the word does; old releases keep their bytes."""

import csv
import dataclasses
import io
import shutil
import subprocess

import openpyxl
import pytest

from agri.files.release.lines import from_document, to_document
from agri.files.release.printed import render_printed
from agri.files.release.tables import render_csv
from agri.files.release.workbook import render_workbook
from tests.some import some

HEAD = "已报应到"


@pytest.fixture(scope="module")
def matched(release):
    """The release with what those who reported should have come to: less than the plan's own path."""
    return dataclasses.replace(
        release,
        summary=tuple(_with_path(line) for line in release.summary),
        counties=tuple(_with_path(line) for line in release.counties),
    )


def _with_path(line):
    return dataclasses.replace(line, matched_path=None if line.path is None else 0.3721)


def rows_of(content, sheet):
    return list(
        openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheet].iter_rows(values_only=True)
    )


def test_the_workbook_shows_it_beside_the_word_and_says_so_in_the_note(release, matched):
    rows = rows_of(render_workbook(matched), "汇总")
    head = next(row for row in rows if HEAD in row)
    at = head.index(HEAD)
    first = next(i for i, row in enumerate(rows) if row[0] == 1)

    assert head[at - 1 : at + 2] == ("序时进度", HEAD, "进度")
    for row, line in some(list(zip(rows[first:], matched.summary, strict=False))):
        assert row[at] == ("—" if line.matched_path is None else line.matched_path)
    assert any(f"“进度”按“{HEAD}”评判" in str(row[0]) for row in rows)
    assert not any(HEAD in str(cell) for row in rows_of(render_workbook(release), "汇总") for cell in row)


def test_distances_of_counties_are_those_of_the_word(matched):
    rows = rows_of(render_workbook(matched), "区县进度")
    county = next(row for row in rows if row[0] == "410122")
    lines = [line for line in matched.counties if line.org_unit == "410122"]

    for cell, line in some(list(zip(county[2:], lines, strict=True))):
        if line.value is not None and line.matched_path is not None:
            assert cell == pytest.approx(100 * (line.value - 0.3721))
    assert any("减去已报单位此时应到的序时进度" in str(row[0]) for row in rows)


def printed_text(content, folder):
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("pdftotext is not installed: the printed form was NOT read back")
    (folder / "release.pdf").write_bytes(content)
    command = [pdftotext, "-l", "1", folder / "release.pdf", "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


def test_the_print_and_the_csv_show_it(release, matched, tmp_path):
    text = printed_text(render_printed(matched), tmp_path)
    rows = list(csv.DictReader(io.StringIO(render_csv(matched).decode("utf-8-sig"))))
    written = {float(row["value"]) for row in rows if row["measure"] == "matched_path"}

    assert HEAD in text
    assert "37.21%" in text
    assert written == {0.3721}
    assert b"matched_path" not in render_csv(release)


def test_a_release_made_before_it_was_kept_has_the_document_that_it_had(release, matched):
    assert all("matched_path" not in line for line in some(to_document(release)["summary"]))
    assert from_document(to_document(matched)) == matched
