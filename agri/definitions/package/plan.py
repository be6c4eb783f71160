"""Check a year's plan: city, years, rhythm, targets and what its indicators need from the forms."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from agri.definitions.package import needs
from agri.definitions.package.documents import Opening, TomlDocument, number_in, text_in
from agri.definitions.package.faults import PackageFault, meant, shown
from agri.definitions.package.figures import twice
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import Path
from agri.definitions.package.shape import not_among, shape_faults
from agri.definitions.package.shapes import PLAN
from agri.definitions.reading import Title
from agri.terms import Comparator

_MOST_RATE, _MOST_GROWTH, _LEAST_RATE = 1.5, 0.2, 0.01  # recovery may pass 100 %; growth of 20 % is no target


def check_plan(opening: Opening, name: str, year: int) -> TomlDocument | None:
    """Check what the plan says by itself."""
    document = opening.toml(name)
    if document is None:
        return None
    opening.add(list(shape_faults(document, PLAN)))
    opening.add(list(twice(document, document.rows("indicators"))))
    opening.add(list(_year_faults(document, year)))
    opening.add(list(_rhythm_faults(document)))
    opening.add(list(_indicator_faults(document)))
    indicators = document.rows("indicators")
    targets = sum(isinstance(row.get("target"), dict) for _, row in indicators)
    opening.note_passed(
        name,
        f"{len(indicators)} 项指标，{targets} 个目标",
        f"{len(indicators)} indicators, {targets} targets",
    )
    return document


def city_faults(document: TomlDocument, cities: Sequence[str]) -> Iterator[PackageFault]:
    """Yield the fault of a plan whose city is not the one of the places."""
    city = text_in(document.table, "city")
    if city and len(cities) == 1 and city != cities[0]:
        yield document.fault(FaultKind.CITY_DIFFERS, ("city",), found=shown(city), other=cities[0])


def calendar_faults(
    document: TomlDocument, crops: Sequence[str], campaigns: Sequence[str]
) -> Iterator[PackageFault]:
    """Yield crops and campaigns of the plan that the calendar has not."""
    for path, code in _listed(document.table, "main_crops", ()):
        if code not in crops:
            yield not_among(document, path, code, crops)
    for at, row in document.rows("indicators"):
        for path, code in _listed(row, "path", at):
            if code not in campaigns:
                yield not_among(document, path, code, campaigns)


def element_faults(document: TomlDocument, elements: Collection[str]) -> Iterator[PackageFault]:
    """Yield the data elements that no form has and the plan's indicators need, each once."""
    users: dict[tuple[str, str], list[str]] = {}
    line: dict[tuple[str, str], Path] = {}
    for path, row in document.rows("indicators"):
        code = text_in(row, "code")
        for part, names in zip(("numerator", "denominator"), needs.ELEMENTS.get(code, ((), ())), strict=True):
            for name in names:
                if name not in elements:
                    users.setdefault((name, part), []).append(code)
                    line.setdefault((name, part), path)
    words = {"numerator": Title("分子", "numerator"), "denominator": Title("分母", "denominator")}
    for (name, part), codes in users.items():
        yield document.fault(
            FaultKind.INDICATOR_ELEMENT,
            line[name, part],
            part=words[part],
            indicators=", ".join(codes),
            found=name,
            meant=meant(name, elements),
        )


def _listed(table: Mapping[str, Any], key: str, path: Path) -> list[tuple[Path, str]]:
    values = table.get(key)
    if not isinstance(values, list):
        return []
    return [((*path, key, i), value) for i, value in enumerate(values) if isinstance(value, str)]


def _year_faults(document: TomlDocument, year: int) -> Iterator[PackageFault]:
    table = document.table
    own = number_in(table, "year")
    if own is not None and own != year:
        yield document.fault(FaultKind.YEAR_DIFFERS, ("year",), found=f"{own:g}", other=str(year))
    base = table.get("base_years")
    if not isinstance(base, list):
        return
    for i, one in enumerate(base):
        if isinstance(one, int) and one >= year:
            yield document.fault(FaultKind.BASE_YEAR_LATE, ("base_years", i), found=str(one), other=str(year))
    codes = {text_in(row, "code") for _, row in document.rows("indicators")}
    if year - 1 not in base and codes & set(needs.GROWTH):
        yield document.fault(FaultKind.BASE_YEAR_MISSING, ("base_years",), found=str(year - 1))


def _rhythm_faults(document: TomlDocument) -> Iterator[PackageFault]:
    rhythm = document.table.get("rhythm")
    if isinstance(rhythm, dict):
        days = [number_in(rhythm, key) for key in ("due_day", "close_day", "dispatch_day")]
        numbers = [day for day in days if day is not None]
        if len(numbers) == len(days) and numbers != sorted(numbers):
            found = ", ".join(f"{day:g}" for day in numbers)
            yield document.fault(FaultKind.RHYTHM_ORDER, ("rhythm", "due_day"), found=found)


def _indicator_faults(document: TomlDocument) -> Iterator[PackageFault]:
    beliefs = document.table.get("over_reporting")
    families = list(beliefs) if isinstance(beliefs, dict) else None
    for path, row in document.rows("indicators"):
        code, family = text_in(row, "code"), text_in(row, "family")
        if code and code not in needs.ELEMENTS:
            yield not_among(document, (*path, "code"), code, tuple(needs.ELEMENTS))
        if family and families is not None and family not in families:
            yield not_among(document, (*path, "family"), family, families)
        for key in ("target", "aspiration"):
            aim = row.get(key)
            if isinstance(aim, dict):
                yield from _target_faults(document, aim, (*path, key), code)


def _target_faults(
    document: TomlDocument, aim: Mapping[str, Any], path: Path, code: str
) -> Iterator[PackageFault]:
    value = number_in(aim, "value")
    if value is None:
        return
    at = (*path, "value")
    is_growth = code in needs.GROWTH
    most = _MOST_GROWTH if is_growth else _MOST_RATE
    if most < value <= 100 * most:
        yield document.fault(
            FaultKind.PERCENT_FOR_FRACTION, at, found=f"{value:g}", meant_value=f"{value / 100:g}"
        )
    elif not (-1 if is_growth else 0) <= value <= most:
        least = "-1" if is_growth else "0"
        yield document.fault(FaultKind.OUT_OF_RANGE, at, found=f"{value:g}", least=least, most=f"{most:g}")
    elif not is_growth and value < _LEAST_RATE and text_in(aim, "comparator") == Comparator.AT_LEAST:
        yield document.fault(FaultKind.FRACTION_TOO_SMALL, at, found=f"{value:g}", percent=f"{100 * value:g}")
