"""The shipped table of administrative divisions: a city's places, from which its package begins."""

import csv
import io

from agri.definitions.places import OrgUnit
from agri.definitions.reading import seed_root
from agri.errors import NotFound
from agri.terms import Level

_TABLES = "divisions/*.csv"
_LEVELS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWNSHIP}
_URBAN = "街道"
_FARMS = ("农场", "园艺场", "原种场", "良种", "农科所")


def read_divisions(city: str) -> tuple[OrgUnit, ...]:
    """Return the places of a city with what lies above it, parents first.

    Whether a township farms the table does not say: towns, townships and farms are taken to, subdistricts and
    zones are taken not to.

    Raises
    ------
    NotFound
        The table holds no such city.
    """
    rows = _rows()
    known = [code for code in rows if _LEVELS[len(code)] == Level.CITY]
    if city not in known:
        named = ", ".join(f"{code} {rows[code]['name']}" for code in known)
        raise NotFound(
            f"the division table holds no city {city}; it has: {named}",
            f"行政区划表中没有城市 {city}；现有：{named}",
        )
    codes = sorted((code for code in rows if code.startswith(city) or city.startswith(code)), key=_order)
    return tuple(_unit(rows[code], codes) for code in codes)


def division_cities() -> tuple[str, ...]:
    """Return the codes of all cities of the table, in order."""
    return tuple(sorted(code for code in _rows() if _LEVELS[len(code)] == Level.CITY))


def _rows() -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for path in sorted(seed_root().glob(_TABLES)):
        rows |= {row["code"]: row for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))}
    return rows


def _unit(row: dict[str, str], codes: list[str]) -> OrgUnit:
    code, name, kind = row["code"], row["name"], row["kind"]
    level = _LEVELS[len(code)]
    above = [one for one in codes if code.startswith(one) and one != code]
    is_rural = kind != _URBAN and (kind in {"镇", "乡"} or any(word in name for word in _FARMS))
    return OrgUnit(
        code=code,
        name=name,
        name_en=row["name_en"],
        kind=kind,
        level=level,
        parent=max(above, key=len) if above else None,
        is_farming=level == Level.TOWNSHIP and is_rural,
    )


def _order(code: str) -> tuple[int, str]:
    return len(code), code
