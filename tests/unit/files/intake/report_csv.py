"""Write reports of one form as the CSV file that an import reads back unchanged."""

import csv
import io
from collections.abc import Iterable

from agri.definitions.forms import Form
from agri.files.intake.amounts import NOT_APPLICABLE
from agri.files.intake.report_row import ORG_UNIT, PERIOD, REASON, RECEIVED_AT, ReportRow
from agri.files.release.tables import safe_number, safe_text


def write_report_csv(form: Form, rows: Iterable[ReportRow]) -> bytes:
    """Write reports of one form as ``<form>.csv``: UTF-8, one row a report, a blank as an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    codes = [element.code for element in form.elements]
    writer.writerow([ORG_UNIT, PERIOD, *codes, RECEIVED_AT, REASON])
    for row in rows:
        received_at = row.received_at.isoformat() if row.received_at else ""
        cells = [report_cell(form, row, code) for code in codes]
        writer.writerow([row.org_unit, row.period, *cells, received_at, escaped(row.reason or "")])
    return buffer.getvalue().encode()


def escaped(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and that an import reads back."""
    return f"'{text}" if text.startswith("'") else safe_text(text)


def report_cell(form: Form, row: ReportRow, code: str) -> str:
    """Return one cell of a report: a number, 不适用, or nothing."""
    if form.section_of[code].code in row.not_applicable:
        return NOT_APPLICABLE
    return safe_number(row.values.get(code))
