"""A release for machines: one long CSV table, and the whole document as JSON.

In the CSV every text that a spreadsheet would take for a formula is led by an apostrophe; numbers are never
touched. An empty value has a state that says why.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping

from agri.definitions.value_units import POINTS
from agri.files.release.lines import (
    FindingLine,
    FormFigures,
    FormLines,
    FormRow,
    IndicatorLine,
    Release,
    ReleaseYearEnd,
    to_document,
)

COLUMNS = (
    "release", "table", "org_unit", "org_unit_name", "period", "span", "element", "measure", "value", "unit",
    "state", "snapshot", "method", "is_synthetic",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_YEAR_END = ("mean", "sd", "q05", "q25", "q50", "q75", "q95", "probability")

Row = tuple[str, ...]


def render_csv(release: Release) -> bytes:
    """Render a release as one CSV table in UTF-8 with a byte order mark, which spreadsheets need."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    header = release.header
    tail = (header.snapshot, header.method, "true" if header.is_synthetic else "false")
    for row in _rows(release):
        writer.writerow([safe_text(header.number), *row, *map(safe_text, tail)])
    return buffer.getvalue().encode("utf-8-sig")


def render_json(release: Release) -> bytes:
    """Render the whole document as JSON in UTF-8."""
    document = {"format": "agri-release", "version": 1, **to_document(release)}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> safe_text("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def safe_number(value: float | None) -> str:
    """Return a number as the shortest text that reads back as itself; None is empty."""
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _rows(release: Release) -> Iterator[Row]:
    names = {place.code: place.name for place in release.places}
    units = {heading.code: heading.unit for heading in release.indicators}
    for line in (*release.summary, *release.counties):
        yield from _indicator_rows(release, line, names[line.org_unit], units[line.indicator])
    for companion in release.companions:
        yield (
            "companion", companion.org_unit, safe_text(names[companion.org_unit]), release.header.period,
            "year_to_date", companion.indicator, companion.code, safe_number(companion.value),
            "fraction" if companion.unit == POINTS else companion.unit,
            "given" if companion.value is not None else "none",
        )  # fmt: skip
    yield from _cause_rows(release, names, units)
    for lines in release.forms:
        for row in lines.rows:
            yield from _form_rows(lines, row, lines.period, "period", row.month)
            yield from _form_rows(lines, row, release.header.period, "year_to_date", row.to_date)
    for finding in release.findings or ():
        yield _finding_row(finding)


def _cause_rows(release: Release, names: Mapping[str, str], units: Mapping[str, str]) -> Iterator[Row]:
    """Yield what changed since last month, and the dealers' sales beside use."""
    for step in release.steps:
        place = ("change", step.org_unit, safe_text(names[step.org_unit]), step.through, "year_to_date")
        for measure in ("before", "corrected", "late", "done"):
            value = getattr(step, measure)
            state = "given" if value is not None else "none"
            yield (*place, step.indicator, measure, safe_number(value), units[step.indicator], state)
    for book in release.books:
        place = ("second_book", book.org_unit, safe_text(names[book.org_unit]), book.quarter, "period")
        for measure, unit in (
            ("sold", book.unit),
            ("used", book.unit),
            ("share_in", "fraction"),
            ("gap", "fraction"),
        ):
            value = getattr(book, measure)
            state = "given" if value is not None else "none"
            yield (*place, book.code, measure, safe_number(value), unit, state)


def _finding_row(finding: FindingLine) -> Row:
    place = ("finding", finding.org_unit, safe_text(finding.name), finding.period, "period")
    element = f"{finding.form}.{finding.element}" if finding.element else finding.form
    state = "answered" if finding.is_answered else "open"
    return (*place, element, finding.code, safe_number(finding.value), finding.unit or "", state)


def _indicator_rows(release: Release, line: IndicatorLine, name: str, rate: str) -> Iterator[Row]:
    period = release.header.period
    measures = {
        "value": (line.value, rate),
        "numerator": (line.numerator, "amount"),
        "denominator": (line.denominator, "amount"),
        "path": (line.path, rate),
        "reports": (float(line.reports), "count"),
        "expected": (float(line.expected), "count"),
    }
    if line.matched_path is not None:  # releases made before keep their text
        measures["matched_path"] = (line.matched_path, rate)
    place = ("indicator", line.org_unit, safe_text(name))
    for measure, (value, unit) in measures.items():
        state = "given" if value is not None else "none"
        span = "year_to_date"
        yield (*place, period, span, line.indicator, measure, safe_number(value), unit, state)
    for basis, year_end in (("reported", line.reported), ("true", line.true)):
        yield from _year_end_rows(release, line, place, rate, (basis, year_end))


def _year_end_rows(
    release: Release,
    line: IndicatorLine,
    place: Row,
    rate: str,
    end: tuple[str, ReleaseYearEnd | None],
) -> Iterator[Row]:
    basis, year_end = end
    if year_end is None:
        return
    for name in _YEAR_END:
        value = getattr(year_end, name)
        state = "given" if value is not None else "none"
        measure = f"{basis}_{name}"
        year, unit = str(release.header.plan_year), "fraction" if name == "probability" else rate
        yield (*place, year, "year_end", line.indicator, measure, safe_number(value), unit, state)


def _form_rows(lines: FormLines, row: FormRow, period: str, span: str, figures: FormFigures) -> Iterator[Row]:
    place = (lines.form, row.org_unit, safe_text(row.name))
    for column, value, state in zip(lines.columns, figures.values, figures.states, strict=True):
        yield (
            *place, period, span, column.code, "amount", safe_number(value), column.unit, state.name.lower()
        )  # fmt: skip
