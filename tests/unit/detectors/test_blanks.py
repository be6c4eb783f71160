"""What is left blank all year is asked about once; one blank, and what was always blank, is not."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.detectors.blanks import blank_detections
from agri.detectors.detection import Detection
from agri.detectors.year_pair import YearPair
from agri.indicators.snapshot import Snapshot
from agri.terms import CellState
from tests.detector_years import honest_years

TOWN = "410100003"
PESTICIDE = "pest_control.pesticide_kg"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(seed_root() / "zhengzhou", 2019)


@pytest.fixture(scope="module")
def honest(plan: Plan) -> Snapshot:
    return honest_years(plan)


def left(
    honest: Snapshot,
    names: tuple[str, ...],
    years: tuple[int, ...] = (2019,),
    months: range = range(1, 13),
    state: CellState = CellState.BLANK,
) -> Snapshot:
    values, states = honest.values.copy(), honest.state.copy()
    row = honest.places.index[TOWN]
    for name in names:
        for at, period in enumerate(honest.periods):
            column = honest.element_index[name]
            is_given = np.isfinite(values[row, column, at])
            if period.year in years and period.last_month in months and is_given:
                values[row, column, at], states[row, column, at] = np.nan, state
    return replace(honest, values=values, state=states)


def asked(snapshot: Snapshot, plan: Plan) -> list[Detection]:
    return list(blank_detections(YearPair(snapshot, plan)))


def test_pesticide_left_blank_all_year_is_asked_about_once(plan: Plan, honest: Snapshot) -> None:
    [one] = asked(left(honest, (PESTICIDE,)), plan)
    assert (one.code, one.org_unit, one.form, one.element) == (
        "left-blank",
        TOWN,
        "pest_control",
        "pesticide_kg",
    )
    assert len(one.periods) == one.found > 6
    assert "空着" in one.question.zh


def test_all_that_bears_a_claim_out_left_blank_is_one_question(plan: Plan, honest: Snapshot) -> None:
    names = ("soil_testing.samples_taken", "soil_testing.samples_analysed", "soil_testing.cards_issued")
    [one] = asked(left(honest, names), plan)
    assert (one.form, one.element) == ("soil_testing", None)


def test_from_summer_on_is_enough(plan: Plan, honest: Snapshot) -> None:
    [one] = asked(left(honest, (PESTICIDE,), months=range(7, 13)), plan)
    assert str(one.periods[0]) == "2019-07"


@pytest.mark.parametrize(
    ("years", "months", "state"),
    [
        ((2019,), range(8, 9), CellState.BLANK),
        ((2018, 2019), range(1, 13), CellState.BLANK),
        ((2019,), range(1, 13), CellState.NOT_APPLICABLE),
        ((2019,), range(1, 13), CellState.NOT_REPORTED),
    ],
    ids=["one month", "always blank", "not applicable", "not reported"],
)
def test_what_is_no_doubt_is_not_asked_about(
    plan: Plan, honest: Snapshot, years: tuple[int, ...], months: range, state: CellState
) -> None:
    assert asked(left(honest, (PESTICIDE,), years, months, state), plan) == []


def test_a_form_that_nobody_fills_asks_nobody(plan: Plan, honest: Snapshot) -> None:
    column = honest.element_index[PESTICIDE]
    values, states = honest.values.copy(), honest.state.copy()
    months = [at for at, period in enumerate(honest.periods) if period.year == 2019]
    given = np.isfinite(values[:, column][:, months])
    states[:, column, months[0] : months[-1] + 1][given] = CellState.BLANK
    values[:, column, months[0] : months[-1] + 1] = np.nan
    assert asked(replace(honest, values=values, state=states), plan) == []
