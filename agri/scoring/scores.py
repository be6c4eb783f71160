"""Proper scores of ensembles and probabilities, and the coverage of central intervals.

The last axis of draws is the replication. NaN observed gives NaN.
"""

import numpy as np

from agri.indicators.snapshot import Floats


def crps(observed: Floats, draws: Floats) -> Floats:
    """Score an ensemble with the fair continuous ranked probability score; lower is better.

    Parameters
    ----------
    observed : array, shape (...,)
        What the year end came to, any unit. NaN gives NaN.
    draws : array, shape (..., replication)
        Same unit. At least two replications.

    Returns
    -------
    array, shape (...,)
        Unit of `observed`, e.g. tonnes.

    Raises
    ------
    ValueError
        Fewer than two replications.

    References
    ----------
    Ferro (2014), Q. J. R. Meteorol. Soc. 140; Zamo & Naveau (2018), Math. Geosci. 50.
    """
    n = draws.shape[-1]
    if n < 2:
        raise ValueError(f"CRPS needs at least 2 replications, got {n}")
    observed = np.asarray(observed, dtype=np.float64)
    distance = np.abs(draws - observed[..., None]).mean(axis=-1)
    rank_weight = 2 * np.arange(1, n + 1) - n - 1
    spread = (np.sort(draws, axis=-1) * rank_weight).sum(axis=-1) / (n * (n - 1))
    return np.asarray(distance - spread)


def brier(happened: Floats, probability: Floats) -> Floats:
    """Score probabilities of an event with the squared distance to what happened; 0 is perfect, 1 is worst.

    Parameters
    ----------
    happened : array, shape (...,)
        1 where the event came, 0 where it did not, NaN where unknown.
    probability : array, shape (...,)
        Between 0 and 1.

    Raises
    ------
    ValueError
        A probability lies outside [0, 1].

    References
    ----------
    Brier (1950), Mon. Weather Rev. 78.
    """
    probability = np.asarray(probability, dtype=np.float64)
    if np.any((probability < 0) | (probability > 1)):
        raise ValueError("a probability lies outside [0, 1]")
    return np.asarray((probability - np.asarray(happened, dtype=np.float64)) ** 2)


def interval_coverage(observed: Floats, draws: Floats, level: float) -> Floats:
    """Say whether each observation lies in the central interval of its draws.

    Parameters
    ----------
    observed : array, shape (...,)
        NaN gives NaN.
    draws : array, shape (..., replication)
        Same unit.
    level : float
        Nominal coverage, e.g. 0.9.

    Returns
    -------
    array, shape (...,)
        1 inside or on the border, 0 outside; average it over *independent* worlds.
    """
    if not 0 < level < 1:
        raise ValueError(f"a coverage level lies between 0 and 1, got {level}")
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=-1)
    observed = np.asarray(observed, dtype=np.float64)
    return np.where(np.isnan(observed), np.nan, (observed >= low) & (observed <= high))
