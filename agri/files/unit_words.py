"""How the units of the forms are written in a workbook that people fill in."""

_WORDS = {
    "mu": ("亩", "mu"),
    "kg": ("公斤", "千克", "kg"),
    "t": ("吨", "t"),
    "count": ("个", "count"),
    "fraction": ("小数（0—1）", "fraction"),
}


def unit_words(unit: str) -> tuple[str, ...]:
    """Return the ways in which a unit may be written, the one that we write first.

    >>> unit_words("kg")[0]
    '公斤'
    """
    return _WORDS[unit]
