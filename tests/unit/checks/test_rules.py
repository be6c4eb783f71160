"""The rules of the real forms, asked real questions."""

import pytest

from agri.checks.magnitude import land_findings, slip_findings
from agri.checks.rules import rule_findings
from agri.definitions.forms import read_forms
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.terms import Severity


@pytest.fixture(scope="module")
def forms():
    return read_forms(seed_root() / "zhengzhou")


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


def test_a_blank_disarms_no_rule_it_asks(forms):
    values = {"unified_area_mu": 11, "manual_mu": None}
    [found] = rule_findings(forms["pest_control"], Period.parse("2019-08"), values, {})
    assert (found.code, found.severity) == ("pest-unified-above-treatment", Severity.ASK)
    assert "手动喷雾器防治" in found.text.zh
    assert "统防统治亩次不能超过" in found.text.zh


def test_a_section_that_does_not_apply_is_not_blank(forms):
    values = {"wheat_harvested_mu": None, "wheat_returned_mu": 5.0}
    june = Period.parse("2019-06")
    assert codes(rule_findings(forms["straw"], june, values, {})) == ["straw-wheat-returned-above-harvested"]
    assert rule_findings(forms["straw"], june, values, {}, ["wheat"]) == []


def test_a_season_adds_the_earlier_months_to_this_one(forms):
    form, period = forms["soil_testing"], Period.parse("2019-07")
    sums = {"maize_formula_area_mu@season": 90.0, "baseline.maize_mu": 100.0}
    assert rule_findings(form, period, {"maize_formula_area_mu": 20.0}, sums) == []
    assert codes(rule_findings(form, period, {"maize_formula_area_mu": 20.1}, sums)) == [
        "soil-maize-formula-above-area"
    ]


def test_an_unknown_sum_silences_the_rule(forms):
    form, period = forms["soil_testing"], Period.parse("2019-07")
    assert rule_findings(form, period, {"maize_formula_area_mu": 15.1}, {"baseline.maize_mu": 10.0}) == []


def test_a_rule_holds_only_in_its_months(forms):
    form = forms["fertilizer"]
    values = {"wheat_n_t": 4.0, "wheat_p2o5_t": 0.0, "wheat_k2o_t": 0.0, "wheat_compound_t": 0.0}
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


def test_a_package_says_from_which_factor_on_an_amount_is_asked_about(forms):
    now, then = {"recovered_kg": 1000}, {"recovered_kg": 320}
    assert slip_findings(forms["packaging"], now, then) == []
    assert codes(slip_findings(forms["packaging"], now, then, slip=3.0)) == ["unit-slip"]


def test_a_zero_too_many_is_asked_with_last_years_value(forms):
    period = Period.parse("2019-09")
    [found] = slip_findings(forms["packaging"], {"recovered_kg": 3200}, {"recovered_kg": 320}, period)
    assert "去年 9 月 320 公斤，这次 3200：多打了一个 0？" in found.text.zh
    [found] = slip_findings(forms["packaging"], {"recovered_kg": 32}, {"recovered_kg": 320}, period)
    assert "少打了一个 0？" in found.text.zh
    # Treatments are told in area-times, as the form asks them.
    [found] = slip_findings(forms["pest_control"], {"drone_mu": 50_000}, {"drone_mu": 5000}, period)
    assert "5000 亩次，" in found.text.zh
    assert found.text.en.startswith("5000 mu-times in")


def test_more_area_than_the_land_bears_is_asked(forms):
    limits = {"vegetable_mu": 1300.0}
    assert land_findings(forms["sowing"], {"vegetable_mu": 1300.0, "other_mu": 9e5}, limits, {}) == []
    [found] = land_findings(forms["sowing"], {"vegetable_mu": 13_000.0}, limits, {})
    assert (found.code, found.element, found.severity) == ("above-land", "vegetable_mu", Severity.ASK)
