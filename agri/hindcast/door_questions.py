"""What a report would be asked, or refused for, when it comes in: the checks at the door, on a snapshot.

The same functions judge a submission in `agri.services.intake.receive`; here they read an invented year's
arrays in place of the database. Of other reports they know what came before, as on the day itself.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import isnan

import numpy as np
from numpy.typing import NDArray

from agri.checks.beforehand import report_findings
from agri.checks.finding import Finding
from agri.definitions.forms import Form
from agri.definitions.lineage import Cell, Figures
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.scoring.questions import DOOR
from agri.services.reference.rule_terms import RuleSums
from agri.services.reference.years.elsewhere import Spans, spans_elsewhere
from agri.services.reference.years.known_beforehand import known_beforehand
from agri.terms import CellState, Severity


@dataclass(frozen=True, slots=True)
class DoorQuestion:
    """One finding on one report; `is_refusal` where the report would not have been taken."""

    code: str
    org_unit: str
    form: str
    periods: tuple[Period, ...]
    is_refusal: bool


def questions_at_the_door(
    snapshot: Snapshot, plan: Plan, places: Collection[str] | None = None
) -> list[DoorQuestion]:
    """Return what the plan year's reports would be asked as they come in.

    Parameters
    ----------
    snapshot : Snapshot
        The year's record at its end.
    plan : Plan
        The plan of that year.
    places : collection of str, optional
        Only these places; all by default.
    """
    sums = RuleSums(plan)
    received = _Received(snapshot, plan)
    codes = snapshot.places.codes if places is None else sorted(places)
    return [question for code in codes for question in _OnePlace(snapshot, plan, code, received).ask(sums)]


@dataclass(slots=True)
class _Received:
    """When each place's reports came in, and what those that came before tell of a month."""

    snapshot: Snapshot
    plan: Plan
    _told: dict[tuple[str, Period, float], Spans] = field(default_factory=dict)

    def before(self, at: int, form: Form, period: Period) -> Spans:
        """Return what the others had told of a month before the day on which a place reported."""
        snapshot = self.snapshot
        column = snapshot.forms.index(form.code)
        days = np.floor(snapshot.delay_days[:, column, snapshot.period_index[period.closing_month]])
        key = (form.code, period, float(days[at]))
        if key not in self._told:
            others = np.flatnonzero(days < days[at])
            now, then = (self._figures(form, one, others) for one in (period, period.year_before()))
            self._told[key] = spans_elsewhere(zip(now, then, strict=True))
        return self._told[key]

    def _figures(self, form: Form, period: Period, rows: NDArray[np.intp]) -> Iterator[Figures]:
        """Yield what places told of a month, with the names of a form's elements."""
        codes = [element.code for element in form.elements]
        columns = np.array([self.snapshot.element_index[f"{form.code}.{code}"] for code in codes])
        month = self.snapshot.period_index[period.closing_month]
        for values in self.snapshot.values[rows[:, None], columns[None], month].tolist():
            yield {code: None if isnan(value) else value for code, value in zip(codes, values, strict=True)}


@dataclass(slots=True)
class _OnePlace:
    snapshot: Snapshot
    plan: Plan
    code: str
    received: _Received

    def ask(self, sums: RuleSums) -> Iterator[DoorQuestion]:
        at = self.snapshot.places.index[self.code]
        baselines = self.snapshot.baselines[at, :, self.snapshot.years.index(self.plan.year)]
        baseline = {
            key: float(value)
            for key, value in zip(self.snapshot.baseline_keys, baselines, strict=True)
            if not np.isnan(value)
        }
        reports = self._reports(at)
        for (form_code, text), values in reports.items():
            period = _period(text)
            if period.year != self.plan.year:
                continue

            def values_of(cell: Cell, today: int = _last_month(text)) -> Figures | None:
                return reports.get(cell) if _last_month(cell[1]) <= today else None

            form = self.plan.forms[form_code]
            known = known_beforehand(
                sums,
                form,
                period,
                values_of,
                baseline=baseline,
                known=baseline,
                elsewhere=self.received.before(at, form, period),
            )
            findings = report_findings(form, period, values, known, self._absent(at, form, period))
            yield from (self._question(finding, form, period) for finding in findings)

    def _reports(self, at: int) -> dict[tuple[str, str], dict[str, float | None]]:
        """Return every report with at least one number; a blank is None, what is not asked is left out."""
        values, state = self.snapshot.values[at], self.snapshot.state[at]
        found: dict[tuple[str, str], dict[str, float | None]] = {}
        told = (state == CellState.GIVEN) | (state == CellState.BLANK)
        for element, month in np.argwhere(told):
            form, code = self.snapshot.data_elements[element].split(".")
            value = values[element, month]
            report = found.setdefault((form, self._text(form, int(month))), {})
            report[code] = None if np.isnan(value) else float(value)
        return {cell: report for cell, report in found.items() if any(v is not None for v in report.values())}

    def _text(self, form: str, month: int) -> str:
        period = self.snapshot.periods[month]
        return str(self.plan.forms[form].period_ending(period) or period)

    def _absent(self, at: int, form: Form, period: Period) -> tuple[str, ...]:
        month = self.snapshot.period_index[period.closing_month]
        state = self.snapshot.state[at, :, month]
        index = self.snapshot.element_index
        return tuple(
            section.code
            for section in form.sections
            if all(
                state[index[f"{form.code}.{e.code}"]] in {CellState.NOT_APPLICABLE, CellState.NOT_DUE}
                for e in section.elements
            )
        )

    def _question(self, finding: Finding, form: Form, period: Period) -> DoorQuestion:
        is_refusal = finding.severity == Severity.STOP
        return DoorQuestion(DOOR + finding.code, self.code, form.code, (period.closing_month,), is_refusal)


@lru_cache(maxsize=4096)
def _period(text: str) -> Period:
    return Period.parse(text)


@lru_cache(maxsize=4096)
def _last_month(text: str) -> int:
    """Return the ordinal of a period's last month, which is quicker to compare than the period."""
    period = _period(text)
    return 12 * period.year + period.last_month
