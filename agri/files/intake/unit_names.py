"""How people write the units of the forms, and units that a form does not ask for."""

from agri.files.sheets.texts import key_of

_NAMES: dict[str, tuple[str, ...]] = {
    "mu": ("亩", "mu", "亩次"),
    "ha": ("公顷", "ha", "hectare", "hectares"),
    "wan_mu": ("万亩", "wanmu"),
    "kg": ("公斤", "千克", "kg", "kgs", "kilogram"),
    "t": ("吨", "t", "ton", "tons", "tonne", "tonnes"),
    "jin": ("斤", "市斤", "jin"),
    "count": ("个", "count", "份", "只", "件", "点", "台", "张", "次"),
    "fraction": ("小数(0—1)", "小数", "fraction"),
}
_UNIT_OF = {key_of(name): unit for unit, names in _NAMES.items() for name in names}


def unit_of(written: object) -> str | None:
    """Return the unit that a text names; None where it is none.

    >>> unit_of("千克")
    'kg'
    """
    return _UNIT_OF.get(key_of(written))


def unit_word(unit: str) -> str:
    """Return the Chinese word of a unit that we write first."""
    return _NAMES[unit][0]
