"""What became of every file and sheet: the one report of every import."""

from dataclasses import dataclass, field
from enum import StrEnum

from agri.files.sheets.faults import IntakeFault

_MOST_NAMED = 50  # rows left out that are named one by one


class FileOutcome(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    REFUSED = "refused"  # at least one fault; none of its rows went in
    EMPTY = "empty"  # a template that nobody filled in
    NOT_READ = "not_read"  # no spreadsheet, or a file that programs leave lying about


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was not read, and why."""

    place: str  # "row 12", "column G", "sheet 上月底稿", or empty for the whole file
    chinese: str
    english: str


@dataclass(slots=True)
class SheetReport:
    """What was read of one sheet."""

    name: str
    form: str = ""
    rows: int = 0
    empty_rows: int = 0  # prepared rows that nobody filled in
    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    more_left_out: int = 0
    remarks: list[tuple[str, str]] = field(default_factory=list)  # Chinese, English

    def leave_out(self, place: str, chinese: str, english: str) -> None:
        """Name what was not read; beyond what anybody reads it is counted."""
        if len(self.left_out) < _MOST_NAMED:
            self.left_out.append(LeftOut(place, chinese, english))
        else:
            self.more_left_out += 1

    def remark(self, chinese: str, english: str) -> None:
        """Note how something was read."""
        if (chinese, english) not in self.remarks:
            self.remarks.append((chinese, english))


@dataclass(slots=True)
class FileReport:
    """What became of one file."""

    name: str
    outcome: FileOutcome = FileOutcome.TAKEN
    why: tuple[str, str] = ("", "")  # Chinese, English: where it was not read
    sheets: list[SheetReport] = field(default_factory=list)
    faults: list[IntakeFault] = field(default_factory=list)
    unlisted_faults: int = 0

    @property
    def rows(self) -> int:
        """How many reports were read."""
        return sum(sheet.rows for sheet in self.sheets)

    def sheet(self, name: str) -> SheetReport:
        """Return the report on one sheet."""
        return next(sheet for sheet in self.sheets if sheet.name == name)
