"""Words of the questions: amounts with their unit, months, the likely slip."""

from agri.definitions.forms import DataElement
from agri.definitions.reading import Title
from agri.periods import Period

_UNITS = {
    "mu": Title("亩", "mu"),
    "kg": Title("公斤", "kg"),
    "t": Title("吨", "t"),
    "count": Title("", ""),
    "fraction": Title("", ""),
}
_ZEROS = {1: Title("一个 0", "a zero"), 2: Title("两个 0", "two zeros"), 3: Title("三个 0", "three zeros")}
_NEAR = 0.25  # log10: how near a ratio must be to a power of ten


def amount(element: DataElement, value: float) -> Title:
    """Write an amount with its unit, at most three decimals."""
    unit = _UNITS.get(element.unit, Title("", ""))
    text = plain(value)
    return Title(f"{text} {unit.zh}".strip(), f"{text} {unit.en}".strip())


def about(element: DataElement, value: float) -> Title:
    """Write with its unit what an amount is expected to be: three digits are as much as is known."""
    return amount(element, rough(value))


def rough(value: float) -> float:
    """Return a number to three significant digits.

    >>> rough(5295.701), rough(9.7591)
    (5300.0, 9.76)
    """
    return float(f"{value:.3g}")


def plain(value: float) -> str:
    """Write a number with at most three decimals.

    >>> plain(320.0), plain(0.4792)
    ('320', '0.479')
    """
    return f"{value:.3f}".rstrip("0").rstrip(".")


def month_words(period: Period) -> Title:
    """Name a month of a year.

    >>> month_words(Period(2018, 9)).zh
    '2018 年 9 月'
    """
    return Title(f"{period.year} 年 {period.last_month} 月", str(period))


def span_words(periods: tuple[Period, ...]) -> Title:
    """Name the months of a span by the first and the last."""
    if len(periods) == 1:
        return month_words(periods[0])
    first, last = periods[0], periods[-1]
    return Title(
        f"{first.year} 年 {first.last_month}—{last.last_month} 月合计", f"{first} to {last} together"
    )


def zeros_too_many(ratio: float) -> Title | None:
    """Return the slip of zeros that a ratio looks like, None where it looks like none."""
    count = 0
    while count < len(_ZEROS) and ratio >= 10 ** (count + 1 - _NEAR):
        count += 1
    if count:
        zeros = _ZEROS[count]
        return Title(f"是不是多打了{zeros.zh}？", f"was {zeros.en} too many typed?")
    count = 0
    while count < len(_ZEROS) and ratio <= 10 ** -(count + 1 - _NEAR):
        count += 1
    if count:
        zeros = _ZEROS[count]
        return Title(f"是不是少打了{zeros.zh}？", f"was {zeros.en} too few typed?")
    return None


def times_words(ratio: float) -> Title:
    """Say how many times more or less it is."""
    if ratio >= 1:
        return Title(f"约为 {ratio:.1f} 倍，请核对", f"about {ratio:.1f} times as much: please check")
    return Title(f"约为 {ratio:.2f} 倍，请核对", f"only {ratio:.2f} of it: please check")
