"""Bounds on how likely something is by accident."""

import numpy as np

from agri.indicators.snapshot import Floats


def log_binomial(successes: Floats, count: Floats, share: Floats | float) -> Floats:
    """Return the log of a bound on the chance of as many successes or more (Chernoff), at most 0.

    >>> log_binomial(np.array([5]), np.array([10]), 0.5).tolist()
    [0.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = successes / count
        bound = -count * (
            np.nan_to_num(seen * np.log(seen / share))
            + np.nan_to_num((1 - seen) * np.log((1 - seen) / (1 - share)))
        )
    return np.where((count > 0) & (seen > share), bound, 0.0)
