"""Where places, forms and elements stand in the arrays of a school's world."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.synthetic.worlds import Ground
from agri.terms import Level

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class Axes:
    """Positions of farming townships, of their counties, and of what the forms ask; of one world.

    `asked` keeps, year by year, which cells are asked once somebody has found it out.
    """

    ground: Ground
    asked: dict[int, NDArray[np.bool_]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def plan(self) -> Plan:
        """The plan of the invented year."""
        return self.ground.plan

    @property
    def places(self) -> Places:
        """All org units."""
        return self.ground.places

    @cached_property
    def townships(self) -> tuple[str, ...]:
        """Codes of the townships that farm."""
        return tuple(unit.code for unit in self.places.at(Level.TOWNSHIP) if unit.is_farming)

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """Codes of the counties with a township that farms."""
        return tuple(sorted({self.places.county_of(code) or "" for code in self.townships}))

    @cached_property
    def rows(self) -> Positions:
        """Positions of the farming townships among all places, shape (township,)."""
        return np.array([self.places.index[code] for code in self.townships], dtype=np.intp)

    @cached_property
    def county_rows(self) -> Positions:
        """Positions of the counties among all places, shape (county,)."""
        return np.array([self.places.index[code] for code in self.counties], dtype=np.intp)

    @cached_property
    def county_index(self) -> Positions:
        """The position in `counties` of each township's county, shape (township,)."""
        position = {code: i for i, code in enumerate(self.counties)}
        return np.array(
            [position[self.places.county_of(code) or ""] for code in self.townships], dtype=np.intp
        )

    @cached_property
    def element_index(self) -> dict[str, int]:
        """The position of each ``form.element``."""
        return {name: i for i, name in enumerate(self.plan.forms.data_elements)}

    @cached_property
    def form_of_element(self) -> Positions:
        """The position of each element's form, shape (data_element,)."""
        forms = {form.code: i for i, form in enumerate(self.plan.forms)}
        return np.array([forms[name.split(".")[0]] for name in self.element_index], dtype=np.intp)

    def by_county(self, values: Floats) -> Floats:
        """Add townships up to counties, (township, …) to (county, …)."""
        sums = np.zeros((len(self.counties), *values.shape[1:]))
        np.add.at(sums, self.county_index, values)
        return sums

    def months_of(self, element: str) -> tuple[int, ...]:
        """Return the months in which an element is asked; all where no form of the plan has it."""
        code, _, name = element.partition(".")
        form = self.plan.forms.by_code.get(code)
        if form is None or name not in form.section_of:
            return tuple(range(1, 13))
        return tuple(form.section_of[name].months)

    def settle(self, element: str, by_month: Floats) -> Floats:
        """Tell the work of months that are not asked with the nearest that is, (…, month)."""
        return by_month @ _to_nearest(self.months_of(element))

    def gather(self, element: str, by_month: Floats) -> Floats:
        """Tell work with the next month that is asked, (…, month); what comes after the last is not told."""
        found, first = np.zeros_like(by_month), 0
        for month in self.months_of(element):
            found[..., month - 1] = by_month[..., first:month].sum(axis=-1)
            first = month
        return found


def _to_nearest(asked: Sequence[int]) -> Floats:
    moves = np.zeros((12, 12))
    for month in range(1, 13):
        nearest = min(asked, key=lambda other: (abs(other - month), -other))
        moves[month - 1, nearest - 1] = 1.0
    return moves
