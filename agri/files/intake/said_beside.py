"""What titles, notes and remarks say beside the figures: units, several months, other months and places."""

from collections.abc import Sequence
from typing import Protocol

from agri.definitions.forms import DataElement
from agri.definitions.places import Places
from agri.files.intake.amounts import number_of
from agri.files.intake.headings import COUNTY
from agri.files.intake.intake_report import SheetReport
from agri.files.intake.months import other_span, period_in_title, span_in_note
from agri.files.intake.report_row import NAME, ORG_UNIT, PERIOD, ReportRow
from agri.files.intake.table import Table
from agri.files.intake.titles import span_told
from agri.files.intake.unit_checks import measured_otherwise, unit_faults, units_for_all, units_of_row
from agri.files.intake.unit_names import units_in_title
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.texts import key_of, shown

_SUMMED = ("累计", "截", "以来", "年初", "至今")


class Faults(Protocol):
    """Takes the faults of one sheet, each with its row and column, counted from 0."""

    def __call__(self, fault: ReadFault, row: int | None = None, column: int | None = None) -> None:
        """Note one fault."""


class SaidBeside:
    """Holds what is said beside the figures of one table against them."""

    def __init__(self, table: Table, places: Places, report: SheetReport, add: Faults) -> None:
        self._table = table
        self._places = places
        self._report = report
        self._add = add
        form, columns = table.form, table.columns
        self._figures = [
            (form.element_of[code], at) for code, at in table.at.items() if code in form.element_of
        ]
        width = max((len(row) for row in table.sheet.rows[: table.first_row + 1]), default=0)
        known = {*table.at.values(), *columns.units, *table.sheet.hidden_columns}
        self._unread = [column for column in range(width) if column not in known]
        self._names = [table.at[code] for code in (NAME, ORG_UNIT, COUNTY) if code in table.at]

    def check_row(self, number: int, cells: Sequence[object]) -> None:
        """Ask where a row names another unit, or says that its figures are of several months."""
        if self._unread or self._table.columns.units:
            for element, column in self._figures:
                if element.code in self._table.columns.with_unit and not self._table.columns.units:
                    continue
                for at, units in units_of_row(cells, self._table.columns.units, self._unread, column):
                    self._ask_unit(units, element, ("该行写明", "row"), number, at)
        for column in (*self._names, *self._unread):
            cell = cells[column] if column < len(cells) else None
            if isinstance(cell, str) and not cell.isascii() and (said := span_in_note(cell)):
                self._add(_row_of_several(cell, said), number, column)

    def words_of(self, cells: Sequence[object]) -> tuple[str, ...]:
        """Return the words of a row in columns that are not read, such as a kind or a village."""
        held = (cells[column] for column in self._unread if column < len(cells))
        return tuple(key for cell in held if isinstance(cell, str) and number_of(key := key_of(cell)) is None)

    def check_all(self, rows: Sequence[ReportRow], notes: Sequence[tuple[int, str]]) -> None:
        """Ask where titles or notes name another unit, several months or another place."""
        self._check_notes(notes)
        self._check_span(rows)
        self._check_month(rows)
        self._check_place(rows)

    def _check_notes(self, notes: Sequence[tuple[int, str]]) -> None:
        for number, text in notes:
            units = units_in_title(text)
            for element, column in self._figures:
                if element.code not in self._table.columns.with_unit:
                    self._ask_unit(units, element, ("表下注明", "note below"), number, column)
                if not self._table.is_template and (other := measured_otherwise(element, (), (), (text,))):
                    self._add(other, number, column)
            if not self._table.is_template and (said := span_in_note(text)):
                self._add(_row_of_several(text, said), number)

    def _ask_unit(
        self, units: Sequence[str], element: DataElement, where: tuple[str, str], row: int, column: int
    ) -> None:
        for fault in unit_faults(units_for_all(units, element), element, where):
            self._add(fault, row, column)

    def _check_span(self, rows: Sequence[ReportRow]) -> None:
        """Ask where a title speaks of several months, and a column of periods names one for each row."""
        table = self._table
        span = span_told(table.titles, table.sheet.name, table.names)
        if table.is_template or PERIOD not in table.at or not span or not rows:
            return
        if len({row.period for row in rows}) == 1 or any(word in span for word in _SUMMED):
            self._add(_row_of_several(span, other_span(span)), rows[0].row - 1, table.at[PERIOD])

    def _check_month(self, rows: Sequence[ReportRow]) -> None:
        titled = {found for found in map(period_in_title, self._table.titles) if found}
        if rows and titled and not any(str(found) == row.period for found in titled for row in rows):
            said, read = "、".join(map(str, sorted(titled, key=str))), rows[0].period
            self._report.remark(
                f"标题写的是 {said}，各行写的是 {read}：按各行读取，请核对",
                f"the title says {said}, the rows say {read}: read as the rows say; check them",
            )

    def _check_place(self, rows: Sequence[ReportRow]) -> None:
        text = "".join(self._table.titles)
        units = [unit for unit in self._places.at(self._table.form.level) if unit.name in text]
        if len(units) != 1 or not rows or any(row.org_unit == units[0].code for row in rows):
            return
        named = "、".join(self._places[row.org_unit].name for row in rows[:3])
        self._add(
            ReadFault(
                "name-and-code",
                f"the title names {units[0].name}, the rows {named}: correct the one that is wrong",
                f"标题写的是{units[0].name}，表内是{named}，两者不一致；请改正其中写错的一个",
            ),
            rows[0].row - 1,
            self._table.at.get(ORG_UNIT, self._table.at.get(NAME)),
        )


def _row_of_several(text: str, said: str) -> ReadFault:
    return ReadFault(
        "unknown-period",
        f"“{shown(text)}” says that the figures are of “{said}”; it asks for one month or quarter alone: "
        "write that month's figures, or correct the words",
        f"“{shown(text)}”写明是“{said}”的数：本表只填当月（当季）数，请改填当月数，或改正写错的说明",
    )
