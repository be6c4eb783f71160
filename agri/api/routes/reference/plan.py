"""The plan of the year: document, rhythm, indicators with their targets."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from agri.api.dependencies import DeskDep, NowDep, ReaderDep, ReferenceDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.etags import NOT_MODIFIED, answer_text
from agri.api.http.problems import problems
from agri.api.schema_base import Public, TitlePublic
from agri.definitions.declared import IndicatorKind
from agri.errors import NotFound
from agri.periods import day_of
from agri.services.reference.list_definitions import TargetChange, target_history
from agri.services.reference.reference import Reference
from agri.terms import Comparator, PlanTheme, SeasonRule

router = APIRouter(tags=["plan"], route_class=DatabaseRoute)


class DocumentPublic(Public):
    """The published text that the targets stand in."""

    number: str
    title: str
    publisher: str
    published_on: date


class RhythmPublic(Public):
    """Days of the next month: a report is due, the county closes, the dispatch is written."""

    due_day: int
    close_day: int
    dispatch_day: int


class TargetPublic(Public):
    """What a value must come to by December 31."""

    value: float
    comparator: Comparator


class MakingPublic(Public):
    """What an indicator is made of, as far as its reader needs it: kind, units, pilots, tolerance."""

    kind: IndicatorKind
    unit: str
    value_unit: str
    nutrients: list[str]
    pilots: list[str]
    tolerance: float
    completeness: float


class IndicatorPublic(Public):
    """One indicator of the plan, with its target where the plan gives one."""

    code: str
    title: TitlePublic
    clause: str
    season_rule: SeasonRule
    family: str
    target: TargetPublic | None
    aspiration: TargetPublic | None
    has_township_rate: bool
    is_estimated: bool
    note: TitlePublic | None
    is_process: bool
    theme: PlanTheme | None
    making: MakingPublic


class TargetChangePublic(Public):
    """A target that was changed within its year: when, by whom and why."""

    indicator: str
    before: str
    after: str
    definitions: str
    reason: str | None
    by: UUID | None
    agreed_by: UUID | None
    in_force_on: date | None


class PlanPublic(Public):
    """A plan year; `is_synthetic` says that its reports are invented.

    `definitions` names the version that holds, `opened` and `closed` the plan years of the record.
    """

    code: str
    city: str
    year: int
    title: TitlePublic
    is_synthetic: bool
    main_crops: list[str]
    document: DocumentPublic
    rhythm: RhythmPublic
    indicators: list[IndicatorPublic]
    definitions: str
    digest: str
    opened: list[int]
    closed: list[int]
    target_changes: list[TargetChangePublic]


@router.get(
    "/plan",
    summary="年度方案 · The plan",
    response_model=PlanPublic,
    responses=NOT_MODIFIED | problems(NotFound),
)
def get_plan(
    request: Request,
    reader: ReaderDep,
    reference: ReferenceDep,
    desk: DeskDep,
    now: NowDep,
    *,
    year: Annotated[int | None, Query(ge=2000, le=2100, description="今天所看的年度 · today's")] = None,
) -> Response:
    """The plan with its clauses, targets and reporting rhythm.

    Without a year it is the one whose figures are looked at today: until the dispatch about December, the
    old one.
    """
    own = reference.at(day_of(now)) if year is None else _of_year(reference, year)

    def write() -> str:
        return _public(own, target_history(reader, own)).model_dump_json()

    return answer_text(request, desk.answers.get(("plan", own.city, own.year, own.stamp), write))


def _of_year(reference: Reference, year: int) -> Reference:
    if year not in reference.years:
        known = ", ".join(map(str, reference.years))
        raise NotFound(
            f"no plan of {year} was ever opened; there are: {known}",
            f"没有 {year} 年方案；现有：{known}",
        )
    return reference.for_year(year)


def _public(reference: Reference, changes: Sequence[TargetChange]) -> PlanPublic:
    plan = reference.plan
    return PlanPublic(
        code=plan.code,
        city=plan.city,
        year=plan.year,
        title=TitlePublic.model_validate(plan.title),
        is_synthetic=plan.is_synthetic,
        main_crops=list(plan.main_crops),
        document=DocumentPublic.model_validate(plan.document),
        rhythm=RhythmPublic.model_validate(plan.rhythm),
        indicators=[IndicatorPublic.model_validate(one) for one in plan.indicators.values()],
        definitions=reference.version.name,
        digest=reference.version.digest,
        opened=list(reference.counted.plan),
        closed=list(reference.counted.closed),
        target_changes=[
            TargetChangePublic(
                indicator=one.indicator,
                before=one.before,
                after=one.after,
                definitions=one.version.name,
                reason=one.version.reason,
                by=one.version.by,
                agreed_by=one.version.agreed_by,
                in_force_on=one.version.in_force_on,
            )
            for one in changes
        ],
    )
