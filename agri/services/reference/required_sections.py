"""Decide which form sections a place must fill in: the form names the months, baselines the crops grown."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from agri.definitions.calendar import Calendar, Crop
from agri.definitions.forms import Form, Section
from agri.indicators.snapshot import Floats
from agri.periods import Period

AreaOf = Callable[[str, int], Floats | float]


def area_key(crop: Crop, period: Period) -> str:
    """Return the baseline key of the season that a month's field work belongs to.

    Parameters
    ----------
    crop : Crop
        Sown in spring, or in autumn for the year after.
    period : Period
        The month of the work.

    Returns
    -------
    str
        ``wheat_last_autumn_mu`` in spring, ``wheat_mu`` from the autumn's first month on.
    """
    is_last_autumns = crop.is_harvested_next_year and crop.sown_in(period) < period.year
    return f"{crop.code}_last_autumn_mu" if is_last_autumns else f"{crop.code}_mu"


def is_asked(
    form: Form, section: Section, period: Period, calendar: Calendar, area_of: AreaOf
) -> NDArray[np.bool_] | np.bool_:
    """Say of which places a period asks a section.

    Parameters
    ----------
    form, section : Form, Section
        A section without crops of its own takes those of its form; without any, it is always asked.
    period : Period
        Month or quarter.
    calendar : Calendar
        Knows which season a month's work belongs to.
    area_of : callable
        Gives a baseline key's area in a year, mu: of one place, or shape (org_unit,); NaN where unknown.

    Returns
    -------
    bool or array, shape (org_unit,)
        One bool where no crop decides. False only where every crop's area is known to be 0: what is
        unknown is asked.
    """
    crops = section.crops or form.crops
    is_in_season = form.asks_in(period) and period.last_month in section.months
    if not is_in_season or not crops:
        return np.bool_(is_in_season)
    areas = [area_of(area_key(calendar.crops[code], period), period.year) for code in crops]
    is_grown: NDArray[np.bool_] | np.bool_ = ~(np.asarray(areas) == 0).all(axis=0)
    return is_grown
