"""A record of arrays says what stood on a day: the newest accepted version, and why the rest is silent."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.synthetic.schools.array_record import NEVER, ArrayRecord, ToldVersion, VisitedCell
from agri.synthetic.schools.axes import Axes
from agri.terms import CellState, Drawn

ELEMENT = "pest_control.pesticide_kg"
JULY = 12 + 6  # of the plan year, in a record of two years


@pytest.fixture(scope="module")
def axes(ground) -> Axes:
    return Axes(ground)


@pytest.fixture
def record(ground, axes) -> ArrayRecord:
    units, forms = len(ground.places.units), len(ground.plan.forms.by_code)
    form = axes.form_of_element[axes.element_index[ELEMENT]]
    versions = []
    for amount, came, counts in (
        (100.0, date(2019, 8, 2), date(2019, 8, 4)),
        (70.0, date(2019, 9, 1), date(2019, 9, 9)),
    ):
        values = np.full((units, len(axes.element_index), 24), np.nan)
        values[axes.rows[0], axes.element_index[ELEMENT], JULY] = amount
        received = np.full((units, forms, 24), NEVER, dtype=np.int64)
        accepted = received.copy()
        received[axes.rows[0], form, JULY] = came.toordinal()
        accepted[axes.rows[0], form, JULY] = counts.toordinal()
        versions.append(ToldVersion(values, received, accepted))
    closed = np.full((units, 24), NEVER, dtype=np.int64)
    closed[:, JULY] = date(2019, 8, 5).toordinal()
    seen = VisitedCell(
        int(axes.rows[0]),
        axes.element_index[ELEMENT],
        JULY,
        date(2019, 8, 20).toordinal(),
        90.0,
        Drawn.RANDOM,
    )
    return ArrayRecord(ground.places, ground.keys, (), (2018, 2019), tuple(versions), closed, (seen,))


@pytest.mark.parametrize(
    ("day", "value", "state", "pending"),
    [
        (date(2019, 8, 1), None, CellState.NOT_REPORTED, 0),
        (date(2019, 8, 3), None, CellState.PENDING, 1),
        (date(2019, 8, 4), 100.0, CellState.GIVEN, 0),
        (date(2019, 9, 5), 100.0, CellState.GIVEN, 1),
        (date(2019, 9, 9), 70.0, CellState.GIVEN, 0),
    ],
)
def test_the_newest_accepted_version_counts_from_its_day(record, axes, day, value, state, pending):
    snapshot = record.snapshot(axes.plan, day)
    cell = axes.rows[0], axes.element_index[ELEMENT], JULY
    assert snapshot.state[cell] == state
    assert snapshot.pending == pending
    found = snapshot.values[cell]
    assert np.isnan(found) if value is None else found == value


def test_what_a_report_leaves_out_is_blank_and_what_it_need_not_tell_does_not_apply(record, axes):
    snapshot = record.snapshot(axes.plan, date(2019, 8, 6))
    unit = axes.rows[0]
    assert snapshot.states_of("pest_control.manual_mu")[unit, JULY] == CellState.BLANK
    assert snapshot.states_of("pest_control.manual_mu")[axes.rows[1], JULY] == CellState.NOT_REPORTED
    assert snapshot.states_of("straw.wheat_output_t")[unit, JULY] == CellState.NOT_DUE


def test_delay_closure_and_visit_are_known_from_their_day(record, axes):
    before, after = (record.snapshot(axes.plan, date(2019, 8, day)) for day in (3, 20))
    form = axes.form_of_element[axes.element_index[ELEMENT]]
    assert before.delay_days[axes.rows[0], form, JULY] == 2
    assert not before.is_closed[:, JULY].any()
    assert after.is_closed[axes.rows, JULY].all()
    assert not before.spot_checks
    (check,) = after.spot_checks
    assert (check.reported, check.verified, check.data_element) == (100.0, 90.0, ELEMENT)


def test_a_year_before_the_record_holds_nothing(record, axes):
    snapshot = record.snapshot(replace(axes.plan, year=2018), date(2019, 1, 30))
    assert [period.year for period in snapshot.periods[:12]] == [2017] * 12
    assert np.isnan(snapshot.values).all()
    assert (snapshot.state[axes.rows] == CellState.NOT_REPORTED).any()


def test_reading_twice_gives_the_same_and_leaves_the_record_alone(record, axes):
    day = date(2019, 9, 9)
    first = record.snapshot(axes.plan, day)
    first.values[:] = -1
    assert record.snapshot(axes.plan, day).id != first.id
    assert record.snapshot(axes.plan, day).id == record.snapshot(axes.plan, day).id
