"""Heirs of townships that are merged, split or renamed: ``becomes.csv`` of a package.

Each row hands a share of one township on to another from a day on. A township that stays and gives a part
away stands among its own heirs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from agri.definitions.reading import DefinitionFiles, read_rows

HEIRS_FILE = "becomes.csv"
HEIR_COLUMNS = ("org_unit", "becomes", "share", "on")


@dataclass(frozen=True, slots=True)
class Heir:
    """One row: `share` of `org_unit` is part of `becomes` from the day `on`."""

    org_unit: str
    becomes: str
    share: float
    on: date


def read_heirs(files: DefinitionFiles) -> tuple[Heir, ...]:
    """Return a package's heirs in the order of days; none where it has no such file."""
    if HEIRS_FILE not in files:
        return ()
    rows = (
        Heir(row["org_unit"], row["becomes"], float(row["share"]), date.fromisoformat(row["on"]))
        for row in read_rows(files[HEIRS_FILE])
    )
    return tuple(sorted(rows, key=lambda row: (row.on, row.org_unit, row.becomes)))


def ends(heirs: Iterable[Heir]) -> Mapping[str, date]:
    """Return the day on which each township ends that hands everything on."""
    by_place: dict[str, dict[date, set[str]]] = {}
    for one in heirs:
        by_place.setdefault(one.org_unit, {}).setdefault(one.on, set()).add(one.becomes)
    return {
        code: min(on for on, to in days.items() if code not in to)
        for code, days in by_place.items()
        if any(code not in to for to in days.values())
    }


def begins(heirs: Iterable[Heir]) -> Mapping[str, date]:
    """Return the first day on which each township inherits something."""
    found: dict[str, date] = {}
    for one in heirs:
        if one.becomes != one.org_unit:
            found[one.becomes] = min(one.on, found.get(one.becomes, one.on))
    return found
