"""Sum the terms of a form's rules over the other cells of the record, as `GET /due` ships them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agri.definitions.forms import LAST_YEAR, Form, Term
from agri.definitions.lineage import Cell, ValuesOf
from agri.definitions.plan import Plan
from agri.definitions.reporting_units.unit_file import OWNER
from agri.periods import Period
from agri.services.reference.nearby_amounts import nearby_cells
from agri.services.reference.season_areas import season_cells
from agri.services.reference.years.last_year_course import moved_cells
from agri.terms import Span

_BASELINE = "baseline"
_KNOWN = {_BASELINE, OWNER}  # what is known beforehand and is no sum of reports
_ENOUGH = 2 / 3  # of the months that were asked last year, to say what the span came to; assumed


@dataclass(frozen=True, slots=True)
class _Resolved:
    """One term of a rule in one month: the cells that it adds up.

    `borne` are the months of a sum that bears a claim out; last year's stand in for missing ones. `after` are
    the months a year after `cells` of a sum of last year: they stand in there; None for the one at hand.
    """

    key: str
    owner: str | None
    name: str
    cells: tuple[Cell, ...]
    borne: tuple[Cell, ...]
    borne_last_year: tuple[Cell, ...]
    after: tuple[Cell | None, ...]


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
            read |= {cell for resolved in spans for cell in resolved.borne_last_year}
            read |= season_cells(self.plan, self.plan.forms[form], period)
            read |= nearby_cells(self.plan.forms[form], period)
            read |= moved_cells(self.plan.forms[form], period)
            self._cells[key] = frozenset(read | {(form, str(period.year_before()))})
        return self._cells[key]

    def sums(
        self, form: Form, period: Period, values_of: ValuesOf, known: Mapping[str, float]
    ) -> dict[str, float | None]:
        """Return each term's sum without the cell at hand, by `Term.key`.

        `known` holds the place's baselines, and under ``units.KIND`` its reporting units.

        A span of this form without other reports is 0; another form's without any number, and an unknown
        baseline, are None. In a sum that only bears claims out a missing month counts as last year's: what
        was not reported is not nothing. Last year's own sum is that of the months that were given, taken for
        all that were asked; None where these are too few.
        """
        sums: dict[str, float | None] = {}
        for term in self._resolved(form, period):
            if term.owner in _KNOWN:
                sums[term.key] = known.get(term.name if term.owner == _BASELINE else term.key)
                continue
            if term.owner == LAST_YEAR:
                sums[term.key] = _last_year(form, term, values_of)
                continue
            found = [
                number
                for cell in term.cells
                if (values := values_of(cell)) is not None and (number := values.get(term.name)) is not None
            ]
            found += [
                then
                for cell, before in zip(term.borne, term.borne_last_year, strict=True)
                if (values_of(cell) or {}).get(term.name) is None
                and (then := (values_of(before) or {}).get(term.name)) is not None
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
            bearing = {term.key for rule in rules for term in rule.right}
            bearing -= {term.key for rule in rules for term in rule.left}
            self._terms[key] = tuple(
                self._one(name, form, period, term, is_bearing=name in bearing)
                for name, term in terms.items()
            )
        return self._terms[key]

    def _one(self, key: str, form: Form, period: Period, term: Term, *, is_bearing: bool) -> "_Resolved":
        borne = list(self._borne(form, period, term)) if is_bearing else []
        after = self._asked(form, period, term) if term.owner == LAST_YEAR else ()
        return _Resolved(
            key,
            term.owner,
            term.name,
            tuple(self._span(form, period, term)),
            tuple((code, str(month)) for code, month in borne),
            tuple((code, str(month.year_before())) for code, month in borne),
            tuple(None if month == period else (form.code, str(month)) for month in after),
        )

    def _asked(self, form: Form, period: Period, term: Term) -> Iterator[Period]:
        """Yield the months of a term's span in which its element is asked."""
        months = form.section_of[term.name].months
        for month in self._periods(form, period, term):
            if form.asks_in(month) and month.last_month in months:
                yield month

    def _borne(self, form: Form, period: Period, term: Term) -> Iterator[tuple[str, Period]]:
        """Yield the months that must be there: of another form also the one at hand, which may come later."""
        if term.span == Span.MONTH or term.owner in {*_KNOWN, LAST_YEAR}:
            return
        owner = self.plan.forms[term.owner] if term.owner else form
        if owner.frequency != form.frequency:
            return
        months = owner.section_of[term.name].months
        for month in self._periods(owner, period, term):
            is_past = month < period or (owner is not form and month == period)
            if is_past and owner.asks_in(month) and month.last_month in months:
                yield owner.code, month

    def _span(self, form: Form, period: Period, term: Term) -> Iterator[Cell]:
        if term.owner in _KNOWN:
            return
        if term.owner == LAST_YEAR:
            yield from ((form.code, str(month.year_before())) for month in self._asked(form, period, term))
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
            if month.year == period.year and (month <= period or term.span == Span.YEAR):
                yield month


def _last_year(form: Form, term: _Resolved, values_of: ValuesOf) -> float | None:
    """Return what a span came to last year, by the months that say it.

    Months are unlike: for a month that last year does not say, this year's amount of it stands in, so that
    neither side has more of it; where there is none yet, it is taken to be like the others.
    """
    given = [
        amount
        for cell in term.cells
        if (amount := form.in_present_names(values_of(cell) or {}).get(term.name)) is not None
    ]
    if not given or len(given) < _ENOUGH * len(term.cells):
        return None
    given += [
        amount
        for then, now in zip(term.cells, term.after, strict=True)
        if now is not None
        and form.in_present_names(values_of(then) or {}).get(term.name) is None
        and (amount := (values_of(now) or {}).get(term.name)) is not None
    ]
    return sum(given) * len(term.cells) / len(given)


def _following(first: Period, count: int) -> Iterator[Period]:
    period = first
    for _ in range(count):
        yield period
        period = period.next()
