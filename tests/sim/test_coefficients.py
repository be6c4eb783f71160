"""Coefficients are drawn in the true outlook, shared by all places, and held where the plan fixes them."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.coefficients import Coefficients
from agri.indicators.coefficients import coefficients_of
from agri.plan.outlook import YearEndDistribution, decided_by, probability_word
from agri.sim import BASE, project
from agri.sim.inputs.streams import Draws, Streams
from agri.sim.run.coefficient_moves import DrawnCoefficient, coefficient_moves, uncertain_coefficients
from agri.sim.world.setup import set_up
from agri.terms import Basis, Certainty, DecidedBy
from tests.sim.synthetic import snapshot_of

PACKAGING = "packaging.kg_per_kg_pesticide"
DEPOSIT = "pesticide_efficiency"


def changed(plan, change, names=None):
    """The plan with some of the coefficients of its indicators passed through `change`."""
    every = names or [f.name for f in plan.coefficients if f.name.startswith(coefficients_of(plan))]
    moved = {name: change(plan.coefficients.by_name[name]) for name in every}
    return replace(plan, coefficients=Coefficients({**plan.coefficients.by_name, **moved}))


def published(figure):
    return replace(figure, certainty=Certainty.PUBLISHED, range=None, range_source=None)


def moves_of(plan, **options):
    setup = set_up(snapshot_of(plan, **options), plan)
    return coefficient_moves(setup), setup


class TestDrawing:
    def test_a_draw_lies_in_its_range_and_the_figure_is_the_likeliest(self):
        one = DrawnCoefficient("deposit.boom.any", 0.5, 0.46, 0.52)
        drawn = one.draw((np.arange(100_000, dtype=np.float32) + 0.5) / 100_000)
        assert 0.46 <= drawn.min() < drawn.max() <= 0.52
        assert drawn.mean() == pytest.approx((0.46 + 0.5 + 0.52) / 3, abs=1e-5)
        counts, edges = np.histogram(drawn, bins=60)
        assert edges[counts.argmax()] == pytest.approx(0.5, abs=0.002)

    def test_a_figure_at_the_end_of_its_range_is_drawn_to_one_side(self):
        drawn = DrawnCoefficient(PACKAGING, 0.13, 0.071, 0.13).draw(np.linspace(0.001, 0.999, 999))
        assert drawn.max() < 0.13
        assert np.median(drawn) > 0.11

    def test_the_same_seed_draws_the_same_in_any_block(self, plan):
        moves, setup = moves_of(plan)
        whole = moves.parts(Draws(Streams(3), setup.layout, range(4)))
        part = moves.parts(Draws(Streams(3), setup.layout, range(2, 3)))
        assert len(whole) > 0
        for all_of_them, some_of_them in zip(whole, part, strict=True):
            assert np.array_equal(all_of_them[:, 64:96], some_of_them)


class TestMoves:
    def test_a_divisor_moves_its_rate_the_other_way(self, plan):
        moves, setup = moves_of(plan)
        at = [one.name for one in moves.drawn].index(PACKAGING)
        city = setup.layout.places.index["4101"]
        assert moves.low["packaging_recovery"][city, at] == pytest.approx(-np.log(0.071 / 0.13))

    def test_deposit_rates_move_efficiency_by_their_part_of_the_area(self, plan):
        moves, setup = moves_of(plan)
        at = [one.name for one in moves.drawn].index("deposit.electric.any")
        city = setup.layout.places.index["4101"]
        boom_and_drone = 0.06 * 0.5 + 0.10 * (0.571 + 0.527 + 0.527) / 3  # roughly: the crop sprayed differs
        electric, rest = 0.20 * 0.38, 0.10 * (0.33 + 0.36) + boom_and_drone
        expected = np.log(1 + electric * (0.42 / 0.38 - 1) / (electric + rest))
        assert moves.high[DEPOSIT][city, at] == pytest.approx(expected, rel=0.03)

    def test_a_rate_without_coefficients_is_not_moved(self, plan):
        moves, setup = moves_of(plan)
        parts = moves.parts(Draws(Streams(1), setup.layout, range(1)))
        for code in ("soil_test_coverage", "unified_control_coverage", "green_control_coverage"):
            assert moves.factor(code, parts) is None
            assert moves.sd[code].max() == 0

    def test_before_any_report_last_year_tells_how_rates_answer(self, plan):
        moves, setup = moves_of(plan, as_of="2019-01-02", reported="2018-12")
        city = setup.layout.places.index["4101"]
        assert moves.sd["film_recovery"][city] > 0.02

    def test_a_published_figure_without_a_range_is_not_drawn(self, plan):
        sure = changed(plan, published)
        assert uncertain_coefficients(sure) == ()
        unsure = changed(sure, lambda figure: replace(figure, certainty=Certainty.ASSUMED), [PACKAGING])
        [one] = uncertain_coefficients(unsure)
        assert one.low < 0.13 < one.high


@pytest.mark.slow
class TestOutlooks:
    @pytest.fixture(scope="class")
    @classmethod
    def both(cls, plan):
        sure = changed(plan, published)
        return project(snapshot_of(plan), plan, BASE, 7, 256), project(snapshot_of(sure), sure, BASE, 7, 256)

    def test_the_reported_outlook_holds_them_to_the_bit(self, both):
        drawn, held = both
        keys = [key for key in drawn.draws if key[1] == Basis.REPORTED]
        assert all(np.array_equal(drawn.draws[key], held.draws[key], equal_nan=True) for key in keys)
        assert len(keys) > 10

    def test_the_true_outlook_is_as_wide_as_its_coefficients(self, both):
        drawn, held = (one.line(DEPOSIT, "4101", Basis.TRUE).year_end for one in both)
        assert held.sd < 0.005
        assert drawn.sd > 2 * held.sd
        assert 0.01 < drawn.q95 - drawn.q05 < 0.06
        [width] = [w for w in both[0].widths if (w.indicator, w.basis) == (DEPOSIT, Basis.TRUE)]
        # What coefficients add is independent of the rest: the squares add up.
        assert np.hypot(held.sd, width.coefficient_sd) == pytest.approx(drawn.sd, rel=0.1)
        assert width.shares["coefficients"] > 0.6

    def test_all_places_of_a_replication_share_them(self, both):
        drawn, held = (one.draws[DEPOSIT, Basis.TRUE] for one in both)
        ratio = drawn / held
        assert np.corrcoef(ratio)[0].min() > 0.99


class TestWords:
    end = YearEndDistribution(0.40, 0.01, 0.38, 0.39, 0.40, 0.41, 0.42)

    def test_coefficients_decide_where_they_move_more_than_the_target_is_away(self, plan):
        target = plan.indicators[DEPOSIT].target  # at least 39.3 %
        assert decided_by(self.end, target, 0.02) == DecidedBy.COEFFICIENTS
        assert decided_by(self.end, target, 0.01) is None
        assert decided_by(self.end, None, 0.02) is None

    def test_the_word_says_so_with_the_range(self):
        word = probability_word(0.7, DecidedBy.COEFFICIENTS, (0.38, 0.42))
        assert word.zh == "取决于系数（38.0–42.0 %）"
        assert word.en == "depends on coefficients (38.0–42.0 %)"
        assert probability_word(0.7).en == "likely"

    @pytest.mark.slow
    def test_a_projection_says_it_of_the_true_outlook_alone(self, plan, projection):
        true = projection.line(DEPOSIT, "4101", Basis.TRUE).year_end
        own = plan.indicators[DEPOSIT]
        near, far = (replace(own, target=replace(own.target, value=value)) for value in (true.q50, 0.30))
        for indicator, decided in ((near, DecidedBy.COEFFICIENTS), (far, None)):
            bent = replace(plan, indicators={**plan.indicators, DEPOSIT: indicator})
            found = project(snapshot_of(plan), bent, BASE, 7, 32)
            assert found.line(DEPOSIT, "4101", Basis.TRUE).decided_by is decided
            assert found.line(DEPOSIT, "4101", Basis.REPORTED).decided_by is None
