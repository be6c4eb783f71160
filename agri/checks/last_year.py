"""Ask where a whole crop's amounts look like product for pure, and where nothing is said in a busy month.

The phone asks the same, in the same words: web/src/phone/checks/lastYear.ts.
"""

from collections.abc import Collection, Mapping

from agri.checks.finding import Finding
from agri.checks.magnitude import LEAST, SLIP, amount_text, month_text, unit_words
from agri.definitions.forms import Form, Section
from agri.definitions.reading import Title
from agri.periods import Period
from agri.terms import Severity

# Assumed: honest months of a crop stay within 1.4 times what last year leads one to expect; product mass for
# pure is 2.2 times it for urea and compound fertilizer.
_AS_PRODUCT = 1.6
LEFT_OUT = "left-out"
# Assumed, of amounts: a single blank is an oversight, which anybody has once in a hundred cells.
_LEFT_OUT_LEAST = 2


def product_findings(
    form: Form,
    values: Mapping[str, float | None],
    last_year: Mapping[str, float | None],
    expected: Mapping[str, float],
    period: Period | None = None,
    *,
    slip: float = SLIP,
) -> list[Finding]:
    """Ask once for a section whose amounts together are as far above last year's as a product is above pure.

    Parameters
    ----------
    form, values, last_year : Form, mapping, mapping
        The report, and the same month's of last year.
    expected : mapping
        By section, what last year leads one to expect at most in this month, in the elements' unit.
    slip : float, optional
        From which factor on each amount is asked about by itself.
    """
    findings = []
    for section in form.sections:
        most = expected.get(section.code)
        now, then = _sum_of(section, values), _sum_of(section, last_year)
        if most is None or not now or not then or now < LEAST["t"]:
            continue
        if _AS_PRODUCT * most <= now < slip * then:  # from there on each amount is asked about by itself
            text = _product_words(section, now, then, period)
            findings.append(Finding("product-mass", Severity.ASK, section.elements[0].code, text))
    return findings


def idle_findings(
    form: Form,
    values: Mapping[str, float | None],
    last_year: Mapping[str, float | None],
    busy: Collection[str],
    period: Period | None = None,
) -> list[Finding]:
    """Ask once for a form that is zero throughout in a month that was busy last year.

    `busy` are the elements that had their season then; a blank among them is named by itself.
    """
    told = [element for element in form.elements if values.get(element.code) is not None]
    idle = [element for element in told if element.code in busy]
    if not idle or len(idle) < len(busy) or any(values[element.code] for element in told):
        return []
    first = idle[0]
    zh_unit, en_unit = unit_words(form, first)
    then = amount_text(last_year.get(first.code) or 0.0)
    text = Title(
        f"全表都是 0，去年{month_text(period)}“{first.title.zh}”有 {then} {zh_unit}".rstrip()
        + "：今年确实没有，还是还不知道？不知道请空着",
        f"all zero, and {first.title.en} was {then} {en_unit}".rstrip()
        + " in the same month last year: none indeed, or not known yet? Then leave it blank",
    )
    return [Finding("idle-month", Severity.ASK, first.code, text)]


def left_out_findings(
    form: Form,
    values: Mapping[str, float | None],
    last_year: Mapping[str, float | None],
    busy: Collection[str],
    period: Period | None = None,
    *,
    said: Collection[str | None] = (),
) -> list[Finding]:
    """Ask once where whole sections say nothing in a month that was busy last year; the largest is named.

    One blank amount is none of these, unless the report says nothing at all.

    `said` are the elements that another question is about already.
    """
    silent = [
        element
        for section in form.sections
        if all(values.get(one.code) is None and one.code not in said for one in section.elements)
        for element in section.elements
        if element.code in busy and last_year.get(element.code)
    ]
    is_blank = all(values.get(element.code) is None for element in form.elements)
    if len(silent) < (1 if is_blank else _LEFT_OUT_LEAST):
        return []
    most = max(silent, key=lambda one: (last_year[one.code] or 0.0) / LEAST[one.unit])
    zh_unit, en_unit = unit_words(form, most)
    then = amount_text(last_year[most.code] or 0.0)
    text = Title(
        f"“{most.title.zh}”去年{month_text(period)} {then} {zh_unit}".rstrip()
        + "，这次没有填：是没有用，还是没有报？",
        f"{most.title.en} was {then} {en_unit}".rstrip()
        + " in the same month last year and is left out now: none, or not reported?",
    )
    return [Finding(LEFT_OUT, Severity.ASK, most.code, text)]


def _sum_of(section: Section, values: Mapping[str, float | None]) -> float:
    return sum(values.get(element.code) or 0.0 for element in section.elements)


def _product_words(section: Section, now: float, then: float, period: Period | None) -> Title:
    times = f"{round(now / then * 10) / 10:.1f}"
    return Title(
        f"“{section.title.zh}”合计 {amount_text(now)} 吨，去年{month_text(period)} {amount_text(then)} 吨，"
        f"约为 {times} 倍：是不是按袋上的实物量填的？折纯要乘以含量",
        f"{section.title.en}: {amount_text(now)} t altogether, "
        f"{amount_text(then)} t in the same month last year, "
        f"about {times} times: was the product's mass typed? Pure nutrient is mass times content",
    )
