"""Check figures with their sources: coefficients, simulation parameters, measures, baseline keys."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agri.definitions.package.documents import Opening, TomlDocument, is_number, text_in, texts_in
from agri.definitions.package.faults import PackageFault, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import Path
from agri.definitions.package.shape import Number, not_among, shape_faults, value_faults
from agri.definitions.package.shapes import BASELINE_KEYS, COEFFICIENT, LAYOUT, MEASURES
from agri.terms import Level

_PERCENT = re.compile(r"%|percent|per cent|百分", re.IGNORECASE)
_BOUNDED = re.compile(r"fraction( of the (year|variance))?|probability( by month)?")
_MONTHS = 12
_ELSEWHERE = ("reminder_rounds", "spot_checks")  # what a measure may add to and no place holds


def check_coefficients(opening: Opening, name: str, needed: tuple[str, ...]) -> TomlDocument | None:
    """Check a file of figures in nested tables, and that no figure which the program reads is missing."""
    document = opening.toml(name)
    if document is None:
        return None
    found = dict(_leaves(document.table, ()))
    for path, leaf in found.items():
        opening.add(list(value_faults(document, COEFFICIENT, leaf, path)))
        if isinstance(leaf, dict):
            opening.add(list(_figure_faults(document, leaf, path)))
    names = {".".join(map(str, path)) for path in found}
    for one in needed:
        if one not in names:
            near = meant(one, names - set(needed))
            opening.faults.append(document.fault(FaultKind.NEEDED_BY_PROGRAM, (), found=one, meant=near))
    opening.note_passed(name, f"{len(found)} 个数", f"{len(found)} figures")
    return document


def figure_names(document: TomlDocument | None) -> frozenset[str]:
    """Return the dotted names of a file's figures; none where it cannot be read."""
    if document is None:
        return frozenset()
    return frozenset(".".join(map(str, path)) for path, _ in _leaves(document.table, ()))


def _leaves(table: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Any]]:
    for key, child in table.items():
        if not isinstance(child, dict) or child.keys() & {"value", "unit", "source", "certainty"}:
            yield (*path, key), child
        else:
            yield from _leaves(child, (*path, key))


def _figure_faults(document: TomlDocument, leaf: Mapping[str, Any], path: Path) -> Iterator[PackageFault]:
    value, unit, at = leaf.get("value"), text_in(leaf, "unit"), (*path, "value")
    if "value" not in leaf:
        return
    if _PERCENT.search(unit):
        yield document.fault(FaultKind.UNIT_PERCENT, (*path, "unit"), found=shown(unit))
    bounds = Number(0, 1, is_fraction=True) if _BOUNDED.fullmatch(unit) else Number()
    yield from _range_faults(document, leaf, path)
    if not isinstance(value, list):
        yield from value_faults(document, bounds, value, at)
        return
    if len(value) not in {1, _MONTHS}:
        yield document.fault(FaultKind.LIST_LENGTH, at, found=str(len(value)))
    for i, one in enumerate(value):
        yield from value_faults(document, bounds, one, (*at, i))
    if unit == "fraction of the year" and len(value) == _MONTHS and all(map(is_number, value)):
        total = sum(value)
        if abs(total - 1) > 0.011:  # shares are written with two digits
            yield document.fault(FaultKind.SUM_NOT_ONE, at, found=f"{total:g}")


def _range_faults(document: TomlDocument, leaf: Mapping[str, Any], path: Path) -> Iterator[PackageFault]:
    """Yield a range that is not a low and a high number with the figure between them."""
    if "range" not in leaf:
        return
    value, ends = leaf.get("value"), leaf["range"]
    is_pair = isinstance(ends, list) and len(ends) == 2 and all(map(is_number, ends))
    if not (is_pair and is_number(value) and 0 < ends[0] <= value <= ends[1]):
        yield document.fault(
            FaultKind.OUTSIDE_RANGE, (*path, "range"), found=shown(str(ends)), other=str(value)
        )


def check_baseline_keys(opening: Opening, needed: tuple[str, ...]) -> dict[str, str] | None:
    """Check what the baseline columns mean; return the level of each key."""
    name = "baseline-keys.toml"
    document = opening.toml(name)
    if document is None:
        return None
    opening.add(list(shape_faults(document, BASELINE_KEYS)))
    opening.add(list(twice(document, document.rows("keys"))))
    levels = {text_in(row, "code"): text_in(row, "level") for _, row in document.rows("keys")}
    for key in needed:
        if key not in levels:
            opening.faults.append(
                document.fault(
                    FaultKind.NEEDED_BY_PROGRAM, (), found=key, meant=meant(key, set(levels) - set(needed))
                )
            )
    opening.note_passed(name, f"{len(levels)} 项基数", f"{len(levels)} baseline keys")
    return levels


def carried_faults(opening: Opening, elements: frozenset[str]) -> Iterator[PackageFault]:
    """Yield the data elements that a baseline is to be carried from and that no form has."""
    document = Opening(opening.files).toml("baseline-keys.toml", is_needed=False)
    if document is None:
        return
    for path, row in document.rows("keys"):
        carried = row.get("carried")
        if isinstance(carried, dict):
            for i, name in enumerate(texts_in(carried, "elements")):
                if name not in elements:
                    at = (*path, "carried", "elements", i)
                    yield not_among(document, at, name, sorted(elements))


def check_measures(opening: Opening, levels: Mapping[str, str] | None) -> TomlDocument | None:
    """Check the measures that the city can take."""
    name = "measures.toml"
    document = opening.toml(name)
    if document is None:
        return None
    opening.add(list(shape_faults(document, MEASURES)))
    rows = document.rows("measures")
    opening.add(list(twice(document, rows)))
    counties = [key for key, level in (levels or {}).items() if level == Level.COUNTY]
    counties += _ELSEWHERE
    for path, row in rows:
        resource = text_in(row, "resource")
        if resource and levels is not None and resource not in counties:
            opening.faults.append(
                document.fault(
                    FaultKind.NOT_AMONG,
                    (*path, "resource"),
                    found=shown(resource),
                    meant=meant(resource, counties),
                    known=", ".join(counties),
                )
            )
    opening.note_passed(name, f"{len(rows)} 项措施", f"{len(rows)} measures")
    return document


def check_layouts(opening: Opening) -> None:
    """Check how a release looks on paper."""
    names = opening.files.under("layouts")
    needed = "layouts/province.toml"
    for name in sorted({*names, needed}):
        document = opening.toml(name)
        if document is not None:
            opening.add(list(shape_faults(document, LAYOUT)))
            opening.note_passed(name, "版式完整", "a complete layout")


def twice(
    document: TomlDocument, rows: list[tuple[Path, Mapping[str, Any]]], key: str = "code"
) -> Iterator[PackageFault]:
    """Yield the rows of a list whose code stands before already."""
    seen: dict[str, int] = {}
    for path, row in rows:
        code = text_in(row, key)
        at = (*path, key)
        if code and code in seen:
            yield document.fault(FaultKind.CODE_TWICE, at, found=shown(code), other=str(seen[code]))
        elif code:
            seen[code] = document.lines.of(at)
