"""Write cells of a workbook that somebody else designed; every other part of the file stays as its bytes are.

In a sheet that holds a named cell only those cells change; a cell keeps its format.
No formula is overwritten. What formulas came to before is dropped from every sheet, for it may be old:
whoever opens it computes it.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from posixpath import join, normpath

from lxml import etree

from agri.errors import Fault, Invalid
from agri.files.superior.cell_map import NamedCell

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORKBOOK = "xl/workbook.xml"
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
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            infos = book.infolist()
            parts = {info.filename: book.read(info) for info in infos}
            sheets = _sheets(parts)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, RuntimeError) as error:
        raise Invalid(
            "this is no xlsx workbook that can be filled: save it as .xlsx without a password",
            "不是可填写的 xlsx 工作簿；请用 Excel 或 WPS 另存为不加密的 .xlsx",
        ) from error
    by_sheet: dict[str, list[NamedCell]] = {}
    for cell in cells:
        by_sheet.setdefault(cell.sheet, []).append(cell)
    faults = [
        Fault("/cells", "no-sheet", f"there is no sheet {name!r}", f"工作簿中没有工作表“{name}”")
        for name in by_sheet
        if name not in sheets
    ]
    written = dict(parts)
    has_formulas = False
    for name, part in sheets.items():
        tree = _parse(parts[part])
        faults += _fill_sheet(tree, name, by_sheet.get(name, ()))
        has_results = _drop_results(tree)
        has_formulas = has_formulas or has_results
        if name in by_sheet or has_results:
            written[part] = _bytes(tree)
    if faults:
        raise Invalid.of(faults)
    if has_formulas:
        written[_WORKBOOK] = _computed_when_opened(parts[_WORKBOOK])
    filled = io.BytesIO()
    with zipfile.ZipFile(filled, "w") as book:
        for info in infos:
            book.writestr(info, written[info.filename], compress_type=info.compress_type)
    return filled.getvalue()


def _parse(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _bytes(tree: etree._Element) -> bytes:
    found: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


def _sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the part of each sheet by the name on its tab."""
    links = {one.get("Id"): one.get("Target") for one in _parse(parts["xl/_rels/workbook.xml.rels"])}
    found = {}
    for sheet in _parse(parts[_WORKBOOK]).iter(f"{_MAIN}sheet"):
        target = str(links[sheet.get(_LINK)])
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if part in parts and "worksheets/" in part:
            found[str(sheet.get("name"))] = part
    return found


def _fill_sheet(tree: etree._Element, name: str, cells: Sequence[NamedCell]) -> list[Fault]:
    faults = []
    data = tree.find(f"{_MAIN}sheetData")
    if data is not None:
        _name_cells(data)
    merged = [str(one.get("ref")) for one in tree.iter(f"{_MAIN}mergeCell")]
    for cell in cells:
        at = f"{cell.column}{cell.row}"
        inside = next((ref for ref in merged if _lies_within(cell, ref)), None)
        element = None if data is None else _place(data, cell)
        if element is None or inside is not None:
            faults.append(
                Fault(
                    "/cells",
                    "within-merged",
                    f"{name}!{at} lies within the merged cells {inside}: name their first",
                    f"{name}!{at} 在合并单元格 {inside} 之内；请写其左上角的单元格",
                )
            )
        elif element.find(f"{_MAIN}f") is not None:
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


def _name_cells(data: etree._Element) -> None:
    """Give rows and cells their names where the writer left them out: each then follows the one before it."""
    row = 0
    for line in data.iter(f"{_MAIN}row"):
        row = int(line.get("r") or row + 1)
        line.set("r", str(row))
        column = 0
        for cell in line.iter(f"{_MAIN}c"):
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
    dropped = False
    for formula in tree.iter(f"{_MAIN}f"):
        cell = formula.getparent()
        result = None if cell is None else cell.find(f"{_MAIN}v")
        if cell is not None and result is not None:
            cell.remove(result)
            cell.attrib.pop("t", None)
            dropped = True
    return dropped


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


def _place(data: etree._Element, cell: NamedCell) -> etree._Element:
    """Return the element of a cell, made in its order where there is none."""
    row = _in_order(data, "row", cell.row, str(cell.row), lambda one: int(str(one.get("r"))))
    at = f"{cell.column}{cell.row}"
    return _in_order(row, "c", _ordinal(cell.column), at, lambda one: _coordinates(str(one.get("r")))[0])


def _in_order(
    parent: etree._Element, tag: str, number: int, name: str, of: Callable[[etree._Element], int]
) -> etree._Element:
    for at, one in enumerate(parent):
        if one.tag != f"{_MAIN}{tag}":
            continue
        found = of(one)
        if found == number:
            return one
        if found > number:
            made = parent.makeelement(f"{_MAIN}{tag}", {"r": name})
            parent.insert(at, made)
            return made
    made = parent.makeelement(f"{_MAIN}{tag}", {"r": name})
    parent.append(made)
    return made


def _write(element: etree._Element, content: float | str | None) -> None:
    """Put a number or a text into a cell and keep its format."""
    for child in list(element):
        element.remove(child)
    element.attrib.pop("t", None)
    if content is None:
        return
    if isinstance(content, str):
        element.set("t", "inlineStr")
        holder = etree.SubElement(element, f"{_MAIN}is")
        etree.SubElement(holder, f"{_MAIN}t").text = content
    else:
        etree.SubElement(element, f"{_MAIN}v").text = repr(float(content))


def _computed_when_opened(part: bytes) -> bytes:
    tree = _parse(part)
    calc = tree.find(f"{_MAIN}calcPr")
    if calc is None:
        calc = tree.makeelement(f"{_MAIN}calcPr", {})
        later = [one for one in tree if etree.QName(one).localname in _AFTER_CALC]
        tree.insert(tree.index(later[0]) if later else len(tree), calc)
    calc.set("fullCalcOnLoad", "1")
    return _bytes(tree)
