"""A word on progress is made of those who reported: no silence and no backlog of reviews turns it."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.plan.progress import progress_to_date
from agri.terms import CellState, ProgressWord
from tests.snapshots import PLACES, make_snapshot

A, B, C = "410101001", "410101002", "410102001"
CITY = PLACES.index["4101"]
GREEN = "pest_control.green_area_mu"
MONTHS = ("2019-03", "2019-04", "2019-05", "2019-06", "2019-07", "2019-08")
SILENT = (CellState.PENDING, CellState.NOT_REPORTED)


@pytest.fixture(scope="module")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


def areas(**by_place: float) -> dict[tuple[str, str], float]:
    return {
        (place, key): by_place.get(place, 100.0)
        for place in (A, B, C)
        for key in ("maize_mu", "wheat_mu", "wheat_last_autumn_mu")
    }


def told(plan, shares, at="2019-09-05", known=None):
    """Return the cells of places that do a share of what the path wants in each month."""
    snapshot = make_snapshot(plan, {}, baselines=known or areas(), as_of=at)
    path = [progress_to_date(snapshot, plan, through=plan.periods[i]) for i in _rows(plan)]
    steps = np.diff([0.0, *(one["green_control_coverage"].path[CITY] for one in path)])
    return {
        (place, GREEN, month): 200 * share * step
        for place, share in shares.items()
        for month, step in zip(MONTHS, steps, strict=True)
    }


def _rows(plan):
    months = [str(one) for one in plan.periods]
    return [months.index(one) for one in MONTHS]


def green(plan, cells, **more):
    snapshot = make_snapshot(plan, cells, baselines=areas(), as_of="2019-09-05", **more)
    return progress_to_date(snapshot, plan)["green_control_coverage"]


@pytest.mark.parametrize("silent", SILENT)
@pytest.mark.parametrize(("share", "word"), [(1.0, "on_path"), (1.25, "ahead"), (0.75, "behind")])
def test_a_report_that_is_not_in_does_not_turn_the_word(plan, silent, share, word):
    cells = told(plan, dict.fromkeys((A, B, C), share))
    whole = green(plan, cells)
    assert whole.word(CITY) == word
    assert whole.reporters.share_in[CITY] == pytest.approx(1)
    missing = {**cells, (A, GREEN, "2019-05"): silent}
    partly = green(plan, missing)
    assert partly.reporters.share_in[CITY] < 1
    assert partly.word(CITY) == word


def test_a_blank_takes_the_whole_season_of_its_place_out_of_the_word(plan):
    cells = told(plan, dict.fromkeys((A, B, C), 1.0))
    found = green(plan, {**cells, (A, GREEN, "2019-05"): CellState.BLANK})
    assert found.reporters.share_in[CITY] == pytest.approx(2 / 3)
    assert found.word(CITY) is None


def test_the_path_of_those_who_reported_leaves_out_what_is_not_in(plan):
    cells = told(plan, dict.fromkeys((A, B, C), 1.0))
    found = green(plan, {**cells, (A, GREEN, "2019-05"): CellState.PENDING})
    assert found.path[CITY] == pytest.approx(green(plan, cells).path[CITY])
    assert found.reporters.path[CITY] == pytest.approx(found.ratio.value[CITY])
    assert found.reporters.path[CITY] < found.path[CITY]


@pytest.mark.parametrize(("needed", "word"), [(0.6, ProgressWord.ON_PATH), (0.7, None)])
def test_below_the_share_that_the_plan_needs_no_word_is_said(plan, needed, word):
    cells = told(plan, dict.fromkeys((A, B), 1.0))
    cells |= {(C, GREEN, month): CellState.NOT_REPORTED for month in MONTHS}
    found = green(plan, cells)
    assert found.reporters.share_in[CITY] == pytest.approx(2 / 3)
    assert (found.reporters.counted[CITY], found.reporters.asked[CITY]) == (2, 3)
    making = replace(found.indicator.making, completeness=needed)
    assert replace(found, indicator=replace(found.indicator, making=making)).word(CITY) == word


def test_what_is_in_is_weighted_with_the_planned_area(plan):
    cells = {
        (place, "pest_control.unified_area_mu", "2019-08"): CellState.NOT_REPORTED if place == A else 40.0
        for place in (A, B)
    } | {(B, "pest_control.manual_mu", "2019-08"): 100.0}
    snapshot = make_snapshot(plan, cells, baselines=areas(**{A: 300.0}), as_of="2019-09-05")
    found = progress_to_date(snapshot, plan)["unified_control_coverage"]
    assert found.reporters.share_in[CITY] == pytest.approx(0.25)
    assert found.word(CITY) is None


def test_growth_counts_the_crop_months_that_are_whole(plan):
    months = {
        (A, f"fertilizer.maize_{part}_t", f"{year}-06"): 10.0
        for part in ("n", "p2o5", "k2o", "compound")
        for year in (2018, 2019)
    }
    blank = {**months, (A, "fertilizer.maize_k2o_t", "2019-06"): CellState.BLANK}
    for cells, share in ((months, 1.0), (blank, 0.0)):
        found = progress_to_date(make_snapshot(plan, cells, as_of="2019-09-05"), plan)["fertilizer_growth"]
        assert found.reporters.share_in[CITY] == share
        assert found.reporters.counted[CITY] == share


@pytest.mark.parametrize("target", ["fertilizer_growth", "fertilizer_efficiency", "pesticide_efficiency"])
def test_growth_and_efficiencies_bear_less_than_coverages(plan, target):
    assert 0.001 <= plan.indicators[target].making.tolerance <= 0.002
    for code in ("soil_test_coverage", "green_control_coverage", "unified_control_coverage"):
        assert 0.01 <= plan.indicators[code].making.tolerance <= 0.02


def test_a_growth_of_a_point_over_its_limit_is_behind(plan):
    cells = {
        (A, "fertilizer.maize_n_t", "2018-06"): 10_000.0,
        (A, "fertilizer.maize_n_t", "2019-06"): 10_134.0,
    }
    found = progress_to_date(make_snapshot(plan, cells), plan)["fertilizer_growth"]
    assert found.word(CITY) == ProgressWord.BEHIND
