"""The committee's figures: assessments, indicators, completeness. Each names its snapshot and method."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BeforeValidator

from agri.api.dependencies import AsOf, DeskDep, FigureReader, ReaderDep
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.routes.figures.projections import BeliefPublic, JointPublic
from agri.api.schema_base import PeriodQuery, Public, TitlePublic
from agri.definitions.declared import IndicatorKind
from agri.errors import NotFound
from agri.services.figures.assess import assess, assessable
from agri.services.figures.completeness import read_completeness
from agri.services.figures.list_indicators import list_indicators
from agri.terms import Basis, Comparator, DecidedBy, Level, ProgressWord, SeasonRule

router = APIRouter(tags=["figures"], route_class=FiguresRoute)
Whole = Annotated[
    bool, Query(alias="whole", description="下辖全部单位 · everything below, not only the next level")
]
Written = Annotated[str, BeforeValidator(str)]  # an id or a period, as it is written
OrgUnitQuery = Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$")]


class AssessedPlan(Public):
    """The plan that the targets stand in."""

    code: str
    year: int
    title: TitlePublic
    document: str


class AssessedPlace(Public):
    """The place that is assessed."""

    code: str
    name: str
    name_en: str
    level: Level
    parent: str | None


class ChildPlace(Public):
    """A place directly below, in code order."""

    code: str
    name: str
    name_en: str


class ReportsBesidePublic(Public):
    """Reports of a form that no indicator rests on, such as dealers' sales."""

    form: str
    title: TitlePublic
    expected: int
    received: int
    missing: int
    pending: int


class Evidence(Public):
    """What the figures rest on, in counts and in words; `beside` is in none of the other counts."""

    expected: int
    received: int
    missing: int
    pending: int
    spot_checks: int
    through: Written
    text: TitlePublic
    beside: list[ReportsBesidePublic]


class WidthPublic(Public):
    """Where the width of one of the city's year ends comes from.

    `shares` of its variance by source add up to 1; `coefficient_sd` is what coefficients that are no
    published figures add beside `sd`.
    """

    indicator: str
    basis: Basis
    sd: float
    shares: dict[str, float]
    coefficient_sd: float | None


class ProjectionReference(Public):
    """The projection that the outlook comes from, how old it is, and where the city's width comes from.

    The last one stays when the record changes: `is_current` is then false, `changes` counts the decisions on
    reports since, and `text` says so. `joint` is null for a projection that was stored before there was one.
    `combination` says how far engine and simple rules are believed; it is empty for one of the engine alone.
    """

    id: Written
    seed: int
    replications: int
    method: str
    snapshot: str
    as_of: date
    requested_at: datetime
    is_current: bool
    changes: int
    text: TitlePublic
    joint: JointPublic | None
    width: list[WidthPublic]
    combination: list[BeliefPublic]


class ProgressFigures(Public):
    """To date: value, its two sides, the planned path, and how many reports it rests on.

    `matched_path` is where the plan wants those who reported: the word compares with it. `share_in` is the
    weight of what was due and is in; below `needed` no word is said.
    """

    value: float | None
    numerator: float | None
    denominator: float | None
    path: float | None
    word: ProgressWord | None
    reports: int
    expected: int
    matched_path: float | None
    share_in: float | None
    needed: float
    counted: int
    asked: int


class Companion(Public):
    """A figure that is read beside an indicator."""

    code: str
    title: TitlePublic
    unit: str
    value: float | None


class Distribution(Public):
    """The year's end: mean, spread and quantiles, and the probability of reaching the target."""

    mean: float | None
    sd: float | None
    q05: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q95: float | None
    probability: float | None
    word: TitlePublic | None
    decided_by: DecidedBy | None = None


class BasisGapPublic(Public):
    """By how much the true median lies above the reported one, by what makes it; they add up.

    `unreported` is what never reaches the record, blanks filled in and slips of unit taken out; `rules` the
    rest, which simple rules beside the simulation make of it.
    """

    over_reporting: float
    unreported: float
    coefficients: float
    rules: float


class Outlook(Public):
    """What will be reported by December 31, and what will be true; `gap` where its parts are known."""

    reported: Distribution
    true: Distribution
    gap: BasisGapPublic | None = None


class Fan(Public):
    """Quantiles on the way to the year's end, which alone is simulated; the way follows the months' work."""

    q05: float
    q25: float
    q50: float
    q75: float
    q95: float


class SeriesPoint(Public):
    """Cumulative value and path to the end of a month; the value is null after `as_of`.

    The fan goes from the last month with a value to the last one that can move it; null elsewhere.
    """

    period: Written
    value: float | None
    path: float | None
    fan: Fan | None


class ReferencePublic(Public):
    """A value of another text, read beside the indicator; never its target (参考值)."""

    title: TitlePublic
    value: float
    source: str


class StepsPublic(Public):
    """Why the value is another one than a month ago: the four parts add up to it; null where unknown."""

    through: Written
    before: float | None
    corrected: float | None
    late: float | None
    done: float | None


class QuarterPublic(Public):
    """One quarter of two books; `gap` is what was sold over what was used, less one."""

    quarter: Written
    sold: float | None
    used: float | None
    share_in: float | None
    gap: float | None


class BookPublic(Public):
    """A second book beside the reports, by quarter; it moves no figure."""

    code: str
    title: TitlePublic
    unit: str
    quarters: list[QuarterPublic]


class AssessmentRow(Public):
    """One indicator: progress against its path, and outlook. A county shows the city's target (参照).

    `counted_in` is the measure word of a count: 份, 户; a count without one is told in 个.
    """

    indicator: str
    title: TitlePublic
    unit: str
    target: float | None
    comparator: Comparator | None
    clause: str | None
    season_year: SeasonRule
    is_reference: bool
    is_estimated: bool
    note: TitlePublic | None
    progress: ProgressFigures
    companions: list[Companion]
    outlook: Outlook | None
    driver: TitlePublic | None
    series: list[SeriesPoint]
    kind: IndicatorKind
    is_process: bool
    is_pilot: bool
    reference: ReferencePublic | None
    since_last_month: StepsPublic | None
    counted_in: TitlePublic | None


class AssessmentPublic(Public):
    """The assessment of one place on one day."""

    snapshot: str
    as_of: date
    synthetic: bool
    method: str
    plan: AssessedPlan
    org_unit: AssessedPlace
    children: list[ChildPlace]
    evidence: Evidence
    projection: ProjectionReference | None
    assessments: list[AssessmentRow]
    second_books: list[BookPublic]


class IndicatorRowPublic(Public):
    """One indicator of one place to date; null where there is no denominator."""

    indicator: str
    org_unit: str
    value: float | None
    numerator: float | None
    denominator: float | None
    path: float | None
    reports: int
    expected: int
    matched_path: float | None
    share_in: float | None


class IndicatorTablePublic(Public):
    """Indicators of a place and of those directly below it, in code order; nobody is ranked."""

    snapshot: str
    method: str
    as_of: date
    through: Written
    rows: list[IndicatorRowPublic]


class CompletenessRowPublic(Public):
    """Counts of one place, form and month; who was asked nothing has no row."""

    org_unit: str
    form: str
    period: str
    expected: int
    arrived: int
    in_time: int
    accepted: int
    pending: int
    missing: int


class CompletenessPublic(Public):
    """Counts of a place and of those directly below it, to the last month that was due."""

    snapshot: str
    as_of: date
    org_unit: str
    rows: list[CompletenessRowPublic]


@router.get(
    "/assessments",
    summary="研判 · The assessment of a place",
    response_model=AssessmentPublic,
    responses=problems(NotFound),
)
def get_assessments(
    reader: ReaderDep, actor: FigureReader, as_of: AsOf, desk: DeskDep, org_unit: OrgUnitQuery = None
) -> Response:
    """Progress against the path and outlook to December 31, the six targets first."""
    one = assessable(reader, actor, as_of=as_of, org_unit=org_unit)
    written = desk.answers.get(
        ("assessment", *one.key),
        lambda: AssessmentPublic.model_validate(assess(reader, one)).model_dump_json(),
    )
    return Response(written, media_type=JSONResponse.media_type)


@router.get("/indicators", summary="指标 · Indicators to date", responses=problems(NotFound))
def get_indicators(
    *,
    reader: ReaderDep,
    actor: FigureReader,
    as_of: AsOf,
    org_unit: OrgUnitQuery = None,
    indicator: Annotated[str | None, Query(max_length=60)] = None,
    is_whole: Whole = False,
) -> IndicatorTablePublic:
    """Every indicator of a place and of those below it: sums, ratio, path, reports."""
    table = list_indicators(
        reader, actor, as_of=as_of, org_unit=org_unit, indicator=indicator, is_whole=is_whole
    )
    return IndicatorTablePublic.model_validate(table)


@router.get("/completeness", summary="报送情况 · Completeness and timeliness", responses=problems(NotFound))
def get_completeness(
    *,
    reader: ReaderDep,
    actor: FigureReader,
    as_of: AsOf,
    org_unit: OrgUnitQuery = None,
    period: PeriodQuery | None = None,
    is_whole: Whole = False,
) -> CompletenessPublic:
    """Reports expected, arrived, in time and accepted, by place, form and month."""
    counts = read_completeness(
        reader, actor, as_of=as_of, org_unit=org_unit, period=period, is_whole=is_whole
    )
    return CompletenessPublic.model_validate(counts)
