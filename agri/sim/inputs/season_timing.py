"""Split a season among its months: as last year's reports did, or where this year's show the work was done.

Last year's split is what one expects of a season. A late spring or a wet harvest moves the work of all
places of a county alike; once the season is told but for a little, the county's own split says so, and
neither the month that holds more nor the one that holds less speaks of performance.
"""

import numpy as np
from numpy.typing import NDArray

from agri.indicators.snapshot import Floats

Rows = NDArray[np.intp]

_SURE_SDS = 3.0  # a split nearer to last year's is taken for chance
_LEAST_PLACES = 3
NEARLY_WHOLE = 0.9  # of a season's expected work: when so much is told, its timing is known
_LEAST_TOLD = 0.002  # of a season: what a month without any work counts as, to keep the logarithm finite
_MONTHS = 12
_FAR = 6.0  # a month this many times off the city's split does not speak of the township's


def split_of(reported: Floats, exposure: Floats, scatter_sd: float) -> Floats:
    """Split a season among its months as last year's reports did; evenly where there are none.

    A township's own months stand apart from the city's as far as the townships differ by more than the
    scatter of single reports.

    Parameters
    ----------
    reported : array, shape (township, month of the group)
        Last year's cells, NaN where not given.
    exposure : array, shape (township,)
        Last year's exposure of the season.
    scatter_sd : float
        Scatter of a report of one month, log.

    Returns
    -------
    array, shape (township, month of the group)
        Rows add up to 1.
    """
    given = np.isfinite(reported)
    is_wild = wild(reported, exposure[:, None], _FAR)
    total = np.where(given & ~is_wild, reported, 0).sum(axis=0)
    base = ((given & ~is_wild) * exposure[:, None]).sum(axis=0)
    rate = np.divide(total, base, out=np.zeros(len(total)), where=base > 0).clip(0)
    if rate.sum() <= 0:
        return np.full(reported.shape, 1 / len(rate))
    city = rate / rate.sum()
    if len(rate) == 1:
        return np.ones(reported.shape)
    as_city = np.where(given, city, 0).sum(axis=1, keepdims=True)
    own = np.where(given, reported, 0).sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.log(reported / own * as_city / city)  # from what the city's split leads one to expect
    told = np.isfinite(apart) & (np.abs(apart) < np.log(_FAR)) & ~is_wild.any(axis=1, keepdims=True)
    if not told.any():
        return np.tile(city, (len(reported), 1))
    spread = (1.48 * float(np.median(np.abs(apart[told])))) ** 2  # of a normal; a few slips do not move it
    thin = np.broadcast_to(
        1 + 1 / (_MONTHS * np.maximum(city, 1e-3)), told.shape
    )  # small months scatter more
    weight = max(spread - scatter_sd**2 * float(np.median(thin[told])), 0) / max(spread, 1e-12)
    share = city * np.exp(weight * np.where(told, apart, 0))
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def wild(reported: Floats, exposure: Floats, times: float) -> NDArray[np.bool_]:
    """Mark cells, (township, month), so many times off the middle rate of their month."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where((exposure > 0) & (reported > 0), np.log(reported / exposure), np.nan)
    is_wild = np.zeros(rate.shape, dtype=np.bool_)
    for month in np.flatnonzero(np.isfinite(rate).any(axis=0)):
        is_wild[:, month] = np.abs(rate[:, month] - np.nanmedian(rate[:, month])) > np.log(times)
    return is_wild


def retimed(
    told: Floats,
    share: Floats,
    exposure: Floats,
    *,
    county_of: Rows,
    noise_sd: float,
    shared_sd: float,
) -> Floats:
    """Return the split among months as the counties tell it, where it is surely not last year's.

    Parameters
    ----------
    told : array, shape (township, month of the season)
        This year's cells, NaN where not given.
    share : array, shape (township, month of the season)
        Split that last year leads one to expect; rows add up to 1.
    exposure : array, shape (township,)
        What the season's work is expected to go with.
    county_of : array, shape (township,)
        The county row of each township.
    noise_sd : float
        Scatter of one report, log.
    shared_sd : float
        Shock that the reports of a county's month share, log.

    Returns
    -------
    array, shape (township, month of the season)
        Rows add up to 1. A place that has told only a part of the season moves with its county unless what
        it did tell lies nearer to last year's split.
    """
    if share.shape[1] == 1:
        return share
    moved = share.copy()
    months, rows = _whole(told, share, np.flatnonzero(exposure > 0))
    for county in np.unique(county_of[exposure > 0]):
        every = np.flatnonzero((county_of == county) & (exposure > 0))
        own_months, own_rows = _whole(told, share, every)
        if len(own_rows) < _LEAST_PLACES:
            own_months, own_rows = months, rows  # a county of few places goes by the city
        if len(own_rows) < _LEAST_PLACES:
            continue
        at = np.ix_(own_rows, own_months)
        due = share[at].sum(axis=1, keepdims=True)
        own = due * told[at] / told[at].sum(axis=1, keepdims=True)
        apart = np.log(np.maximum(own, _LEAST_TOLD) / np.maximum(share[at], _LEAST_TOLD))
        shift = np.median(apart, axis=0)
        thin = 1 + 1 / (_MONTHS * np.maximum(share[at].mean(axis=0), 1e-3))  # small months scatter more
        # pi / 2: a median scatters more than a mean
        sd = np.sqrt(shared_sd**2 + noise_sd**2 * thin * np.pi / 2 / len(own_rows)) + 1e-9
        if (np.abs(shift) > _SURE_SDS * sd).any():
            some = _those_that_moved(
                told, share * exposure[:, None], every, whole=own_rows, months=own_months, shift=shift
            )
            whole = np.ix_(some, own_months)
            turned = share[whole] * np.exp(shift)
            moved[whole] = turned * (share[whole].sum(axis=1) / turned.sum(axis=1))[:, None]
    return moved


def _whole(told: Floats, share: Floats, every: Rows) -> tuple[Rows, Rows]:
    """Find the months that most of some places have told, and the places that have told them all.

    No place is found where those months are not nearly the whole season.
    """
    months = np.flatnonzero(2 * np.isfinite(told[every]).sum(axis=0) > len(every))
    if not months.size or share[np.ix_(every, months)].sum(axis=1).mean() < NEARLY_WHOLE:
        return months, every[:0]
    rows = every[np.isfinite(told[np.ix_(every, months)]).all(axis=1)]
    return months, rows[told[np.ix_(rows, months)].sum(axis=1) > 0]


def _those_that_moved(
    told: Floats,
    expected: Floats,
    every: Rows,
    *,
    whole: Rows,
    months: Rows,
    shift: Floats,
) -> Rows:
    """Leave out the places of a county whose part of the season was told as last year leads one to expect."""
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.log(told[:, months] / expected[:, months])
    off = np.where(np.isfinite(off), off, np.nan)
    usual = np.nan_to_num(np.median(np.nan_to_num(off[whole]), axis=0))
    apart = np.nansum(np.abs(off[every] - usual), axis=1)
    apart_unmoved = np.nansum(np.abs(off[every] - usual + shift), axis=1)
    is_whole = np.isin(every, whole)
    return np.asarray(every[is_whole | (apart <= apart_unmoved)])
