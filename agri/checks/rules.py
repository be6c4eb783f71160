"""Evaluate a form's linear rules, and ask about likely slips of unit against last year.

The phone evaluates the same rules from the same file with the sums that `GET /due` ships.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agri.definitions.forms import Form, Rule, Term
from agri.definitions.reading import Title
from agri.periods import Period
from agri.terms import Severity, Span

_TOLERANCE = 1e-9  # relative: 1.05 × an area must not trip over the last bit
# Factors between the units that people confuse: kg and t, 亩 and 万亩.
_SLIPS = ((1e3, "公斤/吨", "kg and t"), (1e4, "亩/万亩", "mu and 10,000 mu"))
_SLIP_WIDTH = 2.0  # a ratio within this factor of a slip is asked about


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's remark on a revision; it asks or stops, it never changes a number."""

    code: str
    severity: Severity
    element: str | None
    text: Title


def rule_findings(
    form: Form,
    period: Period,
    values: Mapping[str, float | None],
    sums: Mapping[str, float | None],
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

    Returns
    -------
    list of Finding
        In the order of the form's rules. A rule with an unknown term says nothing.
    """
    month = period.last_month
    return [
        Finding(rule.code, rule.severity, _first_own(rule), rule.text)
        for rule in form.rules
        if month in rule.months and _is_broken(rule, values, sums)
    ]


def slip_findings(
    form: Form, values: Mapping[str, float | None], last_year: Mapping[str, float | None]
) -> list[Finding]:
    """Ask where a value is near 10³ or 10⁴ times last year's of the same month, or the inverse."""
    findings: list[Finding] = []
    if not last_year:
        return findings
    for element in form.elements:
        now, then = values.get(element.code), last_year.get(element.code)
        if not now or not then or element.unit in {"count", "fraction"}:
            continue
        ratio = max(now / then, then / now)
        for factor, zh, en in _SLIPS:
            if factor / _SLIP_WIDTH <= ratio <= factor * _SLIP_WIDTH:
                findings.append(
                    Finding(
                        "unit-slip",
                        Severity.ASK,
                        element.code,
                        Title(
                            f"“{element.title.zh}”与上年同月相差约{ratio:.0f}倍，请核对单位（{zh}）",
                            f"About {ratio:.0f} times off last year's same month: check the unit ({en})",
                        ),
                    )
                )
                break
    return findings


def _is_broken(rule: Rule, values: Mapping[str, float | None], sums: Mapping[str, float | None]) -> bool:
    left = _side(rule.left, values, sums)
    right = _side(rule.right, values, sums)
    if left is None or right is None:
        return False
    limit = right + rule.constant
    return left > limit + _TOLERANCE * max(abs(left), abs(limit))


def _side(
    terms: Sequence[Term], values: Mapping[str, float | None], sums: Mapping[str, float | None]
) -> float | None:
    total = 0.0
    for term in terms:
        amount = _amount(term, values, sums)
        if amount is None:
            return None
        total += term.factor * amount
    return total


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
