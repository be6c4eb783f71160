"""Figures that are made to fit what is heard of others' figures, and lifted for a table of ranks."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats, Positions
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.graph import Neighbourhood
from agri.synthetic.schools.telling import TrueCells

HEARD = ("coverage", "amount", "recovery")  # families of which offices ask each other
PRAISED = ("coverage", "recovery")


@dataclass(frozen=True)
class Hearsay:
    """Who hears whose figures before writing an own one; months of all years in a row.

    A figure is compared by its pace: what it is of the first year's amount of the place. `order` holds
    which township reports first, second, … in a month, (township, month); `copies` how far those that copy
    are at it, (township, month).
    """

    frame: TrueCells
    neighbours: Neighbourhood
    order: Positions
    copies: Floats

    @cached_property
    def columns(self) -> Positions:
        """Positions of the elements that offices ask each other for."""
        townships = np.any(self._true > 0, axis=(0, 2))
        return np.array([i for i in self.frame.elements_of(*HEARD) if townships[i]], dtype=np.intp)

    @cached_property
    def praised(self) -> Positions:
        """Positions among `columns` of what tables rank."""
        praised = set(self.frame.elements_of(*PRAISED).tolist())
        return np.array([k for k, i in enumerate(self.columns) if i in praised], dtype=np.intp)

    @property
    def _true(self) -> Floats:
        return np.nan_to_num(self.frame.true[self.frame.axes.rows])

    @cached_property
    def size(self) -> Floats:
        """What a place came to in the first year, shape (township, column)."""
        return np.asarray(self._true[:, self.columns, :12].sum(axis=2))

    @cached_property
    def herding(self) -> Floats:
        """How far a place moves to what it hears, shape (township,)."""
        mean, law = LAW.hearing.herding
        random = self.neighbours.streams("rumours", "herding")
        return random.beta(mean * law, (1 - mean) * law, len(self.order))

    @cached_property
    def lift(self) -> Floats:
        """Log by which the last of a county is lifted at a quarter's end, shape (township,)."""
        random, axes = self.neighbours.streams("rumours", "ranks"), self.frame.axes
        share, scale = LAW.hearing.lifts
        lifts = (random.random(len(axes.counties)) < share) * random.gamma(
            1.7, scale / 1.7, len(axes.counties)
        )
        return np.asarray(lifts[axes.county_index])

    def told(self, own: Floats) -> tuple[Floats, Floats]:
        """Return figures as written after asking, and who stands low, (township, …, month).

        Parameters
        ----------
        own : array
            What places would write of themselves, (township, data_element, month); NaN where not asked.
        """
        found, low = own.copy(), np.zeros((len(own), own.shape[2]))
        for month in range(own.shape[2]):
            written = np.nan_to_num(own[:, self.columns, month])
            first = month // 12 * 12
            before = np.nan_to_num(found[:, self.columns, first:month]).sum(axis=2)
            low[:, month] = self._low(before + written)
            if month % 3 == 2:
                written[:, self.praised] *= np.exp(self.lift * low[:, month])[:, None]
            written = self._after_asking(written, month)
            asked = ~np.isnan(own[:, self.columns, month])
            found[:, self.columns, month] = np.where(asked, written, np.nan)
        return found, low

    def _low(self, to_date: Floats) -> Floats:
        """Return how low places stand in their county's table, 1 for its last, 0 for most, (township,)."""
        size = self.size[:, self.praised]
        pace = np.divide(to_date[:, self.praised], size, out=np.zeros_like(size), where=size > 0)
        pace = pace.clip(0, 3).sum(axis=1)
        found, index = np.zeros(len(pace)), self.frame.axes.county_index
        for county in range(len(self.frame.axes.counties)):
            at = np.flatnonzero(index == county)
            if len(at) > 1:
                rank = np.argsort(np.argsort(pace[at])) / (len(at) - 1)
                found[at] = (1 - rank / LAW.hearing.low).clip(0, 1)
        return found

    def _after_asking(self, written: Floats, month: int) -> Floats:
        """Return a month's figures once each office has asked those that had reported, (township, column)."""
        valid = (written > 0) & (self.size > 0)
        pace = np.zeros_like(written)
        np.log(written / np.maximum(self.size, 1e-9), out=pace, where=valid)
        has_told = np.zeros(len(written))
        strength, most = LAW.hearing.copies
        for place in np.argsort(self.order[:, month]).tolist():
            weight = self.neighbours.heeds[place] * has_told
            heard = weight @ valid
            gap = weight @ (pace * valid) / np.maximum(heard, 1e-12) - pace[place]
            copied = self.copies[place, month]
            limit = most if copied else LAW.hearing.most
            # Of whom an office hears little, it believes less.
            moves = max(strength * copied, self.herding[place] * min(weight.sum() * 1.7, 1.0))
            pace[place] += np.where(valid[place] & (heard > 1e-6), moves * gap.clip(-limit, limit), 0.0)
            has_told[place] = 1.0
        return np.where(valid, np.exp(pace) * self.size, written)
