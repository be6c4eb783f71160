"""Ask about amounts of the wrong magnitude: a zero too many, another unit, more area than there is land.

The phone asks the same, in the same words: web/src/phone/checks/magnitude.ts.
"""

from collections.abc import Mapping

from agri.checks.finding import Finding
from agri.definitions.forms import DataElement, Form
from agri.definitions.reading import Title
from agri.periods import Period
from agri.terms import Severity

# Assumed: from this factor on a change against last year is asked about. Half of 10: a zero too many or too
# few must ask in a year of up to twice or half of last year's work as well.
_SLIP = 5.0
_ZERO_MOST = 20.0  # up to this factor, a zero too many or too few is the likeliest slip
_UNIT_WIDTH = 2.0  # a ratio within this factor of one between units speaks of these units
# Assumed: where both amounts are smaller, a change of this kind is ordinary.
_LEAST = {"mu": 100.0, "kg": 100.0, "t": 5.0, "count": 30.0, "fraction": 0.02}
_UNITS = {
    "mu": ("亩", "mu"),
    "kg": ("公斤", "kg"),
    "t": ("吨", "t"),
    "count": ("个", ""),
    "fraction": ("", ""),
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
) -> list[Finding]:
    """Ask where an amount is about ten times last year's of the same month or more, or a tenth or less."""
    return [
        Finding("unit-slip", Severity.ASK, element.code, _slip_words(element, now, then, period))
        for element in form.elements
        if (now := values.get(element.code)) and (then := last_year.get(element.code))
        if element.unit in _LEAST and max(now, then) >= _LEAST[element.unit]
        if max(now / then, then / now) >= _SLIP
    ]


def land_findings(
    form: Form, values: Mapping[str, float | None], limits: Mapping[str, float]
) -> list[Finding]:
    """Ask where an area is above what the place's land bears, or what the season has left."""
    return [
        Finding(
            "above-land",
            Severity.ASK,
            element.code,
            Title(
                f"“{element.title.zh}”{amount_text(now)} 亩，按种植面积最多约 {amount_text(limit)} 亩："
                "是不是多打了一个 0，或面积重复计算？",
                f"{amount_text(now)} mu, but the planted area bears about {amount_text(limit)} mu: "
                "a zero too many, or counted twice?",
            ),
        )
        for element in form.elements
        if (now := values.get(element.code)) is not None
        and (limit := limits.get(element.code)) is not None
        and now > limit + 1.0
    ]


def _slip_words(element: DataElement, now: float, then: float, period: Period | None) -> Title:
    ratio = max(now / then, then / now)
    zh_unit, en_unit = _UNITS[element.unit]
    month = f" {period.last_month} 月" if period is not None else "同月"
    mixed = _MIXED.get(element.unit)
    if ratio <= _ZERO_MOST:
        zh = "多打了一个 0？" if now > then else "少打了一个 0？"
        en = "a zero too many?" if now > then else "a zero too few?"
    elif mixed is not None and mixed[0] / _UNIT_WIDTH <= ratio <= mixed[0] * _UNIT_WIDTH:
        zh, en = f"{mixed[1]}？", f"{mixed[2]}?"
    else:
        zh = f"相差约 {ratio:.0f} 倍，请核对"
        en = f"about {ratio:.0f} times off, please check"
    was = f"{amount_text(then)} {en_unit}".strip()
    return Title(
        f"“{element.title.zh}”去年{month} {amount_text(then)} {zh_unit}，这次 {amount_text(now)}：{zh}",
        f"{was} in the same month last year, {amount_text(now)} now: {en}",
    )


def amount_text(amount: float) -> str:
    """Write an amount with at most three decimals."""
    return f"{amount:.3f}".rstrip("0").rstrip(".")
