"""Three simple rules on amounts and rates, each with what it needs and no more."""

import numpy as np

from agri.indicators.snapshot import Floats


def straight_line(to_date: Floats, share_of_year: float) -> Floats:
    """Go on as so far: value to date ÷ share of the year that has passed.

    Parameters
    ----------
    to_date : array, shape (...,)
        Accumulated amount or rate. NaN gives NaN.
    share_of_year : float
        Days passed ÷ days of the year, in (0, 1].

    >>> float(straight_line(np.array(0.2), 0.5))
    0.4
    """
    if not 0 < share_of_year <= 1:
        raise ValueError(f"the share of the year lies in (0, 1], got {share_of_year}")
    return np.asarray(to_date) / share_of_year


def last_year_share(to_date: Floats, last_to_date: Floats, last_year_end: Floats) -> Floats:
    """Scale the value to date as last year's grew from this month to its end.

    Parameters
    ----------
    to_date, last_to_date, last_year_end : array, shape (...,)
        This year's and last year's value by the same month, and last year's at its end. Where last year had
        nothing by this month, last year's end stands in.
    """
    to_date, last_to_date = np.asarray(to_date, dtype=np.float64), np.asarray(last_to_date, dtype=np.float64)
    has_any = last_to_date > 0
    scaled = to_date * last_year_end / np.where(has_any, last_to_date, 1)
    return np.where(has_any & np.isfinite(to_date), scaled, last_year_end)


def half_of_last_growth(last_growth: Floats) -> Floats:
    """Expect half of last year's growth: the best of four simple rules for provinces' fertilizer.

    Parameters
    ----------
    last_growth : array, shape (...,)
        Last year's growth on the year before, fraction.

    References
    ----------
    seed_data/SOURCES.md#growth-half-rule
    """
    return np.asarray(last_growth) / 2
