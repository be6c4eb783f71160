"""Companies' books: in which month's report work is told that was done in another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.markets.constants import LAW
from agri.synthetic.schools.telling import TrueCells
from agri.synthetic.world.streams import NamedStreams

CALENDAR, TO_25TH, BY_QUARTER = range(3)
_LAST_MONTHS = 10  # the position from which on late work may be billed in the next year


@lru_cache(maxsize=256)
def _billed_in(kind: int, asked: tuple[bool, ...]) -> tuple[tuple[int, int], ...]:
    """Return pairs of positions: the month of work, and the month whose bill holds it, where they differ."""
    found = []
    for month in np.flatnonzero(asked).tolist():
        target = month + 1 if kind == TO_25TH else month + 2 - month % 3
        if kind == BY_QUARTER and target == month:
            continue
        of_year = [m for m in range(target, 12 * (month // 12 + 1)) if asked[m]]
        next_year = [m for m in range(target, len(asked)) if asked[m] and month % 12 >= _LAST_MONTHS]
        found += [(month, (of_year or next_year)[0])] if of_year or next_year else []
    return tuple(found)


@dataclass(frozen=True)
class CompanyBooks:
    """How the companies of every county bill, and how much of the work their books hold, year by year."""

    frame: TrueCells
    streams: NamedStreams

    @cached_property
    def kinds(self) -> Floats:
        """How a county's companies bill, by year, shape (county, year)."""
        random, count = self.streams("markets", "billing"), len(self.frame.axes.counties)
        law, kind = LAW.books, self.streams("markets", "first billing").choice(3, count, p=LAW.books.kinds)
        found = []
        for _ in self.frame.years:
            kind = np.where(random.random(count) < law.change, random.choice(3, count, p=law.kinds), kind)
            found.append(kind)
        return np.stack(found, axis=1).astype(np.float64)

    @cached_property
    def held(self) -> Floats:
        """Share of services that the books hold, shape (township,)."""
        share, law = LAW.books.held
        return self.streams("markets", "held").beta(share * law, (1 - share) * law, len(self.frame.axes.rows))

    def told(self, true: Floats, columns: Sequence[int]) -> Floats:
        """Return true cells (org_unit, element, month) with townships' columns as the books hold them."""
        found, axes, months = true.copy(), self.frame.axes, true.shape[2]
        random = self.streams("markets", "late work")
        late = random.uniform(*LAW.books.tail, (len(axes.counties), months))
        for column in columns:
            cells = np.nan_to_num(true[axes.rows, column])
            asked = tuple((~np.isnan(true[axes.rows, column])).any(axis=0).tolist())
            booked = cells.copy()
            for kind in (TO_25TH, BY_QUARTER):
                for month, bill in _billed_in(kind, asked):
                    here = (self.kinds[:, month // 12] == kind)[axes.county_index]
                    part = late[axes.county_index, month] if kind == TO_25TH else np.ones(len(cells))
                    share = part * self.held * here
                    if bill // 12 != month // 12:
                        share = share * LAW.books.over_year
                    # What a place is not asked in that month stays where it was done.
                    share = share * ~np.isnan(true[axes.rows, column, bill])
                    booked[:, month] -= share * cells[:, month]
                    booked[:, bill] += share * cells[:, month]
            found[axes.rows, column] = np.where(np.isnan(true[axes.rows, column]), np.nan, booked)
        return found

    def bought(self, told: Floats, columns: Sequence[int]) -> None:
        """Book a part of fertilizer and pesticide in the month before its use, in place."""
        for column in columns:
            cells = told[self.frame.axes.rows, column]
            for month in range(1, cells.shape[1]):
                if month % 12:
                    before = cells[:, month - 1]
                    part = np.where(np.isnan(before), 0.0, LAW.books.ahead * cells[:, month])
                    cells[:, month - 1] = before + np.nan_to_num(part)
                    cells[:, month] -= np.nan_to_num(part)
            told[self.frame.axes.rows, column] = cells
