"""Evaluate a form's linear rules. A blank disarms none: what cannot be checked asks.

The phone evaluates the same rules from the same file with the sums that `GET /due` ships.
"""

import math
from collections.abc import Mapping, Sequence

from agri.checks.finding import Finding
from agri.checks.magnitude import last_year_words, slip_findings
from agri.definitions.forms import LAST_YEAR, Form, Rule, Term
from agri.definitions.reading import Title
from agri.periods import Period
from agri.terms import Severity, Span

__all__ = ["Finding", "other_month_findings", "rule_findings", "slip_findings"]

_TOLERANCE = 1e-9  # relative: 1.05 × an area must not trip over the last bit
# Assumed: while what is given fills less of a rule's limit, a blank beside it is asked about only where it
# was the larger part last year.
_FILLED = 0.5
# Assumed: a sum that was asked about is asked about again once it has grown by half.
_GROWN_SINCE = 1.5
_GROWN = 1.3  # of last year's claim: beyond it a claim has grown, and a blank beside it is a doubt; assumed


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
        is borne out and most of the claim, or where last year's amounts in place of the blanks bear it out. A
        rule that stops asks unless these bear it out and the claim has not grown since, or is half of them.
        What declares that it passes blanks asks about none. What compares with last year says nothing where
        that came to nothing. A sum that was over its limit without this report was asked about when it got
        there.
    """
    month = period.last_month
    asked = form.asked_in(period)
    if not_applicable:
        asked = frozenset(code for code in asked if form.section_of[code].code not in not_applicable)
    found = (
        _judge(form, rule, period, (values, last_year or {}), sums, asked=asked)
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
    period: Period,
    told: tuple[Mapping[str, float | None], Mapping[str, float | None]],
    sums: Mapping[str, float | None],
    *,
    asked: frozenset[str],
) -> Finding | None:
    """Judge one rule: broken, kept whatever its blanks are, or not to be checked because of them.

    `told` holds the revision's values and last year's.
    """
    values = _with_unasked(rule, told[0], asked)
    told = (values, told[1])
    terms = (*rule.left, *rule.right)
    blanks = [term for term in terms if term.owner is None and values.get(term.name) is None]
    if any(term.name not in asked for term in blanks) or any(
        sums.get(term.key) is None for term in terms if term.owner is not None or term.span != Span.MONTH
    ):
        return None
    then = [sums.get(term.key) for term in rule.right if term.owner == LAST_YEAR]
    if then and not any(then):
        return None
    left, right = _bounds(rule.left, values, sums), _bounds(rule.right, values, sums)
    if _exceeds(left[0], right[1] + rule.constant):
        text = _with_last_year(form, rule, period, left[0], sums)
        is_known = rule.severity == Severity.ASK and _was_asked(rule, left[0], sums)
        return None if is_known else Finding(rule.code, rule.severity, _first_own(rule), text)
    is_claimed = any(term.owner is None and values.get(term.name) is not None for term in rule.left)
    if not blanks or rule.passes_blanks or not is_claimed or not _exceeds(left[1], right[0] + rule.constant):
        return None
    is_no_doubt = _is_no_doubt if rule.severity == Severity.ASK else _is_as_last_year
    if is_no_doubt(rule, told, left[0], right[0] + rule.constant):
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


def _was_asked(rule: Rule, left: float, sums: Mapping[str, float | None]) -> bool:
    """Say whether a sum was over its limit before this report came to it, and has not grown much since.

    Whoever sent the report that took it there was asked; the same question every month after settles nothing.
    """
    own = [term for term in (*rule.left, *rule.right) if term.owner is None]
    if any(term.span == Span.MONTH for term in own):
        return False
    before, limit = (
        sum(term.factor * (sums.get(term.key) or 0.0) for term in side) for side in (rule.left, rule.right)
    )
    return _exceeds(before, limit + rule.constant) and not _exceeds(left, _GROWN_SINCE * before)


def _with_unasked(
    rule: Rule, values: Mapping[str, float | None], asked: frozenset[str]
) -> Mapping[str, float | None]:
    """Let a sum that bears a claim out be what came before, where the month does not ask for more of it."""
    unasked = {name: 0.0 for name in rule.summed if name not in asked}
    if not unasked:
        return values
    return {**unasked, **{code: value for code, value in values.items() if value is not None}}


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


def _is_as_last_year(
    rule: Rule,
    told: tuple[Mapping[str, float | None], Mapping[str, float | None]],
    left: float,
    limit: float,
) -> bool:
    """Say whether last year's amounts in place of the blanks bear a claim out, and leave no room for doubt.

    They do where the claim has not grown since, or comes to less than half of them.
    """
    values, last_year = told
    claims = [term for term in rule.left if term.owner is None and values.get(term.name) is not None]
    before = sum(term.factor * (last_year.get(term.name) or 0.0) for term in claims)
    borne_out = limit + _usual(rule.right, values, last_year)
    claimed = left + _usual(rule.left, values, last_year)
    return not _exceeds(claimed, _FILLED * borne_out) or (
        not _exceeds(left, _GROWN * before) and not _exceeds(claimed, borne_out)
    )


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


def _with_last_year(
    form: Form, rule: Rule, period: Period, now: float, sums: Mapping[str, float | None]
) -> Title:
    """Return a rule's words; where it compares with last year, with both amounts and the likely slip."""
    terms = [term for term in rule.right if term.owner == LAST_YEAR]
    then = sum(sums.get(term.key) or 0.0 for term in terms)
    own = _first_own(rule)
    if own is None or then <= 0 or now <= 0:
        return rule.text
    words = last_year_words(form, form.element_of[own], terms[0].span, now, then, period=period)
    return Title(rule.text.zh + words.zh, rule.text.en + words.en)


def _first_own(rule: Rule) -> str | None:
    return next((term.name for term in rule.left if term.owner is None), None)
