"""Late work is not a slip: a unit explains one, and the season's sum does not; nothing is counted twice."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.sim import BASE, project
from agri.sim.inputs.expected_amounts import expect
from agri.sim.inputs.layout import layout_of
from agri.sim.world.setup import set_up
from agri.synthetic.worlds import Ground, invent_world
from agri.terms import Basis
from tests.sim.synthetic import places_of, snapshot_of, the_plan, without_bias

PLACES = places_of(4, 6)
LONE = "410102003"

# Which elements are told for another month, the months, and the day from which it is looked at.
LATE = {
    "maize harvest": ("straw.maize", 9, 10, "2019-11-05"),
    "wheat topdressing": ("fertilizer.wheat", 2, 3, "2019-08-05"),
    "wheat formula": ("soil_testing.wheat", 2, 3, "2019-08-05"),
    "wheat topdressing, early": ("fertilizer.wheat", 3, 2, "2019-08-05"),
    "maize fertilizer": ("fertilizer.maize", 6, 7, "2019-09-05"),
    "maize fertilizer, early": ("fertilizer.maize", 7, 6, "2019-09-05"),
    "vegetables": ("fertilizer.other", 5, 6, "2019-09-05"),
    "film pickup": ("film.recovered", 5, 9, "2019-11-05"),
    "straw use": ("straw.fertilizer_use", 6, 7, "2019-09-05"),
    "spraying": ("pest_control", 8, 9, "2019-11-05"),
    "spraying, early": ("pest_control", 6, 5, "2019-09-05"),
    "packaging": ("packaging", 6, 7, "2019-09-05"),
}
SHARES = [0.4, *(pytest.param(share, marks=pytest.mark.slow) for share in (0.25, 0.6, 0.9))]


def told(plan, as_of):
    month = int(as_of[5:7]) - 1
    return snapshot_of(plan, as_of, reported=f"2019-{month:02d}", places=PLACES)


def moved(snapshot, elements, first, second, share, *, codes=None):
    """Tell a share of one month's amounts for another month; the year's sums stay as they were."""
    values, months = snapshot.values.copy(), snapshot.months_of(2019)
    rows = [i for i, u in enumerate(snapshot.places.units) if codes is None or u.code in codes]
    for at, name in enumerate(snapshot.data_elements):
        if not name.startswith(elements):
            continue
        here, there = values[rows, at, months[first - 1]], values[rows, at, months[second - 1]]
        both = np.isfinite(here) & np.isfinite(there)
        values[rows, at, months[second - 1]] = np.where(both, there + share * here, there)
        values[rows, at, months[first - 1]] = np.where(both, (1 - share) * here, here)
    assert not np.array_equal(values, snapshot.values, equal_nan=True)
    return replace(snapshot, values=values)


def mistyped(snapshot, elements, month, factor, *, codes=(LONE,), year=2019):
    values, at_month = snapshot.values.copy(), snapshot.months_of(year)[month - 1]
    for row, unit in enumerate(snapshot.places.units):
        for at, name in enumerate(snapshot.data_elements):
            if unit.code in codes and name.startswith(elements):
                values[row, at, at_month] *= factor
    return replace(snapshot, values=values)


def slips(snapshot, plan):
    """Each cell taken for a slip: line, place, month."""
    layout = layout_of(snapshot, plan)
    return {
        (code, layout.townships[row], int(month) + 1)
        for code, line in expect(snapshot, plan, layout).items()
        for row, month in np.argwhere(line.is_slip)
    }


class TestWorkInAnotherMonth:
    @pytest.mark.parametrize("share", SHARES)
    @pytest.mark.parametrize("work", LATE)
    def test_of_all_places_is_no_slip(self, plan, work, share):
        elements, first, second, as_of = LATE[work]
        assert slips(moved(told(plan, as_of), elements, first, second, share), plan) == set()

    @pytest.mark.parametrize("share", SHARES)
    @pytest.mark.parametrize("work", LATE)
    def test_of_one_place_alone_is_no_slip(self, plan, work, share):
        elements, first, second, as_of = LATE[work]
        found = moved(told(plan, as_of), elements, first, second, share, codes=(LONE,))
        assert slips(found, plan) == set()

    def test_that_is_not_told_yet_is_no_slip_either(self, plan):
        seen = moved(told(plan, "2019-11-05"), "straw.maize", 9, 10, 0.6)
        values = seen.values.copy()
        values[:, :, seen.months_of(2019)[9]] = np.nan
        assert slips(replace(seen, values=values, as_of=date(2019, 10, 5)), plan) == set()


class TestSlips:
    @pytest.mark.parametrize(
        ("elements", "month", "factor"),
        [
            ("fertilizer.maize", 6, 10),
            ("fertilizer.maize", 6, 1000),
            ("fertilizer.maize", 6, 0.1),
            ("fertilizer.maize", 6, 1e-3),
            ("fertilizer.maize_compound", 6, 1000),
            ("fertilizer.wheat", 3, 10),
            ("fertilizer.other", 6, 100),
            ("soil_testing.maize_formula", 6, 1e-4),
            ("soil_testing.maize_formula", 6, 1 / 15),
            ("pest_control.pesticide", 6, 10),
            ("pest_control.pesticide", 6, 1e-3),
            ("pest_control.green_area", 4, 1e-4),
            ("film.recovered", 5, 1e-3),
            ("film.recovered", 5, 10),
            ("packaging.recovered", 5, 1e-3),
            ("packaging.recovered", 5, 10),
            ("straw.wheat_output", 6, 10),
            ("straw.wheat_output", 6, 1000),
            ("straw.wheat_output", 6, 2),
            ("straw.wheat_output", 6, 0.1),
            ("sowing.maize_mu", 6, 1e-4),
            ("sowing.maize_mu", 6, 1 / 15),
        ],
    )
    def test_of_one_place_are_found(self, plan, elements, month, factor):
        found = slips(mistyped(told(plan, "2019-09-05"), elements, month, factor), plan)
        assert {(place, at) for _, place, at in found} == {(LONE, month)}

    @pytest.mark.parametrize("factor", [10, 1000, 0.1, 1e-3])
    def test_beside_late_work_are_found(self, plan, factor):
        late = moved(told(plan, "2019-11-05"), "straw.maize", 9, 10, 0.4)
        assert slips(mistyped(late, "straw.maize_output", 9, factor), plan) == {("output_maize", LONE, 9)}

    @pytest.mark.parametrize("factor", [10, 1000])
    def test_of_all_months_of_a_season_are_found(self, plan, factor):
        seen = told(plan, "2019-11-05")
        for month in (9, 10):
            seen = mistyped(seen, "straw.maize_output", month, factor)
        assert slips(seen, plan) == {("output_maize", LONE, 9), ("output_maize", LONE, 10)}

    def test_of_a_whole_county_are_found(self, plan):
        county = {u.code for u in PLACES.units if u.code.startswith("410102")}
        found = slips(mistyped(told(plan, "2019-11-05"), "straw.maize_output", 9, 1000, codes=county), plan)
        assert found == {("output_maize", u, 9) for u in county if u != "410102"}

    @pytest.mark.parametrize("factor", [1000, 10, 0.1, 1e-3])
    def test_of_last_year_set_no_level(self, plan, factor):
        clean = told(plan, "2019-11-05")
        wrong = mistyped(clean, "fertilizer.maize", 6, factor, year=2018)
        right, found = (expect(s, plan, layout_of(s, plan))["fertilizer_maize"] for s in (clean, wrong))
        assert found.expected == pytest.approx(right.expected, rel=0.03)
        assert found.last_fitted.sum() == pytest.approx(right.last_fitted.sum(), rel=0.01)
        assert slips(wrong, plan) == set()


@pytest.mark.slow
class TestNothingIsCountedTwice:
    @pytest.mark.parametrize("elements", ["straw.wheat_output", "straw.wheat_returned"])
    @pytest.mark.parametrize("factor", [0.1, 10])
    def test_a_slip_leaves_true_straw_where_it_was(self, elements, factor):
        plan = without_bias(the_plan())
        clean = told(plan, "2019-09-05")
        right, found = (
            project(seen, plan, BASE, 3, 512).line("straw_utilization", "410102", Basis.TRUE).year_end.mean
            for seen in (clean, mistyped(clean, elements, 6, factor))
        )
        # A cell that is left out teaches nothing, and what others tell of the place is believed less than it.
        assert found == pytest.approx(right, abs=0.006)

    def test_a_slip_of_sown_area_is_no_true_area(self):
        plan = without_bias(the_plan())
        clean = told(plan, "2019-09-05")
        right, found = (
            project(seen, plan, BASE, 3, 32).line("soil_test_coverage", "410102", Basis.TRUE).year_end.mean
            for seen in (clean, mistyped(clean, "sowing.maize_mu", 6, 0.1))
        )
        assert found == pytest.approx(right, abs=0.004)


@pytest.fixture(scope="module", params=[1000, 1001])
def world(request):
    return invent_world(Ground.read(), request.param)


@pytest.mark.slow
class TestInventedWorlds:
    """The same work some weeks later, in worlds with slips, gaps and lateness of their own."""

    @pytest.mark.parametrize("share", [0.4, 0.6])
    def test_a_late_harvest_leaves_true_straw_where_it_was(self, world, share):
        self.compare(world, date(2019, 11, 5), [("straw.maize", 9, 10, share)], "straw_utilization", 0.01)

    def test_a_late_spring_leaves_fertilizer_and_formulas_where_they_were(self, world):
        spring = [("fertilizer.wheat", 2, 3, 0.5), ("soil_testing.wheat", 2, 3, 0.5)]
        maize = [("fertilizer.maize", 6, 7, 0.25), ("soil_testing.maize", 6, 7, 0.25)]
        for code, within in (("fertilizer_growth", 0.012), ("soil_test_coverage", 0.012)):
            self.compare(world, date(2019, 8, 5), spring, code, within)
            self.compare(world, date(2019, 8, 5), spring + maize, code, within)

    def compare(self, world, as_of, moves, code, within):
        """Hold both outlooks with the work moved to those with the work as told, and their widths too."""
        plan = world.plan
        plain = world.record.snapshot(plan, as_of)
        late = plain
        for elements, first, second, share in moves:
            late = moved(late, elements, first, second, share)
        suspects = [
            sum(int(cells.sum()) for cells in set_up(s, plan).learnt.is_suspect.values())
            for s in (plain, late)
        ]
        assert suspects[1] <= suspects[0] + 2
        for basis in Basis:
            ends = [
                project(s, plan, BASE, 1, 64).line(code, plan.city, basis).year_end for s in (plain, late)
            ]
            assert ends[1].q50 == pytest.approx(ends[0].q50, abs=within), basis
            assert ends[1].sd < 1.6 * ends[0].sd + 0.001, basis


def test_every_line_has_a_unit_of_which_the_slips_are_known(plan):
    assert {code.rpartition("_")[2] for line in the_plan().lines for code in line.elements} == {
        "mu",
        "kg",
        "t",
    }
