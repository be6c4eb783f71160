"""Check the heirs of townships: known, whole, and somebody for every code that is no longer there."""

from collections.abc import Iterator, Mapping
from datetime import date

from agri.definitions.heirs import HEIR_COLUMNS, HEIRS_FILE
from agri.definitions.package.cells import column_faults, number_faults, number_of
from agri.definitions.package.documents import CsvDocument, CsvRow, Opening
from agri.definitions.package.faults import FaultWords, PackageFault, listed, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.org_units import KnownPlaces
from agri.definitions.places import read_org_units
from agri.definitions.reading import DefinitionFiles
from agri.errors import Refusal
from agri.terms import Level, Weight


class HeirFault(FaultWords):
    """What can be wrong with heirs; as in `FaultKind`."""

    PLACE_WITHOUT_HEIR = (
        Weight.STOP,
        "{found} 在定义包的其他年度中有，这里没有；请保留该行，或在 becomes.csv 写明由谁承接",
        "{found} stands in another year of the package, not here: keep its row, or name its heirs in "
        "becomes.csv",
    )
    SHARES_NOT_ONE = (
        Weight.STOP,
        "{code} 自 {other} 的承接份额合计 {found}，应为 1",
        "the shares of {code} on {other} add up to {found}, not to 1",
    )
    HEIR_ENDED = (
        Weight.STOP,
        "{found} 自 {other} 起已不存在或只由自己承接；请改写承接单位",
        "{found} is no place of its own from {other} on, or is its only heir: name another heir",
    )


_NEAR = 1e-6  # shares that add up to one but for this


def ended_before(opening: Opening, year: int) -> frozenset[str]:
    """Return the places that were handed on whole before a year begins: nothing is asked of them in it."""
    document = Opening(opening.files).csv(HEIRS_FILE, is_needed=False)
    if document is None:
        return frozenset()
    staying = {row["org_unit"] for row in document.rows if row["org_unit"] == row["becomes"]}
    days = {row["org_unit"]: _day(row["on"]) for row in document.rows}
    return frozenset(
        code for code, on in days.items() if on and on <= date(max(year, 1), 1, 1) and code not in staying
    )


def check_heirs(opening: Opening, places: KnownPlaces | None, package: DefinitionFiles, year: int) -> None:
    """Check ``becomes.csv``, and that every code of the package's other years is there or has heirs."""
    if places is None:
        return
    document = opening.csv(HEIRS_FILE, is_needed=False)
    handed: set[str] = set()
    if document is not None:
        opening.add(list(column_faults(document, HEIR_COLUMNS)))
        if not set(HEIR_COLUMNS) <= set(document.columns):
            return
        opening.add(list(_row_faults(document, places.rows, year)))
        opening.add(list(_share_faults(document)))
        opening.add(list(_circle_faults(document)))
        handed = {row["org_unit"] for row in document.rows}
        opening.note_passed(
            HEIRS_FILE,
            f"{len(handed)} 个单位由 {len(document.rows)} 行承接",
            f"{len(handed)} places handed on by {len(document.rows)} rows",
        )
    opening.add(list(_gone_faults(opening, places, package, year, handed)))


def _row_faults(document: CsvDocument, places: Mapping[str, CsvRow], year: int) -> Iterator[PackageFault]:
    townships = [code for code, row in places.items() if row["level"] == Level.TOWNSHIP]
    given = {row["org_unit"] for row in document.rows}
    seen: dict[tuple[str, str, str], int] = {}
    for row in document.rows:
        line, heir = row.line, row["becomes"]
        for column in ("org_unit", "becomes"):
            if not row[column].strip():
                yield document.fault(FaultKind.CELL_EMPTY, line, column, key=column)
        # An heir may itself have been handed on, and then be gone.
        if heir.strip() and heir not in townships and not (heir in given and heir not in places):
            yield _unknown(document, line, "becomes", heir, townships)
        giver = row["org_unit"]
        if giver in places and giver not in townships:
            yield _unknown(document, line, "org_unit", giver, townships)
        faults = list(number_faults(document, line, "share", row["share"]))
        share = number_of(row["share"])
        if not faults and share is not None and not 0 < share <= 1:
            faults.append(
                document.fault(
                    FaultKind.OUT_OF_RANGE,
                    line,
                    "share",
                    key="share",
                    found=row["share"],
                    least="0",
                    most="1",
                )
            )
        yield from faults
        if _day(row["on"]) is None:
            example = f"{year}-07-01"
            yield document.fault(FaultKind.NOT_A_DAY, line, "on", found=shown(row["on"]), example=example)
        name = (giver, heir, row["on"])
        if name in seen:
            yield document.fault(
                FaultKind.CODE_TWICE, line, "becomes", found=" ".join(name), other=str(seen[name])
            )
        seen.setdefault(name, line)


def _unknown(document: CsvDocument, line: int, column: str, code: str, known: list[str]) -> PackageFault:
    return document.fault(
        FaultKind.NOT_AMONG, line, column, found=shown(code), meant=meant(code, known), known=listed(known)
    )


def _share_faults(document: CsvDocument) -> Iterator[PackageFault]:
    """Yield townships whose shares of one day do not add up to one."""
    sums: dict[tuple[str, str], tuple[int, float]] = {}
    for row in document.rows:
        key = row["org_unit"], row["on"]
        line, total = sums.get(key, (row.line, 0.0))
        sums[key] = line, total + (number_of(row["share"]) or 0.0)
    for (code, on), (line, total) in sums.items():
        if abs(total - 1) > _NEAR:
            yield document.fault(
                HeirFault.SHARES_NOT_ONE, line, "share", found=f"{total:g}", code=code, other=on
            )


def _circle_faults(document: CsvDocument) -> Iterator[PackageFault]:
    """Yield a township that is handed on whole and later inherits, or is its only heir."""
    whole = {
        row["org_unit"]: row
        for row in document.rows
        if not any(one["becomes"] == one["org_unit"] == row["org_unit"] for one in document.rows)
    }
    for row in document.rows:
        heir, on = row["becomes"], _day(row["on"])
        ended = _day(whole[heir]["on"]) if heir in whole else None
        if on is not None and ended is not None and on >= ended:
            yield document.fault(HeirFault.HEIR_ENDED, row.line, "becomes", found=heir, other=str(ended))
        if row["org_unit"] == heir and number_of(row["share"]) == 1:
            yield document.fault(HeirFault.HEIR_ENDED, row.line, "becomes", found=heir, other=row["on"])


def _gone_faults(
    opening: Opening, places: KnownPlaces, package: DefinitionFiles, year: int, handed: set[str]
) -> Iterator[PackageFault]:
    """Yield codes that another year of the package has and this one neither has nor hands on."""
    named: set[str] = set()
    for other in (*package.years(), None):
        files = package if other is None else package.for_year(other)
        if other == year or "org_units.csv" not in files:
            continue
        try:
            units = read_org_units(files["org_units.csv"]).units
        except (Refusal, ValueError, KeyError):
            continue  # said where that year is checked
        for unit in units:
            if unit.code not in places.rows and unit.code not in handed and unit.code not in named:
                named.add(unit.code)
                yield PackageFault(
                    HeirFault.PLACE_WITHOUT_HEIR,
                    "org_units.csv",
                    None,
                    "code",
                    {"found": f"{unit.code} {unit.name}", "other": str(other or "")},
                )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
