"""Split a change into the parts that area, the mix of what is grown, and intensity made; the sum is exact."""

from dataclasses import dataclass

import numpy as np

from agri.indicators.snapshot import Floats


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change is made of; the four parts add up to it. Each has the shape (place,).

    ========= ======================================================================= ============
    Field     Meaning                                                                 Unit
    ========= ======================================================================= ============
    area      all areas together grew or shrank                                       of the total
    mix       the areas' shares moved to what takes more, or less, per unit of area   of the total
    intensity amount per unit of area                                                 of the total
    unsplit   change of what has no known area in either of both years                of the total
    ========= ======================================================================= ============
    """

    area: Floats
    mix: Floats
    intensity: Floats
    unsplit: Floats


def split_change(before: Floats, after: Floats, area_before: Floats, area_after: Floats) -> Effects:
    """Split the change of a sum over kinds of ground exactly; a total can fall with unchanged kg per mu.

    A total is all area × each kind's share of it × its intensity. Each of the three is changed in every
    order, and the mean of what it did is its part (Shapley): no order is preferred, nothing is left over.

    Parameters
    ----------
    before, after : array, shape (place, kind)
        Amounts in both years, any unit.
    area_before, area_after : array, shape (place, kind)
        Areas, NaN where unknown. A kind without amounts in either year has no part in the mix.

    Returns
    -------
    Effects
        A kind that is new, or was given up, is area and mix: its intensity is taken as that of its one year.

    >>> split = split_change(*(np.array([[x]]) for x in (100.0, 88.0, 10.0, 8.0)))
    >>> float(split.area[0]), float(split.mix[0]), float(split.intensity[0])
    (-21.0, 0.0, 9.0)
    """
    there = (before != 0) | (after != 0)
    then, now = np.nan_to_num(area_before), np.nan_to_num(area_after)
    known = np.isfinite(area_before) & np.isfinite(area_after) & there
    known &= ((then > 0) | (before == 0)) & ((now > 0) | (after == 0)) & ((then > 0) | (now > 0))
    then, now = np.where(known, then, 0.0), np.where(known, now, 0.0)
    per_then, per_now = _divide(before, then), _divide(after, now)
    per_then, per_now = np.where(then > 0, per_then, per_now), np.where(now > 0, per_now, per_then)
    all_then, all_now = then.sum(axis=1, keepdims=True), now.sum(axis=1, keepdims=True)
    share_then, share_now = _divide(then, all_then), _divide(now, all_now)
    # All land given up, or all new: its shares are taken as those of its one year, so that it is all area.
    share_then = np.where(all_then > 0, share_then, share_now)
    share_now = np.where(all_now > 0, share_now, share_then)
    area = (all_now - all_then) * _mean(share_then, share_now, per_then, per_now)
    mix = (share_now - share_then) * _mean(all_then, all_now, per_then, per_now)
    intensity = (per_now - per_then) * _mean(all_then, all_now, share_then, share_now)
    return Effects(
        area=area.sum(axis=1),
        mix=mix.sum(axis=1),
        intensity=intensity.sum(axis=1),
        unsplit=np.where(known, 0.0, after - before).sum(axis=1),
    )


def _mean(a_then: Floats, a_now: Floats, b_then: Floats, b_now: Floats) -> Floats:
    """Return the mean of the product of the two others over the orders in which they may have changed."""
    return (a_then * b_then + a_now * b_now) / 3 + (a_then * b_now + a_now * b_then) / 6


def _divide(part: Floats, whole: Floats) -> Floats:
    part, whole = np.broadcast_arrays(part, whole)
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)
