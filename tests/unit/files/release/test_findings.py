"""What the checks remarked goes with a release only where it was chosen, and then in every format."""

import csv
import io
import shutil
import subprocess

import openpyxl
import pytest

from agri.files.release.lines import from_document, to_document
from agri.files.release.notes_sheets import FINDING_HEADS, finding_words
from agri.files.release.printed import render_printed
from agri.files.release.tables import render_csv
from agri.files.release.workbook import render_workbook


def sheet_names(release):
    return openpyxl.load_workbook(io.BytesIO(render_workbook(release))).sheetnames


def test_by_default_no_format_knows_of_findings(release):
    assert "findings" not in to_document(release)
    assert "疑问" not in sheet_names(release)
    assert "finding," not in render_csv(release).decode("utf-8-sig")


def test_a_document_keeps_them(questioned):
    assert from_document(to_document(questioned)) == questioned


def test_the_workbook_has_a_sheet_of_them(questioned):
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(questioned)))["疑问"]
    rows = [tuple(cell for cell in row) for row in sheet.iter_rows(values_only=True)]
    first = rows.index(FINDING_HEADS)
    assert rows[first + 1 : first + 3] == [finding_words(finding) for finding in questioned.findings]


def test_the_table_has_a_row_of_each(questioned):
    rows = csv.DictReader(io.StringIO(render_csv(questioned).decode("utf-8-sig")))
    found = [
        (row["org_unit"], row["element"], row["measure"], row["value"], row["state"])
        for row in rows
        if row["table"] == "finding"
    ]
    place, code = questioned.findings[0].org_unit, "disposed-over-recovered"
    element = f"packaging.{questioned.findings[0].element}"
    assert found == [(place, element, code, "1.5", "answered"), (place, "packaging", code, "", "open")]


@pytest.mark.slow
def test_the_printed_form_ends_with_a_page_of_them(tmp_path, release, questioned):
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("pdftotext is not installed: the printed form was NOT read back")
    last = {}
    for name, some in (("plain", release), ("questioned", questioned)):
        (tmp_path / f"{name}.pdf").write_bytes(render_printed(some))
        command = [pdftotext, "-layout", tmp_path / f"{name}.pdf", "-"]
        text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
        last[name] = text.split("\f")[-2]
    assert "处置量大于回收量" in last["questioned"].replace(" ", "")
    assert "处置量大于回收量" not in last["plain"].replace(" ", "")
