"""Spreadsheets while two years are open whose forms differ: each row is held against its own year."""

from dataclasses import replace

import pytest

from agri.definitions.form_years import forms_of_years
from agri.definitions.forms import Form, Forms
from agri.files.intake.read_files import read_reports

PLACE = "410122101"


def changed(form: Form) -> Form:
    """The next year's packaging form: it asks for what is burned, and no more for what is disposed of."""
    [section] = form.sections
    recovered, disposed = section.elements
    burned = replace(disposed, code="burned_kg", title=replace(disposed.title, zh="本月焚烧"))
    return replace(form, version=2, sections=(replace(section, elements=(recovered, burned), totals=()),))


def renamed(form: Form) -> Form:
    [section] = form.sections
    recovered, disposed = section.elements
    now = replace(disposed, code="handed_over_kg", renamed_from="disposed_kg")
    return replace(form, version=2, sections=(replace(section, elements=(recovered, now), totals=()),))


@pytest.fixture
def read(tmp_path, plan, places):
    def write(text, change=changed):
        (tmp_path / "packaging.csv").write_text(text, "utf-8")
        next_year = {form.code: form for form in plan.forms} | {"packaging": change(plan.forms["packaging"])}
        forms = forms_of_years({2019: plan.forms, 2020: Forms(next_year)})
        return read_reports(tmp_path / "packaging.csv", forms, places)

    return write


def test_a_file_of_the_year_before_is_read_as_that_year_asks(read):
    reading = read(f"org_unit,period,recovered_kg,disposed_kg\n{PLACE},2019-09,12,3\n")
    assert not reading.faults
    assert [dict(row.values) for row in reading.rows] == [{"recovered_kg": 12, "disposed_kg": 3}]


def test_one_file_may_hold_both_years(read):
    reading = read(
        f"org_unit,period,recovered_kg,disposed_kg,burned_kg\n{PLACE},2019-09,12,3,\n{PLACE},2020-04,10,,1\n"
    )
    assert not reading.faults
    assert [dict(row.values) for row in reading.rows] == [
        {"recovered_kg": 12, "disposed_kg": 3},
        {"recovered_kg": 10, "burned_kg": 1},
    ]


@pytest.mark.parametrize(
    ("period", "column"), [("2020-04", "disposed_kg"), ("2019-09", "burned_kg"), ("2018-09", "burned_kg")]
)
def test_a_figure_that_the_year_does_not_ask_for_is_a_fault(read, period, column):
    reading = read(
        f"org_unit,period,recovered_kg,disposed_kg,burned_kg\n{PLACE},{period},12,"
        + (",".join("5" if one == column else "" for one in ("disposed_kg", "burned_kg")))
        + "\n"
    )
    assert [fault.code for fault in reading.faults] == ["not-asked"]


def test_a_column_that_the_year_asks_for_must_be_there(read):
    reading = read(f"org_unit,period,recovered_kg,burned_kg\n{PLACE},2019-09,12,3\n")
    assert {fault.code for fault in reading.faults} == {"missing-column", "not-asked"}


@pytest.mark.parametrize("heading", ["disposed_kg", "handed_over_kg", None])
def test_an_element_is_known_by_its_old_code_its_new_one_and_its_title(read, plan, heading):
    title = plan.forms["packaging"].element_of["disposed_kg"].title.zh
    reading = read(f"org_unit,period,recovered_kg,{heading or title}\n{PLACE},2019-09,12,3\n", renamed)
    assert not reading.faults
    assert [dict(row.values) for row in reading.rows] == [{"recovered_kg": 12, "disposed_kg": 3}]


@pytest.mark.parametrize("heading", ["disposed_kg", "handed_over_kg"])
def test_the_new_year_takes_both_codes(read, heading):
    reading = read(f"org_unit,period,recovered_kg,{heading}\n{PLACE},2020-04,12,3\n", renamed)
    assert [dict(row.values) for row in reading.rows] == [{"recovered_kg": 12, "handed_over_kg": 3}]
