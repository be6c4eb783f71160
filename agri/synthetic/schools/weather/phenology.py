"""When work begins at each place in a year's weather, and in which months it gets done."""

from dataclasses import dataclass

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.weather.constants import LAW, Work
from agri.synthetic.schools.weather.sky import Sky, climate

_SINCE = {"warmth": 1, "maize": 152, "cooling": 213}  # day of the year from which each is summed


@dataclass(frozen=True)
class Seasons:
    """A year of one sky.

    `cut_days` are the days before a month's end up to which its work counts, shape (township,); 0 in truth.
    """

    axes: Axes
    sky: Sky
    year: int
    cut_days: Floats

    def begins(self, name: str) -> Floats:
        """Return the position of the day on which a work begins, shape (township,)."""
        work = LAW.works[name]
        first = self.sky.day(self.year, _SINCE[work.by])
        last = self.sky.day(self.year, 360)
        summed = np.cumsum(_driver(self.sky.heat[first:last], work.by), axis=0)
        mark = _driver(climate(np.arange(_SINCE[work.by], work.day + 1, dtype=np.float64)), work.by).sum()
        reached = np.argmax(summed >= mark, axis=0)
        reached = np.where(summed[-1] >= mark, reached, len(summed) - 1)
        # Nobody waits more than five weeks, or begins more than five weeks early.
        usual = work.day - _SINCE[work.by]
        return np.clip(reached, usual - 36, usual + 36).astype(np.float64) + first

    def share(self, name: str, element: str) -> Floats:
        """Return a work's share by month over the months in which an element is asked, (township, month)."""
        return self.axes.settle(element, self.share_of(LAW.works[name], self.begins(name)))

    def share_of(self, work: Work, begins: Floats) -> Floats:
        """Return which share of a work falls in each month, shape (township, month)."""
        columns = np.arange(len(begins))
        done_before = self.sky.workable[begins.astype(np.intp), columns]
        ends = self.sky.month_ends(self.year)[:, None] - self.cut_days
        ends[-1] += self.cut_days  # the year's last report tells everything
        passed = self.sky.workable[np.maximum(ends, 0).astype(np.intp), columns] - done_before
        progress = np.clip(passed / work.takes, 0, 1)
        shares = np.diff(progress, axis=0, prepend=0)
        # What the year's last day leaves undone was done in its last months all the same.
        return np.asarray((shares / np.maximum(progress[-1:], 1e-6)).T)


def _driver(heat: Floats, by: str) -> Floats:
    if by == "cooling":
        return np.maximum(LAW.cool_base - heat, 0.0)
    return np.maximum(heat - (LAW.maize_base if by == "maize" else LAW.warm_base), 0.0)
