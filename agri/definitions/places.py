"""Org units and their baselines: what is known of a place before its first report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agri.definitions.reading import DefinitionFile, Title, read_rows, read_toml
from agri.errors import Fault, Invalid
from agri.terms import Certainty, Level


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """A place in the hierarchy; `code` is its statistical division code."""

    code: str
    name: str
    name_en: str
    kind: str
    level: Level
    parent: str | None
    is_farming: bool


@dataclass(frozen=True)
class Places:
    """Org units in code order, which is also the order of every first axis."""

    units: tuple[OrgUnit, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes in order."""
        return tuple(unit.code for unit in self.units)

    @cached_property
    def index(self) -> dict[str, int]:
        """The position of each code."""
        return {code: i for i, code in enumerate(self.codes)}

    def __getitem__(self, code: str) -> OrgUnit:
        return self.units[self.index[code]]

    def __contains__(self, code: object) -> bool:
        return code in self.index

    def at(self, level: Level) -> tuple[OrgUnit, ...]:
        """Return the units of one level in code order."""
        return tuple(unit for unit in self.units if unit.level == level)

    def positions(self, level: Level) -> NDArray[np.intp]:
        """Return the positions of one level's units, shape (unit,)."""
        return np.array([i for i, unit in enumerate(self.units) if unit.level == level], dtype=np.intp)

    def children(self, code: str) -> tuple[OrgUnit, ...]:
        """Return the units directly below a place, in code order."""
        return tuple(unit for unit in self.units if unit.parent == code)

    def subtree(self, code: str) -> tuple[OrgUnit, ...]:
        """Return a place and everything below it: division codes nest, so this is a prefix."""
        return tuple(unit for unit in self.units if unit.code.startswith(code))

    def county_of(self, code: str) -> str | None:
        """Return the county-level unit that a place is or lies in; None for city and province."""
        unit = self[code]
        if unit.level == Level.TOWNSHIP:
            return unit.parent
        return unit.code if unit.level == Level.COUNTY else None


@dataclass(frozen=True, slots=True)
class Carried:
    """Which of last year's accepted reports add up to a baseline: data elements, and in which months."""

    elements: tuple[str, ...]
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BaselineKey:
    """One thing known beforehand about every place of a level."""

    code: str
    title: Title
    unit: str
    level: Level
    source: str
    certainty: Certainty
    carried: Carried | None = None  # None: what last year knew is taken on


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One known figure of one place in one plan year."""

    org_unit: str
    year: int
    key: str
    value: float


_COLUMNS = ("code", "name", "name_en", "kind", "level", "parent", "is_farming")
_MOST_NAMED = 20  # faults of one file; enough to begin mending with


def read_org_units(file: DefinitionFile) -> Places:
    """Read org units from a CSV file, sorted by code.

    Raises
    ------
    Invalid
        A column is missing, a code comes twice, a level is none, or a parent is not in the file; each fault
        is named with its line.
    """
    rows = list(read_rows(file))
    faults = list(_place_faults(file, rows))
    if faults:
        more = len(faults) - 1
        raise Invalid(
            f"{faults[0].pointer}: {faults[0].detail}" + (f" (and {more} more)" if more else ""),
            f"{faults[0].pointer}：{faults[0].detail_zh}" + (f"（另有{more}处）" if more else ""),
            faults[:_MOST_NAMED],
        )
    units = (
        OrgUnit(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            kind=row["kind"],
            level=Level(row["level"]),
            parent=row["parent"] or None,
            is_farming=row["is_farming"] == "true",
        )
        for row in rows
    )
    return Places(tuple(sorted(units, key=lambda unit: unit.code)))


def _place_faults(file: DefinitionFile, rows: Sequence[Mapping[str, str]]) -> Iterator[Fault]:
    """Yield what is wrong with the rows of org_units.csv, in the order of the file."""
    missing = [name for name in _COLUMNS if not rows or name not in rows[0]]
    if missing:
        names = ", ".join(missing)
        yield Fault(
            file.name,
            "column-missing",
            f"lacks the columns {names} or any row",
            f"缺少列 {names}，或没有数据行",
        )
        return
    levels = {str(level) for level in Level}
    lines = {row["code"]: line for line, row in reversed(list(enumerate(rows, start=2)))}
    for line, row in enumerate(rows, start=2):
        at, code = f"{file.name}:{line}", row["code"]
        if not code:
            yield Fault(at, "code-missing", "the code is empty; fill it in", "代码为空，请填写")
        elif lines[code] != line:
            yield Fault(
                at,
                "code-twice",
                f"the code {code} stands in line {lines[code]} already; each place has one of its own",
                f"代码 {code} 与第 {lines[code]} 行重复；每个单位的代码必须唯一",
            )
        if row["level"] not in levels:
            known = ", ".join(sorted(levels))
            yield Fault(
                at,
                "no-such-level",
                f"{row['level']!r} is no level; there are: {known}",
                f"层级 {row['level']!r} 无效；可用：{known}",
            )
        if row["parent"] and (row["parent"] not in lines or row["parent"] == code):
            yield Fault(
                at,
                "no-such-parent",
                f"the parent {row['parent']} of {code} is no other place of this file; add or mend it",
                f"{code} 的上级 {row['parent']} 不是本文件中的其他单位；请补上该单位或更正代码",
            )


def read_baseline_keys(file: DefinitionFile) -> tuple[BaselineKey, ...]:
    """Read what the baseline columns mean."""
    return tuple(
        BaselineKey(
            code=row["code"],
            title=Title.of(row["title"]),
            unit=row["unit"],
            level=Level(row["level"]),
            source=row["source"],
            certainty=Certainty(row["certainty"]),
            carried=_carried(row.get("carried")),
        )
        for row in read_toml(file)["keys"]
    )


def _carried(table: Mapping[str, Any] | None) -> Carried | None:
    if table is None:
        return None
    return Carried(tuple(table["elements"]), tuple(table.get("months", range(1, 13))))


def read_baselines(file: DefinitionFile, keys: Sequence[BaselineKey]) -> tuple[BaselineRow, ...]:
    """Read baselines from a CSV file (``org_unit,year``, keys, ``name`` unread); empty cells are unknown."""
    known = {key.code for key in keys}
    rows = []
    for line, row in enumerate(read_rows(file), start=2):
        for key in row.keys() - {"org_unit", "year", "name"}:
            if key not in known:
                raise ValueError(f"{file}, line {line}: no baseline key {key}")
            if row[key]:
                rows.append(BaselineRow(row["org_unit"], int(row["year"]), key, float(row[key])))
    return tuple(sorted(rows, key=lambda row: (row.org_unit, row.year, row.key)))
