"""The province's workbook: one release as an .xlsx file that can be printed, signed and recalculated.

Equal releases give equal bytes: the only date inside is the release's own.
"""

import io
from datetime import datetime, time

from xlsxwriter import Workbook

from agri.files.cell_formats import CellFormats
from agri.files.release.cause_sheets import write_books, write_steps
from agri.files.release.form_sheet import FormTable, form_table, write_form_sheet
from agri.files.release.indicator_sheets import write_counties, write_summary
from agri.files.release.lines import Release
from agri.files.release.notes_sheets import (
    write_coefficients,
    write_explanations,
    write_findings,
    write_sources,
)
from agri.files.release.ratio_sheets import write_companions, write_ratios
from agri.files.release.sheet_frame import synthetic_mark

# Text that begins like a formula, a number or a link stays the text that it is.
_NO_GUESSING = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}


def render_workbook(release: Release) -> bytes:
    """Render a release as a workbook."""
    buffer = io.BytesIO()
    book = Workbook(buffer, _NO_GUESSING)
    _set_properties(book, release)
    formats = CellFormats(book, release.layout)
    tables = form_tables(release)
    write_summary(book, formats, release)
    write_counties(book, formats, release)
    write_ratios(book, formats, release)
    if release.companions:
        write_companions(book, formats, release)
    if release.steps:
        write_steps(book, formats, release)
    if release.books:
        write_books(book, formats, release)
    for table in tables:
        write_form_sheet(book, formats, release, table)
    if release.findings is not None:
        write_findings(book, formats, release, release.findings)
    write_coefficients(book, formats, release)
    write_sources(book, formats, release)
    write_explanations(book, formats, release, tables)
    book.close()
    return buffer.getvalue()


def form_tables(release: Release) -> tuple[FormTable, ...]:
    """Return the form tables that a release shows, the released period before the year to date."""
    tables = []
    for lines in release.forms:
        for is_to_date in (False, True):
            table = form_table(lines, is_to_date=is_to_date)
            if table is not None:
                tables.append(table)
    return tuple(tables)


def _set_properties(book: Workbook, release: Release) -> None:
    header = release.header
    mark = synthetic_mark(release)
    book.set_properties(
        {
            "title": f"{release.layout.title.zh} {header.number}",
            "subject": f"{header.plan} {header.period} {mark}".strip(),
            "author": release.layout.compiler.zh,
            "comments": f"snapshot {header.snapshot}; method {header.method}; {mark}",
            # Spreadsheets keep naive times here; the date is the release's own, never a clock's.
            "created": datetime.combine(header.as_of, time()),
        }
    )
