"""Org units and their baselines: what is known of a place before its first report."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agri.definitions.reading import Title, read_rows, read_toml
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
class BaselineKey:
    """One thing known beforehand about every place of a level."""

    code: str
    title: Title
    unit: str
    level: Level
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One known figure of one place in one plan year."""

    org_unit: str
    year: int
    key: str
    value: float


def read_org_units(path: Path) -> Places:
    """Read org units from a CSV file, sorted by code."""
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
        for row in read_rows(path)
    )
    return Places(tuple(sorted(units, key=lambda unit: unit.code)))


def read_baseline_keys(path: Path) -> tuple[BaselineKey, ...]:
    """Read what the baseline columns mean."""
    return tuple(
        BaselineKey(
            code=row["code"],
            title=Title.of(row["title"]),
            unit=row["unit"],
            level=Level(row["level"]),
            source=row["source"],
            certainty=Certainty(row["certainty"]),
        )
        for row in read_toml(path)["keys"]
    )


def read_baselines(path: Path, keys: Sequence[BaselineKey]) -> tuple[BaselineRow, ...]:
    """Read baselines from a CSV file (``org_unit,year``, then keys); empty cells are unknown."""
    known = {key.code for key in keys}
    rows = []
    for line, row in enumerate(read_rows(path), start=2):
        for key in row.keys() - {"org_unit", "year"}:
            if key not in known:
                raise ValueError(f"{path}, line {line}: no baseline key {key}")
            if row[key]:
                rows.append(BaselineRow(row["org_unit"], int(row["year"]), key, float(row[key])))
    return tuple(sorted(rows, key=lambda row: (row.org_unit, row.year, row.key)))
