import csv
import dataclasses
import io
import json

import pytest

from agri.files.release.lines import from_document
from agri.files.release.tables import render_csv, render_json, safe_number, safe_text
from tests.some import some


@pytest.fixture(scope="module")
def rows(release):
    return list(csv.DictReader(io.StringIO(render_csv(release).decode("utf-8-sig"))))


def test_every_cell_of_every_form_has_a_row_with_its_state(release, rows):
    written = {
        (row["table"], row["org_unit"], row["span"], row["element"]): row
        for row in rows
        if row["measure"] == "amount"
    }
    count = 0
    for lines in release.forms:
        for row in lines.rows:
            for span, figures in (("period", row.month), ("year_to_date", row.to_date)):
                for column, value, state in zip(lines.columns, figures.values, figures.states, strict=True):
                    cell = written[lines.form, row.org_unit, span, column.code]
                    assert (float(cell["value"]) if cell["value"] else None) == value
                    assert cell["state"] == state.name.lower()
                    assert cell["unit"] == column.unit
                    count += 1
    assert count == len(written)


def test_every_rate_and_year_end_of_every_place_has_a_row(release, rows):
    written = {(row["org_unit"], row["element"], row["measure"]): row for row in rows}
    for line in some((*release.summary, *release.counties)):
        value = written[line.org_unit, line.indicator, "value"]["value"]
        assert (float(value) if value else None) == line.value
        if line.reported is not None:
            assert float(written[line.org_unit, line.indicator, "reported_q50"]["value"]) == line.reported.q50


def test_every_row_names_release_snapshot_method_and_that_it_is_synthetic(release, rows):
    header = release.header
    assert {(row["release"], row["snapshot"], row["method"], row["is_synthetic"]) for row in rows} == {
        (header.number, header.snapshot, header.method, "true")
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_looks_like_a_formula_is_led_by_an_apostrophe(release, text):
    lines = release.forms[0]
    row = dataclasses.replace(lines.rows[0], name=text)
    changed = dataclasses.replace(lines, rows=(row,))
    content = render_csv(dataclasses.replace(release, forms=(changed,))).decode("utf-8-sig")
    names = {row["org_unit_name"] for row in csv.DictReader(io.StringIO(content, newline=""))}

    assert safe_text(text) in names
    assert text not in names


def test_negative_numbers_stay_numbers(release):
    line = dataclasses.replace(release.summary[0], value=-0.0123)
    content = render_csv(dataclasses.replace(release, summary=(line,))).decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(content)) if row["element"] == line.indicator)

    assert row["value"] == "-0.0123"


@pytest.mark.parametrize(
    ("number", "text"), [(None, ""), (0.0, "0"), (12.0, "12"), (0.1, "0.1"), (1 / 3, "0.3333333333333333")]
)
def test_numbers_are_written_so_that_they_read_back_as_themselves(number, text):
    assert safe_number(number) == text
    assert number is None or float(text) == number


def test_json_is_the_whole_release(release):
    document = json.loads(render_json(release))

    assert document.pop("format") == "agri-release"
    assert document.pop("version") == 1
    assert from_document(document) == release


def test_equal_releases_give_equal_tables(release):
    again = from_document(
        {k: v for k, v in json.loads(render_json(release)).items() if k not in {"format", "version"}}
    )

    assert render_csv(again) == render_csv(release)
    assert render_json(again) == render_json(release)
