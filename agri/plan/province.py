"""A province's indicators: ratios of its cities' sums, never means of their rates.

A mean of rates would let a city with little land weigh as much as one with ten times as much.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from agri.definitions.province.province_plan import ProvinceIndicator
from agri.definitions.reading import Title
from agri.periods import Period
from agri.terms import Comparator


@dataclass(frozen=True, slots=True)
class CityFigure:
    """One indicator of one city: both sides to date, in the indicator's units; None where unknown.

    `through` is the month that it speaks of, `source` the release or snapshot that it was read from. A total
    has no lower side: `is_total`.
    """

    city: str
    title: Title
    unit: str
    numerator: float | None
    denominator: float | None
    through: Period
    source: str
    is_total: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the city can be added up."""
        return self.numerator is not None and (self.is_total or (self.denominator or 0) > 0)


@dataclass(frozen=True, slots=True)
class ProvinceFigure:
    """One indicator of the province's plan: the cities' sums, and which cities they are of.

    ============ ==========================================================================
    Field        Meaning
    ============ ==========================================================================
    value        numerator over denominator, or the sum of totals; None where no city is known
    is_met       whether the value to date is what the target wants of the year's end
    cities       codes of the cities that are added up
    without      codes of those that are not: nothing released, or unknown
    months       the months that the cities' figures speak of; more than one: they differ
    ============ ==========================================================================
    """

    indicator: str
    title: Title
    clause: str
    unit: str
    target: float | None
    comparator: Comparator | None
    value: float | None
    numerator: float | None
    denominator: float | None
    is_met: bool | None
    cities: tuple[str, ...]
    without: tuple[str, ...]
    months: tuple[Period, ...]


def sum_cities(
    indicator: ProvinceIndicator, figures: Iterable[CityFigure], cities: Iterable[str]
) -> ProvinceFigure:
    """Add one indicator up over a province.

    Parameters
    ----------
    indicator : ProvinceIndicator
        Of the province's plan.
    figures : iterable of CityFigure
        At most one of each city.
    cities : iterable of str
        All that the province has in the record.

    Returns
    -------
    ProvinceFigure
        A city whose numerator or denominator is unknown is in neither sum. Of cities that count in another
        unit than the first the sums do not speak.
    """
    every = sorted(figures, key=lambda one: one.city)
    units = [(one.unit, one.is_total) for one in every]
    known = [one for one in every if one.is_known and (one.unit, one.is_total) == units[0]]
    added = tuple(one.city for one in known)
    numerator = sum(one.numerator or 0.0 for one in known) if known else None
    is_total = bool(known) and known[0].is_total
    denominator = sum(one.denominator or 0.0 for one in known) if known and not is_total else None
    value = numerator if is_total or denominator is None else (numerator or 0.0) / denominator
    target = indicator.target
    return ProvinceFigure(
        indicator=indicator.code,
        title=every[0].title if every else Title(indicator.code, indicator.code),
        clause=indicator.clause,
        unit=every[0].unit if every else "fraction",
        target=None if target is None else target.value,
        comparator=None if target is None else target.comparator,
        value=value,
        numerator=numerator,
        denominator=denominator,
        is_met=None if target is None or value is None else bool(target.is_met(np.array(value))),
        cities=added,
        without=tuple(city for city in sorted(cities) if city not in added),
        months=tuple(sorted({one.through for one in known})),
    )
