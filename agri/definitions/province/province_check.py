"""Check a province's package by itself: its code, its year, its targets, each indicator once."""

from collections.abc import Iterator

from agri.definitions.package.check import PackageReport, in_package
from agri.definitions.package.documents import Opening, TomlDocument, number_in, text_in
from agri.definitions.package.faults import FaultWords, PackageFault, shown
from agri.definitions.package.figures import twice
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.shape import Day, Flag, Items, Number, TableShape, Text, Words, shape_faults
from agri.definitions.province.province_plan import PROVINCE, PROVINCE_LENGTH, read_province_plan
from agri.definitions.reading import DefinitionFiles
from agri.errors import Refusal
from agri.terms import Comparator, Weight

_COMPARATOR = Text(tuple(map(str, Comparator)))
_SHAPE = TableShape(
    {
        "code": Text(),
        "province": Text(),
        "year": Number(1990, 2100, is_whole=True),
        "is_synthetic": Flag(),
        "title": Words(),
        "document": TableShape(
            {"number": Text(), "title": Text(), "publisher": Text(), "published_on": Day()}
        ),
        "indicators": Items(
            TableShape(
                {"code": Text()},
                {
                    "clause": Text(),
                    "target": TableShape({"value": Number(), "comparator": _COMPARATOR}),
                },
            )
        ),
    }
)


class ProvinceFault(FaultWords):
    """What can be wrong with a province's plan beside its shape; as in `FaultKind`."""

    PROVINCE_CODE = (
        Weight.STOP,
        "province = {found} 不是省级代码；请写两位代码，如 41",
        "province {found} is no province's code: write its two digits, e.g. 41",
    )
    PROVINCE_YEAR = (
        Weight.STOP,
        "year = {found}，而本文件属于 {other} 年；请更正其一",
        "the year is {found}, the file belongs to {other}: please mend either",
    )


def check_province(files: DefinitionFiles, year: int | None = None) -> PackageReport:
    """Return every fault of a province's package; never raises, whatever the files hold."""
    if year is None:
        year = max(files.years(), default=0)
    opening = Opening(files.for_year(year))
    document = opening.toml(PROVINCE)
    if document is not None:
        opening.add(list(shape_faults(document, _SHAPE)))
        opening.add(list(twice(document, document.rows("indicators"))))
        opening.add(list(_own_faults(document, year)))
        year = year or int(number_in(document.table, "year") or 0)
        rows = document.rows("indicators")
        targets = sum(isinstance(row.get("target"), dict) for _, row in rows)
        opening.note_passed(
            PROVINCE, f"{len(rows)} 项指标，{targets} 个目标", f"{len(rows)} indicators, {targets} targets"
        )
        if not opening.has_stops(PROVINCE):
            try:
                read_province_plan(opening.files)
            except (ValueError, TypeError, KeyError, AttributeError, Refusal) as error:
                opening.faults.append(
                    PackageFault(FaultKind.READER_REFUSES, PROVINCE, None, "", {"found": str(error)})
                )
    passed = tuple(one for one in opening.passed if not opening.has_stops(one.file))
    return in_package(PackageReport(year, tuple(opening.faults), passed, ()), files)


def _own_faults(document: TomlDocument, year: int) -> Iterator[PackageFault]:
    code, written = text_in(document.table, "province"), number_in(document.table, "year")
    if code and not (code.isdecimal() and len(code) == PROVINCE_LENGTH):
        yield document.fault(ProvinceFault.PROVINCE_CODE, ("province",), found=shown(code))
    if year and written is not None and written != year:
        yield document.fault(ProvinceFault.PROVINCE_YEAR, ("year",), found=f"{written:g}", other=str(year))
