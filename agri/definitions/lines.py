"""What the engine knows of a package's forms: `lines.toml`, written out for the crops of the plan.

A *strand* is what one performance drives (formula fertilization, unified control, …); a *line* is one series
of monthly cells that observes its strand. Strands of one family share one over-reporting. The months of a
line are those in which its form asks; a line whose elements no form has is left out. Packages that were
stored before lines were declared are read with those of that time, `first-lines.toml`, which never change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from agri.definitions.calendar import Calendar, Crop
from agri.definitions.crops.crop_sections import FOR_EACH, FormCrops
from agri.definitions.crops.seasons import seasons_of
from agri.definitions.forms import Forms
from agri.definitions.reading import DefinitionFile, DefinitionFiles, read_toml
from agri.terms import Level

LINES = "lines.toml"
FIRST = Path(__file__).with_name("first-lines.toml")
CROP = "{crop}"


class LineRole(StrEnum):
    """The process that serves a line."""

    SOWN = "sown"
    FERTILIZER = "fertilizer"
    FERTILIZER_OTHER = "fertilizer_other"
    FORMULA = "formula"
    TREATED = "treated"
    UNIFIED = "unified"
    MODERN = "modern"
    PESTICIDE = "pesticide"
    GREEN = "green"
    FILM_LAID = "film_laid"
    FILM_RECOVERED = "film_recovered"
    PACKAGING = "packaging"
    OUTPUT = "output"
    RETURNED = "returned"
    STRAW_USED = "straw_used"


class Grouping(StrEnum):
    """Which of a line's months belong together, so that last year says how their work is split.

    `seasons`: those of one season of the crop; `each`: every month by itself; `together`: all of them;
    `runs`: those that follow on each other; `before_autumn`: all before the first crop that stands over
    winter under film is sown, the others are left out.
    """

    SEASONS = "seasons"
    EACH = "each"
    TOGETHER = "together"
    RUNS = "runs"
    BEFORE_AUTUMN = "before_autumn"


class ExposureKind(StrEnum):
    """What a line's work is done on.

    ============== ==============================================================================
    Kind           Meaning
    ============== ==============================================================================
    season_area    planted area of the season
    formula_area   the same; the spring after the sowing adds to what autumn reached
    yield          area × yield of the season
    other_area     planted area of the crops that are not main ones
    harvested_area planted area of the main crops that are harvested in the year
    planted_area   planted area of all crops
    baseline       a baseline: `of` is its key
    spraying       area-times that the calendar leads one to expect
    line           month by month what another line comes to: `of`
    year_of        a year of another line, `times` a coefficient
    film_laid      area under film that is laid before autumn × film on a mu
    film_due       film that falls due: last autumn's, and this year's
    straw          collectable straw of the harvests that a group of months follows
    ============== ==============================================================================
    """

    SEASON_AREA = "season_area"
    FORMULA_AREA = "formula_area"
    YIELD = "yield"
    OTHER_AREA = "other_area"
    HARVESTED_AREA = "harvested_area"
    PLANTED_AREA = "planted_area"
    BASELINE = "baseline"
    SPRAYING = "spraying"
    LINE = "line"
    YEAR_OF = "year_of"
    FILM_LAID = "film_laid"
    FILM_DUE = "film_due"
    STRAW = "straw"


_OF_SEASONS = {Grouping.SEASONS, Grouping.RUNS, Grouping.BEFORE_AUTUMN}
_BY_MONTH = {ExposureKind.SPRAYING, ExposureKind.LINE}  # each month has an exposure of its own


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a line's work is done on; `of` and `times` as the kind says."""

    kind: ExposureKind
    of: str = ""
    times: str = ""

    @property
    def is_of_line(self) -> bool:
        """Whether `of` names another line."""
        return self.kind in {ExposureKind.LINE, ExposureKind.YEAR_OF}


@dataclass(frozen=True, slots=True)
class Line:
    """One series of monthly cells.

    ========= ===================================================================================
    Field     Meaning
    ========= ===================================================================================
    strand    whose performance it observes
    family    the over-reporting that its strand shares
    elements  data elements that add up to it; `minus` is taken off
    is_share  True: a share of its exposure, performance is a logit offset; False: log offset
    groups    months of one season whose split among months follows last year's
    role      the process that serves it; None: the tree alone projects it
    crop      the crop that it is of; None: of no single one
    is_seasonal True: its groups are seasons, whose work a late or early year moves
    ========= ===================================================================================
    """

    code: str
    strand: str
    family: str
    form: str
    elements: tuple[str, ...]
    is_share: bool
    groups: tuple[tuple[int, ...], ...]
    exposure: Exposure
    minus: tuple[str, ...] = ()
    role: LineRole | None = None
    crop: str | None = None
    is_seasonal: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Data elements with their form, those that are taken off last."""
        return tuple(f"{self.form}.{element}" for element in (*self.elements, *self.minus))

    @property
    def months(self) -> tuple[int, ...]:
        """All months of the line in order."""
        return tuple(sorted(month for group in self.groups for month in group))

    @property
    def seasons(self) -> tuple[tuple[int, ...], ...]:
        """Groups of several months among which a late or early year moves the work."""
        return tuple(group for group in self.groups if len(group) > 1) if self.is_seasonal else ()


@dataclass(frozen=True)
class Lines:
    """The lines of a package by code, and the families of its strands in the order of the file."""

    by_code: Mapping[str, Line]
    strands: Mapping[str, str]

    def __getitem__(self, code: str) -> Line:
        return self.by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[Line]:
        return iter(self.by_code.values())

    @cached_property
    def _by_role(self) -> Mapping[tuple[LineRole, str | None], Line]:
        return {(line.role, line.crop): line for line in self if line.role is not None}

    def of(self, role: LineRole, crop: str | None = None) -> Line | None:
        """Return the line that a process serves, of a crop where it has one for each; None without one."""
        return self._by_role.get((role, crop))

    def with_role(self, role: LineRole) -> tuple[Line, ...]:
        """Return all lines of a role, one for each crop or one in all."""
        return tuple(line for line in self if line.role == role)

    @cached_property
    def without_process(self) -> tuple[Line, ...]:
        """The lines that no process serves: the tree alone projects them."""
        return tuple(line for line in self if line.role is None)


def line_file(files: DefinitionFiles) -> DefinitionFile:
    """Return the package's lines, or those of packages that had none yet."""
    if LINES not in files:
        return FIRST
    return files[LINES]


def read_lines(file: DefinitionFile, forms: Forms, calendar: Calendar, main_crops: Sequence[str]) -> Lines:
    """Read the lines of a package and write them out for its crops.

    Raises
    ------
    ValueError
        A line lacks a field or names a strand that is not there; the message names file and line.
    """
    table = read_toml(file)
    crops = FormCrops(tuple(calendar.crops.values()), tuple(main_crops))
    lines: dict[str, Line] = {}
    try:
        strands = {str(strand): str(family) for strand, family in table["strands"].items()}
        for row in table["lines"]:
            for crop in crops.chosen(row[FOR_EACH]) if FOR_EACH in row else (None,):
                line = _line(row, strands, crop, forms, calendar)
                if line is not None and (not line.exposure.is_of_line or line.exposure.of in lines):
                    lines[line.code] = line
    except (KeyError, ValueError, AttributeError) as error:
        raise ValueError(f"{file}: {error}") from error
    used = {line.strand for line in lines.values()}
    return Lines(lines, {strand: family for strand, family in strands.items() if strand in used})


def _line(
    row: Mapping[str, Any], strands: Mapping[str, str], crop: Crop | None, forms: Forms, calendar: Calendar
) -> Line | None:
    """Return one line, None where no form has its elements or asks for them."""

    def named(text: str) -> str:
        return text if crop is None else text.replace(CROP, crop.code)

    names = [named(one).partition(".") for one in (*row["elements"], *row.get("minus", ()))]
    form = forms.by_code.get(names[0][0])
    if form is None or any(code != form.code or one not in form.element_of for code, _, one in names):
        return None
    elements = [one for _, _, one in names]
    asked = {month for one in elements for month in form.section_of[one].months} & set(form.months)
    if form.level != Level.TOWNSHIP or form.frequency != "month":
        return None  # counties' own reports have processes of their own
    grouping = Grouping(row["months"])
    groups = _groups(grouping, tuple(sorted(asked)), crop, calendar)
    count = len(row["elements"])
    kind, of, times = ExposureKind(row["exposure"]), row.get("of", ""), row.get("times", "")
    exposure = Exposure(kind, named(of), named(times))
    if not groups:
        return None
    return Line(
        code=named(row["code"]),
        strand=row["strand"],
        family=strands[row["strand"]],
        form=form.code,
        elements=tuple(elements[:count]),
        minus=tuple(elements[count:]),
        is_share={"share": True, "amount": False}[row["measures"]],
        groups=groups,
        exposure=exposure,
        role=LineRole(row["role"]) if "role" in row else None,
        crop=crop.code if crop is not None else None,
        is_seasonal=grouping in _OF_SEASONS and kind not in _BY_MONTH,
    )


def _groups(
    grouping: Grouping, asked: tuple[int, ...], crop: Crop | None, calendar: Calendar
) -> tuple[tuple[int, ...], ...]:
    if grouping == Grouping.EACH:
        return tuple((month,) for month in asked)
    if grouping == Grouping.RUNS:
        return _runs(asked)
    if grouping == Grouping.BEFORE_AUTUMN:
        asked = tuple(month for month in asked if month < first_autumn_month(calendar))
    elif grouping == Grouping.SEASONS:
        if crop is None:
            raise ValueError(f'months = "seasons" needs {FOR_EACH} crop')
        groups = [
            tuple(month for month in asked if crop.season_of(month) == season.sown)
            for season in seasons_of([crop])
        ]
        return tuple(group for group in groups if group)
    return (asked,) if asked else ()


def first_autumn_month(calendar: Calendar) -> int:
    """Return the month from which film is laid for the year after; 13 where none is."""
    return min((crop.first_month for crop in calendar.film_crops if crop.is_harvested_next_year), default=13)


def _runs(months: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return tuple(map(tuple, runs))
