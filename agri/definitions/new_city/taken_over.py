"""A package for another city or year, taken over from a shipped one: own places, no targets.

What was published holds for the city that it was published about. Taken over it is derived at best.
"""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

from agri.definitions.heirs import HEIRS_FILE
from agri.definitions.indicator_file import INDICATORS
from agri.definitions.new_city.divisions import read_divisions
from agri.definitions.official.issuing_body import DOCUMENTS
from agri.definitions.places import OrgUnit, read_org_units
from agri.definitions.reading import PLAN, SOURCES, TO_FILL, DefinitionFiles, read_toml
from agri.definitions.reporting_units.unit_file import UNITS_FILE
from agri.terms import Certainty, Level

_OF_THE_CITY = {
    HEIRS_FILE,
    UNITS_FILE,
    "tasks.csv",
    "cases.toml",
    "demo-decisions.toml",
    "baselines-township.csv",
    "baselines-county.csv",
}
_PLACES = "org_units.csv"
_KEYS = "baseline-keys.toml"
_LAYOUTS = "layouts/"
_FORMS = "forms/"


def taken_over(
    files: DefinitionFiles, city: str, year: int, divisions: Path | None = None
) -> dict[str, bytes]:
    """Return the files of a city's year, made from another package; `divisions` is a table of one's own.

    Raises
    ------
    NotFound
        The division table holds no such city.
    """
    plan = read_toml(files[PLAN])
    before = str(plan["city"])
    held = read_org_units(files[_PLACES]).units
    units = held if before == city else read_divisions(city, divisions)
    names = {unit.code: unit for unit in (*held, *units)}
    contents = {name: files.read(name) for name in files.names() if name not in _OF_THE_CITY}
    if before != city:
        contents[_PLACES] = place_file(units)
    for name, content in contents.items():
        if name.endswith(".docx"):
            continue  # a template names no city
        if name.startswith((_LAYOUTS, _FORMS, f"{DOCUMENTS}/")):
            contents[name] = _renamed(content, names[before], names[city], int(plan["year"]), year)
        elif name.endswith(".toml"):
            contents[name] = _derived(content, f"{before}/{plan['year']}")
        if name == INDICATORS:
            contents[name] = _without_document(contents[name])
    contents[PLAN] = _plan(contents[PLAN].decode("utf-8-sig"), names[city], year).encode()
    contents[SOURCES] = _sources(contents[SOURCES], names[city], before, int(plan["year"]))
    return contents


def own_sources(contents: Mapping[str, bytes], city: str) -> dict[str, bytes]:
    """Return the keys of baselines and the list of sources for figures that the city itself will fill in.

    A shipped package's figures are invented and say so; what a city writes in their place has a source of its
    own, one row that waits for its name.
    """
    keys = contents[_KEYS].decode("utf-8-sig")
    if "synthetic" not in keys:
        return {}
    keys = re.sub(r'(?m)^source = "[^"]*synthetic[^"]*"', f'source = "figures-{city}"', keys)
    keys = re.sub(r"(?m)^(# What the columns .*?) All figures there are synthetic.*$", r"\1", keys)
    row = (
        f'\n| id | what | figure | origin | certainty |\n|---|---|---|---|---|\n| <a id="figures-{city}"></a>'
        f"figures-{city} | areas, last year's amounts, capacities of {city}: every column of the baselines "
        f"| figures stand in the baseline files | {TO_FILL}: yearbook or report, year, table | assumed |\n"
    )
    return {_KEYS: keys.encode(), SOURCES: contents[SOURCES].rstrip() + b"\n" + row.encode()}


def place_file(units: tuple[OrgUnit, ...]) -> bytes:
    """Return places as a package's ``org_units.csv``; which townships farm is assumed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["code", "name", "name_en", "kind", "level", "parent", "is_farming", "certainty"])
    for unit in units:
        sure = Certainty.ASSUMED if unit.level == Level.TOWNSHIP else Certainty.PUBLISHED
        farms = "true" if unit.is_farming else "false"
        writer.writerow(
            [unit.code, unit.name, unit.name_en, unit.kind, unit.level, unit.parent or "", farms, sure]
        )
    return text.getvalue().encode()


def _derived(content: bytes, origin: str) -> bytes:
    """Return a file of figures with none called published, and a line that says where it comes from."""
    text = re.sub(r'certainty = "published"', 'certainty = "derived"', content.decode("utf-8-sig"))
    text = re.sub(r"(?m)^(#.*\b(?:of Zhengzhou|as published)\b.*)\n", "", text)
    text = re.sub(r"(?m)^pilots = .*\n", "", text)
    text = re.sub(r"(?m)^reviewed_on = .*\n", "", text)
    note = (
        f"# Taken over from the package {origin}: derived or assumed here, replace it by figures of your own."
    )
    return f"{note}\n{text}".encode()


def _without_document(content: bytes) -> bytes:
    """Return indicators without what a city's own document says of them: its clauses and its pilots."""
    text = re.sub(r"(?m)^pilots = .*\n", "", content.decode())
    return re.sub(r"(?m)^clause = .*$", f'clause = "{TO_FILL}"', text).encode()


def _renamed(content: bytes, old: OrgUnit, new: OrgUnit, last: int, year: int) -> bytes:
    """Return a layout or form under the new city's name; table numbers begin with its first character."""
    text = content.decode("utf-8-sig")
    edits: Mapping[str, str] = {
        old.name: new.name,
        f"{old.name[0]}农减": f"{new.name[0]}农减",
        f"{_plain(old)}:": f"{_plain(new)}:",
        f"{_plain(old)} committee": f"{_plain(new)} committee",
        f"{last}年": f"{year}年",
        f"December {last}": f"December {year}",
    }
    for before, after in edits.items():
        text = text.replace(before, after)
    return text.encode()


def _plain(city: OrgUnit) -> str:
    return city.name_en.removesuffix(" City")


def _plan(text: str, city: OrgUnit, year: int) -> str:
    """Return a plan without targets; what its document must say is to be filled in."""
    own = _plain(city)
    title = f'{{ zh = "{city.name}{year}年方案（待填）", en = "Plan of {own}, {year} (to be filled in)" }}'
    edits = (
        (r'(?m)^code = "[^"]*"(?=\ncity = )', f'code = "{city.code}-{year}"'),
        (r"(?m)^city = .*$", f'city = "{city.code}"'),
        (r"(?m)^year = \d+.*$", f"year = {year}"),
        (r"(?m)^base_years = .*$", f"base_years = [{year - 2}, {year - 1}]"),
        (r"(?m)^is_synthetic = .*$", "is_synthetic = false"),
        (r"(?m)^has_ledger = .*$", "has_ledger = false # add tasks.csv once the document is published"),
        (r"(?m)^title = \{.*\}$(?=\s+\[document\])", f"title = {title}"),
        (r"(?m)^number = .*$", f'number = "{TO_FILL}"'),
        (r'(?m)^title = "[^"]*"$', f'title = "{city.name}{year}年方案（{TO_FILL}）"'),
        (r"(?m)^publisher = .*$", f'publisher = "{TO_FILL}"'),
        (r"(?m)^published_on = .*$", f"published_on = {year}-01-01 # the document's own day"),
        (r"(?m)^clause = .*$", f'clause = "{TO_FILL}"'),
        (r"(?m)^aspiration = .*\n", ""),
        (
            r"(?m)^target = \{ value = [^,]+, comparator = \"([^\"]+)\" \}$",
            r'# target = { value = , comparator = "\1" } # write the figure of your plan',
        ),
    )
    for pattern, replacement in edits:
        text = re.sub(pattern, replacement, text)
    return text


def _sources(content: bytes, city: OrgUnit, before: str, year: int) -> bytes:
    """Return the list of sources with a row on what was taken over."""
    row = (
        f"\n## {city.name_en}\n\n| id | what | figure | origin | certainty |\n|---|---|---|---|---|\n"
        f'| <a id="taken-over-{city.code}"></a>taken-over-{city.code} | forms, calendar, coefficients, '
        f"simulation, measures of {city.code} | as they stand | taken over unchanged from the package "
        f"{before}/{year}; windows of the calendar are not shifted; whatever is called published above is "
        f"derived for {city.code} | derived |\n"
    )
    return content.rstrip() + b"\n" + row.encode()
