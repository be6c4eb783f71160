"""The plan of a year: indicators, targets with their clause, the reporting rhythm, the task ledger.

`Plan` is the bundle that every pure function takes beside a snapshot: the document's targets together with
the calendar, coefficients and forms that give them meaning.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agri.definitions.calendar import Calendar, read_calendar
from agri.definitions.coefficients import Coefficients, read_coefficients
from agri.definitions.crops.seasons import PlantedSeason, seasons_of
from agri.definitions.declared import Amount, Making, SecondBook, Share
from agri.definitions.detection.declared import Detectors
from agri.definitions.detection.reading import detector_file, read_detectors
from agri.definitions.fallbacks import SOURCE, with_fallbacks
from agri.definitions.forms import Forms, read_forms
from agri.definitions.indicator_file import (
    is_declared,
    making_of,
    read_declarations,
    season_rule_of,
    theme_of,
    title_of,
)
from agri.definitions.lines import Lines, line_file, read_lines
from agri.definitions.reading import (
    CALENDAR,
    PLAN,
    YEARS,
    DefinitionFiles,
    Title,
    package_files,
    read_rows,
    read_toml,
)
from agri.periods import Period, month_at
from agri.terms import Certainty, Comparator, PlanTheme, SeasonRule


@dataclass(frozen=True, slots=True)
class Document:
    """The published text that the targets stand in."""

    number: str
    title: str
    publisher: str
    published_on: date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On which day of the next month a report is due, the county closes and the dispatch is written."""

    due_day: int
    close_day: int
    dispatch_day: int
    certainty: Certainty

    def due_on(self, period: Period) -> date:
        """Return the last day on which a township's report of a period is in time."""
        return period.next().first_day + timedelta(days=self.due_day - 1)

    def dispatched_on(self, period: Period) -> date:
        """Return the day on which the dispatch about a period is written."""
        return period.next().first_day + timedelta(days=self.dispatch_day - 1)

    def first_open_month(self, as_of: date) -> Period:
        """Return the month that an engine starts in: the one after the last whose due day has passed."""
        month = Period.of(as_of)
        while self.due_on(month.previous()) > as_of:
            month = month.previous()
        return month


_TOLERANCE = 1e-9  # relative: a target that is reached exactly is not missed by the last bit


@dataclass(frozen=True, slots=True)
class Target:
    """What a value must come to by the year's end."""

    value: float
    comparator: Comparator

    def is_met(self, value: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Hold values of any shape against the target; NaN is not met."""
        dust = _TOLERANCE * max(abs(self.value), 1.0)
        compare, limit = {
            Comparator.AT_LEAST: (np.greater_equal, self.value - dust),
            Comparator.AT_MOST: (np.less_equal, self.value + dust),
            Comparator.BELOW: (np.less, self.value - dust),
        }[self.comparator]
        return np.asarray(compare(np.asarray(value, dtype=np.float64), limit), dtype=np.bool_)

    @property
    def is_ceiling(self) -> bool:
        """Whether smaller is better."""
        return self.comparator != Comparator.AT_LEAST


@dataclass(frozen=True, slots=True)
class Indicator:
    """A defined quantity of the plan and which season of it counts.

    ================ ============================================================================
    Field            Meaning
    ================ ============================================================================
    aspiration       what the plan strives for beyond the target, or without one
    family           which over-reporting its elements share: coverage, amount, recovery, field
    has_township_rate False: townships carry amounts; the rate exists at county and up
    path             campaigns whose windows make the planned path; empty with a target: flat
    making           what it is made of
    is_process       the plan does not name it: it shows how the work goes
    beside           the indicator that it is read beside, and nowhere else
    theme            the desk's page that it stands on; None: on none of them
    ================ ============================================================================
    """

    code: str
    title: Title
    clause: str
    season_rule: SeasonRule
    family: str
    target: Target | None
    aspiration: Target | None
    path: tuple[str, ...]
    has_township_rate: bool
    is_estimated: bool
    note: Title | None
    making: Making
    is_process: bool = False
    beside: str | None = None
    theme: PlanTheme | None = None


@dataclass(frozen=True, slots=True)
class OverReporting:
    """What is believed of log(reported / true) of an amount before any spot check, per family."""

    mean: float
    sd: float
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the plan's ledger."""

    id: str
    clause: str
    text: Title
    lead: str
    responsible: str
    due_on: date | None
    is_due_implied: bool
    figure: str
    comparator: Comparator | None
    value: float | None
    unit: str
    indicator: str | None

    @property
    def is_measured(self) -> bool:
        """Whether an indicator of the plan decides on it, and not what people say of it."""
        return self.indicator is not None and self.comparator is not None and self.value is not None


@dataclass(frozen=True)
class Plan:
    """Everything about a plan year that is data."""

    code: str
    city: str
    year: int
    base_years: tuple[int, ...]  # whose reports growth, learning and hindcast read
    title: Title
    document: Document
    is_synthetic: bool
    main_crops: tuple[str, ...]
    efficiency_nutrients: tuple[str, ...]
    rhythm: Rhythm
    indicators: Mapping[str, Indicator]
    over_reporting: Mapping[str, OverReporting]
    calendar: Calendar
    coefficients: Coefficients
    parameters: Coefficients
    forms: Forms
    tasks: tuple[Task, ...]
    lines: Lines
    amounts: Mapping[str, Amount]
    shares: tuple[Share, ...]
    second_books: tuple[SecondBook, ...]
    beside: Mapping[str, Indicator]  # indicators that are only read beside others
    detectors: Detectors
    is_declared: bool  # False: stored before indicators were declared, and read with those of that time

    @cached_property
    def targets(self) -> tuple[Indicator, ...]:
        """The indicators that have a target, in the order of the plan."""
        return tuple(indicator for indicator in self.indicators.values() if indicator.target)

    @cached_property
    def seasons(self) -> tuple[PlantedSeason, ...]:
        """The seasons of the main crops that the year touches, in the order of `main_crops`."""
        return seasons_of(self.calendar.crops[code] for code in self.main_crops)

    @property
    def borrowed(self) -> tuple[str, ...]:
        """The parameters that the package has not and that fall back on others of their kind."""
        return tuple(figure.name for figure in self.parameters if figure.source == SOURCE)

    @cached_property
    def other_crops(self) -> tuple[str, ...]:
        """The crops that are not main ones, in the order of the calendar."""
        return tuple(code for code in self.calendar.crops if code not in self.main_crops)

    @cached_property
    def sprayed_crops(self) -> tuple[str | None, ...]:
        """The main crop with most spraying days in each month; None where none is sprayed."""
        return tuple(self._most_sprayed(Period(self.year, month)) for month in range(1, 13))

    def _most_sprayed(self, month: Period) -> str | None:
        days = dict.fromkeys(self.main_crops, 0)
        for campaign in self.calendar.of_kind("spray"):
            if campaign.crop in days:
                first, last = campaign.window(self.year)
                days[campaign.crop] += max(
                    (min(last, month.last_day) - max(first, month.first_day)).days + 1, 0
                )
        crop = max(days, key=lambda code: days[code])
        return crop if days[crop] else None

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The months that a snapshot of this plan covers: last year's and this year's."""
        return tuple(month_at((self.year - 1) * 12 + i) for i in range(24))


def read_plan(files: DefinitionFiles | Path, year: int) -> Plan:
    """Read the plan of a year from a city's package.

    Parameters
    ----------
    files : DefinitionFiles or Path
        A package, its folder, or the files of one year of it. Holds ``years/YEAR/plan.toml``,
        ``calendar.toml``, ``coefficients.toml``, ``simulation.toml``, ``tasks.csv`` and ``forms/``, each of
        which may stand in the year's folder instead; several cities' forms may stand in ``../forms``.
    year : int
        The plan year.

    Raises
    ------
    ValueError
        A file is missing a field or holds a wrong one; the message names file and field.
    """
    files = package_files(files).for_year(year)
    if PLAN not in files:
        raise ValueError(f"the package has no file {YEARS}/{year}/{PLAN}")
    file = files[PLAN]
    table = read_toml(file)
    try:
        forms, calendar = read_forms(files), read_calendar(files[CALENDAR])
        lines = read_lines(line_file(files), forms, calendar, table["main_crops"])
        document = table["document"]
        rhythm = table["rhythm"]
        nutrients = tuple(table.get("fertilizer_efficiency", {}).get("nutrients", ("n",)))
        declared = read_declarations(files, table["indicators"], table["main_crops"], calendar)
        every = _indicators(declared.rows, nutrients)
        coefficients = read_coefficients(files["coefficients.toml"])
        return Plan(
            code=table["code"],
            city=table["city"],
            year=table["year"],
            base_years=tuple(table.get("base_years", (table["year"] - 1,))),
            title=Title.of(table["title"]),
            document=Document(
                document["number"], document["title"], document["publisher"], document["published_on"]
            ),
            is_synthetic=table["is_synthetic"],
            main_crops=tuple(table["main_crops"]),
            efficiency_nutrients=nutrients,
            rhythm=Rhythm(
                rhythm["due_day"],
                rhythm["close_day"],
                rhythm["dispatch_day"],
                Certainty(rhythm["certainty"]),
            ),
            indicators={code: one for code, one in every.items() if one.beside is None},
            over_reporting={
                family: OverReporting(
                    float(row["mean"]), float(row["sd"]), row["source"], Certainty(row["certainty"])
                )
                for family, row in table["over_reporting"].items()
            },
            calendar=calendar,
            coefficients=coefficients,
            parameters=with_fallbacks(read_coefficients(files["simulation.toml"]), lines),
            forms=forms,
            tasks=tuple(_task(row, every) for row in read_rows(files["tasks.csv"]))
            if table["has_ledger"]
            else (),
            lines=lines,
            amounts=declared.amounts,
            shares=declared.shares,
            second_books=declared.second_books,
            beside={code: one for code, one in every.items() if one.beside is not None},
            detectors=read_detectors(
                detector_file(files), forms, coefficients, table["main_crops"], calendar.crops
            ),
            is_declared=is_declared(files),
        )
    except KeyError as error:
        raise ValueError(f"{file}: {error} is missing") from error


def _indicators(rows: Sequence[Mapping[str, Any]], nutrients: Sequence[str]) -> dict[str, Indicator]:
    rules = {row["code"]: row.get("season_year", SeasonRule.USED) for row in rows}
    return {row["code"]: _indicator(row, nutrients, rules) for row in rows}


def _indicator(row: Mapping[str, Any], nutrients: Sequence[str], rules: Mapping[str, str]) -> Indicator:
    making, rule = making_of(row, nutrients), season_rule_of(row, rules)
    return Indicator(
        code=row["code"],
        title=title_of(row, making, rule),
        clause=row.get("clause", ""),
        season_rule=rule,
        family=row.get("family", "field"),
        target=_target(row.get("target")),
        aspiration=_target(row.get("aspiration")),
        path=tuple(row.get("path", ())),
        has_township_rate=row.get("has_township_rate", True),
        is_estimated=row.get("is_estimated", False),
        note=Title.of(row["note"]) if "note" in row else None,
        making=making,
        is_process=row["is_process"],
        beside=row.get("beside"),
        theme=theme_of(row, making),
    )


def _target(row: Mapping[str, Any] | None) -> Target | None:
    return Target(float(row["value"]), Comparator(row["comparator"])) if row else None


def _task(row: Mapping[str, str], indicators: Collection[str]) -> Task:
    """Read a task; one whose indicator the plan does not name is told by people."""
    return Task(
        id=row["id"],
        clause=row["clause"],
        text=Title(row["task"], row["task_en"]),
        lead=row["lead"],
        responsible=row["responsible"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        is_due_implied=row["is_due_implied"] == "true",
        figure=row["figure"],
        comparator=Comparator(row["comparator"]) if row["comparator"] in set(Comparator) else None,
        value=float(row["value"]) if row["value"] else None,
        unit=row["unit"],
        indicator=row["indicator"] if row["indicator"] in indicators else None,
    )
