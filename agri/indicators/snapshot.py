"""The record as it stood at an instant, as plain arrays: the only door from the record to the numbers."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.heirs import Heir
from agri.definitions.places import Places
from agri.periods import Period
from agri.terms import CellState, Drawn, SnapshotBasis

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """One cell that somebody went to see: what was reported and what was verified."""

    org_unit: str
    period: Period
    data_element: str  # "form.element"
    reported: float | None
    verified: float
    drawn: Drawn


@dataclass(frozen=True)
class Snapshot:
    """Accepted values of every cell, and why the others are silent.

    ============ ======================================= ====================================================
    Field        Shape                                   Meaning
    ============ ======================================= ====================================================
    values       (org_unit, data_element, period)        the month's own amount in the element's unit;
                                                         NaN unless the state is GIVEN
    state        (org_unit, data_element, period)        a `CellState`; NOT_DUE where nothing is asked
    delay_days   (org_unit, form, period)                days from the period's end to the first receipt;
                                                         NaN where nothing was received by `as_of`
    is_closed    (org_unit, period)                      the county has closed the month
    baselines    (org_unit, baseline key, year)          `years` are last year and the plan year;
                                                         NaN where unknown
    earlier      (day, as `baselines`), by day           what held until a day of the plan year on which
                                                         places handed over: months before are theirs
    ============ ======================================= ====================================================

    `periods` are months; a quarter's report stands at the quarter's last month. `pending` counts reports
    whose newest revision is undecided, also where an older accepted one still gives the value.
    """

    as_of: date
    basis: SnapshotBasis
    places: Places
    forms: tuple[str, ...]
    data_elements: tuple[str, ...]
    periods: tuple[Period, ...]
    values: Floats
    state: NDArray[np.int8]
    delay_days: Floats
    is_closed: NDArray[np.bool_]
    baseline_keys: tuple[str, ...]
    years: tuple[int, ...]
    baselines: Floats
    spot_checks: tuple[SpotCheck, ...] = field(default=())
    pending: int = 0
    definitions: str = ""  # digest of the plan's version in the record
    heirs: tuple[Heir, ...] = ()  # of townships that were merged, split or renamed; baselines are handed on
    earlier: tuple[tuple[date, Floats], ...] = ()

    @cached_property
    def id(self) -> str:
        """SHA-256 of the content; equal content gives an equal id on any machine."""
        digest = hashlib.sha256()
        for text in (
            self.as_of.isoformat(),
            self.basis,
            *self.places.codes,
            *self.forms,
            *self.data_elements,
            *map(str, self.periods),
            *self.baseline_keys,
            *map(str, self.years),
            *map(repr, self.spot_checks),
            str(self.pending),
            *((self.definitions,) if self.definitions else ()),
            *map(repr, self.heirs),
        ):
            digest.update(text.encode() + b"\x1f")
        arrays = (self.values, self.state, self.delay_days, self.is_closed, self.baselines)
        for array in (*arrays, *(before for _, before in self.earlier)):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    @cached_property
    def element_index(self) -> dict[str, int]:
        """The position of each ``form.element`` on the second axis."""
        return {name: i for i, name in enumerate(self.data_elements)}

    @cached_property
    def period_index(self) -> dict[Period, int]:
        """The position of each month on the third axis."""
        return {period: i for i, period in enumerate(self.periods)}

    @cached_property
    def baseline_index(self) -> dict[str, int]:
        """The position of each baseline key."""
        return {key: i for i, key in enumerate(self.baseline_keys)}

    def of(self, data_element: str) -> Floats:
        """Return one element's values, shape (org_unit, period); NaN unless given, or where no form asks."""
        if data_element not in self.element_index:
            return np.full((len(self.places.units), len(self.periods)), np.nan)
        return self.values[:, self.element_index[data_element], :]

    def states_of(self, data_element: str) -> NDArray[np.int8]:
        """Return one element's states, shape (org_unit, period); not due where no form asks for it."""
        if data_element not in self.element_index:
            return np.full((len(self.places.units), len(self.periods)), CellState.NOT_DUE, dtype=np.int8)
        return self.state[:, self.element_index[data_element], :]

    def baseline(self, key: str, year: int) -> Floats:
        """Return one baseline of one year, shape (org_unit,); NaN where unknown, or where there is no key."""
        return self._known(self.baselines, key, year)

    def baseline_on(self, key: str, year: int, day: date) -> Floats:
        """Return a baseline on the ground of a day of the plan year, shape (org_unit,); as `baseline`."""
        held = (before for until, before in self.earlier if day < until)
        return self._known(next(held, self.baselines), key, year)

    def baseline_by_month(self, key: str, year: int) -> Floats:
        """Return a baseline on the ground of each month of the plan year, shape (org_unit, 12)."""
        if not self.earlier:
            return np.repeat(self.baseline(key, year)[:, None], 12, axis=1)
        days = (date(self.years[-1], month, 1) for month in range(1, 13))
        return np.stack([self.baseline_on(key, year, day) for day in days], axis=1)

    def baseline_at_last(self, key: str, year: int) -> Floats:
        """Return a baseline; of places that ended in the plan year the one that they had, (org_unit,)."""
        found = self.baseline(key, year)
        for _, before in reversed(self.earlier):
            found = np.where(np.isnan(found), self._known(before, key, year), found)
        return found

    def _known(self, baselines: Floats, key: str, year: int) -> Floats:
        if year not in self.years or key not in self.baseline_index:
            return np.full(len(self.places.units), np.nan)
        return np.asarray(baselines[:, self.baseline_index[key], self.years.index(year)])

    def months_of(self, year: int) -> NDArray[np.intp]:
        """Return the positions of a year's months on the period axis, shape (month,)."""
        return np.array([i for i, period in enumerate(self.periods) if period.year == year], dtype=np.intp)
