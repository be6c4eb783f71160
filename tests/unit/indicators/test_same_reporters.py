"""Both sides of a share are summed over the same reporters: a blank is unknown, not zero, on either side."""

import numpy as np
import pytest

from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.indicators.rates import evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.periods import Period
from agri.terms import CellState
from tests.snapshots import PLACES, make_snapshot

A, B, C = "410101001", "410101002", "410102001"
CITY = "4101"
BLANK, NONE, WAITING = CellState.BLANK, CellState.NOT_APPLICABLE, CellState.NOT_REPORTED

# One month's whole report of one place by share, and what belongs to a place beforehand.
FULL = {
    "unified_control_coverage": {
        "pest_control.unified_area_mu": 40.0,
        "pest_control.manual_mu": 60.0,
        "pest_control.electric_mu": 20.0,
        "pest_control.stretcher_mu": 0.0,
        "pest_control.boom_mu": 10.0,
        "pest_control.drone_mu": 10.0,
    },
    "packaging_recovery": {"pest_control.pesticide_kg": 100.0, "packaging.recovered_kg": 9.0},
    "green_control_coverage": {"pest_control.green_area_mu": 30.0},
    "soil_test_coverage": {"soil_testing.maize_formula_area_mu": 70.0},
    "film_recovery": {"film.used_kg": 500.0, "film.degradable_used_kg": 100.0, "film.recovered_kg": 400.0},
    "straw_utilization": {
        "straw.wheat_output_t": 100.0,
        "straw.wheat_harvested_mu": 200.0,
        "straw.wheat_returned_mu": 150.0,
        "straw.feed_use_t": 10.0,
    },
    "fertilizer_growth": {
        "fertilizer.maize_n_t": 10.0,
        "fertilizer.maize_p2o5_t": 2.0,
        "fertilizer.maize_k2o_t": 1.0,
        "fertilizer.maize_compound_t": 20.0,
    },
    "pesticide_growth": {"pest_control.pesticide_kg": 100.0},
}
MONTH = {"film_recovery": "2019-05", "soil_test_coverage": "2019-07", "straw_utilization": "2019-06"}
LAST = {"fertilizer_growth": 1.25, "pesticide_growth": 1.25}  # last year's amount ÷ this year's
BASELINES = {(place, key): 100.0 for place in (A, B, C) for key in ("maize_mu", "wheat_last_autumn_mu")}
# Uses of straw count one by one, see below.
EVERY = [(c, e) for c, elements in FULL.items() for e in elements if e != "straw.feed_use_t"]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(seed_root() / "zhengzhou", 2019)


def report(code, place, scale=1.0, **changed):
    """Return one place's report; `scale` makes its share another one than the other places'."""
    month, year_before = MONTH.get(code, "2019-07"), "2018-07"
    cells = {}
    for i, (element, value) in enumerate(FULL[code].items()):
        cells[place, element, month] = value * (scale if i == 0 else 1)
        if code in LAST:
            cells[place, element, year_before] = value * LAST[code]
    return cells | {(place, e.replace("__", "."), month): v for e, v in changed.items()}


def rate(plan, code, cells, baselines=None, place=CITY):
    snapshot = make_snapshot(plan, cells, baselines=BASELINES if baselines is None else baselines)
    quantities = reported_quantities(snapshot, plan, Period.parse("2019-12"))
    found = evaluate(quantities, plan, PLACES, recovery_of(snapshot, plan))[code]
    return float(found.value[PLACES.index[place]])


@pytest.mark.parametrize(("code", "element"), EVERY)
def test_a_blank_on_either_side_leaves_its_place_out_of_both(plan, code, element):
    """The share is that of the places which answered, whichever side the third one left blank."""
    month = MONTH.get(code, "2019-07")
    others = report(code, A) | report(code, C, 1.1)
    without_b = {key: v for key, v in BASELINES.items() if key[0] != B}
    alone = rate(plan, code, others, without_b)
    assert np.isfinite(alone)
    answered = others | report(code, B, 0.5)
    assert rate(plan, code, answered) != pytest.approx(alone, rel=1e-3), "B must matter for this to be a test"
    assert rate(plan, code, answered | {(B, element, month): BLANK}) == pytest.approx(alone)


def test_a_place_that_left_all_uses_of_straw_blank_is_left_out(plan):
    straw = next(share for share in plan.shares if share.code == "straw")
    uses = dict.fromkeys(straw.any_of, BLANK)
    others = report("straw_utilization", A)
    blank = report("straw_utilization", B) | {(B, e, "2019-06"): state for e, state in uses.items()}
    assert rate(plan, "straw_utilization", others | blank) == rate(plan, "straw_utilization", others)


@pytest.mark.parametrize("element", FULL["packaging_recovery"])
@pytest.mark.parametrize("state", [WAITING, CellState.PENDING])
def test_packaging_is_held_against_the_pesticide_of_the_same_places(plan, element, state):
    others = report("packaging_recovery", A)
    half = report("packaging_recovery", B, 3.0) | {(B, element, "2019-07"): state}
    assert rate(plan, "packaging_recovery", others | half) == pytest.approx(
        rate(plan, "packaging_recovery", others)
    )


def test_packaging_of_a_month_without_spraying_counts(plan):
    cells = report("packaging_recovery", A) | {(A, "packaging.recovered_kg", "2019-12"): 4.0}
    assert rate(plan, "packaging_recovery", cells) == pytest.approx(1.0)


@pytest.mark.parametrize("code", LAST)
class TestGrowth:
    def test_a_place_without_last_years_month_is_not_compared(self, plan, code):
        missing = {key: value for key, value in report(code, B, 9.0).items() if key[2].startswith("2019")}
        both = report(code, A) | missing | {(B, e, "2018-08"): 1.0 for e in FULL[code]}
        assert rate(plan, code, both) == pytest.approx(-0.2)

    def test_a_place_without_any_report_nor_total_of_last_year_is_not_compared(self, plan, code):
        missing = {key: value for key, value in report(code, B, 9.0).items() if key[2].startswith("2019")}
        assert rate(plan, code, report(code, A) | missing) == pytest.approx(-0.2)

    def test_a_blank_part_of_last_year_is_compared_in_neither(self, plan, code):
        element = next(iter(FULL[code]))
        cells = report(code, A) | report(code, B, 9.0) | {(B, element, "2018-07"): BLANK}
        assert rate(plan, code, cells) == pytest.approx(-0.2)

    def test_nothing_applicable_is_none_and_compared(self, plan, code):
        stopped = report(code, B) | {(B, e, "2019-07"): NONE for e in FULL[code]}
        assert rate(plan, code, report(code, A) | stopped) == pytest.approx(-0.6)

    def test_growth_from_nothing_has_no_rate(self, plan, code):
        began = report(code, B) | {(B, e, "2018-07"): 0.0 for e in FULL[code]}
        assert np.isnan(rate(plan, code, began, place="410101"))


@pytest.mark.parametrize("code", [code for code in FULL if code not in LAST])
def test_a_place_to_which_nothing_applies_answered(plan, code):
    """It has none of either side, so it moves no share; and where all have none there is no share."""
    month = MONTH.get(code, "2019-07")
    none = {(B, element, month): NONE for element in FULL[code]}
    own = {key: value for key, value in BASELINES.items() if key[0] == A}
    alone = rate(plan, code, report(code, A), own)
    assert rate(plan, code, report(code, A) | none, own) == pytest.approx(alone)
    assert np.isnan(rate(plan, code, none, {}))


@pytest.mark.parametrize(
    ("code", "base"),
    [
        ("unified_control_coverage", list(FULL["unified_control_coverage"])[1:]),
        ("packaging_recovery", ["pest_control.pesticide_kg"]),
        ("film_recovery", ["film.used_kg", "film.degradable_used_kg"]),
        ("straw_utilization", ["straw.wheat_output_t", "straw.wheat_harvested_mu"]),
    ],
)
def test_a_base_of_zero_has_no_rate(plan, code, base):
    zero = {(A, element, MONTH.get(code, "2019-07")): 0.0 for element in base}
    assert np.isnan(rate(plan, code, report(code, A) | zero, place="410101"))


def test_a_blank_of_formula_area_leaves_the_other_crops_seasons_alone(plan):
    cells = report("soil_test_coverage", A) | {(A, "soil_testing.wheat_formula_area_mu", "2019-10"): BLANK}
    base = {(A, "maize_mu"): 100.0, (A, "wheat_mu"): 300.0}
    assert rate(plan, "soil_test_coverage", cells, base) == pytest.approx(0.7)


def test_film_of_last_autumn_is_known_beforehand_where_none_was_told(plan):
    cells = report("film_recovery", A) | {(A, "film.used_kg", "2018-10"): BLANK}
    base = {(A, "film_last_autumn_kg"): 600.0}
    assert rate(plan, "film_recovery", cells, base) == pytest.approx(0.7 * 400 / 1000)
    told = cells | {(A, "film.used_kg", "2018-09"): 5.0}
    assert np.isnan(rate(plan, "film_recovery", told, base, place="410101"))
