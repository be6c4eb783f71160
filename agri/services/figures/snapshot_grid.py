"""The arrays of a snapshot while they are being filled: what is due, then what was reported."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from agri.definitions.forms import Form
from agri.definitions.lineage import STANDING, Lineage
from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats
from agri.indicators.territory import hand_on, hand_on_baselines, handovers, restated_months
from agri.periods import Period, end_of_day
from agri.services.reference.required_sections import is_asked
from agri.terms import CellState, Level

BaselineFigure = tuple[str, int, str, float]  # org unit, year, key, value
Cell = tuple[str, str, str]  # form, org unit, period as the record writes them
Content = tuple[Mapping[str, float | None], Sequence[str]]  # values by element, sections that do not apply

_DAY = timedelta(days=1)


def reported_periods(plan: Plan) -> set[str]:
    """Return the periods that the reports of a plan's months name."""
    ends = (form.period_ending(month) for form in plan.forms for month in plan.periods)
    return {str(period) for period in ends if period is not None}


@dataclass(slots=True)
class Grid:
    """The snapshot's arrays; axes as in `agri.indicators.snapshot.Snapshot`."""

    places: Places
    plan: Plan
    baseline_keys: tuple[str, ...]
    years: tuple[int, int]
    values: Floats
    state: NDArray[np.int8]
    delay_days: Floats
    is_closed: NDArray[np.bool_]
    baselines: Floats
    _before: Floats  # the same, with what stood on the ground of places that end
    _element: Mapping[str, int]
    _month: Mapping[Period, int]
    _form: Mapping[str, int]
    ground: Lineage = STANDING
    _past: Plan | None = None  # last year's own definitions, where the record holds them
    _areas: dict[tuple[str, int], Floats] = field(default_factory=dict)
    earlier: tuple[tuple[date, Floats], ...] = ()

    @classmethod
    def empty(
        cls,
        places: Places,
        plan: Plan,
        keys: tuple[str, ...],
        baselines: Iterable[BaselineFigure],
        past: Plan | None = None,
        *,
        ground: Lineage = STANDING,
    ) -> "Grid":
        """Return a grid in which everything that is due has not been reported.

        `past` is last year's plan where the record holds it: what it did not ask was not due then, and an
        element that was renamed since carries its past. `ground` says from when until when places are there,
        and who inherits what.
        """
        units, elements, months = len(places.units), len(plan.forms.data_elements), len(plan.periods)
        forms = tuple(form.code for form in plan.forms)
        grid = cls(
            places=places,
            plan=plan,
            baseline_keys=keys,
            years=(plan.year - 1, plan.year),
            values=np.full((units, elements, months), np.nan),
            state=np.full((units, elements, months), CellState.NOT_DUE, dtype=np.int8),
            delay_days=np.full((units, len(forms), months), np.nan),
            is_closed=np.zeros((units, months), dtype=np.bool_),
            baselines=(known := np.full((units, len(keys), 2), np.nan)),
            _before=known,
            _element=_columns(plan),
            _month={month: i for i, month in enumerate(plan.periods)},
            _form={code: i for i, code in enumerate(forms)},
            _past=past,
            ground=ground,
        )
        grid._fill_baselines(baselines)
        for form in plan.forms:
            grid._mark_due(form)
        return grid

    def put(self, reports: Mapping[Cell, Content]) -> None:
        """Enter reports: numbers, blanks, and sections that do not apply."""
        for form, period, cells in self._gathered(reports):
            asked = self._elements(form, period)
            contents = [reports[cell] for cell in cells]
            numbers = np.array(
                [[values.get(code) for _, code, _ in asked] for values, _ in contents], dtype=np.float64
            )
            is_named = np.array(
                [[code in values for _, code, _ in asked] for values, _ in contents], np.bool_
            )
            is_absent = np.array(
                [[part in absent for _, _, part in asked] for _, absent in contents], np.bool_
            )
            where = self._where(form, period, cells)
            due = self.state[where]
            is_given = ~np.isnan(numbers)
            is_blank = (is_named & self._is_asked(form, period)) | (due != CellState.NOT_DUE)
            words = (CellState.GIVEN, CellState.NOT_APPLICABLE, CellState.BLANK)
            self.state[where] = np.select((is_given, is_absent, is_blank), words, due)
            self.values[where] = numbers

    def sum_up_past(self, reports: Mapping[Cell, Content]) -> None:
        """Give a county's element the sum of what its townships reported last year, when they were asked.

        Where last year's forms asked the county already, an old form that a township still sent adds nothing.
        """
        if self._past is None:
            return
        asked_then = frozenset(self._past.forms.data_elements)
        moved = {
            element.summed_from: (form, self._element[f"{form.code}.{element.code}"])
            for form in self.plan.forms
            for element in form.elements
            if element.summed_from in asked_then
        }
        if not moved:
            return
        for (asked, org_unit, text), (values, _) in reports.items():
            period, county = Period.parse(text), self.places[org_unit].parent
            if period.year != self._past.year or county is None:
                continue
            for code, value in values.items():
                if value is None or (to := moved.get(f"{asked}.{code}")) is None:
                    continue
                form, column = to
                cell = self.places.index[county], column, self._month[_closing_month(form, period)]
                self.values[cell] = value + (0.0 if np.isnan(self.values[cell]) else self.values[cell])
                self.state[cell] = CellState.GIVEN

    def mark_pending(self, cells: Iterable[Cell]) -> None:
        """Note which reports are in but not decided yet."""
        for form, period, gathered in self._gathered(cells):
            where = self._where(form, period, gathered)
            due = self.state[where]
            self.state[where] = np.where(due == CellState.NOT_REPORTED, CellState.PENDING, due)

    def note_delays(self, first_received: Mapping[Cell, datetime]) -> None:
        """Note how many days after the period's end each report's first version arrived."""
        for form, period, cells in self._gathered(first_received):
            ended = end_of_day(period.last_day)
            days = [(first_received[cell] - ended) // _DAY + 1 for cell in cells]
            self.delay_days[self._rows(cells), self._form[form.code], self._at(period)] = days

    def close(self, county: str, month: Period) -> None:
        """Note that a county has closed a month, for itself and the places below it."""
        if month in self._month:
            inside = [self.places.index[unit.code] for unit in self.places.subtree(county)]
            self.is_closed[inside, self._month[month]] = True

    def value(self, data_element: str, org_unit: str, period: Period) -> float | None:
        """Return one cell's number; None where there is none."""
        if data_element not in self._element or org_unit not in self.places:
            return None
        cell = self.values[self.places.index[org_unit], self._element[data_element], self._at(period)]
        return None if np.isnan(cell) else float(cell)

    def restate(self) -> None:
        """Hand last year's months on to the heirs, where this year's are theirs already."""
        for one in handovers(self.ground.heirs, self.places):
            months = restated_months(self.plan.periods, self.plan.year, one.on)
            hand_on(self.values, self.state, self.delay_days, one, months)

    def _fill_baselines(self, figures: Iterable[BaselineFigure]) -> None:
        column = {key: i for i, key in enumerate(self.baseline_keys)}
        unit = self.places.index
        for org_unit, year, key, value in figures:
            if year in self.years and key in column and org_unit in unit:
                self.baselines[unit[org_unit], column[key], self.years.index(year)] = value
        self._before = self.baselines
        changes = [
            one
            for one in handovers(self.ground.heirs, self.places, self.ground.since)
            if one.on.year <= self.plan.year
        ]
        if changes:
            self._before = self.baselines.copy()
            is_rate = np.array(["_per_" in key for key in self.baseline_keys], np.bool_)  # kg_per_mu
            for one in changes:
                if one.on > date(self.plan.year, 1, 1):
                    self.earlier = (*self.earlier, (one.on, self.baselines.copy()))
                hand_on_baselines(self.baselines, one, is_rate)
                # Who ends is asked for what stood on its ground; who inherits, for what stands there now.
                there = [row for row in range(len(self.places.units)) if row not in one.ended]
                self._before[there] = self.baselines[there]

    def _mark_due(self, form: Form) -> None:
        reporting = self._reporting(form.level)
        for month, i in self._month.items():
            asked = self._asked_form(form.code, month)
            period = None if asked is None else asked.period_ending(month)
            if asked is None or period is None:
                continue
            calendar = self._plan_of(month).calendar
            there = np.array([self.ground.is_there(code, period) for code in self.places.codes])
            for section in asked.sections_in(period):
                is_due = reporting & there & is_asked(asked, section, period, calendar, self._area)
                for element in section.elements:
                    column = self._column(form.code, element.code)
                    if column is not None:
                        self.state[is_due, column, i] = CellState.NOT_REPORTED

    def _plan_of(self, period: Period) -> Plan:
        """Return the plan whose forms a period was asked by."""
        return self._past if self._past is not None and period.year == self._past.year else self.plan

    def _asked_form(self, code: str, period: Period) -> Form | None:
        return self._plan_of(period).forms.by_code.get(code)

    def _column(self, form: str, element: str) -> int | None:
        """Return where an element of any year's form stands; None where it is asked no more."""
        return self._element.get(f"{form}.{element}")

    def _reporting(self, level: Level) -> NDArray[np.bool_]:
        """Townships that farm report; so does a county with any of them."""
        is_farming = [unit.is_farming and unit.level == Level.TOWNSHIP for unit in self.places.units]
        if level == Level.TOWNSHIP:
            return np.array(is_farming)
        farming = {unit.parent for unit, farms in zip(self.places.units, is_farming, strict=True) if farms}
        return np.array([unit.level == level and unit.code in farming for unit in self.places.units])

    def _area(self, key: str, year: int) -> Floats:
        """Return a baseline area, shape (org_unit,); a county's is the sum of its townships'."""
        if (key, year) not in self._areas:
            self._areas[key, year] = self._summed_area(key, year)
        return self._areas[key, year]

    def _summed_area(self, key: str, year: int) -> Floats:
        if key not in self.baseline_keys or year not in self.years:
            return np.full(len(self.places.units), np.nan)
        area = self._before[:, self.baseline_keys.index(key), self.years.index(year)].copy()
        for county in self.places.at(Level.COUNTY):
            below = [self.places.index[unit.code] for unit in self.places.children(county.code)]
            known = area[below][~np.isnan(area[below])]
            area[self.places.index[county.code]] = known.sum() if known.size else np.nan
        return area

    def _gathered(self, cells: Iterable[Cell]) -> Iterator[tuple[Form, Period, list[Cell]]]:
        """Gather the cells of one form and period, which ask the same of every place."""
        gathered: dict[tuple[str, str], list[Cell]] = {}
        for cell in cells:
            gathered.setdefault((cell[0], cell[2]), []).append(cell)
        for (code, text), together in gathered.items():
            period = Period.parse(text)
            form = self._asked_form(code, period)
            if form is not None and code in self._form:
                yield form, period, together

    def _rows(self, cells: Iterable[Cell]) -> NDArray[np.intp]:
        return np.array([self.places.index[org_unit] for _, org_unit, _ in cells], dtype=np.intp)

    def _where(
        self, form: Form, period: Period, cells: Iterable[Cell]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
        """Return where the arrays hold what a form asks of some places, shape (org_unit, element)."""
        columns = np.array([i for i, _, _ in self._elements(form, period)], dtype=np.intp)
        return self._rows(cells)[:, None], columns, self._at(period)

    def _elements(self, form: Form, period: Period) -> tuple[tuple[int, str, str], ...]:
        """Return what a period asks, then what it takes besides: position, element code, section code."""
        return tuple(
            (column, element.code, section.code)
            for section in (*form.sections_in(period), *form.other_sections_in(period))
            for element in section.elements
            if (column := self._column(form.code, element.code)) is not None
        )

    def _is_asked(self, form: Form, period: Period) -> NDArray[np.bool_]:
        """Mark what the period asks among what it takes: left blank in another month, it is nothing."""
        asked = {section.code for section in form.sections_in(period)}
        return np.array([section in asked for _, _, section in self._elements(form, period)], np.bool_)

    def _at(self, period: Period) -> int:
        return self._month[period.closing_month]


def _closing_month(form: Form, period: Period) -> Period:
    """Return the month that closes the form's own period around a period."""
    month = period.closing_month
    while form.frequency == "quarter" and month.last_month % 3:
        month = month.next()
    return month


def _columns(plan: Plan) -> dict[str, int]:
    """Return where each data element stands, by its name and by the one that it had before."""
    columns = {name: i for i, name in enumerate(plan.forms.data_elements)}
    for form in plan.forms:
        for element in form.elements:
            if element.renamed_from is not None:
                past = f"{form.code}.{element.renamed_from}"
                columns.setdefault(past, columns[f"{form.code}.{element.code}"])
    return columns
