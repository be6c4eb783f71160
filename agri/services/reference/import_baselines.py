"""Take baselines from a spreadsheet: one figure a row, each with its source and certainty; all or none."""

import difflib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from agri.definitions.baselines.odd_figures import Against, odd_figures
from agri.definitions.forms import DataElement
from agri.definitions.places import BaselineKey
from agri.errors import Fault, Invalid
from agri.files.intake.amounts import as_seen, broken_cell, read_amount
from agri.files.intake.places import PlaceReader
from agri.files.intake.titles import titles_above
from agri.files.intake.unit_checks import heads_units, unit_faults, units_for_all
from agri.files.intake.unit_names import (
    bare_unit,
    measure_apart,
    split_unit,
    units_in,
    units_in_title,
    without_units,
)
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.open_file import open_sheets
from agri.files.sheets.sheet import BrokenCell, Sheet
from agri.files.sheets.texts import column_letters, is_blank, key_of, plain, shown
from agri.periods import Period
from agri.services.access.permissions import Actor
from agri.services.reference.baselines import set_baselines
from agri.services.reference.reference import Reference, read_reference
from agri.terms import Certainty, Level

_T = TypeVar("_T")

# What stands above a column, in the words of either language.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "org_unit": ("org_unit", "代码", "行政区划代码"),
    "year": ("year", "年度", "年份"),
    "key": ("key", "基数", "项目"),
    "value": ("value", "数值", "数量"),
    "source": ("source", "来源"),
    "certainty": ("certainty", "依据", "可信度"),
}
_MOST = 1e9  # of any unit: more is a slip
_HIDDEN = ReadFault(
    "hidden-row",
    "a figure in a hidden row or column: unhide it or delete it",
    "隐藏的行或列里有数：请取消隐藏，或删去",
)
_CERTAINTIES = {
    "published": Certainty.PUBLISHED,
    "公布": Certainty.PUBLISHED,
    "derived": Certainty.DERIVED,
    "推算": Certainty.DERIVED,
    "assumed": Certainty.ASSUMED,
    "假设": Certainty.ASSUMED,
}


@dataclass(frozen=True, slots=True)
class BaselineImport:
    """What a file brought: figures that are new or differ, figures that the record held, rows without any."""

    changed: int
    unchanged: int
    blank: int


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    org_unit: str
    year: int
    key: str
    value: float
    source: str
    certainty: Certainty


def import_baselines(
    session: Session,
    actor: Actor,
    path: Path,
    *,
    now: datetime,
    is_dry_run: bool = False,
    takes_odd: bool = False,
    city: str | None = None,
) -> BaselineImport:
    """Record the figures of a file; with `is_dry_run` only say what would happen.

    What cannot be meant as it stands (`odd_figures`) is a fault, unless `takes_odd` says that it is right.

    Raises
    ------
    Invalid
        The file cannot be read or a row has a fault: every one is named, and nothing is recorded.
    NotAllowed
        A place is not the actor's.
    """
    try:
        sheets = [sheet for sheet in open_sheets(path) if not sheet.is_hidden]
    except ReadFault as fault:
        raise Invalid.of([Fault(path.name, fault.code, fault.english, fault.chinese)]) from fault
    reference = read_reference(session, of=actor, named=city)
    read: list[tuple[Sheet, _Row]] = []
    faults: list[Fault] = []
    blank = 0
    for sheet in sheets:
        for found in _rows(sheet, reference):
            if found is None:
                blank += 1
            elif isinstance(found, Fault):
                faults.append(found)
            else:
                read.append((sheet, found))
    rows = _once(read, faults)
    if not rows and not faults:
        faults.append(
            Fault(path.name, "no-rows", "no sheet holds a figure below its headings", "没有任何数据行")
        )
    if faults:
        raise Invalid.of(faults)
    fresh = [row for row in rows if reference.baseline(row.org_unit, row.year).get(row.key) != row.value]
    if not takes_odd and (odd := list(_odd_faults(path.name, fresh, reference))):
        raise Invalid.of(odd)
    if not is_dry_run:
        _record(session, actor, fresh, now)
    return BaselineImport(len(fresh), len(rows) - len(fresh), blank)


def _odd_faults(file: str, fresh: Sequence[_Row], reference: Reference) -> Iterator[Fault]:
    """Yield the new figures that are odd beside the record's others and each other."""
    for year in sorted({row.year for row in fresh}):
        of_year = reference.of(Period(year, 1))
        film = of_year.plan.coefficients.by_name.get("film.kg_per_mu")
        against = Against(
            of_year.baseline_keys,
            tuple(of_year.plan.calendar.crops.values()),
            tuple(of_year.plan.forms),
            film.value[0] if film is not None else None,
        )
        new = {(row.org_unit, row.year, row.key): row for row in fresh if row.year == year}
        figures = {
            (place, one): {
                **reference.baseline(place, one),
                **{row.key: row.value for row in new.values() if (row.org_unit, row.year) == (place, one)},
            }
            for place in reference.places.codes
            for one in (year - 1, year)
        }
        for odd in odd_figures(figures, against):
            row = new.get((odd.org_unit, odd.year, odd.key))
            if row is None:
                continue
            unit = odd.likely
            yield Fault(
                f"{file}:{row.line + 1}",
                "baseline-odd",
                f"{file} row {row.line + 1}: {row.key} of {row.org_unit} is {row.value:g}: {odd.why.en}"
                + (f", it looks like {unit.en}" if unit else "")
                + "; mend it, or give --as-they-are where the figures are right",
                f"{file} 第 {row.line + 1} 行：{row.org_unit} 的 {row.key} 写作 {row.value:g}：{odd.why.zh}"
                + (f"，像是以{unit.zh}填写" if unit else "")
                + "；请更正，属实时加 --as-they-are",
            )


def _record(session: Session, actor: Actor, rows: Sequence[_Row], now: datetime) -> None:
    def group(row: _Row) -> tuple[str, int, str, Certainty]:
        return row.org_unit, row.year, row.source, row.certainty

    for (org_unit, year, source, certainty), together in groupby(sorted(rows, key=group), key=group):
        set_baselines(
            session,
            actor,
            org_unit=org_unit,
            year=year,
            values={row.key: row.value for row in together},
            source=source,
            certainty=certainty,
            now=now,
        )


def _rows(sheet: Sheet, reference: Reference) -> Iterator[_Row | Fault | None]:
    """Yield a sheet's rows, a fault for each that cannot be taken, None for one without a figure."""
    heading = next((i for i in range(len(sheet.rows)) if _columns(sheet, i)), None)
    if heading is None:
        if any(not is_blank(cell) for row in sheet.rows for cell in row):
            wanted = ", ".join(_HEADINGS)
            yield _fault(
                sheet,
                0,
                None,
                ReadFault("no-headings", f"no row holds the headings {wanted}", f"没有表头：{wanted}"),
            )
        return
    reader = _SheetReader(sheet, heading, reference)
    for line in range(heading + 1, len(sheet.rows)):
        if all(is_blank(sheet.cell(line, column)) for column in reader.columns.values()):
            continue
        if is_blank(sheet.cell(line, reader.columns["value"])):
            yield None
            continue
        try:
            yield reader.read(line)
        except _CellFault as fault:
            yield _fault(sheet, line, fault.column, fault.fault)


def _columns(sheet: Sheet, line: int) -> dict[str, int]:
    """Return where each heading stands in a row; empty where one is missing."""
    words = {_bare_heading(cell): i for i, cell in enumerate(sheet.rows[line]) if not is_blank(cell)}
    found = {
        name: next((words[key_of(word)] for word in known if key_of(word) in words), None)
        for name, known in _HEADINGS.items()
    }
    return {name: at for name, at in found.items() if at is not None} if None not in found.values() else {}


def _bare_heading(cell: object) -> str:
    return key_of(split_unit(without_units(str(cell)))[0])


def _text(cell: object) -> str:
    """Return a cell's text; a spreadsheet keeps codes and years as numbers."""
    if isinstance(cell, BrokenCell):
        raise broken_cell(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return plain(str(cell or ""))


class _CellFault(Exception):
    """A fault of one cell of a row."""

    def __init__(self, column: int, fault: ReadFault) -> None:
        super().__init__(fault.english)
        self.column = column
        self.fault = fault


class _SheetReader:
    """Reads the rows of one sheet by the rules by which reports are read."""

    def __init__(self, sheet: Sheet, heading: int, reference: Reference) -> None:
        self.columns = _columns(sheet, heading)
        self._sheet = sheet
        self._reference = reference
        head = sheet.rows[heading]
        self._units = units_in(head[self.columns["value"]])
        if not self._units:
            around = (*titles_above(sheet, 0, heading), sheet.name)
            self._units = [unit for text in around for unit in units_in_title(text)]
        self._unit_columns = [
            i
            for i, cell in enumerate(head)
            if heads_units(cell, [one for row in sheet.rows[heading + 1 :] for one in row[i : i + 1] if one])
        ]
        self._places: dict[Level, PlaceReader] = {}

    def read(self, line: int) -> _Row:
        """Read one row.

        Raises
        ------
        _CellFault
            One of its cells cannot be taken.
        """
        if line in self._sheet.hidden_rows or self.columns["value"] in self._sheet.hidden_columns:
            raise _CellFault(self.columns["value"], _HIDDEN)
        year = self._read("year", _year, line)
        key = self._read("key", lambda cell: self._key(cell, year), line)
        value = self._read("value", lambda cell: self._value(cell, key, line), line)
        org_unit = self._read("org_unit", lambda cell: self._place(cell, key), line)
        certainty = self._read("certainty", _certainty, line)
        return _Row(line, org_unit, year, key.code, value, self._read("source", _source, line), certainty)

    def _read(self, name: str, read: Callable[[object], _T], line: int) -> _T:
        column = self.columns[name]
        try:
            return read(self._sheet.cell(line, column))
        except ReadFault as fault:
            raise _CellFault(column, fault) from fault

    def _key(self, cell: object, year: int) -> BaselineKey:
        keys = {key.code: key for key in self._reference.of(Period(year, 1)).baseline_keys}
        written = _text(cell)
        if written in keys:
            return keys[written]
        titles = {key.title.zh: key for key in keys.values()}
        near = difflib.get_close_matches(written, [*keys, *titles], 3, 0.5)
        near += [title for title in titles if written and written in title and title not in near]
        listed = "、".join(f"{titles[one].code}（{one}）" if one in titles else one for one in near[:4])
        known = listed or "、".join(list(keys)[:6])
        raise ReadFault(
            "unknown-key",
            f"there is no baseline “{shown(written)}”: write one of {known}",
            f"没有基数“{shown(written)}”，请写项目代码：{known}",
        )

    def _value(self, cell: object, key: BaselineKey, line: int) -> float:
        element = DataElement(key.code, key.title, key.unit, -math.inf, _MOST, is_whole=False, help=None)
        place = (line, self.columns["value"])
        for unit in (bare_unit(self._sheet.cell(line, one) or "") for one in self._unit_columns):
            _check_unit([unit] if unit else [], element)
        if not self._unit_columns:
            _check_unit(self._units, element)
        amount = read_amount(
            as_seen(self._sheet, place, cell, element), element, is_percent=place in self._sheet.percents
        )
        if not isinstance(amount, float) or amount < 0:
            raise ReadFault(
                "not-a-number",
                f"“{shown(cell)}” is no number of at least 0: write the number",
                f"“{shown(cell)}”不是不小于 0 的数字，请改写",
            )
        return amount

    def _place(self, cell: object, key: BaselineKey) -> str:
        reader = self._places.setdefault(key.level, PlaceReader(self._reference.places, key.level))
        return reader.read(cell, None)


def _check_unit(units: Sequence[str], element: DataElement) -> None:
    alike = [unit for unit in units if not measure_apart(unit, element.unit) and unit != element.unit]
    for fault in unit_faults(units_for_all(alike, element), element, ("这里", "sheet")):
        raise fault


def _year(cell: object) -> int:
    written = _text(cell)
    year = written.removesuffix("年").removesuffix("年度")
    if not year.isdecimal() or not 2000 <= int(year) <= 2100:
        raise ReadFault(
            "not-a-year",
            f"“{shown(written)}” is no year: write it as 2019",
            f"“{shown(written)}”不是年份，请写成 2019",
        )
    return int(year)


def _certainty(cell: object) -> Certainty:
    written = _text(cell)
    if written not in _CERTAINTIES:
        words = ", ".join(_CERTAINTIES)
        raise ReadFault(
            "unknown-certainty",
            f"“{shown(written)}”: write one of {words}",
            f"依据“{shown(written)}”无效；可用：{words}",
        )
    return _CERTAINTIES[written]


def _source(cell: object) -> str:
    written = _text(cell)
    if not written:
        raise ReadFault("source-missing", "say where the figure comes from", "请写明来源")
    return written


def _once(rows: Sequence[tuple[Sheet, _Row]], faults: list[Fault]) -> list[_Row]:
    """Return each figure once; one that stands twice with two values is a fault."""
    first: dict[tuple[str, int, str], tuple[Sheet, _Row]] = {}
    for sheet, row in rows:
        known_sheet, known = first.setdefault((row.org_unit, row.year, row.key), (sheet, row))
        if known.value != row.value:
            what, at = f"{row.org_unit} {row.year} {row.key}", f"{known_sheet.name} {known.line + 1}"
            faults.append(
                _fault(
                    sheet,
                    row.line,
                    None,
                    ReadFault(
                        "duplicate-row",
                        f"{what} stands with another figure in row {at}: keep one",
                        f"{what} 在第 {at} 行还有一个数，两数不同，请只保留一个",
                    ),
                )
            )
    return [row for _, row in first.values()]


def _fault(sheet: Sheet, line: int, column: int | None, fault: ReadFault) -> Fault:
    cell = f"{column_letters(column)}{line + 1}" if column is not None else f"{line + 1}"
    return Fault(
        f"{sheet.name}:{cell}",
        fault.code,
        f"{sheet.name} {cell}: {fault.english}",
        f"{sheet.name} {cell}：{fault.chinese}",
    )
