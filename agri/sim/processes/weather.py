"""Wet and dry days of each county: a two-state Markov chain whose chances change by month."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agri.definitions.coefficients import Coefficients
from agri.sim.inputs.days import Year
from agri.sim.inputs.streams import Draws

AFTER_DRY = "weather.wet_after_dry"
AFTER_WET = "weather.wet_after_wet"


def stationary_wet_share(after_dry: float, after_wet: float) -> float:
    """Return the long-run share of wet days of the chain.

    >>> round(stationary_wet_share(0.2, 0.6), 3)
    0.333
    """
    return after_dry / (1 + after_dry - after_wet)


def wet_days(draws: Draws, year: Year, parameters: Coefficients) -> NDArray[np.bool_]:
    """Draw the wet days of the whole year, whatever day the engine starts on.

    Returns
    -------
    array of bool, shape (day, county, replication)
        True on a wet day, when field work stands still.
    """
    uniform = draws.county_uniforms("weather", year.length)
    return chain(uniform, year, parameters.series(AFTER_DRY), parameters.series(AFTER_WET))


def chain(
    uniform: NDArray[np.float32], year: Year, after_dry: Sequence[float], after_wet: Sequence[float]
) -> NDArray[np.bool_]:
    """Run the chain on given uniforms, from its stationary state of January.

    Parameters
    ----------
    uniform : array, shape (day, …)
        On [0, 1).
    year : Year
        Gives each day its month.
    after_dry, after_wet : sequence of 12
        Probability of a wet day by month, after a dry and after a wet one.
    """
    wet = np.empty(uniform.shape, dtype=np.bool_)
    wet[0] = uniform[0] < stationary_wet_share(after_dry[0], after_wet[0])
    for day in range(1, year.length):
        month = year.month_of[day] - 1
        dry, rained = np.float32(after_dry[month]), np.float32(after_wet[month] - after_dry[month])
        wet[day] = uniform[day] < dry + rained * wet[day - 1]
    return wet
