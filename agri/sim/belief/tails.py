"""Student's t as a mixture of normals: the scales of its variance, and how likely each is."""

from functools import cache

import numpy as np

from agri.indicators.snapshot import Floats

_POINTS = 7
_MOST = 30.0  # of a variance; beyond it lie series that were broken off, and no year of a city
_FINE = 20_001


@cache
def t_scales(df: float) -> tuple[Floats, Floats]:
    """Return the factors on a variance that make a normal a Student's t, and their probabilities.

    The factor of t is df / chi² with df degrees of freedom; it is cut at thirty and put together into classes
    of equal probability, the last of them halved, each at its mean.

    Parameters
    ----------
    df : float
        Degrees of freedom; infinity gives the normal.

    Returns
    -------
    factors, weights : array, shape (class,)
    """
    if not np.isfinite(df):
        return np.ones(1), np.ones(1)
    log_factor = np.linspace(np.log(0.02), np.log(_MOST), _FINE)
    half = df / 2
    log_density = -half * log_factor - half * np.exp(-log_factor)
    density = np.exp(log_density - log_density.max())
    density /= density.sum()
    below = np.cumsum(density)
    edges = np.append(np.arange(1, _POINTS) / _POINTS, 1 - 0.5 / _POINTS)
    classes = np.searchsorted(edges, below - density / 2, side="right")
    weights = np.bincount(classes, density, minlength=_POINTS + 1)
    factors = np.bincount(classes, density * np.exp(log_factor), minlength=_POINTS + 1)
    return np.asarray(factors / weights), np.asarray(weights)
