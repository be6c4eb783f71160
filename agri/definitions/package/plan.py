"""Check a year's plan: city, years, rhythm, targets and what its indicators need from the forms."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from agri.definitions.declared import IndicatorKind
from agri.definitions.indicator_file import Declarations
from agri.definitions.package.documents import Opening, TomlDocument, number_in, text_in
from agri.definitions.package.faults import FaultWords, PackageFault, asked_of_other_crops, meant, shown
from agri.definitions.package.figures import twice
from agri.definitions.package.indicators import elements_needed
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import Path
from agri.definitions.package.shape import not_among, shape_faults
from agri.definitions.package.shapes import PLAN
from agri.definitions.reading import Title
from agri.terms import Comparator, Weight

_RISES = {  # kinds of a fraction of which more is better, and less of what grows
    IndicatorKind.RATIO,
    IndicatorKind.WEIGHTED_MEAN,
    IndicatorKind.RECOVERY,
    IndicatorKind.UTILIZATION,
}
_MOST_RATE, _MOST_GROWTH, _LEAST_RATE = (
    1.5,
    0.2,
    0.01,
)  # recovery may pass 100 %; a fifth more or less is no target


class TargetFault(FaultWords):
    """What a target can be beside out of range; as in `FaultKind`."""

    WRONG_WAY = (
        Weight.LATER,
        "{code}（{of_kind}）的目标写作 {found}，方向像是反了：{rule}；请改为 {other}，确为此意可保留",
        "the target of {code} ({of_kind}) says {found}, which looks the wrong way round: {rule}; please "
        "write {other}, or leave it where it is meant",
    )


_RULES = {
    True: Title("增长率越低越好，目标写上限", "less growth is better, so its target is a most"),
    False: Title("这一类比率越高越好，目标写下限", "more of such a rate is better, so its target is a least"),
}


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


def element_faults(
    document: TomlDocument, declared: Declarations, elements: Collection[str], main: Sequence[str]
) -> Iterator[PackageFault]:
    """Yield the data elements that no form has and the plan's indicators need, each once."""
    users: dict[tuple[str, str], list[str]] = {}
    line: dict[tuple[str, str], Path] = {}
    rows = {row["code"]: row for row in declared.rows}
    for path, row in document.rows("indicators"):
        code = text_in(row, "code")
        for part, names in elements_needed(declared, rows.get(code, {}), main).items():
            for name in sorted(names):
                if name not in elements and not asked_of_other_crops(name, main, elements):
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


def declaration_faults(document: TomlDocument, declared: Declarations) -> Iterator[PackageFault]:
    """Yield indicators that nothing declares, years that a growth lacks, and targets out of all bounds."""
    kinds = {row["code"]: row.get("kind") for row in declared.rows}
    known = [code for code, kind in kinds.items() if kind is not None] + list(declared.left_out)
    for path, row in document.rows("indicators"):
        code = text_in(row, "code")
        if code and kinds.get(code) is None:
            yield not_among(document, (*path, "code"), code, known)
        is_rate = _value_unit(declared, code) == "fraction"
        for key in ("target", "aspiration"):
            aim = row.get(key)
            if isinstance(aim, dict) and is_rate:
                is_growth = kinds.get(code) == IndicatorKind.GROWTH
                yield from _target_faults(document, aim, (*path, key), is_growth=is_growth)
                if is_growth or kinds.get(code) in _RISES:
                    yield from _way_faults(document, aim, (*path, key), code, str(kinds[code]))
    base, year = document.table.get("base_years"), number_in(document.table, "year")
    own = {text_in(row, "code") for _, row in document.rows("indicators")}
    has_growth = any(kinds.get(code) == IndicatorKind.GROWTH for code in own)
    if isinstance(base, list) and year is not None and year - 1 not in base and has_growth:
        yield document.fault(FaultKind.BASE_YEAR_MISSING, ("base_years",), found=f"{year - 1:g}")


def _value_unit(declared: Declarations, code: str) -> str:
    return next(
        (str(row.get("value_unit", "fraction")) for row in declared.rows if row["code"] == code), "fraction"
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
        family = text_in(row, "family")
        if family and families is not None and family not in families:
            yield not_among(document, (*path, "family"), family, families)


def _target_faults(
    document: TomlDocument, aim: Mapping[str, Any], path: Path, *, is_growth: bool
) -> Iterator[PackageFault]:
    value = number_in(aim, "value")
    if value is None:
        return
    at = (*path, "value")
    most = _MOST_GROWTH if is_growth else _MOST_RATE
    least = -most if is_growth else 0
    if most < value <= 100 * most or 100 * least <= value < least:
        yield document.fault(
            FaultKind.PERCENT_FOR_FRACTION, at, found=f"{value:g}", meant_value=f"{value / 100:g}"
        )
    elif not least <= value <= most:
        yield document.fault(
            FaultKind.OUT_OF_RANGE, at, found=f"{value:g}", least=f"{least:g}", most=f"{most:g}"
        )
    elif not is_growth and value < _LEAST_RATE and text_in(aim, "comparator") == Comparator.AT_LEAST:
        yield document.fault(FaultKind.FRACTION_TOO_SMALL, at, found=f"{value:g}", percent=f"{100 * value:g}")


def _way_faults(
    document: TomlDocument, aim: Mapping[str, Any], path: Path, code: str, kind: str
) -> Iterator[PackageFault]:
    """Yield a comparator against the direction that the indicator's kind wants."""
    found, is_growth = text_in(aim, "comparator"), kind == IndicatorKind.GROWTH
    if found in set(Comparator) and (found == Comparator.AT_LEAST) == is_growth:
        yield document.fault(
            TargetFault.WRONG_WAY,
            (*path, "comparator"),
            code=code,
            of_kind=kind,
            found=shown(found),
            other=shown(str(Comparator.AT_MOST if is_growth else Comparator.AT_LEAST)),
            rule=_RULES[is_growth],
        )
