"""Read reports from templates and CSV files into rows, with every fault by file, row and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agri.definitions.forms import DataElement, Form, Forms, Section
from agri.definitions.places import Places
from agri.exports.cell_values import (
    CellFault,
    Mark,
    is_blank,
    read_amount,
    read_instant,
    read_period,
    read_text,
)
from agri.exports.file_tables import FileFault, FileTable, open_csv, open_workbook
from agri.exports.report_columns import check_columns
from agri.exports.report_rows import (
    NAME,
    ORG_UNIT,
    PERIOD,
    REASON,
    RECEIVED_AT,
    FaultList,
    Reading,
    ReportRow,
    unescaped,
)
from agri.periods import Period


def read_reports(path: Path, forms: Forms, places: Places) -> Reading:
    """Read a template workbook, a ``<form>.csv``, or a folder of both.

    An empty cell is a blank, 0 is a zero, 不适用 or NA marks a section that does not apply. A prepared row
    of a template in which nothing was filled in is no report; in a CSV file it is a report of blanks.

    Parameters
    ----------
    path : Path
        File or folder; in a folder, files of other kinds are left alone.
    """
    faults = FaultList()
    if not path.exists():
        faults.add(path.name, "no-such-file", ("there is no such file or folder", "没有这个文件或文件夹"))
        return Reading((), tuple(faults.listed), 0, (), 0)
    reader = _Reader(forms, places, faults)
    files = _files(path)
    for file in files:
        reader.read_file(file)
    if not files:
        words = ("no .xlsx or <form>.csv file is here", "这里没有 .xlsx 或 <表代码>.csv 文件")
        faults.add(path.name, "nothing-to-read", words)
    return Reading(
        tuple(reader.rows),
        tuple(faults.listed),
        faults.unlisted,
        tuple(file.name for file in files),
        reader.empty_rows,
    )


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(
        file
        for file in path.iterdir()
        if file.is_file() and file.suffix.lower() in {".csv", ".xlsx", ".xls"} and file.name[0] not in "~."
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one period asks of one file: its sections, each element with its column."""

    sections: tuple[tuple[Section, tuple[tuple[DataElement, int], ...]], ...]
    not_asked: tuple[tuple[str, int], ...]


class _Reader:
    """Reads file after file; keeps rows, faults and which cells it has seen."""

    def __init__(self, forms: Forms, places: Places, faults: FaultList) -> None:
        self.rows: list[ReportRow] = []
        self.empty_rows = 0
        self._forms = forms
        self._places = places
        self._faults = faults
        self._seen: dict[tuple[str, str, str], str] = {}

    def read_file(self, path: Path) -> None:
        try:
            for table in self._tables(path):
                self._read_table(table)
        except FileFault as fault:
            self._faults.add(path.name, fault.code, fault.words, fault.row)

    def _tables(self, path: Path) -> list[FileTable]:
        suffix = path.suffix.lower()
        if suffix == ".csv":
            return [open_csv(path)]
        if suffix == ".xlsx":
            return open_workbook(path, (form.code for form in self._forms))
        raise FileFault(
            "unknown-kind", "save the file as .xlsx or .csv", "请另存为 .xlsx 或 .csv 文件后再导入"
        )

    def _read_table(self, table: FileTable) -> None:
        if table.form not in self._forms:
            known = ", ".join(form.code for form in self._forms)
            self._faults.add(
                table.name,
                "unknown-form",
                (
                    f"there is no form {table.form!r}; forms: {known}",
                    f"没有代码为 {table.form!r} 的表；可用：{known}",
                ),
            )
            return
        form = self._forms[table.form]
        if check_columns(table, form, self._faults):
            _TableReader(self, table, form).read()

    def note(self, row: ReportRow) -> None:
        """Keep a row unless its cell came before."""
        key = (row.form, row.org_unit, row.period)
        first = self._seen.setdefault(key, row.place)
        if first is row.place or first == row.place:
            self.rows.append(row)
            return
        self._faults.add(
            row.file,
            "duplicate-row",
            (
                f"{row.org_unit} {row.period} stands already in {first}: keep one",
                f"{row.org_unit} {row.period} 已在 {first} 出现，请只保留一行",
            ),
            row.row,
        )


class _TableReader:
    """Reads the rows of one table of one form."""

    def __init__(self, reader: _Reader, table: FileTable, form: Form) -> None:
        self._reader = reader
        self._table = table
        self._form = form
        self._faults = reader._faults
        self._places = reader._places
        self._at = {code: i for i, code in enumerate(table.columns)}
        self._periods: dict[object, Period | CellFault] = {}
        self._asked: dict[Period, _Asked] = {}

    def read(self) -> None:
        for number, cells in self._table.rows:
            if len(cells) != len(self._table.columns) and not self._is_padded(cells):
                self._faults.add(
                    self._table.name,
                    "ragged-row",
                    (
                        f"the row has {len(cells)} cells, the header {len(self._table.columns)}",
                        f"该行有 {len(cells)} 格，表头有 {len(self._table.columns)} 格",
                    ),
                    number,
                )
                continue
            row = self._read_row(number, cells)
            if row is not None:
                self._reader.note(row)

    def _is_padded(self, cells: Sequence[object]) -> bool:
        """Spreadsheets like to add empty cells on the right."""
        width = len(self._table.columns)
        return len(cells) > width and all(is_blank(cell) for cell in cells[width:])

    def _read_row(self, number: int, cells: Sequence[object]) -> ReportRow | None:
        if self._table.is_template and self._is_untouched(cells):
            self._reader.empty_rows += 1
            return None
        org_unit = self._org_unit(number, cells)
        period = self._period(number, cells)
        if period is None:
            return None
        asked = self._asked_in(period)
        values, not_applicable, is_sound = self._values(number, cells, asked)
        column = RECEIVED_AT
        try:
            received_at = read_instant(cells[self._at[column]]) if column in self._at else None
            column = REASON
            reason = read_text(cells[self._at[column]]) if column in self._at else ""
        except CellFault as fault:
            self._add(number, column, fault)
            return None
        if org_unit is None or not is_sound:
            return None
        return ReportRow(
            form=self._form.code,
            org_unit=org_unit,
            period=str(period),
            values=values,
            not_applicable=not_applicable,
            received_at=received_at,
            reason=(unescaped(reason) if self._table.is_csv else reason) or None,
            file=self._table.name,
            row=number,
        )

    def _is_untouched(self, cells: Sequence[object]) -> bool:
        given = {ORG_UNIT, NAME, PERIOD}
        return all(
            is_blank(cell)
            for code, cell in zip(self._table.columns, cells, strict=False)
            if code not in given
        )

    def _org_unit(self, number: int, cells: Sequence[object]) -> str | None:
        level = self._form.level
        try:
            code = read_text(cells[self._at[ORG_UNIT]])
        except CellFault as broken:
            self._add(number, ORG_UNIT, broken)
            return None
        if code not in self._places:
            fault = CellFault(
                "unknown-org-unit",
                f"there is no place with the code {code!r}: see the list of places",
                f"没有代码为“{code}”的单位，请查单位代码表",
            )
        elif self._places[code].level != level:
            fault = CellFault(
                "wrong-level",
                f"{code} is a {self._places[code].level}; this form is filled in by a {level}",
                f"{code}（{self._places[code].name}）不填本表，本表由"
                f"{'区县' if level == 'county' else '乡镇街道'}填报",
            )
        else:
            return code
        self._add(number, ORG_UNIT, fault)
        return None

    def _period(self, number: int, cells: Sequence[object]) -> Period | None:
        cell = cells[self._at[PERIOD]]
        found = self._periods.get(cell)
        if found is None:
            found = self._periods[cell] = self._checked_period(cell)
        if isinstance(found, Period):
            return found
        self._add(number, PERIOD, found)
        return None

    def _checked_period(self, cell: object) -> Period | CellFault:
        try:
            period = read_period(cell)
        except CellFault as fault:
            return fault
        is_quarter = self._form.frequency == "quarter"
        if (period.quarter is not None) != is_quarter or (period.month is None and not is_quarter):
            example = "2019-Q3" if is_quarter else "2019-08"
            return CellFault(
                "wrong-period",
                f"{period} does not fit: this form is filled in by {self._form.frequency}, e.g. {example}",
                f"{period} 不对：本表是{'季报' if is_quarter else '月报'}，应写成 {example}",
            )
        if not self._form.asks_in(period):
            months = ", ".join(map(str, self._form.months))
            return CellFault(
                "not-due",
                f"{period} does not ask for this form; its months: {months}",
                f"{period} 不填本表；本表填报月份：{months}月",
            )
        return period

    def _asked_in(self, period: Period) -> _Asked:
        if period not in self._asked:
            sections = self._form.sections_in(period)
            for section in sections:
                for element in section.elements:
                    if element.code not in self._at:
                        self._faults.add(
                            self._table.name,
                            "missing-column",
                            (
                                f"{period} asks for {element.code}, which the file does not have",
                                f"{period} 应填“{element.title.zh}”，文件缺少这一列",
                            ),
                            column=element.code,
                        )
            asked = {element.code for section in sections for element in section.elements}
            self._asked[period] = _Asked(
                tuple(
                    (
                        section,
                        tuple(
                            (element, self._at[element.code])
                            for element in section.elements
                            if element.code in self._at
                        ),
                    )
                    for section in sections
                ),
                tuple(
                    (element.code, self._at[element.code])
                    for element in self._form.elements
                    if element.code not in asked and element.code in self._at
                ),
            )
        return self._asked[period]

    def _values(
        self, number: int, cells: Sequence[object], asked: _Asked
    ) -> tuple[Mapping[str, float | None], tuple[str, ...], bool]:
        values: dict[str, float | None] = {}
        not_applicable = []
        is_sound = True
        for section, elements in asked.sections:
            marked = []
            for element, column in elements:
                try:
                    amount = read_amount(cells[column], element)
                except CellFault as fault:
                    self._add(number, element.code, fault)
                    is_sound = False
                    continue
                if isinstance(amount, Mark):
                    marked.append(element.code)
                else:
                    values[element.code] = amount
            if marked and len(marked) == len(elements):
                not_applicable.append(section.code)
            elif marked:
                self._add(number, marked[0], _partly_applicable(section))
                is_sound = False
        for code, column in asked.not_asked:
            if not is_blank(cells[column]):
                self._add(number, code, _NOT_ASKED)
                is_sound = False
        return values, tuple(not_applicable), is_sound

    def _add(self, number: int, column: str, fault: CellFault) -> None:
        self._faults.add(self._table.name, fault.code, fault.words, number, column)


_NOT_ASKED = CellFault(
    "not-asked",
    "this period does not ask for the figure: empty the cell",
    "本期不填报这一项，请清空单元格",
)


def _partly_applicable(section: Section) -> CellFault:
    codes = ", ".join(element.code for element in section.elements)
    return CellFault(
        "partly-not-applicable",
        f"the section {section.code} applies as a whole or not at all: write NA in all of {codes}",
        f"“{section.title.zh}”要么整体填报，要么整体填“不适用”（{codes}）",
    )
