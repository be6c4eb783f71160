"""The tree against brute force, what reports and spot checks teach, and that a wrong model is found out."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from agri.indicators.snapshot import SpotCheck
from agri.periods import Period
from agri.sim.belief.gaussian_tree import Information, TreePrior, infer, sweep_up
from agri.sim.belief.posterior import learn
from agri.sim.belief.prior import trend_of
from agri.sim.belief.tails import t_scales
from agri.sim.inputs.expected_amounts import expect
from agri.sim.inputs.layout import layout_of
from agri.sim.inputs.streams import Draws, Streams
from agri.terms import Drawn
from tests.sim.synthetic import places_of, snapshot_of, with_parameters, without_bias

SIZES = (3, 2)  # townships of two counties


def small_tree(rng, own=2, shared=2):
    """A layout, a prior and one random linear observation a township, with its noise of variance one."""
    county_of = np.repeat(np.arange(len(SIZES)), SIZES)
    membership = (county_of == np.arange(len(SIZES))[:, None]).astype(float)
    bounds = np.cumsum((0, *SIZES))
    rows = tuple(slice(int(a), int(b)) for a, b in pairwise(bounds))
    layout = SimpleNamespace(
        county_of=county_of,
        membership=membership,
        rows_of=rows,
        townships=tuple(f"c{c}t{i}" for i, c in enumerate(county_of)),
        counties=("c0", "c1"),
    )
    n = own + shared

    def covariance(size):
        root = rng.normal(size=(size, size))
        return root @ root.T / size + 0.3 * np.eye(size)

    prior = TreePrior(rng.normal(size=n), covariance(n), covariance(n), covariance(own))
    h = rng.normal(size=(len(county_of), n))
    return layout, prior, h


def information(h, y, own):
    zero = np.zeros((len(h), own))
    return Information(
        h[:, :, None] * h[:, None, :], h * y[:, None], np.zeros((len(h), own, own)), zero.copy()
    )


def brute_force(layout, prior, h):
    """Mean and covariance of (x of every township, z of every county, y) written out in full."""
    own, n = len(prior.township), len(prior.mean)
    counties, townships = len(layout.counties), len(layout.townships)
    to_city = np.tile(np.eye(n), (counties, 1))
    z_mean = np.tile(prior.mean, counties)
    z_cov = to_city @ prior.city @ to_city.T + np.kron(np.eye(counties), prior.county)
    pick = np.zeros((townships * own, counties * n))
    shared = np.zeros((townships, counties * n))
    on_x = np.zeros((townships, townships * own))
    for t, c in enumerate(layout.county_of):
        pick[t * own : (t + 1) * own, c * n : c * n + own] = np.eye(own)
        shared[t, c * n + own : (c + 1) * n] = h[t, own:]
        on_x[t, t * own : (t + 1) * own] = h[t, :own]
    transform = np.vstack([pick, np.eye(counties * n), on_x @ pick + shared])
    fresh = np.vstack([np.eye(townships * own), np.zeros((counties * n, townships * own)), on_x])
    mean = transform @ z_mean
    cov = transform @ z_cov @ transform.T + fresh @ np.kron(np.eye(townships), prior.township) @ fresh.T
    cov[-townships:, -townships:] += np.eye(townships)
    return mean, cov


class TestTree:
    def condition(self, rng):
        layout, prior, h = small_tree(rng)
        y = rng.normal(size=len(h)) * 2
        mean, cov = brute_force(layout, prior, h)
        split = len(mean) - len(y)
        gain = cov[:split, split:] @ np.linalg.inv(cov[split:, split:])
        residual = y - mean[split:]
        posterior = mean[:split] + gain @ residual
        log_density = -0.5 * (
            residual @ np.linalg.solve(cov[split:, split:], residual)
            + np.linalg.slogdet(cov[split:, split:])[1]
        )
        return layout, prior, h, y, posterior, cov[:split, :split] - gain @ cov[split:, :split], log_density

    def test_its_mean_is_the_exact_posterior_mean(self):
        layout, prior, h, y, exact, _, _ = self.condition(np.random.default_rng(1))
        x, z = infer(prior, information(h, y, 2), layout).mean(layout)
        assert x[:, :, 0].T.ravel() == pytest.approx(exact[:10])
        assert z[:, :, 0].T.ravel() == pytest.approx(exact[10:])

    def test_its_draws_have_the_exact_joint_covariance(self):
        layout, prior, h, y, exact, cov, _ = self.condition(np.random.default_rng(2))
        draws = Draws(Streams(1), layout, range(1500))
        x, z = infer(prior, information(h, y, 2), layout).sample(draws, "test")
        joint = np.vstack([x.swapaxes(0, 1).reshape(10, -1), z.swapaxes(0, 1).reshape(8, -1)])
        scale = np.sqrt(np.diag(cov))
        assert np.abs((joint.mean(axis=1) - exact) / scale).max() < 0.02
        assert np.abs((np.cov(joint) - cov) / np.outer(scale, scale)).max() < 0.03

    def test_its_evidence_differs_from_the_log_density_by_a_constant(self):
        gaps = []
        for seed in range(4):
            layout, prior, h, y, _, _, exact = self.condition(np.random.default_rng(seed))
            evidence = sweep_up(prior, information(h, y, 2), layout).log_evidence
            gaps.append(evidence - 0.5 * y @ y - exact)
        assert gaps == pytest.approx([gaps[0]] * 4, abs=1e-8)

    def test_a_township_that_says_nothing_changes_nothing(self):
        layout, prior, h, y, *_ = self.condition(np.random.default_rng(3))
        seen = information(h, y, 2)
        seen.precision[1], seen.vector[1] = 0, 0
        x, _ = infer(prior, seen, layout).mean(layout)
        dropped = np.array([0, 2, 3, 4])
        sizes = SimpleNamespace(
            **{
                **vars(layout),
                "county_of": layout.county_of[dropped],
                "membership": layout.membership[:, dropped],
                "rows_of": (slice(0, 2), slice(2, 4)),
                "townships": tuple(np.array(layout.townships)[dropped]),
            }
        )
        without, _ = infer(prior, information(h[dropped], y[dropped], 2), sizes).mean(sizes)
        assert x[:, dropped] == pytest.approx(without)

    def test_what_is_seen_locally_stays_local(self):
        layout, prior, h, y, *_ = self.condition(np.random.default_rng(4))
        seen = information(h, y, 2)
        plain, _ = infer(prior, seen, layout).mean(layout)
        seen.local_precision[0, 1, 1], seen.local_vector[0, 1] = 50.0, 100.0
        told, _ = infer(prior, seen, layout).mean(layout)
        assert told[:, 1:] == pytest.approx(plain[:, 1:])
        assert abs(told[1, 0, 0] - 2.0) < abs(plain[1, 0, 0] - 2.0)


def learnt(plan, **options):
    snapshot = snapshot_of(plan, **options)
    layout = layout_of(snapshot, plan)
    return learn(snapshot, plan, layout, expect(snapshot, plan, layout)), layout


def check(code, ratio, drawn, element="soil_testing.maize_formula_area_mu", reported=5000.0):
    return SpotCheck(code, Period.parse("2019-06"), element, reported, reported / ratio, drawn)


def punctual(plan):
    """The same plan, sure that every season comes when it came last year."""
    return with_parameters(plan, lambda name, value: 0.0 if name.startswith("season.shift") else value)


class TestLearning:
    def test_a_township_that_does_more_than_last_year_is_believed_to(self, plan):
        def more(code, month):
            return 1.2 if code == "410101001" and month >= 12 else 1.0

        found, layout = learnt(without_bias(plan), performance=more)
        offset = found.mean(layout, 1).offset["fertilizer"][:, 0]
        assert offset.argmax() == 0
        assert 0 < offset[0] < np.log(1.2)
        found, layout = learnt(punctual(without_bias(plan)), performance=more)
        offset = found.mean(layout, 1).offset["fertilizer"][:, 0]
        assert offset[0] > offset[1] > offset[4]  # its county shares a little of it, if not in its timing

    def test_a_month_that_a_county_shares_is_no_performance(self, plan):
        def shock(code, month):
            return 1.3 if code.startswith("410101") and month == 18 else 1.0

        found, layout = learnt(without_bias(plan), performance=shock)
        mean = found.mean(layout, 1)
        assert mean.shock["treated", 7][0, 0] > 2 * abs(mean.offset["treated"][0, 0])

    def test_over_reporting_is_its_prior_until_somebody_goes_and_looks(self, plan):
        found, layout = learnt(plan)
        assert found.mean(layout, 1).bias["coverage"] == pytest.approx(
            plan.over_reporting["coverage"].mean, abs=0.01
        )
        assert found.random_checks["coverage"] == 0

    def test_random_checks_speak_for_the_whole_city(self, plan):
        checks = tuple(check(f"41010{c}001", 1.25, Drawn.RANDOM) for c in (1, 2, 3))
        found, layout = learnt(plan, spot_checks=checks)
        bias = found.mean(layout, 1).bias["coverage"][:, 0]
        assert bias.min() > 0.05
        assert found.random_checks["coverage"] == 3

    def test_targeted_checks_speak_for_their_township_alone(self, plan):
        checks = (check("410101001", 1.25, Drawn.TARGETED),)
        found, layout = learnt(plan, spot_checks=checks)
        plain, _ = learnt(plan)
        told, before = (f.mean(layout, 1).bias["coverage"][:, 0] for f in (found, plain))
        assert told[0] > before[0] + 0.05
        assert told[1:] == pytest.approx(before[1:])
        assert found.targeted_checks["coverage"] == 1

    def test_a_slip_of_unit_is_no_performance(self, plan):
        def slip(code, month):
            return 1000.0 if (code, month) == ("410102002", 17) else 1.0

        found, layout = learnt(plan, performance=slip)
        assert found.is_suspect["fertilizer_maize"][5, 5]
        assert found.is_suspect["fertilizer_maize"].sum() == 1
        assert abs(found.mean(layout, 1).offset["fertilizer"]).max() < 0.05

    def test_a_missing_report_teaches_nothing_but_costs_certainty(self, plan):
        gaps = frozenset(("410101001", "pest_control", f"2019-{m:02d}") for m in range(3, 9))
        spread = []
        for missing in (frozenset(), gaps):
            found, layout = learnt(without_bias(plan), gaps=missing)
            drawn = found.sample(Draws(Streams(1), layout, range(20))).offset["unified"]
            spread.append(drawn[0].std())
        assert spread[1] > 1.2 * spread[0]


class TestCalibration:
    """Generate performance and reports from the prior, learn, and rank the truth among the draws."""

    WORLDS, TILES = 200, 2
    REFUSED = 27.9  # 99.9 % point of chi² with 9 degrees of freedom

    def ranks(self, plan, assumed, *, of_reports=False, seed=11):
        """Rank the truth of each world: mean performance, or what reports show of it (with its bias)."""
        snapshot = snapshot_of(plan, places=places_of(3, 3))
        layout = layout_of(snapshot, plan)
        expected = expect(snapshot, plan, layout)
        silent = {code: replace(line, given=np.zeros_like(line.given)) for code, line in expected.items()}
        rng = np.random.default_rng(seed)
        positions = []
        for world in range(self.WORLDS):
            truth = prior_draw(plan, layout, expected, rng)
            seen = replace(expected["pesticide"], value=truth.reported, given=truth.given)
            found = learn(snapshot, assumed, layout, {**silent, "pesticide": seen})
            drawn = found.sample(Draws(Streams(world), layout, range(self.TILES)))
            value, true = drawn.offset["pesticide"], truth.performance
            if of_reports:
                value, true = value + drawn.bias["amount"], true + truth.bias
            positions.append((value.mean(axis=0) < true).mean())
        return np.array(positions)

    @staticmethod
    def chi_square(ranks):
        counts, _ = np.histogram(ranks, bins=10, range=(0, 1))
        return ((counts - len(ranks) / 10) ** 2 / (len(ranks) / 10)).sum()

    @pytest.mark.slow
    def test_the_right_model_is_calibrated(self, plan):
        for of_reports in (False, True):
            # Twice the worlds: a thousandth of right models is refused, and of few worlds one was.
            ranks = np.concatenate(
                [self.ranks(plan, plan, of_reports=of_reports, seed=seed) for seed in (11, 12)]
            )
            assert self.chi_square(ranks) < self.REFUSED

    @pytest.mark.slow
    def test_a_model_that_ignores_the_shared_shock_of_a_month_fails(self, plan):
        blind = with_parameters(
            plan, lambda name, v: 1e-4 if name.startswith("strand.pesticide.month") else v
        )
        assert self.chi_square(self.ranks(plan, blind, of_reports=True)) > self.REFUSED

    @pytest.mark.slow
    def test_a_model_that_ignores_over_reporting_fails(self, plan):
        assert self.chi_square(self.ranks(plan, without_bias(plan))) > self.REFUSED

    @pytest.mark.slow
    def test_a_model_that_shrinks_too_much_fails(self, plan):
        wide = ("strand.pesticide.c", "growth.pesticide.scale")
        sure = with_parameters(plan, lambda name, v: v / 10 if name.startswith(wide) else v)
        assert self.chi_square(self.ranks(plan, sure)) > self.REFUSED


def prior_draw(plan, layout, expected, rng):
    """One world of the model's own: performance, shocks and reports of the pesticide line."""
    p = plan.parameters
    line = expected["pesticide"]
    bias = plan.over_reporting["amount"]
    townships, counties = len(layout.townships), len(layout.counties)

    def tree(sds):
        city, county, township = sds
        at_county = city * rng.normal() + county * rng.normal(size=counties)
        return at_county[layout.county_of] + township * rng.normal(size=townships)

    factors, weights = t_scales(p["growth.pesticide.df"])
    tail = np.sqrt(rng.choice(factors, p=weights))  # of the year's distance from what is expected
    growth = trend_of("pesticide", {f"growth.{name}": v for name, v in p.under("growth").items()}) + tree(
        [
            tail * p["growth.pesticide.scale"],
            p["strand.pesticide.county_sd"],
            p["strand.pesticide.township_sd"],
        ]
    )
    b = bias.mean + tree(
        [bias.sd * np.sqrt(p[f"bias.{level}_share"]) for level in ("city", "county", "township")]
    )
    performance = growth - p["bias.persistence"] * (b - bias.mean)
    of_city, of_county = (p[f"strand.pesticide.month_{level}_sd"] for level in ("city", "county"))
    shock = of_city * rng.normal(size=12) + of_county * rng.normal(size=(counties, 12))
    shock -= (of_city**2 + of_county**2) / 2  # what scatters keeps its mean
    noise = p["strand.pesticide.noise_sd"]
    year = line.expected.sum(axis=1, keepdims=True)
    thin = np.where(line.expected > 0, year / (12 * np.maximum(line.expected, 1e-9)), 0)
    scatter = noise * np.sqrt(1 + thin) * rng.normal(size=line.expected.shape)
    floor = 0.01 * year  # the learner's own, so that the model is the right one
    log = performance[:, None] + b[:, None] + shock[layout.county_of] + scatter - noise**2 / 2
    reported = np.where(line.expected > 0, (line.expected + floor) * np.exp(log) - floor, 0)
    given = line.given & (line.expected > 0)
    return SimpleNamespace(
        performance=performance.mean(), bias=b.mean(), reported=np.maximum(reported, 0), given=given
    )
