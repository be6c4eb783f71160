"""Check the places: codes that nest, levels that follow each other, sums that agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agri.definitions.package.cells import column_faults, number_faults, number_of
from agri.definitions.package.documents import CsvDocument, CsvRow, Opening
from agri.definitions.package.faults import FaultWords, PackageFault, listed, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.terms import Certainty, Level, Weight

_NAME = "org_units.csv"
_NEEDED = ("code", "name", "name_en", "kind", "level", "parent", "is_farming")
_AMOUNTS = ("population", "land_mu")
_OPTIONAL = ("certainty", "reviewed_on", *_AMOUNTS)
_ABOVE: Mapping[str, str] = {
    str(Level.CITY): str(Level.PROVINCE),
    str(Level.COUNTY): str(Level.CITY),
    str(Level.TOWNSHIP): str(Level.COUNTY),
}
_NEAR = 0.01  # sums that differ by less than this share agree


class PlaceFault(FaultWords):
    """What can be wrong with where places lie; as in `FaultKind`."""

    PARENT_LEVEL = (
        Weight.STOP,
        "{code}（{level}）的上级 {found} 不是上一级（{other}）；请更正上级或层级。"
        "不设区县的市：补一行县级，代码为市代码加 00，乡镇以它为上级",
        "the parent {found} of {code} ({level}) is a {other}: please mend the parent or the level. A city "
        "without counties needs one row of a county, its own code and 00, as its townships' parent",
    )
    OTHER_CITY = (
        Weight.STOP,
        "{found} 不以上级代码 {other} 开头，像是其他地区的；请更正代码或上级。"
        "省直辖县市：以其代码前四位为市（如 6590），自身为县级",
        "{found} does not begin with its parent's code {other}: please mend the code or the parent. What "
        "stands directly under a province has the first four digits as its city (6590), itself as a county",
    )
    COUNTY_EMPTY = (
        Weight.LATER,
        "{found} 没有乡镇，永远不会有报表；请补上其乡镇，或删去该行",
        "{found} has no townships, so that nobody there ever reports: please add them, or remove the row",
    )


@dataclass(frozen=True)
class KnownPlaces:
    """The places that were read, by code; empty where the file cannot be read."""

    rows: Mapping[str, CsvRow]

    @property
    def cities(self) -> list[str]:
        """The codes of the cities."""
        return [code for code, row in self.rows.items() if row["level"] == Level.CITY]

    def farming(self) -> Iterator[str]:
        """Yield the codes of farming townships and of their counties: those of which baselines are needed."""
        for code, row in self.rows.items():
            is_township = row["level"] == Level.TOWNSHIP and row["is_farming"] == "true"
            if is_township or (row["level"] == Level.COUNTY and code in self._farming_counties):
                yield code

    @property
    def _farming_counties(self) -> set[str]:
        """The counties with any township that farms."""
        return {row["parent"] for row in self.rows.values() if row["is_farming"] == "true"}


def check_org_units(opening: Opening) -> KnownPlaces | None:
    """Check the places; None where the file cannot be read."""
    document = opening.csv(_NAME)
    if document is None:
        return None
    opening.add(list(column_faults(document, _NEEDED, _OPTIONAL)))
    if not set(_NEEDED) <= set(document.columns):
        return None
    known = KnownPlaces({row["code"]: row for row in reversed(document.rows) if row["code"]})
    opening.add(list(_row_faults(document, known.rows)))
    cities = len(known.cities)
    if cities != 1:
        opening.faults.append(document.fault(FaultKind.CITY_COUNT, 1, "level", found=str(cities)))
    opening.add(list(_empty_faults(document, known.rows)))
    opening.add(list(_sum_faults(document, known.rows)))
    count = {level: sum(row["level"] == level for row in document.rows) for level in map(str, Level)}
    farming = sum(row["is_farming"] == "true" for row in document.rows)
    opening.note_passed(
        _NAME,
        f"{count['county']} 个区县，{count['township']} 个乡镇街道，其中涉农 {farming} 个",
        f"{count['county']} counties, {count['township']} townships, {farming} of them farm",
    )
    return known


def _row_faults(document: CsvDocument, rows: Mapping[str, CsvRow]) -> Iterator[PackageFault]:
    levels = tuple(map(str, Level))
    for row in document.rows:
        line, code = row.line, row["code"]
        for column in ("code", "name", "name_en"):
            if not row[column].strip():
                yield document.fault(FaultKind.CELL_EMPTY, line, column, key=column)
        if code and rows[code].line != line:
            other = str(rows[code].line)
            yield document.fault(FaultKind.CODE_TWICE, line, "code", found=code, other=other)
        for column, known in (("level", levels), ("is_farming", ("true", "false"))):
            if row[column] not in known:
                yield _not_among(document, line, column, row[column], known)
        if row["certainty"] and row["certainty"] not in set(Certainty):
            yield _not_among(document, line, "certainty", row["certainty"], tuple(map(str, Certainty)))
        for column in _AMOUNTS:
            if row[column]:
                yield from number_faults(document, line, column, row[column])
        yield from _parent_faults(document, row, rows)


def _not_among(
    document: CsvDocument, line: int, column: str, word: str, known: tuple[str, ...]
) -> PackageFault:
    return document.fault(
        FaultKind.NOT_AMONG, line, column, found=shown(word), meant=meant(word, known), known=listed(known)
    )


def _parent_faults(document: CsvDocument, row: CsvRow, rows: Mapping[str, CsvRow]) -> Iterator[PackageFault]:
    code, parent, level = row["code"], row["parent"], row["level"]
    if not parent:
        if level in {str(Level.COUNTY), str(Level.TOWNSHIP)}:
            yield document.fault(FaultKind.CELL_EMPTY, row.line, "parent", key="parent")
        return
    if parent not in rows or parent == code:
        yield document.fault(FaultKind.PARENT_MISSING, row.line, "parent", found=parent, code=code)
        return
    above = rows[parent]["level"]
    if level in _ABOVE and above in set(Level) and above != _ABOVE[level]:
        yield document.fault(
            PlaceFault.PARENT_LEVEL, row.line, "parent", found=parent, code=code, level=level, other=above
        )
    if not code.startswith(parent):
        yield document.fault(PlaceFault.OTHER_CITY, row.line, "code", found=code, other=parent)


def _empty_faults(document: CsvDocument, rows: Mapping[str, CsvRow]) -> Iterator[PackageFault]:
    """Yield counties in which nobody can report: forms are a township's, and a county closes them."""
    parents = {row["parent"] for row in rows.values()}
    for code, row in rows.items():
        if row["level"] == Level.COUNTY and code not in parents:
            found = f"{code} {row['name']}"
            yield document.fault(PlaceFault.COUNTY_EMPTY, row.line, "code", found=found)


def _sum_faults(document: CsvDocument, rows: Mapping[str, CsvRow]) -> Iterator[PackageFault]:
    if "population" not in document.columns:
        return
    for code, row in rows.items():
        own = number_of(row["population"])
        below = [number_of(one["population"]) for one in rows.values() if one["parent"] == code]
        known = [one for one in below if one is not None]
        if own is None or not known or len(known) < len(below):
            continue
        if abs(sum(known) - own) > _NEAR * max(own, 1):
            yield document.fault(
                FaultKind.POPULATION_SUM,
                row.line,
                "population",
                code=code,
                found=f"{own:g}",
                other=f"{sum(known):g}",
            )
