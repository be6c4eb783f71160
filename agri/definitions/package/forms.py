"""Check the forms: sections, data elements, totals and rules, each alone and all against each other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agri.definitions.crops.crop_sections import (
    FOR_EACH,
    WORK_OF_ALL,
    FormCrops,
    WordsOf,
    expand_form,
    origins,
)
from agri.definitions.forms import LAST_YEAR, form_crops
from agri.definitions.package.documents import (
    Opening,
    TomlDocument,
    number_in,
    rows_of,
    tables_of,
    text_in,
    texts_in,
)
from agri.definitions.package.faults import PackageFault, listed, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import LineIndex, Path
from agri.definitions.package.shape import not_among, shape_faults
from agri.definitions.package.shapes import FORM
from agri.definitions.reading import FORMS
from agri.definitions.reporting_units.unit_file import OWNER
from agri.terms import ReportingUnitKind, Span

_TERM = re.compile(r"(?:(?P<owner>[a-z_]+)\.)?(?P<name>[a-z_0-9]+)(?:@(?P<span>[a-z_]+))?")
_QUARTER_ENDS = (3, 6, 9, 12)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CROP_WORDS = ("crop", "Crop", "harvested", "help")
_GARBAGE = (AttributeError, KeyError, TypeError, ValueError)  # what a file of the wrong shape leads to


@dataclass(frozen=True)
class KnownNames:
    """What forms may name: crops, baseline keys, and the data elements of all forms; None: not to be had."""

    crops: Sequence[str] | None
    baseline_keys: Sequence[str] | None
    elements: frozenset[str]


def check_forms(
    opening: Opening, crops: Sequence[str] | None, baseline_keys: Sequence[str] | None
) -> frozenset[str] | None:
    """Check every form; return the data elements, ``form.element``, or None where a form cannot be read."""
    names = opening.files.under(FORMS)
    if not names:
        opening.faults.append(PackageFault(FaultKind.FILE_MISSING, f"{FORMS}/*.toml"))
        return None
    documents = [opening.toml(name) for name in names]
    plain = [document for document in documents if document is not None]
    of_crops = read_form_crops(opening)
    read = [written_out(document, of_crops) for document in plain]
    if of_crops is None:  # calendar or plan is at fault, and what these forms ask is not known
        read = [one for one in plain if not any(FOR_EACH in row for _, row in one.rows("sections"))]
    elements = frozenset(
        f"{text_in(document.table, 'code')}.{text_in(element, 'code')}"
        for document in read
        for _, section in document.rows("sections")
        for _, element in rows_of(section, "elements")
    )
    is_complete = len(read) == len(documents)
    known = KnownNames(crops, baseline_keys, elements)
    opening.add(list(_codes_elsewhere(read)))
    for document in plain:
        opening.add(list(shape_faults(document, FORM)))
        if of_crops is not None:
            opening.add(list(for_each_faults(document, of_crops)))
    for document in read:
        opening.add(list(_section_faults(document, known)))
        if is_complete:
            opening.add(list(_rule_faults(document, known)))
        _note(opening, document)
    return elements if is_complete else None


def _note(opening: Opening, document: TomlDocument) -> None:
    sections, rules = document.rows("sections"), document.rows("rules")
    count = sum(len(rows_of(section, "elements")) for _, section in sections)
    opening.note_passed(
        document.file, f"{count} 个数据项，{len(rules)} 条规则", f"{count} data elements, {len(rules)} rules"
    )


def _codes_elsewhere(documents: Sequence[TomlDocument]) -> Iterator[PackageFault]:
    forms: dict[str, str] = {}
    rules: dict[str, str] = {}
    for document in documents:
        code = text_in(document.table, "code")
        if code and code in forms:
            yield document.fault(FaultKind.CODE_ELSEWHERE, ("code",), found=shown(code), other=forms[code])
        forms.setdefault(code, document.file)
        for path, rule in document.rows("rules"):
            name = text_in(rule, "code")
            if name and rules.get(name, document.file) != document.file:
                yield document.fault(
                    FaultKind.CODE_ELSEWHERE, (*path, "code"), found=shown(name), other=rules[name]
                )
            rules.setdefault(name, document.file)


def _section_faults(document: TomlDocument, known: KnownNames) -> Iterator[PackageFault]:
    form = document.table
    months = form.get("months")
    if isinstance(months, list) and text_in(form, "frequency") == "quarter":
        for i, month in enumerate(months):
            if month not in _QUARTER_ENDS:
                yield document.fault(FaultKind.QUARTER_MONTHS, ("months", i), found=shown(month))
    yield from _crop_faults(document, form, (), known)
    lines: dict[tuple[str, str], int] = {}  # of section codes, element codes and rule codes
    units: dict[str, str] = {}
    for path, section in document.rows("sections"):
        yield from _twice(document, "section", section, path, lines)
        yield from _crop_faults(document, section, path, known)
        own = section.get("months")
        if isinstance(months, list) and isinstance(own, list):
            for i, month in enumerate(own):
                if month not in months:
                    yield document.fault(
                        FaultKind.MONTH_OUTSIDE_FORM, (*path, "months", i), found=shown(month)
                    )
        for at, element in rows_of(section, "elements", path):
            yield from _twice(document, "element", element, at, lines)
            units[text_in(element, "code")] = text_in(element, "unit")
            yield from _bound_faults(document, element, at)
    for path, section in document.rows("sections"):
        for at, total in rows_of(section, "totals", path):
            yield from _total_faults(document, total, at, units)
    for path, rule in document.rows("rules"):
        yield from _twice(document, "rule", rule, path, lines)


def _twice(
    document: TomlDocument,
    what: str,
    row: Mapping[str, Any],
    path: Path,
    lines: dict[tuple[str, str], int],
) -> Iterator[PackageFault]:
    code, at = text_in(row, "code"), (*path, "code")
    if code and (what, code) in lines:
        yield document.fault(FaultKind.CODE_TWICE, at, found=shown(code), other=str(lines[what, code]))
    lines.setdefault((what, code), document.lines.of(at))


def _crop_faults(
    document: TomlDocument, row: Mapping[str, Any], path: Path, known: KnownNames
) -> Iterator[PackageFault]:
    crops = row.get("crops")
    if known.crops is None or not isinstance(crops, list):
        return
    for i, crop in enumerate(crops):
        if isinstance(crop, str) and crop not in known.crops:
            yield not_among(document, (*path, "crops", i), crop, known.crops)


def _bound_faults(document: TomlDocument, element: Mapping[str, Any], path: Path) -> Iterator[PackageFault]:
    most, least = number_in(element, "maximum"), number_in(element, "minimum")
    if most is None:
        return
    if text_in(element, "unit") == "fraction" and most > 1:
        yield document.fault(
            FaultKind.PERCENT_FOR_FRACTION,
            (*path, "maximum"),
            found=f"{most:g}",
            meant_value=f"{most / 100:g}",
        )
    if most < (least or 0):
        yield document.fault(
            FaultKind.OUT_OF_RANGE, (*path, "maximum"), found=f"{most:g}", least=f"{least or 0:g}", most="…"
        )


def _total_faults(
    document: TomlDocument, total: Mapping[str, Any], path: Path, units: Mapping[str, str]
) -> Iterator[PackageFault]:
    title = total.get("title")
    name = text_in(title, "en") if isinstance(title, dict) else ""
    summed = texts_in(total, "elements")
    for code in summed:
        if code not in units:
            yield document.fault(
                FaultKind.NO_SUCH_ELEMENT, (*path, "elements"), found=shown(code), meant=meant(code, units)
            )
    if {units[code] for code in summed if code in units} - {text_in(total, "unit")}:
        yield document.fault(FaultKind.TOTAL_UNITS, path, found=shown(name))


def _rule_faults(document: TomlDocument, known: KnownNames) -> Iterator[PackageFault]:
    form = text_in(document.table, "code")
    for path, rule in document.rows("rules"):
        for side in ("left", "right"):
            terms = rule.get(side)
            for term in terms if isinstance(terms, dict) else ():
                yield from _term_faults(document, term, (*path, side, term), form, known)


def _term_faults(
    document: TomlDocument, term: str, path: Path, form: str, known: KnownNames
) -> Iterator[PackageFault]:
    match = _TERM.fullmatch(term)
    if match is None:
        yield document.fault(FaultKind.NOT_A_TERM, path, found=shown(term))
        return
    spans = tuple(map(str, Span))
    if match["span"] and match["span"] not in spans:
        yield not_among(document, path, match["span"], spans)
    if match["owner"] == "baseline":
        if known.baseline_keys is not None and match["name"] not in known.baseline_keys:
            yield not_among(document, path, match["name"], known.baseline_keys)
        return
    if match["owner"] == OWNER:
        if match["name"] not in set(ReportingUnitKind):
            yield not_among(document, path, match["name"], list(map(str, ReportingUnitKind)))
        return
    owner = form if match["owner"] in {None, LAST_YEAR} else match["owner"]
    name = f"{owner}.{match['name']}"
    if name not in known.elements:
        yield document.fault(FaultKind.NO_SUCH_ELEMENT, path, found=name, meant=meant(name, known.elements))


def read_form_crops(opening: Opening) -> FormCrops | None:
    """Return the crops that forms are written out for; None where calendar or plan cannot be read."""
    try:
        return form_crops(opening.files)
    except _GARBAGE:
        return None


def written_out(document: TomlDocument, crops: FormCrops | None) -> TomlDocument:
    """Return a form with its sections and rules written out; each keeps the line that it comes from."""
    if crops is None:
        return document
    try:
        table = expand_form(document.table, crops)
        from_where = origins(document.table, crops)
    except _GARBAGE:
        return document
    lines: dict[Path, int] = {}
    for path, line in document.lines.by_path.items():
        if path[:1] not in {("sections",), ("rules",)} or len(path) < 2:
            lines[path] = line
    for new, old in from_where.items():
        for path, line in document.lines.by_path.items():
            if path[: len(old)] == old:
                lines.setdefault((*new, *path[len(old) :]), line)
    return TomlDocument(document.file, table, LineIndex(lines))


def for_each_faults(document: TomlDocument, crops: FormCrops) -> Iterator[PackageFault]:
    """Yield work without months, placeholders that stand for nothing, main crops that are not asked."""
    works = sorted({*WORK_OF_ALL, *(work for crop in crops.crops for work in crop.months)})
    for path, table in tables_of(document.table):
        months = table.get("months")
        if isinstance(months, str):
            work, _, season = months.partition(".")
            if work not in works or season not in {"", "last", "this"}:
                known = [*works, *(f"{one}.this" for one in works)]
                yield not_among(document, (*path, "months"), months, known)
            elif path[:1] == ("sections",) and table.get(FOR_EACH) == "main_crops":
                yield from _unasked(document, (*path, "months"), months, crops)
    words = WordsOf(crops)
    for key in ("sections", "rules"):
        for path, row in document.rows(key):
            yield from _placeholder_faults(document, row, path, words, of_crop=FOR_EACH in row)


def _unasked(document: TomlDocument, path: Path, work: str, crops: FormCrops) -> Iterator[PackageFault]:
    for crop in crops.chosen("main_crops"):
        if not crop.months_for(work):
            yield document.fault(FaultKind.CROP_UNASKED, path, found=crop.code, work=work)


def _placeholder_faults(
    document: TomlDocument,
    value: object,
    path: Path,
    words: WordsOf,
    *,
    of_crop: bool,
) -> Iterator[PackageFault]:
    known = {*words.everywhere, *(_CROP_WORDS if of_crop else ("crop", "harvested")), *words.limits}
    if isinstance(value, str):
        for name in _PLACEHOLDER.findall(value):
            if name not in known:
                yield document.fault(
                    FaultKind.NOT_AMONG,
                    path,
                    found=shown(f"{{{name}}}"),
                    meant=meant(name, known),
                    known=listed(f"{{{one}}}" for one in sorted(known)),
                )
    elif isinstance(value, Mapping):
        own = of_crop or bool(text_in(value, FOR_EACH))
        for name, child in value.items():
            yield from _placeholder_faults(document, name, (*path, name), words, of_crop=own)
            yield from _placeholder_faults(document, child, (*path, name), words, of_crop=own)
    elif isinstance(value, list):
        for i, child in enumerate(value):
            yield from _placeholder_faults(document, child, (*path, i), words, of_crop=of_crop)
