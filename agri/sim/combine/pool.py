"""A linear pool of forecasts: weighted samples, its quantiles, and the weights that score best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agri.indicators.snapshot import Floats

_STEPS, _RATE = 600, 2.0  # of the search for weights; further steps move no weight by a hundredth


@dataclass(frozen=True, slots=True)
class Part:
    """One forecast in a pool: equally likely values, shape (sample,), and how far it is believed."""

    samples: Floats
    weight: float


def pooled_quantiles(parts: Sequence[Part], levels: Floats) -> Floats:
    """Return quantiles of a pool, interpolated between its samples; shape of `levels`.

    Parameters
    ----------
    parts : sequence of Part
        At least one of them with a weight; weights need not add up to 1. Values in any unit.
    levels : array
        Between 0 and 1.

    Raises
    ------
    ValueError
        No part has a weight.
    """
    used = [part for part in parts if part.weight > 0 and len(part.samples)]
    if not used:
        raise ValueError("a pool needs a part with a weight")
    values = np.concatenate([part.samples for part in used])
    weights = np.concatenate([np.full(len(part.samples), part.weight / len(part.samples)) for part in used])
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    # Each sample stands in the middle of its own weight.
    at = (np.cumsum(weights) - weights / 2) / weights.sum()
    return np.asarray(np.interp(levels, at, values))


def best_weights(distance: Floats, between: Floats) -> Floats:
    """Return the weights of a pool with the smallest mean CRPS.

    The CRPS of a pool is quadratic in its weights: ``a·w − w·B·w / 2``, where `a` holds each part's mean
    distance from what came and `B` the mean distance between draws of two parts (Gneiting and Raftery 2007).

    Parameters
    ----------
    distance : array, shape (part,)
        Mean distance of each part's draws from what came.
    between : array, shape (part, part)
        Mean distance between draws of two parts, 0 or more; symmetric.

    Returns
    -------
    array, shape (part,)
        0 or more, sum 1.
    """
    count = len(distance)
    weights = np.full(count, 1 / count)
    scale = float(np.abs(distance).max()) or 1.0
    for _ in range(_STEPS):  # exponentiated gradient: stays inside the simplex
        slope = (distance - between @ weights) / scale
        weights = weights * np.exp(-_RATE * (slope - slope.min()))
        weights /= weights.sum()
    return weights
