"""The hidden truth: near the targets, rising over the years, inside every rule of the forms."""

import ast
from pathlib import Path

import numpy as np
import pytest

import agri.synthetic
from agri.checks.rules import rule_findings
from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.services.reference.rule_terms import RuleSums
from agri.synthetic.record.baselines import SEED, baseline_rows
from agri.synthetic.reporting.reporting_bias import say
from agri.synthetic.truth.truth import read_truth, truth, write_truth
from agri.synthetic.world.world import World
from agri.terms import Severity
from tests.some import some

SPRAYERS = ("manual", "electric", "stretcher", "boom", "drone")
MACHINES = SPRAYERS[2:]  # that professional teams work with
USES = ("fertilizer", "feed", "fuel", "substrate", "material")
# What a form asks and the invented world does not know: reports leave it blank.
UNKNOWN = {"dealer_sales.dealers_reported", "pest_control.pesticide_active_kg"}


@pytest.fixture(scope="module")
def rates(truths, city_rates):
    """year → indicator → the city's true rate."""
    values = {year: hidden.values for year, hidden in truths.items()}
    return {year: city_rates(year, values) for year in values}


def test_the_true_year_end_of_2019_lies_near_the_targets(rates):
    expected = {
        "fertilizer_growth": (-0.006, 0.006),
        "fertilizer_efficiency": (0.390, 0.400),
        "soil_test_coverage": (0.83, 0.88),
        "unified_control_coverage": (0.38, 0.41),
        "green_control_coverage": (0.27, 0.31),
        "pesticide_efficiency": (0.388, 0.398),
        "pesticide_growth": (-0.03, -0.01),
        "film_recovery": (0.72, 0.80),
        "packaging_recovery": (0.60, 0.75),
        "straw_utilization": (0.86, 0.90),
        "manure_utilization": (0.74, 0.80),
    }
    plan = read_plan(seed_root() / "zhengzhou", 2019)
    assert set(expected) == {code for code in rates[2019] if not plan.indicators[code].is_process}
    for code, (low, high) in expected.items():
        assert low <= rates[2019][code] <= high, (code, rates[2019][code])


@pytest.mark.parametrize(
    ("code", "in_2017", "in_2018"),
    [
        ("soil_test_coverage", 0.79, 0.82),
        ("unified_control_coverage", 0.35, 0.37),
        ("green_control_coverage", 0.24, 0.26),
    ],
)
def test_coverage_rose_to_where_it_is(rates, code, in_2017, in_2018):
    assert rates[2017][code] == pytest.approx(in_2017, abs=0.012)
    assert rates[2018][code] == pytest.approx(in_2018, abs=0.012)
    assert rates[2017][code] < rates[2018][code] < rates[2019][code]


def test_fertilizer_of_2018_is_eighteen_to_nineteen_wan_tonnes(truths):
    used = sum(
        truths[2018].total(f"fertilizer.{crop}_{kind}_t")
        for crop in ("wheat", "maize", "other")
        for kind in ("n", "p2o5", "k2o", "compound")
    )
    assert 180_000 <= used <= 190_000


def test_a_crop_is_treated_several_times_with_little_pesticide(truths, baselines):
    treated = sum(truths[2018].total(f"pest_control.{name}_mu") for name in SPRAYERS)
    crops = {f"{crop}_mu" for crop in ("wheat", "maize", "garlic", "peanut", "vegetable", "other")}
    sown = sum(row.value for row in baselines if row.year == 2018 and row.key in crops)
    kg = truths[2018].total("pest_control.pesticide_kg")
    # seed_data/SOURCES.md#demo-treatments
    assert 3.2 < treated / sown < 3.8
    assert kg / treated == pytest.approx(0.138, rel=0.05)
    assert kg == pytest.approx(3_000_000, rel=0.05)


def test_fertilizer_follows_the_calendar_month_by_month(truths, plan):
    names = [
        name
        for name in truths[2018].data_elements
        if name.startswith("fertilizer.") and "organic" not in name
    ]
    by_month = np.sum([np.nansum(truths[2018].of(name), axis=0) for name in names], axis=0)
    expected = np.array(plan.coefficients.series("fertilizer.month_share"))
    assert np.abs(by_month / by_month.sum() - expected).max() < 0.06


def test_nutrients_meet_their_ratio_over_the_year(truths):
    hidden = truths[2019]
    for crop in ("wheat", "maize"):
        kinds = [hidden.total(f"fertilizer.{crop}_{kind}_t") for kind in ("n", "p2o5", "k2o", "compound")]
        # npk-ratio and npk-compound-share: 0.47 + 0.889 × 0.37 + 0.75 × 0.30 of 1.67 comes as compound
        assert kinds[3] / sum(kinds) == pytest.approx(1.024 / 1.67, abs=0.02)


@pytest.mark.slow
def test_no_rule_of_any_form_stops_the_truth(truths, plan, places, baselines):
    sums = RuleSums(plan)
    known = {}
    for row in baselines:
        known.setdefault((row.org_unit, row.year), {})[row.key] = row.value
    asked = 0
    stops = []
    for year, hidden in truths.items():
        for form in plan.forms:
            columns = [hidden.element_index[f"{form.code}.{element.code}"] for element in form.elements]
            codes = [element.code for element in form.elements]
            for unit, code in enumerate(places.codes):

                def values_of(cell, unit=unit, hidden=hidden):
                    other, text = cell
                    month = Period.parse(text)
                    if month.year != hidden.year:
                        return None
                    elements = plan.forms[other].elements
                    return {
                        e.code: _value(
                            hidden.values[
                                unit, hidden.element_index[f"{other}.{e.code}"], month.last_day.month - 1
                            ]
                        )
                        for e in elements
                    }

                for month in form.months:
                    cell = hidden.values[unit, columns, month - 1]
                    if np.isnan(cell).all():
                        continue
                    period = (
                        Period(year, month) if form.frequency == "month" else Period(year, quarter=month // 3)
                    )
                    asked += 1
                    own = {c: _value(v) for c, v in zip(codes, cell, strict=True)}
                    found = rule_findings(
                        form, period, own, sums.sums(form, period, values_of, known.get((code, year), {}))
                    )
                    stops += [(code, period, f.code) for f in found if f.severity == Severity.STOP]
    assert asked > 15_000
    assert stops == []


def _value(value):
    return None if np.isnan(value) else float(value)


def test_amounts_are_never_negative_and_below_what_a_form_takes(truths, plan):
    for hidden in some(truths.values()):
        elements = {f"{form.code}.{one.code}": one for form in plan.forms for one in form.elements}
        for name in some(UNKNOWN):
            assert np.isnan(hidden.of(name)).all()
        for name in some(elements.keys() - set(UNKNOWN)):
            assert np.nanmin(hidden.of(name)) >= 0
            assert np.nanmax(hidden.of(name)) <= elements[name].maximum


def test_counts_are_whole(truths, plan):
    counts = [f"{form.code}.{one.code}" for form in plan.forms for one in form.elements if one.is_whole]
    for code in some([code for code in counts if code not in UNKNOWN]):
        amounts = truths[2019].of(code)
        given = amounts[~np.isnan(amounts)]
        assert given.size
        assert (given == np.round(given)).all()


def test_a_part_is_never_more_than_its_whole(truths):
    for hidden in some(truths.values()):
        by_machine = sum(hidden.of(f"pest_control.{name}_mu") for name in MACHINES)
        over = hidden.of("pest_control.unified_area_mu") - by_machine
        assert np.nanmax(over) <= 1e-6
        for crop in ("wheat", "maize"):
            assert (
                np.nanmax(hidden.of(f"straw.{crop}_returned_mu") - hidden.of(f"straw.{crop}_harvested_mu"))
                <= 1e-6
            )
        assert np.nanmax(hidden.of("film.sound_used_kg") - hidden.of("film.used_kg")) <= 1e-6
        maize = np.nansum(hidden.of("soil_testing.maize_formula_area_mu"), axis=1)
        assert (maize <= np.nansum(hidden.of("sowing.maize_mu"), axis=1) + 1e-6).all()


def test_an_inflating_county_still_names_machines_for_all_unified_control(truths, plan, places):
    said = say(truths[2019], plan, World(places, SEED), ("410122",))
    index = truths[2019].element_index
    unified = said[:, index["pest_control.unified_area_mu"]]
    by_machine = sum(said[:, index[f"pest_control.{name}_mu"]] for name in MACHINES)
    assert np.nansum(unified) > 0.3 * np.nansum(by_machine)
    assert np.nanmax(unified - by_machine) <= 1e-6


def test_film_laid_in_an_autumn_is_what_the_next_year_knows_of(truths, baselines):
    for year in (2018, 2019):
        laid = np.nansum(truths[year - 1].of("film.used_kg")[:, 8:10])
        known = sum(row.value for row in baselines if row.key == "film_last_autumn_kg" and row.year == year)
        assert laid == pytest.approx(known, rel=0.03)


def test_places_keep_their_differences_over_the_years(truths):
    def coverage(hidden):
        treated = np.nansum([hidden.of(f"pest_control.{name}_mu") for name in SPRAYERS], axis=(0, 2))
        unified = np.nansum(hidden.of("pest_control.unified_area_mu"), axis=1)
        return unified[treated > 0] / treated[treated > 0]

    assert np.corrcoef(coverage(truths[2018]), coverage(truths[2019]))[0, 1] > 0.8


def test_a_seed_makes_a_world_and_another_seed_another(plan, places, keys, baselines, truths):
    again = truth(2019, plan, places, baselines, SEED)
    np.testing.assert_array_equal(again.values, truths[2019].values)
    other = truth(2019, plan, places, baseline_rows(places, keys, 7), 7)
    assert not np.array_equal(np.nan_to_num(other.values), np.nan_to_num(again.values))


@pytest.mark.slow
def test_year_ends_differ_between_worlds_but_not_wildly(plan, places, keys, city_rates):
    ends = []
    for seed in range(1, 9):
        rows = baseline_rows(places, keys, seed)
        hidden = truth(2019, plan, places, rows, seed)
        ends.append(city_rates(2019, {2019: hidden.values})["soil_test_coverage"])
    assert 0.003 < np.std(ends) < 0.02
    assert 0.80 < np.mean(ends) < 0.88


def test_a_written_truth_calls_itself_synthetic_and_reads_back(truths, plan, places, tmp_path):
    path = tmp_path / "truth-2019.csv"
    write_truth(path, truths[2019])
    assert "演示数据 / synthetic" in path.read_text(encoding="utf-8").splitlines()[0]
    back = read_truth(path, plan, places)
    assert (back.year, back.seed) == (2019, SEED)
    np.testing.assert_allclose(back.values, truths[2019].values, rtol=1e-5)


def test_the_truth_knows_nothing_of_the_projection_engine():
    named: dict[str, list[str]] = {}
    for path in Path(agri.synthetic.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                named.setdefault(name, []).append(path.name)
    assert "agri.definitions.plan" in named
    assert [name for name in named if name.startswith("agri.sim")] == []
