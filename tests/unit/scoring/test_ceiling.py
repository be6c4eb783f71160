"""What holds the middle of a pool back."""

import numpy as np
import pytest

from agri.plan.rules.simple_rules import RULES
from agri.scoring.ceiling import ceilings
from agri.scoring.forecast_rows import LEVELS, ForecastRows, joined

UNITS = 40


def school(
    name: str, seed: int, *, bias: float, rule_off: float = 0.03, rule_bias: float = 0.0
) -> ForecastRows:
    """A school in which the engine is off by little and a bias of its own, and every rule by luck."""
    random = np.random.default_rng(seed)
    observed = random.normal(0.5, 0.1, UNITS)
    middle = observed + bias + random.normal(0, 0.005, UNITS)
    keys = {
        "school": name,
        "month": 8,
        "basis": "reported",
        "indicator": "film_recovery",
        "level": "city",
        "place": "1",
    }
    return ForecastRows(
        {"world": np.arange(UNITS), **{key: np.full(UNITS, value) for key, value in keys.items()}},
        observed,
        middle[:, None] + 0.01 * (LEVELS - 0.5),
        observed[:, None] + rule_bias + random.normal(0, rule_off, (UNITS, len(RULES))),
    )


def test_a_bias_of_each_school_is_what_holds_the_engine_back() -> None:
    rows = joined([school("a", 1, bias=0.04), school("b", 2, bias=-0.04), school("c", 3, bias=0.04)])
    [found] = ceilings(rows)
    assert found.engine < 0
    assert found.without_bias > 0.7
    assert found.rival_miss == pytest.approx(0.03 * np.sqrt(2 / np.pi), rel=0.2)


def test_nothing_beats_the_best_mixture_but_what_no_part_says() -> None:
    rows = joined([school(name, i, bias=0.0) for i, name in enumerate("abc")])
    [found] = ceilings(rows)
    assert found.best_mixture >= max(found.pool, found.engine) - 0.02
    assert found.best_mixture > 0.7


def test_a_rule_gains_too_where_it_is_off_alike_everywhere() -> None:
    rows = joined([school(name, i, bias=0.0, rule_bias=0.08) for i, name in enumerate("abcd")])
    [found] = ceilings(rows)
    assert found.moved_rule > 0.5
    apart = [school(name, i, bias=0.0, rule_bias=0.08 * (-1) ** i) for i, name in enumerate("abcd")]
    [found] = ceilings(joined(apart))
    assert found.moved_rule == pytest.approx(0)


def test_the_mean_of_several_indicators_stands_last() -> None:
    rows = joined([school(name, i, bias=0.0) for i, name in enumerate("ab")])
    other = ForecastRows(
        {**rows.key, "indicator": np.full(len(rows.observed), "straw_utilization")},
        rows.observed,
        rows.engine,
        rows.rules,
    )
    lines = ceilings(joined([rows, other]))
    assert [one.indicator for one in lines] == ["film_recovery", "straw_utilization", "all"]
    assert lines[-1].pool == pytest.approx((lines[0].pool + lines[1].pool) / 2)
