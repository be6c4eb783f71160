"""What is refused at the door, each fault with its pointer and words in two languages."""

import math
from dataclasses import replace

import pytest

from agri.checks.shape import shape_faults
from agri.definitions.forms import read_forms
from agri.definitions.reading import seed_root
from agri.periods import Period

AUGUST = Period.parse("2019-08")


@pytest.fixture(scope="module")
def forms():
    return read_forms(seed_root() / "zhengzhou")


def faults(form, values, *, period=AUGUST, not_applicable=(), entered=None):
    found = shape_faults(form, period, values, not_applicable, entered or {})
    assert all(fault.detail and fault.detail_zh for fault in found)
    return [(fault.pointer, fault.code) for fault in found]


def test_zero_and_blank_are_both_in_order(forms):
    assert faults(forms["packaging"], {"recovered_kg": 0, "disposed_kg": None}) == []


@pytest.mark.parametrize("value", ["12", math.nan, math.inf, True, [1], 10**400, -(10**400)])
def test_what_is_not_a_number_is_named(forms, value):
    assert faults(forms["packaging"], {"recovered_kg": value}) == [("/values/recovered_kg", "not-a-number")]


def test_every_fault_is_named_not_only_the_first(forms):
    values = {"recovered_kg": -1, "disposed_kg": 1e9, "colour": 3}
    assert faults(forms["packaging"], values) == [
        ("/values/recovered_kg", "below-minimum"),
        ("/values/disposed_kg", "above-maximum"),
        ("/values/colour", "unknown-data-element"),
    ]


def test_a_pointer_leads_back_to_a_name_with_slashes_and_tildes(forms):
    assert faults(forms["packaging"], {"a/b~c": 1}, entered={"d/e": [1, "t"]}) == [
        ("/values/a~1b~0c", "unknown-data-element"),
        ("/entered/d~1e", "entered-without-value"),
    ]


def test_samples_are_counted_in_whole_numbers(forms):
    july = Period.parse("2019-07")
    assert faults(forms["soil_testing"], {"samples_taken": 1.5}, period=july) == [
        ("/values/samples_taken", "not-whole")
    ]


def test_a_section_that_the_month_does_not_ask_for_takes_no_number(forms):
    strict = replace(forms["fertilizer"], other_months=False)
    assert faults(strict, {"wheat_n_t": 1.0}) == [("/values/wheat_n_t", "not-asked")]
    assert faults(forms["fertilizer"], {"wheat_n_t": 1.0}) == []
    assert faults(forms["fertilizer"], {"wheat_n_t": None}) == []


def test_a_section_without_the_crop_takes_no_number(forms):
    assert faults(forms["fertilizer"], {"maize_n_t": 1.0}, not_applicable=["maize"]) == [
        ("/values/maize_n_t", "not-applicable-has-value")
    ]
    assert faults(forms["fertilizer"], {}, not_applicable=["rice"]) == [
        ("/not_applicable/0", "unknown-section")
    ]


class TestAsEntered:
    def test_tonnes_may_be_typed_where_kilograms_are_kept(self, forms):
        assert faults(forms["packaging"], {"recovered_kg": 3000}, entered={"recovered_kg": [3, "t"]}) == []

    def test_the_two_must_agree(self, forms):
        assert faults(forms["packaging"], {"recovered_kg": 3}, entered={"recovered_kg": [3, "t"]}) == [
            ("/entered/recovered_kg", "entered-mismatch")
        ]

    @pytest.mark.parametrize(
        "pair", [[3, "mu"], [3], "3 t", ["3", "t"], [True, "t"], [math.nan, "t"], [10**400, "t"]]
    )
    def test_anything_else_is_refused(self, forms, pair):
        assert faults(forms["packaging"], {"recovered_kg": 3}, entered={"recovered_kg": pair}) == [
            ("/entered/recovered_kg", "entered-unit")
        ]

    def test_how_it_was_worked_out_may_stand_behind(self, forms):
        for pair in ([3, "t", "面积 3,000 亩 × 每亩 1 公斤"], [3000, "kg", "三个村相加"]):
            assert faults(forms["packaging"], {"recovered_kg": 3000}, entered={"recovered_kg": pair}) == []

    @pytest.mark.parametrize("working", [[""], [" "], [7], ["x" * 121], ["x", "y"]])
    def test_what_is_no_short_text_is_refused(self, forms, working):
        assert faults(
            forms["packaging"], {"recovered_kg": 3000}, entered={"recovered_kg": [3, "t", *working]}
        ) == [("/entered/recovered_kg", "entered-unit")]

    def test_without_a_value_it_means_nothing(self, forms):
        assert faults(forms["packaging"], {}, entered={"recovered_kg": [3, "t"]}) == [
            ("/entered/recovered_kg", "entered-without-value")
        ]

    def test_beside_something_that_is_no_number_both_are_named(self, forms):
        huge = 10**400
        assert faults(forms["packaging"], {"recovered_kg": huge}, entered={"recovered_kg": [huge, "kg"]}) == [
            ("/values/recovered_kg", "not-a-number"),
            ("/entered/recovered_kg", "entered-without-value"),
        ]
