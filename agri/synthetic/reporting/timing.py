"""When in the year work falls: windows of the crop calendar as shares of months."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from agri.definitions.calendar import Campaign
from agri.synthetic.world.world import Floats

_LATE = 0.05  # of a window's work is done in the month after it, assumed


def month_shares(campaign: Campaign, year: int, asked: Sequence[int]) -> Floats:
    """Return how a campaign's work is spread over the months that a form asks about.

    Parameters
    ----------
    campaign : Campaign
        Its window gives the days; a little is done late.
    asked : sequence of int
        Months in which the amount can be reported at all; work of other months is told with the nearest.

    Returns
    -------
    array, shape (month,)
        Sums to 1.
    """
    first, last = campaign.window(year)
    days = (last - first).days + 1
    shares = np.zeros(13)
    for day in range(days):
        shares[(first + timedelta(days=day)).month - 1] += (1 - _LATE) / days
    shares[last.month if last.month < 12 else 11] += _LATE
    return settled(shares[:12], asked)


def settled(shares: Floats, asked: Sequence[int]) -> Floats:
    """Move shares of months that are not asked to the nearest month that is, of two the later."""
    moved = np.zeros(12)
    for month, share in enumerate(shares, start=1):
        nearest = min(asked, key=lambda other: (abs(other - month), -other))
        moved[nearest - 1] += share
    return moved
