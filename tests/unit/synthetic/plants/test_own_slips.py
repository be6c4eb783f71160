"""The slips that a world makes itself are found where the record is far from the truth."""

from dataclasses import replace

from agri.periods import Period
from agri.synthetic.plants.own_slips import own_slips
from agri.synthetic.worlds import true_snapshot


def test_a_record_that_tells_the_truth_has_none(honest, plan, honest_world):
    assert own_slips(true_snapshot(honest, honest_world.truths), plan, honest_world.truths) == ()


def test_a_month_a_thousand_times_too_small_is_one_in_either_year(honest, plan, honest_world):
    true = true_snapshot(honest, honest_world.truths)
    place, element = true.places.index["410122101"], true.element_index["pest_control.pesticide_kg"]
    for period in (Period(plan.year, 5), Period(plan.year - 1, 5)):
        values = true.values.copy()
        values[place, element, true.period_index[period]] /= 1000
        (slip,) = own_slips(replace(true, values=values), plan, honest_world.truths)
        (cells,) = slip.cells
        assert (cells.org_unit, cells.form, cells.elements) == (
            "410122101",
            "pest_control",
            ("pesticide_kg",),
        )
        assert cells.periods == (period,)


def test_what_all_places_lean_to_is_none(honest, plan, honest_world):
    """A county's over-reporting of a few per cent is how reports are, and no slip."""
    true = true_snapshot(honest, honest_world.truths)
    assert own_slips(replace(true, values=true.values * 1.2), plan, honest_world.truths) == ()
