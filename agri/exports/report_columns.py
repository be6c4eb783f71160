"""Hold the header of a file against its form: which columns, in which units."""

import difflib
from collections.abc import Iterator

from agri.definitions.forms import DataElement, Form
from agri.exports.cell_values import CellFault
from agri.exports.file_tables import FileTable
from agri.exports.report_rows import NAME, ORG_UNIT, PERIOD, REASON, RECEIVED_AT, FaultList
from agri.exports.unit_words import unit_words

_OPTIONAL = {NAME, RECEIVED_AT, REASON}
_UNIT_SUFFIXES = ("wan_mu", "jin", "mu", "ha", "kg", "t")


def check_columns(table: FileTable, form: Form, faults: FaultList) -> bool:
    """Hold the header against the form; return whether its rows can be read."""
    known = {ORG_UNIT, PERIOD, *(element.code for element in form.elements)}
    is_sound = True
    for code in (ORG_UNIT, PERIOD):
        if code not in table.columns:
            words = (f"the column {code} is missing", f"缺少 {code} 列")
            faults.add(table.name, "missing-column", words, 1, code)
            is_sound = False
    for code, fault in _column_faults(table, form, known):
        faults.add(table.name, fault.code, fault.words, None if table.is_template else 1, code)
        is_sound = False
    return is_sound


def _column_faults(table: FileTable, form: Form, known: set[str]) -> Iterator[tuple[str, CellFault]]:
    seen: set[str] = set()
    elements = {element.code: element for element in form.elements}
    for i, code in enumerate(table.columns):
        if code in seen:
            yield code, CellFault("duplicate-column", "the column stands twice", "该列重复出现")
        elif code in elements and table.units is not None:
            yield from _unit_faults(table.units[i] if i < len(table.units) else "", elements[code])
        elif code not in known | _OPTIONAL:
            yield code, _unknown_column(code, form, known)
        seen.add(code)


def _unit_faults(written: str, element: DataElement) -> Iterator[tuple[str, CellFault]]:
    expected = unit_words(element.unit)
    if written not in expected:
        yield (
            element.code,
            CellFault(
                "wrong-unit",
                f"the unit row says {written!r}; the form asks for {element.unit}: convert the figures",
                f"计量单位写的是“{written}”，本表要求“{expected[0]}”，请换算后填报",
            ),
        )


def _unknown_column(code: str, form: Form, known: set[str]) -> CellFault:
    stem = _stem(code)
    same = [element for element in form.elements if stem is not None and _stem(element.code) == stem]
    if same:
        right = same[0]
        return CellFault(
            "wrong-unit",
            f"the form asks for {right.code}: convert the figures to {right.unit}",
            f"本表要求 {right.code}（单位：{unit_words(right.unit)[0]}），请换算后填报",
        )
    near = difflib.get_close_matches(code, sorted(known | _OPTIONAL), 1)
    hint, hint_zh = (f"; did you mean {near[0]}?", f"，是否为 {near[0]}？") if near else ("", "")
    return CellFault(
        "unknown-column",
        f"form {form.code} has no column {code!r}{hint}",
        f"表 {form.code} 没有 {code!r} 这一列{hint_zh}",
    )


def _stem(code: str) -> str | None:
    for suffix in _UNIT_SUFFIXES:
        if code.endswith(f"_{suffix}"):
            return code.removesuffix(f"_{suffix}")
    return None
