"""The planned path moves with the crop calendar, never along a straight line."""

from datetime import date

import numpy as np
import pytest

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.plan.path import planned_path
from agri.plan.progress import last_due_month, progress_to_date
from agri.terms import CellState, ProgressWord
from tests.snapshots import PLACES, make_snapshot
from tests.some import some

TOWNSHIP = "410101001"
ROW = PLACES.index[TOWNSHIP]


@pytest.fixture(scope="module")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


@pytest.fixture(scope="module")
def snapshot(plan):
    areas = {
        (TOWNSHIP, "maize_mu"): 100.0,
        (TOWNSHIP, "wheat_mu"): 100.0,
        (TOWNSHIP, "wheat_last_autumn_mu"): 100.0,
    }
    return make_snapshot(plan, {}, baselines=areas)


def on(snapshot, plan, day, indicator):
    return planned_path(snapshot, plan, date.fromisoformat(day))[indicator][ROW]


def test_soil_test_coverage_rises_with_the_fertilization_dates_and_rests_between(snapshot, plan):
    days = ("2019-06-07", "2019-06-20", "2019-07-14", "2019-07-25", "2019-10-04", "2019-10-20", "2019-12-31")
    values = [on(snapshot, plan, day, "soil_test_coverage") for day in days]
    maize_base, maize_all = 0.85 * 80 / 200, 0.85 * 100 / 200
    assert values == pytest.approx([0, maize_base, maize_base, maize_all, maize_all, 0.85, 0.85])


def test_every_path_ends_at_its_target(snapshot, plan):
    path = planned_path(snapshot, plan, date(2019, 12, 31))
    for indicator in some(plan.targets):
        assert path[indicator.code][ROW] == pytest.approx(indicator.target.value), indicator.code


def test_growth_and_efficiency_are_flat_at_the_target(snapshot, plan):
    assert on(snapshot, plan, "2019-02-01", "fertilizer_growth") == 0.004
    assert on(snapshot, plan, "2019-02-01", "pesticide_efficiency") == 0.393


def test_no_target_no_path(snapshot, plan):
    assert np.isnan(on(snapshot, plan, "2019-08-01", "film_recovery"))


def test_a_place_without_the_crops_has_no_path(snapshot, plan):
    path = planned_path(snapshot, plan, date(2019, 8, 31))
    assert np.isnan(path["soil_test_coverage"][PLACES.index["410102001"]])


@pytest.mark.parametrize(
    ("area", "word"),
    [(90.0, ProgressWord.AHEAD), (86.0, ProgressWord.ON_PATH), (80.0, ProgressWord.BEHIND)],
)
def test_progress_is_told_in_a_word_within_its_tolerance(plan, area, word):
    baselines = {(TOWNSHIP, "wheat_mu"): 90.0}
    cells = {
        (TOWNSHIP, "soil_testing.maize_formula_area_mu", "2019-07"): area,
        (TOWNSHIP, "sowing.maize_mu", "2019-06"): 100.0,
    }
    baselines[TOWNSHIP, "maize_mu"] = 100.0
    snapshot = make_snapshot(plan, cells, baselines=baselines, as_of="2019-09-05")
    progress = progress_to_date(snapshot, plan)["soil_test_coverage"]
    # The path stands at 0.85 × 100 / 190, the value at area / 190: two points are 3.8 mu.
    assert progress.word(ROW) == word


def test_a_ceiling_is_ahead_when_it_is_below(plan):
    cells = {
        (TOWNSHIP, "fertilizer.maize_n_t", "2019-06"): 90.0,
        (TOWNSHIP, "fertilizer.maize_n_t", "2018-06"): 100.0,
    }
    progress = progress_to_date(make_snapshot(plan, cells), plan)["fertilizer_growth"]
    assert progress.word(ROW) == ProgressWord.AHEAD


def test_progress_names_how_many_of_the_expected_reports_it_holds(plan):
    cells = {
        (TOWNSHIP, "packaging.recovered_kg", "2019-03"): 5.0,
        (TOWNSHIP, "packaging.recovered_kg", "2019-04"): CellState.NOT_REPORTED,
        (TOWNSHIP, "packaging.recovered_kg", "2019-05"): CellState.PENDING,
        (TOWNSHIP, "packaging.recovered_kg", "2019-06"): CellState.BLANK,
    }
    progress = progress_to_date(make_snapshot(plan, cells), plan)["packaging_recovery"]
    city = PLACES.index["4101"]
    assert (progress.reports[city], progress.expected[city]) == (2, 4)


@pytest.mark.parametrize(
    ("as_of", "month"),
    [
        ("2019-08-31", "2019-07"),
        ("2019-09-05", "2019-08"),
        ("2019-09-03", "2019-08"),
        ("2020-02-01", "2019-12"),
    ],
)
def test_progress_speaks_of_the_last_month_that_was_due(plan, as_of, month):
    assert last_due_month(make_snapshot(plan, {}, as_of=as_of), plan) == Period.parse(month)
