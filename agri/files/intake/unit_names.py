"""How people write the units of the forms, and units that a form does not ask for."""

import re

from agri.files.sheets.texts import key_of
from agri.units import entry_units

_NAMES: dict[str, tuple[str, ...]] = {
    "mu": ("亩", "mu", "亩次"),
    "ha": ("公顷", "ha", "hectare", "hectares"),
    "wan_mu": ("万亩", "wanmu"),
    "kg": ("公斤", "千克", "kg", "kgs", "kilogram"),
    "t": ("吨", "t", "ton", "tons", "tonne", "tonnes"),
    "jin": ("斤", "市斤", "jin"),
    "count": ("个", "count", "份", "只", "件", "点", "台", "张", "次", "处", "户", "套", "头", "袋", "人次"),
    "fraction": ("小数(0—1)", "小数", "fraction", "%", "百分比"),
}
_UNIT_OF = {key_of(name): unit for unit, names in _NAMES.items() for name in names}
_MEASURE = re.compile(
    "[十百千万亿]*(?:亩|公顷|公斤|千克|市?斤|吨|克|升|方|立方米?|平方米?|立方|袋|桶|头|只|元|户)次?|"
    "(?:wan|k|m)?(?:kg|t|g|ha|mu|l|m2|m3|km2)"
)


# Behind a heading without parentheses; shorter words may be the end of another word.
_AT_END = re.compile(r"(.*?[^\s/,;:、])(?:\s*[/,;:、]\s*|\s+)(\S+)", re.DOTALL)
_JOINED = re.compile(r"(.+?)([十百千万亿]*(?:亩次?|公顷|公斤|千克|市斤|吨))")


def split_unit(heading: str) -> tuple[str, str]:
    """Return a heading in half width without the unit that ends it, and the unit; empty where none does.

    >>> split_unit("回收量/吨"), split_unit("回收量吨"), split_unit("回收量")
    (('回收量', '吨'), ('回收量', '吨'), ('回收量', ''))
    """
    for pattern in (_AT_END, _JOINED):
        found = pattern.fullmatch(heading.strip())
        if found is not None and is_measure(found[2]):
            return found[1], found[2]
    return heading, ""


def unit_of(written: object) -> str | None:
    """Return the unit that a text names; None where it is none.

    >>> unit_of("千克")
    'kg'
    """
    return _UNIT_OF.get(key_of(written))


def unit_word(unit: str) -> str:
    """Return the Chinese word of a unit that we write first."""
    return _NAMES[unit][0]


def measure_apart(written: object, unit: str) -> bool:
    """Say whether a text names an area where a weight is asked, or the reverse.

    >>> measure_apart("亩", "kg"), measure_apart("吨", "kg"), measure_apart("袋", "kg")
    (True, False, False)
    """
    areas, weights = set(entry_units("mu")), set(entry_units("kg"))
    named = unit_of(written)
    return (named in areas and unit in weights) or (named in weights and unit in areas)


def is_measure(written: object) -> bool:
    """Say whether a text looks like a unit, known or not.

    >>> is_measure("百吨"), is_measure("中牟县")
    (True, False)
    """
    return unit_of(written) is not None or bool(_MEASURE.fullmatch(key_of(written)))
