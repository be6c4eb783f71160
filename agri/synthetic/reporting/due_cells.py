"""Which cells a year asks of whom, over all places at once; what "asked" means stands in the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.forms import Form, Section
from agri.definitions.places import BaselineRow, Places
from agri.definitions.plan import Plan
from agri.periods import Period
from agri.services.reference.required_sections import is_asked
from agri.terms import Level

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def known_baselines(places: Places, baselines: Sequence[BaselineRow], year: int) -> Mapping[str, Floats]:
    """Return one year's baselines over all org units, key → shape (org_unit,); NaN where unknown."""
    table: dict[str, Floats] = {}
    for row in baselines:
        if row.year == year:
            column = table.setdefault(row.key, np.full(len(places.units), np.nan))
            column[places.index[row.org_unit]] = row.value
    return table


@dataclass(frozen=True)
class Asking:
    """Who is asked what in a year.

    `known` are that year's baselines over all org units. A township that does not farm is asked nothing, nor
    is a county without one that does.
    """

    plan: Plan
    places: Places
    known: Mapping[str, Floats]
    year: int

    @cached_property
    def is_farming(self) -> Flags:
        """Whether a unit is asked anything, shape (org_unit,)."""
        here = np.array([unit.is_farming for unit in self.places.units])
        for i, unit in enumerate(self.places.units):
            if unit.level == Level.TOWNSHIP and here[i] and unit.parent is not None:
                here[self.places.index[unit.parent]] = True
        return here

    def asks(self, form: Form, section: Section, period: Period) -> Flags:
        """Return where a section is asked in a period, shape (org_unit,)."""
        here = np.array([unit.level == form.level for unit in self.places.units]) & self.is_farming
        return here & is_asked(form, section, period, self.plan.calendar, self._area)

    def _area(self, key: str, _year: int) -> Floats:
        return self.known.get(key, np.full(len(self.places.units), np.nan))

    def periods_of(self, form: Form) -> tuple[Period, ...]:
        """Return the periods of the year for which a form is due."""
        ends = (form.period_ending(Period(self.year, month)) for month in form.months)
        return tuple(period for period in ends if period is not None)

    @cached_property
    def cells(self) -> Flags:
        """Which cells are asked, shape (org_unit, data_element, month); a quarter at its last month."""
        names = {name: i for i, name in enumerate(self.plan.forms.data_elements)}
        cells = np.zeros((len(self.places.units), len(names), 12), dtype=np.bool_)
        for form in self.plan.forms:
            for period in self.periods_of(form):
                month = period.last_day.month - 1
                for section in form.sections_in(period):
                    asked = self.asks(form, section, period)
                    for element in section.elements:
                        cells[asked, names[f"{form.code}.{element.code}"], month] = True
        return cells
