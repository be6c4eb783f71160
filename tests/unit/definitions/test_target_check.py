"""Targets of a wrong size or sign, and comparators against the direction of their indicator, are named."""

import pytest

from agri.terms import Weight
from tests.changed_package import changed, faults_of, kinds_of

PLAN = "years/2019/plan.toml"
GROWTH = 'target = { value = 0.004, comparator = "<=" }'
FILM = 'code = "film_recovery"'


@pytest.mark.parametrize(
    ("written", "meant"), [("-1", "-0.01"), ("-0.4", "-0.004"), ("-3.5", "-0.035"), ("2", "0.02")]
)
def test_a_growth_in_per_cent_is_named_whatever_its_sign(written, meant):
    [fault] = faults_of(changed(PLAN, (GROWTH, GROWTH.replace("0.004", written))), "percent-for-fraction")
    assert (fault.kind.weight, fault.at) == (Weight.STOP, "indicators[1].target.value")
    assert f"please either write {meant} " in fault.text.en


@pytest.mark.parametrize("written", ["-0.01", "-0.15", "0.0", "0.02"])
def test_a_growth_that_a_plan_may_name_passes(written):
    package = changed(PLAN, (GROWTH, GROWTH.replace("0.004", written)))
    assert kinds_of(package) <= {"task-target"}  # the ledger still says the old one


@pytest.mark.parametrize("written", ["-50", "-21"])
def test_a_growth_below_all_is_out_of_range(written):
    [fault] = faults_of(changed(PLAN, (GROWTH, GROWTH.replace("0.004", written))), "out-of-range")
    assert "from -0.2 to 0.2" in fault.text.en


@pytest.mark.parametrize(
    ("old", "new", "code", "other"),
    [
        (GROWTH, GROWTH.replace("<=", ">="), "fertilizer_growth", "<="),
        (
            'aspiration = { value = 0.0, comparator = "<" }',
            'aspiration = { value = 0.0, comparator = ">=" }',
            "fertilizer_growth",
            "<=",
        ),
        (
            'value = 0.393, comparator = ">="',
            'value = 0.393, comparator = "<="',
            "fertilizer_efficiency",
            ">=",
        ),
        ('value = 0.85, comparator = ">="', 'value = 0.85, comparator = "<"', "soil_test_coverage", ">="),
    ],
)
def test_a_comparator_the_wrong_way_round_is_named_with_the_right_one(old, new, code, other):
    [fault] = faults_of(changed(PLAN, (old, new)), "wrong-way")
    assert fault.kind.weight == Weight.LATER
    assert fault.at.endswith(".comparator")
    assert f"the target of {code} " in fault.text.en
    assert f'please write "{other}"' in fault.text.en
