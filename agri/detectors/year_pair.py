"""A plan year beside the year before it, month by month, and what an honest change between them looks like.

Axes are those of the snapshot: (org_unit, data_element, month), months 0 to 11. NaN is not given.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.forms import DataElement, Form
from agri.definitions.plan import Plan
from agri.detectors.rounding import Written, written
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.terms import CellState, Level

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
MONTHS = 12
_FEWEST_MONTHS = 2  # other months of an element that say how large a place's amounts are
_FEWEST = 8  # values that a median among places is made of
_NARROWEST = 0.03  # log: the least spread that is believed of an honest change; assumed
_FAR, _FAR_SHARE = 100.0, 10.0  # a hundred times apart: a tenth of the least amount is enough; assumed
_UNKNOWN_SPREAD = 0.4  # log: of an element that too few places report to learn from; assumed
_MIDDLE_HALF, _ALL_BUT_A_TENTH = 1.349, 3.290  # widths of a normal distribution, standard deviations


# To what small amounts are written by unit, standard deviation; assumed.
_ROUNDING = {"mu": 5.0, "kg": 5.0, "t": 0.05, "count": 0.5}


@dataclass(frozen=True)
class YearPair:
    """The amounts of both years, and robust statistics of their change over all places."""

    snapshot: Snapshot
    plan: Plan

    @cached_property
    def then(self) -> Floats:
        """Last year's amounts, (org_unit, data_element, month)."""
        return self._year(self.plan.year - 1)

    @cached_property
    def now(self) -> Floats:
        """The plan year's amounts, (org_unit, data_element, month)."""
        return self._year(self.plan.year)

    @cached_property
    def state(self) -> NDArray[np.int8]:
        """The plan year's states, a `CellState` each, (org_unit, data_element, month)."""
        found = np.full((*self.snapshot.state.shape[:2], MONTHS), CellState.NOT_DUE, dtype=np.int8)
        for i, period in enumerate(self.snapshot.periods):
            if period.year == self.plan.year:
                found[:, :, period.last_month - 1] = self.snapshot.state[:, :, i]
        return found

    def _year(self, year: int) -> Floats:
        found = np.full((*self.snapshot.values.shape[:2], MONTHS), np.nan)
        at = [i for i, period in enumerate(self.snapshot.periods) if period.year == year]
        months = [self.snapshot.periods[i].last_month - 1 for i in at]
        found[:, :, months] = self.snapshot.values[:, :, at]
        return found

    @cached_property
    def elements(self) -> tuple[tuple[Form, DataElement], ...]:
        """The form and the definition of each data element, in the order of the axis."""
        forms = self.plan.forms
        return tuple(
            (forms[form], forms[form].element_of[code])
            for form, _, code in (name.partition(".") for name in self.snapshot.data_elements)
        )

    @cached_property
    def least(self) -> Floats:
        """The amounts below which nothing is compared, (data_element,); infinite where never."""
        least = self.plan.detectors.least
        return np.array([least.get(element.unit, np.inf) for _, element in self.elements])

    @cached_property
    def rounding(self) -> Floats:
        """How far an amount is off because it was rounded, standard deviation, (data_element,)."""
        return np.array([_ROUNDING.get(element.unit, 0.0) for _, element in self.elements])

    @cached_property
    def written(self) -> tuple[Written, Written]:
        """How exactly the plan year's amounts and last year's are written."""
        return written(self.now, self.then)

    @cached_property
    def seasons(self) -> NDArray[np.int_]:
        """Which season a month's work belongs to, (data_element, month): equal numbers, same season.

        An element of one crop has the crop's seasons; the others have the year.
        """
        found = np.zeros((len(self.elements), MONTHS), dtype=np.int_)
        for i, (form, element) in enumerate(self.elements):
            crops = form.section_of[element.code].crops
            if len(crops) == 1 and crops[0] in self.plan.calendar.crops:
                crop = self.plan.calendar.crops[crops[0]]
                found[i] = [crop.season_of(month) for month in range(1, MONTHS + 1)]
        return found

    @cached_property
    def asked_months(self) -> Mask:
        """Months in which an element is asked, (data_element, month)."""
        found = np.zeros((len(self.elements), MONTHS), dtype=np.bool_)
        for i, (form, element) in enumerate(self.elements):
            for month in set(form.section_of[element.code].months) & set(form.months):
                found[i, month - 1] = True
        return found

    @cached_property
    def last_month(self) -> int:
        """The position of the last month that lies wholly before the snapshot's day; -1 where none does."""
        past = [
            month
            for month in range(MONTHS)
            if Period(self.plan.year, month + 1).last_day <= self.snapshot.as_of
        ]
        return max(past, default=-1)

    @cached_property
    def change(self) -> Floats:
        """log(now / then) where both are above zero, (org_unit, data_element, month)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.log(self.now / self.then)
        return np.where(np.isfinite(found), found, np.nan)

    @cached_property
    def unusual(self) -> Floats:
        """The change without what all places have in common in the month, (org_unit, data_element, month)."""
        return self.change - common(self.change)

    @cached_property
    def habit(self) -> Floats:
        """What a place's unusual change of an element is in a typical month, (org_unit, data_element).

        Zero where fewer than three months say so.
        """
        count = np.isfinite(self.unusual).sum(axis=2)
        return np.where(count >= 3, np.nan_to_num(median(self.unusual, axis=2)), 0.0)

    @cached_property
    def sudden(self) -> Floats:
        """The unusual change of a month beside the place's typical month, (org_unit, data_element, month)."""
        return self.unusual - self.habit[:, :, None]

    @cached_property
    def unusual_spread(self) -> Floats:
        """Standard deviation of an honest `unusual` change, (data_element, month)."""
        return _monthly(self.unusual, spreads(self.unusual))

    @cached_property
    def sudden_spread(self) -> Floats:
        """Standard deviation of an honest `sudden` change, (data_element, month)."""
        return _monthly(self.sudden, spreads(self.sudden))

    @cached_property
    def from_others(self) -> tuple[Floats, Floats]:
        """What a month comes to by the place's other months and by all places' course of the year.

        Expected amounts, (org_unit, data_element, month), NaN where the other months of both years say too
        little; and the standard deviation of log(found / expected), (data_element,).
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            both = np.log(np.concatenate([self.then, self.now], axis=2))
        both[np.isinf(both)] = np.nan  # of nothing
        profile = common(both)
        expected = np.full(self.now.shape, np.nan)
        says = np.isfinite(both).sum(axis=2) >= _FEWEST_MONTHS
        of = np.broadcast_to(profile, both.shape)[says]
        others, count = median_of_others(both[says] - of, MONTHS)
        expected[says] = np.where(count >= _FEWEST_MONTHS, others + of[:, MONTHS:], np.nan)
        return np.exp(expected), spreads(both[:, :, MONTHS:] - expected)

    @cached_property
    def counties(self) -> dict[str, NDArray[np.intp]]:
        """The positions of each county's townships."""
        units = self.snapshot.places.units
        found: dict[str, list[int]] = {}
        for i, unit in enumerate(units):
            if unit.level == Level.TOWNSHIP and unit.parent is not None:
                found.setdefault(unit.parent, []).append(i)
        return {county: np.array(rows, dtype=np.intp) for county, rows in found.items()}

    def neighbours(self, is_wanted: Mask) -> tuple[Rows, Rows]:
        """Return every two townships of one county that are wanted, the earlier one first; (pair,) each."""
        pairs = [np.zeros((2, 0), dtype=np.intp)]
        for rows in self.counties.values():
            wanted = rows[is_wanted[rows]]
            pairs.append(wanted[np.stack(np.triu_indices(len(wanted), 1))])
        one, other = np.concatenate(pairs, axis=1)
        return one, other

    @cached_property
    def is_large(self) -> Mask:
        """Whether the larger of both years' amounts is worth a question, (org_unit, data_element, month)."""
        return self.large(self.now, self.then)

    def large(self, one: Floats, other: Floats) -> Mask:
        """Say whether the larger amount is worth a question; far less is, where they are far apart."""
        most = np.fmax(one, other)
        is_far = most >= _FAR * np.fmin(one, other)
        is_far &= np.isfinite(one) & np.isfinite(other) & (most > 0)
        return np.asarray(most >= self.least[None, :, None] * np.where(is_far, 1 / _FAR_SHARE, 1.0))

    def period(self, month: int, *, last_year: bool = False) -> Period:
        """Return the month at a position."""
        return Period(self.plan.year - last_year, month + 1)

    def periods(self, months: Mask) -> tuple[Period, ...]:
        """Return the plan year's months that are marked, shape (month,)."""
        return tuple(self.period(int(month)) for month in np.flatnonzero(months))

    def columns(self, form: str) -> NDArray[np.intp]:
        """Return the positions of a form's elements that are compared at all."""
        return np.array(
            [
                i
                for i, (one, _) in enumerate(self.elements)
                if one.code == form and np.isfinite(self.least[i])
            ],
            dtype=np.intp,
        )


def _monthly(values: Floats, spread: Floats) -> Floats:
    """Return the wider of an element's spread and its month's, (data_element,) to (data_element, month).

    At the edges of a season places differ more than in its middle.
    """
    by_month = np.stack([spreads(values[:, :, [month]]) for month in range(MONTHS)], axis=1)
    is_known = np.isfinite(values).sum(axis=0) >= 3 * _FEWEST
    return np.where(is_known, np.maximum(by_month, spread[:, None]), spread[:, None])


def median(values: Floats, axis: int) -> Floats:
    """Return the median of what is not NaN; NaN where nothing is."""
    ordered = np.sort(values, axis=axis)  # NaN last
    count = np.isfinite(values).sum(axis=axis)
    low = np.maximum((count - 1) // 2, 0)
    high = np.minimum(count // 2, values.shape[axis] - 1)
    pick = [
        np.take_along_axis(ordered, np.expand_dims(where, axis), axis).squeeze(axis) for where in (low, high)
    ]
    return np.asarray((pick[0] + pick[1]) / 2, dtype=np.float64)


def median_of_others(values: Floats, first: int) -> tuple[Floats, Floats]:
    """Return for each value from `first` on, last axis, the median of all the others and how many there are.

    >>> median_of_others(np.array([1.0, 9.0, 2.0, np.nan]), 2)
    (array([5., 2.]), array([2, 3]))
    """
    order = np.argsort(values, axis=-1)  # NaN last
    ordered = np.take_along_axis(values, order, axis=-1)
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.broadcast_to(np.arange(order.shape[-1]), order.shape), axis=-1)
    rank = places[..., first:]
    own = np.isfinite(values[..., first:])
    count = np.isfinite(values).sum(axis=-1, keepdims=True) - own
    found = np.zeros_like(values[..., first:])
    for at in (np.maximum((count - 1) // 2, 0), count // 2):
        shifted = at + (own & (at >= rank))  # the value itself is passed over
        found += np.take_along_axis(ordered, np.minimum(shifted, values.shape[-1] - 1), axis=-1) / 2
    return found, count


def common(change: Floats) -> Floats:
    """Return the median over places, (1, …); zero where too few places say anything."""
    is_known = np.isfinite(change)
    is_many = is_known.sum(axis=0) >= _FEWEST
    found = np.zeros(change.shape[1:])
    columns = np.ascontiguousarray(np.where(is_known, change, np.nan)[:, is_many].T)
    found[is_many] = median(columns, axis=1)
    return found[None]


def spreads(values: Floats) -> Floats:
    """Return a robust standard deviation of each element, (org_unit, data_element, …) to (data_element,).

    The wider of what the middle half and what all but the outermost tenth of the values lead one to expect.
    """
    ordered = np.sort(np.moveaxis(values, 1, 0).reshape(values.shape[1], -1), axis=1)  # NaN last
    count = np.isfinite(ordered).sum(axis=1)

    def quantile(share: float) -> Floats:
        at = np.clip(np.round(share * (count - 1)).astype(np.intp), 0, ordered.shape[1] - 1)
        return np.take_along_axis(ordered, at[:, None], axis=1)[:, 0]

    middle = (quantile(0.75) - quantile(0.25)) / _MIDDLE_HALF
    outer = (quantile(0.95) - quantile(0.05)) / _ALL_BUT_A_TENTH
    spread = np.nan_to_num(np.maximum(middle, outer))
    return np.where(count >= 3 * _FEWEST, np.maximum(spread, _NARROWEST), _UNKNOWN_SPREAD)
