"""A report as one row of a file states it, where it stands, when it was received and why it corrects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from agri.files.intake.amounts import broken_cell
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import BrokenCell
from agri.files.sheets.texts import is_blank, shown
from agri.periods import SHANGHAI

MARKER = "agri-form"  # first cell of a template's sheet; the form's code stands beside it
MADE_AT = "made-at"  # in the same row, before the instant at which a template was made
ROWS_BELOW_CODES = 3  # a template's section, title and unit rows stand between codes and reports
MARKS = "导入结果 Import"  # a marked copy's sheet of faults; it is left out when the copy comes back
ORG_UNIT, NAME, PERIOD, RECEIVED_AT, REASON = "org_unit", "name", "period", "received_at", "reason"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as a file states it.

    `values` holds every data element that the period asks for, None where left blank; elements of sections
    in `not_applicable` are not in it. `letters` are the columns of the sheet by what they hold.
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
    sheet: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()  # words of the row in columns that are not read
    made_at: datetime | None = None  # of the template

    @property
    def place(self) -> str:
        """Where the row stands, e.g. ``soil_testing.xlsx[填报] row 7``."""
        return f"{self.file}[{self.sheet}] row {self.row}" if self.sheet else f"{self.file} row {self.row}"

    @property
    def place_zh(self) -> str:
        """Where the row stands, in Chinese."""
        return (
            f"{self.file}[{self.sheet}] 第 {self.row} 行" if self.sheet else f"{self.file} 第 {self.row} 行"
        )

    def cell(self, column: str) -> str:
        """Return the address of one of its cells, as a spreadsheet names it."""
        letters = self.letters.get(column)
        return f"{letters}{self.row}" if letters else f"row {self.row}"


def unescaped(text: str) -> str:
    """Return the text of a CSV cell without the apostrophe that leads it.

    >>> unescaped("'=1+1")
    '=1+1'
    """
    return text.removeprefix("'")


def read_instant(cell: object) -> datetime | None:
    """Read when a report was received; a time without zone is China's.

    Raises
    ------
    ReadFault
        The cell is no date.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, BrokenCell):
        raise broken_cell(cell)
    try:
        if isinstance(cell, datetime):
            instant = cell
        elif isinstance(cell, date):
            instant = datetime.combine(cell, time(), SHANGHAI)
        else:
            instant = datetime.fromisoformat(str(cell).strip())
    except ValueError:
        raise ReadFault(
            "unknown-instant",
            f"{shown(cell)} is not a date: write 2019-09-02 or 2019-09-02T15:30:00+08:00",
            f"“{shown(cell)}”不是日期：请写 2019-09-02 或 2019-09-02T15:30:00+08:00",
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def read_text(cell: object) -> str:
    """Read a sentence.

    Raises
    ------
    ReadFault
        The cell is a formula without a result, or shows an error.
    """
    if isinstance(cell, BrokenCell):
        raise broken_cell(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
