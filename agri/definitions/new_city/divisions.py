"""The shipped table of administrative divisions: a city's places, from which its package begins."""

import csv
import io
from pathlib import Path

from agri.definitions.places import OrgUnit
from agri.definitions.reading import seed_root
from agri.errors import Fault, Invalid, NotFound
from agri.terms import Level

_TABLES = "divisions/*.csv"
_LEVELS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWNSHIP}
_MOST_NAMED = 20  # faults of one file; enough to begin mending with
_COLUMNS = ("code", "name", "name_en", "kind")
_URBAN = "街道"
_FARMS = ("农场", "园艺场", "原种场", "良种", "农科所")


def read_divisions(city: str, own: Path | None = None) -> tuple[OrgUnit, ...]:
    """Return the places of a city with what lies above it, parents first.

    Whether a township farms the table does not say: towns, townships and farms are taken to, subdistricts and
    zones are taken not to. `own` is a file of the same columns, read in the place of the shipped table.

    Raises
    ------
    NotFound
        The table holds no such city.
    Invalid
        The file of one's own lacks a column, a code's length is none of a level, or a place lies in none.
    """
    rows = _rows() if own is None else _own_rows(own)
    known = [code for code in rows if _LEVELS[len(code)] == Level.CITY]
    if city not in known:
        named = ", ".join(f"{code} {rows[code]['name']}" for code in known)
        raise NotFound(
            f"the division table holds no city {city}; it has: {named}; for another city write a file with "
            f"the columns {','.join(_COLUMNS)} and give it: --divisions FILE (docs/adopt.md)",
            f"行政区划表中没有城市 {city}；现有：{named}；其他城市请自备行政区划文件"
            f"（列 {','.join(_COLUMNS)}），用 --divisions 文件 指明（docs/adopt.md）",
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


def _own_rows(path: Path) -> dict[str, dict[str, str]]:
    """Return the rows of a file of one's own; what is wrong with it is named by file and line."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid.of(
            [
                Fault(
                    str(path),
                    "no-divisions",
                    f"{path} cannot be read ({error}): name a CSV file in UTF-8",
                    f"{path} 无法读取（{error}）：请指明 UTF-8 编码的 CSV 文件",
                )
            ]
        ) from error
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        names = ", ".join(missing)
        raise Invalid.of(
            [
                Fault(
                    f"{path.name}:1",
                    "column-missing",
                    f"{path.name} lacks the columns {names}: add them to the heading",
                    f"{path.name} 缺少列 {names}：请在表头补上",
                )
            ]
        )
    lines = [
        (i, {name: (row[name] or "").strip() for name in _COLUMNS}) for i, row in enumerate(reader, start=2)
    ]
    codes = {row["code"] for _, row in lines}
    faults = []
    for line, row in lines:
        code, at = row["code"], f"{path.name}:{line}"
        above = {4: code[:2], 6: code[:4], 9: code[:6]}.get(len(code))
        if not code.isdecimal() or len(code) not in _LEVELS:
            faults.append(
                Fault(
                    at,
                    "not-a-code",
                    f"{at}: {code!r} is no division code; province 2 digits, city 4, county 6, township 9",
                    f"{path.name} 第 {line} 行：{code!r} 不是行政区划代码；省 2 位、市 4、县 6、乡镇 9",
                )
            )
        elif above is not None and above not in codes:
            faults.append(
                Fault(
                    at,
                    "parent-missing",
                    f"{at}: {code} lies in {above}, which the file lacks; add its row (a city without "
                    "counties: a county row of its own code and 00)",
                    f"{path.name} 第 {line} 行：{code} 的上级 {above} 不在文件中；请补上该行"
                    "（不设区县的市：补一行“市代码+00”作为县级）",
                )
            )
        elif not row["name"]:
            faults.append(
                Fault(at, "name-missing", f"{at}: write the name", f"{path.name} 第 {line} 行：请写名称")
            )
    if faults:
        raise Invalid.of(faults[:_MOST_NAMED])
    return {row["code"]: row | {"name_en": row["name_en"] or row["name"]} for _, row in lines}


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
