"""Hold the units that headings, titles, notes and columns name against those that the form asks for."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agri.definitions.forms import DataElement
from agri.files.intake.unit_names import (
    bare_unit,
    measure_apart,
    measures_space_or_mass,
    unit_of,
    unit_word,
    units_in,
    units_in_title,
)
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.texts import key_of, plain, shown

# What is asked one way and often kept another: the words of each way, the first as it is told.
_OTHERWISE = (
    (("折纯", "纯量", "折百", "有效成分"), ("实物", "商品量", "商品重", "产品量")),
    (("毛重",), ("净重", "折净", "干重")),
)
_UNIT_COLUMN = re.compile(r"^(?:计量|数量|重量|统计)?单\s*位$")
_AND = re.compile("[、,;/]")
_REMARKS = {
    key_of(word)
    for word in ("镇", "乡", "村", "县", "区", "市", "月", "季", "年", "必填", "选填", "填写",
                 "新增", "乡镇", "街道", "本月", "当月", "本季", "当季", "本期", "当期")
}  # fmt: skip


def units_of(texts: Sequence[object], *, is_template: bool) -> list[str]:
    """Return what a heading says of its unit: in parentheses, or in a row of its own."""
    units = [unit for text in texts for unit in units_in(text)]
    if is_template and len(texts) > 1:
        return [plain(str(texts[-1])), *units]
    return units + [unit for text in texts[1:] if (unit := bare_unit(text))]


def units_for_all(units: Sequence[str], element: DataElement) -> list[str]:
    """Return the units of titles or notes that are another than an item's; none where they measure others."""
    if element.unit in {"count", "fraction"}:
        units = [unit for unit in units if not measures_space_or_mass(unit)]
    alike = [unit for unit in units if not measure_apart(unit, element.unit)]
    other = [unit for unit in alike if unit_of(unit) != element.unit]
    return other[:1] if alike else list(units[:1])


def unit_faults(
    units: Sequence[str], element: DataElement, where: tuple[str, str] = ("表头", "heading")
) -> Iterator[ReadFault]:
    """Yield the fault of a unit that is not the form's; `where` it is written, in Chinese and English."""
    for written in units:
        if unit_of(written) != element.unit:
            yield ReadFault(
                "wrong-unit",
                f"the {where[1]} says the unit is “{shown(written)}”; the form asks for {element.unit}: "
                "convert the figures and correct the unit",
                f"“{element.title.zh}”{where[0]}的计量单位写的是“{shown(written)}”，"
                f"本表要求{unit_word(element.unit)}：请换算后填报，并改正单位",
            )
            return


def units_beside(heading: object, *, is_known: bool) -> list[str]:
    """Return the units that another column's heading names for all: 乡镇（单位：吨）, or 单位：吨 alone.

    What an unknown column says of itself, such as 回收点（个）, is its own.
    """
    text = str(heading)
    if not is_known and not bare_unit(text):
        return []
    is_told = "单位:" in key_of(text)
    return [unit for unit in units_in_title(text) if is_told or measures_space_or_mass(unit)]


def heads_units(heading: object, cells: Sequence[object]) -> bool:
    """Say whether a column holds the unit of each row: 计量单位 over 吨."""
    is_headed = key_of(_UNIT_COLUMN.sub("", plain(str(heading)))) in {"", "unit", "units"}
    return is_headed and bool(cells) and all(isinstance(cell, str) and bare_unit(cell) for cell in cells)


def units_of_row(
    cells: Sequence[object], unit_columns: Sequence[int], unread: Sequence[int], column: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield what a row says of one column's unit: in columns of units, the nearest alone, and in remarks."""
    near = [one for one in unit_columns if one == column + 1] or [
        one for one in unit_columns if one == column - 1
    ]
    for one in near if len(unit_columns) > 1 and near else unit_columns:
        if one < len(cells) and (unit := bare_unit(cells[one])):
            yield one, _AND.split(unit)
    for one in unread:
        if one < len(cells) and isinstance(cell := cells[one], str):
            yield one, list(_noted(cell))


@lru_cache(maxsize=4096)
def _noted(cell: str) -> tuple[str, ...]:
    is_told = "单位" in key_of(cell)  # 瓶 and 袋 in a column of kinds are no units
    return tuple(unit for unit in units_in_title(cell) if is_told or measures_space_or_mass(unit))


def measured_otherwise(
    element: DataElement, own: Sequence[object], groups: Sequence[object] = (), titles: Sequence[object] = ()
) -> ReadFault | None:
    """Return the fault of figures kept otherwise than an item asks for: 实物 where it is 折纯.

    The nearest words count. A title speaks only of items that are asked in the first way, as the title of
    a form does that asks 折纯 of all but one.
    """
    title = key_of(element.title.zh)
    for kinds in _OTHERWISE:
        asked = next((kind for kind in kinds if any(word in title for word in kind)), None)
        for texts in (own, groups, titles if asked == kinds[0] else ()):
            words = "".join(map(key_of, texts))
            said = [kind for kind in kinds if any(word in words for word in kind)]
            if asked is None or asked in said:
                break
            if said:
                return ReadFault(
                    "wrong-unit",
                    f"the figures are said to be {said[0][0]}; {element.code} asks for {asked[0]}: "
                    "convert the figures and correct the words",
                    f"写的是“{said[0][0]}”，“{element.title.zh}”要求填{asked[0]}：请换算后填报，并改正写法",
                )
    return None


def unread_part(part: str, element: DataElement, letters: str) -> ReadFault | tuple[str, str] | None:
    """Return what is told of words in a heading's parentheses that are neither a unit nor the item's own.

    One sign alone is a unit that nobody knows, and a fault; other words are remarked on.
    """
    key = key_of(part)
    if bare_unit(part) or key in key_of(element.title.zh + element.title.en) or key in _REMARKS:
        return None
    if len(key) == 1 and not key.isascii():
        return next(unit_faults([part], element))
    word = unit_word(element.unit)
    return (
        f"{letters} 列表头括号里的“{shown(part)}”不是计量单位，按{word}读取，请核对",
        f"“{shown(part)}” in the heading of column {letters} is no unit: read in {element.unit}; check it",
    )
