"""Every indicator against arithmetic done by hand, with the traps of its definition."""

import numpy as np
import pytest

from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.indicators.quantities import Quantities
from agri.indicators.rates import Ratio, evaluate
from agri.indicators.recovery import recovery_of, split_compound
from agri.indicators.reported import reported_quantities, sprayed_crop
from agri.periods import Period
from tests.snapshots import PLACES, make_snapshot
from tests.some import some

A, B, C = "410101001", "410101002", "410102001"  # A and B lie in the first county, C in the second


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(seed_root() / "zhengzhou", 2019)


def rates(plan, cells, baselines=None, through="2019-12") -> dict[str, Ratio]:
    snapshot = make_snapshot(plan, cells, baselines=baselines)
    quantities = reported_quantities(snapshot, plan, Period.parse(through))
    return evaluate(quantities, plan, PLACES, recovery_of(snapshot, plan))


def at(ratio: Ratio, place: str) -> float:
    return float(ratio.value[PLACES.index[place]])


def test_without_reports_no_indicator_has_a_value(plan):
    for code, ratio in some(rates(plan, {}).items()):
        assert np.isnan(ratio.value).all(), code


def test_there_are_the_eleven_indicators_of_the_plan_and_what_the_clause_asks_beside_them(plan):
    assert list(rates(plan, {})) == list(plan.indicators)
    assert sum(not one.is_process for one in plan.indicators.values()) == 11
    assert not any(one.target for one in plan.indicators.values() if one.is_process)


class TestSoilTestCoverage:
    def test_counts_crops_sown_in_the_year_over_their_sown_area(self, plan):
        cells = {
            (A, "soil_testing.maize_formula_area_mu", "2019-06"): 80,
            (A, "soil_testing.wheat_formula_area_mu", "2019-10"): 150,
            (A, "sowing.maize_mu", "2019-06"): 100,
            (A, "sowing.wheat_mu", "2019-10"): 200,
        }
        assert at(rates(plan, cells)["soil_test_coverage"], A) == pytest.approx(230 / 300)

    def test_a_spring_topdressing_belongs_to_the_wheat_sown_last_year(self, plan):
        cells = {
            (A, "soil_testing.wheat_formula_area_mu", "2019-03"): 500,
            (A, "soil_testing.maize_formula_area_mu", "2019-06"): 80,
            (A, "sowing.maize_mu", "2019-06"): 100,
        }
        assert at(rates(plan, cells)["soil_test_coverage"], A) == pytest.approx(0.8)

    def test_wheat_still_to_be_sown_is_in_the_denominator_from_the_baseline(self, plan):
        cells = {
            (A, "soil_testing.maize_formula_area_mu", "2019-06"): 80,
            (A, "sowing.maize_mu", "2019-06"): 100,
        }
        coverage = rates(plan, cells, {(A, "wheat_mu"): 300}, through="2019-08")["soil_test_coverage"]
        assert at(coverage, A) == pytest.approx(80 / 400)

    def test_county_and_city_are_ratios_of_sums_not_means_of_ratios(self, plan):
        cells = {
            (A, "soil_testing.maize_formula_area_mu", "2019-06"): 10,
            (A, "sowing.maize_mu", "2019-06"): 10,
            (B, "soil_testing.maize_formula_area_mu", "2019-06"): 0,
            (B, "sowing.maize_mu", "2019-06"): 90,
            (C, "soil_testing.maize_formula_area_mu", "2019-06"): 100,
            (C, "sowing.maize_mu", "2019-06"): 100,
        }
        coverage = rates(plan, cells)["soil_test_coverage"]
        assert at(coverage, "410101") == pytest.approx(0.1)
        assert at(coverage, "4101") == pytest.approx(110 / 200)


class TestPestControl:
    cells = {
        (A, "pest_control.manual_mu", "2019-08"): 100,
        (A, "pest_control.drone_mu", "2019-08"): 300,
        (A, "pest_control.unified_area_mu", "2019-08"): 300,
        (A, "pest_control.green_area_mu", "2019-08"): 30,
        (A, "sowing.maize_mu", "2019-06"): 100,
    }

    def test_unified_control_is_area_times_over_area_times(self, plan):
        assert at(rates(plan, self.cells)["unified_control_coverage"], A) == pytest.approx(0.75)

    def test_green_control_is_over_planted_area(self, plan):
        green = rates(plan, self.cells, {(A, "wheat_last_autumn_mu"): 50, (A, "wheat_mu"): 999})
        assert at(green["green_control_coverage"], A) == pytest.approx(30 / 150)

    def test_pesticide_efficiency_weights_the_rate_of_each_sprayer(self, plan):
        value = at(rates(plan, self.cells)["pesticide_efficiency"], A)
        assert value == pytest.approx((100 * 0.33 + 300 * 0.527) / 400)  # drone on maize in August

    def test_the_drone_rate_follows_the_crop_of_the_month(self, plan):
        cells = {(A, "pest_control.drone_mu", "2019-04"): 10}
        assert at(rates(plan, cells)["pesticide_efficiency"], A) == pytest.approx(0.571)
        assert [sprayed_crop(plan, month) for month in (1, 4, 8, 11)] == ["any", "wheat", "maize", "wheat"]


class TestGrowth:
    def test_compares_only_cells_that_both_years_have(self, plan):
        cells = {
            (A, "fertilizer.maize_n_t", "2019-06"): 90,
            (A, "fertilizer.maize_n_t", "2018-06"): 100,
            (A, "fertilizer.maize_n_t", "2019-07"): 1000,  # not reported last year
            (B, "fertilizer.maize_n_t", "2018-06"): 1000,  # not reported this year
            (A, "fertilizer.other_n_t", "2019-06"): 500,  # not a main crop
            (A, "fertilizer.other_n_t", "2018-06"): 100,
        }
        growth = rates(plan, cells)["fertilizer_growth"]
        assert at(growth, A) == pytest.approx(-0.1)
        assert at(growth, "4101") == pytest.approx(-0.1)

    def test_without_last_years_reports_the_base_is_last_years_total_times_the_calendar(self, plan):
        cells = {(A, "fertilizer.maize_compound_t", "2019-07"): 26}
        growth = rates(plan, cells, {(A, "last_year_fertilizer_maize_t"): 100})["fertilizer_growth"]
        assert at(growth, A) == pytest.approx(0.0)  # maize topdressing: 26 % of the year

    def test_pesticide_growth_is_of_product_mass(self, plan):
        cells = {
            (A, "pest_control.pesticide_kg", "2019-08"): 95,
            (A, "pest_control.pesticide_kg", "2018-08"): 100,
        }
        assert at(rates(plan, cells)["pesticide_growth"], A) == pytest.approx(-0.05)


class TestFertilizerEfficiency:
    trial = {
        ("410101", "field_trial.wheat_n_formula_recovery", "2019-07"): 0.42,
        ("410101", "field_trial.wheat_n_conventional_recovery", "2019-07"): 0.30,
        ("410101", "field_trial.wheat_p2o5_formula_recovery", "2019-07"): 0.25,
        ("410101", "field_trial.wheat_p2o5_conventional_recovery", "2019-07"): 0.20,
        ("410101", "field_trial.wheat_k2o_formula_recovery", "2019-07"): 0.45,
        ("410101", "field_trial.wheat_k2o_conventional_recovery", "2019-07"): 0.35,
        ("410101", "field_trial.wheat_plots", "2019-07"): 16,
        ("410101", "field_trial.wheat_recovery_sd", "2019-07"): 0.04,
    }

    def test_weights_formula_and_conventional_by_the_countys_formula_share(self, plan):
        cells = self.trial | {
            (A, "fertilizer.wheat_n_t", "2019-10"): 10,
            (A, "sowing.wheat_mu", "2019-10"): 100,
            (B, "sowing.wheat_mu", "2019-10"): 100,
            (A, "soil_testing.wheat_formula_area_mu", "2019-10"): 100,
            (B, "soil_testing.wheat_formula_area_mu", "2019-10"): 50,
        }
        value = at(rates(plan, cells)["fertilizer_efficiency"], "410101")
        assert value == pytest.approx(0.42 * 0.75 + 0.30 * 0.25)

    def test_without_a_trial_the_labelled_prior_stands_in(self, plan):
        snapshot = make_snapshot(plan, self.trial)
        recovery = recovery_of(snapshot, plan)
        assert not recovery.is_prior[PLACES.index[A], 0]
        assert recovery.standard_error[PLACES.index[A], 0] == pytest.approx(0.01)
        assert recovery.is_prior[PLACES.index[C], 0]

    def test_compound_is_split_so_that_the_crop_meets_the_ratio(self):
        straight = np.array([[[6.0, 1.0, 0.0]]])
        nutrients = split_compound(straight, np.array([[9.7]]), [1, 0.37, 0.30])
        assert nutrients.sum() == pytest.approx(16.7)
        assert nutrients[0, 0] / nutrients[0, 0, 0] == pytest.approx([1, 0.37, 0.30])

    def test_too_much_of_one_nutrient_is_left_as_it_is(self):
        nutrients = split_compound(np.array([[[100.0, 0.0, 0.0]]]), np.array([[6.7]]), [1, 0.37, 0.30])
        assert nutrients[0, 0, 0] == pytest.approx(100)
        assert nutrients.sum() == pytest.approx(106.7)


class TestRecoveryOfWaste:
    def test_film_due_is_last_autumns_and_this_springs_without_degradable(self, plan):
        cells = {
            (A, "film.used_kg", "2018-10"): 600,
            (A, "film.degradable_used_kg", "2018-10"): 100,
            (A, "film.used_kg", "2019-04"): 500,
            (A, "film.used_kg", "2019-10"): 9999,  # due next year
            (A, "film.recovered_kg", "2019-05"): 1000,
        }
        assert at(rates(plan, cells)["film_recovery"], A) == pytest.approx(0.7 * 1000 / 1000)

    def test_packaging_above_one_is_shown_not_clipped(self, plan):
        cells = {
            (A, "pest_control.pesticide_kg", "2019-08"): 100,
            (A, "packaging.recovered_kg", "2019-08"): 26,
        }
        packaging = rates(plan, cells)["packaging_recovery"]
        assert at(packaging, "410101") == pytest.approx(2.0)
        assert np.isnan(at(packaging, A))  # a township has kilograms, no rate
        assert packaging.numerator[PLACES.index[A]] == 26

    def test_straw_trade_is_netted_once(self, plan):
        cells = {
            (A, "straw.wheat_output_t", "2019-06"): 100,
            (A, "straw.wheat_harvested_mu", "2019-06"): 200,
            (A, "straw.wheat_returned_mu", "2019-06"): 100,
            (A, "straw.feed_use_t", "2019-06"): 40,
            (A, "straw.bought_in_t", "2019-06"): 10,
            (A, "straw.sold_out_t", "2019-06"): 5,
        }
        straw = rates(plan, cells)["straw_utilization"]
        assert at(straw, "410101") == pytest.approx((51.5 + 40 - 10 + 5) / 103)

    def test_manure_is_the_countys_own_form(self, plan):
        cells = {
            ("410101", "manure.produced_t", "2019-03"): 100,
            ("410101", "manure.used_t", "2019-03"): 76,
        }
        manure = rates(plan, cells)["manure_utilization"]
        assert at(manure, "410101") == at(manure, "4101") == pytest.approx(0.76)
        assert np.isnan(at(manure, A))


def test_a_trailing_replication_axis_gives_each_replication_its_own_rate(plan):
    cells = {(A, "pest_control.drone_mu", "2019-08"): 100, (A, "pest_control.unified_area_mu", "2019-08"): 50}
    snapshot = make_snapshot(plan, cells)
    plain = reported_quantities(snapshot, plan, Period(2019, 12))
    stacked = Quantities({name: np.stack([one, 2 * one], axis=-1) for name, one in plain.items()})
    both = evaluate(stacked, plan, PLACES, recovery_of(snapshot, plan))["unified_control_coverage"]
    assert both.value.shape == (len(PLACES.units), 2)
    assert both.value[PLACES.index["4101"]] == pytest.approx([0.5, 0.5])
    assert both.numerator[PLACES.index["4101"]] == pytest.approx([50, 100])
