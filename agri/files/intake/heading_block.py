"""Find the heading of a sheet: where it begins and ends, and what stands over each of its columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agri.definitions.forms import Form, Forms
from agri.files.intake.amounts import number_of
from agri.files.intake.headings import (
    element_of,
    identity_of,
    is_aside,
    is_numbering,
    likely_element,
    numbers_columns,
)
from agri.files.intake.report_row import NAME, ORG_UNIT, PERIOD, ROWS_BELOW_CODES
from agri.files.intake.unit_names import labels_units, unit_of
from agri.files.sheets.sheet import Place, Sheet
from agri.files.sheets.texts import is_blank, key_of, plain

_SEARCH_ROWS = 40
_MOST_ROWS = 5
_LONGEST_GROUP = 20  # characters of a heading over several columns; a longer text is a title


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading stands; `has_codes` says that it names columns by their codes."""

    first: int
    last: int
    has_codes: bool


@dataclass(frozen=True, slots=True)
class Over:
    """What stands over one column: its own cells from above, and those of the groups to which it belongs."""

    own: tuple[object, ...]
    groups: tuple[object, ...] = ()

    @property
    def joined(self) -> tuple[str, ...]:
        """The heading as it is read across: 小麦 over 氮肥 is 小麦氮肥; the nearest group first."""
        if not self.groups or not self.own:
            return ()
        leaf = str(self.own[-1])
        return tuple(
            dict.fromkeys(
                [f"{group}{leaf}" for group in reversed(self.groups)]
                + ["".join(map(str, [*self.groups, leaf]))]
            )
        )


def find_heading(sheet: Sheet, forms: Forms, first: int = 0, count: int = _SEARCH_ROWS) -> Heading | None:
    """Return where a heading begins: a row of codes, or of titles with a place beside them.

    Parameters
    ----------
    first, count : int
        The rows in which it is looked for.
    """
    codes = {element.code for form in forms for element in form.elements}
    numbers = range(first, min(first + count, len(sheet.rows)))
    for number in numbers:
        row = sheet.rows[number]
        keys = {key_of(cell) for cell in row if isinstance(cell, str)}
        if "org_unit" in keys or len(keys & codes) > 1 or (keys & codes and keys & {PERIOD, NAME}):
            return Heading(number, number, has_codes=True)
    for number in numbers:
        known = [identity_of(cell) for cell in sheet.rows[number]]
        if ORG_UNIT in known or NAME in known:
            top = _top(sheet, number, known)
            block = sheet.rows[top : number + _MOST_ROWS]
            if any(
                element_of(cell, form) or likely_element(cell, form)
                for form in forms
                for one in block
                for cell in one
            ):
                return Heading(top, top, has_codes=False)
    return next((found for number in numbers if (found := _without_places(sheet, number, forms))), None)


def _without_places(sheet: Sheet, number: int, forms: Forms) -> Heading | None:
    """Return the heading of a table of one place, which its title names: nearly all cells name items."""
    cells = [cell for cell in sheet.rows[number] if not is_blank(cell)]
    beside = [cell for cell in cells if identity_of(cell) or is_numbering(cell) or is_aside(cell)]
    if not all(isinstance(cell, str) for cell in cells) or len(beside) == len(cells):
        return None
    for form in forms:
        items = {
            element.code
            for cell in cells
            if cell not in beside and (element := element_of(cell, form) or likely_element(cell, form))
        }
        if len(items) > 1 and len(items) + len(beside) == len(cells):
            return Heading(number, number, has_codes=False)
    return None


def _top(sheet: Sheet, number: int, known: Sequence[str | None]) -> int:
    """Return the row of the groups that stand above the row with the place; mostly that row itself."""
    place = next(i for i, code in enumerate(known) if code in {ORG_UNIT, NAME})
    while number:
        above = [(i, cell) for i, cell in enumerate(sheet.rows[number - 1]) if not is_blank(cell)]
        if any(labels_units(cell) for _, cell in above):
            break
        if len(above) < 2 or not all(i > place and _may_be_group(cell) for i, cell in above):
            break
        number -= 1
    return number


def _may_be_group(cell: object) -> bool:
    text = plain(cell) if isinstance(cell, str) else ""
    return (
        bool(text)
        and len(text) <= _LONGEST_GROUP
        and ":" not in text
        and number_of(text) is None
        and not text[:4].isdecimal()
    )


def heading_end(sheet: Sheet, heading: Heading, form: Form, *, is_template: bool) -> int:
    """Return the last row that belongs to a heading: titles, groups and units may stand below it."""
    if is_template:
        return heading.first + ROWS_BELOW_CODES
    last = heading.first
    places = _place_columns(sheet, heading)
    for number in range(heading.first + 1, min(heading.first + _MOST_ROWS, len(sheet.rows))):
        row = sheet.rows[number]
        cells = [cell for cell in row if not is_blank(cell)]
        if not cells:
            break
        if (
            numbers_columns(cells)
            or all(_is_heading_word(cell, form) for cell in cells)
            or (not heading.has_codes and _stands_below_groups(sheet, heading, number, form, places))
        ):
            last = number
            places = places or _place_columns(sheet, Heading(number, number, has_codes=False))
        else:
            break
    return last


def _place_columns(sheet: Sheet, heading: Heading) -> list[int]:
    cells = sheet.rows[heading.first]
    return [i for i, cell in enumerate(cells) if identity_of(cell) in {ORG_UNIT, NAME}]


def _stands_below_groups(
    sheet: Sheet, heading: Heading, number: int, form: Form, places: Sequence[int]
) -> bool:
    """Say whether a row names, under the groups above it, items of the form and no report."""
    row = sheet.rows[number]
    names_place = any(identity_of(cell) in {ORG_UNIT, NAME} for cell in row)
    if not names_place and (
        not places or any(column < len(row) and not is_blank(row[column]) for column in places)
    ):
        return False
    if not all(_may_be_group(cell) for cell in row if not is_blank(cell)):
        return False
    if names_place:
        return True
    over = columns_over(sheet, heading.first, number)
    return any(
        element_of(text, form) or likely_element(text, form)
        for one in over
        for text in (*one.joined, *one.own[-1:])
    ) or (number + 1 < len(sheet.rows) and _stands_below_groups(sheet, heading, number + 1, form, places))


def columns_over(sheet: Sheet, first: int, last: int) -> list[Over]:
    """Return what stands over each column in the rows of a heading."""
    rows = sheet.rows[first : last + 1]
    width = max((len(row) for row in rows), default=0)
    merged = {
        (row, column): (top, left)
        for (top, left), (bottom, right) in sheet.merged
        if top <= last and bottom >= first
        for row in range(max(top, first), min(bottom, last) + 1)
        for column in range(left, min(right + 1, width))
    }
    return [
        Over(
            tuple(row[column] for row in rows if column < len(row) and not is_blank(row[column])),
            tuple(_groups(sheet, first, last, column, merged)) if last > first else (),
        )
        for column in range(width)
    ]


def _groups(sheet: Sheet, first: int, last: int, column: int, merged: dict[Place, Place]) -> Iterator[object]:
    """Yield the headings of the groups to which a column belongs, from above."""
    for row in range(first, last):
        if not _has_below(sheet, row, last, column):
            return
        own = sheet.cell(row, column)
        if not is_blank(own):
            yield own
            continue
        left = next((i for i in range(column - 1, -1, -1) if not is_blank(sheet.cell(row, i))), None)
        if left is None or not _has_below(sheet, row, last, left):
            continue
        if (row, left) in merged and merged.get((row, column)) != merged[row, left]:
            continue
        yield sheet.cell(row, left)


def _has_below(sheet: Sheet, row: int, last: int, column: int) -> bool:
    return any(not is_blank(sheet.cell(below, column)) for below in range(row + 1, last + 1))


def _is_heading_word(cell: object, form: Form) -> bool:
    if not isinstance(cell, str):
        return False
    bare = cell.strip("()（）").removeprefix("单位：").removeprefix("单位:")
    return bool(
        identity_of(cell)
        or unit_of(bare)
        or element_of(cell, form)
        or likely_element(cell, form)
        or is_numbering(cell)
        or key_of(cell.splitlines()[0] if cell.strip() else cell)
        in {key_of(section.title.zh) for section in form.sections}
    )
