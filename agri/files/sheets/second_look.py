"""A second look at an .xlsx file, for what its values do not tell.

Hidden rows and columns, formulas whose result was not kept, cells that show an error, percent formats, fonts
that are struck through. Large sheets are streamed, so that a million formatted empty rows cost time and no
memory.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from posixpath import normpath
from xml.etree import ElementTree as ET

from agri.files.sheets.sheet import BrokenCell, Place

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PERCENT_FORMATS = frozenset({9, 10})
_MOST_COLUMNS = 16_384
_MOST_AT_ONCE = 64 * 2**20  # bytes of a sheet; larger ones are streamed
# A sheet of a hundred thousand cells is searched in a hundredth of the time in which it is parsed.
_MORE = re.compile(rb"""<(?:\w+:)?f[\s>/]|\st=["']e["']""")  # formulas and errors
_STYLE = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*\s)?s=["'](\d+)["']""")
_HIDDEN = re.compile(
    rb"""<(?:\w+:)?(?:row|col)\s[^>]*\b(?:hidden=["'](?:1|true)|(?:ht|width)=["']0(?:\.0+)?)["'][^>]*>"""
)
_NUMBER = re.compile(rb"""\s(?:r|min)=["'](\d+)["']""")
_MARKED_RUN = re.compile(rb"<(?:\w+:)?(?:strike|vertAlign)")
_CONDITION = re.compile(r"\[[^\]]*\]|_.|\*.")  # colours, and the room of a sign
_SHORT_FOR = {"千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8}  # 1.2万 for 12000 is no other unit
_MOVED_POINT = re.compile(r"[!\\]\.([0#?]+)")
_BEHIND = re.compile(r"""(?:"[^"]*"|\\.|[^\x00-\x7f]|\s)+$""")
_LAST = re.compile(rb"""\smax=["'](\d+)["']""")


@dataclass(slots=True)
class Looked:
    """What was seen of one sheet."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)
    struck: set[Place] = field(default_factory=set)
    part_marked: set[Place] = field(default_factory=set)  # a part of the text is struck through or raised
    units: dict[Place, str] = field(default_factory=dict)  # what the number's format writes behind it
    merged: list[tuple[Place, Place]] = field(default_factory=list)  # where the first reader tells of none
    broken: dict[Place, BrokenCell] = field(default_factory=dict)
    formulas: int = 0


def look_again(content: bytes) -> dict[str, Looked]:
    """Return what is to be seen in each sheet of a workbook, by the sheet's name.

    Raises
    ------
    ElementTree.ParseError, KeyError
        A part is missing or broken.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}  # a binary workbook
        styles = replace(_styles(archive), marked_texts=_marked_texts(archive))
        return {
            name: _look(archive, part, styles)
            for name, part in _sheet_parts(archive)
            if part in archive.namelist()
        }


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _tree(archive: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(archive.read(part))  # noqa: S314


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = {
        one.get("Id", ""): one.get("Target", "") for one in _tree(archive, "xl/_rels/workbook.xml.rels")
    }
    for one in _tree(archive, "xl/workbook.xml").iter():
        if _local(one.tag) == "sheet":
            target = targets.get(one.get(_REL) or one.get(_STRICT_REL) or "", "")
            part = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
            yield one.get("name", ""), part


@dataclass(frozen=True, slots=True)
class _Styles:
    """The numbers of the cell styles that show a percentage, are struck through, or write a unit."""

    percent: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    marked_texts: frozenset[str] = frozenset()  # numbers of shared texts of which a part is struck or raised


def _marked_texts(archive: zipfile.ZipFile) -> frozenset[str]:
    part = "xl/sharedStrings.xml"
    if part not in archive.namelist() or not _MARKED_RUN.search(archive.read(part)):
        return frozenset()
    texts = [one for one in _tree(archive, part) if _local(one.tag) == "si"]
    return frozenset(str(i) for i, one in enumerate(texts) if _has_marked_run(one))


def _has_marked_run(text: ET.Element) -> bool:
    """Say whether a part of a text is struck through, raised or lowered, which its letters do not tell."""
    return any(
        _is_strike(one) or (_local(one.tag) == "vertAlign" and one.get("val") in {"superscript", "subscript"})
        for run in text
        if _local(run.tag) == "r"
        for one in run.iter()
    )


def _styles(archive: zipfile.ZipFile) -> _Styles:
    if "xl/styles.xml" not in archive.namelist():
        return _Styles()
    tree = _tree(archive, "xl/styles.xml")
    percent = set(_PERCENT_FORMATS)
    units: dict[int, str] = {}
    for one in tree.iter():
        if _local(one.tag) == "numFmt":
            number, code = int(one.get("numFmtId", "0")), one.get("formatCode", "")
            percent |= {number} if "%" in code.replace("\\%", "") else set()
            units |= {number: unit} if (unit := unit_in_format(code)) else {}
    struck: set[int] = set()
    for one in tree:
        if _local(one.tag) == "fonts":
            struck = {i for i, font in enumerate(one) if any(map(_is_strike, font))}
        elif _local(one.tag) == "cellXfs":
            return _Styles(
                frozenset(
                    str(i) for i, style in enumerate(one) if int(style.get("numFmtId", "0")) in percent
                ),
                frozenset(str(i) for i, style in enumerate(one) if int(style.get("fontId", "0")) in struck),
                {
                    str(i): units[int(style.get("numFmtId", "0"))]
                    for i, style in enumerate(one)
                    if int(style.get("numFmtId", "0")) in units
                },
            )
    return _Styles()


def unit_in_format(code: str) -> str:
    """Return the text that a number's format writes behind a positive number; empty for none.

    >>> unit_in_format('#,##0.0"吨"'), unit_in_format("0.00"), unit_in_format('yyyy"年"m"月"')
    ('吨', '', '')
    >>> unit_in_format('0.0,"吨"'), unit_in_format('0!.0,"万"')
    ('÷1000吨', '')
    """
    shown = _CONDITION.sub("", code.partition(";")[0])
    found = _BEHIND.search(shown)
    if found is None or not any(sign in "0#?" for sign in shown[: found.start()]):
        return ""
    unit = found[0].replace('"', "").replace("\\", "").strip()
    divisor = _divisor(shown[: found.start()])
    return unit if divisor == 1 else "" if _SHORT_FOR.get(unit) == divisor else f"÷{divisor}{unit}"


def _divisor(digits: str) -> int:
    """Return by what a format divides the number that it shows: a comma behind the digits by a thousand."""
    commas = len(digits) - len(digits.rstrip(","))
    moved = _MOVED_POINT.search(digits)  # 0!.0, shows 12000 as 1.2: the point is but a sign
    return int(1000**commas * 10 ** (len(moved[1]) if moved else 0))


def _is_strike(one: ET.Element) -> bool:
    return _local(one.tag) == "strike" and one.get("val", "1") not in {"0", "false"}


def _look(archive: zipfile.ZipFile, part: str, styles: _Styles) -> Looked:
    if archive.getinfo(part).file_size <= _MOST_AT_ONCE:
        seen = _quick_look(archive.read(part), styles)
        if seen is not None:
            return seen
    return _full_look(archive, part, styles)


def _quick_look(content: bytes, styles: _Styles) -> Looked | None:
    """Return the hidden rows and columns of a sheet; None where there is more to be seen."""
    if _MORE.search(content) or b"<!" in content or styles.marked_texts or _MARKED_RUN.search(content):
        return None
    marked = styles.percent | styles.struck | styles.units.keys()
    if marked and marked & {found.decode() for found in set(_STYLE.findall(content))}:
        return None
    seen = Looked()
    for tag in _HIDDEN.findall(content):
        number = _NUMBER.search(tag)
        if number is None:
            return None
        if b"col" in tag.partition(b" ")[0]:
            last = _LAST.search(tag)
            _hide_columns(seen, int(number[1]), int(last[1] if last else number[1]))
        else:
            seen.hidden_rows.add(int(number[1]) - 1)
    return seen


def _hide_columns(seen: Looked, first: int, last: int) -> None:
    seen.hidden_columns.update(range(first - 1, min(last, _MOST_COLUMNS)))


def _full_look(archive: zipfile.ZipFile, part: str, styles: _Styles) -> Looked:
    seen = Looked()
    row = column = -1
    with archive.open(part) as stream:
        for event, one in ET.iterparse(stream, events=("start", "end")):  # noqa: S314
            tag = _local(one.tag)
            if event == "start":
                if tag == "row":
                    row = int(one.get("r") or row + 2) - 1
                    column = -1
                    if _is_hidden(one):
                        seen.hidden_rows.add(row)
                elif tag == "c":
                    column = _column(one.get("r")) if one.get("r") else column + 1
                continue
            if tag == "col" and _is_hidden(one):
                _hide_columns(seen, int(one.get("min", "1")), int(one.get("max", "1")))
            elif tag == "c":
                _look_at_cell(seen, one, (row, column), styles)
            elif tag == "row":
                one.clear()
    return seen


def _is_hidden(one: ET.Element) -> bool:
    """Say whether a row or column is hidden, or drawn without any height or width."""
    size = one.get("ht" if _local(one.tag) == "row" else "width")
    return one.get("hidden") in {"1", "true"} or (size is not None and float(size) == 0)


def _look_at_cell(seen: Looked, cell: ET.Element, place: Place, styles: _Styles) -> None:
    style = cell.get("s")
    if style in styles.percent:
        seen.percents.add(place)
    kind = cell.get("t")
    if not len(cell):
        return
    if style in styles.struck:
        seen.struck.add(place)
    if style is not None and style in styles.units:
        seen.units[place] = styles.units[style]
    parts = {_local(part.tag): part for part in cell}
    value = parts["v"].text if "v" in parts else None
    if (kind == "s" and value in styles.marked_texts) or ("is" in parts and _has_marked_run(parts["is"])):
        seen.part_marked.add(place)
    if kind == "e":
        seen.broken[place] = BrokenCell(value or "#", is_formula=False)
    elif "f" in parts:
        # An empty text is a result; no value at all is a program that never computed it.
        if value is None and kind != "str":
            seen.broken[place] = BrokenCell(f"={parts['f'].text or ''}", is_formula=True)
        else:
            seen.formulas += 1


def _column(address: str | None) -> int:
    index = 0
    for letter in address or "":
        if not letter.isalpha():
            break
        index = 26 * index + ord(letter.upper()) - 64
    return index - 1
