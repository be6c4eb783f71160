"""What export writes, import takes: every accepted report of the month, and nothing that only sums up."""

from dataclasses import replace

import pytest

from agri.files.intake.read_files import read_reports
from agri.files.release.render import ExportFormat, render
from agri.terms import CellState


@pytest.fixture(scope="module")
def whole(release):
    """The release without single cells that do not apply: a section does or does not as a whole."""

    def known(figures):
        states = tuple(
            CellState.BLANK if state == CellState.NOT_APPLICABLE else state for state in figures.states
        )
        return replace(figures, states=states)

    forms = tuple(
        replace(lines, rows=tuple(replace(row, month=known(row.month)) for row in lines.rows))
        for lines in release.forms
    )
    return replace(release, forms=forms)


def accepted(release):
    """Return the month's figures of every report that holds one, by form and place."""
    found = {}
    for lines in release.forms:
        for row in lines.rows:
            given = {
                column.code: value
                for column, value, state in zip(
                    lines.columns, row.month.values, row.month.states, strict=True
                )
                if state == CellState.GIVEN
            }
            if given:
                found[lines.form, row.org_unit, lines.period] = given
    return found


@pytest.mark.parametrize("export_format", [ExportFormat.XLSX, ExportFormat.CSV])
def test_a_release_is_read_back_as_the_reports_it_was_made_of(tmp_path, whole, plan, places, export_format):
    rendered = render(whole, export_format)
    (tmp_path / rendered.file_name).write_bytes(rendered.content)
    reading = read_reports(tmp_path, plan.forms, places)

    assert reading.faults == ()
    read = {
        (row.form, row.org_unit, row.period): {
            code: value for code, value in row.values.items() if value is not None
        }
        for row in reading.rows
    }
    expected = accepted(whole)
    assert len(expected) > 100
    assert read.keys() == expected.keys()
    for key, figures in expected.items():
        assert read[key] == pytest.approx(figures, rel=1e-12), key


def test_sheets_of_sums_are_named_as_left_out(tmp_path, release, plan, places):
    (tmp_path / "r.xlsx").write_bytes(render(release, ExportFormat.XLSX).content)
    [file] = read_reports(tmp_path, plan.forms, places).files

    left = {sheet.name for sheet in file.sheets if not sheet.form}
    assert {"汇总", "系数", "说明"} <= left
    assert all(sheet.left_out for sheet in file.sheets if not sheet.form)
