"""A saved view: which amounts of which places and months, and what goes down, across and on sheets."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agri.definitions.package.faults import listed, meant
from agri.definitions.reading import DefinitionFile, read_toml
from agri.errors import Fault, Invalid
from agri.terms import Axis, Level, TableStep

_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_KEYS = ("title", "elements", "level", "below", "first", "last", "step", "rows", "columns", "sheets")


@dataclass(frozen=True, slots=True)
class TableView:
    """What a table shows.

    ======== ==========================================================
    Field    Meaning
    ======== ==========================================================
    elements data elements, ``packaging.recovered_kg``
    level    of the places: township, county or city
    below    a place's code; only what lies in it
    first    first month, ``2019-01``
    last     last month
    step     month, quarter or year: months are added up to it
    rows     what goes down; `columns` across, `sheets` on sheets
    ======== ==========================================================
    """

    title: str
    elements: tuple[str, ...]
    level: Level
    below: str
    first: str
    last: str
    step: TableStep
    rows: Axis
    columns: Axis
    sheets: Axis


def read_view(file: DefinitionFile, *, elements: Collection[str], places: Collection[str]) -> TableView:
    """Read a view from a file; what refuses is what `view_of` raises."""
    try:
        table = read_toml(file)
    except ValueError as error:
        raise Invalid(str(error), f"表的定义读不出来：{error}") from error
    return view_of(table, elements=elements, places=places)


def view_of(table: Mapping[str, object], *, elements: Collection[str], places: Collection[str]) -> TableView:
    """Return the view that a table of keys describes; what is left out has its default.

    Raises
    ------
    Invalid
        With every fault of the view.
    """
    faults = [
        _fault(
            key, f"the key {key} is not known{meant(key, _KEYS).en}", f"不认识键 {key}{meant(key, _KEYS).zh}"
        )
        for key in table
        if key not in _KEYS
    ]
    asked = table.get("elements")
    if not isinstance(asked, list) or not asked:
        faults.append(_fault("elements", "elements must list data elements", "elements 应列出数据项"))
        asked = []
    faults += [
        _fault(key, f"{key} = {month!r} is no month, 2019-08", f"{key} = {month!r} 不是月份，应如 2019-08")
        for key in ("first", "last")
        if (month := table.get(key)) and not _MONTH.fullmatch(str(month))
    ]
    faults += [
        _fault(
            "elements",
            f"there is no data element {one!r}{meant(one, elements).en}",
            f"没有数据项 {one!r}{meant(one, elements).zh}",
        )
        for one in asked
        if one not in elements
    ]
    faults += [
        _fault("elements", f"{one!r} is listed twice", f"{one!r} 重复列出")
        for i, one in enumerate(asked)
        if asked.index(one) == i and asked.count(one) > 1
    ]
    below = str(table.get("below", ""))
    if below and below not in places:
        faults.append(_fault("below", f"there is no place {below}", f"没有单位 {below}"))
    words = {
        "level": _word(table, "level", [Level.COUNTY, Level.TOWNSHIP, Level.CITY], faults),
        "step": _word(table, "step", list(TableStep), faults),
        "rows": _word(table, "rows", [Axis.PLACE, Axis.PERIOD, Axis.ELEMENT], faults),
        "columns": _word(table, "columns", [Axis.PERIOD, Axis.PLACE, Axis.ELEMENT], faults),
        "sheets": _word(table, "sheets", [Axis.ELEMENT, Axis.PLACE, Axis.PERIOD], faults),
    }
    if len({words["rows"], words["columns"], words["sheets"]}) != len(Axis):
        en, zh = "rows, columns and sheets must be three", "rows、columns、sheets 须各不相同"
        faults.append(_fault("rows", f"{en}: {listed(Axis)}", f"{zh}：{listed(Axis)}"))
    if faults:
        raise Invalid.of(faults)
    return TableView(
        title=str(table.get("title", "")),
        elements=tuple(asked),
        level=Level(words["level"]),
        below=below,
        first=str(table.get("first", "")),
        last=str(table.get("last", "")),
        step=TableStep(words["step"]),
        rows=Axis(words["rows"]),
        columns=Axis(words["columns"]),
        sheets=Axis(words["sheets"]),
    )


def _word(table: Mapping[str, object], key: str, known: list[str], faults: list[Fault]) -> str:
    """Return one of some words, the first by default."""
    found = table.get(key, known[0])
    if found in known:
        return str(found)
    faults.append(
        _fault(
            key, f"{key} = {found!r}: one of {listed(known)}", f"{key} = {found!r} 应为 {listed(known)} 之一"
        )
    )
    return known[0]


def _fault(key: str, english: str, chinese: str) -> Fault:
    return Fault(f"/{key}", "table-view", english, chinese)
