"""The release as a document: everything a sheet, a table or a printed form shows, frozen under one number.

Plain dataclasses; the renderings read nothing else. No NaN: what is not known is None and has a state.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from agri.definitions.layouts import SheetLayout
from agri.definitions.reading import Title
from agri.terms import CellState, Certainty, Comparator, Level, ProgressWord, SeasonRule, SnapshotBasis


@dataclass(frozen=True, slots=True)
class Header:
    """What every page of a release names: number, period, plan, snapshot, method, chain."""

    number: str  # e.g. "2019-08/1"
    period: str
    as_of: date
    plan: str
    plan_title: Title
    plan_year: int
    document_number: str
    document_title: str
    document_publisher: str
    document_published_on: date
    city: str
    city_name: Title
    snapshot: str
    snapshot_basis: SnapshotBasis
    method: str
    seed: int | None
    replications: int | None
    chain_length: int
    chain_head: str
    is_synthetic: bool
    definitions: str | None = None  # version and digest; None in releases made before they were kept


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """The city or one county-level unit, in code order; townships stand in the form rows."""

    code: str
    name: str
    name_en: str
    level: Level


@dataclass(frozen=True, slots=True)
class IndicatorHeading:
    """What an indicator is, what the plan wants of it and which season of it counts."""

    code: str
    title: Title
    clause: str
    target: float | None
    comparator: Comparator | None
    aspiration: float | None
    aspiration_comparator: Comparator | None
    season_rule: SeasonRule
    is_estimated: bool
    note: Title | None
    unit: str = "fraction"  # of the value; releases made before there were others have rates alone
    is_process: bool = False  # the plan does not name it
    tolerance: float | None = None  # from the path, in the value's unit; None: made before each had its own
    counted_in: Title | None = None  # the measure word of a count; None also: made before there were any


@dataclass(frozen=True, slots=True)
class ReleaseYearEnd:
    """The distribution of a rate (fraction) on December 31 and the probability of its target."""

    mean: float | None
    sd: float | None
    q05: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q95: float | None
    probability: float | None
    word: Title | None


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator of one place: progress to date and outlook, rates as fractions."""

    indicator: str
    org_unit: str
    is_reference: bool  # the target belongs to the city; here it is only held beside
    value: float | None
    numerator: float | None
    denominator: float | None
    path: float | None
    word: ProgressWord | None
    reports: int
    expected: int
    reported: ReleaseYearEnd | None
    true: ReleaseYearEnd | None
    note: Title | None
    matched_path: float | None = None  # where those who reported should stand: the word is made of it

    @property
    def judged_by(self) -> float | None:
        """The path that the word is made of; releases made before it was kept name the plan's own."""
        return self.path if self.matched_path is None else self.matched_path


@dataclass(frozen=True, slots=True)
class CompanionLine:
    """One figure beside an indicator of one place, so that the indicator can be believed."""

    indicator: str
    org_unit: str
    code: str
    title: Title
    unit: str
    value: float | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """Why an indicator of one place is another one than a month ago, in its unit: four parts that add up.

    `through` is the month that was due last then.
    """

    indicator: str
    org_unit: str
    through: str
    before: float | None
    corrected: float | None
    late: float | None
    done: float | None
    now: float | None


@dataclass(frozen=True, slots=True)
class BookLine:
    """What dealers sold beside what was reported as used, of one place and quarter.

    `gap` is what was sold over what was used, less one; None with too few reports of use.
    """

    code: str
    title: Title
    unit: str
    org_unit: str
    quarter: str
    sold: float | None
    used: float | None
    share_in: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class Column:
    """One data element of a form's table."""

    code: str
    title: Title
    unit: str
    section: Title
    is_summable: bool


@dataclass(frozen=True, slots=True)
class FormFigures:
    """One place's figures over one span, in the order of the form's columns.

    Over a span of several periods a value with a state other than GIVEN is an incomplete sum: it holds what
    was given, the state says what is lacking.
    """

    expected: int
    received: int
    values: tuple[float | None, ...]
    states: tuple[CellState, ...]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One reporting place of a form."""

    org_unit: str
    name: str
    county: str
    month: FormFigures
    to_date: FormFigures


@dataclass(frozen=True, slots=True)
class FormLines:
    """One form: its columns, and its rows in code order."""

    form: str
    version: int
    title: Title
    table_number: str
    level: Level
    frequency: str
    period: str  # what `month` speaks of: the released month, or the quarter that ends with it
    is_due: bool  # whether that period asks for the form at all
    columns: tuple[Column, ...]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class CoefficientLine:
    """One figure that the indicators or the projection used."""

    name: str
    value: tuple[float, ...]
    unit: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source that coefficients, plan or baselines cite."""

    id: str
    what: str
    figure: str
    origin: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One remark of the checks on an accepted report, and whether its place has answered."""

    org_unit: str
    name: str
    county: str
    form: str
    form_title: Title
    period: str
    element: str | None
    element_title: Title | None
    unit: str | None
    value: float | None
    code: str
    text: Title
    is_answered: bool


@dataclass(frozen=True, slots=True)
class ReleaseEvidence:
    """What the figures rest on."""

    expected: int
    received: int
    missing: int
    pending: int
    spot_checks: int
    text: Title


@dataclass(frozen=True, slots=True)
class Release:
    """One frozen release."""

    header: Header
    layout: SheetLayout
    evidence: ReleaseEvidence
    places: tuple[PlaceLine, ...]
    indicators: tuple[IndicatorHeading, ...]
    summary: tuple[IndicatorLine, ...]  # of the city, in the order of `indicators`
    counties: tuple[IndicatorLine, ...]  # by county in code order, then by indicator
    forms: tuple[FormLines, ...]
    coefficients: tuple[CoefficientLine, ...]
    sources: tuple[SourceLine, ...]
    companions: tuple[CompanionLine, ...] = ()  # of the city, then of each county
    findings: tuple[FindingLine, ...] | None = None  # None: the committee did not choose to hand them on
    steps: tuple[StepLine, ...] = ()  # of the city, then of each county; releases made before have none
    books: tuple[BookLine, ...] = ()  # by book, then of the city and each county, by quarter

    @property
    def county_places(self) -> tuple[PlaceLine, ...]:
        """The county-level units in code order."""
        return tuple(place for place in self.places if place.level == Level.COUNTY)


@cache
def _adapter() -> TypeAdapter[Release]:
    return TypeAdapter(Release)


def to_document(release: Release) -> dict[str, Any]:
    """Turn a release into plain JSON values; equal releases give equal documents.

    Raises
    ------
    ValueError
        A figure is NaN or infinite: unknown is written as null, with a state.
    """
    document: dict[str, Any] = _adapter().dump_python(release, mode="json")
    if release.findings is None:
        del document["findings"]  # as if there were no such thing
    if release.header.definitions is None:
        del document["header"]["definitions"]
    for later in ("steps", "books"):
        if not document[later]:
            del document[later]  # releases made before there were any keep their text
    for line in (*document["summary"], *document["counties"]):
        if line["matched_path"] is None:
            del line["matched_path"]
    for heading in document["indicators"]:
        if heading["unit"] == "fraction":
            del heading["unit"]
        if not heading["is_process"]:
            del heading["is_process"]
        if heading["tolerance"] is None:
            del heading["tolerance"]
        if heading["counted_in"] is None:
            del heading["counted_in"]
    json.dumps(document, allow_nan=False)
    return document


def from_document(document: Mapping[str, Any]) -> Release:
    """Read a release back from its document.

    Raises
    ------
    ValueError
        The document is not a release.
    """
    return _adapter().validate_python(document)
