"""What a month is compared with where the same month last year has no amount."""

from dataclasses import replace

import pytest

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
    return nearby_amounts(form, period, baseline or {}, lambda code, month: cells.get((code, month)))


def test_the_months_beside_last_years_and_the_one_before(packaging):
    told = {month: {"recovered_kg": 9.0} for month in ("2018-07", "2018-09", "2019-07", "2018-06", "2019-09")}
    assert nearby(packaging, told) == {"recovered_kg": {"2018-07": 9.0, "2018-09": 9.0, "2019-07": 9.0}}
    assert nearby_cells(packaging, AUGUST) == {
        ("packaging", month) for month in ("2018-07", "2018-09", "2019-07")
    }


def test_nothing_where_last_years_month_has_an_amount(packaging):
    told = {"2018-08": {"recovered_kg": 9.0, "disposed_kg": 0.0}, "2018-07": {"recovered_kg": 8.0}}
    assert nearby(packaging, told) == {}


def test_the_month_before_alone_tells_no_season(packaging):
    assert nearby(packaging, {"2019-07": {"recovered_kg": 9.0}}) == {}


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
    assert nearby(form, {"2018-07": {"recovered_kg": 9.0}}) == {"gathered_kg": {"2018-07": 9.0}}
    assert nearby(form, {"2018-07": {"recovered_kg": 9.0}, "2018-08": {"recovered_kg": 9.0}}) == {}
