"""What dealers sold beside what townships say they used, by county and quarter."""

import numpy as np
import pytest

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.plan.second_books import second_books
from agri.terms import CellState
from tests.snapshots import PLACES, make_snapshot

A, B, C = "410101001", "410101002", "410102001"
FIRST, SECOND, CITY = (PLACES.index[code] for code in ("410101", "410102", "4101"))
QUARTER = Period(2019, quarter=2)


@pytest.fixture(scope="module")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


def sold(county, *months):
    return {
        (county, "dealer_sales.n_t", f"2019-{number:02}"): amount
        for number, amount in zip((4, 5, 6), months, strict=True)
    }


def used(place, *months):
    return {
        (place, "fertilizer.maize_n_t", f"2019-{number:02}"): amount
        for number, amount in zip((4, 5, 6), months, strict=True)
    }


def nitrogen(plan, cells, through="2019-08"):
    snapshot = make_snapshot(plan, cells)
    found = second_books(snapshot, plan, Period.parse(through))
    return {one.quarter: one for one in found if one.book.code == "dealers_n"}


def test_the_gap_is_what_was_sold_over_what_was_used(plan):
    cells = sold("410101", 40, 50, 60) | used(A, 20, 20, 20) | used(B, 20, 20, 20)
    one = nitrogen(plan, cells)[QUARTER]
    assert (one.sold[FIRST], one.used[FIRST], one.share_in[FIRST]) == (150, 120, 1)
    assert one.gap[FIRST] == pytest.approx(0.25)


def test_the_city_holds_the_counties_of_which_both_books_are_known(plan):
    cells = sold("410101", 40, 50, 60) | used(A, 40, 40, 40) | used(C, 500, 500, 500)
    one = nitrogen(plan, cells)[QUARTER]
    assert (one.sold[CITY], one.used[CITY]) == (150, 120)
    assert np.isnan(one.sold[SECOND])
    assert np.isnan(one.gap[PLACES.index[A]])


@pytest.mark.parametrize("state", [CellState.NOT_REPORTED, CellState.PENDING, CellState.BLANK])
def test_what_is_unknown_is_no_gap(plan, state):
    cells = sold("410101", 40, state, 60) | used(A, 40, 40, 40)
    one = nitrogen(plan, cells)[QUARTER]
    assert np.isnan(one.sold[FIRST])
    assert np.isnan(one.gap[FIRST])
    missing = sold("410101", 40, 50, 60) | used(A, 40, 40, 40) | used(B, state, state, state)
    one = nitrogen(plan, missing)[QUARTER]
    assert one.sold[FIRST] == 150
    assert one.share_in[FIRST] == pytest.approx(0.5)
    assert np.isnan(one.gap[FIRST])


def test_only_whole_quarters_are_compared_and_last_years_are_the_history(plan):
    cells = sold("410101", 40, 50, 60) | used(A, 40, 40, 40)
    assert QUARTER not in nitrogen(plan, cells, "2019-05")
    assert [str(one) for one in nitrogen(plan, cells)] == [
        *(f"2018-Q{number}" for number in (1, 2, 3, 4)),
        "2019-Q1",
        "2019-Q2",
    ]
