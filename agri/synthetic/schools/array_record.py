"""A record made of arrays: versions of every report, with the day each came and the day it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from agri.definitions.places import BaselineKey, BaselineRow, Places
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot, SpotCheck
from agri.services.figures.snapshot_grid import Grid
from agri.terms import CellState, Drawn, SnapshotBasis

Days = NDArray[np.int64]  # ordinals of dates
NEVER = 10_000_000  # a day that does not come


@dataclass(frozen=True)
class ToldVersion:
    """One version of every report.

    =========== ================================ ==========================================================
    Field       Shape                            Meaning
    =========== ================================ ==========================================================
    values      (org_unit, data_element, month)  what was told, in the element's unit; NaN where left blank
    received_on (org_unit, form, month)          the day it came in; `NEVER` where there is no such version
    accepted_on (org_unit, form, month)          the day from which it counts; `NEVER` while undecided
    =========== ================================ ==========================================================

    Months run through all years of the record.
    """

    values: Floats
    received_on: Days
    accepted_on: Days


@dataclass(frozen=True, slots=True)
class VisitedCell:
    """One cell that somebody went to see, with positions as in a `ToldVersion`."""

    unit: int
    element: int
    month: int
    on: int
    verified: float
    drawn: Drawn


@dataclass(frozen=True)
class ArrayRecord:
    """Versions of reports in order, closures (org_unit, month) and visits; read as of any day."""

    places: Places
    keys: Sequence[BaselineKey]
    baselines: Sequence[BaselineRow]
    years: tuple[int, ...]
    versions: tuple[ToldVersion, ...]
    closed_on: Days
    visits: tuple[VisitedCell, ...] = ()
    _blank: dict[int, Snapshot] = field(default_factory=dict, compare=False, repr=False)

    def snapshot(self, plan: Plan, as_of: date) -> Snapshot:
        """Return the record of a plan's two years as it stood at the end of a day.

        A year that the record does not hold is one of which nothing was reported.
        """
        empty = self._empty(plan)
        values, state = empty.values.copy(), empty.state.copy()
        delays, closed = empty.delay_days.copy(), empty.is_closed.copy()
        forms = _slices(empty)
        pending, day = 0, as_of.toordinal()
        is_applicable = state != CellState.NOT_DUE
        for first, months in self._spans(plan):
            there = slice(first, first + 12)
            waiting = self._enter(values, months, there, forms, day)
            has_counted = np.any([v.accepted_on[:, :, months] <= day for v in self.versions], axis=0)
            for i, columns in enumerate(forms):
                cells = state[:, columns, there]
                due = is_applicable[:, columns, there]
                counted = has_counted[:, None, i, :]
                # A place that is not asked what others are says in its report that it does not apply.
                silent = np.where(due, CellState.BLANK, CellState.NOT_APPLICABLE)
                np.copyto(cells, silent, where=counted & due.any(axis=0), casting="unsafe")
                np.copyto(cells, CellState.PENDING, where=waiting[:, None, i, :] & ~counted & due)
                np.copyto(cells, CellState.GIVEN, where=~np.isnan(values[:, columns, there]))
            pending += int(waiting.sum())
            delays[:, :, there] = self._delays(plan, first, months, day)
            closed[:, there] = self.closed_on[:, months] <= day
        return replace(
            empty,
            as_of=as_of,
            values=values,
            state=state,
            delay_days=delays,
            is_closed=closed,
            spot_checks=tuple(self._checks(empty, values, plan, day)),
            pending=pending,
        )

    def _enter(
        self, values: Floats, months: slice, there: slice, forms: Sequence[slice], day: int
    ) -> NDArray[np.bool_]:
        """Enter each report's newest accepted version; return which reports' newest version is undecided."""
        waiting = np.zeros_like(self.versions[0].received_on[:, :, months], dtype=np.bool_)
        for version in self.versions:
            counts = version.accepted_on[:, :, months] <= day
            came = version.received_on[:, :, months] <= day
            waiting = np.where(came, ~counts, waiting)
            for i, columns in enumerate(forms):
                unit, month = np.nonzero(counts[:, i, :])
                values[unit, columns, month + there.start] = version.values[
                    unit, columns, month + months.start
                ]
        return waiting

    def _delays(self, plan: Plan, first: int, months: slice, day: int) -> Floats:
        received = self.versions[0].received_on[:, :, months]
        ends = np.array([period.last_day.toordinal() for period in plan.periods[first : first + 12]])
        return np.where(received <= day, received - ends, np.nan)

    def _spans(self, plan: Plan) -> list[tuple[int, slice]]:
        """Return, for each year that both hold, its first month in the snapshot and its months here."""
        found = []
        for i, year in enumerate((plan.year - 1, plan.year)):
            if year in self.years:
                first = 12 * self.years.index(year)
                found.append((12 * i, slice(first, first + 12)))
        return found

    def _checks(self, empty: Snapshot, values: Floats, plan: Plan, day: int) -> list[SpotCheck]:
        at: dict[int, int] = {}
        for first, months in self._spans(plan):
            at |= {month: first + month - months.start for month in range(months.start, months.stop)}
        found = []
        for visit in self.visits:
            month = at.get(visit.month)
            if visit.on > day or month is None:
                continue
            told = values[visit.unit, visit.element, month]
            found.append(
                SpotCheck(
                    self.places.codes[visit.unit],
                    empty.periods[month],
                    empty.data_elements[visit.element],
                    None if np.isnan(told) else float(told),
                    visit.verified,
                    visit.drawn,
                )
            )
        return found

    def _empty(self, plan: Plan) -> Snapshot:
        """Return a snapshot of a year of which nothing is told: places, baselines and what is due."""
        if plan.year not in self._blank:
            keys = tuple(key.code for key in self.keys)
            years = (plan.year - 1, plan.year)
            figures = (
                (row.org_unit, row.year, row.key, row.value) for row in self.baselines if row.year in years
            )
            grid = Grid.empty(self.places, plan, keys, figures)
            self._blank[plan.year] = Snapshot(
                as_of=date(plan.year, 1, 1),
                basis=SnapshotBasis.ACCEPTED,
                places=self.places,
                forms=tuple(form.code for form in plan.forms),
                data_elements=plan.forms.data_elements,
                periods=plan.periods,
                values=grid.values,
                state=grid.state,
                delay_days=grid.delay_days,
                is_closed=grid.is_closed,
                baseline_keys=grid.baseline_keys,
                years=grid.years,
                baselines=grid.baselines,
            )
        return self._blank[plan.year]


def _slices(snapshot: Snapshot) -> list[slice]:
    """Return where each form's elements stand: they follow each other."""
    names = [name.split(".")[0] for name in snapshot.data_elements]
    return [slice(names.index(form), names.index(form) + names.count(form)) for form in snapshot.forms]
