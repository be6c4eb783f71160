"""Sum the terms of a form's rules over the other cells of the record, as `GET /due` ships them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from agri.definitions.forms import Form, Term
from agri.definitions.plan import Plan
from agri.definitions.reporting_units.unit_file import OWNER
from agri.periods import Period
from agri.services.reference.nearby_amounts import nearby_cells
from agri.services.reference.season_areas import season_cells
from agri.terms import Span

Values = Mapping[str, float | None]
Cell = tuple[str, str]  # form and period of one place, as text
ValuesOf = Callable[[str, str], Values | None]
_BASELINE = "baseline"
_KNOWN = {_BASELINE, OWNER}  # what is known beforehand and is no sum of reports


@dataclass(frozen=True, slots=True)
class _Resolved:
    """One term of a rule in one month: the cells that it adds up.

    `borne` are the earlier months of a sum that bears a claim out; last year's stand in for missing ones.
    """

    key: str
    owner: str | None
    name: str
    cells: tuple[Cell, ...]
    borne: tuple[Period, ...]


@dataclass(slots=True)
class RuleSums:
    """The rules' terms of one plan, resolved to cells once per form and period."""

    plan: Plan
    _terms: dict[tuple[str, Period], tuple["_Resolved", ...]] = field(default_factory=dict)
    _cells: dict[tuple[str, Period], frozenset[Cell]] = field(default_factory=dict)

    def cells(self, form: str, period: Period) -> frozenset[Cell]:
        """Return the other cells that checking a report reads; last year's same cell is among them."""
        key = (form, period)
        if key not in self._cells:
            spans = self._resolved(self.plan.forms[form], period)
            read = {cell for resolved in spans for cell in resolved.cells}
            read |= {(form, str(month.year_before())) for resolved in spans for month in resolved.borne}
            read |= season_cells(self.plan, self.plan.forms[form], period)
            read |= nearby_cells(self.plan.forms[form], period)
            self._cells[key] = frozenset(read | {(form, str(period.year_before()))})
        return self._cells[key]

    def sums(
        self, form: Form, period: Period, values_of: ValuesOf, known: Mapping[str, float]
    ) -> dict[str, float | None]:
        """Return each term's sum without the cell at hand, by `Term.key`.

        `known` holds the place's baselines, and under ``units.KIND`` its reporting units.

        A span of this form without other reports is 0; another form's without any number, and an unknown
        baseline, are None. In a sum that only bears claims out a missing month counts as last year's: what
        was not reported is not nothing.
        """
        sums: dict[str, float | None] = {}
        for term in self._resolved(form, period):
            if term.owner in _KNOWN:
                sums[term.key] = known.get(term.name if term.owner == _BASELINE else term.key)
                continue
            found = [
                number
                for code, month in term.cells
                if (values := values_of(code, month)) is not None
                and (number := values.get(term.name)) is not None
            ]
            found += [
                then
                for month in term.borne
                if (values_of(form.code, str(month)) or {}).get(term.name) is None
                and (then := (values_of(form.code, str(month.year_before())) or {}).get(term.name))
                is not None
            ]
            sums[term.key] = sum(found) if found or term.owner is None else None
        return sums

    def _resolved(self, form: Form, period: Period) -> tuple["_Resolved", ...]:
        key = (form.code, period)
        if key not in self._terms:
            rules = [rule for rule in form.rules if period.last_day.month in rule.months]
            terms = {
                term.key: term
                for rule in rules
                for term in (*rule.left, *rule.right)
                if term.owner is not None or term.span != Span.MONTH
            }
            bearing = {term.key for rule in rules for term in rule.right if term.owner is None}
            bearing -= {term.key for rule in rules for term in rule.left}
            self._terms[key] = tuple(
                _Resolved(
                    name,
                    term.owner,
                    term.name,
                    tuple(self._span(form, period, term)),
                    tuple(self._earlier(form, period, term)) if name in bearing else (),
                )
                for name, term in terms.items()
            )
        return self._terms[key]

    def _earlier(self, form: Form, period: Period, term: Term) -> Iterator[Period]:
        if term.span == Span.MONTH:
            return
        months = form.section_of[term.name].months
        for month in self._periods(form, period, term):
            if month < period and form.asks_in(month) and month.last_month in months:
                yield month

    def _span(self, form: Form, period: Period, term: Term) -> Iterator[Cell]:
        if term.owner in _KNOWN:
            return
        owner = self.plan.forms[term.owner] if term.owner else form
        if owner.frequency != form.frequency:
            return
        for month in self._periods(owner, period, term):
            if owner.asks_in(month) and (owner is not form or month != period):
                yield owner.code, str(month)

    def _periods(self, owner: Form, period: Period, term: Term) -> Iterator[Period]:
        if term.span == Span.MONTH:
            yield period
            return
        crops = owner.section_of[term.name].crops
        if term.span == Span.SEASON and crops:
            # The whole season, later months included: correcting an early month must still meet its sum.
            crop = self.plan.calendar.crops[crops[0]]
            first = Period(crop.sown_in(period), crop.first_month)
            for month in _following(first, 12):
                yield month
            return
        first = period
        while first.previous().year == period.year:
            first = first.previous()
        for month in _following(first, 12):
            if month <= period:
                yield month


def _following(first: Period, count: int) -> Iterator[Period]:
    period = first
    for _ in range(count):
        yield period
        period = period.next()
