"""How far to believe the engine and each rule, and how wide to be, from forecasts whose ends are known."""

import numpy as np
import pytest

from agri.plan.rules.simple_rules import RULES
from agri.scoring.forecast_rows import LEVELS, ForecastRows, joined
from agri.scoring.learning import combined_quantiles, conformal_width, learn
from agri.sim.combine.lessons import ENGINE, ENGINE_ERRORS

UNITS = 200
NORMAL = np.sort(np.random.default_rng(0).normal(size=20_001))
QUANTILES = np.quantile(NORMAL, LEVELS)


def school(name, *, off_sd, said_sd, rule_sd=0.1, seed=0, units=UNITS):
    """Units whose engine is off by `off_sd` and says `said_sd`; every rule is off by `rule_sd`."""
    random = np.random.default_rng(seed)
    observed = random.normal(0.5, 0.05, units)
    middle = observed - random.normal(0, off_sd, units)
    engine = middle[:, None] + said_sd * QUANTILES
    rules = observed[:, None] - random.normal(0, rule_sd, (units, len(RULES)))
    key = {
        "school": np.full(units, name),
        "world": np.arange(units, dtype=np.int32),
        "month": np.full(units, 8, dtype=np.int32),
        "basis": np.full(units, "reported"),
        "indicator": np.full(units, "film_recovery"),
        "level": np.full(units, "city"),
        "place": np.full(units, "4101"),
    }
    return ForecastRows(key, observed, engine.astype(np.float32), rules.astype(np.float32))


def covered(quantiles, observed, level=0.9):
    low, high = (
        np.array([np.interp(one, LEVELS, row) for row in quantiles])
        for one in ((1 - level) / 2, (1 + level) / 2)
    )
    return float(((observed >= low) & (observed <= high)).mean())


class TestWidth:
    @pytest.mark.parametrize(("said", "wanted"), [(0.02, 1.0), (0.01, 2.0), (0.03, 0.67)])
    def test_makes_nine_tenths_fall_inside(self, said, wanted):
        rows = school("a", off_sd=0.02, said_sd=said, units=4_000)
        assert conformal_width(rows.engine.astype(float), rows.observed) == pytest.approx(wanted, rel=0.08)

    def test_is_kept_within_bounds(self):
        rows = school("a", off_sd=0.2, said_sd=0.001)
        assert conformal_width(rows.engine.astype(float), rows.observed) == 3.0


class TestLearn:
    def test_believes_who_was_right(self):
        rows = joined([school(name, off_sd=0.01, said_sd=0.01, seed=i) for i, name in enumerate("ab")])
        lesson = learn(rows)
        assert lesson.weights[ENGINE] + lesson.weights[ENGINE_ERRORS] > 0.8
        rows = joined(
            [school(name, off_sd=0.1, said_sd=0.01, rule_sd=0.01, seed=i) for i, name in enumerate("ab")]
        )
        lesson = learn(rows)
        assert lesson.weights[ENGINE] + lesson.weights[ENGINE_ERRORS] < 0.2

    def test_covers_a_school_that_it_has_not_seen(self):
        rows = joined([school(name, off_sd=0.02, said_sd=0.02, seed=i) for i, name in enumerate("abc")])
        unseen = school("d", off_sd=0.02, said_sd=0.02, seed=9, units=1_000)
        assert covered(combined_quantiles(unseen, learn(rows)), unseen.observed) == pytest.approx(
            0.9, abs=0.04
        )

    def test_lets_each_school_speak_alike(self):
        """A school of few units in which everything was off widens as much as one of many."""
        right = school("a", off_sd=0.01, said_sd=0.01, rule_sd=0.5, units=2_000)
        wrong = school("b", off_sd=0.03, said_sd=0.01, rule_sd=0.5, seed=1, units=100)
        more = school("b", off_sd=0.03, said_sd=0.01, rule_sd=0.5, seed=1, units=2_000)
        few, many = (learn(joined([right, one])).width for one in (wrong, more))
        assert few == pytest.approx(many, rel=0.25)
        assert (
            few
            > 1.1 * learn(joined([right, school("b", off_sd=0.01, said_sd=0.01, rule_sd=0.5, seed=1)])).width
        )

    def test_asks_for_some_units(self):
        assert learn(school("a", off_sd=0.02, said_sd=0.02, units=4)) is None
