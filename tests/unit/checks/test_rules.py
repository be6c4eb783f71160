"""The rules of the real forms, asked real questions."""

import pytest

from agri.checks.rules import rule_findings, slip_findings
from agri.definitions.forms import read_forms
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.terms import Severity


@pytest.fixture(scope="module")
def forms():
    return read_forms(seed_root() / "forms")


def codes(findings):
    return [finding.code for finding in findings]


def test_more_unified_than_all_treatments_is_stopped(forms):
    values = {
        "unified_area_mu": 11,
        "manual_mu": 2,
        "electric_mu": 2,
        "stretcher_mu": 2,
        "boom_mu": 2,
        "drone_mu": 2,
        "pesticide_kg": 1,
    }
    (finding,) = rule_findings(forms["pest_control"], Period.parse("2019-08"), values, {})
    assert finding.code == "pest-unified-above-treatment"
    assert finding.severity == Severity.STOP
    assert finding.element == "unified_area_mu"


def test_equal_sides_are_in_order(forms):
    values = {"unified_area_mu": 10, "manual_mu": 0, "electric_mu": 0, "stretcher_mu": 0, "boom_mu": 0}
    values["drone_mu"] = 10
    assert rule_findings(forms["pest_control"], Period.parse("2019-08"), values, {}) == []


def test_a_blank_silences_the_rule_that_needs_it(forms):
    values = {"unified_area_mu": 11, "manual_mu": None}
    assert rule_findings(forms["pest_control"], Period.parse("2019-08"), values, {}) == []


def test_a_season_adds_the_earlier_months_to_this_one(forms):
    form, period = forms["soil_testing"], Period.parse("2019-07")
    sums = {"maize_formula_area_mu@season": 90.0, "baseline.maize_mu": 100.0}
    assert rule_findings(form, period, {"maize_formula_area_mu": 15.0}, sums) == []
    assert codes(rule_findings(form, period, {"maize_formula_area_mu": 15.1}, sums)) == [
        "soil-maize-formula-above-area"
    ]


def test_an_unknown_sum_silences_the_rule(forms):
    form, period = forms["soil_testing"], Period.parse("2019-07")
    assert rule_findings(form, period, {"maize_formula_area_mu": 15.1}, {"baseline.maize_mu": 10.0}) == []


def test_a_rule_holds_only_in_its_months(forms):
    form = forms["fertilizer"]
    values = {"wheat_n_t": 5.0, "wheat_p2o5_t": 0.0, "wheat_k2o_t": 0.0, "wheat_compound_t": 0.0}
    sums = {"baseline.wheat_mu": 100.0, "baseline.wheat_last_autumn_mu": 100.0}
    assert codes(rule_findings(form, Period.parse("2019-03"), values, sums)) == [
        "fertilizer-wheat-spring-intensity"
    ]
    assert rule_findings(form, Period.parse("2019-10"), values, sums) == []


@pytest.mark.parametrize(
    ("now", "then", "is_asked"),
    [(1200.0, 1.1, True), (1.1, 1200.0, True), (3.0, 1.0, False), (0.0, 9.0, False)],
)
def test_a_thousandfold_change_on_last_year_asks_for_the_unit(forms, now, then, is_asked):
    findings = slip_findings(forms["packaging"], {"recovered_kg": now}, {"recovered_kg": then})
    assert codes(findings) == ["unit-slip"] * is_asked
