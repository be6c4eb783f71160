"""Check `lines.toml`, and say what the engine needs beside it or takes from others of its kind."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from agri.definitions.calendar import Crop, read_calendar
from agri.definitions.coefficients import read_coefficients
from agri.definitions.crops.crop_sections import FOR_EACH
from agri.definitions.crops.seasons import seasons_of
from agri.definitions.fallbacks import fallbacks, levels_without_any
from agri.definitions.forms import Forms, form_crops, read_forms
from agri.definitions.lines import (
    CROP,
    LINES,
    ExposureKind,
    Grouping,
    Line,
    LineRole,
    Lines,
    line_file,
    read_lines,
)
from agri.definitions.package.documents import Opening, TomlDocument, text_in, texts_in
from agri.definitions.package.faults import FaultWords, PackageFault, listed, meant, shown
from agri.definitions.package.figures import twice
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import Path
from agri.definitions.package.shape import Each, Items, TableShape, Text, not_among, shape_faults
from agri.definitions.package.shapes import FOR_EACH_CROP
from agri.definitions.reading import CALENDAR
from agri.terms import Level, Weight

SIMULATION = "simulation.toml"
_OF_A_CROP = {LineRole.SOWN, LineRole.FERTILIZER, LineRole.FORMULA, LineRole.OUTPUT, LineRole.RETURNED}
_LEVEL_UNITS = {  # of amounts that are no share of what they are done on
    LineRole.FERTILIZER: "t/mu",
    LineRole.FERTILIZER_OTHER: "t/mu",
    LineRole.PESTICIDE: "kg/mu",
}
_GARBAGE = (AttributeError, KeyError, TypeError, ValueError)  # what a file of the wrong shape leads to


class LevelFault(FaultWords):
    """What the projection lacks of a line; as in `FaultKind`."""

    LEVEL_UNKNOWN = (
        Weight.LATER,
        "[level] 没有 {found}，也没有同类可借：上年没有报表时，推算不知道它们应有多少，按未知处理，不按 0；"
        "请在 [level] 中每条补一行，例如 {example}",
        "[level] lacks {found}, and nothing of their kind can lend: where last year has no report, the "
        "projection does not know what these lines come to, which is unknown and not 0; please add a row of "
        "[level] for each, like {example}",
    )


# What the engine reads of simulation.toml whatever the lines are.
PARAMETERS = (
    "weather.wet_after_dry",
    "weather.wet_after_wet",
    *(f"service.{one}" for one in ("spraying_mu_per_day", "film_mu_per_day", "straw_mu_per_day")),
    *(f"service.{one}" for one in ("straw_t_per_mu", "share_of_days", "attendance_sd")),
    *(f"pest.{one}" for one in ("outbreak_share", "outbreak_days", "hit_low", "hit_high", "spared")),
    *(f"pest.{one}" for one in ("participation_max", "modern_gain", "kg_saving")),
    "green.staff_elasticity",
    "soil.card_days",
    "soil.old_formula_share",
    "fertilizer.formula_saving",
    "coefficients.error",
    *(f"recovery.{one}" for one in ("trend", "city_sd", "county_sd")),
    *(f"packaging.{one}" for one in ("return_per_day", "given_up_per_day", "nearness", "station_kg")),
    *(f"packaging.{one}" for one in ("truck_kg", "days_between_rounds")),
    *(f"manure.{one}" for one in ("store_months", "produced_sd", "county_sd", "city_sd")),
    *(f"review.{one}" for one in ("move_share", "pull", "urgency")),
    *(f"reporting.{one}" for one in ("reminder_success", "missing_share", "missing_weight")),
    "reporting.pending_accepted",
    *(f"bias.{one}" for one in ("city_share", "county_share", "township_share", "persistence")),
    *(f"bias.{one}" for one in ("spot_check_sd", "unknown_level_sd")),
    "level.manure_used",
)

SHAPE = TableShape(
    {
        "strands": Each(Text()),
        "lines": Items(
            TableShape(
                {
                    "code": Text(),
                    "strand": Text(),
                    "elements": Items(Text()),
                    "measures": Text(("amount", "share")),
                    "months": Text(tuple(map(str, Grouping))),
                    "exposure": Text(tuple(map(str, ExposureKind))),
                },
                {
                    "role": Text(tuple(map(str, LineRole))),
                    "minus": Items(Text()),
                    "of": Text(),
                    "times": Text(),
                    **FOR_EACH_CROP,
                },
            )
        ),
    }
)


@dataclass(frozen=True)
class KnownToLines:
    """What lines may name: data elements, families of over-reporting, baseline keys, coefficients."""

    elements: Collection[str] | None
    families: Collection[str]
    keys: Collection[str] | None
    coefficients: Collection[str]


def engine_lines(opening: Opening) -> Lines | None:
    """Return the lines of a package, written out; None where something that they rest on cannot be read."""
    files = opening.files
    try:
        crops = form_crops(files)
        if crops is None:
            return None
        return read_lines(line_file(files), read_forms(files), read_calendar(files[CALENDAR]), crops.main)
    except _GARBAGE:
        return None


def check_lines(opening: Opening, known: KnownToLines, main: Sequence[str]) -> None:
    """Check the file of lines; a package without one is read with the lines of before there were such."""
    if LINES not in opening.files:
        opening.faults.append(PackageFault(FaultKind.LINES_BUILT_IN, LINES))
        return
    document = opening.toml(LINES)
    if document is None:
        return
    opening.add(list(shape_faults(document, SHAPE)))
    rows = document.rows("lines")
    opening.add(list(twice(document, rows)))
    opening.add(list(_name_faults(document, known, main)))
    opening.add(list(_role_faults(document)))
    lines = engine_lines(opening)
    if lines is not None:
        forms = read_forms(opening.files)
        opening.add(list(_unprojected(document, lines, forms)))
        opening.add(list(_of_counties(document, forms)))
    opening.note_passed(LINES, f"{len(rows)} 条推算线", f"{len(rows)} lines of the projection")


def _name_faults(document: TomlDocument, known: KnownToLines, main: Sequence[str]) -> Iterator[PackageFault]:
    strands = document.table.get("strands")
    strands = strands if isinstance(strands, dict) else {}
    for strand, family in strands.items():
        if isinstance(family, str) and family not in known.families:
            yield not_among(document, ("strands", strand), family, sorted(known.families))
    before: list[str] = []
    for path, row in document.rows("lines"):
        strand = text_in(row, "strand")
        if strand and strand not in strands:
            yield not_among(document, (*path, "strand"), strand, list(strands))
        crops = main if FOR_EACH in row else ("",)
        for key in ("elements", "minus"):
            yield from _element_faults(document, texts_in(row, key), (*path, key), crops, known)
        yield from _of_faults(document, path, before, known, crops)
        before.append(text_in(row, "code"))


def _element_faults(
    document: TomlDocument, names: Sequence[str], path: Path, crops: Sequence[str], known: KnownToLines
) -> Iterator[PackageFault]:
    """Yield elements that no form has; where a form asks them of some crops alone, others have no line."""
    for i, name in enumerate(names):
        every = [name.replace(CROP, crop) if crop else name for crop in crops]
        if known.elements is not None and every and not set(every) & set(known.elements):
            near = meant(every[0], known.elements)
            yield document.fault(FaultKind.NO_SUCH_ELEMENT, (*path, i), found=every[0], meant=near)


def _of_faults(
    document: TomlDocument, path: Path, before: Sequence[str], known: KnownToLines, crops: Sequence[str]
) -> Iterator[PackageFault]:
    row = dict(document.rows("lines"))[path]
    kind, of, times = (text_in(row, key) for key in ("exposure", "of", "times"))
    if kind in {ExposureKind.LINE, ExposureKind.YEAR_OF} and of not in before:
        yield not_among(document, (*path, "of"), of, before)
    if kind == ExposureKind.BASELINE and known.keys is not None:
        for key in {of.replace(CROP, crop) for crop in crops}:
            if key not in known.keys:
                yield not_among(document, (*path, "of"), key, sorted(known.keys))
    if kind == ExposureKind.YEAR_OF and times not in known.coefficients:
        yield not_among(document, (*path, "times"), times, sorted(known.coefficients))


def _role_faults(document: TomlDocument) -> Iterator[PackageFault]:
    """Yield processes that would serve two lines, and those that need a line of every crop, or of none."""
    seen: dict[str, int] = {}
    for path, row in document.rows("lines"):
        role = text_in(row, "role")
        if not role:
            continue
        at = (*path, "role")
        if role in seen:
            yield document.fault(FaultKind.CODE_TWICE, at, found=shown(role), other=str(seen[role]))
        seen.setdefault(role, document.lines.of(at))
        if role in set(LineRole) and (role in _OF_A_CROP) != (FOR_EACH in row):
            yield document.fault(FaultKind.ROLE_OF_CROPS, at, found=role)


def _unprojected(document: TomlDocument, lines: Lines, forms: Forms) -> Iterator[PackageFault]:
    """Yield one note of the townships' data elements that no line has."""
    covered = {name for line in lines for name in line.names}
    asked = [
        f"{form.code}.{one.code}" for form in forms for one in form.elements if form.level == Level.TOWNSHIP
    ]
    left = [name for name in asked if name not in covered]
    if left:
        yield document.fault(FaultKind.UNPROJECTED, (), count=str(len(left)), found=", ".join(left[:3]))


def _of_counties(document: TomlDocument, forms: Forms) -> Iterator[PackageFault]:
    """Yield one note for each line on a form that is no monthly one of townships: it projects nothing."""
    for path, row in document.rows("lines"):
        for i, name in enumerate(texts_in(row, "elements")[:1]):
            form = forms.by_code.get(name.partition(".")[0])
            if form is not None and (form.level != Level.TOWNSHIP or form.frequency != "month"):
                yield document.fault(FaultKind.LINE_OF_COUNTY, (*path, "elements", i), found=name)


def fallback_faults(opening: Opening, lines: Lines) -> Iterator[PackageFault]:
    """Yield a note of parameters that fall back on others, and a fault of levels that nothing lends."""
    try:
        parameters = read_coefficients(opening.files[SIMULATION])
        missing, unknown = fallbacks(parameters, lines), levels_without_any(parameters, lines)
    except _GARBAGE:
        return
    if missing:
        names = sorted(
            {
                figure.name if figure.name.startswith("level.") else figure.name.rpartition(".")[0]
                for figure in missing
            }
        )
        values: dict[str, str] = {"count": str(len(missing)), "found": ", ".join(names[:6])}
        yield PackageFault(FaultKind.FALLS_BACK, SIMULATION, None, "", values)
    if unknown:
        document = Opening(opening.files).toml(SIMULATION, is_needed=False)
        line = document.lines.of(("level",)) if document is not None else None
        values = {
            "found": listed(one.code for one in unknown),
            "example": _level_row(unknown[0]),
        }
        yield PackageFault(LevelFault.LEVEL_UNKNOWN, SIMULATION, line, "level", values)


def _level_row(line: Line) -> str:
    """Return the row that a line's level is written as, its figure left open."""
    unit = _LEVEL_UNITS.get(line.role, "fraction") if line.role is not None else "…"
    return f'{line.code} = {{ value = …, unit = "{unit}", source = "…", certainty = "assumed" }}'


def area_keys(opening: Opening, lines: Lines | None) -> tuple[str, ...]:
    """Return the baseline keys that the engine reads of a city's crops."""
    areas = [season.area_key for season in seasons_of(crops_of(opening))]
    yields = [
        f"{line.crop}_yield_kg_per_mu" for line in lines or () if line.exposure.kind == ExposureKind.YIELD
    ]
    return (*areas, *yields, "samples_planned")


def crops_of(opening: Opening) -> tuple[Crop, ...]:
    """Return the crops of the calendar; none where it cannot be read."""
    try:
        return tuple(read_calendar(opening.files[CALENDAR]).crops.values())
    except _GARBAGE:
        return ()


def figures_of(lines: Lines | None) -> tuple[str, ...]:
    """Return the coefficients that the engine reads for its lines."""
    needed: list[str] = []
    for line in lines or ():
        if line.role == LineRole.OUTPUT:
            needed.append(f"straw.{line.crop}.collectable_ratio")
        if line.exposure.kind in {ExposureKind.FILM_LAID, ExposureKind.FILM_DUE}:
            needed += ["film.kg_per_mu", "film.impurity"]
        if line.exposure.times:
            needed.append(line.exposure.times)
    return tuple(dict.fromkeys(needed))
