"""The cells of a form's printed table: city total, counties, townships, each as text."""

import math
from collections.abc import Sequence
from itertools import groupby

from agri.files.release.form_sheet import COMPLETE, FormTable
from agri.files.release.lines import FormRow, Release
from agri.terms import Level

Cells = list[list[str]]


def form_grid(release: Release, table: FormTable) -> tuple[Cells, list[float], list[int]]:
    """Return the rows of a form's table as text, relative widths, and which rows are totals."""
    word = release.layout.word
    rows: Cells = [
        ["代码", "单位名称", "应报", "已审", *(column.title.zh for column in table.columns)],
        ["甲", "乙", "份", "份", *(word("units", column.unit).zh for column in table.columns)],
    ]
    widths = [19.0, 38.0, 10.0, 10.0, *[18.0] * len(table.columns)]
    header = release.header
    totals = [len(rows)]
    rows.append(_total(release, table, header.city, f"{header.city_name.zh}合计", table.lines.rows))
    if table.lines.level == Level.COUNTY:
        rows += [_place(release, table, row, indent="") for row in table.lines.rows]
        return rows, widths, totals
    by_county = {code: list(group) for code, group in groupby(table.lines.rows, key=lambda row: row.county)}
    for place in release.county_places:
        members = by_county.get(place.code, [])
        totals.append(len(rows))
        rows.append(_total(release, table, place.code, f"{place.name}小计", members))
        rows += [_place(release, table, row, indent="\u3000") for row in members]
    return rows, widths, totals


def _place(release: Release, table: FormTable, row: FormRow, *, indent: str) -> list[str]:
    figures = table.figures(row)
    cells = [row.org_unit, indent + row.name, str(figures.expected), str(figures.received)]
    for i, column, decimals in zip(table.positions, table.columns, table.decimals, strict=True):
        value, state = figures.values[i], figures.states[i]
        if value is None:
            cells.append(release.layout.word("states", state.name.lower()).zh)
        else:
            cells.append(_figure(value, column.unit, decimals) + ("" if state in COMPLETE else "*"))
    return cells


def _total(release: Release, table: FormTable, code: str, name: str, members: Sequence[FormRow]) -> list[str]:
    nothing = release.layout.word("states", "nothing").zh
    figures = [table.figures(row) for row in members]
    counts = [sum(item.expected for item in figures), sum(item.received for item in figures)]
    cells = [code, name, *(str(count) if members else nothing for count in counts)]
    for i, column, decimals in zip(table.positions, table.columns, table.decimals, strict=True):
        given = [value for item in figures if (value := item.values[i]) is not None]
        if not given or not column.is_summable:
            cells.append(nothing)
            continue
        lacks = any(item.states[i] not in COMPLETE for item in figures)
        cells.append(_figure(math.fsum(given), column.unit, decimals) + ("*" if lacks else ""))
    return cells


def _figure(value: float, unit: str, decimals: int) -> str:
    return f"{value * 100:.1f}%" if unit == "fraction" else f"{value:,.{decimals}f}"
