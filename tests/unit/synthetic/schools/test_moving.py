"""Work that is moved stays as much as it was, and what lies before a day stays where it was."""

import numpy as np
import pytest

from agri.synthetic.schools.axes import Axes
from agri.synthetic.schools.moving import moved

WEIGHTS = np.array([[0.1, 0.2, 0.3, 0.4, 0.0, 0.0]])


@pytest.mark.parametrize("by", [-2.5, -0.25, 0.0, 0.6, 1.0, 9.0])
def test_what_is_moved_keeps_its_sum_and_what_lies_before_stays(by):
    found = moved(WEIGHTS, np.array([by, -by]), 2)
    assert found.shape == (2, 6)
    assert np.allclose(found.sum(axis=1), 1)
    assert np.allclose(found[:, :2], WEIGHTS[:, :2])


def test_a_half_step_is_shared_by_two_stretches():
    assert np.allclose(moved(WEIGHTS, np.array([0.5])), [[0.05, 0.15, 0.25, 0.35, 0.2, 0.0]])
    assert np.allclose(moved(WEIGHTS, np.array([-1.0]), 2), [[0.1, 0.2, 0.7, 0.0, 0.0, 0.0]])


def test_work_is_gathered_into_the_next_month_that_is_asked(ground):
    by_month = np.arange(1.0, 13.0)[None, :]
    found = Axes(ground).gather("film.recovered_kg", by_month)
    assert found[0, 4] == 1 + 2 + 3 + 4 + 5
    assert found[0, 8] == 6 + 7 + 8 + 9
    assert found.sum() == found[0, 4] + found[0, 8]
