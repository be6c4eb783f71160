"""Medians that leave one value out, beside what numpy makes of the others."""

import numpy as np
import pytest

from agri.detectors.year_pair import median_of_others

FIRST = 4


@pytest.mark.parametrize("given", [0.0, 0.3, 0.7, 1.0])
def test_the_median_of_the_others_is_numpys(given: float) -> None:
    random = np.random.default_rng(7)
    values = np.round(random.normal(size=(40, 5, 9)), 1)  # some are equal
    values[random.random(values.shape) >= given] = np.nan
    found, count = median_of_others(values, FIRST)
    checked = 0
    for place, element, month in np.ndindex(found.shape):
        others = np.delete(values[place, element], FIRST + month)
        others = others[np.isfinite(others)]
        assert count[place, element, month] == len(others)
        if len(others):
            assert found[place, element, month] == pytest.approx(np.median(others))
            checked += 1
    assert (checked > 0) == (given > 0)
