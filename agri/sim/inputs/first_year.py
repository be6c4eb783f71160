"""What a year without any report of the year before is held against: its sums, and the crop calendar.

A package's level is another place's knowledge; last year's own sum, where it is known beforehand, is better.
"""

import numpy as np

from agri.definitions.declared import CROP, Amount
from agri.definitions.lines import Line
from agri.definitions.plan import Plan
from agri.indicators.growth import base_share
from agri.indicators.snapshot import Floats, Snapshot
from agri.sim.inputs.layout import Layout


def level_beforehand(
    snapshot: Snapshot, plan: Plan, layout: Layout, line: Line, stated: tuple[Floats, float]
) -> Floats:
    """Return the reported level of a line without any report of last year, (township, month).

    Parameters
    ----------
    stated : array, shape (township, month), and float
        Last year's exposure, and the package's level: of a crop that stands over winter that of its whole
        season, of which each part of the year takes as much as the calendar says.

    Returns
    -------
    array
        So that each place comes to its own sum of last year, where that is known beforehand.
    """
    exposure, usual = stated
    level = np.full(exposure.shape, usual)
    found = _compared(plan, line)
    if found is None:
        return level
    amount, crop = found
    share = base_share(plan, crop, amount.month_share)
    if len(line.groups) > 1 and crop in plan.main_crops:
        parts = {group: share[[month - 1 for month in group]].sum() for group in line.groups}
        if (whole := sum(parts.values())) > 0:
            for group, part in parts.items():
                level[:, [month - 1 for month in group]] *= part / whole
    key = (amount.baseline or "").replace(CROP, crop)
    known = np.nan_to_num(layout.at_townships(snapshot.baseline(key, plan.year)))
    expected = (exposure * level).sum(axis=1)
    is_told = (known > 0) & (expected > 0)
    return np.asarray(level * np.divide(known, expected, out=np.ones_like(known), where=is_told)[:, None])


def split_beforehand(plan: Plan, line: Line, group: tuple[int, ...]) -> Floats | None:
    """Return how the calendar splits a season among months, (month,); None where it does not say."""
    found = _compared(plan, line)
    if found is None:
        return None
    share = base_share(plan, found[1], found[0].month_share)[[month - 1 for month in group]]
    return np.asarray(share / share.sum()) if share.sum() > 0 else None


def _compared(plan: Plan, line: Line) -> tuple[Amount, str] | None:
    """Return the amount that compares just what a line is made of with last year, and its crop."""
    for amount in plan.amounts.values():
        if amount.base is None or amount.baseline is None:
            continue
        has_crops = any(CROP in one for one in amount.elements)
        for crop in amount.each_crop(plan.main_crops) if has_crops else ("",):
            if {one.replace(CROP, crop) for one in amount.elements} == set(line.names):
                return amount, crop
    return None
