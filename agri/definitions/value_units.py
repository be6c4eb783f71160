"""How the value of an indicator is written: fractions as per cent, anything else with its unit."""

from collections.abc import Mapping

from agri.definitions.reading import Title

FRACTION = "fraction"
POINTS = "points"  # a part of a fraction, kept as one and written in percentage points
COUNT = "count"
_WORDS: Mapping[str, Title] = {
    FRACTION: Title("%", "%"),
    POINTS: Title("个百分点", "points"),
    "kg/mu": Title("公斤/亩", "kg/mu"),
    "t/mu": Title("吨/亩", "t/mu"),
    "mu": Title("亩", "mu"),
    "kg": Title("公斤", "kg"),
    "t": Title("吨", "t"),
    COUNT: Title("个", "count"),
}


def unit_words(unit: str, counted_in: Title | None = None) -> Title:
    """Return people's words for a unit; one that nobody knows stands for itself.

    A count has the measure word of what is counted, where its indicator names one.
    """
    if counted_in and unit == COUNT:
        return counted_in
    return _WORDS.get(unit, Title(unit, unit))


def title_with_unit(title: Title, unit: str, counted_in: Title | None = None) -> Title:
    """Return a title that names its unit where the value is no rate."""
    if unit == FRACTION:
        return title
    words = unit_words(unit, counted_in)
    return Title(f"{title.zh}（{words.zh}）", f"{title.en} ({words.en})")


def scaled(value: float, unit: str) -> float:
    """Return a value as it is written: a fraction in per cent."""
    return 100 * value if unit in (FRACTION, POINTS) else value


def amount_words(value: float, unit: str, decimals: int = 2) -> str:
    """Write a value without its unit.

    >>> amount_words(0.393, "fraction"), amount_words(12345.6, "t"), amount_words(24.256, "kg/mu")
    ('39.30', '12,346', '24.26')
    """
    shown = scaled(value, unit)
    return (
        f"{shown:,.0f}" if unit not in (FRACTION, POINTS) and abs(shown) >= 1000 else f"{shown:.{decimals}f}"
    )
