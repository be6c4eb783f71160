"""Write a city package to begin with: a shipped city's, without its invented figures."""

import csv
import io
import re
from pathlib import Path

from agri.definitions.places import OrgUnit, read_baseline_keys, read_org_units
from agri.definitions.reading import PLAN, YEARS, DefinitionFiles, read_toml, seed_root
from agri.errors import Conflict, NotFound
from agri.terms import Level

_BASELINES = {Level.TOWNSHIP: "baselines-township.csv", Level.COUNTY: "baselines-county.csv"}
_DEMO = "demo-decisions.toml"  # what an invented committee decided


def write_new_city(code: str, year: int | None, folder: Path) -> tuple[str, ...]:
    """Write the package of a shipped city with every baseline blank; return the names of its files.

    Raises
    ------
    NotFound
        No package of this city, or of this year, is shipped.
    Conflict
        The folder holds something already.
    """
    files, years = _shipped(code)
    year = year if year is not None else max(years)
    if year not in years:
        raise NotFound(
            f"the package of {code} has no plan of {year}; it has: {', '.join(map(str, years))}",
            f"{code} 的定义包没有 {year} 年方案；现有：{'、'.join(map(str, years))}",
        )
    of_year = files.for_year(year)
    contents = {name: of_year.read(name) for name in of_year.names() if name != _DEMO}
    plan = contents[PLAN].decode("utf-8-sig")
    contents[PLAN] = re.sub(r"(?m)^is_synthetic = true.*$", "is_synthetic = false", plan).encode()
    contents |= blank_baselines(of_year, year)
    write_package(folder, contents, year)
    return tuple(sorted(contents))


def blank_baselines(files: DefinitionFiles, year: int) -> dict[str, bytes]:
    """Return the files of baselines with a blank row for every place that farms."""
    places, keys = read_org_units(files["org_units.csv"]), read_baseline_keys(files["baseline-keys.toml"])
    farming = {unit.parent for unit in places.units if unit.is_farming and unit.level == Level.TOWNSHIP}

    def asks(unit: OrgUnit, level: Level) -> bool:
        return unit.level == level and (unit.is_farming if level == Level.TOWNSHIP else unit.code in farming)

    return {
        name: baseline_file(
            [key.code for key in keys if key.level == level],
            [(unit.code, year, {}) for unit in places.units if asks(unit, level)],
        )
        for level, name in _BASELINES.items()
    }


def baseline_file(keys: list[str], rows: list[tuple[str, int, dict[str, float]]]) -> bytes:
    """Return a file of baselines; what is unknown stays an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["org_unit", "year", *keys])
    for org_unit, year, figures in rows:
        cells = ("" if key not in figures else f"{figures[key]:.10g}" for key in keys)
        writer.writerow([org_unit, year, *cells])
    return text.getvalue().encode()


def write_package(folder: Path, contents: dict[str, bytes], year: int) -> None:
    """Write a year's files as a package: plan and ledger into the year's folder, the others beside it.

    Raises
    ------
    Conflict
        The folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(
            f"{folder} holds something already; name a new folder",
            f"{folder} 中已有内容；请指定新的文件夹",
        )
    for name, content in contents.items():
        own = name in {PLAN, "tasks.csv", "cases.toml"}
        path = folder / (f"{YEARS}/{year}/{name}" if own else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _shipped(code: str) -> tuple[DefinitionFiles, tuple[int, ...]]:
    cities = {}
    for places in sorted(seed_root().glob("*/org_units.csv")):
        files = DefinitionFiles.in_folder(places.parent)
        years = files.years()
        if years:
            cities[str(read_toml(files.for_year(years[-1])[PLAN])["city"])] = (files, years)
    if code not in cities:
        raise NotFound(
            f"no package of {code} is shipped; there are: {', '.join(cities)}. Copy one and change it",
            f"没有随附 {code} 的定义包；现有：{'、'.join(cities)}。可复制后修改",
        )
    return cities[code]
