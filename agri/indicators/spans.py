"""Which months of a snapshot count for what in the plan year."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.periods import Period

Months = NDArray[np.bool_]


@dataclass(frozen=True)
class Spans:
    """Masks of months, each of shape (period,), up to and including `through`."""

    snapshot: Snapshot
    plan: Plan
    through: Period
    _sown_in: dict[str, NDArray[np.int_]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def counts(self) -> Months:
        """Months that are not later than the last one that counts."""
        return np.array([period <= self.through for period in self.snapshot.periods], dtype=np.bool_)

    @cached_property
    def year(self) -> Months:
        """Months of the plan year."""
        return np.asarray(self.in_year(self.plan.year) & self.counts)

    def in_year(self, year: int) -> Months:
        """Mark the months of a calendar year, whether they count or not."""
        return np.array([period.year == year for period in self.snapshot.periods], dtype=np.bool_)

    def sown(self, crop: str, year: int) -> Months:
        """Mark the months whose field work belongs to the season of a crop sown in a year."""
        if crop not in self._sown_in:
            definition = self.plan.calendar.crops[crop]
            self._sown_in[crop] = np.array([definition.sown_in(one) for one in self.snapshot.periods])
        return np.asarray((self._sown_in[crop] == year) & self.counts, dtype=np.bool_)

    def due_last_autumn(self, crop: str) -> Months:
        """Last year's months whose work with a crop (its film) is due in the plan year."""
        year = self.plan.year - 1
        return np.asarray(self.sown(crop, year) & self.in_year(year))

    def due_spring(self, crop: str) -> Months:
        """Months of the plan year whose work (its film) is due in the same year."""
        return np.asarray(self.year & ~self.sown(crop, self.plan.year))
