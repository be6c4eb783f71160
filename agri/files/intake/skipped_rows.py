"""Rows below a heading that are no reports: hidden or struck out, totals, signatures, notes, untouched."""

from collections.abc import Sequence
from math import isclose

from agri.files.intake.amounts import number_of
from agri.files.intake.headings import identity_of, is_signature, is_sum_of_all, is_total
from agri.files.intake.intake_report import SheetReport
from agri.files.intake.months import read_period
from agri.files.intake.places import PlaceReader
from agri.files.intake.report_row import NAME, ORG_UNIT, PERIOD, REASON, RECEIVED_AT, ReportRow
from agri.files.intake.table import Table
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.texts import column_letters, is_blank, plain, shown

_LEAST_TELEPHONE = 1e7  # beside 联系电话： stands no amount
_YEARS = range(1990, 2100)
_LONGEST_NAME = 12  # characters; a longer text where a place is asked is a note


def _is_sum(written: float, total: float) -> bool:
    """Say whether a figure is a sum, to the last place in which it is written."""
    places = len(f"{written:.15g}".partition(".")[2])
    return abs(written - total) <= 0.5 * 10.0**-places + 1e-9 * abs(total)


class SkippedRows:
    """Tells which rows of one table are no reports, and names those that hold something."""

    def __init__(self, table: Table, place: PlaceReader, report: SheetReport) -> None:
        self._table = table
        self._place = place
        self._report = report
        self._figures = frozenset(
            column for code, column in table.at.items() if code in table.form.element_of
        )
        self._filled = (
            *self._figures,
            *(table.at[code] for code in (REASON, RECEIVED_AT) if code in table.at),
        )
        self.notes: list[tuple[int, str]] = []  # what stands in rows of text, by row
        self._totals: list[int] = []  # rows that say they are the sum of all
        # A program's own CSV names the instant of receipt: there a row of blanks is a report of blanks.
        self._takes_blank_rows = table.sheet.is_csv and RECEIVED_AT in table.at

    def is_skipped(self, number: int, cells: Sequence[object], code: object) -> bool:
        """Say whether a row is no report; one that holds more than a prepared name is named as left out.

        Parameters
        ----------
        number : int
            The row, counted from 0.
        code : object
            What stands there for the place, None for a blank.
        """
        if self._is_left_out(number, cells, code):
            return True
        if not self._takes_blank_rows and self._is_untouched(number, cells):
            if code is None or self._place_is_known(code) or self._place.is_place(code):
                self._report.empty_rows += 1
            else:
                self._leave_text(
                    number, "没有填数，也不是填报单位", "no figures and no place of the form", cells
                )
            return True
        return False

    def check_totals(self, rows: Sequence[ReportRow]) -> None:
        """Remark where a row of totals is not the sum of the reports that were read."""
        for number in self._totals:
            for code, column in self._table.at.items():
                cells = self._table.sheet.rows[number]
                cell = cells[column] if column in self._figures and column < len(cells) else None
                written = None if is_blank(cell) else number_of(plain(str(cell)))
                total = sum(row.values.get(code) or 0.0 for row in self._of_its_period(number, rows))
                if rows and written is not None and not _is_sum(written, total):
                    at = f"{column_letters(column)}{number + 1}"
                    self._report.remark(
                        f"{at} 合计写的是 {written:.15g}，读到的各行相加是 {total:.15g}：请核对",
                        f"{at} says the total is {written:.15g}, the rows that were read add up to "
                        f"{total:.15g}: check them",
                    )

    def leave_sum(self, number: int, rows: Sequence[ReportRow], rounding: float = 0.0) -> bool:
        """Leave a row out and name it if each of its figures is the sum of those of the reports.

        Parameters
        ----------
        rounding : float
            How far, of the sum, a figure may lie from it; one in the last place that is written always may.
        """
        rows = self._of_its_period(number, rows)
        cells = self._table.sheet.rows[number]
        figures = {
            code: cells[column]
            for code, column in self._table.at.items()
            if column in self._figures and column < len(cells) and not is_blank(cells[column])
        }
        sums = {code: sum(row.values.get(code) or 0.0 for row in rows) for code in figures}
        numbers = {code: number_of(plain(str(cell))) for code, cell in figures.items()}
        is_sum = bool(rows) and all(
            one is not None and (_is_sum(one, sums[code]) or isclose(one, sums[code], rel_tol=rounding))
            for code, one in numbers.items()
        )
        if is_sum:
            self._leave(number, "合计行", "total row", cells)
        return is_sum

    def _of_its_period(self, number: int, rows: Sequence[ReportRow]) -> Sequence[ReportRow]:
        """Return the reports of the period that a row of totals names; all where it names none."""
        try:
            period = str(read_period(self._table.identity(number, PERIOD), year=self._table.year))
        except ReadFault:
            return rows
        return [row for row in rows if row.period == period]

    def _is_left_out(self, number: int, cells: Sequence[object], code: object) -> bool:
        if number in self._table.sheet.hidden_rows:
            if not self._is_untouched(number, cells):
                self._leave(number, "隐藏的行", "hidden row", cells)
            return True
        if self._is_struck(number, cells):
            self._leave(number, "整行被划掉（删除线）", "row struck through", cells)
            return True
        if code is not None and self._place_is_known(code):
            return False
        texts = [
            cell
            for i, cell in enumerate(cells)
            if isinstance(cell, str) and i not in self._figures and not is_blank(cell)
        ]
        if any(is_total(cell) for cell in texts):
            if any(is_sum_of_all(cell) for cell in texts):
                self._totals.append(number)
            self._leave(number, "合计行", "total row", cells)
        elif self._repeats_heading(number):
            self._report.leave_out(f"row {number + 1}", "重复的表头，未读", "the heading again: not read")
        elif not self._holds_amounts(cells) and self._is_signed(cells):
            self._leave_text(number, "落款或说明", "signature or note", cells)
        elif self._is_note(cells):
            self._leave_text(number, "只有文字", "only a text", cells)
        else:
            return False
        return True

    def _leave_text(self, number: int, chinese: str, english: str, cells: Sequence[object]) -> None:
        self.notes.append((number, " ".join(str(cell) for cell in cells if not is_blank(cell))))
        self._leave(number, chinese, english, cells)

    def _leave(self, number: int, chinese: str, english: str, cells: Sequence[object]) -> None:
        held = shown(" ".join(str(cell) for cell in cells if not is_blank(cell)))
        self._report.leave_out(
            f"row {number + 1}", f"{chinese}，未读（{held}）", f"{english}: not read ({held})"
        )

    def _is_struck(self, number: int, cells: Sequence[object]) -> bool:
        """Say whether everything that was filled in is struck through."""
        struck = self._table.sheet.struck
        filled = [column for column in self._figures if column < len(cells) and not is_blank(cells[column])]
        return bool(struck) and bool(filled) and all((number, column) in struck for column in filled)

    def _place_is_known(self, code: object) -> bool:
        try:
            self._place.read(code, None)
        except ReadFault:
            return False
        return True

    def _repeats_heading(self, number: int) -> bool:
        known = (ORG_UNIT, NAME, PERIOD)
        return any(
            isinstance(cell := self._table.identity(number, one), str) and identity_of(cell) == one
            for one in known
        )

    def _is_signed(self, cells: Sequence[object]) -> bool:
        """Say whether a row is one of signatures: it begins with one, or holds one and no figure."""
        filled = [(i, cell) for i, cell in enumerate(cells) if not is_blank(cell)]
        if not filled or is_signature(filled[0][1]):
            return bool(filled)
        return (
            all(isinstance(cell, str) for _, cell in filled)
            and any(is_signature(cell) or str(cell).rstrip().endswith((":", "：")) for _, cell in filled)
            and all(is_signature(cell) for i, cell in filled if i in self._figures)
        )

    def _holds_amounts(self, cells: Sequence[object]) -> bool:
        """Say whether a row holds amounts and nothing else where they are asked: then it is no signature."""
        filled = [cells[i] for i in self._figures if i < len(cells) and not is_blank(cells[i])]
        numbers = [number_of(plain(str(cell))) for cell in filled]
        return bool(numbers) and all(
            one is not None and abs(one) < _LEAST_TELEPHONE and not (len(numbers) == 1 and one in _YEARS)
            for one in numbers
        )

    def _is_note(self, cells: Sequence[object]) -> bool:
        filled = [(i, cell) for i, cell in enumerate(cells) if not is_blank(cell)]
        if len(filled) != 1 or not isinstance(filled[0][1], str):
            return False
        column, text = filled[0][0], str(filled[0][1])
        is_place_column = column in {self._table.at.get(ORG_UNIT), self._table.at.get(NAME)}
        return column not in self._figures and (not is_place_column or len(plain(text)) > _LONGEST_NAME)

    def _is_untouched(self, number: int, cells: Sequence[object]) -> bool:
        width = len(cells)
        for column in self._filled:
            if column < width and not is_blank(cells[column]):
                return False
            if self._table.sheet.broken and (number, column) in self._table.sheet.broken:
                return False
        return True
