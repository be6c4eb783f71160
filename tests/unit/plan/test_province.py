"""A province's indicators are ratios of its cities' sums."""

from dataclasses import replace

import pytest

from agri.definitions.plan import Target
from agri.definitions.province.province_plan import ProvinceIndicator
from agri.definitions.reading import Title
from agri.periods import Period
from agri.plan.province import CityFigure, sum_cities
from agri.terms import Comparator

AUGUST, JULY = Period(2019, 8), Period(2019, 7)
COVERED = ProvinceIndicator("covered", "1", Target(0.3, Comparator.AT_LEAST))
SMALL = CityFigure("4101", Title("覆盖率", "Coverage"), "fraction", 90.0, 100.0, AUGUST, "a")
LARGE = replace(SMALL, city="4102", numerator=100.0, denominator=900.0, source="b")
CITIES = ("4101", "4102")


def test_the_value_is_the_ratio_of_sums_and_not_the_mean() -> None:
    found = sum_cities(COVERED, (LARGE, SMALL), CITIES)
    assert found.value == pytest.approx(190 / 1000)
    assert found.value != pytest.approx((90 / 100 + 100 / 900) / 2)
    assert found.is_met is False  # the mean would have met it
    assert (found.cities, found.without, found.months) == (CITIES, (), (AUGUST,))


@pytest.mark.parametrize("sides", [(None, 900.0), (100.0, None), (100.0, 0.0), (None, None)])
def test_a_city_that_is_unknown_stands_in_neither_sum(sides: tuple[float | None, float | None]) -> None:
    unknown = replace(LARGE, numerator=sides[0], denominator=sides[1])
    found = sum_cities(COVERED, (SMALL, unknown), CITIES)
    assert (found.numerator, found.denominator, found.value) == (90.0, 100.0, 0.9)
    assert (found.cities, found.without) == (("4101",), ("4102",))


def test_a_city_that_released_nothing_is_named() -> None:
    found = sum_cities(COVERED, (SMALL,), CITIES)
    assert found.without == ("4102",)
    nothing = sum_cities(COVERED, (), CITIES)
    assert (nothing.value, nothing.numerator, nothing.is_met) == (None, None, None)
    assert nothing.without == CITIES


def test_months_that_differ_are_named() -> None:
    assert sum_cities(COVERED, (SMALL, replace(LARGE, through=JULY)), CITIES).months == (JULY, AUGUST)


def test_totals_are_added_up_and_no_other_unit_is_mixed_in() -> None:
    tonnes = replace(SMALL, unit="t", denominator=1.0, is_total=True)
    aim = ProvinceIndicator("t", "", Target(150.0, Comparator.AT_MOST))
    found = sum_cities(aim, (tonnes, replace(tonnes, city="4102", numerator=70.0)), CITIES)
    assert (found.value, found.denominator, found.is_met) == (160.0, None, False)
    mixed = sum_cities(aim, (tonnes, replace(tonnes, city="4102", unit="kg")), CITIES)
    assert (mixed.value, mixed.without) == (90.0, ("4102",))
