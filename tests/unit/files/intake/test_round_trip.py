"""What is written is read back unchanged, in CSV and in the template."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agri.definitions.places import read_org_units
from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.files.intake.read_files import read_reports
from agri.files.intake.report_row import ReportRow
from agri.files.template import render_template
from agri.periods import Period
from tests.unit.files.intake.report_csv import write_report_csv

PLAN = read_plan(seed_root() / "zhengzhou", 2019)
PLACES = read_org_units(seed_root() / "zhengzhou" / "org_units.csv")


def periods_of(form):
    year = Period(2019)
    spans = [Period(2019, quarter=i) for i in range(1, 5)] if form.frequency == "quarter" else year.months()
    return [span for span in spans if form.asks_in(span)]


def amounts(element):
    if element.is_whole:
        return st.integers(0, int(element.maximum)).map(float)
    return st.floats(element.minimum, element.maximum, allow_nan=False).map(lambda value: value + 0.0)


@st.composite
def reports(draw, *, has_instants):
    """Reports of one form, one a cell, as a file would hold them."""
    form = draw(st.sampled_from(list(PLAN.forms)))
    places = [unit.code for unit in PLACES.at(form.level)]
    keys = st.tuples(st.sampled_from(places), st.sampled_from(periods_of(form)))
    rows = []
    for org_unit, period in draw(st.lists(keys, min_size=1, max_size=6, unique=True)):
        sections = form.sections_in(period)
        excluded = draw(st.lists(st.sampled_from([section.code for section in sections]), unique=True))
        values = {
            element.code: draw(st.none() | amounts(element))
            for section in sections
            if section.code not in excluded
            for element in section.elements
        }
        instant = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 3 * 10**7)))
        rows.append(
            ReportRow(
                form=form.code,
                org_unit=org_unit,
                period=str(period),
                values=values,
                not_applicable=tuple(section.code for section in sections if section.code in excluded),
                received_at=draw(st.none() | st.just(instant)) if has_instants else None,
                reason=draw(st.none() | reasons()),
                file="",
                row=0,
            )
        )
    return form, rows


def reasons():
    # Control characters and lone surrogates cannot stand in either kind of file.
    text = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=20)
    return text.map(str.strip).filter(bool)


def same(value):
    """Spreadsheets hold sixteen digits of a number."""
    return None if value is None else pytest.approx(value, rel=1e-15, abs=0)


@pytest.mark.parametrize("reason", ["=1+1", "'=1+1", "'", "-", "@a", "+86 371"])
def test_a_reason_that_looks_like_a_formula_is_written_as_text_and_read_back(tmp_path, reason):
    form = PLAN.forms["manure"]
    values = {"produced_t": 1.0, "used_t": 1.0}
    row = ReportRow(form.code, "410122", "2019-Q2", values, (), None, reason, "", 0)
    written = write_report_csv(form, [row])
    (tmp_path / "manure.csv").write_bytes(written)

    assert written.splitlines()[1].rsplit(b",", 1)[1].startswith(b"'")
    assert read_reports(tmp_path, PLAN.forms, PLACES).rows[0].reason == reason


def content(row):
    return (row.form, row.org_unit, row.period, row.values, row.not_applicable, row.received_at, row.reason)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(reports(has_instants=True))
@pytest.mark.slow
def test_csv_is_read_back_as_it_was_written(tmp_path, drawn):
    form, rows = drawn
    path = tmp_path / f"{form.code}.csv"
    path.write_bytes(write_report_csv(form, rows))
    reading = read_reports(path, PLAN.forms, PLACES)

    assert reading.faults == ()
    assert [content(row) for row in reading.rows] == [content(row) for row in rows]


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(reports(has_instants=False))
@pytest.mark.slow
def test_a_template_is_read_back_as_it_was_filled_in(tmp_path, drawn):
    form, rows = drawn
    path = tmp_path / "filled.xlsx"
    path.write_bytes(render_template(form, rows=rows))
    reading = read_reports(path, PLAN.forms, PLACES)
    # A prepared row in which nothing was filled in is no report.
    filled = [
        row
        for row in rows
        if any(v is not None for v in row.values.values()) or row.not_applicable or row.reason
    ]

    assert reading.faults == ()
    assert sum(sheet.empty_rows for sheet in reading.files[0].sheets) == len(rows) - len(filled)
    for read, row in zip(reading.rows, filled, strict=True):
        assert dict(read.values) == {code: same(value) for code, value in row.values.items()}
        assert content(read)[:3] + content(read)[4:] == content(row)[:3] + content(row)[4:]
