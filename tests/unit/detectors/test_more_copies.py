"""Copies that are less plain: of an earlier month, in a row, edited, of another crop, rounded to fives."""

from collections.abc import Callable

import numpy as np
import pytest

from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.detectors.copies import copy_detections
from agri.detectors.rounding import steps, written
from agri.detectors.year_pair import YearPair
from agri.indicators.snapshot import Snapshot
from tests.detector_years import amount, honest_years, plant
from tests.some import some

TOWN = "410100003"
Cells = dict[tuple[str, str, str], float]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(seed_root() / "zhengzhou", 2019)


@pytest.fixture(scope="module")
def honest(plan: Plan) -> Snapshot:
    return honest_years(plan)


def codes(snapshot: Snapshot, plan: Plan, form: str, month: str) -> list[str]:
    found = copy_detections(YearPair(snapshot, plan))
    return [
        one.code
        for one in found
        if (one.org_unit, one.form) == (TOWN, form) and month in map(str, one.periods)
    ]


def taken_over(
    honest: Snapshot, plan: Plan, form: str, to: str, source: str, change: Callable[[float], float] = float
) -> Cells:
    names = [f"{form}.{element.code}" for element in plan.forms[form].elements]
    return {(TOWN, name, to): change(amount(honest, TOWN, name, source)) for name in names}


def test_a_report_of_two_months_ago_is_asked_about(plan: Plan, honest: Snapshot) -> None:
    cells = taken_over(honest, plan, "pest_control", "2019-08", "2019-06")
    assert codes(plant(honest, cells), plan, "pest_control", "2019-08") == ["copies-earlier-month"]


def test_a_copy_with_two_amounts_changed_is_asked_about(plan: Plan, honest: Snapshot) -> None:
    cells = taken_over(honest, plan, "pest_control", "2019-08", "2018-08")
    for code in ("drone_mu", "pesticide_kg"):
        cells[TOWN, f"pest_control.{code}", "2019-08"] *= 1.11
    assert codes(plant(honest, cells), plan, "pest_control", "2019-08") == ["copies-last-year"]


def test_a_copy_rounded_to_fives_is_asked_about(plan: Plan, honest: Snapshot) -> None:
    cells = taken_over(
        honest, plan, "pest_control", "2019-08", "2019-07", lambda one: float(5 * round(one / 5))
    )
    assert codes(plant(honest, cells), plan, "pest_control", "2019-08") == ["copies-last-month"]


def test_round_reports_in_a_row_that_stay_the_same_are_asked_about(plan: Plan, honest: Snapshot) -> None:
    names = ("packaging.recovered_kg", "packaging.disposed_kg")
    cells = {(TOWN, name, f"2019-{month:02d}"): 350.0 for name in names for month in (5, 6, 7, 8)}
    assert codes(plant(honest, cells), plan, "packaging", "2019-08") == ["copies-last-month"]


def test_a_laboratory_with_as_many_samples_each_month_copies_nothing(plan: Plan, honest: Snapshot) -> None:
    towns = [unit.code for unit in honest.places.units if len(unit.code) == 9]
    names = ("soil_testing.samples_taken", "soil_testing.samples_analysed", "soil_testing.cards_issued")
    months = some(sorted({str(p) for p in honest.periods if p.year == 2019}))
    cells = {
        (town, name, month): amount(honest, town, name, "2019-09")
        for town in towns
        for name in names
        for month in months
        if np.isfinite(amount(honest, town, name, month))
    }
    assert codes(plant(honest, cells), plan, "soil_testing", "2019-10") == []


def test_amounts_are_written_to_the_largest_step_that_they_are_a_multiple_of() -> None:
    amounts = np.array([[[1234.0, 1230.0, 1200.0, 300.0, 7.0, np.nan]]])
    assert steps(amounts)[0, 0, :5].tolist() == [1.0, 10.0, 100.0, 100.0, 1.0]


def test_a_place_that_rounds_rarely_is_known_by_it() -> None:
    amounts = np.array([[[130.0, 127.0, 123.0, 121.0]]])
    seen, _ = written(amounts, np.full_like(amounts, np.nan))
    assert seen.step[0, 0].tolist() == [10.0, 1.0, 1.0, 1.0]
    assert seen.coarse[0, 0].tolist() == [0.4, 1.0, 1.0, 1.0]
