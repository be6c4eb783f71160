"""Open a package's files and gather what is wrong, what passed and how well figures are founded."""

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from agri.definitions.package.faults import FaultWords, PackageFault
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import LineIndex, Path, dotted, index_lines
from agri.definitions.reading import DefinitionFiles, Title

_MARK = b"\xef\xbb\xbf"
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Founded:
    """How well the figures of one file are founded: counts by certainty, and what nobody has reviewed."""

    file: str
    by_certainty: Mapping[str, int]
    unreviewed: int  # assumed or derived, without reviewed_on
    oldest_review: date | None


@dataclass(frozen=True, slots=True)
class Passed:
    """A file without a fault that stops, and what was read from it."""

    file: str
    text: Title


@dataclass(frozen=True)
class TomlDocument:
    """A TOML file that was read: its content and where everything stands."""

    file: str
    table: Mapping[str, Any]
    lines: LineIndex

    def fault(self, kind: FaultWords, path: Path, **values: str | Title) -> PackageFault:
        """Return a fault at a path of this file."""
        return PackageFault(kind, self.file, self.lines.of(path), dotted(path), values)

    def rows(self, key: str) -> list[tuple[Path, Mapping[str, Any]]]:
        """Return the tables of a list with their paths; what is no table is left to the check of shapes."""
        return rows_of(self.table, key)


@dataclass(frozen=True)
class CsvRow:
    """One row of a CSV file; `cells` holds an empty text where a cell is missing."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class CsvDocument:
    """A CSV file that was read."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]

    def fault(
        self, kind: FaultWords, line: int | None, column: str = "", **values: str | Title
    ) -> PackageFault:
        """Return a fault in a row of this file."""
        return PackageFault(kind, self.file, line, column, values)


@dataclass
class Opening:
    """The package while it is checked: its files, and the faults found so far."""

    files: DefinitionFiles
    faults: list[PackageFault] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    founded: list[Founded] = field(default_factory=list)

    def add(self, found: Iterator[PackageFault] | Sequence[PackageFault]) -> None:
        """Keep some faults."""
        self.faults.extend(found)

    def has_stops(self, file: str) -> bool:
        """Say whether a fault that stops was found in a file."""
        return any(fault.file == file and fault.kind.weight == "stop" for fault in self.faults)

    def text(self, name: str, *, is_needed: bool = True) -> str | None:
        """Return the text of a file; None, with the fault kept, where there is none to be read."""
        if name not in self.files:
            if is_needed:
                self.faults.append(PackageFault(FaultKind.FILE_MISSING, name))
            return None
        try:
            content = self.files.read(name)
        except OSError as error:
            self.faults.append(
                PackageFault(
                    FaultKind.READER_REFUSES, name, None, "", {"found": str(error.strerror or error)}
                )
            )
            return None
        if not content.removeprefix(_MARK).strip():
            self.faults.append(PackageFault(FaultKind.FILE_EMPTY, name, 1))
            return None
        if content.startswith(_MARK) and not name.endswith(".csv"):  # of a table, spreadsheets need it
            self.faults.append(PackageFault(FaultKind.BYTE_MARK, name, 1))
        try:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            values = {"found": _encoding(content)}
            self.faults.append(PackageFault(FaultKind.NOT_UTF8, name, line, "", values))
            return None

    def toml(self, name: str, *, is_needed: bool = True) -> TomlDocument | None:
        """Return a TOML file's content; None, with the fault kept, where it cannot be read."""
        text = self.text(name, is_needed=is_needed)
        if text is None:
            return None
        try:
            table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            at = _AT_LINE.search(str(error))
            line = int(at[1]) if at else text.rstrip("\n").count("\n") + 1
            values = {"found": str(error)}
            self.faults.append(PackageFault(FaultKind.TOML_SYNTAX, name, line, "", values))
            return None
        return TomlDocument(name, table, index_lines(text))

    def csv(self, name: str, *, is_needed: bool = True) -> CsvDocument | None:
        """Return a CSV file's rows; rows of another length are named and padded or cut."""
        text = self.text(name, is_needed=is_needed)
        if text is None:
            return None
        reader = csv.reader(io.StringIO(text, newline=""))
        rows: list[tuple[int, list[str]]] = []
        last = 0
        try:
            for cells in reader:
                if cells:
                    rows.append((last + 1, cells))
                last = reader.line_num
        except csv.Error as error:
            values = {"found": str(error)}
            self.faults.append(PackageFault(FaultKind.READER_REFUSES, name, last + 1, "", values))
            return None
        if not rows:
            self.faults.append(PackageFault(FaultKind.FILE_EMPTY, name, 1))
            return None
        heading = tuple(rows[0][1])
        document = CsvDocument(name, heading, tuple(_row(line, cells, heading) for line, cells in rows[1:]))
        for line, cells in rows[1:]:
            if len(cells) != len(heading):
                kind = FaultKind.ROW_SHORT if len(cells) < len(heading) else FaultKind.ROW_LONG
                self.faults.append(document.fault(kind, line, found=str(len(cells)), other=str(len(heading))))
        for column in sorted({column for column in heading if heading.count(column) > 1}):
            self.faults.append(document.fault(FaultKind.COLUMN_TWICE, 1, column, found=column))
        if len(rows) == 1:
            self.faults.append(document.fault(FaultKind.NO_ROWS, 1))
        return document

    def note_passed(self, file: str, zh: str, en: str) -> None:
        """Say what was read from a file, where nothing in it stops."""
        if not self.has_stops(file):
            self.passed.append(Passed(file, Title(zh, en)))

    def note_founded(self, document: TomlDocument, today: date | None) -> None:
        """Count the figures of a file by certainty, and those that nobody has reviewed."""
        counts: dict[str, int] = {}
        reviews: list[date] = []
        unreviewed = 0
        first: Path = ()
        for path, table in tables_of(document.table):
            certainty = table.get("certainty")
            if not isinstance(certainty, str):
                continue
            counts[certainty] = counts.get(certainty, 0) + 1
            review = table.get("reviewed_on")
            if isinstance(review, date) and not isinstance(review, datetime):
                reviews.append(review)
            elif certainty != "published":
                first = first or path
                unreviewed += 1
        if counts:
            oldest = min(reviews, default=None)
            self.founded.append(Founded(document.file, counts, unreviewed, oldest))
        if unreviewed:
            self.faults.append(document.fault(FaultKind.NOT_REVIEWED, first, count=str(unreviewed)))
        if today is not None:
            limit = today.replace(year=today.year - 1, day=min(today.day, 28))
            old = sum(review < limit for review in reviews)
            if old:
                self.faults.append(
                    PackageFault(
                        FaultKind.REVIEWED_LONG_AGO,
                        document.file,
                        None,
                        "",
                        {"count": str(old), "found": limit.isoformat()},
                    )
                )


def rows_of(table: Mapping[str, Any], key: str, path: Path = ()) -> list[tuple[Path, Mapping[str, Any]]]:
    """Return the tables of a list in a table, with their paths."""
    rows = table.get(key)
    if not isinstance(rows, list):
        return []
    return [((*path, key, i), row) for i, row in enumerate(rows) if isinstance(row, dict)]


def tables_of(value: object, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield every table of a document with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, child in value.items():
            yield from tables_of(child, (*path, key))
    elif isinstance(value, list):
        for i, child in enumerate(value):
            yield from tables_of(child, (*path, i))


def text_in(table: Mapping[str, Any], key: str) -> str:
    """Return a text of a table; empty where it is missing or no text."""
    value = table.get(key)
    return value if isinstance(value, str) else ""


def texts_in(table: Mapping[str, Any], key: str) -> list[str]:
    """Return the texts of a list in a table."""
    value = table.get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def number_in(table: Mapping[str, Any], key: str) -> float | None:
    """Return a number of a table; None where it is missing or no number."""
    value = table.get(key)
    return float(value) if isinstance(value, int | float) and is_number(value) else None


def is_number(value: object) -> bool:
    """Say whether a value is a number that can be computed with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _row(line: int, cells: Sequence[str], heading: Sequence[str]) -> CsvRow:
    return CsvRow(line, dict(zip(heading, cells, strict=False)))


def _encoding(content: bytes) -> str:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GBK / GB18030"
