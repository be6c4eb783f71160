"""How a hidden truth becomes an array of reports: what is told, when it comes, when it counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.periods import Period
from agri.synthetic.reporting.reporting_bias import WHOLES, family_of
from agri.synthetic.schools.array_record import NEVER, Days, VisitedCell
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.truth.truth import Truth
from agri.terms import Drawn

Flags = NDArray[np.bool_]

FAMILIES = ("coverage", "amount", "recovery", "sprayer", "field")
_CHECKED = frozenset({"coverage", "amount", "recovery"})


@dataclass(frozen=True)
class TrueCells:
    """The true cells of all years of a record, and which reports they make, months of all years in a row."""

    axes: Axes
    years: tuple[int, ...]
    true: Floats  # (org_unit, data_element, month)

    @classmethod
    def of(cls, axes: Axes, truths: Mapping[int, Truth]) -> "TrueCells":
        """Put years side by side."""
        years = tuple(sorted(truths))
        return cls(axes, years, np.concatenate([truths[year].values for year in years], axis=2))

    @cached_property
    def reports(self) -> Flags:
        """Where a report is due, shape (org_unit, form, month)."""
        is_asked = ~np.isnan(self.true)
        forms = len(self.axes.plan.forms.by_code)
        found = np.zeros((is_asked.shape[0], forms, is_asked.shape[2]), dtype=np.bool_)
        for form in range(forms):
            found[:, form] = is_asked[:, self.axes.form_of_element == form].any(axis=1)
        return found

    @cached_property
    def month_ends(self) -> Days:
        """Ordinal of each month's last day, shape (month,)."""
        return np.array(
            [Period(year, month).last_day.toordinal() for year in self.years for month in range(1, 13)]
        )

    def months_of(self, year: int) -> slice:
        """Return where a year's months stand."""
        first = 12 * self.years.index(year)
        return slice(first, first + 12)

    @cached_property
    def families(self) -> Sequence[str | None]:
        """Each element's family of over-reporting; None where it is told exactly."""
        return [family_of(name) for name in self.axes.element_index]

    def elements_of(self, *families: str) -> NDArray[np.intp]:
        """Return the positions of the elements of some families."""
        return np.array([i for i, family in enumerate(self.families) if family in families], dtype=np.intp)

    def of_units(self, townships: Floats, counties: Floats) -> Floats:
        """Spread figures of townships and of counties over all places; 0 elsewhere."""
        found = np.zeros((len(self.axes.places.units), *townships.shape[1:]))
        found[self.axes.rows] = townships
        found[self.axes.county_rows] = counties
        return found


def within_wholes(frame: TrueCells, told: Floats) -> Floats:
    """Cut parts down to their wholes, in place."""
    index = frame.axes.element_index
    for part, wholes in WHOLES.items():
        if part in index and all(whole in index for whole in wholes):
            limit = told[:, [index[whole] for whole in wholes], :].sum(axis=1)
            told[:, index[part], :] = np.minimum(told[:, index[part], :], limit)
    return told


def rounded(frame: TrueCells, told: Floats, large: float) -> Floats:
    """Round as the units ask: fractions to a thousandth, t to a tenth, others to one.

    Amounts above `large` are told to ten.
    """
    elements = [element for form in frame.axes.plan.forms for element in form.elements]
    for i, element in enumerate(elements):
        cells = told[:, i, :]
        if element.unit == "fraction":
            told[:, i, :] = np.round(cells, 3)
        elif element.unit == "t":
            told[:, i, :] = np.round(cells, 1)
        else:
            coarse = np.where(np.abs(cells) > large, -1, 0)
            told[:, i, :] = np.where(coarse < 0, np.round(cells, -1), np.round(cells))
    return told


def with_trials(frame: TrueCells, told: Floats, trials: Mapping[int, Mapping[str, Floats]]) -> Floats:
    """Put in what the counties' trials found, in place: year → element → (county,)."""
    index = frame.axes.element_index
    for year, found in trials.items():
        months = frame.months_of(year)
        for name, values in found.items():
            if name in index:
                cells = told[frame.axes.county_rows, index[name], months]
                told[frame.axes.county_rows, index[name], months] = np.where(
                    np.isnan(cells), np.nan, values[:, None]
                )
    return told


def days(frame: TrueCells, delay: Floats) -> Days:
    """Return the days on which reports come in, from delays after their month; NaN delays never come."""
    came = frame.month_ends + np.nan_to_num(np.round(delay), nan=0.0).astype(np.int64)
    return np.where(np.isnan(delay) | ~frame.reports, NEVER, came)


def later(first: Days, more: Floats) -> Days:
    """Return days some time after others; what never comes stays so, NaN too."""
    moved = first + np.nan_to_num(np.round(more), nan=0.0).astype(np.int64)
    return np.where((first >= NEVER) | np.isnan(more), NEVER, moved)


@dataclass(frozen=True)
class VisitHabits:
    """How a school's counties check on the spot; all assumed.

    ============== =====================================================
    Field          Meaning
    ============== =====================================================
    random_share   of told cells of the checked families, drawn blindly
    targeted_share of such cells at the places that are suspected
    sd             log error of what is found
    after_days     after the month's end, fewest and most
    ============== =====================================================
    """

    random_share: float
    targeted_share: float
    sd: float
    after_days: tuple[int, int]


def visits(
    frame: TrueCells,
    told: Floats,
    covered: Floats,
    habits: VisitHabits,
    *,
    suspected: Flags,
    random: np.random.Generator,
) -> Iterator[VisitedCell]:
    """Draw cells of townships and say what was found there; `suspected` are townships.

    `covered` is the true amount of the work that each report speaks of, whenever it was done.
    """
    rows = frame.axes.rows
    columns = frame.elements_of(*_CHECKED)
    true, said = (values[rows][:, columns] for values in (covered, told))
    can_be = (np.nan_to_num(true) > 0) & (np.nan_to_num(said) > 0)
    drawn = random.random(can_be.shape)
    is_random = can_be & (drawn < habits.random_share)
    is_targeted = can_be & ~is_random & suspected[:, None, None]
    is_targeted &= drawn < habits.random_share + habits.targeted_share
    ends = frame.month_ends
    for unit, column, month in np.argwhere(is_random | is_targeted):
        found = true[unit, column, month] * np.exp(random.normal(0, habits.sd))
        after = int(random.integers(habits.after_days[0], habits.after_days[1] + 1))
        yield VisitedCell(
            unit=int(rows[unit]),
            element=int(columns[column]),
            month=int(month),
            on=int(ends[month]) + after,
            verified=float(np.round(found, 1)),
            drawn=Drawn.RANDOM if is_random[unit, column, month] else Drawn.TARGETED,
        )


def closures(frame: TrueCells, after_days: tuple[int, int], random: np.random.Generator) -> Days:
    """Return the day on which each place's county closes each month, shape (org_unit, month)."""
    axes = frame.axes
    months = frame.true.shape[2]
    of_county = frame.month_ends + random.integers(
        after_days[0], after_days[1] + 1, (len(axes.counties), months)
    )
    found = np.full((len(axes.places.units), months), NEVER, dtype=np.int64)
    for i, unit in enumerate(axes.places.units):
        county = axes.places.county_of(unit.code)
        if county in axes.counties:
            found[i] = of_county[axes.counties.index(county)]
    return found


def day_of(year: int, month: int, day: int) -> int:
    """Return a date's ordinal."""
    return date(year, month, day).toordinal()
