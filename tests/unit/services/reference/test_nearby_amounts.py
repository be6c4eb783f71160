"""What a month is compared with where the same month last year has no amount."""

from dataclasses import replace

import pytest

from agri.checks.magnitude import nearby_findings
from agri.definitions.forms import Form, read_forms
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.services.reference.nearby_amounts import nearby_amounts, nearby_cells

AUGUST = Period(2019, 8)


@pytest.fixture(scope="module")
def packaging() -> Form:
    return read_forms(seed_root() / "zhengzhou")["packaging"]


def nearby(form, told, baseline=None, period=AUGUST):
    cells = {(form.code, month): values for month, values in told.items()}
    return nearby_amounts(form, period, baseline or {}, cells.get)


def both(amount):
    """Return two amounts of one section and unit, so that one tells of the other."""
    return {"recovered_kg": amount, "disposed_kg": amount}


def test_the_months_beside_last_years_and_the_one_before(packaging):
    told = {month: both(9.0) for month in ("2018-07", "2018-09", "2019-07", "2018-06", "2019-09")}
    months = {"2018-07": 9.0, "2018-09": 9.0, "2019-07": 9.0}
    assert nearby(packaging, told) == {"recovered_kg": months, "disposed_kg": months}
    assert nearby_cells(packaging, AUGUST) == {
        ("packaging", month) for month in ("2018-07", "2018-09", "2019-07")
    }


def test_nothing_where_last_years_month_has_an_amount(packaging):
    told = {"2018-08": {"recovered_kg": 9.0, "disposed_kg": 0.0}, "2018-07": {"recovered_kg": 8.0}}
    assert nearby(packaging, told) == {}


def test_the_month_before_alone_tells_no_season(packaging):
    assert nearby(packaging, {"2019-07": both(9.0)}) == {}


def test_months_nearby_are_compared_where_two_others_say_that_the_work_is_alike():
    form = read_forms(seed_root() / "zhengzhou")["pest_control"]
    july = {"manual_mu": 9.0, "boom_mu": 10.0, "drone_mu": 20.0}
    told = {"2018-07": july, "2018-08": {"boom_mu": 20.0, "drone_mu": 10.0}}
    assert nearby(form, told) == {"manual_mu": {"2018-07": 9.0}}
    for then in (20.1, 4.9):  # one of them did over twice as much, or under half, a month later
        assert nearby(form, told | {"2018-08": {"boom_mu": then, "drone_mu": 20.0}}) == {}
    assert nearby(form, told | {"2018-08": {"boom_mu": 10.0}}) == {}  # one alone may have its own course


def test_a_zero_of_last_years_month_stands_beside_the_months_nearby():
    form = read_forms(seed_root() / "zhengzhou")["pest_control"]
    told = {
        "2018-07": {"manual_mu": 900.0, "boom_mu": 10.0, "drone_mu": 20.0},
        "2018-08": {"manual_mu": 0.0, "boom_mu": 10.0, "drone_mu": 20.0},
    }
    known = nearby(form, told)
    assert known == {"manual_mu": {"2018-07": 900.0, "2018-08": 0.0}}
    assert nearby_findings(form, {"manual_mu": 9.0}, known) == []
    assert [one.element for one in nearby_findings(form, {"manual_mu": 9000.0}, known)] == ["manual_mu"]


def test_an_amount_without_others_to_tell_its_season_is_compared_with_no_month(packaging):
    assert nearby(packaging, {"2018-07": {"recovered_kg": 9.0}}) == {}


def test_in_a_first_year_the_whole_of_last_year_stands_in():
    form = read_forms(seed_root() / "zhengzhou")["fertilizer"]
    found = nearby(form, {}, {"last_year_fertilizer_maize_t": 400.0})
    assert found["maize_n_t"] == {"2018": 400.0}
    assert "other_n_t" not in found
    assert "organic_t" not in found


def test_a_renamed_element_keeps_its_past(packaging):
    elements = tuple(
        replace(element, code="gathered_kg", renamed_from="recovered_kg")
        if element.code == "recovered_kg"
        else element
        for element in packaging.elements
    )
    form = replace(packaging, sections=(replace(packaging.sections[0], elements=elements),))
    months = {"2018-07": both(9.0)}
    assert nearby(form, months)["gathered_kg"] == {"2018-07": 9.0}
    assert nearby(form, months | {"2018-08": both(9.0)}) == {}


def test_what_is_counted_comes_in_campaigns_and_is_held_against_no_other_month():
    form = read_forms(seed_root() / "zhengzhou")["soil_testing"]
    told = {"2018-06": {"samples_taken": 145.0, "samples_analysed": 73.0, "formula_fertilizer_t": 90.0}}
    found = nearby(form, told, period=Period(2019, 7))
    assert "formula_fertilizer_t" in found
    assert not {"samples_taken", "samples_analysed"} & set(found)
