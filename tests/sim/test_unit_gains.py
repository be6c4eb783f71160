"""What one more unit adds to a chance, and the Monte-Carlo error that is said of it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.definitions.measures import read_measures
from agri.definitions.plan import Plan
from agri.definitions.reading import seed_root
from agri.sim.decide.levers import Lever
from agri.sim.decide.trials import Trial
from agri.sim.decide.unit_gains import gain_of

MEASURES = read_measures(seed_root() / "zhengzhou" / "measures.toml")
REPLICATIONS, WORLDS = 256, 400


def test_the_error_of_a_gain_is_how_far_it_scatters_from_seed_to_seed(plan: Plan) -> None:
    (target,) = plan.targets[:1]
    kind = next(iter(MEASURES))
    lever = Lever(kind, "410122", date(2019, 9, 16), (0.0, 1.0), (0.0, 100.0))
    rng = np.random.default_rng(7)
    gains, errors = [], []
    for _ in range(WORLDS):
        slack = rng.normal(0.3, 1.0, (1, 1, REPLICATIONS))
        added = rng.normal(0.2, 0.3, (1, REPLICATIONS))
        whole = np.ones((1, REPLICATIONS))
        trial = Trial(value=whole, met=whole, slack=slack, denominator=whole)
        (gain,) = gain_of(lever, added, trial, [target]).gains
        gains.append(gain.probability_gain)
        errors.append(gain.probability_error)
    assert float(np.mean(errors)) == pytest.approx(float(np.std(gains)), rel=0.15)
    assert float(np.mean(gains)) > 3 * float(np.std(gains)) / np.sqrt(WORLDS)


def test_what_adds_the_same_everywhere_still_scatters_with_the_chance_itself(plan: Plan) -> None:
    (target,) = plan.targets[:1]
    kind = replace(next(iter(MEASURES)), code="x")
    lever = Lever(kind, "410122", date(2019, 9, 16), (0.0, 2.0), (0.0, 100.0))
    slack = np.zeros((1, 1, REPLICATIONS))
    whole = np.ones((1, REPLICATIONS))
    trial = Trial(value=whole, met=whole, slack=slack, denominator=whole)
    (gain,) = gain_of(lever, np.ones((1, REPLICATIONS)), trial, [target]).gains
    # No spread at all: nothing is drawn that could have come out otherwise.
    assert gain.probability_error == 0
