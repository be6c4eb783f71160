"""What one cell of a filled-in file says: a number, a blank, not applicable, a period, an instant.

Nothing is guessed: what is not plainly one of these is a fault with the way out.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from agri.definitions.forms import DataElement
from agri.exports.report_rows import NOT_APPLICABLE
from agri.periods import SHANGHAI, Period

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "#num!", "#div/0!"}
_NOT_APPLICABLE = {NOT_APPLICABLE, "na", "n/a"}
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:月|[-/.]0?1)?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})(?:-?[Qq]|年第?)([1-4一二三四])(?:季度?)?", re.ASCII)
_NUMERALS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_LONGEST = 40  # characters of a cell that are repeated in a message


class Mark(Enum):
    """A cell that holds no number, on purpose."""

    NOT_APPLICABLE = auto()


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell of a workbook that computes."""

    text: str


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell of a workbook that shows an error, such as #REF!."""

    text: str


class CellFault(Exception):
    """What is wrong with a cell: a code, and words in English and Chinese."""

    def __init__(self, code: str, english: str, chinese: str) -> None:
        super().__init__(english)
        self.code = code
        self.words = (english, chinese)


def is_blank(cell: object) -> bool:
    """Say whether nothing is in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def read_amount(cell: object, element: DataElement) -> float | Mark | None:
    """Read a quantity: a number, None for a blank, or the mark 不适用.

    Raises
    ------
    CellFault
        The cell is no number, not finite, or outside the element's bounds.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, str):
        text = cell.strip()
        # The plain case first: two hundred thousand rows pass through here.
        if not _NUMBER.fullmatch(text):
            text = unicodedata.normalize("NFKC", text).strip()
            if text.casefold() in _NOT_APPLICABLE:
                return Mark.NOT_APPLICABLE
            if not _NUMBER.fullmatch(text):
                raise _no_number(cell, text)
        value = float(text)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        value = float(cell)
    else:
        raise _no_number(cell, "")
    return _bounded(value, element)


def _bounded(value: float, element: DataElement) -> float:
    if not math.isfinite(value):
        raise CellFault("not-finite", f"{value} is not a finite number", f"{value} 不是有限的数")
    if value < element.minimum:
        code = "negative" if element.minimum == 0 else "below-minimum"
        raise CellFault(
            code,
            f"{value:g} is below {element.minimum:g}; a decrease is corrected in the month it belongs to",
            f"{value:g} 小于 {element.minimum:g}；要冲减请更正所属月份的报表",
        )
    if value > element.maximum:
        raise CellFault(
            "above-maximum",
            f"{value:g} is above {element.maximum:g} {element.unit}: check the unit",
            f"{value:g} 大于上限 {element.maximum:g}，请核对计量单位",
        )
    if element.is_whole and not value.is_integer():
        raise CellFault("not-whole", f"{value:g} is not a whole number", f"{value:g} 不是整数")
    return value + 0.0  # minus zero is zero


def _no_number(cell: object, text: str) -> CellFault:
    if isinstance(cell, Formula) or text.startswith("="):
        shown = cell.text if isinstance(cell, Formula) else text
        return CellFault(
            "formula",
            f"the cell holds the formula {_short(shown)}: paste its value instead",
            f"单元格是公式 {_short(shown)}，请改为数值（选择性粘贴—数值）",
        )
    if isinstance(cell, BrokenCell):
        return CellFault(
            "broken-cell", f"the cell shows the error {cell.text}", f"单元格显示错误 {cell.text}，请改为数值"
        )
    if text.casefold() in _NOT_FINITE:
        return CellFault(
            "not-finite",
            f"{text!r} is not a number: leave the cell empty if it is not known",
            f"“{text}”不是数字，不清楚请留空",
        )
    return CellFault(
        "not-a-number",
        f"{_short(cell)} is not a number: digits only, without unit or comma; 0 for none, empty if unknown",
        f"“{_short(cell)}”不是数字：只填阿拉伯数字，不带单位和逗号；没有发生填 0，不清楚留空",
    )


def read_period(cell: object) -> Period:
    """Read a month or a quarter as people and spreadsheets write it: 2019-08, 2019年8月, a date, 2019-Q2.

    Raises
    ------
    CellFault
        The cell is none of these.
    """
    if isinstance(cell, Formula | BrokenCell):
        raise _no_number(cell, "")
    if isinstance(cell, datetime | date):
        return Period(cell.year, cell.month)
    text = unicodedata.normalize("NFKC", str(cell or "")).strip()
    quarter = _QUARTER.fullmatch(text)
    if quarter:
        number = _NUMERALS.get(quarter[2], quarter[2])
        return Period(int(quarter[1]), quarter=int(number))
    month = _MONTH.fullmatch(text)
    try:
        return Period.parse(f"{month[1]}-{int(month[2]):02d}" if month else text)
    except ValueError:
        raise CellFault(
            "unknown-period",
            f"{_short(cell)} is not a period: write 2019-08, or 2019-Q3 for a quarter",
            f"“{_short(cell)}”不是报告期：月报写 2019-08，季报写 2019-Q3",
        ) from None


def read_instant(cell: object) -> datetime | None:
    """Read when a report was received; a time without zone is China's.

    Raises
    ------
    CellFault
        The cell is no date.
    """
    if is_blank(cell):
        return None
    try:
        instant = cell if isinstance(cell, datetime) else datetime.fromisoformat(str(cell).strip())
    except ValueError:
        raise CellFault(
            "unknown-instant",
            f"{_short(cell)} is not a date: write 2019-09-02 or 2019-09-02T15:30:00+08:00",
            f"“{_short(cell)}”不是日期：请写 2019-09-02 或 2019-09-02T15:30:00+08:00",
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def read_text(cell: object) -> str:
    """Read a code or a sentence; a number that a spreadsheet made of a code is a code again.

    Raises
    ------
    CellFault
        The cell computes, or shows an error.
    """
    if isinstance(cell, Formula | BrokenCell):
        raise _no_number(cell, "")
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _short(cell: object) -> str:
    text = str(cell)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
