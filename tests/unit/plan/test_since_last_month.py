"""The change since last month: done, arrived late, corrected; the steps add up exactly."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.plan.progress import progress_to_date
from agri.plan.since_last_month import steps_since
from agri.terms import CellState
from tests.snapshots import PLACES, make_snapshot

A, B = "410101001", "410101002"
CITY = PLACES.index["4101"]
RATE = "unified_control_coverage"


@pytest.fixture(scope="module")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


def month(place, number, unified, treated=100.0):
    at = f"2019-{number:02}"
    return {
        (place, "pest_control.unified_area_mu", at): unified,
        (place, "pest_control.manual_mu", at): treated,
    }


def steps(plan, before, after):
    found = steps_since(
        make_snapshot(plan, before, as_of="2019-07-05"), make_snapshot(plan, after, as_of="2019-08-05"), plan
    )
    assert found is not None
    return found[RATE]


def at_city(one):
    return [float(part[CITY]) for part in (one.before, one.corrected, one.late, one.done)]


def test_each_step_is_told_apart(plan):
    june = month(A, 6, 40.0)
    assert at_city(steps(plan, june, june)) == pytest.approx([0.4, 0, 0, 0])
    assert at_city(steps(plan, june, month(A, 6, 30.0))) == pytest.approx([0.4, -0.1, 0, 0])
    late = month(B, 6, CellState.NOT_REPORTED, CellState.NOT_REPORTED)
    assert at_city(steps(plan, june | late, june | month(B, 6, 80.0))) == pytest.approx([0.4, 0, 0.2, 0])
    assert at_city(steps(plan, june, june | month(A, 7, 80.0))) == pytest.approx([0.4, 0, 0, 0.2])


def test_what_waited_for_review_a_month_ago_arrived_late(plan):
    waiting = month(B, 6, CellState.PENDING, CellState.PENDING)
    found = steps(plan, month(A, 6, 40.0) | waiting, month(A, 6, 40.0) | month(B, 6, 80.0))
    assert at_city(found) == pytest.approx([0.4, 0, 0.2, 0])


amount = st.one_of(
    st.floats(0, 100), st.sampled_from([CellState.NOT_REPORTED, CellState.PENDING, CellState.BLANK])
)
record = st.dictionaries(st.tuples(st.sampled_from([A, B]), st.integers(4, 7)), amount, min_size=1)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
@given(before=record, after=record)
def test_the_steps_add_up_to_what_the_assessment_says(plan, before, after):
    cells = [
        {
            key: cell
            for (place, number), unified in one.items()
            for key, cell in month(place, number, unified).items()
        }
        for one in (before, after)
    ]
    found = steps(plan, *cells)
    now = progress_to_date(make_snapshot(plan, cells[1], as_of="2019-08-05"), plan)[RATE].ratio.value
    known = np.isfinite(found.after)
    assert found.after[known] == pytest.approx(now[known], abs=1e-9)


def test_the_first_month_of_a_year_has_none_before_it(plan):
    early = make_snapshot(plan, {}, as_of="2019-01-05")
    assert steps_since(early, make_snapshot(plan, {}, as_of="2019-02-05"), plan) is None
    cut = make_snapshot(plan, {}, as_of="2019-07-05")
    cut = replace(cut, periods=cut.periods[1:])
    assert steps_since(cut, make_snapshot(plan, {}, as_of="2019-08-05"), plan) is None
