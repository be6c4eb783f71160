"""Take baselines from a spreadsheet: one figure a row, each with its source and certainty; all or none."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from sqlmodel import Session

from agri.definitions.baselines.odd_figures import Against, odd_figures
from agri.errors import Fault, Invalid
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.open_file import open_sheets
from agri.files.sheets.sheet import BrokenCell, Sheet
from agri.files.sheets.texts import is_blank, key_of, plain
from agri.periods import Period
from agri.services.access.permissions import Actor
from agri.services.reference.baselines import set_baselines
from agri.services.reference.reference import Reference, read_reference
from agri.terms import Certainty

# What stands above a column, in the words of either language.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "org_unit": ("org_unit", "代码", "行政区划代码"),
    "year": ("year", "年度", "年份"),
    "key": ("key", "基数", "项目"),
    "value": ("value", "数值", "数量"),
    "source": ("source", "来源"),
    "certainty": ("certainty", "依据", "可信度"),
}
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
    rows: list[_Row] = []
    faults: list[Fault] = []
    blank = 0
    for sheet in sheets:
        for found in _rows(sheet, reference):
            if found is None:
                blank += 1
            elif isinstance(found, Fault):
                faults.append(found)
            else:
                rows.append(found)
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
                f"{file}:{row.line}",
                "baseline-odd",
                f"{file} row {row.line}: {row.key} of {row.org_unit} is {row.value:g}: {odd.why.en}"
                + (f", it looks like {unit.en}" if unit else "")
                + "; mend it, or give --as-they-are where the figures are right",
                f"{file} 第 {row.line} 行：{row.org_unit} 的 {row.key} 写作 {row.value:g}：{odd.why.zh}"
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
                sheet, 1, "no-headings", f"no row holds the headings {wanted}", f"没有表头：{wanted}"
            )
        return
    columns = _columns(sheet, heading)
    for line in range(heading + 1, len(sheet.rows)):
        cells = {name: sheet.cell(line, column) for name, column in columns.items()}
        if all(is_blank(cell) for cell in cells.values()):
            continue
        if is_blank(cells["value"]):
            yield None
            continue
        yield _row(sheet, line, {name: _text(cell) for name, cell in cells.items()}, reference)


def _columns(sheet: Sheet, line: int) -> dict[str, int]:
    """Return where each heading stands in a row; empty where one is missing."""
    words = {key_of(cell): i for i, cell in enumerate(sheet.rows[line]) if not is_blank(cell)}
    found = {
        name: next((words[key_of(word)] for word in known if key_of(word) in words), None)
        for name, known in _HEADINGS.items()
    }
    return {name: at for name, at in found.items() if at is not None} if None not in found.values() else {}


def _text(cell: object) -> str:
    """Return a cell's text; a spreadsheet keeps codes and years as numbers."""
    if isinstance(cell, BrokenCell):
        return cell.text
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return plain(str(cell))


def _row(sheet: Sheet, line: int, cells: Mapping[str, str], reference: Reference) -> _Row | Fault:
    year, certainty = cells["year"].removesuffix("年"), _CERTAINTIES.get(cells["certainty"])
    try:
        value = float(cells["value"].replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        return _fault(
            sheet,
            line,
            "not-a-number",
            f"{cells['value']!r} is no number of at least 0",
            f"“{cells['value']}”不是不小于 0 的数字",
        )
    if cells["org_unit"] not in reference.places:
        code = cells["org_unit"]
        return _fault(sheet, line, "unknown-org-unit", f"there is no place {code!r}", f"没有代码 {code}")
    if not year.isdecimal() or not 2000 <= int(year) <= 2100:
        return _fault(
            sheet, line, "not-a-year", f"{cells['year']!r} is no year", f"“{cells['year']}”不是年份"
        )
    if certainty is None:
        words = ", ".join(_CERTAINTIES)
        return _fault(
            sheet,
            line,
            "unknown-certainty",
            f"{cells['certainty']!r}: write one of {words}",
            f"依据“{cells['certainty']}”无效；可用：{words}",
        )
    if not cells["source"]:
        return _fault(sheet, line, "source-missing", "say where the figure comes from", "请写明来源")
    return _Row(line + 1, cells["org_unit"], int(year), cells["key"], value, cells["source"], certainty)


def _fault(sheet: Sheet, line: int, code: str, english: str, chinese: str) -> Fault:
    return Fault(
        f"{sheet.name}:{line + 1}",
        code,
        f"{sheet.name} row {line + 1}: {english}",
        f"{sheet.name} 第 {line + 1} 行：{chinese}",
    )
