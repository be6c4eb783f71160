"""When a report was received, and other plain texts of a row."""

from datetime import date, datetime, time

from agri.files.intake.amounts import broken_cell
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import BrokenCell
from agri.files.sheets.texts import is_blank, shown
from agri.periods import SHANGHAI


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
