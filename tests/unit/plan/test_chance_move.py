"""Why a chance moved: the one thing that differs is named, and nothing where nothing can be said."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from agri.definitions.plan import Target, read_plan
from agri.definitions.reading import seed_root
from agri.indicators.snapshot import SpotCheck
from agri.periods import Period
from agri.plan.assessment import YearEndOutlook
from agri.plan.chance_move import causes_between, chance_move
from agri.plan.outlook import QUANTILES
from agri.terms import CellState, Comparator, Drawn, MoveCause, MovedBy
from tests.snapshots import make_snapshot

A, B = "410101001", "410101002"
RUNS = (1000, 1000)
AT_LEAST, AT_MOST = Target(0.9, Comparator.AT_LEAST), Target(0.9, Comparator.AT_MOST)


@pytest.fixture(scope="module")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


def end(mean, sd, target=AT_LEAST, chance=None):
    """A normal year end and its chance."""
    above = 1 - NormalDist(mean, sd).cdf(target.value)
    drawn = (1 - above if target.is_ceiling else above) if chance is None else chance
    quantiles = [mean + sd * NormalDist().inv_cdf(share) for share in QUANTILES]
    return YearEndOutlook(mean, *quantiles, sd, drawn, None)


@pytest.mark.parametrize("target", [AT_LEAST, AT_MOST])
def test_where_only_the_middle_moved_it_is_named(target):
    moved = chance_move(end(0.89, 0.02, target), end(0.91, 0.02, target), target, RUNS)
    assert (moved.by, moved.width) == (MovedBy.LEVEL, pytest.approx(0, abs=1e-9))
    assert (moved.level > 0) == (target is AT_LEAST)


def test_where_only_the_width_moved_it_is_named():
    above, below = (chance_move(end(m, 0.04), end(m, 0.01), AT_LEAST, RUNS) for m in (0.93, 0.87))
    assert (above.by, above.level) == (MovedBy.WIDTH, pytest.approx(0, abs=1e-9))
    assert (below.by, below.level) == (MovedBy.WIDTH, pytest.approx(0, abs=1e-9))
    assert above.width > 0 > below.width, "a narrow year end is good above the target, bad below it"


def test_both_are_named_where_both_pull_the_same_way():
    one, other = end(0.91, 0.04), end(0.93, 0.02)
    moved = chance_move(one, other, AT_LEAST, RUNS)
    assert moved.by == MovedBy.BOTH
    assert moved.level + moved.width == pytest.approx(other.probability - one.probability, abs=0.003)
    # Where they pull against each other, it is the one that won.
    assert chance_move(end(0.91, 0.02), end(0.925, 0.03), AT_LEAST, RUNS).by == MovedBy.LEVEL


def test_what_other_seeds_would_do_is_no_change():
    assert chance_move(end(0.9, 0.02), end(0.9004, 0.02), AT_LEAST, RUNS).by == MovedBy.NOISE
    assert chance_move(end(2, 0.02, chance=1), end(2, 0.03, chance=1), AT_LEAST, RUNS).by == MovedBy.NOISE
    few = chance_move(end(0.89, 0.02), end(0.91, 0.02), AT_LEAST, (4, 4))
    assert few.by == MovedBy.NOISE


def test_nothing_is_said_where_median_and_width_do_not_tell_the_change():
    assert chance_move(end(0.89, 0.02), end(0.91, 0.02, chance=0.4), AT_LEAST, RUNS) is None
    assert chance_move(end(0.89, 0.02), replace(end(0.91, 0.02), q25=0.91, q75=0.91), AT_LEAST, RUNS) is None
    assert chance_move(end(0.89, 0.02), replace(end(0.91, 0.02), q95=None), AT_LEAST, RUNS) is None


def cell(place, month, value):
    return {(place, "pest_control.unified_area_mu", f"2019-{month:02}"): value}


def causes(plan, before, now, *, later="2019-07-05", **changes):
    return causes_between(
        make_snapshot(plan, before, as_of="2019-07-05"),
        replace(make_snapshot(plan, now, as_of=later), **changes),
        plan,
    )


def test_the_one_thing_that_differs_between_two_records_is_named(plan):
    june = cell(A, 6, 40.0) | cell(B, 6, CellState.NOT_REPORTED)
    assert causes(plan, june, june) == ()
    assert causes(plan, june, june, later="2019-08-05") == (MoveCause.MONTH,)
    assert causes(plan, june, june | cell(A, 7, 9.0)) == (MoveCause.MONTH,)
    assert causes(plan, june, june | cell(B, 6, 80.0)) == (MoveCause.LATE,)
    assert causes(plan, june, june | cell(B, 6, CellState.PENDING)) == (MoveCause.LATE,)
    assert causes(plan, june, june | cell(A, 6, 30.0)) == (MoveCause.CORRECTED,)
    assert causes(plan, june, june | cell(A, 6, CellState.NOT_REPORTED)) == (MoveCause.CORRECTED,)
    check = SpotCheck(A, Period(2019, 6), "pest_control.unified_area_mu", 40.0, 30.0, Drawn.RANDOM)
    assert causes(plan, june, june, spot_checks=(check,)) == (MoveCause.SPOT_CHECKS,)
    assert causes(plan, june, june, definitions="other") == (MoveCause.DEFINITIONS,)
    known = make_snapshot(plan, june).baselines
    assert causes(plan, june, june, baselines=np.ones_like(known)) == (MoveCause.BASELINES,)


def test_all_that_differs_is_named_and_nothing_where_records_cannot_be_compared(plan):
    june = cell(A, 6, 40.0) | cell(B, 6, CellState.NOT_REPORTED)
    later = cell(A, 6, 41.0) | cell(B, 6, 80.0) | cell(A, 7, 9.0)
    found = causes(plan, june, later, later="2019-08-05")
    assert found == (MoveCause.MONTH, MoveCause.LATE, MoveCause.CORRECTED)
    whole = make_snapshot(plan, june, as_of="2019-07-05")
    assert causes_between(whole, replace(whole, values=whole.values[:, :, 1:]), plan) is None
