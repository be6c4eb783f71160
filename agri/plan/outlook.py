"""From a projection's draws to a distribution, a probability and its word."""

from dataclasses import dataclass

import numpy as np

from agri.definitions.plan import Target
from agri.definitions.reading import Title
from agri.indicators.snapshot import Floats

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

# One table turns probabilities into words. The upper bound of each row is exclusive.
_WORDS = (
    (0.05, Title("几乎不可能达标", "almost impossible")),
    (0.20, Title("很难达标", "unlikely")),
    (0.40, Title("偏难达标", "rather unlikely")),
    (0.60, Title("胜负未定", "undecided")),
    (0.80, Title("有望达标", "likely")),
    (0.95, Title("很可能达标", "very likely")),
    (float("inf"), Title("几乎确定达标", "almost certain")),
)


@dataclass(frozen=True, slots=True)
class Distribution:
    """What the draws of a year end come to; the unit is the indicator's."""

    mean: float
    sd: float
    q05: float
    q25: float
    q50: float
    q75: float
    q95: float


def distribution(draws: Floats) -> Distribution | None:
    """Summarise draws, shape (replication,); None where a draw has no value."""
    if np.isnan(draws).any():
        return None
    values = np.asarray(draws, dtype=np.float64)
    low, lower, median, upper, high = (float(q) for q in np.quantile(values, QUANTILES))
    spread = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return Distribution(float(values.mean()), spread, low, lower, median, upper, high)


def probability(draws: Floats, target: Target) -> float:
    """Return the share of draws, shape (replication,), that meet the target."""
    return float(target.is_met(draws).mean())


def probability_word(value: float) -> Title:
    """Return people's words for a probability."""
    return next(word for limit, word in _WORDS if value < limit)
