"""The search: equal to trying everything on a small city, honest about what it could not reach or do."""

import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.definitions.measures import Measures, read_measures
from agri.definitions.plan import Target
from agri.definitions.reading import seed_root
from agri.sim import project_combined
from agri.sim.decide.constraints import Constraint, binding_constraint, lifted, world_without
from agri.sim.decide.levers import levers_of
from agri.sim.decide.search import search
from agri.sim.decide.search_limits import SearchLimits
from agri.sim.decide.trials import Trials
from agri.sim.decide.value_of_checks import world_after_checks
from agri.sim.world.scenario import BASE
from agri.sim.world.setup import set_up
from agri.terms import Basis, CellState, Comparator
from tests.sim.synthetic import places_of, snapshot_of, with_parameters, year_over
from tests.some import some

ALL = read_measures(seed_root() / "zhengzhou" / "measures.toml")
UNIFIED, GREEN = "unified_control_coverage", "green_control_coverage"


def only(*codes, **change):
    return Measures({code: replace(ALL[code], **change) for code in codes})


def with_targets(plan, **values):
    """The plan with targets for these indicators alone."""
    indicators = {
        code: replace(
            indicator,
            target=Target(values[code], Comparator.AT_LEAST) if code in values else None,
        )
        for code, indicator in plan.indicators.items()
    }
    return replace(plan, indicators=indicators)


def unequal(code, key):
    del key
    return {"410101": 2.0, "410102": 0.7}.get(code[:6], 1.0)


pytestmark = pytest.mark.slow  # each question simulates the city many times


@pytest.fixture(scope="module")
def two_targets(plan):
    return with_targets(plan, unified_control_coverage=0.405, green_control_coverage=0.275)


@pytest.fixture(scope="module")
def city(plan):
    return snapshot_of(plan, "2019-06-05", reported="2019-05", places=places_of(2, 3), area=unequal)


@pytest.fixture(scope="module")
def ask(city, two_targets):
    def ask_for(probability, measures=ALL, **options):
        asked = {"seed": 3, "replications": 64, "grid": (0.5, 1.0)} | options
        return search(city, two_targets, measures, probability=probability, **asked)

    return ask_for


@pytest.fixture(scope="module")
def answer(ask):
    return ask(0.6)


@pytest.fixture(scope="module")
def trials(city, two_targets):
    return Trials(set_up(city, two_targets), seed=3, replications=64, basis=Basis.REPORTED)


class TestTheAnswer:
    @pytest.mark.slow
    @pytest.mark.parametrize("probability", [0.35, 0.6, 0.8])
    def test_it_equals_trying_everything(self, city, two_targets, probability):
        measures = only("spraying_teams", "extension_staff", most_share=1.5)
        grid = (1.0,)
        found = search(
            city, two_targets, measures, probability=probability, seed=3, replications=32, grid=grid
        )
        setup = set_up(city, two_targets)
        levers = levers_of(setup, measures, city.as_of, grid)
        trials = Trials(setup, seed=3, replications=32, basis=Basis.REPORTED)
        costs = []
        for levels in itertools.product(*(range(lever.top + 1) for lever in levers.levers)):
            trial = trials.run(levers.scenario(levels, "one"))
            if (trial.probability >= probability).all():
                costs.append(levers.cost(levels))
        assert found.is_reached
        assert found.best.cost_yuan == min(costs)
        assert 0 < found.best.cost_yuan < max(costs)

    @pytest.mark.slow
    def test_what_is_reached_already_costs_nothing(self, ask):
        easy = ask(0.01)
        assert easy.is_reached
        assert easy.best.measures == ()
        assert easy.best.cost_yuan == 0

    @pytest.mark.slow
    def test_what_cannot_be_reached_is_said_and_the_rest_is_still_done(self, ask):
        found = ask(0.6, measures=only("spraying_teams"))
        assert not found.is_reached
        assert found.unreachable == (GREEN,)
        reached = {reach.indicator: reach.probability for reach in found.best.reaches}
        assert reached[UNIFIED] >= 0.6
        assert reached[GREEN] == next(r.probability for r in found.base.reaches if r.indicator == GREEN)

    @pytest.mark.slow
    def test_within_a_ceiling_nothing_simulated_comes_nearer(self, city, two_targets, ask):
        measures, options = (
            only("spraying_teams", "extension_staff", most_share=1.5),
            {"grid": (1.0,), "replications": 32},
        )
        free = ask(0.6, measures=measures, **options)
        assert (free.unlimited, free.held_by_ceiling) == (None, ())
        limits = SearchLimits(ceiling_yuan=0.6 * free.best.cost_yuan)
        found = ask(0.6, measures=measures, limits=limits, **options)
        assert found.best.cost_yuan <= limits.ceiling_yuan
        assert not found.is_reached
        # What money alone is wanting for is named, with what it would take.
        assert found.unlimited.cost_yuan == free.best.cost_yuan
        assert found.held_by_ceiling
        setup = set_up(city, two_targets)
        levers = levers_of(setup, measures, city.as_of, (1.0,))
        trials = Trials(setup, seed=3, replications=32, basis=Basis.REPORTED)
        shorts = []
        for levels in itertools.product(*(range(lever.top + 1) for lever in levers.levers)):
            if levers.cost(levels) <= limits.ceiling_yuan:
                reached = trials.run(levers.scenario(levels, "one")).probability
                shorts.append(float(np.maximum(0.6 - reached, 0).sum()))
        own = sum(max(0.6 - reach.probability, 0) for reach in found.best.reaches)
        assert own == pytest.approx(min(shorts), abs=1e-6)
        assert len(shorts) > 3
        assert own < max(shorts)

    @pytest.mark.slow
    def test_a_ceiling_that_does_not_bind_changes_nothing(self, ask, answer):
        limits = SearchLimits(ceiling_yuan=answer.best.cost_yuan)
        assert ask(0.6, limits=limits) == replace(answer, limits=limits)

    @pytest.mark.slow
    def test_what_is_left_out_is_not_done_and_named_where_it_is_what_holds_a_target(self, ask, answer):
        place = answer.best.measures[0].place
        without = ask(0.6, limits=SearchLimits(without_places=(place,)))
        assert place not in {one.place for one in (*without.best.measures, *without.gains)}
        [all_checks], [checks] = answer.informing, without.informing
        assert (checks.checks, checks.cost_yuan) == (all_checks.checks / 2, all_checks.cost_yuan / 2)
        staffless = ask(
            0.6,
            measures=only("spraying_teams", "extension_staff"),
            limits=SearchLimits(without_measures=("extension_staff",)),
        )
        assert {one.measure for one in staffless.gains} == {"spraying_teams"}
        assert staffless.unreachable == staffless.held_by_exclusions == (GREEN,)
        nothing = ask(0.6, limits=SearchLimits(without_measures=tuple(one.code for one in ALL)))
        assert (nothing.best.measures, nothing.gains, nothing.informing) == ((), (), ())
        assert set(nothing.held_by_exclusions) == {UNIFIED, GREEN}

    def test_a_ceiling_below_nothing_is_refused(self, ask):
        with pytest.raises(ValueError, match="not negative"):
            ask(0.6, limits=SearchLimits(ceiling_yuan=-1))

    def test_its_probabilities_are_those_of_a_projection_with_these_measures(self, city, two_targets, answer):
        setup = set_up(city, two_targets)
        levers = levers_of(setup, ALL, city.as_of, (0.5, 1.0))
        chosen = {(m.measure, m.place): m.amount for m in answer.best.measures}
        levels = [
            lever.amounts.index(chosen.get((lever.kind.code, lever.place), 0.0)) for lever in levers.levers
        ]
        projection = project_combined(city, two_targets, levers.scenario(levels, "best"), 3, 64)
        for reach in some(answer.best.reaches):
            assert projection.line(reach.indicator, "4101").probability == pytest.approx(reach.probability)
            assert projection.line(reach.indicator, "4101").year_end.mean == pytest.approx(
                reach.mean, rel=1e-5
            )

    def test_every_probability_has_its_error_and_a_check_on_other_draws(self, answer):
        for reach in (*answer.base.reaches, *answer.best.reaches):
            p = reach.probability
            assert reach.error == pytest.approx(np.sqrt(p * (1 - p) / 63), abs=1e-6)
            assert reach.checked is not None
            assert abs(reach.checked - p) < 0.3
        assert answer.best.joint <= min(reach.probability for reach in answer.best.reaches)

    @pytest.mark.slow
    def test_the_same_question_has_the_same_answer(self, ask, answer):
        assert ask(0.6) == answer

    def test_measures_start_after_their_lead_time(self, answer):
        for measure in some(answer.best.measures):
            assert measure.starts_on == date(2019, 6, 6 + ALL[measure.measure].lead_days)

    def test_measures_that_change_no_target_are_not_bought(self, answer):
        assert {m.measure for m in answer.best.measures} <= {
            "spraying_teams",
            "extension_staff",
            "report_reminders",
        }
        assert set(answer.touches_no_target) >= {"film_pickers", "balers", "laboratory_capacity"}

    def test_measures_without_a_mechanism_are_named(self, ask):
        unknown = Measures({"bees": replace(ALL["balers"], code="bees", resource="beehives")})
        assert ask(0.01, measures=unknown).without_effect == ("bees",)

    def test_in_december_nothing_can_start_any_more(self, plan, two_targets):
        late = snapshot_of(plan, "2019-12-28", reported="2019-11", places=places_of(1, 3))
        found = search(late, two_targets, ALL, probability=0.6, seed=3, replications=32)
        assert found.informing == ()
        assert set(found.too_late) == {kind.code for kind in ALL} - {"report_reminders"}
        assert found.best.measures == ()

    def test_when_the_year_is_over_nothing_is_left_to_do(self, plan, two_targets):
        found = search(year_over(plan), two_targets, ALL, probability=0.6, seed=3, replications=32)
        assert found.best.measures == found.base.measures == ()
        assert {one.gain for one in found.lifted_now} == {0.0}
        assert found.is_complete

    @pytest.mark.parametrize("probability", [0.0, 1.0, -1.0, float("nan")])
    def test_no_probability_is_refused(self, ask, probability):
        with pytest.raises(ValueError, match="between 0 and 1"):
            ask(probability)


class TestStopping:
    @pytest.mark.parametrize(
        "runs", [0, 4, *(pytest.param(runs, marks=pytest.mark.slow) for runs in (1, 9, 13))]
    )
    def test_a_stopped_search_answers_with_the_best_it_simulated(self, ask, answer, runs):
        told = []
        stopped = ask(0.6, progress=lambda *state: told.append(state), is_stopped=lambda: len(told) > runs)
        assert not stopped.is_complete
        assert not stopped.is_proved
        assert stopped.runs == len(told) == runs + 1
        assert stopped.base.reaches[0].probability == answer.base.reaches[0].probability
        worst = min(reach.probability for reach in stopped.best.reaches)
        assert worst >= min(reach.probability for reach in stopped.base.reaches)

    @pytest.mark.slow
    def test_progress_never_goes_back_and_ends_at_its_end(self, ask):
        told = []
        found = ask(0.6, progress=lambda done, total: told.append((done, total)))
        assert found.is_complete
        assert [done for done, _ in told] == [*range(1, found.runs + 1), found.runs]
        assert all(done < total for done, total in told[:-1])
        assert told[-1] == (found.runs, found.runs)


def test_a_target_that_cannot_be_computed_is_left_out_and_named(city, plan):
    growth = with_targets(plan, unified_control_coverage=0.405, pesticide_growth=0.0)
    baselines = city.baselines.copy()
    baselines[:, city.baseline_keys.index("last_year_pesticide_kg")] = np.nan
    values, state = city.values.copy(), city.state.copy()
    last_year = (slice(None), city.element_index["pest_control.pesticide_kg"], slice(12))
    values[last_year] = np.nan
    state[last_year][state[last_year] == CellState.GIVEN] = CellState.NOT_REPORTED
    unknown = replace(city, values=values, state=state, baselines=baselines)
    found = search(unknown, growth, ALL, probability=0.6, seed=3, replications=32, grid=(1.0,))
    assert found.unknown == ("pesticide_growth",)
    assert [one.indicator for one in found.best.reaches] == ["unified_control_coverage"]
    assert found.is_reached == (found.best.reaches[0].probability >= 0.6)


class TestSlack:
    def test_counties_add_up_to_the_city(self, city, plan):
        trial = Trials(set_up(city, plan), seed=1, replications=64, basis=Basis.REPORTED).run(BASE)
        for t, indicator in some(enumerate(plan.targets)):
            sign = -1 if indicator.target.is_ceiling else 1
            value = indicator.target.value + sign * trial.city_slack[t] / trial.denominator[t]
            assert np.allclose(value, trial.value[t], atol=1e-5), indicator.code
            clear = np.abs(trial.value[t] - indicator.target.value) > 1e-6
            assert ((trial.city_slack[t] >= 0) == trial.met[t].astype(bool))[clear].all(), indicator.code

    @pytest.mark.parametrize("basis", list(Basis))
    def test_a_trial_is_the_projection_of_its_targets(self, city, plan, basis):
        trial = Trials(set_up(city, plan), seed=1, replications=64, basis=basis).run(BASE)
        projection = project_combined(city, plan, BASE, 1, 64)
        for t, indicator in some(enumerate(plan.targets)):
            assert np.array_equal(trial.value[t], projection.draws_of(indicator.code, "4101", basis))


class TestMarginalGains:
    def test_one_more_unit_gives_what_simulating_it_gives(self, city, two_targets, answer):
        setup = set_up(city, two_targets)
        levers = levers_of(setup, ALL, city.as_of, (0.5, 1.0))
        trials = Trials(setup, seed=3, replications=64, basis=Basis.REPORTED)
        base = trials.run(BASE)
        # The review moves teams between counties, so of teams one county alone differs a little.
        staff = [(i, one) for i, one in enumerate(levers.levers) if one.kind.code == "extension_staff"]
        for i, lever in some(staff):
            levels = [int(i == j) for j in range(len(levers.levers))]
            simulated = (trials.run(levers.scenario(levels, "one")).value - base.value).mean(axis=1)
            gain = next(g for g in answer.gains if (g.measure, g.place) == (lever.kind.code, lever.place))
            (own,) = gain.gains
            assert own.indicator == GREEN
            t = [indicator.code for indicator in two_targets.targets].index(GREEN)
            assert own.gain == pytest.approx(float(simulated[t]), rel=0.01)
            assert own.probability_gain > 0

    def test_they_are_listed_by_measure_and_county_never_by_rank(self, answer):
        order = [kind.code for kind in ALL]
        keys = [(order.index(gain.measure), gain.place) for gain in answer.gains]
        assert keys == sorted(keys)


class TestWhatBinds:
    def gain(self, trials, constraint, indicator, world=None):
        setup = world or trials.setup
        base = trials.run(BASE, world)
        changed, scenario = world_without(setup, BASE, constraint)
        without = trials.run(scenario, changed)
        return next(one for one in lifted(setup, constraint, base, without) if one.indicator == indicator)

    def test_a_queue_binds_where_crews_are_short(self, answer):
        assert binding_constraint(answer.lifted_now, UNIFIED) == Constraint.QUEUE

    def test_dry_weather_lets_crews_do_more(self, trials):
        assert self.gain(trials, Constraint.WEATHER, UNIFIED).gain > 0

    def test_where_no_day_is_wet_the_weather_does_not_bind(self, city, two_targets):
        dry = with_parameters(two_targets, lambda name, v: 0.0 if name.startswith("weather.wet") else v)
        trials = Trials(set_up(city, dry), seed=3, replications=32, basis=Basis.REPORTED)
        assert self.gain(trials, Constraint.WEATHER, UNIFIED).gain == 0

    def test_reports_that_all_arrive_raise_what_is_reported(self, trials):
        assert self.gain(trials, Constraint.REPORTING, GREEN).gain > 0

    def test_the_truth_does_not_depend_on_reporting(self, city, two_targets):
        trials = Trials(set_up(city, two_targets), seed=3, replications=32, basis=Basis.TRUE)
        assert self.gain(trials, Constraint.REPORTING, GREEN).gain == 0

    def test_nothing_binds_where_nothing_helps(self):
        assert binding_constraint((), UNIFIED) is None


class TestSpotChecks:
    def test_they_are_not_bought_but_what_they_would_tell_is_said(self, answer):
        assert "spot_checks" not in {m.measure for m in answer.best.measures}
        (checks,) = answer.informing
        assert checks.measure == "spot_checks"
        assert checks.cost_yuan == 2 * 20 * ALL["spot_checks"].cost_yuan
        assert {one.indicator for one in checks.targets} == {UNIFIED, GREEN}
        assert all(one.then < one.now for one in checks.targets)

    def test_they_narrow_the_truth_and_leave_what_will_be_reported(self, city, two_targets):
        setup = set_up(city, two_targets)
        counties = dict.fromkeys(setup.layout.counties, 60)
        known = world_after_checks(setup, counties)
        # Shares are linearised in three passes, which leaves them up to so far from where they would settle.
        for strand, mean in setup.learnt.mean(setup.layout, 1).offset.items():
            assert np.allclose(known.learnt.mean(setup.layout, 1).offset[strand], mean, atol=1e-3)
        assert sum(known.learnt.random_checks.values()) == 120
        true, reported = (Trials(setup, seed=3, replications=512, basis=basis) for basis in reversed(Basis))
        for trials, factor in ((true, 0.9), (reported, None)):
            before, after = (trials.run(BASE, world).value for world in (None, known))
            assert after.mean(axis=1) == pytest.approx(before.mean(axis=1), abs=0.004)
            if factor:
                assert (after.std(axis=1) < factor * before.std(axis=1)).all()


class TestWorkers:
    @pytest.mark.slow
    def test_two_processes_answer_as_one(self, monkeypatch, ask, answer):
        monkeypatch.setattr("agri.sim.decide.search.LEAST_WORK", 0)
        assert ask(0.6, workers=2) == answer
