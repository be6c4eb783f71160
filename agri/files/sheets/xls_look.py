"""A second look at an .xls or .et file, for what its values do not tell; as `second_look` has it for .xlsx.

The layout is that of [MS-XLS] (records of the BIFF8 stream) and [MS-CFB] (the file that holds the stream).
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agri.files.sheets.second_look import Looked, unit_in_format
from agri.files.sheets.sheet import BrokenCell

_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_MOST_SECTOR = 0xFFFFFFFA  # larger numbers are marks, not sectors
_BIFF8 = 0x0600
_BOF, _EOF, _SHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_ROW, _COLUMNS, _FORMULA, _BOOL_OR_ERROR = 0x0208, 0x007D, 0x0006, 0x0205
_NUMBER, _RK, _MANY_RK, _TEXT, _RICH_TEXT = 0x0203, 0x027E, 0x00BD, 0x00FD, 0x00D6
_FONT, _STRIKE = 0x0031, 0x0008
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_PERCENT_FORMATS = frozenset({9, 10})


def look_at_xls(content: bytes) -> dict[str, Looked]:
    """Return what is to be seen in each sheet of a binary workbook, by the sheet's name.

    Returns
    -------
    dict
        Empty where the file is older than Excel 97: nothing is known of it then.
    """
    try:
        stream = _workbook_stream(content)
        return _look(stream) if stream is not None else {}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def _look(stream: bytes) -> dict[str, Looked]:
    version = struct.unpack_from("<H", stream, 4)[0]
    if version != _BIFF8:
        return {}
    starts: dict[str, int] = {}
    percent = set(_PERCENT_FORMATS)
    written: dict[int, str] = {}
    formats: list[int] = []
    fonts: list[int] = []
    strikes: list[bool] = []
    for kind, data in _records(stream, 0):
        if kind == _SHEET:
            start, size, is_wide = struct.unpack_from("<I", data)[0], data[6], data[7] & 1
            text = data[8 : 8 + size * (2 if is_wide else 1)]
            starts[text.decode("utf-16-le" if is_wide else "latin-1")] = start
        elif kind == _FORMAT:
            number, is_wide = struct.unpack_from("<H", data)[0], data[4] & 1
            code = data[5:].decode("utf-16-le" if is_wide else "latin-1", "replace")
            percent |= {number} if "%" in code else set()
            written |= {number: unit} if (unit := unit_in_format(code)) else {}
        elif kind == _FONT:
            strikes.append(bool(struct.unpack_from("<H", data, 2)[0] & _STRIKE))
        elif kind == _XF:
            fonts.append(struct.unpack_from("<H", data)[0])
            formats.append(struct.unpack_from("<H", data, 2)[0])
    styles = _NumberedStyles(
        frozenset(i for i, number in enumerate(formats) if number in percent),
        # The numbers of fonts leave out 4.
        frozenset(i for i, n in enumerate(fonts) if (n - (n > 4)) < len(strikes) and strikes[n - (n > 4)]),
        {i: written[number] for i, number in enumerate(formats) if number in written},
    )
    return {name: _look_at_sheet(stream, start, styles) for name, start in starts.items()}


@dataclass(frozen=True, slots=True)
class _NumberedStyles:
    """The numbers of the cell styles that show a percentage, are struck through, or write a unit."""

    percent: frozenset[int]
    struck: frozenset[int]
    units: Mapping[int, str]


@dataclass(slots=True)
class _Formulas:
    """Formulas by what they came to: cells with an empty text, and how many have any other result."""

    empty: list[tuple[int, int]] = field(default_factory=list)
    others: int = 0


def _look_at_style(seen: Looked, place: tuple[int, int], style: int, styles: _NumberedStyles) -> None:
    if style in styles.percent:
        seen.percents.add(place)
    if style in styles.struck:
        seen.struck.add(place)
    if style in styles.units:
        seen.units[place] = styles.units[style]


def _look_at_sheet(stream: bytes, start: int, styles: _NumberedStyles) -> Looked:
    seen, formulas = Looked(), _Formulas()
    for kind, data in _records(stream, start):
        if kind == _ROW and struct.unpack_from("<H", data, 12)[0] & 0x20:
            seen.hidden_rows.add(struct.unpack_from("<H", data)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", data, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", data)
            seen.hidden_columns.update(range(first, last + 1))
        elif kind in {_NUMBER, _RK, _FORMULA, _BOOL_OR_ERROR}:
            row, column, style = struct.unpack_from("<HHH", data)
            _look_at_style(seen, (row, column), style, styles)
            if kind == _FORMULA:
                _look_at_formula(seen, formulas, (row, column), data[6:14])
            elif kind == _BOOL_OR_ERROR and data[7]:
                seen.broken[row, column] = BrokenCell(_ERRORS.get(data[6], "#"), is_formula=False)
        elif kind in {_TEXT, _RICH_TEXT}:
            row, column, style = struct.unpack_from("<HHH", data)
            if style in styles.struck:
                seen.struck.add((row, column))
        elif kind == _MANY_RK:
            row, first = struct.unpack_from("<HH", data)
            for i in range((len(data) - 6) // 6):
                _look_at_style(seen, (row, first + i), struct.unpack_from("<H", data, 4 + 6 * i)[0], styles)
    # A program that never computes writes an empty text for every result; one that does has others too.
    if formulas.empty and not formulas.others:
        seen.broken |= {place: BrokenCell("=", is_formula=True) for place in formulas.empty}
    else:
        seen.formulas = len(formulas.empty) + formulas.others
    return seen


def _look_at_formula(seen: Looked, formulas: _Formulas, place: tuple[int, int], result: bytes) -> None:
    if result[6:] != b"\xff\xff":
        formulas.others += 1  # a number
    elif result[0] == 2:
        seen.broken[place] = BrokenCell(_ERRORS.get(result[2], "#"), is_formula=False)
        formulas.others += 1
    elif result[0] == 3:
        formulas.empty.append(place)
    else:
        formulas.others += 1


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream, without those of charts that it holds."""
    depth, at = 0, start
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _workbook_stream(content: bytes) -> bytes | None:
    """Take the workbook's stream out of its compound file; None where there is none."""
    if not content.startswith(_SIGNATURE):
        return None
    sector = 1 << struct.unpack_from("<H", content, 30)[0]
    small = 1 << struct.unpack_from("<H", content, 32)[0]
    first_directory, _, cutoff, first_small = struct.unpack_from("<IIII", content, 48)
    tables = [number for number in struct.unpack_from("<109I", content, 76) if number <= _MOST_SECTOR]
    more = struct.unpack_from("<I", content, 68)[0]
    while more <= _MOST_SECTOR and len(tables) * sector <= len(content):
        numbers = struct.unpack_from(f"<{sector // 4}I", content, (more + 1) * sector)
        tables += [number for number in numbers[:-1] if number <= _MOST_SECTOR]
        more = numbers[-1]

    def at(number: int) -> bytes:
        return content[(number + 1) * sector : (number + 2) * sector]

    following = _numbers(b"".join(at(number) for number in tables))
    directory = b"".join(at(number) for number in _chain(following, first_directory))
    entries = [directory[i : i + 128] for i in range(0, len(directory) - 127, 128)]
    by_name = {
        entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le"): entry
        for entry in entries
        if entry[66] in {2, 5}
    }
    entry = by_name.get("Workbook") or by_name.get("Book")
    if entry is None:
        return None
    start, size = struct.unpack_from("<II", entry, 116)
    if size >= cutoff:
        return b"".join(at(number) for number in _chain(following, start))[:size]
    holder = struct.unpack_from("<I", by_name["Root Entry"], 116)[0]
    stored = b"".join(at(number) for number in _chain(following, holder))
    smalls = _numbers(b"".join(at(number) for number in _chain(following, first_small)))
    return b"".join(stored[n * small : (n + 1) * small] for n in _chain(smalls, start))[:size]


def _numbers(table: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _chain(following: tuple[int, ...], start: int) -> Iterator[int]:
    """Yield the sectors of a chain; one that runs in a circle ends."""
    number = start
    for _ in range(len(following)):
        if number >= len(following):
            return
        yield number
        number = following[number]
