"""Write a city package to begin with: a shipped one without its invented figures, or one taken over."""

import csv
import io
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from agri.definitions.new_city.added_crops import crops_of_city, with_crop
from agri.definitions.new_city.taken_over import own_sources, taken_over
from agri.definitions.places import OrgUnit, read_baseline_keys, read_org_units
from agri.definitions.reading import PLAN, YEARS, DefinitionFiles, read_toml, seed_root
from agri.errors import Conflict, Fault, Invalid
from agri.terms import Level

_BASELINES = {Level.TOWNSHIP: "baselines-township.csv", Level.COUNTY: "baselines-county.csv"}
_DEMO = "demo-decisions.toml"  # what an invented committee decided


def write_new_city(
    code: str,
    year: int | None,
    folder: Path,
    crops: Collection[str] = (),
    divisions: Path | None = None,
) -> tuple[str, ...]:
    """Write a city's package with every baseline blank; return the names of its files.

    A city and year that are shipped come as they are. Any other city of the division table gets its places,
    and forms, calendar and coefficients of the nearest shipped package, with its targets blank, and the
    shipped crops that it is known for or that are named in `crops`. `divisions` is a table of one's own.

    Raises
    ------
    NotFound
        The division table holds no such city, or no such crop is shipped.
    Invalid
        No year is named, and none is shipped for the city.
    Conflict
        The folder holds something already.
    """
    shipped = _shipped()
    files, years = shipped.get(code, (None, ()))
    if year is None:
        if not years:
            raise Invalid.of(
                [
                    Fault(
                        "--year",
                        "year-missing",
                        f"no package of {code} is shipped: name the plan year, --year 2020",
                        f"没有随附 {code} 的定义包：请指明方案年度，如 --year 2020",
                    )
                ]
            )
        year = max(years)
    if files is not None and year in years:
        of_year = files.for_year(year)
        contents = {name: of_year.read(name) for name in of_year.names() if name != _DEMO}
        plan = contents[PLAN].decode("utf-8-sig")
        contents[PLAN] = re.sub(r"(?m)^is_synthetic = true.*$", "is_synthetic = false", plan).encode()
    else:
        contents = taken_over(_nearest(shipped, code, year), code, year, divisions)
    for crop in crops_of_city(code, crops):
        contents = with_crop(contents, crop)
    contents |= own_sources(contents, code)
    contents |= blank_baselines(DefinitionFiles.of_bytes(contents), year)
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
            {unit.code: unit.name for unit in places.units},
        )
        for level, name in _BASELINES.items()
    }


def baseline_file(
    keys: list[str], rows: list[tuple[str, int, dict[str, float]]], names: Mapping[str, str] | None = None
) -> bytes:
    """Return a file of baselines; what is unknown stays an empty cell.

    With the names of places it is one that people fill in: they stand in a column that nothing reads, behind
    the mark by which spreadsheets know UTF-8.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    head = ["org_unit", "year"] if names is None else ["org_unit", "name", "year"]
    writer.writerow([*head, *keys])
    for org_unit, year, figures in rows:
        cells = ("" if key not in figures else f"{figures[key]:.10g}" for key in keys)
        place = [org_unit] if names is None else [org_unit, names[org_unit]]
        writer.writerow([*place, year, *cells])
    return text.getvalue().encode("utf-8" if names is None else "utf-8-sig")


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


def _shipped() -> dict[str, tuple[DefinitionFiles, tuple[int, ...]]]:
    """Return the shipped packages and their years, by city."""
    cities = {}
    for places in sorted(seed_root().glob("*/org_units.csv")):
        files = DefinitionFiles.in_folder(places.parent)
        years = files.years()
        if years:
            cities[str(read_toml(files.for_year(years[-1])[PLAN])["city"])] = (files, years)
    return cities


def _nearest(
    shipped: dict[str, tuple[DefinitionFiles, tuple[int, ...]]], code: str, year: int
) -> DefinitionFiles:
    """Return the shipped package whose code is nearest, in the year that is nearest."""
    files, years = shipped[min(shipped, key=lambda one: (abs(int(one) - int(code)), one))]
    return files.for_year(min(years, key=lambda one: (abs(one - year), one)))
