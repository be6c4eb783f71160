"""The sheets behind the indicators: numerators and denominators, and the figures shown beside."""

import math
from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from agri.definitions.value_units import POINTS, scaled, title_with_unit, unit_words
from agri.files.cell_formats import CellFormats
from agri.files.release.indicator_sheets import write_rate
from agri.files.release.lines import IndicatorHeading, IndicatorLine, Release
from agri.files.release.sheet_frame import Frame, Head, period_words

_CLOSES = 1e-9  # relative: sums of counties that differ from the city by less are the same figure


def write_ratios(book: Workbook, formats: CellFormats, release: Release) -> None:
    """Write the sheet 指标计算: numerator and denominator of every rate, the rate as their quotient."""
    frame = Frame(book, formats, release, "指标计算", 8)
    frame.widths([9, 26, 32, 16, 16, 12, 10, 10])
    layout, header = release.layout, release.header
    frame.write_head(
        Head(
            f"{layout.title.zh}指标计算表",
            layout.ratio_table,
            period_words(header.period, to_date=True),
            "分子分母同单位",
        )
    )
    first = frame.row
    titles = ("代码", "单位名称", "指标", "分子", "分母", "指标值", "已审", "应报")
    for column, title in enumerate(titles):
        frame.sheet.write_string(first, column, title, formats.column_head)
    frame.row += 1
    for heading, city in zip(release.indicators, release.summary, strict=True):
        members = [line for line in release.counties if line.indicator == heading.code]
        _write_ratio_block(frame, heading, city, members)
    frame.write_notes(
        [
            "说明：指标值=分子÷分母，为公式；全市分子、分母与各区县之和相符时为求和公式，不相符时为直接计算的数值。增长率的分子为本年减上年。"
        ]
    )
    frame.write_signatures()
    frame.finish(head_rows=(first, first), frozen_columns=3)


def _write_ratio_block(
    frame: Frame, heading: IndicatorHeading, city: IndicatorLine, members: Sequence[IndicatorLine]
) -> None:
    names = {place.code: place.name for place in frame.release.places}
    start = frame.row
    for line in (city, *members):
        is_total = line is city
        text, count = frame.formats.text(is_total=is_total), frame.formats.number("count", is_total=is_total)
        frame.sheet.write_string(frame.row, 0, line.org_unit, text)
        frame.sheet.write_string(frame.row, 1, names[line.org_unit], text)
        frame.sheet.write_string(
            frame.row, 2, title_with_unit(heading.title, heading.unit, heading.counted_in).zh, text
        )
        for column, figure, parts in (
            (3, line.numerator, [member.numerator for member in members]),
            (4, line.denominator, [member.denominator for member in members]),
        ):
            _write_amount(frame, column, figure, parts if is_total else [], start)
        _write_quotient(frame, line, heading.unit, is_total=is_total)
        frame.sheet.write_number(frame.row, 6, line.reports, count)
        frame.sheet.write_number(frame.row, 7, line.expected, count)
        frame.row += 1


def _write_amount(
    frame: Frame, column: int, figure: float | None, parts: Sequence[float | None], start: int
) -> None:
    is_total = frame.row == start
    number = frame.formats.number("amount", decimals=2, is_total=is_total)
    total = math.fsum(part for part in parts if part is not None)
    if figure is None:
        write_rate(frame, column, None, is_total=is_total)
    elif parts and any(part is not None for part in parts) and math.isclose(total, figure, rel_tol=_CLOSES):
        cells = f"{xl_rowcol_to_cell(start + 1, column)}:{xl_rowcol_to_cell(start + len(parts), column)}"
        frame.sheet.write_formula(frame.row, column, f"=SUM({cells})", number, figure)
    else:
        frame.sheet.write_number(frame.row, column, figure, number)


def _write_quotient(frame: Frame, line: IndicatorLine, unit: str, *, is_total: bool) -> None:
    has_parts = line.numerator is not None and line.denominator is not None and line.denominator > 0
    if line.value is None or not has_parts:
        write_rate(frame, 5, line.value, unit=unit, is_total=is_total)
        return
    numerator, denominator = (xl_rowcol_to_cell(frame.row, column) for column in (3, 4))
    cell_format = frame.formats.number(unit, decimals=2, is_total=is_total)
    frame.sheet.write_formula(frame.row, 5, f"={numerator}/{denominator}", cell_format, line.value)


def write_companions(book: Workbook, formats: CellFormats, release: Release) -> None:
    """Write the sheet 辅助指标: what is shown beside the indicators, by county, never applied to them."""
    figures = {(line.indicator, line.code): line for line in release.companions}
    values = {(line.indicator, line.code, line.org_unit): line for line in release.companions}
    titles = {heading.code: heading.title.zh for heading in release.indicators}
    frame = Frame(book, formats, release, "辅助指标", 2 + len(figures))
    frame.widths([9, 24, *[15] * len(figures)])
    layout, header = release.layout, release.header
    frame.write_head(
        Head(
            f"{layout.title.zh}辅助指标表",
            layout.companion_table,
            period_words(header.period, to_date=True),
            "见表头",
        )
    )
    first, head = frame.row, formats.column_head
    for column, text in enumerate(("代码", "单位名称")):
        frame.sheet.merge_range(first, column, first + 1, column, "", head)
        frame.sheet.write_string(first, column, text, head)
    for column, line in enumerate(figures.values(), start=2):
        unit = unit_words(line.unit).zh
        frame.sheet.write_string(first, column, titles[line.indicator], head)
        frame.sheet.write_string(first + 1, column, f"{line.title.zh}({unit})", head)
    frame.sheet.set_row(first, 42)
    frame.sheet.set_row(first + 1, 54)
    frame.row += 2
    for place in release.places:
        is_total = place.code == header.city
        text_format = formats.text(is_total=is_total)
        frame.sheet.set_row(frame.row, 20)
        frame.sheet.write_string(frame.row, 0, place.code, text_format)
        frame.sheet.write_string(frame.row, 1, place.name, text_format)
        for column, (indicator, code) in enumerate(figures, start=2):
            found = values.get((indicator, code, place.code))
            unit = figures[indicator, code].unit
            value = found.value if found else None
            if unit == POINTS and value is not None:
                value = round(scaled(value, unit), 2)  # its cell's format multiplies nothing
            cell_unit = "fine_points" if unit == POINTS else unit
            write_rate(frame, column, value, unit=cell_unit, is_total=is_total)
        frame.row += 1
    frame.write_notes(
        [
            "说明：辅助指标列在主要指标之旁供核对，不参与主要指标的计算；按行政区划代码排列，不排名；“—”表示无法计算。"
        ]
    )
    frame.write_signatures()
    frame.finish(head_rows=(first, first + 1), frozen_columns=2)
