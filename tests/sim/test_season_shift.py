"""A season that comes early or late: what is late is still to come, and the season's sum stays."""

import numpy as np
import pytest

from agri.sim import BASE, project
from agri.sim.belief.families import Family
from agri.sim.inputs.expected_amounts import expect
from agri.sim.inputs.layout import layout_of
from agri.sim.inputs.season_shift import likeliest_shift, shift_matrix
from agri.sim.world.setup import set_up
from agri.terms import Basis
from tests.sim.synthetic import without_bias
from tests.sim.test_slips import mistyped, moved, told

SPLIT = np.array([0.3, 0.6, 0.1])
SURE = np.full(3, 0.01)


def shifted(at):
    parts = SPLIT * np.exp(shift_matrix(SPLIT) @ at)
    return parts / parts.sum()


class TestShift:
    @pytest.mark.parametrize("at", [[0.0, 0.0], [0.6, 0.0], [-0.4, 0.3], [1.0, 1.0]])
    def test_of_a_season_told_whole_is_found(self, at):
        truth = shifted(np.array(at))
        found = likeliest_shift(SPLIT, np.log(truth / SPLIT), SURE, performance_sd=0.05, shift_sd=1.0)
        assert found.split == pytest.approx(truth, abs=0.01)

    def test_of_a_season_told_in_part_shares_a_low_month_between_delay_and_performance(self):
        low = np.array([np.log(0.5), np.nan, np.nan])
        by_delay = likeliest_shift(SPLIT, low, SURE, performance_sd=0.01, shift_sd=1.0)
        by_work = likeliest_shift(SPLIT, low, SURE, performance_sd=1.0, shift_sd=0.01)
        assert by_delay.split[0] == pytest.approx(0.15, abs=0.01)
        assert by_work.split == pytest.approx(SPLIT, abs=0.01)

    def test_of_nothing_told_is_none(self):
        found = likeliest_shift(SPLIT, np.full(3, np.nan), SURE, performance_sd=0.05, shift_sd=0.4)
        assert found.split == pytest.approx(SPLIT)
        assert not found.at.any()

    def test_keeps_the_season_and_moves_later_what_is_later(self):
        shift = likeliest_shift(SPLIT, np.full(3, np.nan), SURE, performance_sd=0.05, shift_sd=0.4)
        beyond = np.random.default_rng(1).normal(size=(2, 4, 5)).astype(np.float32)
        assert np.tensordot(SPLIT, shift.factors(beyond), axes=1) == pytest.approx(np.ones((4, 5)), rel=1e-5)
        late = shift.factors(np.array([0.5, 0.5], dtype=np.float32))
        assert late[0] < 1 < late[2]

    def test_slopes_are_the_derivative(self):
        shift = likeliest_shift(
            SPLIT, np.log(shifted(np.array([0.3, 0.1])) / SPLIT), SURE, performance_sd=0.05, shift_sd=1.0
        )
        step = 1e-3
        for boundary in range(2):
            beyond = np.zeros(2, dtype=np.float32)
            beyond[boundary] = step
            slope = np.log(shift.factors(beyond)) / step
            assert slope == pytest.approx(shift.slopes[:, boundary], abs=2e-3)


class TestFamily:
    def test_has_a_place_for_each_boundary_of_each_season(self):
        family = Family("amount", ("fertilizer",), ((2, 3),), (("wheat", (2, 3, 4)), ("maize", (6, 7))))
        assert family.shift(("wheat", (2, 3, 4))) == slice(4, 6)
        assert family.shift(("maize", (6, 7))) == slice(6, 7)
        assert family.size == 7


# Which elements are told for a later month, the months, the day, the indicator that they move.
LATE = {
    "wheat dressed late": ("fertilizer.wheat", 2, 3, "2019-08-05", "fertilizer_growth"),
    "maize dressed late": ("fertilizer.maize", 6, 7, "2019-08-05", "fertilizer_growth"),
    "maize harvested late": ("straw.maize", 9, 10, "2019-11-05", "straw_utilization"),
}


class TestALateSeason:
    @pytest.mark.parametrize("work", LATE)
    def test_does_not_move_the_year(self, plan, work):
        elements, first, second, as_of, code = LATE[work]
        plan = without_bias(plan)
        punctual = told(plan, as_of)
        usual, late = (
            middle(project(one, plan, BASE, seed=1, replications=64), code)
            for one in (punctual, moved(punctual, elements, first, second, 0.5))
        )
        assert late == pytest.approx(usual, abs=0.005)

    def test_that_is_told_in_part_is_expected_to_make_up_for_some_of_it(self, plan):
        snapshot = told(plan, "2019-07-05")
        every = [unit.code for unit in snapshot.places.units]
        low = mistyped(snapshot, "fertilizer.maize", 6, 0.8, codes=every)
        layout = layout_of(snapshot, plan)
        usual, late = (expect(one, plan, layout)["fertilizer_maize"].expected for one in (snapshot, low))
        assert late[:, 6].sum() > usual[:, 6].sum() * 1.05
        assert late.sum() == pytest.approx(usual.sum(), rel=1e-3)

    def test_is_doubted_less_the_more_is_told(self, plan):
        season = ("fertilizer_maize", (6, 7, 8))
        spread = []
        for day in ("2019-07-05", "2019-08-05", "2019-09-05"):
            learnt = set_up(told(plan, day), plan).learnt
            [family] = [one for one in learnt.families if season in one.seasons]
            root = learnt.posteriors[family.code].city_root[0][family.shift(season)]
            spread.append(float(np.sqrt((root**2).sum())))
        assert spread == sorted(spread, reverse=True)


def middle(projection, code):
    at = projection.draw_places.index("4101")
    return float(np.median(projection.draws[code, Basis.REPORTED][at]))
