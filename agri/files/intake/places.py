"""Which place a row speaks of: its code and its name, as people write them; both must agree."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from agri.definitions.places import OrgUnit, Places
from agri.files.intake.amounts import broken_cell
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import BrokenCell
from agri.files.sheets.texts import key_of, plain, shown, without_marks
from agri.terms import Level

_SUFFIXES = ("街道办事处", "办事处", "街道办", "街道", "镇", "乡", "区", "县", "市")
_GOVERNMENTS = ("人民政府", "政府", "农业农村局", "农业服务中心", "农办")
_CODE_AND_NAME = re.compile(r"(\d{6,12})[\s\-_:：.、()（）]*(\D.*)?", re.ASCII)
_NAME_AND_CODE = re.compile(r"(\D+?)[\s\-_:：.、(（]*(\d{6,12})[)）]?", re.ASCII)
_NUMBER_BEFORE = re.compile(
    r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．:：]|[①-⑳])\s*(?=[^\d\s])"
)
_AROUND = " 　,，.。、;；:：·★☆●■◆▲※*＊《》<>[]【】“”‘’\"'`"
_BETWEEN = re.compile(r"(?<=[^\d\s])\s*[-—–_/／\\>→·•.,，、|]+\s*(?=[^\d\s])")
_OTHER_HAND = str.maketrans("鎮鄉縣區辦處", "镇乡县区办处")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.ASCII)


class WrongLevel(ReadFault):
    """A place that does not fill in this form itself, such as a county among townships."""

    def __init__(self, unit: OrgUnit, level: Level) -> None:
        super().__init__(
            "wrong-level",
            f"{unit.code} is a {unit.level}; this form is filled in by a {level}",
            f"{unit.code}（{unit.name}）不填本表，本表由"
            f"{'区县' if level == Level.COUNTY else '乡镇街道'}填报",
        )
        self.unit = unit


class PlaceReader:
    """Reads codes and names of one level."""

    def __init__(self, places: Places, level: Level) -> None:
        self._places = places
        self._level = level
        self._found: dict[tuple[object, object, object], str | ReadFault] = {}

    def read(self, code: object, name: object, county: object = None) -> str:
        """Return the code of the place that a row names; a county beside it must be its own.

        Raises
        ------
        ReadFault
            No place, a place of another level, or a code and a name that disagree.
        """
        key = (code, name, county)
        found = self._found.get(key)
        if found is None:
            try:
                found = self._read(code, name, county)
            except ReadFault as fault:
                found = fault
            self._found[key] = found
        if isinstance(found, ReadFault):
            raise found
        return found

    def is_place(self, cell: object) -> bool:
        """Say whether a cell alone names a place, by code or by name."""
        try:
            self.read(cell, None)
        except WrongLevel:
            return True
        except ReadFault:
            return False
        return True

    def named_in(self, texts: Sequence[str]) -> list[OrgUnit]:
        """Return the places of the level that texts speak of; a county beside them settles twins."""
        found: list[OrgUnit] = []
        for text in map(key_of, texts):
            named = [unit for key, units in self._by_own_name.items() if key in text for unit in units]
            longer = [
                unit
                for unit in named
                if not any(unit.name != one.name and unit.name in one.name for one in named)
            ]
            found += [unit for unit in longer if unit not in found]
        together = "".join(map(key_of, texts))
        return [unit for unit in found if self._county(unit) and self._county(unit) in together] or found

    def _read(self, code: object, name: object, county: object) -> str:
        for cell in (code, name):
            if isinstance(cell, BrokenCell):
                raise broken_cell(cell)
        code, name = (self._bare(cell) if isinstance(cell, str) else cell for cell in (code, name))
        unit = self._read_unit(code, name, county)
        if county is not None and not self._is_in(unit, county):
            raise self._not_in(unit, county)
        return unit.code

    def _bare(self, cell: str) -> str:
        """Return a code or name without the signs around it; a name that is known as written stays."""
        cell = without_marks(cell)
        return cell if key_of(cell) in self._by_key else _bare(cell)

    def _read_unit(self, code: object, name: object, county: object) -> OrgUnit:
        digits, beside = split_code(code)
        name = name if name is not None and plain(str(name)) else beside
        if not digits:
            if not name:
                raise _blank()
            return self._by_name(name, name if name != beside else code, county)
        unit = self._by_code(digits, code, name)
        if unit.level != self._level:
            raise WrongLevel(unit, self._level)
        if name and not self._agrees(unit, name):
            raise self._disagrees(unit, name)
        return unit

    def _by_code(self, digits: str, written: object, name: object) -> OrgUnit:
        candidates = [digits]
        if len(digits) == 12:
            candidates += [digits[:9]] if digits.endswith("000") else []
            candidates += [digits[:6]] if digits.endswith("000000") else []
        if len(digits) == 9 and digits.endswith("000"):
            candidates.append(digits[:6])
        for candidate in candidates:
            if candidate in self._places:
                return self._places[candidate]
        hint, hint_zh = self._hint(digits, name)
        raise ReadFault(
            "unknown-org-unit",
            f"there is no place with the code “{shown(written)}”{hint}: see the list of places",
            f"没有代码为“{shown(written)}”的单位{hint_zh}，请查单位代码表",
        )

    def _hint(self, digits: str, name: object) -> tuple[str, str]:
        if name:
            units = self._named(key_of(name))
            if len(units) == 1:
                return (
                    f"; {units[0].name} has {units[0].code}",
                    f"（{units[0].name}的代码是 {units[0].code}）",
                )
        codes = [unit.code for unit in self._places.at(self._level)]
        near = difflib.get_close_matches(digits, codes, 1, 0.85)
        if not near:
            return "", ""
        right = self._places[near[0]]
        return f"; did you mean {right.code} {right.name}?", f"（是否为 {right.code} {right.name}？）"

    def _by_name(self, name: object, written: object, county: object = None) -> OrgUnit:
        units = self._named(key_of(name))
        if county is not None and len(units) > 1:
            units = [unit for unit in units if self._is_in(unit, county)] or units
        if len(units) == 1:
            return units[0]
        if units:
            listed = "、".join(f"{unit.code} {self._county(unit)}{unit.name}" for unit in units)
            raise ReadFault(
                "unknown-org-unit",
                f"“{shown(written)}” is the name of several places: write one of the codes {listed}",
                f"“{shown(written)}”有同名单位，请写代码：{listed}",
            )
        other = [unit for unit in self._places.units if key_of(unit.name) == key_of(name)]
        if other:
            raise WrongLevel(other[0], self._level)
        near = difflib.get_close_matches(plain(str(name)), [unit.name for unit in self._level_units], 1)
        hint, hint_zh = (f"; did you mean {near[0]}?", f"（是否为{near[0]}？）") if near else ("", "")
        raise ReadFault(
            "unknown-org-unit",
            f"“{shown(written)}” is no place that fills in this form{hint}: write its code",
            f"没有名为“{shown(written)}”的填报单位{hint_zh}，请写单位代码",
        )

    @cached_property
    def _level_units(self) -> tuple[OrgUnit, ...]:
        return self._places.at(self._level)

    @cached_property
    def _by_own_name(self) -> dict[str, list[OrgUnit]]:
        """The places of the level by their names as they stand in the record."""
        named: dict[str, list[OrgUnit]] = defaultdict(list)
        for unit in self._level_units:
            named[key_of(unit.name)].append(unit)
        return named

    @cached_property
    def _by_key(self) -> dict[str, list[OrgUnit]]:
        """The places of the level by every way to write their names."""
        named: dict[str, list[OrgUnit]] = defaultdict(list)
        for unit in self._level_units:
            for key in self._keys(unit):
                named[key].append(unit)
        return named

    def _keys(self, unit: OrgUnit) -> set[str]:
        stem = _stem(unit.name)
        written = (unit.name, stem, unit.name_en, f"{stem}镇", f"{stem}乡", f"{stem}街道", f"{stem}办事处")
        names = {key_of(name) for name in written if name}
        keys = set(names)
        prefixes = {""}
        for above in self._names_above(unit):
            prefixes = {part + prefix for part in (above, _stem(above)) for prefix in prefixes} | {""}
            keys |= {prefix + name for prefix in prefixes for name in names}
        return keys

    def _names_above(self, unit: OrgUnit) -> Iterator[str]:
        parent = unit.parent
        while parent is not None and parent in self._places:
            yield key_of(self._places[parent].name)
            parent = self._places[parent].parent

    def _named(self, key: str) -> list[OrgUnit]:
        exact = self._by_own_name.get(key)
        if exact:
            return exact
        for ending in ("", *_GOVERNMENTS):
            if not ending or key.endswith(ending):
                found = self._by_key.get(key.removesuffix(ending) if ending else key)
                if found:
                    return found
        without = re.sub(r"[(（].*?[)）]", "", key)
        return self._by_key.get(without, []) if without != key else []

    def _agrees(self, unit: OrgUnit, name: object) -> bool:
        key = key_of(name)
        return unit in self._named(key) or key_of(unit.name) in key

    def _disagrees(self, unit: OrgUnit, name: object) -> ReadFault:
        owners = [other for other in self._named(key_of(name)) if other is not unit]
        whose = "、".join(f"{other.code}" for other in owners)
        english = f" (“{shown(name)}” has the code {whose})" if owners else ""
        chinese = f"，“{shown(name)}”的代码是 {whose}" if owners else ""
        return ReadFault(
            "name-and-code",
            f"the code {unit.code} is {unit.name}, beside it stands “{shown(name)}”{english}: "
            "code and name disagree; correct the one that is wrong",
            f"代码与名称不一致：代码 {unit.code} 是{unit.name}，旁边写的是“{shown(name)}”{chinese}；"
            "请改正其中写错的一个",
        )

    def _is_in(self, unit: OrgUnit, county: object) -> bool:
        """Say whether a unit lies in the county that a cell names, by code or name, whole or shortened."""
        above = self._places[unit.parent] if unit.parent in self._places and unit.parent else None
        key = key_of(county)
        return above is None or above.code in key or _stem(above.name) in key

    def _not_in(self, unit: OrgUnit, county: object) -> ReadFault:
        return ReadFault(
            "name-and-code",
            f"{unit.name} ({unit.code}) belongs to {self._county(unit)}, beside it stands “{shown(county)}”: "
            "correct the one that is wrong",
            f"{unit.name}（{unit.code}）属于{self._county(unit)}，旁边写的是“{shown(county)}”，两者不一致；"
            "请改正其中写错的一个",
        )

    def _county(self, unit: OrgUnit) -> str:
        return self._places[unit.parent].name if unit.parent in self._places and unit.parent else ""


def split_code(cell: object) -> tuple[str, str]:
    """Return the digits of a code and the name written beside it in the same cell.

    >>> split_code("'410122101.0"), split_code("410122101 韩寺镇"), split_code("韩寺镇(410122101)")
    (('410122101', ''), ('410122101', '韩寺镇'), ('410122101', '韩寺镇'))
    """
    if cell is None:
        return "", ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = plain(str(cell)).strip("'’‘`\"“”")
    if _SCIENTIFIC.fullmatch(text):
        return _rounded(text), ""
    bare = re.sub(r"\s|(?<=\d)[-—](?=\d)", "", text)
    if re.fullmatch(r"\d+(?:\.0+)?", bare, re.ASCII):
        return bare.partition(".")[0], ""
    if match := _CODE_AND_NAME.fullmatch(text):
        return match[1], (match[2] or "").strip("()（） ")
    if match := _NAME_AND_CODE.fullmatch(text):
        return match[2], match[1]
    return ("", text) if not any(sign.isdecimal() for sign in text) else (text, "")


def _rounded(text: str) -> str:
    """Return the digits of a code that a spreadsheet shows as 4.10122101E8, if all of them are there."""
    mantissa, _, power = text.casefold().partition("e")
    mantissa, exponent = mantissa.replace(".", ""), int(power)
    is_whole = len(mantissa) > exponent or (
        exponent == 11 and len(mantissa) >= 9
    )  # of twelve, 000 at the end
    if is_whole and (number := float(text)) == int(number):
        return str(int(number))
    raise ReadFault(
        "unknown-org-unit",
        f"the code was cut to {text} by a spreadsheet: format the column as text and write all its digits",
        f"代码被表格改写成了 {text}，位数已丢失：请把该列设为文本，重新填写完整代码",
    )


def _bare(text: str) -> str:
    """Return a code or name without its number in a list and the signs around and within it.

    >>> _bare("3、中牟县-韩寺鎮。"), _bare("★官渡镇*"), _bare("410122101-韩寺镇")
    ('中牟县韩寺镇', '官渡镇', '410122101-韩寺镇')
    """
    text = _NUMBER_BEFORE.sub("", without_marks(text.strip()), count=1) if text[:1] else text
    return _BETWEEN.sub("", text.strip(_AROUND)).translate(_OTHER_HAND)


def _stem(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def _blank() -> ReadFault:
    return ReadFault(
        "unknown-org-unit",
        "the row has figures and neither code nor name of a place: write the code",
        "该行有数，但没有单位代码和名称，请填写单位代码",
    )
