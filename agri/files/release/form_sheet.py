"""One form as a sheet: city total, counties with their townships, sums as real formulas with their values."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from agri.files.cell_formats import CellFormats, decimals_of
from agri.files.release.lines import Column, FormFigures, FormLines, FormRow, Release
from agri.files.release.sheet_frame import FULL_WIDTH, Frame, Head, period_words
from agri.files.text_width import display_width
from agri.terms import CellState, Level

_FIRST_FIGURE = 4  # code, name, expected, received stand before
COMPLETE = {CellState.GIVEN, CellState.NOT_APPLICABLE, CellState.NOT_DUE}
_LEGEND = ("given", "blank", "not_applicable", "not_reported", "pending", "not_due", "incomplete", "nothing")
_NAME_LIMIT = 31  # characters of a sheet's name
_BRACKETS = re.compile(r"[((].*?[))]")


@dataclass(frozen=True, slots=True)
class FormTable:
    """A form over one span, reduced to the columns that the span asks for."""

    lines: FormLines
    is_to_date: bool
    columns: tuple[Column, ...]
    positions: tuple[int, ...]
    decimals: tuple[int, ...]

    def values(self, column: int) -> list[float | None]:
        """Return one of this table's columns from top to bottom."""
        return [self.figures(row).values[self.positions[column]] for row in self.lines.rows]

    def figures(self, row: FormRow) -> FormFigures:
        """Return a row's figures over this table's span."""
        return row.to_date if self.is_to_date else row.month

    @property
    def sheet_name(self) -> str:
        """The sheet's name, e.g. 03测土配方施肥月报-累计."""
        number = "".join(re.findall(r"\d+", self.lines.table_number)) or self.lines.form
        span = "累计" if self.is_to_date else "本期"
        title = re.sub(r"[\[\]:*?/\\']", "", _BRACKETS.sub("", self.lines.title.zh))
        return f"{number}{title}"[: _NAME_LIMIT - len(span) - 1] + f"-{span}"


def form_table(lines: FormLines, *, is_to_date: bool) -> FormTable | None:
    """Return the table of a form over one span, or None where the span asks nothing of anybody."""
    positions = tuple(
        i
        for i in range(len(lines.columns))
        if any(
            (row.to_date if is_to_date else row.month).states[i] != CellState.NOT_DUE for row in lines.rows
        )
    )
    if not positions:
        return None
    rows = [row.to_date if is_to_date else row.month for row in lines.rows]
    return FormTable(
        lines,
        is_to_date,
        tuple(lines.columns[i] for i in positions),
        positions,
        tuple(decimals_of(row.values[i] for row in rows) for i in positions),
    )


@dataclass(frozen=True, slots=True)
class _Sum:
    """What a total's cell shows: the formula's value, None for nothing, and whether something lacks."""

    cells: tuple[str, ...]
    value: float | None
    is_incomplete: bool


def write_form_sheet(book: Workbook, formats: CellFormats, release: Release, table: FormTable) -> None:
    """Write one form's table as a sheet."""
    frame = Frame(book, formats, release, table.sheet_name, _FIRST_FIGURE + len(table.columns))
    frame.widths(_widths(table))
    frame.write_head(_head(release, table))
    head_rows = _write_column_heads(frame, table)
    _write_rows(frame, table)
    legend = release.layout.words["legend"]
    states = release.layout.words["states"]
    frame.write_notes(
        [
            "图例：" + ";".join(f"{states[slug].zh}({legend[slug].zh})" for slug in _LEGEND) + "。",
            "说明：合计、小计为公式，只加已审核通过的数值；比率类指标不汇总。"
            "应报、已审为本表期内的应报份数和已审核通过份数。",
        ]
    )
    frame.write_signatures()
    frame.finish(head_rows=head_rows, frozen_columns=2)


def _head(release: Release, table: FormTable) -> Head:
    units = {column.unit for column in table.columns}
    return Head(
        title=table.lines.title.zh + ("（累计）" if table.is_to_date else ""),
        table_number=table.lines.table_number,
        period=period_words(table.lines.period, to_date=table.is_to_date),
        unit="见表头" if len(units) > 1 else release.layout.word("units", units.pop()).zh,
    )


def _widths(table: FormTable) -> list[float]:
    """Return widths that hold each head in three lines and each sum, filling the page where there is room."""
    widths = []
    for i, column in enumerate(table.columns):
        total = math.fsum(value for value in table.values(i) if value is not None)
        figure = f"{total:,.{table.decimals[i]}f}"
        widths.append(max(8.5, len(figure) * 1.05 + 1, display_width(column.title.zh) / 2.9))
    labels = [10.5, 21.0, 6.0, 6.0]
    spare = FULL_WIDTH - sum(labels) - sum(widths)
    if spare > 0:
        labels[1] += min(spare / 4, 10.0)
        widths = [width + (FULL_WIDTH - sum(labels) - sum(widths)) / len(widths) for width in widths]
    return [*labels, *widths]


def _write_column_heads(frame: Frame, table: FormTable) -> tuple[int, int]:
    """Write section, title, unit and number of every column; return the rows to repeat on each page."""
    sheet, head, first = frame.sheet, frame.formats.column_head, frame.row
    for position, title in enumerate(("代码", "单位名称", "应报", "已审")):
        sheet.merge_range(first, position, first + 2, position, "", head)
        sheet.write_string(first, position, title, head)
    start = _FIRST_FIGURE
    for section, members in groupby(table.columns, key=lambda column: column.section.zh):
        end = start + len(list(members)) - 1
        frame.merge(start, end, section, head)
        start = end + 1
    for i, column in enumerate(table.columns):
        sheet.write_string(first + 1, _FIRST_FIGURE + i, column.title.zh, head)
        unit = frame.release.layout.word("units", column.unit).zh
        sheet.write_string(first + 2, _FIRST_FIGURE + i, unit, head)
        sheet.write_number(first + 3, _FIRST_FIGURE + i, i + 3, head)
    sheet.write_string(first + 3, 0, "甲", head)
    sheet.write_string(first + 3, 1, "乙", head)
    sheet.write_number(first + 3, 2, 1, head)
    sheet.write_number(first + 3, 3, 2, head)
    sheet.set_row(first + 1, 54)
    frame.row = first + 4
    return first, first + 3


def _write_rows(frame: Frame, table: FormTable) -> None:
    """Write the city's total, then each county with its townships."""
    total_row = frame.row
    frame.row += 1
    rows = table.lines.rows
    if table.lines.level == Level.COUNTY:
        sums = []
        for row in rows:
            sums.append(_write_place(frame, table, row, level=0))
    else:
        by_county = {code: list(group) for code, group in groupby(rows, key=lambda row: row.county)}
        sums = []
        for place in frame.release.county_places:
            county_row = frame.row
            frame.row += 1
            members = [_write_place(frame, table, row, level=1) for row in by_county.get(place.code, [])]
            sums.append(_write_total(frame, table, county_row, (place.code, f"{place.name}小计"), members))
    header = frame.release.header
    _write_total(frame, table, total_row, (header.city, f"{header.city_name.zh}合计"), sums)


def _write_place(frame: Frame, table: FormTable, row: FormRow, *, level: int) -> list[_Sum]:
    """Write one reporting place and return what its cells give to a sum."""
    sheet, formats, place = frame.sheet, frame.formats, frame.row
    figures = table.figures(row)
    sheet.set_row(place, 15.5, None, {"level": level})
    sheet.write_string(place, 0, row.org_unit, formats.text())
    sheet.write_string(place, 1, row.name, formats.text(indent=level))
    sheet.write_number(place, 2, figures.expected, formats.number("count"))
    sheet.write_number(place, 3, figures.received, formats.number("count"))
    sums = [
        _Sum((xl_rowcol_to_cell(place, column),), float(count), is_incomplete=False)
        for column, count in ((2, figures.expected), (3, figures.received))
    ]
    for column, (definition, i) in enumerate(
        zip(table.columns, table.positions, strict=True), start=_FIRST_FIGURE
    ):
        value, state = figures.values[i], figures.states[i]
        is_incomplete = state not in COMPLETE
        if value is not None:
            decimals = table.decimals[column - _FIRST_FIGURE]
            cell_format = formats.number(definition.unit, decimals=decimals, is_incomplete=is_incomplete)
            sheet.write_number(place, column, value, cell_format)
        else:
            word = frame.release.layout.word("states", state.name.lower()).zh
            sheet.write_string(place, column, word, formats.silence(state))
        cell = xl_rowcol_to_cell(place, column)
        sums.append(_Sum((cell,), value if definition.is_summable else None, is_incomplete))
    frame.row += 1
    return sums


def _write_total(
    frame: Frame, table: FormTable, row: int, place: tuple[str, str], members: Sequence[Sequence[_Sum]]
) -> list[_Sum]:
    """Write a total over the rows below it as formulas, and return what it gives to the next total."""
    code, name = place
    sheet, formats, layout = frame.sheet, frame.formats, frame.release.layout
    sheet.set_row(row, 17)
    sheet.write_string(row, 0, code, formats.text(is_total=True))
    sheet.write_string(row, 1, name, formats.text(is_total=True))
    nothing = layout.word("states", "nothing").zh
    units = ["count", "count", *(column.unit for column in table.columns)]
    decimals = [0, 0, *table.decimals]
    totals = []
    for column, unit in enumerate(units, start=2):
        parts = [member[column - 2] for member in members]
        total = _total(parts, xl_rowcol_to_cell(row, column))
        totals.append(total)
        is_summable = column < _FIRST_FIGURE or table.columns[column - _FIRST_FIGURE].is_summable
        if not members or not is_summable:
            sheet.write_string(row, column, nothing, formats.centred(is_total=True))
            continue
        cells = _span(parts)
        formula = f'=IF(COUNT({cells})=0,"{nothing}",SUM({cells}))'
        value = nothing if total.value is None else total.value
        cell_format = formats.number(
            unit, decimals=decimals[column - 2], is_total=True, is_incomplete=total.is_incomplete
        )
        sheet.write_formula(row, column, formula, cell_format, value)
    return totals


def _total(parts: Sequence[_Sum], cell: str) -> _Sum:
    given = [part.value for part in parts if part.value is not None]
    return _Sum((cell,), math.fsum(given) if given else None, any(part.is_incomplete for part in parts))


def _span(parts: Sequence[_Sum]) -> str:
    """Return the cells of a sum, as one range where they touch, else one by one."""
    cells = [part.cells[0] for part in parts]
    rows = [int(re.sub(r"\D", "", cell)) for cell in cells]
    if rows == list(range(rows[0], rows[0] + len(rows))):
        return cells[0] if len(cells) == 1 else f"{cells[0]}:{cells[-1]}"
    return ",".join(cells)
