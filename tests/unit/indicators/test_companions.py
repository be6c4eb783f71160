"""What is shown beside an indicator."""

import pytest

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.indicators.companions import companions
from agri.periods import Period
from agri.plan.progress import ratios_to_date
from agri.terms import CellState
from tests.snapshots import PLACES, make_snapshot

TOWNSHIP = "410101001"
ROW = PLACES.index[TOWNSHIP]


@pytest.fixture(scope="module")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


def beside(plan, cells, baselines=None, through="2019-12"):
    snapshot = make_snapshot(plan, cells, baselines=baselines)
    return {c.code: c.values[ROW] for c in companions(snapshot, plan, Period.parse(through))}


def test_the_evidence_ceiling_is_samples_times_the_area_of_one(plan):
    cells = {
        (TOWNSHIP, "soil_testing.samples_analysed", "2019-06"): 3,
        (TOWNSHIP, "soil_testing.maize_formula_area_mu", "2019-06"): 90,
        (TOWNSHIP, "sowing.maize_mu", "2019-06"): 1000,
    }
    assert beside(plan, cells, {(TOWNSHIP, "mu_per_sample"): 50})["evidence_ceiling"] == pytest.approx(0.15)


def test_growth_of_all_crops_stands_beside_that_of_the_main_crops(plan):
    cells = {
        (TOWNSHIP, "fertilizer.maize_n_t", "2019-06"): 90,
        (TOWNSHIP, "fertilizer.maize_n_t", "2018-06"): 100,
        (TOWNSHIP, "fertilizer.other_n_t", "2019-06"): 120,
        (TOWNSHIP, "fertilizer.other_n_t", "2018-06"): 100,
    }
    assert beside(plan, cells)["all_crops"] == pytest.approx(0.05)


def test_both_ways_of_weighting_nutrients_are_shown(plan):
    cells = {
        (TOWNSHIP, "fertilizer.maize_n_t", "2019-06"): 60,
        (TOWNSHIP, "fertilizer.maize_p2o5_t", "2019-06"): 40,
        (TOWNSHIP, "sowing.maize_mu", "2019-06"): 1000,
    }
    shown = beside(plan, cells)
    prior = plan.coefficients.under("recovery_prior.maize")
    assert shown["nitrogen"] == pytest.approx(prior["n_conventional"])
    assert shown["all_nutrients"] == pytest.approx(
        0.6 * prior["n_conventional"] + 0.4 * prior["p2o5_conventional"]
    )
    assert shown["prior_share"] == 1


def test_the_share_of_sound_film_stands_beside_its_recovery(plan):
    cells = {
        (TOWNSHIP, "film.used_kg", "2019-04"): 200,
        (TOWNSHIP, "film.sound_used_kg", "2019-04"): 150,
    }
    assert beside(plan, cells)["sound_share"] == pytest.approx(0.75)


def test_two_shares_of_sound_film_say_why_they_differ(plan):
    """One takes in a report that told only one side, as it always did; the other does not."""
    cells = {
        (TOWNSHIP, "film.used_kg", "2019-04"): 200,
        (TOWNSHIP, "film.sound_used_kg", "2019-04"): 150,
        (TOWNSHIP, "film.used_kg", "2019-05"): 100,
        (TOWNSHIP, "film.sound_used_kg", "2019-05"): CellState.BLANK,
    }
    snapshot = make_snapshot(plan, cells)
    matched = ratios_to_date(snapshot, plan, Period(2019, 12))["sound_film_share"].value
    assert beside(plan, cells)["sound_share"] == pytest.approx(0.5)
    assert matched[PLACES.index["410101"]] == pytest.approx(0.75)
    assert "未答全的报表，因此略有出入" in plan.indicators["sound_film_share"].note.zh


def test_active_ingredient_stands_beside_product_mass_where_a_label_was_read(plan):
    read, unread = ("410101001", "2019-07"), ("410101001", "2019-08")
    cells = {
        (read[0], "pest_control.pesticide_kg", read[1]): 900,
        (read[0], "pest_control.pesticide_active_kg", read[1]): 180,
        (unread[0], "pest_control.pesticide_kg", unread[1]): 5000,  # whose content nobody knows
        (unread[0], "pest_control.pesticide_active_kg", unread[1]): CellState.BLANK,
    }
    shown = beside(plan, cells)
    assert shown["pesticide_active"] == 180
    assert shown["pesticide_content"] == pytest.approx(0.2)


def test_where_no_label_was_read_nothing_is_said_of_active_ingredient(plan):
    cells = {
        (TOWNSHIP, "pest_control.pesticide_kg", "2019-07"): 900,
        (TOWNSHIP, "pest_control.pesticide_active_kg", "2019-07"): CellState.BLANK,
    }
    shown = beside(plan, cells)
    assert "pesticide_active" not in shown
    assert "pesticide_content" not in shown
    assert "nitrogen" in shown  # a figure of fields that everybody fills in stays, known or not


def test_parts_stand_before_other_figures_that_they_are_no_parts_of(plan):
    """After the growth of all crops they were read as its parts."""
    snapshot = make_snapshot(plan, {(TOWNSHIP, "fertilizer.maize_n_t", "2019-06"): 90})
    shown = companions(snapshot, plan, Period.parse("2019-12"))
    codes = [one.code for one in shown if one.indicator == "fertilizer_growth"]
    assert codes[-1] == "all_crops"
    assert {one.unit for one in shown if one.code.endswith("_effect")} == {"points"}
