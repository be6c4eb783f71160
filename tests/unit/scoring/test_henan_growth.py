"""The yearbook's table of Henan in SOURCES.md: it adds up, and the simple rules are held against it."""

import numpy as np
import pytest

from agri.definitions.reading import seed_root
from agri.scoring import half_of_last_growth


@pytest.fixture(scope="module")
def henan() -> dict[int, tuple[float, float]]:
    """Year → fertilizer of Henan (万 t), growth on the year before (%)."""
    found = {}
    for line in (seed_root() / "SOURCES.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().replace("−", "-") for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[0].isdigit():
            found[int(cells[0])] = float(cells[1]), float(cells[2])
    return found


def test_growth_is_this_year_s_total_over_last_year_s(henan: dict[int, tuple[float, float]]) -> None:
    assert len(henan) >= 6
    for year, (total, growth) in henan.items():
        if year - 1 in henan:
            assert 100 * (total / henan[year - 1][0] - 1) == pytest.approx(growth, abs=0.011)


def test_henan_went_on_falling_faster_than_half_the_rule_says(henan: dict[int, tuple[float, float]]) -> None:
    """The rule that is best over all provinces loses here: it is a baseline, not a law."""
    years = [year for year in sorted(henan) if year - 1 in henan and 2017 <= year <= 2019]
    last = np.array([henan[year - 1][1] for year in years])
    now = np.array([henan[year][1] for year in years])
    assert np.abs(now - half_of_last_growth(last)).mean() > np.abs(now - last).mean()
    assert (now < half_of_last_growth(last)).all()
