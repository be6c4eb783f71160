"""A bias in which all kinds of worlds agree is taken off; one of a single kind is not."""

import numpy as np
import pytest

from agri.plan.rules.simple_rules import RULES
from agri.scoring.forecast_rows import LEVELS, ForecastRows, joined
from agri.scoring.learning import combined_quantiles, learn
from agri.scoring.shared_bias import shared_bias
from agri.sim.combine.lessons import ENGINE, ENGINE_ERRORS

MIDDLE = len(LEVELS) // 2
RULE = 1 + RULES.index("last_year_end")


def kind(name, *, engine=0.0, rule=0.0, indicator="film_recovery", units=60, seed=0):
    """Units whose ends lie `engine` above what the engine says, `rule` above what the rules say."""
    random = np.random.default_rng(seed)
    observed = random.normal(0.5, 0.05, units)
    middle = observed - engine - random.normal(0, 0.01, units)
    spread = 0.01 * np.quantile(random.normal(size=5_001), LEVELS)
    rules = (observed - rule - random.normal(0, 0.01, units))[:, None] + np.zeros(len(RULES))
    key = {
        "school": np.full(units, name),
        "world": np.arange(units, dtype=np.int32),
        "month": np.full(units, 8, dtype=np.int32),
        "basis": np.full(units, "true"),
        "indicator": np.full(units, indicator),
        "level": np.full(units, "city"),
        "place": np.full(units, "4101"),
    }
    said = (middle[:, None] + spread, rules)
    return ForecastRows(key, observed, *(one.astype(np.float32) for one in said))


def kinds(biases, **more):
    return joined([kind(f"k{i}", engine=bias, seed=i, **more) for i, bias in enumerate(biases)])


def test_what_all_have_alike_is_taken_off():
    found = shared_bias(kinds([-0.029, -0.03, -0.031, -0.03], rule=0.02))
    assert found[0] == pytest.approx(-0.03, abs=0.003)
    assert found[RULE] == pytest.approx(0.02, abs=0.003)


@pytest.mark.parametrize(
    "biases",
    [
        pytest.param([0.06, 0.0, 0.0, 0.0, 0.0], id="one kind's own"),
        pytest.param([0.03, -0.03, 0.02, -0.02], id="either way"),
        pytest.param([-0.03, -0.03], id="two kinds"),
    ],
)
def test_what_they_do_not_agree_on_stays(biases):
    assert shared_bias(kinds(biases))[0] == 0


def test_the_less_they_agree_the_less_is_taken_off():
    near, far = (shared_bias(kinds([0.03 - apart, 0.03, 0.03 + apart, 0.03]))[0] for apart in (0.002, 0.02))
    assert 0 < far < 0.8 * near


def test_one_indicators_bias_is_not_its_kinds():
    assert learn(kinds([-0.03] * 4), is_of_kind=True).shifts == {}


def test_what_is_learnt_moves_a_kind_that_was_not_seen():
    lesson = learn(kinds([-0.03] * 4, rule=0.05))
    assert lesson.shift(ENGINE) == lesson.shift(ENGINE_ERRORS) == pytest.approx(-0.03, abs=0.003)
    unseen = kind("new", engine=-0.03, rule=0.05, seed=9)
    off = combined_quantiles(unseen, lesson)[:, MIDDLE] - unseen.observed
    assert abs(off.mean()) < 0.004
    assert np.abs(unseen.engine[:, MIDDLE] - unseen.observed).mean() > 0.025


def test_a_bias_that_is_not_shared_moves_nothing():
    lesson = learn(kinds([0.03, -0.03, 0.02, -0.02]))
    assert lesson.shift(ENGINE) == 0
    assert lesson.errors[ENGINE_ERRORS][MIDDLE] == pytest.approx(0, abs=1e-9)  # mirrored, as before
