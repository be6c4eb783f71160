"""The bias that kinds of worlds agree on, of the engine and of each rule.

The bias of one kind of worlds may not carry over to a city. One that all kinds have alike is a fault of who
forecasts, and is taken off: as much of it as stands out from how far the kinds are apart.
"""

import numpy as np

from agri.indicators.snapshot import Floats
from agri.scoring.forecast_rows import LEVELS, ForecastRows

_FEWEST = 3  # kinds; two agree by chance
# Standard errors of the mean of the kinds, up to which a bias is taken for chance; assumed.
_BEYOND = 2.0


def medians(rows: ForecastRows) -> Floats:
    """Return what the engine (first) and each rule say, shape (unit, 1 + rule); NaN for nothing."""
    return np.column_stack([rows.engine[:, len(LEVELS) // 2], rows.rules]).astype(np.float64)


def shared_bias(rows: ForecastRows) -> Floats:
    """Return what is to be added to what the engine (first) and each rule say, shape (1 + rule,), fraction.

    Parameters
    ----------
    rows : ForecastRows
        Of one indicator, basis, level and month. Each school speaks alike.
    """
    off, column = rows.observed[:, None] - medians(rows), rows.key["school"]
    kinds = np.unique(column)
    if len(kinds) < _FEWEST:
        return np.zeros(off.shape[1])
    means = np.array([off[column == kind].mean(axis=0) for kind in kinds])
    mean, error = means.mean(axis=0), means.std(axis=0, ddof=1) / np.sqrt(len(kinds))
    kept = np.clip(1 - np.square(_BEYOND * error / np.where(mean == 0, 1.0, mean)), 0.0, 1.0)
    return np.asarray(np.nan_to_num(kept * mean))  # of a rule that has not always spoken nothing is known
