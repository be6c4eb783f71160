"""Scores against their definitions, and baselines against arithmetic done by hand."""

import numpy as np
import pytest

from agri.scoring import (
    brier,
    crps,
    half_of_last_growth,
    interval_coverage,
    last_year_share,
    straight_line,
)


class TestCrps:
    def test_it_equals_the_definition_over_all_pairs(self):
        rng = np.random.default_rng(1)
        draws, observed = rng.normal(size=(5, 40)), rng.normal(size=5)
        pairs = np.abs(draws[:, :, None] - draws[:, None, :]).sum(axis=(1, 2)) / (40 * 39) / 2
        by_hand = np.abs(draws - observed[:, None]).mean(axis=1) - pairs
        assert crps(observed, draws) == pytest.approx(by_hand)

    def test_it_is_fair_whatever_the_size_of_the_ensemble(self):
        rng = np.random.default_rng(2)
        observed = rng.normal(size=20_000)
        small = crps(observed, rng.normal(size=(20_000, 3))).mean()
        large = crps(observed, rng.normal(size=(20_000, 60))).mean()
        assert small == pytest.approx(large, abs=0.01)

    def test_the_right_spread_scores_better_than_a_narrow_or_a_wide_one(self):
        rng = np.random.default_rng(3)
        observed = rng.normal(size=4000)
        scores = {sd: crps(observed, sd * rng.normal(size=(4000, 50))).mean() for sd in (0.3, 1.0, 3.0)}
        assert min(scores, key=scores.__getitem__) == 1.0

    def test_an_unknown_end_has_no_score(self):
        assert np.isnan(crps(np.array([np.nan]), np.array([[0.0, 1.0]])))

    def test_one_replication_is_refused(self):
        with pytest.raises(ValueError, match="at least 2 replications"):
            crps(np.zeros(1), np.zeros((1, 1)))


class TestBrier:
    def test_it_is_the_squared_distance(self):
        assert brier(np.array([1.0, 0.0]), np.array([0.8, 0.8])) == pytest.approx([0.04, 0.64])

    def test_more_than_certain_is_refused(self):
        with pytest.raises(ValueError, match="outside"):
            brier(np.ones(1), np.array([1.2]))


class TestIntervalCoverage:
    def test_draws_of_the_truth_cover_as_often_as_they_say(self):
        rng = np.random.default_rng(4)
        covered = interval_coverage(rng.normal(size=5000), rng.normal(size=(5000, 400)), 0.9)
        assert covered.mean() == pytest.approx(0.9, abs=0.015)

    def test_draws_that_are_too_sure_cover_less(self):
        rng = np.random.default_rng(5)
        covered = interval_coverage(rng.normal(size=2000), 0.5 * rng.normal(size=(2000, 200)), 0.9)
        assert covered.mean() < 0.7

    def test_a_certain_draw_covers_only_itself(self):
        draws = np.full((2, 10), 0.4)
        assert interval_coverage(np.array([0.4, 0.41]), draws, 0.5).tolist() == [1.0, 0.0]


class TestBaselines:
    def test_half_the_year_doubles(self):
        assert straight_line(np.array([0.2]), 0.5) == pytest.approx([0.4])

    def test_last_year_tells_how_much_is_still_to_come(self):
        assert last_year_share(0.44, 0.40, 0.80) == pytest.approx(0.88)

    def test_before_anything_happened_last_year_its_end_stands_in(self):
        assert last_year_share(np.array([0.1, np.nan]), np.array([0.0, 0.4]), 0.8) == pytest.approx(
            [0.8, 0.8]
        )

    def test_growth_halves(self):
        assert half_of_last_growth(np.array(-0.02)) == pytest.approx(-0.01)

    def test_a_year_that_has_not_begun_is_refused(self):
        with pytest.raises(ValueError, match="share of the year"):
            straight_line(np.zeros(1), 0.0)
