"""Randomness by name, the rows of a simulation, and how townships add up."""

import numpy as np
import pytest

from agri.sim.inputs.layout import layout_of
from agri.sim.inputs.streams import TILE, Draws, Streams
from tests.sim.synthetic import places_of, snapshot_of


def draws_of(plan, tiles=range(2), counties=3, seed=1):
    return Draws(Streams(seed), layout_of(snapshot_of(plan, places=places_of(counties)), plan), tiles)


class TestStreams:
    def test_a_name_gives_the_same_numbers_again(self):
        assert Streams(3)("weather", "410122").random_raw() == Streams(3)("weather", "410122").random_raw()

    def test_names_seeds_and_purposes_are_independent(self):
        draws = {
            Streams(3)("weather", "410122").random_raw(),
            Streams(3)("weather", "410123").random_raw(),
            Streams(3)("noise", "410122").random_raw(),
            Streams(4)("weather", "410122").random_raw(),
            Streams(3).named("calibration")("weather", "410122").random_raw(),
        }
        assert len(draws) == 5

    def test_words_do_not_run_together(self):
        assert Streams(1)("a", "bc").random_raw() != Streams(1)("ab", "c").random_raw()


class TestDraws:
    def test_a_longer_run_begins_with_the_shorter_one(self, plan):
        short, long = draws_of(plan, range(1)), draws_of(plan, range(3))
        assert np.array_equal(
            short.township_normals("noise", 5), long.township_normals("noise", 5)[:, :, :TILE]
        )

    def test_another_county_changes_nothing_for_the_others(self, plan):
        few, many = draws_of(plan, counties=2), draws_of(plan, counties=3)
        assert np.array_equal(few.county_uniforms("weather", 9), many.county_uniforms("weather", 9)[:, :2])
        assert np.array_equal(few.township_normals("noise", 4), many.township_normals("noise", 4)[:, :8])

    def test_copies_repeat_the_same_draws(self, plan):
        once = draws_of(plan, range(1))
        twice = Draws(once.streams, once.layout, range(1), copies=2)
        drawn = twice.county_normals("x", 3)
        assert drawn.shape[-1] == twice.replications == 2 * TILE
        assert np.array_equal(drawn[..., :TILE], drawn[..., TILE:])

    @pytest.mark.parametrize("tiles", [range(1), range(3), range(2, 5)])
    def test_a_stretch_of_the_days_holds_the_draws_of_all_days(self, plan, tiles):
        draws = draws_of(plan, tiles)
        whole, part = (draws.county_normals("crews", 30, among) for among in (None, range(10, 25)))
        assert np.array_equal(part, whole[10:25])
        assert draws.county_normals("crews", 30, range(5, 5)).shape == (0, 3, TILE * len(tiles))

    def test_tiles_further_on_are_those_of_a_run_from_the_start(self, plan):
        whole, part = (
            draws_of(plan, tiles).township_normals("noise", 5) for tiles in (range(4), range(2, 4))
        )
        assert np.array_equal(part, whole[:, :, 2 * TILE :])

    def test_uniforms_are_uniform(self, plan):
        drawn = draws_of(plan, range(20)).township_uniforms("noise", 50)
        assert 0 < drawn.min() < drawn.max() < 1
        assert np.histogram(drawn, 10, (0, 1))[0] / drawn.size == pytest.approx(0.1, abs=0.003)

    def test_normals_are_normal(self, plan):
        drawn = draws_of(plan, range(20)).township_normals("noise", 50)
        assert abs(drawn.mean()) < 0.01
        assert abs(drawn.std() - 1) < 0.01


class TestLayout:
    def test_townships_add_up_to_their_county(self, plan):
        layout = layout_of(snapshot_of(plan), plan)
        values = np.arange(24, dtype=np.float32).reshape(12, 2)
        counties = layout.to_counties(values, np.empty((3, 2), dtype=np.float32))
        assert np.array_equal(counties, layout.membership @ values)
