"""A second look at an .ods file, for what its values do not tell; as `second_look` has it for .xlsx."""

import io
import zipfile
from collections.abc import Collection
from xml.etree import ElementTree as ET

from agri.files.sheets.second_look import Looked
from agri.files.sheets.sheet import MOST_COLUMNS, MOST_SHEET_ROWS, BrokenCell

_VALUES = frozenset({"value", "date-value", "time-value", "boolean-value", "string-value"})
_HIDDEN = frozenset({"collapse", "filter"})


def look_at_ods(content: bytes) -> dict[str, Looked]:
    """Return what is to be seen in each sheet of an OpenDocument workbook, by the sheet's name.

    Raises
    ------
    ElementTree.ParseError, KeyError
        A part is missing or broken.
    """
    found: dict[str, Looked] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as stream:
        seen = Looked()
        row = column = row_count = depth = 0
        struck: set[str] = set()  # names of styles
        for event, one in ET.iterparse(stream, events=("start", "end")):  # noqa: S314
            tag = _local(one.tag)
            if tag == "table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:  # a table within a table is a cell's own
                    seen = found[_attribute(one, "name") or ""] = Looked()
                    row = column = 0
            elif depth != 1:
                if tag == "style" and event == "end" and _is_struck(one):
                    struck.add(_attribute(one, "name") or "")
            elif tag == "table-column" and event == "start":
                last = column + _count(one, "number-columns-repeated")
                if _attribute(one, "visibility") in _HIDDEN:
                    seen.hidden_columns.update(range(column, min(last, MOST_COLUMNS)))
                column = last
            elif tag == "table-row":
                if event == "start":
                    column, row_count = 0, _count(one, "number-rows-repeated")
                    if _attribute(one, "visibility") in _HIDDEN:
                        seen.hidden_rows.update(range(row, min(row + row_count, MOST_SHEET_ROWS)))
                else:
                    row += row_count
                    one.clear()
            elif tag in {"table-cell", "covered-table-cell"} and event == "end":
                column += _look_at_cells(seen, one, row, column, struck)
    return found


def _look_at_cells(seen: Looked, cell: ET.Element, row: int, column: int, struck: Collection[str]) -> int:
    """Note what a cell tells of itself and those that repeat it; return how many they are."""
    repeated = _count(cell, "number-columns-repeated")
    is_struck = bool(struck) and _attribute(cell, "style-name") in struck and any(cell.itertext())
    for at in range(column, min(column + repeated, MOST_COLUMNS)):
        _look_at_cell(seen, cell, row, at)
        if is_struck:
            seen.struck.add((row, at))
    down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
    if down > 1 or across > 1:
        seen.merged.append(((row, column), (row + down - 1, column + across - 1)))
    return repeated


def _is_struck(style: ET.Element) -> bool:
    return any(
        (_attribute(one, "text-line-through-style") or "none") != "none"
        or (_attribute(one, "text-line-through-type") or "none") != "none"
        for one in style
    )


def _look_at_cell(seen: Looked, cell: ET.Element, row: int, column: int) -> None:
    """Note what one cell tells; rows that repeat a filled row are rare and told by their first."""
    kinds = {value for name, value in cell.attrib.items() if _local(name) == "value-type"}
    formula = _attribute(cell, "formula")
    if "percentage" in kinds:
        seen.percents.add((row, column))
    if "error" in kinds:
        seen.broken[row, column] = BrokenCell("".join(cell.itertext()) or "#", is_formula=False)
    elif (
        formula is not None
        and not any(_local(name) in _VALUES for name in cell.attrib)
        and not any(cell.itertext())
    ):
        seen.broken[row, column] = BrokenCell(f"={formula.removeprefix('of:=')}", is_formula=True)
    elif formula is not None:
        seen.formulas += 1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attribute(one: ET.Element, name: str) -> str | None:
    return next((value for key, value in one.attrib.items() if _local(key) == name), None)


def _count(one: ET.Element, name: str) -> int:
    return int(_attribute(one, name) or 1)
