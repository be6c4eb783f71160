"""Year ends that a file gives: of a city with real past years, in the shape of hubverse's oracle output."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.errors import Fault, Invalid
from agri.indicators.snapshot import Floats
from agri.terms import Basis

COLUMNS = ("location", "target", "target_end_date", "basis", "oracle_value")


def read_given_ends(path: Path, plan: Plan, places: Places) -> dict[tuple[str, Basis], Floats]:
    """Read what a year came to: (indicator, basis) → fraction by place, (org_unit,); NaN where not given.

    Parameters
    ----------
    path : Path
        CSV with the columns `COLUMNS`: division code, indicator, December 31 of the plan's year, ``reported``
        or ``true``, fraction. Rows of other years are left out.
    plan, places : Plan, Places
        Of the scored year.

    Raises
    ------
    Invalid
        The file cannot be read, or rows name what there is not; every fault with its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        detail, detail_zh = f"{path} cannot be read: {error}", f"读不了文件 {path}：{error}"
        raise Invalid(detail, detail_zh, (Fault("--truth", "unreadable", detail, detail_zh),)) from error
    table = csv.DictReader(text.splitlines())
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        detail = f"{path} has no column {', '.join(missing)}; it takes {', '.join(COLUMNS)}"
        detail_zh = f"{path} 缺少列 {'、'.join(missing)}；应有 {'、'.join(COLUMNS)}"
        raise Invalid(detail, detail_zh, (Fault("--truth", "no-column", detail, detail_zh),))
    rows = list(table)
    faults = tuple(
        fault for line, row in enumerate(rows, start=2) for fault in _faults(line, row, plan, places)
    )
    if faults:
        raise Invalid.of(faults)
    found: dict[tuple[str, Basis], Floats] = {}
    for row in rows:
        if date.fromisoformat(row["target_end_date"]).year == plan.year:
            key = (row["target"], Basis(row["basis"]))
            ends = found.setdefault(key, np.full(len(places.units), np.nan))
            ends[places.index[row["location"]]] = float(row["oracle_value"])
    return found


def _faults(line: int, row: dict[str, str], plan: Plan, places: Places) -> Iterator[Fault]:
    checks = (
        ("location", row["location"] in places, "a division code of the city", "本市的区划代码"),
        ("target", row["target"] in plan.indicators, "an indicator of the plan", "方案中的指标"),
        ("target_end_date", _is_year_end(row["target_end_date"]), "December 31: 2018-12-31", "2018-12-31"),
        ("basis", row["basis"] in {str(basis) for basis in Basis}, "reported or true", "reported 或 true"),
        ("oracle_value", _is_number(row["oracle_value"]), "a fraction: 0.85", "小数，例如 0.85"),
    )
    for name, is_right, wanted, wanted_zh in checks:
        if not is_right:
            detail = f"line {line}, {name}: {row[name]!r} should be {wanted}"
            detail_zh = f"第 {line} 行 {name}：“{row[name]}”应为{wanted_zh}"
            yield Fault(f"--truth:{line}/{name}", "wrong-value", detail, detail_zh)


def _is_year_end(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return (day.month, day.day) == (12, 31)


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except (TypeError, ValueError):
        return False
