"""What last year's course leads one to expect: late and early work is expected, product mass is not."""

import pytest

from agri.definitions.forms import Form, read_forms
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.services.reference.years.elsewhere import NOTHING_ELSEWHERE
from agri.services.reference.years.last_year_course import (
    Spans,
    busy_elements,
    expected_products,
    read_course,
)

JULY = Period(2019, 7)
PARTS = ("n", "p2o5", "k2o", "compound")


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    return {form.code: form for form in read_forms(seed_root() / "zhengzhou")}


def other(amount: float | None) -> dict[str, float | None]:
    return {f"other_{part}_t": amount for part in PARTS}


def expected(
    form: Form, cells: dict[str, dict[str, float | None]], elsewhere: Spans = NOTHING_ELSEWHERE
) -> dict[str, float]:
    return expected_products(form, JULY, read_course(form, JULY, lambda cell: cells.get(cell[1])), elsewhere)


def test_a_month_is_expected_as_last_year_with_what_is_late_and_half_of_what_comes_next(forms):
    cells = {"2018-06": other(30), "2018-07": other(50), "2018-08": other(20), "2019-06": other(10)}
    assert expected(forms["fertilizer"], cells) == {"other": 4 * (50 + 20 + 10)}


def test_more_work_before_does_not_lower_what_is_expected(forms):
    cells = {"2018-06": other(30), "2018-07": other(50), "2019-06": other(45)}
    assert expected(forms["fertilizer"], cells) == {"other": 4 * 50}


def test_what_grows_everywhere_is_expected_to_grow(forms):
    cells = {"2018-07": other(50)}
    assert expected(forms["fertilizer"], cells, {"other_n_t": (0.8, 1.1)}) == {"other": 4 * 50}
    everywhere = {f"other_{part}_t": (1.5, 2.5) for part in PARTS}
    assert expected(forms["fertilizer"], cells, everywhere) == {"other": pytest.approx(4 * 50 * 2.5 / 1.25)}


@pytest.mark.parametrize("then", [other(None), {**other(50), "other_k2o_t": None}, other(0), {}])
def test_nothing_is_expected_of_a_month_that_last_year_does_not_tell(forms, then):
    assert expected(forms["fertilizer"], {"2018-07": then, "2018-06": other(0)}) == {}


def test_only_what_is_worked_out_of_products_is_expected(forms):
    cells = {"2018-07": {**other(50), "organic_t": 900.0, "organic_area_mu": 400.0}}
    assert expected(forms["fertilizer"], cells).keys() == {"other"}


@pytest.mark.parametrize(
    ("amounts", "is_busy"),
    [
        ({"2018-06": 300, "2018-07": 900, "2018-08": 500}, True),
        ({"2018-06": 900, "2018-07": 600, "2018-08": 500}, False),  # the season was before it
        ({"2018-07": 99}, False),  # too little to ask about
        ({"2018-06": 300, "2018-07": 900, "2018-08": 500, "2019-06": 800}, False),  # it has come early
        ({"2018-06": 300, "2018-07": 900, "2018-08": 500, "2019-06": 400}, True),
        ({}, False),
    ],
)
def test_a_month_is_busy_where_last_years_season_was(forms, amounts, is_busy):
    cells = {month: {"recovered_kg": float(amount)} for month, amount in amounts.items()}
    form = forms["packaging"]
    course = read_course(form, JULY, lambda cell: cells.get(cell[1]))
    found = busy_elements(form, JULY, course, NOTHING_ELSEWHERE)
    assert ("recovered_kg" in found) is is_busy
    # A tenth of the other places have nothing this month: then nothing is ordinary.
    assert "recovered_kg" not in busy_elements(form, JULY, course, {"recovered_kg": (0.0, 1.2)})
    assert busy_elements(form, JULY, course, {"recovered_kg": (0.4, 1.2)}) == found
