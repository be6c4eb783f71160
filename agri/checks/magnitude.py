"""Ask about amounts of the wrong magnitude: a zero too many, another unit, more area than there is land.

The phone asks the same, in the same words: web/src/phone/checks/magnitude.ts.
"""

import math
from collections.abc import Mapping

from agri.checks.finding import Finding
from agri.definitions.forms import DataElement, Form
from agri.definitions.reading import Title
from agri.periods import Period
from agri.terms import Severity, Span

# Assumed: from this factor on a change against last year is asked about. Half of 10: a zero too many or too
# few must ask in a year of up to twice or half of last year's work as well.
# It is what is meant where a package does not say otherwise (`month_ratio` in detectors.toml).
SLIP = 5.0
# Assumed: beside months nearby, where fewer than two others of its section share an element's course; below
# 10 by what rounding may take off.
_FAR_SLIP = 9.999
_OTHER_UNIT = 100.0  # from this factor on it is another unit, and no work that was late or early; assumed
_ZERO_MOST = 20.0  # up to this factor, a zero too many or too few is the likeliest slip
# Assumed: how far beyond what nine of ten other places tell of the month an amount is the place's own.
_BEYOND_OTHERS = 3.0
_AGREE = 2.0  # up to this factor apart, the others of a section agree on what the season did; assumed
_COUNTABLE = 1e6  # beyond it a ratio says nothing: one of the amounts is hardly any
_YEAR_LENGTH = 4  # of a year's text among months'
_UNIT_WIDTH = 2.0  # a ratio within this factor of one between units speaks of these units
# Assumed: where both amounts are smaller, a change of this kind is ordinary.
LEAST = {"mu": 100.0, "kg": 100.0, "t": 5.0, "count": 30.0, "fraction": 0.02}
_UNITS = {
    "mu": ("亩", "mu"),
    "kg": ("公斤", "kg"),
    "t": ("吨", "t"),
    "count": ("个", ""),
    "fraction": ("", ""),
}
_AREA_TIMES = ("亩次", "mu-times")
_SPANS = {
    Span.YEAR_TO_DATE: ("去年同期合计", "in the same months last year"),
    Span.SEASON: ("去年整季合计", "in all of last year's season"),
    Span.YEAR: ("去年全年合计", "in all of last year"),
}
_MIXED = {
    "kg": (1e3, "公斤和吨填混了", "kg and t mixed up"),
    "t": (1e3, "公斤和吨填混了", "kg and t mixed up"),
    "mu": (1e4, "亩和万亩填混了", "mu and 10,000 mu mixed up"),
}


def slip_findings(
    form: Form,
    values: Mapping[str, float | None],
    last_year: Mapping[str, float | None],
    period: Period | None = None,
    slip: float = SLIP,
    *,
    moved: Mapping[str, float] | None = None,
    elsewhere: Mapping[str, tuple[float, float]] | None = None,
) -> list[Finding]:
    """Ask where an amount is `slip` times last year's of the same month, or more, or the inverse.

    `moved` is by how much the season's earlier months came to more than a year ago, by element: work that was
    late makes a month large, work that was early makes it small, and neither is a slip. `elsewhere` is what
    other places tell of the month, times last year's, from and to: what all have in common is none either.
    """
    return [
        Finding("unit-slip", Severity.ASK, element.code, _slip_words(form, element, now, then, period))
        for element in form.elements
        if (now := values.get(element.code)) and (then := last_year.get(element.code))
        if element.unit in LEAST and max(now, then) >= LEAST[element.unit]
        if _times(now, then, (moved or {}).get(element.code, 0.0)) >= slip
        and _is_own(now / then, (elsewhere or {}).get(element.code))
    ]


def _times(now: float, then: float, moved: float) -> float:
    """Return how many times more or less an amount is, what the months before had less or more taken off."""
    if (plain := max(now / then, then / now)) >= _OTHER_UNIT:
        return plain
    return (now + min(moved, 0.0)) / then if now >= then else then / (now + max(moved, 0.0))


def _is_own(ratio: float, elsewhere: tuple[float, float] | None) -> bool:
    """Say whether a change is beyond what other places have too."""
    if elsewhere is None:
        return True
    low, high = elsewhere
    return ratio >= high * _BEYOND_OTHERS if ratio > 1 else ratio <= low / _BEYOND_OTHERS


def nearby_findings(
    form: Form,
    values: Mapping[str, float | None],
    nearby: Mapping[str, Mapping[str, float]],
    slip: float = SLIP,
) -> list[Finding]:
    """Ask where the same month last year has no amount, and this one is far from what else is known.

    Months nearby may be of another season. So an amount must also be far from them beside its mates
    (`mates_of`), where these have the same months, and they must agree among themselves: ten times with fewer
    than two of its own section. Less than a single month nearby is no question without them: work
    begins and ends.

    Parameters
    ----------
    form, values : Form, mapping
        The report.
    nearby : mapping
        By element, what is known by month (``2018-08``), or by year (``2018``) where it is a year's total:
        one month above it asks.
    slip : float, optional
        From which factor on.
    """
    findings = []
    for element in form.elements:
        now, known = values.get(element.code), nearby.get(element.code)
        if not now or not known or element.unit not in LEAST:
            continue
        then = _nearest(now, known)
        if _is_year(known):
            is_asked = now > then and now >= LEAST[element.unit]
        else:
            is_asked = (
                (now > then or len(known) > 1 or bool(section_mates(form, element)))
                and max(now / then, then / now) >= slip
                and max(now, then) >= LEAST[element.unit]
                and _is_far_beside(
                    form, element, now / then, _mates_ratios(form, element, values, nearby), slip
                )
            )
        if is_asked:
            text = _nearby_words(form, element, now, then, known)
            findings.append(Finding("unit-slip", Severity.ASK, element.code, text))
    return findings


def unit_words(form: Form, element: DataElement) -> tuple[str, str]:
    """Return the words for an element's unit in Chinese and English.

    A count may have a word of its own; an area that counts as often as it was worked on is in area-times.
    """
    counted = element.counted_in
    if counted is not None:
        return counted.zh, counted.en
    if element.unit == "mu" and form.section_of[element.code].is_area_times:
        return _AREA_TIMES
    return _UNITS[element.unit]


def mates_of(form: Form, element: DataElement) -> list[DataElement]:
    """Return the elements that tell an element's course of the year.

    Those of its section and unit; where it has none, all others of the form.
    """
    others = [one for one in form.elements if one is not element and not one.is_optional]
    return section_mates(form, element) or others


def section_mates(form: Form, element: DataElement) -> list[DataElement]:
    """Return the others of an element's section and unit; what may stay blank tells no course."""
    section = form.section_of[element.code]
    mates = (one for one in section.elements if one is not element and one.unit == element.unit)
    return [one for one in mates if not one.is_optional]


def _is_year(known: Mapping[str, float]) -> bool:
    return any(len(span) == _YEAR_LENGTH for span in known)


def _nearest(now: float, known: Mapping[str, float]) -> float:
    """Return the amount itself where it lies between the known ones, else the known one nearest to it."""
    return min(max(now, min(known.values())), max(known.values()))


def _mates_ratios(
    form: Form,
    element: DataElement,
    values: Mapping[str, float | None],
    nearby: Mapping[str, Mapping[str, float]],
) -> list[float] | None:
    """Return how much more than in the same months nearby the mates have; None where none has such months."""
    spans = nearby[element.code]
    known = {
        one.code: same
        for one in mates_of(form, element)
        if (same := {span: amount for span, amount in nearby.get(one.code, {}).items() if span in spans})
    }
    if not known:
        return None
    return [now / _nearest(now, same) for code, same in known.items() if (now := values.get(code))]


def _is_far_beside(
    form: Form, element: DataElement, ratio: float, mates: list[float] | None, slip: float
) -> bool:
    """Say whether a ratio is far from what the mates have in common; nothing is known without any amount."""
    if mates is None:
        return True
    if not mates or max(mates) / min(mates) > _AGREE:
        return False
    usual = sorted(mates)
    middle = math.sqrt(usual[(len(usual) - 1) // 2] * usual[len(usual) // 2])
    factor = slip if len(mates) > 1 and section_mates(form, element) else _FAR_SLIP
    return ratio / middle >= factor if ratio > 1 else middle / ratio >= factor


def land_findings(
    form: Form,
    values: Mapping[str, float | None],
    limits: Mapping[str, float],
    last_year: Mapping[str, float | None],
    period: Period | None = None,
) -> list[Finding]:
    """Ask where an area is above what the place's land bears, or what the season has left."""
    return [
        Finding(
            "above-land",
            Severity.ASK,
            element.code,
            _land_words(element, now, limit, last_year.get(element.code), period),
        )
        for element in form.elements
        if (now := values.get(element.code)) is not None
        and (limit := limits.get(element.code)) is not None
        and now > limit + 1.0
    ]


def _land_words(
    element: DataElement, now: float, limit: float, then: float | None, period: Period | None
) -> Title:
    zh_then = f"（去年{month_text(period)} {amount_text(then)} 亩）" if then is not None else ""
    en_then = f" ({amount_text(then)} mu in the same month last year)" if then is not None else ""
    return Title(
        f"“{element.title.zh}”{amount_text(now)} 亩{zh_then}，按种植面积最多约 {amount_text(limit)} 亩："
        "是不是多打了一个 0，或面积重复计算？",
        f"{amount_text(now)} mu{en_then}, but the planted area bears about {amount_text(limit)} mu: "
        "a zero too many, or counted twice?",
    )


def _slip_words(form: Form, element: DataElement, now: float, then: float, period: Period | None) -> Title:
    zh_unit, en_unit = unit_words(form, element)
    zh, en = _likeliest(element.unit, now, then)
    was = f"{amount_text(then)} {en_unit}".strip()
    return Title(
        f"“{element.title.zh}”去年{month_text(period)} {amount_text(then)} {zh_unit}，"
        f"这次 {amount_text(now)}：{zh}",
        f"{was} in the same month last year, {amount_text(now)} now: {en}",
    )


def _nearby_words(
    form: Form, element: DataElement, now: float, then: float, known: Mapping[str, float]
) -> Title:
    zh_unit, en_unit = unit_words(form, element)
    zh, en = _likeliest(element.unit, now, then)
    spans = sorted(known)
    zh_known = "、".join(f"{span} {amount_text(known[span])} {zh_unit}".strip() for span in spans)
    en_known = ", ".join(f"{amount_text(known[span])} {en_unit}".strip() + f" in {span}" for span in spans)
    if len(spans[0]) == _YEAR_LENGTH:
        zh_known, en_known = f"全年合计 {zh_known}", f"{en_known} altogether"
    else:
        zh_known = f"临近月份 {zh_known}"
    return Title(
        f"“{element.title.zh}”去年同月没有数，{zh_known}，这次 {amount_text(now)}：{zh}",
        f"no amount in the same month last year, {en_known}, {amount_text(now)} now: {en}",
    )


def _likeliest(unit: str, now: float, then: float) -> tuple[str, str]:
    ratio = max(now / then, then / now)
    mixed = _MIXED.get(unit)
    if ratio <= _ZERO_MOST:
        zh = "多打了一个 0？" if now > then else "少打了一个 0？"
        return zh, "a zero too many?" if now > then else "a zero too few?"
    if mixed is not None and mixed[0] / _UNIT_WIDTH <= ratio <= mixed[0] * _UNIT_WIDTH:
        return f"{mixed[1]}？", f"{mixed[2]}?"
    if ratio > _COUNTABLE:
        return "相差极大，请核对", "very far off, please check"
    return f"相差约 {ratio:.0f} 倍，请核对", f"about {ratio:.0f} times off, please check"


def last_year_words(
    form: Form, element: DataElement, span: Span, now: float, then: float, *, period: Period
) -> Title:
    """Name last year's amount of a span beside this year's, and the likely slip."""
    zh_unit, en_unit = unit_words(form, element)
    zh, en = _likeliest(element.unit, now, then)
    if then < now < SLIP * then:
        times = f"{round(now / then * 10) / 10:.1f}"
        zh, en = f"约为 {times} 倍，请核对", f"about {times} times as much, please check"
    zh_span, en_span = _SPANS.get(span, (f"去年{month_text(period)}", "in the same month last year"))
    was = f"{amount_text(then)} {en_unit}".strip()
    return Title(
        f"（{zh_span} {amount_text(then)} {zh_unit}，这次 {amount_text(now)}：{zh}）",
        f" ({was} {en_span}, {amount_text(now)} now: {en})",
    )


def month_text(period: Period | None) -> str:
    """Write which month of last year is meant, after 去年."""
    return f" {period.last_month} 月" if period is not None else "同月"


def amount_text(amount: float) -> str:
    """Write an amount with at most three decimals."""
    return f"{amount:.3f}".rstrip("0").rstrip(".")
