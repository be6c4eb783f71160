"""Read the rows of a table: whose report each is, of which period, and what it says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from agri.definitions.forms import DataElement
from agri.definitions.places import Places
from agri.files.intake.amounts import (
    MERGED,
    Mark,
    Meanings,
    as_seen,
    number_of,
    read_amount,
    word_of,
)
from agri.files.intake.headings import COUNTY, MONTH, YEAR
from agri.files.intake.intake_report import SheetReport
from agri.files.intake.months import read_period
from agri.files.intake.places import PlaceReader, WrongLevel
from agri.files.intake.report_row import (
    NAME,
    ORG_UNIT,
    PERIOD,
    REASON,
    RECEIVED_AT,
    ReportRow,
    read_instant,
    read_text,
    unescaped,
)
from agri.files.intake.required_cells import (
    Asked,
    ask,
    check_period,
    not_asked,
    partly_applicable,
    ragged_row,
)
from agri.files.intake.said_beside import Faults, SaidBeside
from agri.files.intake.skipped_rows import SkippedRows
from agri.files.intake.table import Table, missing_column
from agri.files.intake.unit_names import is_measure, measure_apart, unit_word
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import BrokenCell
from agri.files.sheets.texts import is_blank, plain
from agri.periods import Period

_ROUNDING = 0.005  # of a county's sum, as people round it


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        table: Table,
        file: str,
        *,
        places: Places,
        place: PlaceReader,
        meanings: Meanings,
        report: SheetReport,
        add: Faults,
    ) -> None:
        self._table = table
        self._file = file
        self._places = places
        self._place = place
        self._meanings = meanings
        self._report = report
        self._add = add
        self._periods: dict[tuple[type, object], Period | ReadFault] = {}
        self._asked: dict[Period, Asked] = {}
        self._skipped = SkippedRows(table, self._place, report)
        self._without_place: list[int] = []
        self._other_levels: list[tuple[int, WrongLevel]] = []  # rows of places of another level
        self._width = max(table.at.values(), default=0) + 1
        sheet = table.sheet
        # A million cells pass through here: what few sheets have is asked once.
        self._is_plain = not (
            sheet.broken or sheet.struck or sheet.part_marked or sheet.units or table.has_merged_cells
        )
        self._said = SaidBeside(table, places, report, add)
        self._titled: str | None = None  # the place of the whole table, where it has no column of places

    def read(self) -> list[ReportRow]:
        """Read every report of the table."""
        found: list[ReportRow] = []
        if not self._has_place():
            return found
        for number, cells in self._table.rows():
            row = self._read_row(number, cells)
            if row is not None:
                found.append(row)
        self._settle_sums(found)
        self._skipped.check_totals(found)
        self._said.check_all(found, self._skipped.notes)
        self._report.rows += len(found)
        return found

    def _has_place(self) -> bool:
        """Take the place of titles or names where there is no column of places; False where none is told."""
        table = self._table
        if ORG_UNIT in table.at or NAME in table.at:
            return True
        units = self._place.named_in([*table.titles, table.sheet.name, *table.names])
        if len(units) == 1:
            self._titled = units[0].code
            self._report.remark(
                f"没有单位列，按标题或名称取 {units[0].name}（{units[0].code}）",
                f"there is no column of places; the title or a name says {units[0].name} ({units[0].code})",
            )
            return True
        fault = missing_column(ORG_UNIT, "单位代码或单位名称", "the code or name of the place")
        if units:
            listed = "、".join(f"{unit.code} {unit.name}" for unit in units[:4])
            fault = ReadFault(
                "missing-column",
                f"there is no column of places, and titles and names speak of several ({listed}): "
                "add the column",
                f"没有单位列，标题和名称里有几个单位（{listed}）：请补上“单位代码”列",
            )
        self._add(fault, table.first_row - 1)
        return False

    def _read_row(self, number: int, cells: Sequence[object]) -> ReportRow | None:
        table = self._table
        code, name = self._named(number)
        if not self._is_report(number, cells, code):
            return None
        code = code if self._titled is None else self._titled
        self._said.check_row(number, cells)
        org_unit = self._org_unit(number, code, name)
        if org_unit is None and self._other_levels and self._other_levels[-1][0] == number:
            return None
        period = self._period(number)
        if period is None:
            self._check_figures(number, cells)  # all faults of a row are told at once
            return None
        values, not_applicable, is_sound = self._values(number, cells, self._asked_in(period))
        beside = self._beside_figures(number)
        if org_unit is None or not is_sound or beside is None:
            return None
        received_at, reason = beside
        return ReportRow(
            form=table.form.code,
            org_unit=org_unit,
            period=str(period),
            values=values,
            not_applicable=not_applicable,
            received_at=received_at,
            reason=(unescaped(reason) if table.sheet.is_csv else reason) or None,
            file=self._file,
            row=number + 1,
            sheet=table.sheet.name,
            letters=table.letters,
            made_at=table.made_at,
            beside=self._said.words_of(cells),
        )

    def _is_report(self, number: int, cells: Sequence[object], code: object) -> bool:
        """Say whether a row may be a report; one without a place is settled when all rows are read."""
        if self._skipped.is_skipped(number, cells, code):
            return False
        if self._table.sheet.is_csv and not self._has_all_cells(number, cells):
            return False
        if code is None and self._titled is None:
            self._without_place.append(number)
        return code is not None or self._titled is not None

    def _org_unit(self, number: int, code: object, name: object) -> str | None:
        try:
            return self._place.read(code, name, self._county(number))
        except WrongLevel as fault:
            self._other_levels.append((number, fault))
        except ReadFault as fault:
            self._add(fault, number, self._place_column(fault, number))
        return None

    def _settle_sums(self, found: Sequence[ReportRow]) -> None:
        """Name the row of no place, or of a county, as one of totals where it is the sum of the reports."""
        for number in self._without_place:
            if not self._skipped.leave_sum(number, found):
                self._org_unit(number, None, None)
                self._period(number)
                self._check_figures(number, self._table.sheet.rows[number])
        for number, fault in self._other_levels:
            below = [row for row in found if self._places[row.org_unit].parent == fault.unit.code]
            if self._skipped.leave_sum(number, below or found, _ROUNDING):
                continue
            self._add(fault, number, self._place_column(fault, number))

    def _beside_figures(self, number: int) -> tuple[datetime | None, str] | None:
        """Return when a report was received, and why it corrects another; None after a fault."""
        at, cell = self._table.at, self._table.cell
        column = at.get(RECEIVED_AT)
        try:
            received_at = read_instant(cell(number, column)) if column is not None else None
            column = at.get(REASON)
            return received_at, read_text(cell(number, column)) if column is not None else ""
        except ReadFault as fault:
            self._add(fault, number, column)
            return None

    def _named(self, number: int) -> tuple[object, object]:
        """Return the code and the name that stand in a row, None for a blank."""
        code, name = self._table.identity(number, ORG_UNIT), self._table.identity(number, NAME)
        code, name = (None if is_blank(cell) else cell for cell in (code, name))
        return (name, None) if code is None else (code, name)

    def _county(self, number: int) -> object:
        cell = self._table.identity(number, COUNTY)
        return None if is_blank(cell) else cell

    def _place_column(self, fault: ReadFault, number: int) -> int | None:
        for code in (ORG_UNIT, NAME):
            if isinstance(self._table.identity(number, code), BrokenCell):
                return self._table.at[code]
        order = (NAME, ORG_UNIT) if fault.code == "name-and-code" else (ORG_UNIT, NAME)
        return next((self._table.at[code] for code in order if code in self._table.at), None)

    def _has_all_cells(self, number: int, cells: Sequence[object]) -> bool:
        extra = [cell for cell in cells[self._full_width :] if not is_blank(cell)]
        if (
            len(cells) >= self._width
            and not extra
            and len(cells) in {*range(self._full_width + 1), self._surplus}
        ):
            return True
        self._add(ragged_row(len(cells), self._full_width), number)
        return False

    @property
    def _full_width(self) -> int:
        first = self._table.first_row - 1
        return max(
            self._width, len(self._table.sheet.rows[first]) if 0 <= first < len(self._table.sheet.rows) else 0
        )

    @cached_property
    def _surplus(self) -> int:
        """The number of cells of all rows, where a program puts a sign behind each; 0 where they differ."""
        counts = {len(cells) for _, cells in self._table.rows()}
        return counts.pop() if len(counts) == 1 and self._table.end - self._table.first_row > 1 else 0

    # What a report says

    def _period(self, number: int) -> Period | None:
        table = self._table
        column = table.at.get(PERIOD)
        if column is None and YEAR not in table.at:
            return table.title_period and self._fitting(table.title_period, number, None)
        if column is None:
            year, month = (plain(str(table.identity(number, one) or "")) for one in (YEAR, MONTH))
            cell: object = (
                f"{year.removesuffix('.0').removesuffix('年')}-{month.removesuffix('.0').removesuffix('月')}"
            )
            column = table.at[MONTH]
        else:
            cell = table.cell(number, column)
        key = (type(cell), cell)
        found = self._periods.get(key)
        if found is None:
            try:
                found = self._checked(read_period(cell, year=table.year))
            except ReadFault as fault:
                found = fault
            self._periods[key] = found
        if isinstance(found, Period):
            return found
        self._add(found, number, column)
        return None

    def _fitting(self, period: Period, number: int, column: int | None) -> Period | None:
        try:
            return self._checked(period)
        except ReadFault as fault:
            self._add(fault, number, column)
            return None

    def _checked(self, period: Period) -> Period:
        return check_period(self._table.form_in(period), period)

    def _asked_in(self, period: Period) -> Asked:
        if period not in self._asked:
            self._asked[period], lacking = ask(self._table, period)
            for fault in lacking:
                self._add(fault)
        return self._asked[period]

    def _values(
        self, number: int, cells: Sequence[object], asked: Asked
    ) -> tuple[Mapping[str, float | None], tuple[str, ...], bool]:
        values: dict[str, float | None] = {}
        not_applicable = []
        is_sound = True
        for section, elements, hidden in asked.sections:
            marked = []
            for element, column in elements:
                try:
                    amount = self._amount(number, cells, column, element)
                except ReadFault as fault:
                    self._add(fault, number, column)
                    is_sound = False
                    continue
                if isinstance(amount, Mark):
                    marked.append((element.code, column))
                else:
                    values[element.code] = amount
            if marked and len(marked) == len(elements):
                not_applicable.append(section.code)
            elif marked:
                self._add(partly_applicable(section), number, marked[0][1])
                is_sound = False
            else:
                values.update(dict.fromkeys(hidden))
        for element, column in asked.not_asked:
            if not is_blank(cell := self._table.sheet.cell(number, column)) and not self._means_nothing(cell):
                self._add(not_asked(element, cell), number, column)
                is_sound = False
        for at in asked.other:
            cell = self._table.sheet.cell(number, at[1])
            if not is_blank(cell) and not self._means_nothing(cell):
                is_sound &= self._take_other(number, cells, at, values)
        return values, tuple(not_applicable), is_sound

    def _take_other(
        self,
        number: int,
        cells: Sequence[object],
        at: tuple[DataElement, int],
        values: dict[str, float | None],
    ) -> bool:
        """Take a figure of work that the month does not ask for; False where it is no figure."""
        element, column = at
        try:
            amount = self._amount(number, cells, column, element)
        except ReadFault as fault:
            self._add(fault, number, column)
            return False
        if not isinstance(amount, Mark):
            values[element.code] = amount
        return True

    def _check_figures(self, number: int, cells: Sequence[object]) -> None:
        for element in self._table.form.elements:
            column = self._table.at.get(element.code)
            if column is not None:
                try:
                    self._amount(number, cells, column, element)
                except ReadFault as fault:
                    self._add(fault, number, column)

    def _amount(
        self, number: int, cells: Sequence[object], column: int, element: DataElement
    ) -> float | Mark | None:
        sheet = self._table.sheet
        if not self._is_plain:
            if self._table.is_merged_figure(number, column):
                raise MERGED
            cell = self._table.cell(number, column)
            unit = sheet.units.get((number, column))
            if unit is not None and is_measure(unit) and measure_apart(unit, element.unit):
                # The look was copied from another column: nobody weighs in mu.
                self._report.remark(
                    f"“{element.title.zh}”的单元格格式带“{unit}”，与{unit_word(element.unit)}不是一类单位，"
                    "按数字读取，请核对",
                    f"the format of {element.title.en} writes {unit} behind the number, which measures "
                    f"another thing than {element.unit}: the number was read; check it",
                )
            cell = as_seen(sheet, (number, column), cell, element)
        else:
            cell = cells[column] if column < len(cells) else None
        is_percent = bool(sheet.percents) and (number, column) in sheet.percents
        return read_amount(cell, element, is_percent=is_percent, meanings=self._meanings)

    def _means_nothing(self, cell: object) -> bool:
        """Say whether a cell that is not asked holds a zero, a dash or 不适用, which claim nothing."""
        text = word_of(plain(str(cell)))
        return number_of(text) is None and (
            text in self._meanings or text in {"—", "/", "不适用", "na", "n/a"}
        )
