"""A pool of forecasts: its quantiles and the weights that score best, against definitions."""

import numpy as np
import pytest

from agri.sim.combine.pool import Part, best_weights, pooled_quantiles
from tests.some import some


def test_one_part_alone_is_itself():
    samples = np.array([3.0, 1.0, 2.0])
    assert pooled_quantiles([Part(samples, 0.3)], np.array([0.5])) == pytest.approx([2.0])


def test_half_and_half_of_two_places_lies_between_them_as_often_in_each():
    parts = [Part(np.zeros(100), 0.5), Part(np.ones(10), 0.5)]
    low, high = pooled_quantiles(parts, np.array([0.2, 0.8]))
    assert (low, high) == (0.0, 1.0)


def test_a_weight_counts_whatever_the_number_of_samples():
    parts = [Part(np.zeros(1000), 0.1), Part(np.ones(10), 0.9)]
    assert pooled_quantiles(parts, np.array([0.2])) == pytest.approx([1.0])


def test_a_pool_without_weight_is_refused():
    with pytest.raises(ValueError, match="weight"):
        pooled_quantiles([Part(np.zeros(3), 0.0)], np.array([0.5]))


def mean_distances(parts, ends):
    """Brute force: distances of draws from ends, and between draws of two parts."""
    distance = np.array([np.abs(part[:, :, None] - ends[:, None, None]).mean() for part in parts])
    between = np.array([[np.abs(a[:, :, None] - b[:, None, :]).mean() for b in parts] for a in parts])
    return distance, between


def test_the_better_forecast_is_believed_and_two_of_one_kind_share():
    rng = np.random.default_rng(1)
    ends = rng.normal(size=300)
    good = ends[:, None] + 0.2 * rng.normal(size=(300, 30))
    bad = 4 + rng.normal(size=(300, 30))
    weights = best_weights(*mean_distances([good, bad], ends))
    assert weights[0] > 0.98
    assert weights.sum() == pytest.approx(1)


def test_no_other_weights_score_better():
    rng = np.random.default_rng(2)
    ends = rng.normal(size=200)
    parts = [ends[:, None] + shift + 0.7 * rng.normal(size=(200, 20)) for shift in (-0.5, 0.4, 0.0)]
    distance, between = mean_distances(parts, ends)

    def score(weights):
        return distance @ weights - weights @ between @ weights / 2

    best = score(best_weights(distance, between))
    for other in some(list(rng.dirichlet(np.ones(3), 200))):
        assert best <= score(other) + 1e-4
