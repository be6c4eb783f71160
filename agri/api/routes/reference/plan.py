"""The plan of the year: document, rhythm, indicators with their targets."""

from datetime import date

from fastapi import APIRouter, Request, Response

from agri.api.dependencies import DeskDep, ReferenceDep, SignedInActor
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.etags import NOT_MODIFIED, answer_text
from agri.api.schema_base import Public, TitlePublic
from agri.definitions.plan import Plan
from agri.terms import Comparator, SeasonRule

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


class PlanPublic(Public):
    """A plan year; `is_synthetic` says that its reports are invented."""

    code: str
    city: str
    year: int
    title: TitlePublic
    is_synthetic: bool
    main_crops: list[str]
    document: DocumentPublic
    rhythm: RhythmPublic
    indicators: list[IndicatorPublic]


@router.get("/plan", summary="年度方案 · The plan", response_model=PlanPublic, responses=NOT_MODIFIED)
def get_plan(request: Request, _: SignedInActor, reference: ReferenceDep, desk: DeskDep) -> Response:
    """The plan with its clauses, targets and reporting rhythm."""
    written = desk.written.get(("plan", reference.stamp), lambda: _public(reference.plan).model_dump_json())
    return answer_text(request, written)


def _public(plan: Plan) -> PlanPublic:
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
    )
