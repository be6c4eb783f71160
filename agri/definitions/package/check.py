"""Check a whole city package: every file by itself, all files against each other, and the readers at last."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from agri.definitions.burden import FormBurden, burdens
from agri.definitions.crops.month_shares import month_faults
from agri.definitions.detection.package_check import KnownToDetectors, check_detectors
from agri.definitions.detection.reading import DETECTORS
from agri.definitions.heirs import HEIRS_FILE
from agri.definitions.indicator_file import INDICATORS
from agri.definitions.layouts import read_layout
from agri.definitions.lines import LINES
from agri.definitions.measures import read_measures
from agri.definitions.new_city.package_gaps import Gap, read_gaps
from agri.definitions.official.issuing_body import DOCUMENTS
from agri.definitions.package.baselines import FILES as BASELINES
from agri.definitions.package.baselines import check_baselines
from agri.definitions.package.calendar import check_calendar, codes_of
from agri.definitions.package.documents import Founded, Opening, Passed, TomlDocument, texts_in
from agri.definitions.package.engine_lines import (
    PARAMETERS,
    KnownToLines,
    area_keys,
    check_lines,
    crops_of,
    engine_lines,
    fallback_faults,
    figures_of,
)
from agri.definitions.package.faults import PackageFault, meant
from agri.definitions.package.figures import (
    carried_faults,
    check_baseline_keys,
    check_coefficients,
    check_layouts,
    check_measures,
    figure_names,
)
from agri.definitions.package.forms import check_forms
from agri.definitions.package.heirs import check_heirs
from agri.definitions.package.indicators import (
    Known,
    check_indicators,
    coefficients_needed,
    declared_in,
    family_faults,
    keys_needed,
    name_faults,
    season_faults,
)
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.org_units import check_org_units
from agri.definitions.package.plan import (
    calendar_faults,
    check_plan,
    city_faults,
    declaration_faults,
    element_faults,
)
from agri.definitions.package.tasks import check_tasks, decision_faults
from agri.definitions.places import read_baseline_keys, read_baselines, read_org_units
from agri.definitions.plan import read_plan
from agri.definitions.reading import CALENDAR, FORMS, PLAN, SOURCES, YEARS, DefinitionFiles
from agri.definitions.reporting_units.unit_check import check_reporting_units
from agri.definitions.reporting_units.unit_file import UNITS_FILE, read_reporting_units
from agri.definitions.sources.source_check import check_sources, citation_faults, unnamed_sources
from agri.errors import Refusal
from agri.terms import Weight

CASES = "cases.toml"
DECISIONS = "demo-decisions.toml"
_UNREAD = (FaultKind.TOML_SYNTAX, FaultKind.NOT_UTF8, FaultKind.FILE_EMPTY, FaultKind.FILE_MISSING)
_OF_NAMES = (FaultKind.NOT_AMONG, FaultKind.NO_SUCH_ELEMENT)
_PLAIN = (
    PLAN,
    "org_units.csv",
    HEIRS_FILE,
    UNITS_FILE,
    "tasks.csv",
    "calendar.toml",
    "coefficients.toml",
    INDICATORS,
    LINES,
    DETECTORS,
    "simulation.toml",
    "measures.toml",
    "baseline-keys.toml",
    *BASELINES,
    SOURCES,
    CASES,
    DECISIONS,
)


@dataclass(frozen=True)
class PackageReport:
    """What a check found: faults by file and line, what passed, the figures, what is blank and asked."""

    year: int
    faults: tuple[PackageFault, ...]
    passed: tuple[Passed, ...]
    founded: tuple[Founded, ...]
    gaps: tuple[Gap, ...] = ()
    burden: tuple[FormBurden, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing stops the package from being used."""
        return not any(fault.kind.weight == Weight.STOP for fault in self.faults)

    def count(self, weight: Weight) -> int:
        """Return how many faults have a weight."""
        return sum(fault.kind.weight == weight for fault in self.faults)

    def document(self) -> dict[str, Any]:
        """Return the report for machines."""
        return {
            "year": self.year,
            "is_sound": self.is_sound,
            "counts": {str(weight): self.count(weight) for weight in Weight},
            "faults": [fault.document() for fault in self.faults],
            "passed": [{"file": one.file, "zh": one.text.zh, "en": one.text.en} for one in self.passed],
            "founded": [
                {
                    "file": one.file,
                    "certainty": dict(one.by_certainty),
                    "unreviewed": one.unreviewed,
                    "oldest_review": one.oldest_review and one.oldest_review.isoformat(),
                }
                for one in self.founded
            ],
            "gaps": [
                {
                    "name": one.name,
                    "blank": one.blank,
                    "places": one.places,
                    "weight": one.weight,
                    "score": one.score,
                    "effect": {"zh": one.effect.zh, "en": one.effect.en},
                }
                for one in self.gaps
            ],
            "burden": [one.document() for one in self.burden],
        }


def check_package(
    files: DefinitionFiles, year: int | None = None, today: date | None = None
) -> PackageReport:
    """Find every fault of a city package; never raises, whatever the files hold.

    Parameters
    ----------
    files : DefinitionFiles
        The package.
    year : int, optional
        The plan year; the newest plan of the package by default.
    today : date, optional
        Against which "reviewed long ago" is held; without it nothing is said of it.
    """
    if year is None:
        year = max(files.years(), default=0)
    opening = Opening(files.for_year(year))
    plan = check_plan(opening, PLAN, year)
    places = check_org_units(opening)
    check_heirs(opening, places, files, year)
    check_reporting_units(opening, places, year)
    calendar = check_calendar(opening, year or 2019)
    lines = engine_lines(opening)
    crops = codes_of(calendar, "crops") if calendar else None
    indicators = check_indicators(opening, plan)
    declared = declared_in(opening, plan, crops or [])
    main = [code for code in texts_in(plan.table, "main_crops") if code in (crops or [])] if plan else []
    keys = keys_needed(declared, main) if declared else ()
    levels = check_baseline_keys(opening, tuple(dict.fromkeys([*area_keys(opening, lines), *keys])))
    elements = check_forms(opening, crops, list(levels) if levels is not None else None)
    if elements is not None:
        opening.add(list(carried_faults(opening, elements)))
    figures = coefficients_needed(declared, main) if declared else ()
    coefficients = check_coefficients(
        opening, "coefficients.toml", tuple(dict.fromkeys([*figures_of(lines), *figures]))
    )
    documents: list[TomlDocument | None] = [
        plan,
        calendar,
        coefficients,
        check_coefficients(opening, "simulation.toml", PARAMETERS),
        check_measures(opening, levels),
        indicators,
    ]
    if levels is not None:
        documents.append(Opening(opening.files).toml("baseline-keys.toml"))
    _check_lines(opening, plan, main, coefficients=coefficients, elements=elements, keys=levels)
    check_detectors(opening, KnownToDetectors(crops or [], elements, levels, figure_names(coefficients)))
    check_baselines(opening, places, levels, year, crops_of(opening))
    check_layouts(opening)
    tasks = check_tasks(opening, plan, year, declared.left_out if declared else ())
    sources = check_sources(opening)
    opening.add(list(unnamed_sources(opening, sources)))
    if plan is not None:
        if places is not None:
            opening.add(list(city_faults(plan, places.cities)))
        if calendar is not None:
            opening.add(list(calendar_faults(plan, crops or [], codes_of(calendar, "campaigns"))))
        if declared is not None:
            opening.add(
                [
                    *declaration_faults(plan, declared),
                    *month_faults(opening, coefficients, declared, lines, year),
                ]
            )
            opening.add([*season_faults(plan, declared), *family_faults(plan, declared, lines, main)])
            if elements is not None:
                opening.add(list(element_faults(plan, declared, elements, main)))
            if indicators is not None:
                known = Known(
                    crops=crops or [],
                    main=main,
                    elements=elements,
                    coefficients=None,
                    keys=list(levels) if levels is not None else None,
                    places=list(places.rows) if places is not None else None,
                )
                opening.add(list(name_faults(indicators, declared, plan, known)))
    for document in documents:
        if document is not None:
            opening.add(list(citation_faults(document, sources)))
            opening.note_founded(document, today)
    _check_decisions(opening, tasks)
    _name_unknown_files(opening)
    _ask_the_readers(opening, year)
    return in_package(_report(opening, year), files)


def _check_decisions(opening: Opening, tasks: frozenset[str] | None) -> None:
    decisions = opening.toml(DECISIONS, is_needed=False)
    if decisions is not None and tasks is not None:
        opening.add(list(decision_faults(decisions, tasks)))


def _check_lines(
    opening: Opening,
    plan: TomlDocument | None,
    main: Sequence[str],
    *,
    coefficients: TomlDocument | None,
    elements: Collection[str] | None,
    keys: Collection[str] | None,
) -> None:
    families = plan.table.get("over_reporting") if plan is not None else None
    known = KnownToLines(
        elements=elements,
        families=families if isinstance(families, dict) else (),
        keys=keys,
        coefficients=figure_names(coefficients),
    )
    check_lines(opening, known, main)
    lines = engine_lines(opening)
    if lines is not None:
        opening.add(list(fallback_faults(opening, lines)))


def in_package(report: PackageReport, files: DefinitionFiles) -> PackageReport:
    """Return a report whose files are named as they stand in the package, those of the year in its folder."""

    def named(name: str) -> str:
        return files.own_name(name, report.year) if name != PLAN or report.year else f"{YEARS}/YEAR/{PLAN}"

    return replace(
        report,
        faults=tuple(replace(one, file=named(one.file)) for one in report.faults),
        passed=tuple(replace(one, file=named(one.file)) for one in report.passed),
        founded=tuple(replace(one, file=named(one.file)) for one in report.founded),
    )


def _name_unknown_files(opening: Opening) -> None:
    for name in opening.files.names():
        if name in _PLAIN or name.rpartition("/")[0] in {FORMS, "layouts", DOCUMENTS}:
            continue
        known = [one for one in _PLAIN if one not in opening.files]
        opening.faults.append(
            PackageFault(FaultKind.FILE_UNKNOWN, name, None, "", {"meant": meant(name, known)})
        )


def _ask_the_readers(opening: Opening, year: int) -> None:
    """Read everything as the seeding does: what they refuse and no check has named is named here."""
    files = opening.files

    def baselines() -> None:
        keys = read_baseline_keys(files["baseline-keys.toml"])
        for name in BASELINES:
            if name in files:
                read_baselines(files[name], keys)

    acts: dict[str, Callable[[], object]] = {
        PLAN: lambda: read_plan(files, year),
        "org_units.csv": lambda: read_org_units(files["org_units.csv"]),
        UNITS_FILE: lambda: read_reporting_units(files),
        "baseline-keys.toml": baselines,
        "measures.toml": lambda: read_measures(files["measures.toml"]),
        "layouts/province.toml": lambda: read_layout(files["layouts/province.toml"]),
    }
    if any(fault.kind.weight == Weight.STOP for fault in opening.faults):
        return
    for name, act in acts.items():
        try:
            act()
        except (ValueError, TypeError, KeyError, AttributeError, OSError, OverflowError, Refusal) as error:
            opening.faults.append(
                PackageFault(FaultKind.READER_REFUSES, name, None, "", {"found": str(error)})
            )


def _without_echoes(faults: Sequence[PackageFault]) -> list[PackageFault]:
    """Return the faults whose cause is their own file, what others follow from first.

    Where a file cannot be read, nothing is known of what stands in it, and a name of it is no fault
    elsewhere; without plan and calendar nobody knows what the forms ask. A main crop that is none changes
    what every form asks, so the plan that names it comes before them.
    """
    unread = {fault.file for fault in faults if fault.kind in _UNREAD}
    of_names = _OF_NAMES if unread & {PLAN, CALENDAR} else ()

    def is_echo(one: PackageFault) -> bool:
        return one.kind in of_names or (one.kind == FaultKind.NOT_AMONG and not one.values.get("known"))

    own = [one for one in faults if not (unread and is_echo(one))]
    first = {one.file for one in own if one.at.startswith("main_crops")}
    return sorted(own, key=lambda one: 0 if one.file in unread else 1 if one.file in first else 2)


def _report(opening: Opening, year: int) -> PackageReport:
    known = _without_echoes(opening.faults)
    order = {name: i for i, name in enumerate(dict.fromkeys(fault.file for fault in known))}
    faults = sorted(
        dict.fromkeys(_hashable(fault) for fault in known),
        key=lambda pair: (order[pair[0]], pair[1] or 0),
    )
    by_key = {_hashable(fault): fault for fault in known}
    stopped = {fault.file for fault in opening.faults if fault.kind.weight == Weight.STOP}
    return PackageReport(
        year,
        tuple(by_key[key] for key in faults),
        tuple(one for one in opening.passed if one.file not in stopped),
        tuple(opening.founded),
        () if stopped else read_gaps(opening.files, year),
        () if stopped else _burden(opening.files, year),
    )


def _burden(files: DefinitionFiles, year: int) -> tuple[FormBurden, ...]:
    return burdens(read_plan(files, year), read_baseline_keys(files["baseline-keys.toml"]))


def _hashable(fault: PackageFault) -> tuple[str, int | None, str, str, str]:
    return fault.file, fault.line, fault.at, fault.kind.code, str(sorted(map(str, fault.values.items())))
