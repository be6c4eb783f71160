"""From a projection's draws to a distribution, a probability and its word."""

from dataclasses import dataclass

import numpy as np

from agri.definitions.plan import Target
from agri.definitions.reading import Title
from agri.indicators.snapshot import Floats
from agri.terms import DecidedBy

_HALF_OF_90 = 1.645  # standard deviations
IN_DOUBT = 0.6  # below this a target is at risk: the word for it is "undecided" or worse
_CERTAIN = 0.995  # of draws; from there on more is said as over 99 %

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

# One table turns probabilities into words. The upper bound of each row is exclusive.
_WORDS = (
    (0.05, Title("几乎不可能达标", "almost impossible")),
    (0.20, Title("很难达标", "unlikely")),
    (0.40, Title("偏难达标", "rather unlikely")),
    (0.60, Title("尚难判断", "undecided")),
    (0.80, Title("有可能达标", "likely")),
    (0.95, Title("很可能达标", "very likely")),
    (float("inf"), Title("基本可以达标", "almost certain")),
)
# What some of them were called before: releases keep their words for ever, and messages their names.
FIRST_WORDS = {"胜负未定": "尚难判断", "有望达标": "有可能达标", "几乎确定达标": "基本可以达标"}


@dataclass(frozen=True, slots=True)
class YearEndDistribution:
    """What the draws of a year end come to, in the indicator's unit; NaN where there is no value."""

    mean: float
    sd: float
    q05: float
    q25: float
    q50: float
    q75: float
    q95: float


def distributions(values: Floats) -> list[YearEndDistribution]:
    """Summarise draws by place.

    Parameters
    ----------
    values : array, shape (place, replication)
        NaN draws (no denominator) are left out; a place without any other gets NaN throughout.
    """
    known = np.asarray(np.isfinite(values))
    ordered = np.sort(np.where(known, values, np.inf), axis=1).astype(np.float64)
    counts = known.sum(axis=1)
    rows = np.full((len(values), 2 + len(QUANTILES)), np.nan)
    for count in np.unique(counts[counts > 0]):  # as a rule all places have all their draws
        at = counts == count
        sample = ordered[at, :count]
        rows[at, 0] = sample.mean(axis=1)
        rows[at, 1] = sample.std(axis=1, ddof=1) if count > 1 else 0.0
        rows[at, 2:] = _quantiles(sample)
    return [YearEndDistribution(*row) for row in rows.tolist()]


def _quantiles(ordered: Floats) -> Floats:
    """Interpolate the quantiles of ordered samples linearly, as numpy does by default."""
    at = np.array(QUANTILES) * (ordered.shape[1] - 1)
    low = np.floor(at).astype(np.intp)
    high = np.minimum(low + 1, ordered.shape[1] - 1)
    return np.asarray(ordered[:, low] + (at - low) * (ordered[:, high] - ordered[:, low]))


def probability(draws: Floats, target: Target | None) -> float | None:
    """Return the share of draws, shape (replication,), that meet a target; NaN draws are left out.

    None without a target or without any draw that has a value.
    """
    if target is None:
        return None
    known = draws[np.isfinite(draws)]
    return float(target.is_met(known).mean()) if known.size else None


def chance_words(chance: float) -> str:
    """Write a chance no finer than a thousand draws tell it: never as certain, or as impossible."""
    if chance >= _CERTAIN:
        return ">99%"
    return "<1%" if chance < 1 - _CERTAIN else f"{100 * chance:.0f}%"


def decided_by(end: YearEndDistribution, target: Target | None, doubt: float) -> DecidedBy | None:
    """Say what decides whether a target is met, where that is neither work nor weather.

    Parameters
    ----------
    doubt : float
        How far coefficients put the year end off, relative to itself, standard deviation. Where half of their
        90 % interval is more than the middle is away from the target, they decide.
    """
    if target is None or not doubt > 0 or not np.isfinite(end.q50):
        return None
    is_nearer = abs(end.q50 - target.value) < _HALF_OF_90 * doubt * abs(end.q50)
    return DecidedBy.COEFFICIENTS if is_nearer else None


def probability_word(
    value: float, decided: DecidedBy | None = None, ends: tuple[float, float] = (0, 0)
) -> Title:
    """Return people's words for a probability; with its range, where coefficients decide."""
    if decided is None:
        return next(word for limit, word in _WORDS if value < limit)
    low, high = (f"{100 * end:.1f}" for end in ends)
    return Title(f"取决于系数（{low}–{high} %）", f"depends on coefficients ({low}–{high} %)")
