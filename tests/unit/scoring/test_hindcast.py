"""Scoring one projection: right numbers against a known end, and none where the end is unknown."""

from types import SimpleNamespace

import numpy as np
import pytest

from agri.scoring.hindcast import Scored, score_projection
from agri.terms import Basis
from tests.sim.synthetic import the_plan

GREEN = "green_control_coverage"  # target: at least 0.287


@pytest.fixture(scope="module")
def plan():
    return the_plan()


def scored(plan, draws, observed, rivals=None) -> list[Scored]:
    """Score the same draws for every indicator and basis; `observed` is of green control, reported."""
    array = np.array([draws], dtype=np.float32)
    projection = SimpleNamespace(
        draw_places=(plan.city,), draws={(code, b): array for code in plan.indicators for b in Basis}
    )
    return list(
        score_projection(
            projection,
            plan,
            {(GREEN, Basis.REPORTED): observed},
            {GREEN: rivals or {}},
            kind="world",
            world=3,
            month=8,
        )
    )


def test_only_what_has_a_known_end_is_scored(plan):
    (one,) = scored(plan, [0.28, 0.30], 0.29)
    assert (one.indicator, one.basis, one.world, one.month) == (GREEN, Basis.REPORTED, 3, 8)
    assert scored(plan, [0.28, 0.30], float("nan")) == []


def test_draws_without_a_value_are_not_scored(plan):
    assert scored(plan, [0.28, float("nan")], 0.29) == []


def test_probability_is_held_against_the_plans_target(plan):
    (one,) = scored(plan, [0.28, 0.28, 0.28, 0.30], 0.29)
    assert one.probability == pytest.approx(0.25)
    assert one.is_met
    assert one.brier == pytest.approx(0.75**2)


def test_a_rule_is_scored_by_its_distance_and_as_a_certain_forecast(plan):
    (one,) = scored(plan, [0.28, 0.30], 0.29, {"straight_line": 0.25})
    rival = one.rivals["straight_line"]
    assert rival.crps == pytest.approx(0.04)
    assert rival.brier == 1


def test_draws_that_are_the_record_itself_cover_it_in_any_precision(plan):
    end = 0.1 + 0.2 - 1e-9
    (one,) = scored(plan, [end, end, end], end)
    assert one.inside == (True, True, True)
    assert one.rank == 0.5
    assert one.crps == pytest.approx(0, abs=1e-9)


def test_an_end_outside_all_draws_is_outside_every_interval(plan):
    (one,) = scored(plan, list(np.linspace(0.2, 0.3, 50)), 0.4)
    assert one.inside == (False, False, False)
    assert one.rank == 1


@pytest.mark.parametrize(("shift", "covers"), [(0.0, True), (0.02, False)])
def test_coverage_over_worlds_tells_a_right_model_from_a_shifted_one(plan, shift, covers):
    rng = np.random.default_rng(11)
    inside = []
    for _ in range(300):
        centre = rng.normal(0.3, 0.02)
        draws = rng.normal(centre, 0.01, 80)
        (one,) = scored(plan, draws, rng.normal(centre, 0.01) + shift)
        inside.append(one.inside[2])
    share = sum(inside) / len(inside)
    assert (0.85 <= share <= 0.95) == covers, share
