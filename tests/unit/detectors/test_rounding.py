"""How exactly amounts are written, beside a slow count of the same."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agri.detectors.rounding import written

_STEPS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0)
_CELL = st.sampled_from(
    [np.nan, 0.0, 0.05, 0.3, 3.0, 12.0, 37.5, 40.0, 250.0, 300.0, 1250.0, 2000.0, 47000.0]
)


def _of(cells: list[float]) -> np.ndarray:
    return np.array(cells).reshape(2, 2, 3)


@given(st.lists(_CELL, min_size=12, max_size=12), st.lists(_CELL, min_size=12, max_size=12))
def test_a_writer_is_as_coarse_as_the_share_of_both_years_that_is_written_so(
    one: list[float], other: list[float]
) -> None:
    now, then = _of(one), _of(other)
    seen, before = written(now, then)
    for of, place, element, month in np.ndindex(2, 2, 2, 3):
        year = (seen, before)[of]
        if year.amounts[place, element, month] > 0:
            allowed = [step for step in _STEPS if step >= year.step[place, element, month] * (1 - 1e-9)]
            coarse, count = 0, 0
            for both in (seen, before):
                given_here = both.amounts[place, element] > 0
                count += int(given_here.sum())
                coarse += int((both.step[place, element][given_here] >= allowed[0]).sum())
            assert year.coarse[place, element, month] == min((coarse + 1) / (count + 1), 1.0)
    assert (seen.step >= 0.01).all()
    assert seen.amounts is now
    assert before.amounts is then
