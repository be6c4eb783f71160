"""The cheapest choice on a table: equal to trying everything, honest about what it did not prove."""

import itertools

import numpy as np
import pytest

from agri.sim.decide.table_optimizer import LeverTable, cheapest, corrected, shortfall
from agri.sim.decide.within_ceiling import missing_probability, nearest


def table_of(seed, levers=5, levels=3, targets=2, replications=40, goal=0.8, linked=True):
    rng = np.random.default_rng(seed)
    base = rng.normal(-1.0, 0.6, (targets, replications))
    gains, costs = [], []
    for i in range(levers):
        step = rng.gamma(2.0, 0.25, (levels, targets, replications))
        step[0] = 0
        if not linked:
            step[:, [t for t in range(targets) if t != i % targets]] = 0
        gains.append(np.cumsum(step, axis=0))
        costs.append(np.concatenate([[0], np.cumsum(rng.integers(1, 20, levels - 1))]).astype(float))
    return LeverTable(base, tuple(gains), tuple(costs), np.full(targets, goal))


def reaches(table, levels):
    return ((table.slack(levels) >= 0).mean(axis=1) >= table.goals - 1e-12).all()


def enumerate_all(table):
    choices = itertools.product(*(range(len(gain)) for gain in table.gains))
    return min((table.cost(levels) for levels in choices if reaches(table, levels)), default=None)


@pytest.mark.parametrize("seed", range(30))
def test_it_equals_trying_everything(seed):
    table = table_of(seed, linked=seed % 2 == 0)
    choice, least = cheapest(table), enumerate_all(table)
    if least is None:
        assert not choice.is_feasible
        return
    assert choice.is_proved
    assert choice.cost == least
    assert reaches(table, choice.levels)


def test_some_of_these_tables_can_be_reached_and_some_cannot():
    found = [enumerate_all(table_of(seed, linked=seed % 2 == 0)) for seed in range(30)]
    assert None in found
    assert sum(least is not None for least in found) > 10


@pytest.mark.parametrize("seed", range(5))
def test_without_a_budget_it_is_feasible_but_not_proved(seed):
    table = table_of(seed, levers=8)
    choice = cheapest(table, most_nodes=0)
    assert choice.is_feasible
    assert not choice.is_proved
    assert reaches(table, choice.levels)
    assert choice.cost <= 1.3 * cheapest(table, most_nodes=100_000).cost


def test_goals_that_are_reached_already_cost_nothing():
    table = table_of(1)
    easy = LeverTable(table.base + 10, table.gains, table.costs, table.goals)
    assert cheapest(easy).cost == 0


def test_a_measure_that_harms_is_left_out():
    table = table_of(3)
    gains, costs = (*table.gains, -table.gains[0]), (*table.costs, table.costs[0])
    harmful = LeverTable(table.base, gains, costs, table.goals)
    choice = cheapest(harmful)
    assert choice.levels[-1] == 0
    assert choice.cost == cheapest(table).cost


def test_a_shortfall_is_zero_exactly_when_enough_replications_are_met():
    slack = np.array([[-3.0, -1.0, 0.0, 2.0]])
    assert shortfall(slack, np.array([2]), np.ones(1)) == 0
    assert shortfall(slack, np.array([3]), np.ones(1)) == 1
    assert shortfall(slack, np.array([4]), np.array([2.0])) == 1.5
    assert shortfall(slack, np.array([0]), np.ones(1)) == 0


def test_a_corrected_table_gives_a_simulated_choice_its_simulated_slack():
    table = table_of(2)
    levels = (1, 0, 2, 0, 1)
    simulated = table.slack(levels) - 0.1
    assert np.allclose(corrected(table, levels, simulated).slack(levels), simulated)


def nearest_by_trying_everything(table, ceiling):
    choices = itertools.product(*(range(len(gain)) for gain in table.gains))
    return min(
        (round(float(missing_probability(table.slack(levels), table.goals)), 9), table.cost(levels))
        for levels in choices
        if table.cost(levels) <= ceiling
    )


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 1.0])
def test_within_a_ceiling_it_equals_trying_everything(seed, share):
    table = table_of(seed, linked=seed % 2 == 0)
    ceiling = share * sum(cost[-1] for cost in table.costs)
    choice = nearest(table, ceiling)
    assert choice.is_proved
    assert choice.cost <= ceiling
    short = float(missing_probability(table.slack(choice.levels), table.goals))
    assert (short, choice.cost) == pytest.approx(nearest_by_trying_everything(table, ceiling))
    assert choice.is_feasible == (short < 1e-9)


def test_some_of_these_ceilings_bind_and_some_do_not():
    found = [nearest(table_of(seed), 20).is_feasible for seed in range(30)]
    assert {True, False} == set(found)


@pytest.mark.parametrize("seed", range(5))
def test_within_a_ceiling_without_a_budget_it_is_not_proved_and_still_near(seed):
    table = table_of(seed, levers=8)
    ceiling = 0.3 * sum(cost[-1] for cost in table.costs)
    quick, whole = (nearest(table, ceiling, most_nodes=nodes) for nodes in (0, 100_000))
    assert not quick.is_proved
    assert quick.cost <= ceiling
    short, least = (
        float(missing_probability(table.slack(one.levels), table.goals)) for one in (quick, whole)
    )
    assert least <= short <= least + 0.1
