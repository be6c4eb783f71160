"""Weather, crews, laboratory and review: closed forms, conservation, the obvious answers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import poisson

from agri.errors import BalanceError
from agri.sim import BASE, Measure, Scenario, project
from agri.sim.inputs.days import Phase, Stretch, Year
from agri.sim.inputs.streams import Draws, Streams
from agri.sim.processes.block import Block, Calibration
from agri.sim.processes.crews import Crews, Pool, share_out
from agri.sim.processes.laboratory import SoilLaboratory
from agri.sim.processes.monthly_review import MonthlyReview
from agri.sim.processes.reminders import chased
from agri.sim.processes.weather import chain, stationary_wet_share, wet_days
from agri.sim.run.calibration import calibrate
from agri.sim.run.project import run_blocks
from agri.sim.world.setup import set_up
from tests.sim.synthetic import UNREPORTED, places_of, snapshot_of, with_parameters, without_bias
from tests.sim.test_coefficients import changed, published
from tests.some import some

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them


def block_of(plan, *, scenario=BASE, as_of="2019-01-02", reported="2018-12", tiles=range(1), **options):
    setup = set_up(snapshot_of(plan, as_of, reported=reported, **options), plan)
    draws = Draws(Streams(1), setup.layout, tiles)
    performance = setup.learnt.sample(draws)
    return Block(setup, draws, scenario, performance, calibrate(setup, 1))


class TestWeather:
    def test_the_share_of_wet_days_is_the_stationary_one(self):
        year = Year(2019, 0)
        rng = np.random.default_rng(1)
        wet = chain(rng.random((365, 400), dtype=np.float32), year, [0.2] * 12, [0.5] * 12)
        assert wet.mean() == pytest.approx(stationary_wet_share(0.2, 0.5), abs=0.005)

    def test_wet_follows_wet(self):
        rng = np.random.default_rng(2)
        wet = chain(rng.random((365, 400), dtype=np.float32), Year(2019, 0), [0.2] * 12, [0.5] * 12)
        after_wet = wet[1:][wet[:-1]].mean()
        assert after_wet == pytest.approx(0.5, abs=0.01)

    def test_it_does_not_depend_on_the_day_the_engine_starts(self, plan):
        layout = set_up(snapshot_of(plan), plan).layout
        draws = Draws(Streams(1), layout, range(1))
        early, late = (wet_days(draws, Year(2019, start), plan.parameters) for start in (0, 243))
        assert np.array_equal(early, late)


APRIL = Stretch(90, 119)


def without_scatter(plan):
    """Crews that come exactly as often as their mean says."""
    return with_parameters(plan, lambda name, v: 0.0 if name == "service.attendance_sd" else v)


def pool_of(block, amount, *, pace, limit=10, days=APRIL, last=140, urged=None):
    """A pool whose only work is `amount` in April, one crew a county and dry weather."""
    block.wet[:] = False
    block.setup.resources["spraying_teams"][:] = 1
    at_work = block.setup.parameter("service.share_of_days")
    block.calibration.pace["spraying"] = np.full((3, 1), 1 / at_work, dtype=np.float32)
    booked = []
    crews = Crews(
        block,
        Pool("spraying", "spraying_teams", pace, limit, {4: days}, last),
        lambda month: np.full(block.shape, amount, dtype=np.float32),
        lambda day: np.full(block.county_shape, 1 / len(days), dtype=np.float32),
        lambda month, done, expired: booked.append((month, done.copy(), expired.copy())),
    )
    block.env.process(crews.run())
    if urged is not None:
        block.env.run(until=days.first + 10)
        crews.urge(urged, 0.5)
    block.env.run()
    crews.check_balance()
    done = sum(entry[1] for entry in booked)
    expired = sum(entry[2] for entry in booked)
    return done, expired


class TestCrews:
    def test_enough_crews_serve_everything(self, plan):
        done, expired = pool_of(block_of(without_scatter(plan)), 100.0, pace=1e6)
        assert done == pytest.approx(100, rel=1e-5)
        assert np.abs(expired).max() < 1e-3

    def test_no_crew_lets_everything_expire(self, plan):
        done, expired = pool_of(block_of(without_scatter(plan)), 100.0, pace=0.0)
        assert np.abs(done).max() == 0
        assert expired == pytest.approx(100, rel=1e-5)

    def test_few_crews_work_at_capacity_every_day_there_is_work(self, plan):
        done, _ = pool_of(block_of(without_scatter(plan)), 3000.0, pace=4.0, limit=10)
        # 4 a day and county from April 1 until ten days after the last work ripened on April 30
        assert done.sum(axis=0) / 3 == pytest.approx(4 * (30 + 10), rel=1e-4)

    def test_all_ripe_on_one_day_is_served_within_the_limit_or_never(self, plan):
        done, expired = pool_of(
            block_of(without_scatter(plan)), 100.0, pace=20.0, limit=5, days=Stretch(100, 100)
        )
        per_county = done.sum(axis=0) / 3
        assert per_county == pytest.approx(20 * (5 + 1), rel=1e-4)  # the day itself and five more
        assert (done + expired) == pytest.approx(100, rel=1e-4)

    @pytest.mark.parametrize("crews", [1, 3, 40])
    def test_who_comes_scatters_around_the_mean_work_of_a_day(self, plan, crews):
        block = block_of(plan, tiles=range(30))
        block.wet[:] = False
        block.setup.resources["spraying_teams"][:] = crews
        block.calibration.pace["spraying"] = np.ones((3, 1), dtype=np.float32)
        pool = Crews(
            block,
            Pool("spraying", "spraying_teams", 5.0, 10, {4: APRIL}, 140),
            lambda month: block.zeros(),
            lambda day: 0.0,
            lambda month, done, expired: None,
        )
        drawn = np.stack([pool.capacity(day) for day in range(90, 140)])
        share = block.setup.parameter("service.share_of_days")
        assert drawn.mean() == pytest.approx(5 * share * crews, rel=0.01)
        assert drawn.var() == pytest.approx(25 * crews * share * (1 - share), rel=0.06)
        assert drawn.min() >= 0

    @pytest.mark.parametrize("classes", [1, 2])
    def test_what_is_served_is_the_smaller_of_capacity_and_backlog(self, classes):
        rng = np.random.default_rng(5)
        waiting = rng.random((classes, 3, 500), dtype=np.float32) * rng.integers(0, 2, (classes, 3, 500))
        capacity = rng.random((3, 500), dtype=np.float32) * np.float32(1.5)
        served = share_out(capacity, waiting.astype(np.float32), np.float32(1.5))
        assert served.sum(axis=0) == pytest.approx(np.minimum(capacity, waiting.sum(axis=0)), rel=1e-5)
        assert (served >= 0).all()
        assert (served <= waiting + 1e-6).all()

    def test_an_urgent_township_gets_more_when_crews_are_short(self):
        waiting = np.full((2, 1, 1), 10, dtype=np.float32)
        ordinary, urgent = share_out(np.full((1, 1), 5, dtype=np.float32), waiting, np.float32(1.5))
        assert urgent[0, 0] == pytest.approx(3)
        assert ordinary[0, 0] == pytest.approx(2)

    def test_urgency_moves_service_between_townships_and_makes_none(self, plan):
        def run(urged):
            block = block_of(without_scatter(plan))
            return pool_of(block, 3000.0, pace=40.0, urged=urged)

        plain, _ = run(None)
        behind = np.zeros((12, 32), dtype=np.float32)
        behind[0] = 1
        steered, _ = run(behind)
        assert steered.sum(axis=0) == pytest.approx(plain.sum(axis=0), rel=1e-4)
        assert (steered[0] > 1.05 * plain[0]).all()
        assert (steered[1:4] < plain[1:4]).all()
        assert steered[4:] == pytest.approx(plain[4:])

    def test_lost_work_is_noticed(self, plan):
        block = block_of(without_scatter(plan))
        crews = Crews(
            block,
            Pool("spraying", "spraying_teams", 1.0, 10, {4: Stretch(90, 119)}, 140),
            lambda month: np.full(block.shape, 100, dtype=np.float32),
            lambda day: np.full(block.county_shape, 1 / 60, dtype=np.float32),  # half of it never ripens
            lambda month, done, expired: None,
        )
        block.env.process(crews.run())
        block.env.run()
        with pytest.raises(BalanceError, match="due"):
            crews.check_balance()


class TestLaboratory:
    def run_laboratory(self, block):
        laboratory = SoilLaboratory(block)
        block.env.process(laboratory.run())
        block.env.run()
        return laboratory

    def test_a_saturated_laboratory_serves_capacity_times_open_days(self, plan):
        block = block_of(plan)
        block.setup.samples[:] = 1e6
        laboratory = self.run_laboratory(block)
        window = block.year.window(plan.calendar.campaigns["sampling_before_topdressing"])
        is_open = np.array([block.year.is_workday(day) for day in range(365)])
        first = window.first + np.argmax(~block.wet[window.first : window.last + 1], axis=0)
        open_days = np.array([[is_open[day:].sum() for day in row] for row in first])
        # the queue is never empty from the first dry sampling day on
        assert laboratory.analysed.sum(axis=0) == pytest.approx(4.0 * open_days, rel=1e-5)

    def test_its_daily_queue_is_the_one_of_spitzers_identity(self, plan):
        # E[queue after day n] = Σ_k E[(arrivals of k days - k capacities)⁺] / k, from an empty queue
        block = block_of(plan, tiles=range(60))
        block.setup.resources["laboratory_samples_per_day"][:] = 4.0
        laboratory = SoilLaboratory(block)
        mean, days = 3.4, 25
        rng = np.random.default_rng(9)
        workday = next(d for d in range(200, 210) if block.year.is_workday(d))
        for _ in range(days):
            laboratory.taken[0] += rng.poisson(mean, block.county_shape)
            laboratory._analyse(workday)
        queue = laboratory.taken[0] - laboratory.analysed[0]
        k = np.arange(1, days + 1)
        count = np.arange(400)[:, None]
        over = (poisson.pmf(count, mean * k) * np.maximum(count - 4.0 * k, 0)).sum(axis=0)
        error = queue.std() / np.sqrt(queue.size)
        assert queue.mean() == pytest.approx((over / k).sum(), abs=4 * error)
        assert error < 0.1

    def test_it_never_analyses_what_was_not_taken(self, plan):
        laboratory = self.run_laboratory(block_of(plan))
        assert (laboratory.analysed <= laboratory.taken + 1e-4).all()
        assert laboratory.taken == pytest.approx(
            laboratory.planned * np.ones(laboratory.taken.shape), rel=1e-5
        )

    def test_a_faster_laboratory_has_formulas_ready_sooner(self, plan):
        more = Scenario("more", (Measure("laboratory_samples_per_day", "4101", 30.0, date(2019, 1, 1)),))
        slow, fast = (self.run_laboratory(block_of(plan, scenario=s)) for s in (BASE, more))
        assert (fast.ready("wheat", 10) >= slow.ready("wheat", 10) - 1e-6).all()
        assert fast.ready("wheat", 10).mean() > slow.ready("wheat", 10).mean()


def totals(plan, scenario, name="unified", *, seed=1, replications=64, **options):
    setup = set_up(snapshot_of(plan, **options), plan)
    runs = run_blocks(setup, scenario, calibrate(setup, seed), seed=seed, replications=replications)
    return np.concatenate([run.accounts.total(name, is_true=True) for _, run in runs], axis=1)


NO_REVIEW = replace(BASE, code="no review", is_review_on=False)


class TestScenarios:
    @pytest.mark.parametrize(
        ("resource", "account"),
        [
            ("spraying_teams", "unified"),
            ("film_pickers", "film_recovered"),
            ("balers", "straw_used"),
            ("laboratory_samples_per_day", "formula_wheat_this"),
            ("extension_staff", "green"),
        ],
    )
    def test_more_never_gives_less_with_the_review_off(self, plan, resource, account):
        more = replace(NO_REVIEW, measures=(Measure(resource, "410102", 4.0, date(2019, 9, 1)),))
        before, after = totals(plan, NO_REVIEW, account), totals(plan, more, account)
        assert (after >= before * (1 - 1e-5)).all()
        assert after[4:8].sum() > before[4:8].sum()
        assert np.array_equal(after[:4], before[:4])  # the other counties share every draw

    @pytest.mark.slow
    def test_a_measure_leaves_the_indicators_of_other_pools_alone(self, plan):
        more = replace(NO_REVIEW, measures=(Measure("balers", "4101", 9.0, date(2019, 9, 1)),))
        for account in ("unified", "green", "formula_wheat_this", "film_recovered"):
            assert np.array_equal(totals(plan, more, account), totals(plan, NO_REVIEW, account))

    def test_a_measure_that_has_not_begun_changes_nothing(self, plan):
        late = replace(NO_REVIEW, measures=(Measure("spraying_teams", "4101", 9.0, date(2020, 1, 1)),))
        assert np.array_equal(totals(plan, late), totals(plan, NO_REVIEW))


class TestReminders:
    def test_they_raise_what_is_reported_and_leave_the_truth(self, plan):
        chased = replace(BASE, measures=(Measure("reminder_rounds", "410102", 2.0, date(2019, 12, 1)),))
        gaps = frozenset((f"410102{t:03d}", "pest_control", f"2019-0{m}") for t in (1, 2) for m in (4, 5, 6))

        def of(scenario, *, is_true):
            setup = set_up(snapshot_of(plan, gaps=gaps), plan)
            runs = run_blocks(setup, scenario, calibrate(setup, 1), seed=1, replications=64)
            return np.concatenate([run.accounts.total("green", is_true=is_true) for _, run in runs], axis=1)

        assert np.array_equal(of(chased, is_true=True), of(BASE, is_true=True))
        before, after = of(BASE, is_true=False), of(chased, is_true=False)
        assert (after >= before).all()
        assert after[4:8].sum() > before[4:8].sum()
        assert np.array_equal(after[:4], before[:4])

    def test_each_round_brings_in_its_part_of_what_would_be_missing(self, plan):
        setup = set_up(snapshot_of(plan), plan)
        twice = replace(BASE, measures=(Measure("reminder_rounds", "410102", 2.0, date(2019, 12, 1)),))
        arrive = chased(setup, twice)
        for form, chance in some(arrive.probability.items()):
            missing = 1 - setup.arrive.probability[form]
            assert chance[4:8] == pytest.approx(1 - missing[4:8] * 0.6**2)
            assert np.array_equal(chance[:4], setup.arrive.probability[form][:4])


class TestStaff:
    def test_extension_staff_work_from_their_first_day(self, plan):
        def gained(day):
            more = replace(NO_REVIEW, measures=(Measure("extension_staff", "4101", 20.0, day),))
            both = (totals(plan, s, "green") for s in (NO_REVIEW, more))
            before, after = (total.sum(dtype=np.float64) for total in both)
            return after - before

        first, middle, next_month = (gained(date(2019, *day)) for day in ((9, 1), (9, 16), (10, 1)))
        assert first > middle > next_month
        # September's share of the gain comes evenly over its days
        assert (middle - next_month) / (first - next_month) == pytest.approx(0.5, abs=0.01)


class TestReview:
    def test_it_keeps_the_number_of_crews(self, plan):
        block = block_of(plan, as_of="2019-09-05", reported="2019-08")
        crews = Crews(
            block,
            Pool("spraying", "spraying_teams", 1.0, 10, {9: Stretch(243, 272)}, 300),
            lambda month: block.zeros(),
            lambda day: np.zeros(block.county_shape, dtype=np.float32),
            lambda month, done, expired: None,
        )
        review = MonthlyReview(block, ())
        lag = np.zeros(block.county_shape, dtype=np.float32)
        lag[1] = 0.2
        for _ in range(4):
            review._move(crews, lag)
        teams = block.setup.resources["spraying_teams"][:, None] * crews.machines_moved
        assert teams.sum(axis=0) == pytest.approx(block.setup.resources["spraying_teams"].sum(), rel=1e-5)
        assert (teams[1] > teams[0]).all()


class TestNoRandomness:
    def test_without_randomness_there_is_no_variance(self, plan):
        def still(name, value):
            is_chance = name.endswith("_sd") or name.startswith(("weather.", "reporting.missing"))
            return 0.0 if is_chance or name in {"pest.spared", "pest.outbreak_share"} else value

        quiet = changed(with_parameters(without_bias(plan), still), published)
        found = project(snapshot_of(plan, recovery_sd=0.0), quiet, BASE, 1, 64)
        for (code, basis), drawn in some(found.draws.items()):
            # Process indicators have units of their own.
            unit = max(1.0, np.abs(drawn).max()) if plan.indicators[code].is_process else 1.0
            is_still = np.ptp(drawn, axis=1).max() < 2e-4 * unit
            assert np.isnan(drawn).all() if code in UNREPORTED else is_still, (code, basis)

    def test_no_area_means_no_amount(self, plan):
        bare = {"garlic_last_autumn_mu", "garlic_mu", "peanut_mu", "film_last_autumn_kg"}
        film = totals(plan, BASE, "film_recovered", area=lambda code, key: 0.0 if key in bare else 1.0)
        assert np.abs(film).max() == 0


class TestPhases:
    def test_the_review_comes_before_the_crews_and_reporting_last(self):
        assert Phase.REVIEW < Phase.LABORATORY < Phase.SERVICE < Phase.TRUCKS < Phase.REPORTING < 1

    @pytest.mark.parametrize("account", ["green", "unified", "film_recovered", "straw_used", "pesticide"])
    def test_counties_do_not_touch_each_other_with_the_review_off(self, plan, account):
        """Nothing couples counties but the review, and the calibration that rests on a year with it."""

        def alone(counties):
            snapshot = snapshot_of(plan, "2019-01-02", reported="2018-12", places=places_of(counties))
            setup = set_up(snapshot, plan)  # no report of the year that would teach the city
            one = np.ones((counties, 1), dtype=np.float32)
            pools = ("spraying", "film", "straw", "packaging")
            usual = Calibration(dict.fromkeys(pools, 1.2 * one), dict.fromkeys(pools, one), {})
            runs = run_blocks(setup, NO_REVIEW, usual, seed=1, replications=64)
            return np.concatenate([run.accounts.total(account, is_true=True) for _, run in runs], axis=1)

        few, many = alone(2), alone(3)
        assert few.shape[0] == 8
        assert few.min() > 0
        assert np.abs(few / many[:8] - 1).max() < 1e-5
