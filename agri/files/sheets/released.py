"""Sheets of a release that this program wrote: the reports in it, as forms to be read again."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from agri.files.sheets.sheet import Sheet
from agri.files.sheets.texts import is_blank

_NOTES, _MARK = "说明", ("发布编号", "release")
_OF_THE_PERIOD = "-本期"
_LEGEND = "图例："
_EXCLUDED = "不适用"
_COLUMNS = {"release", "table", "org_unit", "period", "span", "element", "measure", "value", "state"}
_AMOUNT, _SPAN = "amount", "period"
_IN_FORCE = {"given", "blank", "not_applicable", "incomplete"}  # states of a cell that was reported
_FIRST_FIGURE = 4  # code, name, expected and received stand before the figures


def reported_in(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[str]]:
    """Return the sheets to be read, and the names of those that only sum up what others hold.

    Other files come back as they are.
    """
    if len(sheets) == 1 and sheets[0].is_csv:
        return _of_long_table(sheets[0]), []
    if not any(_is_notes(sheet) for sheet in sheets):
        return list(sheets), []
    kept = [_without_states(sheet) for sheet in sheets if sheet.name.endswith(_OF_THE_PERIOD)]
    names = {sheet.name for sheet in kept}
    return kept, [sheet.name for sheet in sheets if sheet.name not in names]


def _is_notes(sheet: Sheet) -> bool:
    return sheet.name == _NOTES and any(tuple(row[:2]) == _MARK for row in sheet.rows)


def _without_states(sheet: Sheet) -> Sheet:
    """Empty the cells that say why there is no figure, by the legend below the table."""
    words: set[str] = set()
    for row in sheet.rows:
        for cell in row:
            if isinstance(cell, str) and cell.startswith(_LEGEND):
                words |= set(re.findall(r"(?:^|[;；])([^;；()（）]+)[(（]", cell.removeprefix(_LEGEND)))
    words.discard(_EXCLUDED)
    rows = [
        [
            None if i >= _FIRST_FIGURE and isinstance(cell, str) and cell in words else cell
            for i, cell in enumerate(row)
        ]
        for row in sheet.rows
    ]
    return replace(sheet, rows=rows)


def _of_long_table(sheet: Sheet) -> list[Sheet]:
    """Turn the long table of a release, one figure a row, into a sheet for each form; others stay."""
    head = [str(cell) for cell in sheet.rows[0]] if sheet.rows else []
    if not set(head) >= _COLUMNS:
        return [sheet]
    reports: dict[str, dict[tuple[str, str], dict[str, object]]] = defaultdict(lambda: defaultdict(dict))
    for row in sheet.rows[1:]:
        cells = dict(zip(head, row, strict=False))
        if cells.get("span") == _SPAN and cells.get("measure") == _AMOUNT:
            key = str(cells["org_unit"]), str(cells["period"])
            reports[str(cells["table"])][key][str(cells["element"])] = _amount(cells)
    return [_pivoted(sheet, form, some) for form, some in reports.items()]


def _amount(cells: Mapping[str, object]) -> object:
    state = cells.get("state")
    if state == "not_applicable":
        return _EXCLUDED
    return cells.get("value") if state in _IN_FORCE else None


def _pivoted(sheet: Sheet, form: str, reports: Mapping[tuple[str, str], Mapping[str, object]]) -> Sheet:
    elements: Iterable[str] = dict.fromkeys(code for cells in reports.values() for code in cells)
    rows: list[list[object]] = [["org_unit", "period", *elements]]
    for (org_unit, period), cells in reports.items():
        amounts = [cells.get(code) for code in elements]
        if not all(is_blank(amount) for amount in amounts):
            rows.append([org_unit, period, *amounts])
    return replace(sheet, name=form, rows=rows, is_csv=False)
