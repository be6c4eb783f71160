"""One sheet as it came out of a file: raw cells, and what is known of them besides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_FILE_BYTES = 256 * 2**20
MOST_ROWS = 1_000_000  # of one CSV file
MOST_SHEET_ROWS = 50_000  # with something in them
MOST_COLUMNS = 300

Place = tuple[int, int]  # row and column, counted from 0


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that has no value to read: a formula whose result was not kept, or an error such as #REF!."""

    text: str
    is_formula: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Raw cells by row; a blank cell is "" or None, rows may be of different length."""

    name: str  # empty in a CSV file
    rows: Sequence[Sequence[object]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[Place, Place], ...] = ()
    percents: frozenset[Place] = frozenset()
    struck: frozenset[Place] = frozenset()  # cells whose font is struck through
    part_marked: frozenset[Place] = frozenset()  # a part of the text is struck through, raised or lowered
    units: Mapping[Place, str] = field(default_factory=dict)  # what the number's format writes behind it
    broken: Mapping[Place, BrokenCell] = field(default_factory=dict)
    formulas: int = 0  # cells whose kept result was read
    is_csv: bool = False
    remarks: tuple[tuple[str, str], ...] = ()  # Chinese, English: what could not be looked at

    def cell(self, row: int, column: int) -> object:
        """Return one cell; None beyond the row's end."""
        if self.broken and (found := self.broken.get((row, column))):
            return found
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None
