"""One table of a sheet: its form, its columns, its data rows, with merged and hidden cells put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agri.definitions.forms import Form, Forms
from agri.files.intake.amounts import broken_cell, means_not_applicable
from agri.files.intake.columns import Columns, read_columns
from agri.files.intake.heading_block import Heading, heading_end
from agri.files.intake.headings import COUNTY, MONTH, YEAR
from agri.files.intake.months import (
    month_of_year,
    names_no_year,
    other_span,
    period_in_title,
    read_period,
    year_of,
)
from agri.files.intake.report_row import MADE_AT, NAME, ORG_UNIT, PERIOD, REASON, RECEIVED_AT
from agri.files.intake.titles import other_month, several_months, span_told, titles_above
from agri.files.intake.which_form import marked_form, tell_form
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.sheet import Place, Sheet
from agri.files.sheets.texts import column_letters, is_blank, plain
from agri.periods import Period

_BESIDE_FIGURES = (ORG_UNIT, NAME, COUNTY, PERIOD, YEAR, MONTH, REASON, RECEIVED_AT)


@dataclass(slots=True)
class Table:
    """A sheet whose heading is understood."""

    sheet: Sheet
    form: Form  # with the elements of every open year
    forms: Forms
    first_row: int  # of the reports, counted from 0
    end: int  # the row behind the last
    columns: Columns
    is_template: bool
    has_codes: bool
    titles: tuple[str, ...]  # what stands above the heading
    title_period: Period | None
    names: tuple[str, ...]  # of the file without its ending, and of its folders from within
    made_at: datetime | None
    hidden: frozenset[str] = frozenset()  # data elements whose column is hidden and left out
    year: int | None = None  # for periods that name none
    letters: dict[str, str] = field(default_factory=dict)
    _filled: dict[Place, Place] = field(
        default_factory=dict
    )  # cells of merged ranges, with the first of each
    _merged_figures: frozenset[Place] = frozenset()

    @property
    def at(self) -> dict[str, int]:
        """The column of each thing that a report holds."""
        return self.columns.at

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands below the heading: a copy kept for next month, with nothing to be mended."""
        rows = self.sheet.rows[self.first_row : self.end]
        return all(is_blank(cell) for row in rows for cell in row)

    def form_in(self, period: Period) -> Form:
        """Return the form as the period's year has it."""
        forms = self.forms.in_year(period.year)
        return forms.by_code.get(self.form.code, self.form)

    def rows(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield the rows below the heading that hold anything."""
        has_more = {row for row, _ in self.sheet.broken}
        for number in range(self.first_row, self.end):
            row = self.sheet.rows[number]
            if number in has_more or any(not is_blank(cell) for cell in row):
                yield number, row

    def cell(self, row: int, column: int) -> object:
        """Return a cell; in a merged range, what stands in its first cell."""
        return self.sheet.cell(*self._filled.get((row, column), (row, column)))

    def identity(self, row: int, code: str) -> object:
        """Return the cell of a row that holds the place, the period or the like, or None."""
        column = self.columns.at.get(code)
        return None if column is None else self.cell(row, column)

    @property
    def has_merged_cells(self) -> bool:
        """Whether any of the reports' cells is merged with others."""
        return bool(self._filled or self._merged_figures)

    def is_merged_figure(self, row: int, column: int) -> bool:
        """Say whether a figure belongs to several cells, so that nobody knows whose it is."""
        return (row, column) in self._merged_figures


def understand(
    sheet: Sheet,
    heading: Heading,
    forms: Forms,
    names: Sequence[str],
    *,
    first_title: int = 0,
    above: Table | None = None,
) -> Table:
    """Hold the heading of a table against the forms.

    Parameters
    ----------
    first_title : int
        The row where its titles begin.
    above : Table, optional
        The table above it on the sheet: its month holds on where this one's titles name none.

    Raises
    ------
    ReadFault
        Which form it is cannot be told.
    """
    form = tell_form(sheet, heading, forms, names, first_title)
    is_template = marked_form(sheet, heading, first_title) is not None
    last = heading_end(sheet, heading, form, is_template=is_template)
    titles = titles_above(sheet, first_title, heading.first)
    around = (*titles, sheet.name, names[0])
    columns = read_columns(sheet, heading, last, form, is_template=is_template, titles=around)
    table = Table(
        sheet=sheet,
        form=form,
        forms=forms,
        first_row=last + 1,
        end=len(sheet.rows),
        columns=columns,
        is_template=is_template,
        has_codes=heading.has_codes,
        titles=titles,
        title_period=_title_period(titles, [sheet.name, *names], above),
        made_at=_made_at(sheet, first_title, heading.first),
        names=tuple(names),
    )
    if not is_template:
        columns.remarks.insert(0, _told_how(form, heading, sheet, names[0]))
    _merge(table)
    table.hidden = frozenset(_leave_hidden_columns(table))
    table.year = _year(table)
    table.letters = {code: column_letters(column) for code, column in columns.at.items()}
    _check_needed(table)
    return table


def _told_how(form: Form, heading: Heading, sheet: Sheet, file_stem: str) -> tuple[str, str]:
    """Say by what a sheet that is no template was taken for a form."""
    name = f"{form.code}（{form.title.zh}）"
    if not heading.has_codes:
        return (
            f"不是系统模板，没有代码行：按表头文字识别为 {name}",
            f"no template and no row of codes: taken for {form.code} by the words of its heading",
        )
    if form.code in {sheet.name, file_stem}:
        return f"不是系统模板，按文件名识别为 {name}", f"no template: taken for {form.code} by its name"
    return (
        f"文件名不是表代码，按各列的代码识别为 {name}",
        f"the file name is no form's code: taken for {form.code} by its columns",
    )


def _title_period(titles: Sequence[str], names: Sequence[str], above: Table | None) -> Period | None:
    """Return the one period that titles, or else the names of sheet and file, give; None for several."""
    for text in (*titles, *(() if above else names)):
        if other_span(text):
            return None
        found = period_in_title(text)
        if found is not None:
            return found
    if above:
        return above.title_period
    return month_of_year([*titles, *names], [*names, *titles])


def _made_at(sheet: Sheet, first: int, end: int) -> datetime | None:
    for cells in sheet.rows[first:end]:
        for column, cell in enumerate(cells[:-1]):
            if cell == MADE_AT:
                try:
                    return datetime.fromisoformat(str(cells[column + 1]))
                except ValueError:
                    return None
    return None


def _merge(table: Table) -> None:
    figures = set()
    elements = {table.at[code] for code in table.form.element_of if code in table.at}
    for (top, left), (bottom, right) in table.sheet.merged:
        if bottom < table.first_row or is_blank(table.sheet.cell(top, left)):
            continue
        places = [
            (row, column)
            for row in range(max(top, table.first_row), min(bottom + 1, table.end))
            for column in range(left, min(right + 1, left + 300))
        ]
        excluded = means_not_applicable(table.sheet.cell(top, left))  # whoever merges it means each cell
        touched = set() if excluded else {place for place in places if place[1] in elements}
        if touched and len(places) > 1:
            figures |= touched
        for place in places:
            if excluded or place[1] not in elements:
                table._filled[place] = (top, left)
    table._merged_figures = frozenset(figures)


def _leave_hidden_columns(table: Table) -> Iterator[str]:
    """Take hidden columns of figures out of the table; those of places and periods stay."""
    for column in sorted(table.sheet.hidden_columns & set(table.at.values())):
        code = next(code for code, one in table.at.items() if one == column)
        if code in _BESIDE_FIGURES:
            continue
        if any(not is_blank(table.sheet.cell(row, column)) for row in range(table.first_row, table.end)):
            title = table.form.element_of[code].title.zh
            table.columns.left_out.append(
                (
                    column,
                    f"该列（{title}）是隐藏列，其中的数未读",
                    f"the column ({code}) is hidden: its figures were not read",
                )
            )
        del table.at[code]
        yield code


def _year(table: Table) -> int | None:
    """Return the year for periods that name none: the title's, or that of all other rows."""
    column = table.at.get(PERIOD)
    if column is None:
        return None
    cells = {_hashable(table.cell(row, column)) for row, _ in table.rows()}
    alone = [cell for cell in cells if names_no_year(cell)]
    if not alone:
        return None
    titled = (
        table.title_period.year
        if table.title_period
        else year_of([*table.titles, table.sheet.name]) or year_of(table.names)
    )
    years = set() if titled is None else {titled}
    if not years:
        for cell in cells:
            try:
                years.add(read_period(cell).year)
            except ReadFault:
                continue
    if len(years) != 1:
        return None
    year = years.pop()
    words = "、".join(plain(str(cell)) for cell in sorted(map(str, alone))[:3])
    table.columns.remarks.append(
        (
            f"“{words}”没有写年份，按本表的 {year} 年读取",
            f"“{words}” names no year; read as of {year}, as the rest of the sheet",
        )
    )
    return year


def _hashable(cell: object) -> object:
    return cell if isinstance(cell, str | int | float | datetime) else str(cell or "")


def _check_needed(table: Table) -> None:
    at, faults = table.at, table.columns.faults
    if PERIOD not in at and not (YEAR in at and MONTH in at):
        if not table.is_template and (span := span_told(table.titles, table.sheet.name, table.names)):
            faults.append((None, PERIOD, several_months(span)))
        elif table.title_period is None and (written := _formula_above(table)):
            faults.append((None, PERIOD, written))
        elif table.title_period is None:
            faults.append((None, PERIOD, missing_column(PERIOD, "报告期", "the period, such as 2019-08")))
        elif other := other_month(table.title_period, table.titles, table.sheet.name, table.names):
            faults.append((None, PERIOD, other))
        else:
            table.columns.remarks.append(
                (
                    f"没有报告期列，按标题或名称取 {table.title_period}",
                    f"there is no column of periods; the title or name says {table.title_period}",
                )
            )


def _formula_above(table: Table) -> ReadFault | None:
    """Return the fault of a title that is a formula without a kept result, and may name the month."""
    for (row, _), cell in sorted(table.sheet.broken.items()):
        if row < table.first_row and cell.is_formula:
            return broken_cell(cell)
    return None


def missing_column(code: str, chinese: str, english: str) -> ReadFault:
    """Return the fault of a column that is lacking; the names of the column are in both languages."""
    return ReadFault(
        "missing-column",
        f"the column {code} is missing ({english}): add it to the heading",
        f"表头缺少“{chinese}”这一列，请补上",
    )
