import dataclasses
import json

import numpy as np
import pytest

from agri.definitions.reading import seed_root
from agri.files.release.form_lines import form_lines
from agri.files.release.lines import from_document, to_document
from agri.files.release.sources import cited_by, read_sources
from agri.periods import Period
from agri.terms import CellState, Level
from tests.some import some


def test_a_release_survives_its_document(release):
    document = json.loads(json.dumps(to_document(release), allow_nan=False))

    assert from_document(document) == release


def test_equal_releases_give_equal_documents(release):
    assert json.dumps(to_document(release)) == json.dumps(to_document(from_document(to_document(release))))


def test_a_figure_that_is_not_a_number_is_refused(release):
    broken = dataclasses.replace(release.summary[0], value=float("nan"))

    with pytest.raises(ValueError, match="JSON compliant"):
        to_document(dataclasses.replace(release, summary=(broken, *release.summary[1:])))


def test_the_month_holds_the_snapshot_s_own_cells(snapshot, plan):
    month = snapshot.period_index[Period(2019, 8)]
    for lines in some(form_lines(snapshot, plan.forms, Period(2019, 8))):
        for row in some(lines.rows):
            place = snapshot.places.index[row.org_unit]
            for i, column in some(enumerate(lines.columns)):
                element = snapshot.element_index[f"{lines.form}.{column.code}"]
                assert row.month.states[i] == snapshot.state[place, element, month]
                if row.month.values[i] is None:
                    assert np.isnan(snapshot.values[place, element, month])
                else:
                    assert row.month.values[i] == snapshot.values[place, element, month]


def test_the_year_to_date_adds_the_months_of_the_plan_year_only(snapshot, plan):
    months = [
        snapshot.period_index[month] for month in plan.periods if Period(2018, 12) < month < Period(2019, 9)
    ]
    lines = {lines.form: lines for lines in form_lines(snapshot, plan.forms, Period(2019, 8))}["pest_control"]

    for row in some(lines.rows):
        place = snapshot.places.index[row.org_unit]
        for i, column in some(enumerate(lines.columns)):
            given = snapshot.of(f"pest_control.{column.code}")[place, months]
            total = row.to_date.values[i]
            assert (0.0 if total is None else total) == pytest.approx(np.nansum(given))
            assert (total is None) == np.isnan(given).all()


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ([CellState.GIVEN, CellState.GIVEN], CellState.GIVEN),
        ([CellState.GIVEN, CellState.NOT_DUE], CellState.GIVEN),
        ([CellState.GIVEN, CellState.NOT_APPLICABLE], CellState.GIVEN),
        ([CellState.GIVEN, CellState.BLANK], CellState.BLANK),
        ([CellState.BLANK, CellState.PENDING], CellState.PENDING),
        ([CellState.PENDING, CellState.NOT_REPORTED], CellState.NOT_REPORTED),
        ([CellState.NOT_APPLICABLE, CellState.NOT_DUE], CellState.NOT_APPLICABLE),
    ],
)
def test_a_sum_says_what_it_lacks(snapshot, plan, months, expected):
    state = snapshot.state.copy()
    values = snapshot.values.copy()
    place = snapshot.places.index["410122101"]
    element = snapshot.element_index["pest_control.pesticide_kg"]
    of_2019 = [snapshot.period_index[Period(2019, month)] for month in range(1, 9)]
    state[place, element, of_2019] = [CellState.NOT_DUE] * 6 + months
    values[place, element, of_2019] = np.where(state[place, element, of_2019] == CellState.GIVEN, 5.0, np.nan)
    changed = dataclasses.replace(snapshot, state=state, values=values)

    lines = {lines.form: lines for lines in form_lines(changed, plan.forms, Period(2019, 8))}["pest_control"]
    row = next(row for row in lines.rows if row.org_unit == "410122101")
    position = [column.code for column in lines.columns].index("pesticide_kg")

    assert row.to_date.states[position] == expected
    given = months.count(CellState.GIVEN)
    assert row.to_date.values[position] == (5.0 * given if given else None)


def test_a_quarter_s_form_speaks_of_the_quarter_that_ends_with_the_month(snapshot, plan):
    june = {lines.form: lines for lines in form_lines(snapshot, plan.forms, Period(2019, 6))}["manure"]
    august = {lines.form: lines for lines in form_lines(snapshot, plan.forms, Period(2019, 8))}["manure"]

    assert (june.period, june.is_due) == ("2019-Q2", True)
    assert not august.is_due
    assert august.rows[0].to_date.expected == 2


def test_places_that_are_asked_nothing_have_no_row(release, places):
    farming = [unit.code for unit in places.at(Level.TOWNSHIP) if unit.is_farming]
    fertilizer = {lines.form: lines for lines in release.forms}["fertilizer"]

    assert [row.org_unit for row in fertilizer.rows] == farming


def test_the_cited_sources_are_carried_along_and_no_others(release, plan):
    every = {source.id: source for source in read_sources(seed_root() / "SOURCES.md")}
    carried = {source.id: source for source in release.sources}

    assert carried == {code: source for code, source in every.items() if code in cited_by(plan)}
    assert 0 < len(carried) < len(every)
