"""What the months to come may differ by: discrepancy, heavy tails, growth of a year by the one before."""

import numpy as np
import pytest

from agri.sim.belief.discrepancy import discrepancy_of
from agri.sim.belief.gaussian_tree import TreePrior, infer
from agri.sim.belief.tails import t_scales
from agri.sim.inputs.streams import Draws, Streams
from agri.sim.world.reporting import arrivals
from agri.sim.world.setup import set_up
from benchmarks.growth import COVERED, Growths, Regression, coverage, crps, fit
from tests.sim.synthetic import snapshot_of, with_parameters, without_bias
from tests.sim.test_learning import information, small_tree
from tests.some import some


def ready(plan, **options):
    return set_up(snapshot_of(plan, **options), plan)


class TestDiscrepancy:
    def spread(self, plan, month, strand, **options):
        """Standard deviation over replications of the mean shock of a month."""
        setup = ready(plan, **options)
        drawn = setup.learnt.sample(Draws(Streams(2), setup.layout, range(30)))
        return float(drawn.shock[strand, month].mean(axis=0).std())

    def without(self, plan):
        return with_parameters(plan, lambda name, v: 0.0 if name.endswith("discrepancy_sd") else v)

    def test_it_widens_the_months_to_come_and_no_other(self, plan):
        for month, is_wider in ((6, False), (10, True)):
            plain, wide = (self.spread(one, month, "pesticide") for one in (self.without(plan), plan))
            assert (wide > 1.3 * plain) == is_wider
            assert is_wider or wide == plain

    def test_all_months_to_come_of_a_strand_move_together(self, plan):
        setup = ready(with_parameters(plan, lambda name, v: v / 100 if ".month_" in name else v))
        drawn = setup.learnt.sample(Draws(Streams(2), setup.layout, range(30)))
        first, second = (drawn.shock["pesticide", month].mean(axis=0) for month in (9, 11))
        assert np.corrcoef(first, second)[0, 1] > 0.99

    def test_it_keeps_the_mean_of_what_it_moves_and_has_heavy_tails(self, plan):
        setup = ready(plan)
        found = discrepancy_of(plan, setup.expected, 9, ())
        draws = Draws(Streams(4), setup.layout, range(400))
        off = found._drawn("packaging", draws)[0]
        assert float(np.exp(off).mean()) == pytest.approx(1, abs=0.006)
        city = off - off.mean()
        assert float(((city / city.std()) ** 4).mean()) > 3.5

    def test_a_strand_at_the_limit_of_its_spreads_is_wider_still(self, plan):
        expected = ready(plan).expected
        usual, wide = (discrepancy_of(plan, expected, 9, capped).sd for capped in ((), ("green",)))
        assert wide["green"] == pytest.approx(1.5 * usual["green"])
        assert wide["unified"] == usual["unified"]


class TestTails:
    @pytest.mark.parametrize(("df", "inside"), [(4.0, 0.9), (1.5, 0.943), (np.inf, 0.9)])
    def test_a_mixture_of_normals_has_the_quantiles_of_t(self, df, inside):
        """The 95 % point of t is 2.132 with 4 degrees of freedom, and 3.745 with 1.5, where tails are cut."""
        point = {4.0: 2.132, 1.5: 3.745, np.inf: 1.645}[df]
        factors, weights = t_scales(df)
        rng = np.random.default_rng(1)
        drawn = rng.normal(size=400_000) * np.sqrt(rng.choice(factors, size=400_000, p=weights))
        assert weights.sum() == pytest.approx(1)
        assert float((np.abs(drawn) < point).mean()) == pytest.approx(inside, abs=0.005)

    def test_the_tree_weighs_the_classes_of_its_mixture_by_their_evidence(self):
        """Against the mixture written out: each class's posterior, weighted by its evidence."""
        layout, prior, h = small_tree(np.random.default_rng(5))
        y = np.random.default_rng(6).normal(size=len(h)) * 4
        seen, factors = information(h, y, 2), (0.5, 9.0)
        mixture = tuple((0.5, factor * prior.city) for factor in factors)
        single = [
            infer(TreePrior(prior.mean, city, prior.county, prior.township), seen, layout)
            for _, city in mixture
        ]
        both = infer(TreePrior(prior.mean, prior.city, prior.county, prior.township, mixture), seen, layout)
        for one, mean, root in zip(some(single), both.city_mean, both.city_root, strict=True):
            assert mean == pytest.approx(one.city_mean[0])
            assert root == pytest.approx(one.city_root[0])
        calm = infer(
            TreePrior(prior.mean, prior.city, prior.county, prior.township, mixture),
            information(h, 0.01 * y, 2),
            layout,
        )
        assert both.weight[1] > 0.5 > calm.weight[1]

    def test_a_year_out_of_the_ordinary_is_believed_sooner(self, plan):
        """A city that reports a third more fertilizer in every month is no month's luck."""
        plan = without_bias(plan)
        normal = with_parameters(plan, lambda name, v: 1e6 if name.endswith(".df") else v)
        heavy, light = (
            float(setup.learnt.mean(setup.layout, 1).offset["fertilizer"].mean())
            for setup in (
                ready(one, performance=lambda code, m: 1.35 if m >= 12 else 1.0) for one in (plan, normal)
            )
        )
        assert heavy > light
        assert heavy > 0.8 * np.log(1.35)


class TestGrowth:
    def test_before_any_report_a_year_is_expected_to_follow_the_last(self, plan):
        setup = ready(plan, as_of="2019-01-02", reported="2018-12")
        drawn = setup.learnt.sample(Draws(Streams(1), setup.layout, range(60))).offset
        for strand, line in (("fertilizer", (-0.007, 0.62, -0.0197)), ("pesticide", (-0.018, 0.26, -0.0589))):
            expected = np.log1p(line[0] + line[1] * line[2])
            assert np.median(drawn[strand]) == pytest.approx(expected, abs=0.003)

    def test_a_regression_with_heavy_tails_is_found_again(self):
        rng = np.random.default_rng(3)
        last = rng.normal(0, 0.03, 6000)
        now = -0.01 + 0.5 * last + 0.02 * rng.standard_t(2, 6000)
        found = fit(Growths(last, now, np.full(6000, 2015)))
        assert found.intercept == pytest.approx(-0.01, abs=0.002)
        assert found.weight == pytest.approx(0.5, abs=0.04)
        assert found.scale == pytest.approx(0.02, rel=0.06)
        assert found.df == 2.0

    def test_the_right_regression_covers_and_scores_better_than_wrong_ones(self):
        rng = np.random.default_rng(4)
        last = rng.normal(0, 0.03, 4000)
        now = -0.01 + 0.5 * last + 0.02 * rng.standard_t(4, 4000)
        right, narrow = (Regression(-0.01, 0.5, scale, 4.0) for scale in (0.02, 0.01))
        assert coverage(right.quantiles(last), now) == pytest.approx(COVERED, abs=0.03)
        assert coverage(narrow.quantiles(last), now)[2] < 0.75
        for wrong in (narrow, Regression(0.02, 0.5, 0.02, 4.0), Regression(-0.01, 0.5, 0.06, 4.0)):
            assert crps(right.quantiles(last), now) < crps(wrong.quantiles(last), now)


class TestNowcast:
    def test_known_delays_are_recovered(self, plan):
        """A report overdue by D days still comes with P(later than D), against never."""
        snapshot = snapshot_of(plan, "2019-08-10", reported="2019-06")
        last = snapshot.months_of(2018)
        delays = np.array([2.0, 5.0, 20.0, 45.0])  # a quarter of last year's reports each
        rng = np.random.default_rng(1)
        known = np.isfinite(snapshot.delay_days)
        known[:, :, [m for m in range(24) if m not in set(last)]] = False
        at = np.flatnonzero(known.ravel())
        snapshot.delay_days.ravel()[at] = rng.choice(delays, size=at.size)
        setup_plan = with_parameters(plan, lambda name, v: 0.1 if name == "reporting.missing_share" else v)
        found = arrivals(snapshot, setup_plan, set_up(snapshot, setup_plan).layout)
        forms = {line.form for line in setup_plan.lines}
        rows = set_up(snapshot, setup_plan).layout.township_at
        at_townships = np.concatenate(
            [snapshot.delay_days[rows, snapshot.forms.index(form)][:, last].ravel() for form in some(forms)]
        )
        at_townships = at_townships[np.isfinite(at_townships)]
        later = float((at_townships > 10).mean())  # July ended ten days ago
        missing = found.missing_share
        expected = later * (1 - missing) / (later * (1 - missing) + missing)
        assert found.probability["pest_control"][:, 6] == pytest.approx(expected, abs=1e-6)
        assert 0.4 < expected < 0.99

    def test_without_any_report_of_the_year_the_nowcast_is_the_expectation(self, plan):
        plan = without_bias(plan)
        setup = ready(plan, as_of="2019-06-05", reported="2018-12")
        assert setup.learnt.reports == 0
        mean = setup.learnt.mean(setup.layout, 1).offset
        assert {float(np.abs(mean[strand] - mean[strand][0]).max()) for strand in plan.lines.strands} == {0.0}
