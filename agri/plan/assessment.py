"""An assessment: progress to date and outlook to December 31 of every indicator of one place on one day.

Plain values, cut for the place: API, command, ledger and release all read these. Nothing here computes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from agri.definitions.declared import IndicatorKind
from agri.definitions.reading import Title
from agri.periods import Period
from agri.terms import Basis, Comparator, DecidedBy, Level, ProgressWord, SeasonRule


@dataclass(frozen=True, slots=True)
class PlanHeading:
    """The plan that the targets stand in, and the number of its document."""

    code: str
    year: int
    title: Title
    document: str


@dataclass(frozen=True, slots=True)
class PlaceHeading:
    """The place that is assessed."""

    code: str
    name: str
    name_en: str
    level: Level
    parent: str | None


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place directly below."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ReportsBeside:
    """Reports of a form that no indicator rests on, such as dealers' sales: counted apart, and by name."""

    form: str
    title: Title
    expected: int
    received: int
    missing: int
    pending: int


@dataclass(frozen=True, slots=True)
class AssessmentEvidence:
    """What the figures rest on: reports of the plan year to the month `through`, spot checks, in words.

    `beside` are those of forms that no indicator rests on; they are in none of the other counts.
    """

    expected: int
    received: int
    missing: int
    pending: int
    spot_checks: int
    through: Period
    text: Title
    beside: tuple[ReportsBeside, ...] = ()


@dataclass(frozen=True, slots=True)
class WidthOfYearEnd:
    """Where the width of one of the city's year ends comes from; earlier answers know no coefficients.

    ============== ===================================================== ========
    Field          Meaning                                               Unit
    ============== ===================================================== ========
    coefficient_sd what coefficients that are no published figures add   fraction
    sd             of the year end                                       fraction
    shares         of its variance by source; they add up to 1           1
    ============== ===================================================== ========
    """

    coefficient_sd: float | None
    basis: Basis
    indicator: str
    sd: float
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BelievedParts:
    """How far engine and simple rules are believed for one of the city's year ends.

    ========= ========================================================================== ========
    Field     Meaning                                                                    Unit
    ========= ========================================================================== ========
    is_own    whether it was learnt of the indicator itself, not of others of its kind   —
    shift     what they were moved by, learnt where all kinds of worlds agree            fraction
    weights   part → how far it is believed; they add up to 1                            1
    width     factor on distances from the median                                        1
    ========= ========================================================================== ========
    """

    basis: Basis
    indicator: str
    is_own: bool
    shift: float
    weights: Mapping[str, float]
    width: float


@dataclass(frozen=True, slots=True)
class BothBases:
    """One figure as it will be reported, and as it will be true."""

    reported: float | None
    true: float | None


@dataclass(frozen=True, slots=True)
class JointOutlook:
    """The chance that the city meets all targets at once, and its Monte-Carlo error; fractions."""

    reported: float | None
    standard_error: BothBases
    true: float | None


@dataclass(frozen=True, slots=True)
class ShownProjection:
    """The projection that the outlook comes from, how old it is, and where the city's width comes from.

    `changes` counts the decisions on reports that it does not know. `joint` is None in an answer stored
    before there was one, `combination` empty in one of the engine alone.
    """

    id: UUID
    seed: int
    replications: int
    method: str
    width: tuple[WidthOfYearEnd, ...]
    snapshot: str
    as_of: date
    requested_at: datetime
    is_current: bool
    changes: int
    text: Title
    joint: JointOutlook | None
    combination: tuple[BelievedParts, ...]


@dataclass(frozen=True, slots=True)
class ProgressToDate:
    """Value and its two sides to date, the planned path, and the reports it rests on.

    The value and the path are fractions, the sides have the indicator's units; None where unknown. The word
    is made of those who reported: `matched_path` is where the plan wants them, `share_in` the weight of what
    was due and is in, `needed` the share from which a word is said; `counted` of `asked` places are in it.
    """

    value: float | None
    numerator: float | None
    denominator: float | None
    path: float | None
    word: ProgressWord | None
    reports: int
    expected: int
    matched_path: float | None = None
    share_in: float | None = None
    needed: float = 0.0
    counted: int = 0
    asked: int = 0

    @property
    def is_withheld(self) -> bool:
        """Whether too little is in for a word."""
        return self.share_in is not None and self.word is None and self.share_in < self.needed


@dataclass(frozen=True, slots=True)
class StepsSinceLastMonth:
    """Why the value is another one than a month ago, in its unit; the four add up to it. None where unknown.

    `through` is the month that was due last then. `corrected` is what reports that were in say otherwise now,
    `late` what came in since of months due then, `done` the month that came due since.
    """

    through: Period
    before: float | None
    corrected: float | None
    late: float | None
    done: float | None


@dataclass(frozen=True, slots=True)
class QuarterOfBooks:
    """One quarter of two books, in their unit; the gap is what was sold over what was used, less one.

    `share_in` of the reports of use are in; with too few the gap is None.
    """

    quarter: Period
    sold: float | None
    used: float | None
    share_in: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class BooksShown:
    """What a second book says beside the reports, by quarter; it moves no figure."""

    code: str
    title: Title
    unit: str
    quarters: tuple[QuarterOfBooks, ...]


@dataclass(frozen=True, slots=True)
class CompanionValue:
    """A figure that is read beside an indicator, in its `unit`."""

    code: str
    title: Title
    unit: str
    value: float | None


@dataclass(frozen=True, slots=True)
class YearEndOutlook:
    """The distribution of a year end (fraction), and the probability of its target with its word."""

    mean: float | None
    q05: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q95: float | None
    sd: float | None
    probability: float | None
    word: Title | None
    decided_by: DecidedBy | None = None


@dataclass(frozen=True, slots=True)
class BasisGap:
    """By how much the true median lies above the reported one, by what makes it; the value's unit.

    ============== ===================================================================================
    Field          Meaning
    ============== ===================================================================================
    over_reporting taking over-reporting off; negative where too much is reported
    unreported     what never reaches the record, blanks filled in, slips of unit taken out
    coefficients   coefficients that are not what the plan says
    rules          the rest: what simple rules beside the engine make of it
    ============== ===================================================================================
    """

    over_reporting: float
    unreported: float
    coefficients: float
    rules: float


@dataclass(frozen=True, slots=True)
class IndicatorOutlook:
    """What will be reported by December 31, what will be true, and the gap where its parts are known."""

    reported: YearEndOutlook
    true: YearEndOutlook
    gap: BasisGap | None = None


@dataclass(frozen=True, slots=True)
class FanQuantiles:
    """Quantiles on the way to the year's end, in the indicator's unit; only the end itself is simulated."""

    q05: float
    q25: float
    q50: float
    q75: float
    q95: float


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """Cumulative value and path to the end of a month; no value after the day.

    The fan goes from the last month with a value to the last one that can move it.
    """

    period: Period
    value: float | None
    path: float | None
    fan: FanQuantiles | None = None


@dataclass(frozen=True, slots=True)
class ReferenceShown:
    """A value of another text, in the indicator's unit: read beside it, never its target."""

    title: Title
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class AssessedIndicator:
    """One indicator of the place. A county shows the city's target as reference; a township has none.

    `is_process`: the plan gives it no target and does not name it. `is_pilot`: the place is a pilot of it.
    """

    indicator: str
    title: Title
    unit: str
    target: float | None
    comparator: Comparator | None
    clause: str | None
    season_year: SeasonRule
    is_reference: bool
    is_estimated: bool
    note: Title | None
    progress: ProgressToDate
    companions: tuple[CompanionValue, ...]
    outlook: IndicatorOutlook | None
    driver: Title | None
    series: tuple[MonthPoint, ...]
    kind: IndicatorKind = IndicatorKind.RATIO
    is_process: bool = False
    is_pilot: bool = False
    reference: ReferenceShown | None = None
    since_last_month: StepsSinceLastMonth | None = None
    counted_in: Title | None = None  # the measure word of a count


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessment of one place on one day; `assessments` begin with the indicators that have a target.

    `second_books` has none for a township.
    """

    snapshot: str
    as_of: date
    synthetic: bool
    method: str
    plan: PlanHeading
    org_unit: PlaceHeading
    children: tuple[PlaceName, ...]
    evidence: AssessmentEvidence
    projection: ShownProjection | None
    assessments: tuple[AssessedIndicator, ...]
    second_books: tuple[BooksShown, ...] = ()


def to_document(assessment: Assessment) -> dict[str, object]:
    """Return an assessment as plain JSON values, in the order of its fields."""
    return {field.name: _plain(getattr(assessment, field.name)) for field in fields(assessment)}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # an instant is one too
        return value.isoformat()
    if isinstance(value, Period | UUID):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return dict(value) if isinstance(value, Mapping) else value
