"""Hold a heading against the form: which column holds what, in which unit."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agri.definitions.forms import DataElement, Form
from agri.files.intake.amounts import broken_cell, number_of
from agri.files.intake.heading_block import Heading, Over, columns_over
from agri.files.intake.headings import (
    COUNTY,
    MONTH,
    YEAR,
    element_of,
    identity_of,
    is_aside,
    is_beside,
    is_numbering,
    likely_element,
    names_counties,
)
from agri.files.intake.months import other_span
from agri.files.intake.report_row import NAME, ORG_UNIT, PERIOD, REASON, RECEIVED_AT
from agri.files.intake.unit_checks import (
    heads_units,
    measured_otherwise,
    unit_faults,
    units_beside,
    units_for_all,
    units_of,
    unread_part,
)
from agri.files.intake.unit_names import in_parentheses, unit_word, units_in_title
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import BrokenCell, Sheet
from agri.files.sheets.texts import column_letters, is_blank, key_of, plain, shown
from agri.terms import Level

_UNIT_SUFFIXES = ("wan_mu", "jin", "mu", "ha", "kg", "t")
_HIDDEN = ("该列是隐藏列，未读", "the column is hidden: not read")
_CLOSE = 0.75  # so alike that a column is a slip of the pen and not somebody's remark


@dataclass(slots=True)
class Columns:
    """Which column holds what; faults and what was left out or read by likeness."""

    at: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[int | None, str, ReadFault]] = field(
        default_factory=list
    )  # column or None, code, fault
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    units: list[int] = field(default_factory=list)  # columns that hold the unit of each row
    with_unit: set[str] = field(default_factory=set)  # data elements whose heading names a unit


def read_columns(
    sheet: Sheet,
    heading: Heading,
    last: int,
    form: Form,
    *,
    is_template: bool,
    titles: Sequence[str] = (),
) -> Columns:
    """Hold a heading against a form; a unit that the titles name holds for columns that name none."""
    found = Columns()
    over_element: list[tuple[int, Over, DataElement]] = []
    around = {} if is_template else {unit: title for title in titles for unit in units_in_title(title)}
    block = [sheet.rows[i] for i in range(heading.first, min(last + 1, len(sheet.rows)))]
    for column, over in enumerate(columns_over(sheet, heading.first, last)):
        texts = over.own
        if not texts:
            _note_blank_heading(found, sheet, heading.first, last, column)
            continue
        if heads_units(texts[0], list(_figures(sheet, last, column))):
            found.units.append(column)
            continue
        if heading.has_codes and (column >= len(block[0]) or is_blank(block[0][column])):
            _note_unknown(found, sheet, last, column, heading=texts[0], form=form)
            continue
        code = _column_code(over, form, found, column, has_codes=heading.has_codes)
        if code == NAME and form.level == Level.TOWNSHIP and any(map(names_counties, texts)):
            code = COUNTY
        if code is None:
            heading_text = over.joined[0] if over.joined else texts[0]
            _note_unknown(found, sheet, last, column, heading=heading_text, form=form)
        elif code in found.at and {column, found.at[code]} & sheet.hidden_columns:
            _leave_hidden_twin(found, sheet, code, column)
        elif code in found.at:
            words = (
                f"“{shown(texts[-1])}” stands in the columns {column_letters(found.at[code])} and "
                f"{column_letters(column)}: keep one",
                f"“{shown(texts[-1])}”同时在 {column_letters(found.at[code])} 列和 "
                f"{column_letters(column)} 列，请只保留一列",
            )
            found.faults.append((column, code, ReadFault("duplicate-column", *words)))
        else:
            found.at[code] = column
            if code in form.element_of:
                over_element.append((column, over, form.element_of[code]))
        if not is_template and code not in form.element_of:
            around |= dict.fromkeys(units_beside(texts[0], is_known=code is not None), str(texts[0]))
    for column, over, element in over_element:
        _check_units(found, column, over, element, _Around(around, titles, is_template))
    _settle_identity(found)
    return found


def _settle_identity(found: Columns) -> None:
    """Settle what a county, a year or a month is where the columns that it goes with are lacking."""
    if COUNTY in found.at and not found.at.keys() & {NAME, ORG_UNIT}:
        found.at[NAME] = found.at.pop(COUNTY)  # somebody wrote townships, or counties: the rows tell
    if YEAR in found.at and PERIOD in found.at and MONTH not in found.at:
        found.at[MONTH] = found.at.pop(PERIOD)
    elif MONTH in found.at and YEAR not in found.at:
        found.at.setdefault(PERIOD, found.at.pop(MONTH))


@dataclass(frozen=True, slots=True)
class _Around:
    """What is said around a heading: units that hold for all columns, and the titles."""

    units: Mapping[str, str]  # each with the text that names it
    titles: Sequence[str]
    is_template: bool


def _check_units(found: Columns, column: int, over: Over, element: DataElement, around: _Around) -> None:
    """Hold the units of a column's heading, and those of titles where it names none, against its item."""
    units = units_of(over.own, is_template=around.is_template) or units_of(over.groups, is_template=False)
    found.with_unit |= {element.code} if units else set()
    faults = list(unit_faults(units, element))
    if not units:
        for unit in units_for_all(list(around.units), element):
            source = shown(around.units[unit])
            faults += unit_faults([unit], element, (f"按“{source}”", f"text “{source}”"))
    found.faults.extend((column, element.code, fault) for fault in faults)
    if around.is_template:
        return
    if other := measured_otherwise(element, over.own, over.groups, around.titles):
        found.faults.append((column, element.code, other))
        return
    for part in (part for text in (*over.own, *over.groups) for part in in_parentheses(text)):
        told = unread_part(part, element, column_letters(column))
        if isinstance(told, ReadFault):
            found.faults.append((column, element.code, told))
        elif told is not None:
            found.remarks.append(told)


def _leave_hidden_twin(found: Columns, sheet: Sheet, code: str, column: int) -> None:
    """Of two columns with one heading, take the one that is seen."""
    other = found.at[code]
    hidden = other if other in sheet.hidden_columns else column
    found.at[code] = column if hidden == other else other
    words = (
        "该列是隐藏列，另有一列同名，其中的数未读",
        "the column is hidden and another has its heading: its figures were not read",
    )
    found.left_out.append((hidden, *words))


def _column_code(over: Over, form: Form, found: Columns, column: int, *, has_codes: bool) -> str | None:
    """Return what a column holds by its heading; None where nothing is known of it."""
    first = key_of(over.own[0])
    if has_codes and first in {ORG_UNIT, NAME, PERIOD, REASON, RECEIVED_AT, *form.element_of}:
        return first
    for text in (*over.joined, *over.own):
        element = element_of(text, form)
        if element is not None and not has_codes and _says_other_time(over):
            return None
        code = element.code if element is not None else identity_of(text)
        if code is not None:
            return code
    return None if has_codes else _likely_code(over, form, found, column)


def _says_other_time(over: Over) -> bool:
    """Say whether a heading speaks of other figures than the month's: cumulative, planned, last year's."""
    parts = [part for text in (*over.own, *over.groups) for part in in_parentheses(text)]
    lines = [line for text in over.own for line in str(text).splitlines()]
    spans = any(other_span(str(text)) for text in (*lines, *parts, *over.groups))
    return spans or any(map(is_aside, (*parts, *over.groups, *lines[1:])))


def _likely_code(over: Over, form: Form, found: Columns, column: int) -> str | None:
    """Return the one item that a shortened heading can mean, and remark that it was read so."""
    if any(map(is_aside, over.groups)) or _says_other_time(over):
        return None
    for text in (*over.joined, *reversed(over.own)):
        if is_aside(text) or is_numbering(text):
            return None
        element = likely_element(text, form)
        if element is not None:
            letters = column_letters(column)
            found.remarks.append(
                (
                    f"{letters} 列“{shown(text)}”读作“{element.title.zh}”",
                    f"column {letters} “{shown(text)}” is read as {element.code}",
                )
            )
            return element.code
    return None


def _figures(sheet: Sheet, last: int, column: int) -> Iterator[object]:
    for row in range(last + 1, len(sheet.rows)):
        if not is_blank(cell := sheet.cell(row, column)):
            yield cell


def _is_figure(cell: object) -> bool:
    if isinstance(cell, str):
        return any(sign.isdecimal() for sign in cell)
    return isinstance(cell, int | float | BrokenCell)


def _note_blank_heading(found: Columns, sheet: Sheet, first: int, last: int, column: int) -> None:
    for row in range(first, last + 1):
        if isinstance(cell := sheet.cell(row, column), BrokenCell):
            found.faults.append((column, "", broken_cell(cell)))
            return
    below = list(_figures(sheet, last, column))
    if not below:
        return
    if column in sheet.hidden_columns:
        found.left_out.append((column, *_HIDDEN))
        return
    letters = column_letters(column)
    if _counts_rows(below):
        found.left_out.append((column, "该列是行号，未读", "it numbers the rows: not read"))
    elif any(_is_figure(cell) for cell in below):
        words = (
            f"column {letters} holds {len(below)} entries and has no heading: write its heading or empty "
            "the column",
            f"{letters} 列有 {len(below)} 个内容但没有表头，请补上表头或清空该列",
        )
        found.faults.append((column, "", ReadFault("unknown-column", *words)))
    else:
        found.left_out.append((column, "该列没有表头，只有文字，未读", "no heading and only text: not read"))


def _counts_rows(cells: Sequence[object]) -> bool:
    """Say whether a column without heading counts 1, 2, 3 beside the rows, or from 0 as programs do."""
    counted = [number_of(plain(str(cell))) for cell in cells]
    numbers = [number for number in counted if number is not None]
    return (
        len(numbers) > 0
        and numbers[0] in {0.0, 1.0}
        and numbers == [numbers[0] + i for i in range(len(numbers))]
        and len(numbers) >= len(cells) - 2
    )


def _note_unknown(
    found: Columns, sheet: Sheet, last: int, column: int, *, heading: object, form: Form
) -> None:
    if is_numbering(heading):
        found.left_out.append(
            (column, f"“{shown(heading)}”是序号，未读", f"“{shown(heading)}” numbers the rows: not read")
        )
        return
    below = list(_figures(sheet, last, column))
    if column in sheet.hidden_columns:
        found.left_out.append((column, *_HIDDEN))
        return
    fault = _unknown_column(plain(str(heading)), form)
    is_beyond = is_aside(heading) or is_beside(heading) or bool(other_span(str(heading)))
    if is_beyond or (fault[1] and not any(_is_figure(cell) for cell in below)):
        if below:
            found.left_out.append(
                (
                    column,
                    f"“{shown(heading)}”不是本表的项目，未读",
                    f"“{shown(heading)}” is no item of the form: not read",
                )
            )
        return
    found.faults.append((column, plain(str(heading)), fault[0]))
    for element in _in_other_units(key_of(plain(str(heading))), form):
        found.at.setdefault(element.code, column)  # it stands there: nobody is to add it


def _in_other_units(code: str, form: Form) -> list[DataElement]:
    """Return the elements that a code names but for its unit."""
    stem = _stem(code)
    return [element for element in form.elements if stem is not None and _stem(element.code) == stem]


def _unknown_column(heading: str, form: Form) -> tuple[ReadFault, bool]:
    """Return the fault of an unknown column, and whether it may be somebody's own remark."""
    known = [ORG_UNIT, PERIOD, NAME, REASON, RECEIVED_AT, *form.element_of]
    code = key_of(heading)
    same = _in_other_units(code, form)
    if same:
        right = same[0]
        return ReadFault(
            "wrong-unit",
            f"the column is “{heading}”, the form asks for {right.code}: convert the figures to {right.unit}",
            f"列名是“{heading}”，本表要求 {right.code}（单位：{unit_word(right.unit)}），请换算后填报",
        ), False
    titles = {element.title.zh: element for element in form.elements}
    near = difflib.get_close_matches(code, known, 1, _CLOSE) or difflib.get_close_matches(
        heading, titles, 1, 0.6
    )
    hint, hint_zh = (f"; did you mean {near[0]}?", f"，是否为“{near[0]}”？") if near else ("", "")
    asked = "、".join(element.title.zh for element in form.elements[:6])
    return ReadFault(
        "unknown-column",
        f"form {form.code} has no column “{heading}”{hint}",
        f"表 {form.code}（{form.title.zh}）没有“{shown(heading)}”这一列{hint_zh}；本表的项目：{asked}",
    ), not near


def _stem(code: str) -> str | None:
    for suffix in _UNIT_SUFFIXES:
        if code.endswith(f"_{suffix}"):
            return code.removesuffix(f"_{suffix}")
    return None
