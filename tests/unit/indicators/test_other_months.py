"""Work of other months stands in growth: what was not done in them last year is nothing, not unknown."""

import pytest

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.plan.progress import progress_to_date
from agri.terms import CellState
from tests.snapshots import PLACES, make_snapshot

A = "410101001"
PARTS = ("n", "p2o5", "k2o", "compound")


@pytest.fixture(scope="module")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


def wheat(month, amount):
    return {(A, f"fertilizer.wheat_{part}_t", month): amount for part in PARTS}


def growth(plan, cells):
    found = progress_to_date(make_snapshot(plan, cells), plan)["fertilizer_growth"]
    return float(found.ratio.value[PLACES.index["4101"]])


def test_topdressing_that_moved_to_january_is_no_decrease(plan):
    last = wheat("2018-02", 10.0) | wheat("2018-03", 10.0)
    assert growth(plan, last | wheat("2019-02", 10.0) | wheat("2019-03", 10.0)) == pytest.approx(0)
    moved = wheat("2019-01", 4.0) | wheat("2019-02", 6.0) | wheat("2019-03", 10.0)
    assert growth(plan, last | moved) == pytest.approx(0)


def test_a_month_that_was_asked_and_not_told_stays_unknown(plan):
    last = wheat("2018-02", CellState.NOT_REPORTED) | wheat("2018-03", 10.0)
    this = wheat("2019-01", 4.0) | wheat("2019-02", 6.0) | wheat("2019-03", 6.0)
    assert growth(plan, last | this) == pytest.approx(0)
