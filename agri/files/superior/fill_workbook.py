"""Write cells of a workbook that somebody else designed; every other part of the file stays as its bytes are.

In a sheet that holds a named cell only those cells change; a cell keeps its format.
No formula is overwritten. What formulas came to before is dropped from every sheet, for it may be old:
whoever opens it computes it.
"""

import re
from collections.abc import Callable, Sequence

from lxml import etree

from agri.errors import Fault, Invalid
from agri.files.superior.cell_map import NamedCell
from agri.files.superior.open_workbook import MAIN, WORKBOOK, open_workbook, parse

_LETTERS = re.compile(r"([A-Z]+)(\d+)")
_AFTER_CALC = frozenset(
    (
        "oleSize",
        "customWorkbookViews",
        "pivotCaches",
        "smartTagPr",
        "smartTagTypes",
        "webPublishing",
        "fileRecoveryPr",
        "webPublishObjects",
        "extLst",
    )
)


def fill_workbook(content: bytes, cells: Sequence[NamedCell]) -> bytes:
    """Return the workbook with its named cells filled.

    Raises
    ------
    Invalid
        It is no xlsx, has no such sheet, or a named cell holds a formula or lies within a merged one.
    """
    book = open_workbook(content)
    names = {name.casefold(): name for name in book.sheets}  # as Excel compares them
    by_sheet: dict[str, list[NamedCell]] = {}
    for cell in cells:
        by_sheet.setdefault(names.get(cell.sheet.casefold(), cell.sheet), []).append(cell)
    faults = [
        Fault(
            "/cells",
            "no-sheet",
            f"there is no sheet {name!r}: it has {', '.join(book.sheets)}",
            f"工作簿中没有工作表“{name}”，现有：{'、'.join(book.sheets)}",
        )
        for name in by_sheet
        if name not in book.sheets
    ]
    written = {}
    has_formulas = False
    for name, part in book.sheets.items():
        tree = parse(book.parts[part])
        faults += _fill_sheet(tree, name, by_sheet.get(name, ()))
        has_results = _drop_results(tree)
        has_formulas = has_formulas or next(tree.iter(f"{MAIN}f"), None) is not None
        if name in by_sheet or has_results:
            written[part] = _bytes(tree)
    if faults:
        raise Invalid.of(faults)
    if has_formulas:
        written[WORKBOOK] = _computed_when_opened(book.parts[WORKBOOK])
    return book.with_parts(written)


def _bytes(tree: etree._Element) -> bytes:
    found: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


def _fill_sheet(tree: etree._Element, name: str, cells: Sequence[NamedCell]) -> list[Fault]:
    faults = []
    data = tree.find(f"{MAIN}sheetData")
    if data is not None:
        _name_cells(data)
    merged = [str(one.get("ref")) for one in tree.iter(f"{MAIN}mergeCell")]
    computed = _computed_together(tree)
    formats = _column_formats(tree)
    for cell in cells:
        at = f"{cell.column}{cell.row}"
        inside = next((ref for ref in merged if _lies_within(cell, ref)), None)
        element = None if data is None else _place(data, cell, formats)
        if element is None or inside is not None:
            faults.append(
                Fault(
                    "/cells",
                    "within-merged",
                    f"{name}!{at} lies within the merged cells {inside}: name their first",
                    f"{name}!{at} 在合并单元格 {inside} 之内；请写其左上角的单元格",
                )
            )
        elif element.find(f"{MAIN}f") is not None or any(_lies_within(cell, ref) for ref in computed):
            faults.append(
                Fault(
                    "/cells",
                    "holds-formula",
                    f"{name}!{at} holds a formula, which is not overwritten: name another cell",
                    f"{name}!{at} 是公式，不能覆盖；请另指单元格",
                )
            )
        else:
            _write(element, cell.content)
    return faults


def _computed_together(tree: etree._Element) -> list[str]:
    """Return the ranges that one formula fills: an array's, and a table of what would be if."""
    formulas = (one for one in tree.iter(f"{MAIN}f") if one.get("t") in ("array", "dataTable"))
    return [str(one.get("ref")) for one in formulas if one.get("ref")]


def _column_formats(tree: etree._Element) -> list[tuple[int, int, str]]:
    """Return first column, last column and format where whole columns have one."""
    return [
        (int(str(one.get("min"))), int(str(one.get("max"))), str(one.get("style")))
        for one in tree.iter(f"{MAIN}col")
        if one.get("style")
    ]


def _name_cells(data: etree._Element) -> None:
    """Give rows and cells their names where the writer left them out: each then follows the one before it."""
    row = 0
    for line in data.iter(f"{MAIN}row"):
        row = int(line.get("r") or row + 1)
        line.set("r", str(row))
        column = 0
        for cell in line.iter(f"{MAIN}c"):
            at = cell.get("r")
            column = _coordinates(str(at))[0] if at else column + 1
            if not at:
                cell.set("r", f"{_letters(column)}{row}")


def _letters(number: int) -> str:
    """Return a column's letters.

    >>> _letters(1), _letters(27)
    ('A', 'AA')
    """
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _drop_results(tree: etree._Element) -> bool:
    """Drop what formulas came to before; return whether there was any."""
    together = [(_coordinates(first), _coordinates(last or first)) for first, last in _corners(tree)]
    dropped = False
    for cell in tree.iter(f"{MAIN}c"):
        result = cell.find(f"{MAIN}v")
        if result is None or not (cell.find(f"{MAIN}f") is not None or _is_in(cell, together)):
            continue
        cell.remove(result)
        cell.attrib.pop("t", None)
        dropped = True
    return dropped


def _corners(tree: etree._Element) -> list[tuple[str, str]]:
    return [(first, last) for first, _, last in (ref.partition(":") for ref in _computed_together(tree))]


def _is_in(cell: etree._Element, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> bool:
    if not ranges:
        return False
    column, row = _coordinates(str(cell.get("r")))
    return any(left <= column <= right and top <= row <= bottom for (left, top), (right, bottom) in ranges)


def _lies_within(cell: NamedCell, ref: str) -> bool:
    """Say whether a cell is one of merged ones and not their first."""
    first, _, last = ref.partition(":")
    (left, top), (right, bottom) = (_coordinates(one) for one in (first, last or first))
    column = _ordinal(cell.column)
    return left <= column <= right and top <= cell.row <= bottom and (column, cell.row) != (left, top)


def _coordinates(at: str) -> tuple[int, int]:
    match = _LETTERS.fullmatch(at.replace("$", ""))
    return (_ordinal(match[1]), int(match[2])) if match else (0, 0)


def _ordinal(column: str) -> int:
    """Return a column's number.

    >>> _ordinal("A"), _ordinal("AA")
    (1, 27)
    """
    number = 0
    for letter in column:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _place(data: etree._Element, cell: NamedCell, formats: Sequence[tuple[int, int, str]]) -> etree._Element:
    """Return the element of a cell; where there is none it is made, in its row's or column's format."""
    row = _in_order(data, "row", cell.row, str(cell.row), lambda one: int(str(one.get("r"))))
    at, column = f"{cell.column}{cell.row}", _ordinal(cell.column)
    held = len(row)
    found = _in_order(row, "c", column, at, lambda one: _coordinates(str(one.get("r")))[0])
    if len(row) > held:
        own = row.get("s") if row.get("customFormat") in ("1", "true") else None
        style = own or next((style for first, last, style in formats if first <= column <= last), None)
        if style:
            found.set("s", style)
    return found


def _in_order(
    parent: etree._Element, tag: str, number: int, name: str, of: Callable[[etree._Element], int]
) -> etree._Element:
    for at, one in enumerate(parent):
        if one.tag != f"{MAIN}{tag}":
            continue
        found = of(one)
        if found == number:
            return one
        if found > number:
            made = parent.makeelement(f"{MAIN}{tag}", {"r": name})
            parent.insert(at, made)
            return made
    made = parent.makeelement(f"{MAIN}{tag}", {"r": name})
    parent.append(made)
    return made


def _write(element: etree._Element, content: float | str | None) -> None:
    """Put a number or a text into a cell and keep its format."""
    for child in list(element):
        element.remove(child)
    for name in ("t", "cm", "vm"):  # of the old content: its kind, and what it was computed or shown with
        element.attrib.pop(name, None)
    if content is None:
        return
    if isinstance(content, str):
        element.set("t", "inlineStr")
        holder = etree.SubElement(element, f"{MAIN}is")
        etree.SubElement(holder, f"{MAIN}t").text = content
    else:
        etree.SubElement(element, f"{MAIN}v").text = repr(float(content))


def _computed_when_opened(part: bytes) -> bytes:
    tree = parse(part)
    calc = tree.find(f"{MAIN}calcPr")
    if calc is None:
        calc = tree.makeelement(f"{MAIN}calcPr", {})
        later = [one for one in tree if etree.QName(one).localname in _AFTER_CALC]
        tree.insert(tree.index(later[0]) if later else len(tree), calc)
    calc.set("fullCalcOnLoad", "1")
    return _bytes(tree)
