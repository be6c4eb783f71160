"""Move work through the stretches of a year: weeks, half-months."""

import numpy as np

from agri.synthetic.schools.axes import Floats


def moved(weights: Floats, by: Floats, first: int = 0) -> Floats:
    """Move weights (place, stretch) later by `by` stretches (place,), earlier where it is negative.

    What lies before the stretch `first` stays, and nothing moves to before it nor out of the year; rows keep
    their sums.
    """
    whole = np.floor(by).astype(np.intp)
    part = by - whole
    found = np.zeros((len(by), weights.shape[1]))
    weights = np.broadcast_to(weights, found.shape)
    found[:, :first] = weights[:, :first]
    rows, last = np.arange(len(by)), found.shape[1] - 1
    for stretch in range(first, last + 1):
        for step, share in ((whole, 1 - part), (whole + 1, part)):
            to = np.minimum(np.maximum(stretch + step, first), last)
            found[rows, to] += weights[:, stretch] * share
    return found
