"""How a year-end distribution is spread over the months before it, for a picture.

Only December 31 is simulated. What lies between follows the planned path's calendar where the path rises, and
time where it does not; a picture of it says so.
"""

from collections.abc import Sequence


def passed_shares(path: Sequence[float], times: Sequence[float]) -> list[float]:
    """Return how much of the way from the first point to the last lies behind each point.

    Parameters
    ----------
    path : sequence of float
        Height of the planned path at each point, a fraction; NaN where there is none.
    times : sequence of float
        When each point lies, any unit, rising.

    Returns
    -------
    list of float
        From 0 at the first point to 1 at the last; ``[1.0]`` for a single one.

    >>> passed_shares([0.2, 0.2, 0.8], [0, 1, 2])
    [0.0, 0.0, 1.0]
    >>> passed_shares([0.4, 0.4, 0.4], [0, 1, 2])
    [0.0, 0.5, 1.0]
    """
    if len(times) < 2:
        return [1.0] * len(times)
    heights = path if path[-1] - path[0] > 0 else times  # a comparison with NaN is false
    whole = heights[-1] - heights[0]
    return [(height - heights[0]) / whole for height in heights]
