"""Randomness by name, the rows of a simulation, and how townships add up."""

import numpy as np

from agri.sim.layout import layout_of
from agri.sim.streams import TILE, Draws, Streams
from tests.sim.synthetic import places_of, snapshot_of


def draws_of(plan, tiles=range(2), counties=3, seed=1):
    return Draws(Streams(seed), layout_of(snapshot_of(plan, places=places_of(counties))), tiles)


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

    def test_normals_are_normal(self, plan):
        drawn = draws_of(plan, range(20)).township_normals("noise", 50)
        assert abs(drawn.mean()) < 0.01
        assert abs(drawn.std() - 1) < 0.01


class TestLayout:
    def test_townships_add_up_to_their_county(self, plan):
        layout = layout_of(snapshot_of(plan))
        values = np.arange(24, dtype=np.float32).reshape(12, 2)
        counties = layout.to_counties(values, np.empty((3, 2), dtype=np.float32))
        assert np.array_equal(counties, layout.membership @ values)

    def test_a_county_hands_its_value_down(self, plan):
        layout = layout_of(snapshot_of(plan))
        values = np.array([[1.0], [2.0], [3.0]], dtype=np.float32)
        townships = layout.to_townships(values, np.empty((12, 1), dtype=np.float32))
        assert townships[:, 0].tolist() == [1] * 4 + [2] * 4 + [3] * 4
