"""CSV text to rows: whatever sign stands between the cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from agri.files.sheets import sheet as limits
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import Sheet

_SEPARATORS = (",", "\t", ";", "，", "；", "|", "、")
_SAMPLE_LINES = 30
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # so that a spreadsheet keeps the zeros of a code
_ALIGNED = re.compile(r"(?<=\S) {2,}(?=\S)")  # the gaps of columns that blanks keep apart
_APART = re.compile(r"(?<=\S) (?=\S)")  # one blank, where every line has as many
_QUOTED = re.compile(r"[“'‘＂](.*)[”'’＂]", re.DOTALL)  # by signs that no program takes for quotation marks
_WORDS = {
    "\t": ("制表符", "tab"),
    "，": ("全角逗号", "full-width comma"),
    "；": ("全角分号", "full-width semicolon"),
    ";": ("分号", "semicolon"),
    "|": ("竖线", "vertical bar"),
    "、": ("顿号", "enumeration comma"),
}


def read_delimited(text: str) -> Sheet:
    """Split a text into rows and cells.

    Raises
    ------
    ReadFault
        A quotation mark is left open, or there are too many rows.
    """
    lines = text.splitlines()
    remarks: tuple[tuple[str, str], ...] = ()
    skipped = 0
    if lines and lines[0].strip().casefold().startswith("sep=") and len(lines[0].strip()) == len("sep=,"):
        separator = lines[0].strip()[-1]
        skipped = 1
    else:
        separator = _separator(lines)
    gap = _gap(lines) if separator == "," else None
    if gap is not None:
        words = ("各格之间是空格分隔，已按此读取", "cells are separated by blanks; read so")
        aligned = [gap.split(line.strip()) if line.strip() else [] for line in lines]
        return Sheet("", aligned, is_csv=True, remarks=(words,))
    if separator != ",":
        zh, en = _WORDS.get(separator, (separator, separator))
        remarks = ((f"各格之间是{zh}分隔，已按此读取", f"cells are separated by {en}; read so"),)
    rows = [[] if i < skipped else row for i, row in enumerate(_rows(text, separator))]
    first = next((row for row in rows if len(row) > 1), [])
    if first and all(_QUOTED.fullmatch(cell.strip()) for cell in first if cell.strip()):
        rows = [[_QUOTED.sub(r"\1", cell.strip()) for cell in row] for row in rows]
    return Sheet("", rows, is_csv=True, remarks=remarks)


def _separator(lines: list[str]) -> str:
    """Return the sign that most lines hold equally often; a comma where no sign does."""
    best, best_score = ",", (0, 0)
    sample = [line for line in lines[: 2 * _SAMPLE_LINES] if line.strip()][:_SAMPLE_LINES]
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in sample if line.count(separator))
        if counts:
            often, number = counts.most_common(1)[0]
            if (number, often) > best_score:
                best, best_score = separator, (number, often)
    return best


def _gap(lines: list[str]) -> re.Pattern[str] | None:
    """Return the blanks that keep the columns apart: no other sign does, and most lines have as many gaps."""
    sample = [line.strip() for line in lines[: 2 * _SAMPLE_LINES] if line.strip()][:_SAMPLE_LINES]
    if any(separator in line for line in sample for separator in _SEPARATORS):
        return None
    for pattern, share in ((_ALIGNED, 0.5), (_APART, 1.0)):
        gaps = Counter(len(pattern.findall(line)) for line in sample)
        often, number = gaps.most_common(1)[0] if gaps else (0, 0)
        if often > 1 and number > 1 and (number > share * len(sample) or number == len(sample)):
            return pattern
    return None


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    count = 0
    is_wrapped = '="' in text
    try:
        for row in reader:
            count += 1
            if count > limits.MOST_ROWS + 1:
                raise ReadFault(
                    "too-many-rows",
                    f"more than {limits.MOST_ROWS:,} rows: split the file",
                    f"超过 {limits.MOST_ROWS:,} 行，请拆分文件",
                    count,
                )
            yield [_unwrapped(cell) for cell in row] if is_wrapped else row
    except csv.Error as error:
        raise ReadFault(
            "broken-csv",
            f"the row cannot be read ({error}): is a quotation mark left open?",
            "无法读取该行：请检查引号是否成对",
            count + 1,
        ) from error


def _unwrapped(cell: str) -> str:
    match = _KEPT_AS_TEXT.fullmatch(cell.strip())
    return cell if match is None else match[1]
