"""A report as one row of a file, where it stands, and the file that holds such rows.

Writing and reading are inverse: what `write_report_csv` writes, `read_reports` reads back unchanged.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agri.definitions.forms import Form
from agri.errors import Fault
from agri.exports.tables import safe_number, safe_text

NOT_APPLICABLE = "不适用"
ORG_UNIT, NAME, PERIOD, RECEIVED_AT, REASON = "org_unit", "name", "period", "received_at", "reason"
MOST_FAULTS = 2_000  # more than anybody mends in one sitting; the rest is counted


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as a file states it.

    `values` holds every data element that the period asks for, None where left blank; elements of sections
    in `not_applicable` are not in it.
    """

    form: str
    org_unit: str
    period: str
    values: Mapping[str, float | None]
    not_applicable: tuple[str, ...]
    received_at: datetime | None
    reason: str | None
    file: str
    row: int

    @property
    def place(self) -> str:
        """Where the row stands, e.g. ``soil_testing.csv, row 7``."""
        return f"{self.file}, row {self.row}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: rows in the order of the files, and every fault."""

    rows: tuple[ReportRow, ...]
    faults: tuple[Fault, ...]
    unlisted_faults: int  # beyond MOST_FAULTS
    files: tuple[str, ...]
    empty_rows: int  # prepared rows of a template that nobody filled in


class FaultList:
    """The faults of a reading, counted beyond the number that anybody would read."""

    def __init__(self) -> None:
        self.listed: list[Fault] = []
        self.unlisted = 0

    def add(
        self, file: str, code: str, words: tuple[str, str], row: int | None = None, column: str = ""
    ) -> None:
        """Note one fault at file, row and column with its words in English and Chinese."""
        if len(self.listed) >= MOST_FAULTS:
            self.unlisted += 1
            return
        english, chinese = words
        place = file + (f", row {row}" if row else "") + (f", column {column}" if column else "")
        place_zh = file + (f" 第{row}行" if row else "") + (f" {column} 列" if column else "")
        self.listed.append(Fault(place, code, english, f"{place_zh}：{chinese}"))


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
    """Return a text that no spreadsheet takes for a formula, and that `unescaped` gives back."""
    return f"'{text}" if text.startswith("'") else safe_text(text)


def unescaped(text: str) -> str:
    """Return the text of a CSV cell without the apostrophe that leads it.

    >>> unescaped(escaped("=1+1"))
    '=1+1'
    """
    return text.removeprefix("'")


def report_cell(form: Form, row: ReportRow, code: str) -> str:
    """Return one cell of a report: a number, 不适用, or nothing."""
    if form.section_of[code].code in row.not_applicable:
        return NOT_APPLICABLE
    return safe_number(row.values.get(code))
