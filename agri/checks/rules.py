"""Evaluate a form's linear rules. A blank disarms none: what cannot be checked asks.

The phone evaluates the same rules from the same file with the sums that `GET /due` ships.
"""

import math
from collections.abc import Mapping, Sequence

from agri.checks.finding import Finding
from agri.checks.magnitude import slip_findings
from agri.definitions.forms import Form, Rule, Term
from agri.definitions.reading import Title
from agri.periods import Period
from agri.terms import Severity, Span

__all__ = ["Finding", "other_month_findings", "rule_findings", "slip_findings"]

_TOLERANCE = 1e-9  # relative: 1.05 × an area must not trip over the last bit
# Assumed: while what is given fills less of a rule's limit, a blank beside it is asked about only where it
# was the larger part last year.
_FILLED = 0.5


def rule_findings(
    form: Form,
    period: Period,
    values: Mapping[str, float | None],
    sums: Mapping[str, float | None],
    not_applicable: Sequence[str] = (),
    *,
    last_year: Mapping[str, float | None] | None = None,
) -> list[Finding]:
    """Evaluate the rules that apply in a month.

    Parameters
    ----------
    form : Form
        The form with its rules.
    period : Period
        What the revision speaks of.
    values : mapping
        The revision's own values by element code; None or absent is blank.
    sums : mapping
        What else the terms name, by `Term.key`: sums over the span without the cell at hand, other forms'
        sums, baselines. None or absent is unknown.
    not_applicable : sequence of str, optional
        Sections that do not apply to the place: their elements are not blank.
    last_year : mapping, optional
        The place's amounts of the same month last year: what a blank is likely to be.

    Returns
    -------
    list of Finding
        In the order of the form's rules. A rule with a blank term asks, unless it holds whatever the blank
        is. It says nothing where its left side claims nothing, where a sum or baseline is unknown, and, if it
        only asks, where its blanks are no doubt by last year: where what is given is less than half of what
        is borne out and most of the claim, or where last year's amounts in place of the blanks bear it out.
    """
    month = period.last_month
    asked = frozenset(
        element.code
        for section in form.sections
        if month in section.months and section.code not in not_applicable
        for element in section.elements
    )
    found = (
        _judge(form, rule, (values, last_year or {}), sums, asked)
        for rule in form.rules
        if month in rule.months
    )
    return [finding for finding in found if finding is not None]


def other_month_findings(form: Form, period: Period, values: Mapping[str, float | None]) -> list[Finding]:
    """Ask about work in months that do not ask for it: it may be honest, or of another month."""
    found = []
    for section in form.other_sections_in(period):
        element = next((one for one in section.elements if values.get(one.code)), None)
        if element is not None:
            months = ", ".join(map(str, section.months))
            text = Title(
                f"“{section.title.zh}”一般在 {months} 月填报，{period} 也有：属别的月份请改报，属实请说明",
                f"{section.title.en} is asked for in months {months}; {period} has some too: "
                "give the reason, or report it in its own month",
            )
            found.append(Finding("other-month", Severity.ASK, element.code, text))
    return found


def _judge(
    form: Form,
    rule: Rule,
    told: tuple[Mapping[str, float | None], Mapping[str, float | None]],
    sums: Mapping[str, float | None],
    asked: frozenset[str],
) -> Finding | None:
    """Judge one rule: broken, kept whatever its blanks are, or not to be checked because of them.

    `told` holds the revision's values and last year's.
    """
    values = told[0]
    terms = (*rule.left, *rule.right)
    blanks = [term for term in terms if term.owner is None and values.get(term.name) is None]
    if any(term.name not in asked for term in blanks) or any(
        sums.get(term.key) is None for term in terms if term.owner is not None or term.span != Span.MONTH
    ):
        return None
    left, right = _bounds(rule.left, values, sums), _bounds(rule.right, values, sums)
    if _exceeds(left[0], right[1] + rule.constant):
        return Finding(rule.code, rule.severity, _first_own(rule), rule.text)
    is_claimed = any(term.owner is None and values.get(term.name) is not None for term in rule.left)
    if not blanks or not is_claimed or not _exceeds(left[1], right[0] + rule.constant):
        return None
    if rule.severity == Severity.ASK and _is_no_doubt(rule, told, left[0], right[0] + rule.constant):
        return None
    names = list(dict.fromkeys(term.name for term in blanks))
    zh = "、".join(f"“{form.element_of[name].title.zh}”" for name in names)
    en = ", ".join(form.element_of[name].title.en for name in names)
    return Finding(
        rule.code,
        Severity.ASK,
        names[0],
        Title(
            f"{zh}空着，无法核对：{rule.text.zh}。没有发生请填 0，不清楚请说明原因",
            f"{en} is blank, so this cannot be checked: {rule.text.en}. Enter 0 for none, or give the reason",
        ),
    )


def _bounds(
    terms: Sequence[Term], values: Mapping[str, float | None], sums: Mapping[str, float | None]
) -> tuple[float, float]:
    """Return the least and the most that a side can come to; a blank is any amount from 0 on."""
    least = most = 0.0
    for term in terms:
        amount = _amount(term, values, sums)
        if amount is not None:
            least, most = least + term.factor * amount, most + term.factor * amount
            continue
        known = (sums.get(term.key) or 0.0) if term.span != Span.MONTH else 0.0
        ends = (term.factor * known, math.inf if term.factor > 0 else -math.inf)
        least, most = least + min(ends), most + max(ends)
    return least, most


def _is_no_doubt(
    rule: Rule,
    told: tuple[Mapping[str, float | None], Mapping[str, float | None]],
    left: float,
    limit: float,
) -> bool:
    """Say whether the blanks of a rule that only asks are no doubt, by what they were last year."""
    if _exceeds(left, _FILLED * limit):
        usual = _usual(rule.right, *told)
        return usual > 0 and not _exceeds(left + _usual(rule.left, *told), limit + usual)
    return not _exceeds(_usual(rule.left, *told), left)


def _usual(
    terms: Sequence[Term], values: Mapping[str, float | None], last_year: Mapping[str, float | None]
) -> float:
    """Return what a side's blanks came to last year."""
    blanks = (term for term in terms if term.owner is None and values.get(term.name) is None)
    return sum(term.factor * (last_year.get(term.name) or 0.0) for term in blanks)


def _exceeds(left: float, limit: float) -> bool:
    if math.isinf(left) or math.isinf(limit):
        return left > limit
    return left > limit + _TOLERANCE * max(abs(left), abs(limit))


def _amount(term: Term, values: Mapping[str, float | None], sums: Mapping[str, float | None]) -> float | None:
    if term.owner is not None:
        return sums.get(term.key)
    own = values.get(term.name)
    if term.span == Span.MONTH:
        return own
    before = sums.get(term.key)
    return None if own is None or before is None else before + own


def _first_own(rule: Rule) -> str | None:
    return next((term.name for term in rule.left if term.owner is None), None)
