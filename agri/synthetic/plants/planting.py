"""Change a snapshot's plan year at one place, and say afterwards exactly what was changed.

A plant writes through `row`, an array of the twelve months, or through the helpers; what differs in the end
is found by comparing, so that no plant can forget to name a cell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.forms import DataElement, Form
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.scoring.planted import Planted, PlantedCells
from agri.terms import CellState, Level

Flags = NDArray[np.bool_]

_MONTHS = 12
_TYPED_DECIMALS = 4  # nobody types more
_FINEST = {"mu": 1.0, "kg": 1.0, "t": 0.1, "count": 1.0, "fraction": 0.001}
_STEPS = (100.0, 50.0, 10.0, 5.0)  # to which some places round
_ROUNDED_SHARE = 0.9  # of a place's amounts, from which on it is taken as rounding
# What is worth a fraud: from this amount of a month on, by unit; assumed.
LEAST = {"mu": 300.0, "kg": 60.0, "t": 4.0, "count": 10.0, "fraction": 0.0}


@dataclass
class Planting:
    """A snapshot under change.

    `values` and `state` are copies of the snapshot's, shape (org_unit, data_element, period).
    """

    snapshot: Snapshot
    plan: Plan

    def __post_init__(self) -> None:
        self.values = self.snapshot.values.copy()
        self.state = self.snapshot.state.copy()
        months = self.snapshot.months_of(self.plan.year)
        self._this = slice(int(months[0]), int(months[-1]) + 1)
        last = self.snapshot.months_of(self.plan.year - 1)
        self._last = slice(int(last[0]), int(last[-1]) + 1)

    # What there is.

    @cached_property
    def elements(self) -> dict[str, tuple[Form, DataElement]]:
        """Form and element of each ``form.element``."""
        return {f"{form.code}.{e.code}": (form, e) for form in self.plan.forms for e in form.elements}

    def names(self, form: str, *endings: str) -> list[str]:
        """Return a form's elements, all or those whose code ends in one of the endings."""
        found = (name for name in self.snapshot.data_elements if name.split(".")[0] == form)
        return [name for name in found if not endings or name.endswith(endings)]

    def at(self, place: str) -> int:
        """Return a place's row."""
        return self.snapshot.places.index[place]

    def row(self, place: str, name: str) -> Floats:
        """Return the plan year of an element as a view, shape (month,); NaN where nothing is given."""
        return self.values[self.at(place), self.snapshot.element_index[name], self._this]

    def last_row(self, place: str, name: str) -> Floats:
        """Return the year before, shape (month,)."""
        return self.values[self.at(place), self.snapshot.element_index[name], self._last].copy()

    def is_given(self, place: str, name: str) -> Flags:
        """Return in which months of the plan year a number is given, shape (month,)."""
        return ~np.isnan(self.row(place, name))

    def baseline(self, place: str, key: str) -> float:
        """Return what is known of a place for the plan year."""
        return float(self.snapshot.baseline(key, self.plan.year)[self.at(place)])

    def townships_of(self, county: str) -> list[str]:
        """Return the townships of a county that report, in code order."""
        return [code for code in self.townships if self.snapshot.places.county_of(code) == county]

    @cached_property
    def townships(self) -> list[str]:
        """Townships with at least one number in the plan year."""
        given = np.asarray(np.isfinite(self.snapshot.values[:, :, self._this]).any(axis=(1, 2)))
        units = self.snapshot.places.at(Level.TOWNSHIP)
        return [unit.code for unit in units if given[self.at(unit.code)]]

    @cached_property
    def counties(self) -> list[str]:
        """Counties that have such townships."""
        return sorted({self.snapshot.places.county_of(code) or "" for code in self.townships})

    # How a place writes.

    def step(self, place: str, unit: str) -> float:
        """Return the coarsest step to which nearly all amounts of a unit are rounded at a place."""
        names = [i for i, (_, e) in enumerate(self.elements.values()) if e.unit == unit and not e.is_whole]
        known = self.snapshot.values[self.at(place), names, :]
        finest = _FINEST.get(unit, 0.1)
        for step in (s * finest for s in _STEPS):
            large = known[np.nan_to_num(known) >= 10 * step]
            if large.size and np.isclose(large % step, 0).mean() >= _ROUNDED_SHARE:
                return step
        return finest

    def as_typed(self, place: str, name: str, amounts: Floats) -> Floats:
        """Round amounts as the place rounds its own."""
        unit = self.elements[name][1].unit
        finest, coarse = _FINEST.get(unit, 0.1), self.step(place, unit)
        step = np.where(np.nan_to_num(amounts) >= 10 * coarse, coarse, finest)
        return np.round(np.round(amounts / step) * step, 3)

    # What plants do.

    def scale(
        self,
        place: str,
        name: str,
        factor: float | Floats,
        months: Flags | None = None,
        *,
        exact: bool = False,
    ) -> None:
        """Multiply an element's given months.

        With `exact` the digits stay, as in a slip of unit; else the place rounds as it always does. Where the
        form's maximum is passed the month stays as it was: the form would have refused it.
        """
        row = self.row(place, name)
        wanted = row * factor
        wanted = np.round(wanted, _TYPED_DECIMALS) if exact else self.as_typed(place, name, wanted)
        self.put(place, name, wanted, months)

    def fits(self, place: str, names: Iterable[str], factor: float, months: Flags) -> bool:
        """Say whether elements, multiplied, stay within the form's maxima: else it refuses the report."""
        return all(
            bool(
                (
                    np.nan_to_num(self.row(place, name))[months] * factor <= self.elements[name][1].maximum
                ).all()
            )
            for name in names
        )

    def put(self, place: str, name: str, amounts: Floats | float, months: Flags | None = None) -> None:
        """Write amounts where a number is given, within the form's bounds."""
        row = self.row(place, name)
        wanted = np.broadcast_to(np.asarray(amounts, dtype=np.float64), row.shape)
        here = ~np.isnan(row) & ~np.isnan(wanted) & (wanted <= self.elements[name][1].maximum)
        if months is not None:
            here &= months
        row[here] = wanted[here]

    def blank(self, place: str, name: str, months: Flags) -> None:
        """Leave given months blank."""
        row = self.row(place, name)
        here = months & ~np.isnan(row)
        row[here] = np.nan
        self.state[self.at(place), self.snapshot.element_index[name], self._this][here] = CellState.BLANK

    def silence(self, place: str, months: Flags) -> None:
        """Let a place report nothing in some months."""
        values = self.values[self.at(place), :, self._this]
        state = self.state[self.at(place), :, self._this]
        asked = (state != CellState.NOT_DUE) & months
        values[asked] = np.nan
        state[asked] = CellState.NOT_REPORTED

    def total(self, place: str, names: Iterable[str]) -> Floats:
        """Return the sum of elements by month, blanks as zero, shape (month,)."""
        return np.asarray(np.nansum([self.row(place, name) for name in names], axis=0))

    def large(self, place: str, name: str, least: float = 1.0) -> Flags:
        """Return the months whose amount is worth a fraud, `least` times the unit's."""
        row = np.nan_to_num(self.row(place, name))
        return row >= least * LEAST.get(self.elements[name][1].unit, 0.0)

    # What was done.

    def changed(self, place: str) -> tuple[PlantedCells, ...]:
        """Return what differs at a place from the snapshot, a row for each form."""
        i, months = self.at(place), self._this
        before, after = self.snapshot.values[i, :, months], self.values[i, :, months]
        differs = ~((before == after) | (np.isnan(before) & np.isnan(after)))
        differs |= self.snapshot.state[i, :, months] != self.state[i, :, months]  # blank, then not reported
        found = []
        for form in self.plan.forms:
            rows = [k for k, n in enumerate(self.snapshot.data_elements) if n.split(".")[0] == form.code]
            if differs[rows].any():
                elements = [self.snapshot.data_elements[k].split(".")[1] for k in rows if differs[k].any()]
                periods = np.nonzero(differs[rows].any(axis=0))[0]
                found.append(
                    PlantedCells(
                        place, form.code, tuple(elements), tuple(self.period(int(m)) for m in periods)
                    )
                )
        return tuple(found)

    def period(self, month: int) -> Period:
        """Return a month of the plan year by its position, from 0."""
        return Period(self.plan.year, int(month) + 1)

    def undo(self, places: Sequence[str]) -> None:
        """Put places back to what they were."""
        rows = [self.at(place) for place in places]
        self.values[rows] = self.snapshot.values[rows]
        self.state[rows] = self.snapshot.state[rows]

    def planted(
        self, kind: str, strength: float, places: Sequence[str], asked_in: Sequence[str] = ()
    ) -> list[Planted]:
        """Return what was planted, a row for each place where something differs."""
        rows = (self.planted_as_one(kind, strength, place, [place], asked_in) for place in places)
        return [row for row in rows if row.cells]

    def planted_as_one(
        self, kind: str, strength: float, judged: str, places: Sequence[str], asked_in: Sequence[str] = ()
    ) -> Planted:
        """Return what was planted at several places as one row, judged at one of them or at their county."""
        cells = tuple(c for place in places for c in self.changed(place))
        forms = tuple(dict.fromkeys([*(c.form for c in cells), *asked_in]))
        return Planted(kind, strength, judged, cells, forms)

    def result(self) -> Snapshot:
        """Return the snapshot with everything that was planted."""
        return replace(self.snapshot, values=self.values.copy(), state=self.state.copy())


def months(*numbers: int) -> Flags:
    """Return the months of the numbers, 1 to 12, as flags."""
    found = np.zeros(_MONTHS, dtype=np.bool_)
    found[[number - 1 for number in numbers]] = True
    return found


def one_of(flags: Flags, random: np.random.Generator) -> Flags | None:
    """Return one of the flagged months, drawn; None where there is none."""
    found = np.nonzero(flags)[0]
    if not found.size:
        return None
    chosen = np.zeros(_MONTHS, dtype=np.bool_)
    chosen[random.choice(found)] = True
    return chosen
