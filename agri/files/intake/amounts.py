"""What a cell says where an amount is asked: a number, a blank, or that the section does not apply.

Nothing is guessed: what is not plainly one of these is a fault with what to write instead.
"""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum

from agri.definitions.forms import DataElement
from agri.files.intake.unit_names import is_measure, measure_apart, unit_of, unit_word
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import BrokenCell, Place, Sheet
from agri.files.sheets.texts import has_raised_digits, is_blank, plain, shown
from agri.units import convert, entry_units

NOT_APPLICABLE = "不适用"
_NOT_APPLICABLE_WORDS = {NOT_APPLICABLE, "na", "n/a", "not applicable"}
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_PERCENT = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))\s*%", re.ASCII)
_WITH_UNIT = re.compile(r"(.*\d[.。]?)\s*(\([^\d()]+\)|[^\d\s.,%+\-()][^\d.,%+\-()]*)[.。]?", re.ASCII)
_TWO_NUMBERS = re.compile(r"\d[\s、/;+~-]+\d|\d,\d{1,2}(?!\d)|\d\.\d+\.\d", re.ASCII)
_DASHES = re.compile("[-_/\\\\|\u2010-\u2015\u2212\u2500\u2501\u30fc·]+|\\.{2,}")
_NOT_FINITE = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "#num!", "#div/0!"}
NOTHING_WORDS = {
    "无", "没有", "零", "暂无", "本月无", "当月无", "本季无", "均无", "无数据", "无此项", "无发生", "未发生",
    "没有发生", "未开展", "未产生", "none", "nil", "null", "—", "/",
}  # fmt: skip
_DUST = 1e-9  # of a whole number: what binary arithmetic leaves behind


class Mark(Enum):
    """What a cell says that holds no number, on purpose."""

    NOT_APPLICABLE = "NA"
    BLANK = "blank"


MERGED = ReadFault(
    "merged-figure",
    "the cell is merged with others, so that nobody can tell whose figure it is: unmerge it and write "
    "each figure",
    "单元格与其他格合并，看不出是谁的数：请取消合并，分别填写",
)
STRUCK = ReadFault(
    "struck-figure",
    "the figure is struck through: delete it if it does not hold, or take the line off if it does",
    "该数被划掉（删除线）：不要的请删去，要的请取消删除线",
)

PART_MARKED = ReadFault(
    "struck-figure",
    "a part of what stands in the cell is struck through, raised or lowered: write the one number that holds",
    "单元格里有一部分被划掉，或是上标、下标，看不出是哪个数：请只写一个数",
)


def as_seen(sheet: Sheet, place: Place, cell: object, element: DataElement) -> object:
    """Return a cell with the unit that its format writes behind the number; a unit of another kind is a look.

    Raises
    ------
    ReadFault
        The cell or a part of it is struck through, or a part is raised.
    """
    if place in sheet.struck and not is_blank(cell):
        raise STRUCK
    if place in sheet.part_marked:
        raise PART_MARKED
    unit = sheet.units.get(place)
    if isinstance(cell, int | float) and unit is not None and unit.startswith("÷"):
        word = unit_word(element.unit)
        raise ReadFault(
            "wrong-unit",
            f"the cell holds {cell:.15g} and its format shows it divided (“{unit}”): if it is the amount in "
            f"{element.unit}, choose the format General; otherwise write the amount",
            f"单元格里的数是 {cell:.15g}，格式把它缩小显示（“{unit}”）：如果 {cell:.15g} 就是以{word}计的数，"
            "请把格式改为“常规”；否则请改写",
        )
    if isinstance(cell, int | float) and unit is not None and is_measure(unit):
        return cell if measure_apart(unit, element.unit) else f"{cell}{unit}"
    return cell


Meanings = Mapping[str, float | Mark]  # words of people, as the person who imports says they are meant


def read_amount(
    cell: object, element: DataElement, *, is_percent: bool = False, meanings: Meanings | None = None
) -> float | Mark | None:
    """Read a quantity: a number, None for a blank, or the mark 不适用.

    Raises
    ------
    ReadFault
        The cell is no number, not finite, or outside the element's bounds.
    """
    if isinstance(cell, str):
        # The plain case first: a million cells pass through here.
        if _NUMBER.fullmatch(cell):
            return _bounded(float(cell), element)
        text = plain(cell)
        if not text:
            return None
        told = (meanings or {}).get(word_of(text))
        if told is not None:
            return None if told is Mark.BLANK else told
        if has_raised_digits(cell):
            raise not_a_number(cell, element)
        return _read_text(text, cell, element)
    if cell is None:
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if is_percent and element.unit != "fraction":
            raise _percent_fault(f"{cell:.10%}".rstrip("0%").rstrip(".") + "%", element)
        return _bounded(float(cell), element)
    raise not_a_number(cell, element)


def _read_text(text: str, cell: object, element: DataElement) -> float | Mark:
    if text.casefold() in _NOT_APPLICABLE_WORDS:
        return Mark.NOT_APPLICABLE
    number = number_of(text.strip("'‘’`\"“”"))  # so that a spreadsheet keeps the text
    if number is not None:
        return _bounded(number, element)
    percent = _PERCENT.fullmatch(text)
    if percent:
        if element.unit != "fraction":
            raise _percent_fault(text, element)
        return _bounded(float(percent[1]) / 100, element)
    with_unit = _WITH_UNIT.fullmatch(text)
    if with_unit and (number := number_of(with_unit[1])) is not None:
        unit = unit_of(with_unit[2].strip("()"))
        if unit == element.unit:
            return _bounded(number, element)
        if unit is not None:
            raise _other_unit(text, number, unit, element)
    raise not_a_number(cell, element)


def means_not_applicable(cell: object) -> bool:
    """Say whether a cell says 不适用."""
    return isinstance(cell, str) and plain(cell).casefold() in _NOT_APPLICABLE_WORDS


def word_of(text: str) -> str:
    """Return a word for nothing as it is told apart: dashes of any length and kind are one word, —."""
    text = "".join(text.casefold().split())
    if not _DASHES.fullmatch(text):
        return text
    return "/" if set(text) <= set("/\\|") else "—"


def number_of(text: str) -> float | None:
    """Read a number as people type it, in half width: 1,200 and 12。5; None where it is not plainly one.

    >>> number_of("1,200"), number_of("12。5"), number_of("12 5")
    (1200.0, 12.5, None)
    """
    text = text.replace("。", ".") if text.count("。") == 1 and "." not in text else text
    if _GROUPED.fullmatch(text):
        return float(text.replace(",", ""))
    return float(text) if _NUMBER.fullmatch(text) else None


def _bounded(value: float, element: DataElement) -> float:
    if not math.isfinite(value):
        raise _not_finite(str(value))
    if element.is_whole and not value.is_integer():
        nearest = round(value)
        if abs(value - nearest) > _DUST * max(1.0, abs(value)):
            raise ReadFault(
                "not-whole",
                f"{value!r} is not a whole number: write a whole number",
                f"{value!r} 不是整数，请填整数",
            )
        value = float(nearest)
    if value < element.minimum:
        raise ReadFault(
            "negative" if element.minimum == 0 else "below-minimum",
            f"{value:g} is below {element.minimum:g}; a decrease is corrected in the month it belongs to",
            f"{value:g} 小于 {element.minimum:g}；要冲减请更正所属月份的报表",
        )
    if value > element.maximum:
        hint = ("write 0.85 or 85 %", "应写 0.85 或 85%") if element.unit == "fraction" else (
            "check the unit", "请核对计量单位"
        )  # fmt: skip
        raise ReadFault(
            "above-maximum",
            f"{value:.15g} is above {element.maximum:.15g} {element.unit}: {hint[0]}",
            f"{value:.15g} 大于上限 {element.maximum:.15g}，{hint[1]}",
        )
    return value + 0.0  # minus zero is zero


def _not_finite(text: str) -> ReadFault:
    return ReadFault(
        "not-finite",
        f"{text!r} is not a number: leave the cell empty if it is not known",
        f"“{text}”不是数字，不清楚请留空",
    )


def _percent_fault(text: str, element: DataElement) -> ReadFault:
    word = unit_word(element.unit)
    return ReadFault(
        "percent",
        f"the cell shows the percentage {text}; the form asks for an amount in {element.unit}: write the "
        "amount",
        f"写的是百分数 {text}，本项应填数量（{word}），请填数量",
    )


def _other_unit(text: str, number: float, unit: str, element: DataElement) -> ReadFault:
    word = unit_word(element.unit)
    if unit in entry_units(element.unit):
        amount = f"{convert(number, entered=unit, kept=element.unit):.15g}"
        way, way_zh = f"write {amount}", f"请写 {amount}"
    else:
        way, way_zh = "convert it", "请换算后填写"
    return ReadFault(
        "wrong-unit",
        f"{shown(text)} is in another unit; the form asks for {element.unit}: {way}",
        f"“{shown(text)}”的单位不对，本表要求{word}：{way_zh}",
    )


def not_a_number(cell: object, element: DataElement | None = None) -> ReadFault:
    """Return the fault of a cell that holds no number, with what to write instead."""
    text = plain(cell) if isinstance(cell, str) else ""
    if text.casefold() in _NOT_FINITE:
        return _not_finite(text)
    if text.startswith(("=", "#")):
        return broken_cell(BrokenCell(text, is_formula=text[0] == "="))
    return broken_cell(cell) if isinstance(cell, BrokenCell) else _no_amount(cell, text, element)


def _no_amount(cell: object, text: str, element: DataElement | None) -> ReadFault:
    if word_of(text) in NOTHING_WORDS:
        return ReadFault(
            "word-for-nothing",
            f"“{shown(cell)}” may mean none or not known: write 0 for none, leave the cell empty if unknown; "
            "or say for the whole import what it means",
            f"“{shown(cell)}”可能是没有发生，也可能是不清楚：没有发生请写 0，不清楚请留空；"
            "也可在导入时统一选定它的意思",
        )
    if isinstance(cell, datetime | date | time):
        return ReadFault(
            "not-a-number",
            f"the cell is a date ({_day(cell)}), an amount is asked: write the number again, format it "
            "as number",
            f"单元格成了日期（{_day(cell)}），应填数量：请把格式改为“数值”后重新填写",
        )
    if _TWO_NUMBERS.search(text):
        return ReadFault(
            "two-numbers",
            f"“{shown(cell)}” may be two numbers or a lost decimal point: write one number, such as "
            "1200, 1,200 or 12.5",
            f"“{shown(cell)}”像是两个数或小数点写错：请只写一个数，如 1200、1,200 或 12.5",
        )
    if isinstance(cell, bool):
        cell = str(cell).upper()  # as spreadsheets show it
    asked = f"（{element.title.zh}，{unit_word(element.unit)}）" if element else ""
    return ReadFault(
        "not-a-number",
        f"“{shown(cell)}” is not a number: write digits only, such as 1200 or 1,200; 0 for none, empty "
        "if unknown",
        f"“{shown(cell)}”不是数字{asked}：请只写数字，如 1200 或 1,200；没有发生写 0，不清楚留空",
    )


def _day(cell: datetime | date | time) -> str:
    return shown(cell).removesuffix(" 00:00:00")


def broken_cell(cell: BrokenCell) -> ReadFault:
    """Return the fault of a formula without a kept result, or of a cell that shows an error."""
    if cell.is_formula:
        return ReadFault(
            "formula",
            f"the cell is the formula {shown(cell.text)} and its result was not kept: write the number, "
            "or copy the cell and paste it as value",
            f"单元格是公式 {shown(cell.text)}，文件里没有保存计算结果：请直接写数字，"
            "或复制后用“选择性粘贴—数值”",
        )
    return ReadFault(
        "broken-cell",
        f"the cell shows the error {cell.text}: write the number, or leave it empty if unknown",
        f"单元格显示错误 {cell.text}，请改写为数字，不清楚留空",
    )


def read_meanings(told: list[str]) -> dict[str, float | Mark]:
    """Read what people's words are said to mean: ``无=0``, ``—=blank``, ``/=NA``; ``*=0`` is all of them.

    Raises
    ------
    ValueError
        One of them is not of this form.
    """
    meanings: dict[str, float | Mark] = {}
    known: dict[str, float | Mark] = {"0": 0.0, "blank": Mark.BLANK, "空": Mark.BLANK, "留空": Mark.BLANK}
    known |= dict.fromkeys(_NOT_APPLICABLE_WORDS, Mark.NOT_APPLICABLE)
    for one in told:
        word, equals, meaning = plain(one).casefold().rpartition("=")
        means = known.get(meaning.strip())
        if not equals or not word.strip() or means is None or number_of(word.strip()) is not None:
            raise ValueError(one)
        if word.strip() == "*":
            meanings = dict.fromkeys(NOTHING_WORDS, means) | meanings
        else:
            meanings[word_of(word)] = means
    return meanings
