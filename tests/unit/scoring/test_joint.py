"""Scores of all targets together: against definitions, and joint draws against draws put apart."""

import numpy as np
import pytest

from agri.scoring.joint import energy_score


def test_of_one_part_it_is_the_crps():
    from agri.scoring.scores import crps

    rng = np.random.default_rng(1)
    draws, end = rng.normal(size=(1, 40)), rng.normal(size=1)
    assert energy_score(end, draws) == pytest.approx(float(crps(end, draws)[0]))


def test_draws_that_move_together_as_the_ends_do_score_better_than_draws_put_apart():
    rng = np.random.default_rng(2)
    together, apart = [], []
    for _ in range(300):
        common = rng.normal(size=41)
        draws = np.stack([common, common]) + 0.1 * rng.normal(size=(2, 41))
        end, ensemble = draws[:, 0], draws[:, 1:]
        together.append(energy_score(end, ensemble))
        apart.append(energy_score(end, np.stack([ensemble[0], np.roll(ensemble[1], 1)])))
    assert np.mean(together) < 0.99 * np.mean(apart)
