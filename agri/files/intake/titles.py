"""What stands above a table and in the names of its sheet and file: titles, and the months they name."""

import re
from collections.abc import Sequence
from datetime import datetime

from agri.files.intake.months import month_of_year, other_span, part_in_title, period_in_title
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import Sheet
from agri.files.sheets.texts import is_blank, plain, shown
from agri.periods import Period

_LABEL = re.compile(
    ".*[:=]|(?:计量|填报)?单位|报告期|报送(?:日期|时间)|上报(?:日期|时间)|填[报表](?:日期|时间)|月份|所属(?:期|月份)"
)
_DAY = re.compile("[报填制]")  # of a label of the day on which somebody fills in or sends


def titles_above(sheet: Sheet, first: int, end: int) -> tuple[str, ...]:
    """Return the texts of the rows above a heading; a label and the cell beside it are one text.

    A date beside 报告期： stands for its month, beside 报送时间： for the day of sending.
    """
    found: list[str] = []
    for row in sheet.rows[first:end]:
        label = ""
        for cell in row:
            if is_blank(cell):
                continue
            text = _text(cell, label)
            if label:
                found[-1] = f"{label}{text}"
                label = ""
            elif isinstance(cell, str):
                found.append(text)
                bare = "".join(plain(text).split())
                label = (text if bare[-1:] in ":=" else f"{text}：") if _LABEL.fullmatch(bare) else ""
    return tuple(found)


def _text(cell: object, label: str) -> str:
    if isinstance(cell, datetime):
        return (
            f"{cell.year}年{cell.month}月{cell.day}日"
            if _DAY.search(label[:2]) and "报告" not in label
            else (f"{cell.year}年{cell.month}月")
        )
    return str(cell)


def span_told(titles: Sequence[str], sheet: str, names: Sequence[str]) -> str:
    """Return the title or name that speaks of several months together or of a part of one; empty for none."""
    return next((text for text in (*titles, sheet, *names[:1]) if other_span(text)), "")


def several_months(title: str) -> ReadFault:
    """Return the fault of figures that a title or name says to be of several months, or of a part of one."""
    if part := part_in_title(title):
        return ReadFault(
            "missing-column",
            f"“{shown(title)}” speaks of a part of a month (“{part}”): fill in the whole month's figures "
            "and correct the words",
            f"“{shown(title)}”说的是一个月的一部分（“{part}”）：本表只填整月（整季）数，请填整月的数并改正写法",
        )
    return ReadFault(
        "missing-column",
        f"the title speaks of several months (“{shown(title)}”): fill in the figures of each month alone, "
        "with a column of periods such as 2019-08",
        f"标题“{shown(title)}”说的是几个月合在一起的数：本表只填当月（当季）数，请分月填写，并加“报告期”列"
        "（如 2019-08）",
    )


def other_month(period: Period, titles: Sequence[str], sheet: str, names: Sequence[str]) -> ReadFault | None:
    """Return the fault of titles, a sheet's name and a file's name that speak of two months."""
    places = [(title, ("另一处标题写的", "another title says")) for title in titles]
    places += [(sheet, ("工作表名", "the sheet is named")), (names[0], ("文件名", "the file is named"))]
    for text, (chinese, english) in places:
        named = period_in_title(text)
        if named is None and text not in titles:
            named = month_of_year([f"{period.year}年"], [text])
        if named is None or named == period or (named.quarter is None) != (period.quarter is None):
            continue
        return ReadFault(
            "unknown-period",
            f"the title or a name says {period}, {english} “{shown(text)}”: correct the wrong one, or "
            "add a column of periods",
            f"标题或名称写的是 {period}，{chinese}是“{shown(text)}”，两者不一致：请改正其中写错的一个，"
            "或加“报告期”列",
        )
    return None
