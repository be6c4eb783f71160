"""Shares of a year that do not go with the campaigns, and film due next year that nobody lays, are named."""

import re

import pytest

from agri.terms import Weight
from tests.changed_package import changed, faults_of, shipped

COEFFICIENTS, CALENDAR, INDICATORS = "coefficients.toml", "calendar.toml", "indicators.toml"
SHARES = "0.0, 0.0, 0.10, 0.10, 0.16, 0.12, 0.14, 0.20, 0.06, 0.04, 0.08, 0.0"


@pytest.mark.parametrize(
    ("shares", "months"),
    [
        (
            "0.08, 0.0, 0.10, 0.10, 0.16, 0.12, 0.14, 0.20, 0.06, 0.04, 0.0, 0.0",
            {"1", "11"},
        ),  # none in January
        ("0.0, 0.0, 0.0, 0.10, 0.16, 0.12, 0.14, 0.30, 0.06, 0.04, 0.08, 0.0", {"3"}),
        ("0.0, 0.0, 0.10, 0.10, 0.16, 0.12, 0.14, 0.20, 0.06, 0.04, 0.0, 0.08", {"12", "11"}),
    ],
)
def test_pesticide_in_months_in_which_nobody_sprays_is_named_with_the_campaigns_shares(shares, months):
    [fault] = faults_of(changed(COEFFICIENTS, (SHARES, shares)), "month-shares-off")
    assert (fault.file, fault.kind.weight, fault.at) == (
        COEFFICIENTS,
        Weight.LATER,
        "pesticide.month_share.value",
    )
    assert fault.line == shipped()[COEFFICIENTS].decode().splitlines().index("[pesticide]") + 2
    assert set(re.findall(r"month (\d+) has", fault.text.en)) <= months
    assert f"month {min(months, key=int)} has" in fault.text.en
    assert "all crops alike, 0.00, 0.00, 0.10" in fault.text.en


@pytest.mark.parametrize(
    ("old", "new"), [('last = "11-25"', 'last = "12-25"'), ('first = "11-01"', 'first = "10-20"')]
)
def test_shares_that_go_nearly_with_the_campaigns_pass(old, new):
    text = shipped()[CALENDAR].decode()
    at = text.index('first = "11-01"', text.index('kind = "spray"'))
    at = at if old.startswith("first") else text.index(old, at)
    assert text[at:].startswith(old)
    package = shipped() | {CALENDAR: (text[:at] + new + text[at + len(old) :]).encode()}
    assert not faults_of(package, "month-shares-off")
    assert not faults_of(shipped(), "month-shares-off")


@pytest.mark.parametrize("crop", ["peanut", "maize", "wheat"])
def test_a_crop_without_film_in_autumn_cannot_have_it_due_next_year(crop):
    text = shipped()[INDICATORS].decode()
    count = text.count('due_of = "garlic"')
    package = shipped() | {INDICATORS: text.replace('due_of = "garlic"', f'due_of = "{crop}"').encode()}
    faults = faults_of(package, "nothing-due")
    assert len(faults) == count > 1
    assert all(
        one.kind.weight == Weight.STOP and f"the crop {crop} lays no film" in one.text.en for one in faults
    )
    assert all("please write one of: garlic" in one.text.en for one in faults)


def test_where_no_crop_lays_film_in_autumn_the_way_out_is_to_do_without():
    garlic = "months = { sow = [9, 10], lay_film = [9, 10], pick_film = [5] }"
    package = changed(CALENDAR, (garlic, garlic.replace("lay_film = [9, 10]", "lay_film = [2, 3]")))
    faults = faults_of(package, "nothing-due")
    assert faults
    assert "please remove due_of, last_autumn and last_autumn_minus" in faults[0].text.en
    assert "first_month = 9" in faults[0].text.zh
