"""The width of a projection by source: regressions with a known answer, and the engine's own draws."""

import numpy as np
import pytest

from agri.sim import project
from agri.sim.run.document import to_document
from agri.sim.run.variance_shares import LEAST_REPLICATIONS, Source, widths
from agri.sim.world.scenario import BASE
from agri.terms import Basis, Drawn
from tests.sim.synthetic import snapshot_of, without_bias
from tests.sim.test_learning import check
from tests.some import some

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them

COUNT = 2000
NONE = {"green_control_coverage": 0.0}


@pytest.fixture
def drivers():
    rng = np.random.default_rng(5)
    counts = {source: 3 for source in Source if source != Source.OTHER}
    return {source: rng.normal(size=(n, COUNT)).astype(np.float32) for source, n in counts.items()}


class TestShares:
    def test_each_source_gets_what_it_brings(self, drivers):
        rng = np.random.default_rng(6)
        value = (
            2 * drivers[Source.PERFORMANCE][1]
            + drivers[Source.WEATHER][0]
            + rng.normal(size=COUNT).astype(np.float32)
        )
        [found] = widths({("green_control_coverage", Basis.TRUE): value}, drivers, NONE)
        assert found.shares[Source.PERFORMANCE] == pytest.approx(4 / 6, abs=0.04)
        assert found.shares[Source.WEATHER] == pytest.approx(1 / 6, abs=0.03)
        assert found.shares[Source.OTHER] == pytest.approx(1 / 6, abs=0.03)
        assert found.shares[Source.REPORTING] < 0.01
        assert sum(found.shares.values()) == pytest.approx(1)
        assert found.sd == pytest.approx(value.std(ddof=1))

    def test_what_nothing_drives_is_other(self, drivers):
        value = np.random.default_rng(7).normal(size=COUNT)
        [found] = widths({("green_control_coverage", Basis.TRUE): value}, drivers, NONE)
        assert found.shares[Source.OTHER] > 0.98

    def test_a_driver_that_does_not_move_explains_nothing(self, drivers):
        still = {**drivers, Source.WEATHER: np.full((4, COUNT), 21.0, dtype=np.float32)}
        [found] = widths(
            {("green_control_coverage", Basis.TRUE): drivers[Source.PERFORMANCE][0]}, still, NONE
        )
        assert found.shares[Source.WEATHER] == 0
        assert found.shares[Source.PERFORMANCE] == pytest.approx(1, abs=0.01)

    def test_what_is_settled_has_no_width(self, drivers):
        assert widths({("green_control_coverage", Basis.REPORTED): np.full(COUNT, 0.3)}, drivers, NONE) == ()

    def test_few_replications_say_nothing(self, drivers):
        few = {source: columns[:, : LEAST_REPLICATIONS - 1] for source, columns in drivers.items()}
        value = few[Source.PERFORMANCE][0]
        assert widths({("green_control_coverage", Basis.TRUE): value}, few, NONE) == ()


class TestEngine:
    def shares(self, plan, **options):
        found = project(snapshot_of(plan, **options), plan, BASE, 3, 256)
        return {(w.indicator, w.basis): w.shares for w in found.widths}, found

    def test_without_over_reporting_none_of_the_width_is_its(self, plan):
        shares, _ = self.shares(without_bias(plan))
        assert all(s[Source.OVER_REPORTING] < 0.05 for s in some(shares.values()))

    def test_checks_at_random_take_width_from_over_reporting(self, plan):
        checks = tuple(check(f"41010{c}00{t}", 1.05, Drawn.RANDOM) for c in (1, 2, 3) for t in (1, 2, 3, 4))
        key = ("soil_test_coverage", Basis.TRUE)
        before, after = (self.shares(plan, spot_checks=some)[0][key] for some in ((), checks))
        assert after[Source.OVER_REPORTING] < before[Source.OVER_REPORTING]

    def test_field_trials_widen_the_fertilizer_efficiency_alone(self, plan):
        shares, _ = self.shares(plan)
        assert shares["fertilizer_efficiency", Basis.TRUE][Source.FIELD_TRIALS] > 0.2
        assert shares["soil_test_coverage", Basis.TRUE][Source.FIELD_TRIALS] < 0.03

    def test_the_document_holds_it(self, plan):
        _, found = self.shares(plan)
        [width] = [
            w
            for w in to_document(found)["evidence"]["width"]
            if (w["indicator"], w["basis"]) == ("soil_test_coverage", "true")
        ]
        assert sum(width["shares"].values()) == pytest.approx(1, abs=0.001)

    def test_what_coefficients_add_stands_beside_the_true_outlook_alone(self, plan):
        _, found = self.shares(plan)
        beside = {(w.indicator, w.basis): w.coefficient_sd for w in found.widths}
        assert beside["packaging_recovery", Basis.TRUE] > 0.03
        assert all(sd == 0 for (_, basis), sd in beside.items() if basis == Basis.REPORTED)

    def test_the_block_size_changes_nothing(self, plan):
        snapshot = snapshot_of(plan)
        small, large = (project(snapshot, plan, BASE, 3, 256, block_elements=e) for e in (1, 400_000))
        assert small.widths == large.widths
