"""What one more unit of a measure in one county gives each target of the city."""

import math
from collections.abc import Sequence

import numpy as np

from agri.definitions.plan import Indicator
from agri.indicators.snapshot import Floats
from agri.sim.decide.answer import Gain, TargetGain
from agri.sim.decide.comparison import standard_error
from agri.sim.decide.levers import Lever
from agri.sim.decide.trials import Trial


def gain_of(lever: Lever, added: Floats, base: Trial, targets: Sequence[Indicator]) -> Gain:
    """Say what the first step of a lever gives.

    One unit moves a probability by less than replications can count, so the gain in probability is read off
    normal distributions with the mean and spread of the slack before and after.

    Parameters
    ----------
    lever : Lever
        The measure in its county.
    added : array, shape (target, replication)
        What the first step adds to the city's slack.
    base : Trial
        Without any measure.
    targets : sequence of Indicator
        In the order of the first axis.
    """
    step = lever.amounts[1]
    gains = []
    for t, indicator in enumerate(targets):
        if not np.any(added[t]):
            continue
        is_defined = base.denominator[t] > 0  # where no report at all comes there is no rate to raise
        if is_defined.sum() < 2:
            continue
        change = added[t][is_defined] / base.denominator[t][is_defined] / step
        before = base.city_slack[t]
        after = before + added[t]
        gains.append(
            TargetGain(
                indicator.code,
                float(change.mean()),
                standard_error(change),
                (_chance(after) - _chance(before)) / step,
                standard_error(_influence(after) - _influence(before)) / step,
            )
        )
    return Gain(lever.kind.code, lever.place, lever.starts_on, lever.costs[1] / step, tuple(gains))


def _influence(slack: Floats) -> Floats:
    """Say how much each replication moves the chance read off its normal, shape (replication,).

    References
    ----------
    Hampel (1974), J. Am. Stat. Assoc. 69: influence functions of mean and spread, by the chain rule.
    """
    spread = float(slack.std())
    if spread == 0:
        return np.zeros_like(slack)
    z = float(slack.mean()) / spread
    apart = (slack - slack.mean()) / spread
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return np.asarray(density * (apart - z * (apart**2 - 1) / 2))


def _chance(slack: Floats) -> float:
    """Probability that a normal with the mean and spread of the slack is not negative."""
    spread = float(slack.std())
    if spread == 0:
        return float(slack.mean() >= 0)
    return 0.5 * math.erfc(-float(slack.mean()) / spread / math.sqrt(2))
