"""Check the reporting units of a package: known kinds and places, days in order, nobody by name."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from agri.definitions.package.cells import column_faults
from agri.definitions.package.documents import CsvDocument, CsvRow, Opening
from agri.definitions.package.faults import FaultWords, PackageFault, listed, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.org_units import KnownPlaces
from agri.definitions.reading import Title
from agri.definitions.reporting_units.unit_file import UNIT_COLUMNS, UNITS_FILE
from agri.terms import Level, ReportingUnitKind, Weight

_KINDS = tuple(map(str, ReportingUnitKind))
_PEOPLE = re.compile(
    r"farmer|household|person|people|peasant|resident|villager|农户|农民|农场主|户主|住户|家庭|个人|大户|村民"
)
_HOUSEHOLD = re.compile(r"农户|大户|示范户|户主|村民|\bhousehold\b|\bfarmer\b", re.IGNORECASE)
# Below which level a unit of a kind must lie; the others may belong to a township, a county or the city.
_OF_A_TOWNSHIP = {str(ReportingUnitKind.VILLAGE)}


class UnitFault(FaultWords):
    """What can be wrong with reporting units; as in `FaultKind`."""

    UNIT_IS_A_PERSON = (
        Weight.STOP,
        "{found}：不登记农户或个人；请只登记村、回收点、经销商、秸秆用户、试验点、化验室，个人信息请删去",
        "{found}: farmers and households are not listed; list villages, recovery points, dealers, straw "
        "users, trial sites and laboratories only, and remove what names a person",
    )
    UNTIL_BEFORE_SINCE = (
        Weight.STOP,
        "until {found} 不晚于 since {other}；until 是不再存在的第一天，请更正其一",
        "until {found} is not after since {other}: until is the first day on which it is gone, mend either",
    )


def check_reporting_units(opening: Opening, places: KnownPlaces | None, year: int) -> None:
    """Check ``reporting_units.csv`` where there is one; a heading alone is a list yet to be written."""
    if UNITS_FILE not in opening.files or places is None:
        return
    before = len(opening.faults)
    document = opening.csv(UNITS_FILE)
    # A blank list is allowed: what is not listed is unknown.
    opening.faults[before:] = [one for one in opening.faults[before:] if one.kind is not FaultKind.NO_ROWS]
    if document is None:
        return
    opening.add(list(column_faults(document, UNIT_COLUMNS)))
    if not set(UNIT_COLUMNS) <= set(document.columns):
        return
    opening.add(list(_row_faults(document, places.rows, year)))
    count = len(document.rows)
    opening.note_passed(UNITS_FILE, f"{count} 个填报单元", f"{count} reporting units")


def _row_faults(document: CsvDocument, places: Mapping[str, CsvRow], year: int) -> Iterator[PackageFault]:
    seen: dict[str, int] = {}
    for row in document.rows:
        for column in ("code", "kind", "place", "title"):
            if not row[column].strip():
                yield document.fault(FaultKind.CELL_EMPTY, row.line, column, key=column)
        code = row["code"].strip()
        if code and code in seen:
            yield document.fault(FaultKind.CODE_TWICE, row.line, "code", found=code, other=str(seen[code]))
        seen.setdefault(code, row.line)
        yield from _kind_faults(document, row)
        yield from _place_faults(document, row, places)
        yield from _day_faults(document, row, year)


def names_a_person(title: str) -> bool:
    """Say whether a title speaks of a household or a farmer, who are never listed."""
    return _HOUSEHOLD.search(title) is not None


def place_levels(kind: str) -> frozenset[str]:
    """Return at which levels a unit of a kind may lie."""
    if kind in _OF_A_TOWNSHIP:
        return frozenset({str(Level.TOWNSHIP)})
    return frozenset({str(Level.TOWNSHIP), str(Level.COUNTY), str(Level.CITY)})


def order_fault(since: date | None, until: date) -> Title | None:
    """Return the words where a unit would end before it began."""
    if since is None or until > since:
        return None
    return PackageFault(
        UnitFault.UNTIL_BEFORE_SINCE, UNITS_FILE, values={"found": str(until), "other": str(since)}
    ).text


def _kind_faults(document: CsvDocument, row: CsvRow) -> Iterator[PackageFault]:
    kind, title = row["kind"].strip(), row["title"].strip()
    if kind and kind not in _KINDS:
        if _PEOPLE.search(kind.lower()):
            yield document.fault(UnitFault.UNIT_IS_A_PERSON, row.line, "kind", found=shown(kind))
        else:
            yield document.fault(
                FaultKind.NOT_AMONG,
                row.line,
                "kind",
                found=shown(kind),
                meant=meant(kind, _KINDS),
                known=listed(_KINDS),
            )
    if names_a_person(title):
        yield document.fault(UnitFault.UNIT_IS_A_PERSON, row.line, "title", found=shown(title))


def _place_faults(document: CsvDocument, row: CsvRow, places: Mapping[str, CsvRow]) -> Iterator[PackageFault]:
    code = row["place"].strip()
    if not code:
        return
    levels = place_levels(row["kind"].strip())
    fitting = [one for one, place in places.items() if place["level"] in levels]
    if code not in fitting:
        yield document.fault(
            FaultKind.NOT_AMONG,
            row.line,
            "place",
            found=shown(code),
            meant=meant(code, fitting),
            known=listed(fitting),
        )


def _day_faults(document: CsvDocument, row: CsvRow, year: int) -> Iterator[PackageFault]:
    days: dict[str, date] = {}
    for column in ("since", "until"):
        text = row[column].strip()
        if not text:
            continue
        try:
            days[column] = date.fromisoformat(text)
        except ValueError:
            example = f"{year}-07-01"
            yield document.fault(FaultKind.NOT_A_DAY, row.line, column, found=shown(text), example=example)
    if len(days) == 2 and days["until"] <= days["since"]:
        yield document.fault(
            UnitFault.UNTIL_BEFORE_SINCE,
            row.line,
            "until",
            found=str(days["until"]),
            other=str(days["since"]),
        )
