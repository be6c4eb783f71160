"""A target that is reached exactly is reached, whatever the last bit of a float says."""

import numpy as np
import pytest

from agri.definitions.plan import Target
from agri.terms import Comparator


@pytest.mark.parametrize(
    ("comparator", "target", "value", "is_met"),
    [
        (Comparator.AT_MOST, 0.004, (100.4 - 100.0) / 100.0, True),
        (Comparator.AT_LEAST, 0.393, np.nextafter(0.393, 0), True),
        (Comparator.AT_LEAST, 0.393, 0.39299, False),
        (Comparator.AT_MOST, 0.004, 0.00401, False),
        (Comparator.BELOW, 0.0, 0.0, False),
        (Comparator.BELOW, 0.0, -1e-6, True),
        (Comparator.AT_LEAST, 0.393, np.nan, False),
    ],
)
def test_a_target_is_held_against_a_value(
    comparator: Comparator, target: float, value: float, is_met: bool
) -> None:
    assert bool(Target(target, comparator).is_met(np.array(value))) == is_met
