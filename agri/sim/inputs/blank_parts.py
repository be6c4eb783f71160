"""Put in the parts of a cell that its report left blank: what is unknown is not zero.

A line may be the sum of several data elements, such as fertilizer by nutrient. A report that gives some of
them and leaves another blank says less than the whole, and no performance explains what it lacks. The missing
part goes with the given ones as it did in the place's other months. This is for the numbers of the engine
alone: the record and the indicators never hold a part that nobody gave.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.lines import Line
from agri.indicators.snapshot import Floats

LAST, NOW = 0, 1  # positions of last year and the plan year
_TOO_LITTLE = 1 / 3  # of the whole: given parts that are less tell nothing of it


@dataclass(frozen=True)
class Parts:
    """The parts of one line in last year and the plan year.

    ============ ============================= =====================================================
    Field        Shape                         Meaning
    ============ ============================= =====================================================
    told         (year, element, township, 12) as given, NaN where not given
    whole        (year, element, township, 12) with what was left blank beside a given part put in
    is_thin      (year, township, 12)          so little was given that the whole remains unknown
    ============ ============================= =====================================================

    The elements are those of the line, then those that are taken off.
    """

    line: Line
    told: Floats
    whole: Floats
    is_thin: NDArray[np.bool_]

    def sum_told(self, year: int) -> Floats:
        """Return the line's amount as given, (township, 12); NaN where no part is. `year` is LAST or NOW."""
        return self._sum(self.told[year])

    def sum_whole(self, year: int) -> Floats:
        """Return the line's amount with missing parts put in, (township, 12); NaN where no part is given."""
        return self._sum(self.whole[year])

    def sum_sound(self, year: int) -> Floats:
        """Return `sum_whole`, NaN also where too little is known of the whole."""
        return np.where(self.is_thin[year], np.nan, self.sum_whole(year))

    def of_line(self, year: int) -> Floats:
        """Return the parts that add up to the line, (element, township, 12); 0 where nothing is known."""
        return np.nan_to_num(self.whole[year, : len(self.line.elements)])

    def _sum(self, parts: Floats) -> Floats:
        count = len(self.line.elements)
        total = np.nan_to_num(parts[:count]).sum(axis=0) - np.nan_to_num(parts[count:]).sum(axis=0)
        return np.where(np.isnan(parts[:count]).all(axis=0), np.nan, total)


def put_in(line: Line, told: Floats, is_blank: NDArray[np.bool_]) -> Parts:
    """Estimate every part that was left blank beside a given one.

    It stands to the given parts as in the same month of the other year, or else as in all months of the
    season together. A part that a place never gives is taken for none: nothing says how much it would be.

    Parameters
    ----------
    line : Line
        Its elements, and which months are one season.
    told : array, shape (year, element, township, 12)
        Given amounts, NaN where not given.
    is_blank : array, shape (year, element, township, 12)
        Asked, and left blank in a report that came.
    """
    count = len(line.elements)
    whole = told.copy()
    is_thin = np.zeros((told.shape[0], *told.shape[2:]), dtype=np.bool_)
    is_given = np.isfinite(told[:, :count]).any(axis=1)
    of_season = {month: [other - 1 for other in group] for group in line.groups for month in group}
    for year, township, at in zip(*np.nonzero(is_blank.any(axis=1) & is_given), strict=True):
        if at + 1 not in of_season:
            continue
        lacking = is_blank[year, :, township, at]
        there = told[:, :, township, :]
        known = ~lacking[:count]
        # Months that left blank none of the parts that this one gives.
        is_known = ~is_blank[:, :count, township, :][:, known].any(axis=1)
        base = np.nan_to_num(there[:, :count][:, known]).sum(axis=1)  # (year, 12)
        for part in np.flatnonzero(lacking):
            is_like = is_known & np.isfinite(there[:, part]) & (base > 0)
            other_year = (1 - year, at)
            if is_like[other_year]:
                ratio = there[1 - year, part, at] / base[other_year]
            else:
                season = np.ix_(range(told.shape[0]), of_season[at + 1])
                like = np.where(is_like, base, 0)[season].sum()
                ratio = np.where(is_like, there[:, part], 0)[season].sum() / like if like > 0 else 0.0
            whole[year, part, township, at] = ratio * base[year, at]
            # Beside nothing a part cannot be put in, and it may be all there is.
            usual = there[1 - year, part, at]
            usual = np.nanmax(there[:, part], initial=0) if np.isnan(usual) else usual
            is_thin[year, township, at] |= part < count and base[year, at] <= 0 < usual
        total = np.nan_to_num(whole[year, :count, township, at]).sum()
        is_thin[year, township, at] |= base[year, at] < _TOO_LITTLE * total
    return Parts(line, told, whole, is_thin)
