"""Projections of the year's end, and the scenarios they are asked for."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field
from sqlmodel import Session

from agri.api.dependencies import DeskDep, NowDep, Projector, ReaderDep, SessionDep
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.jobs.background import (
    JobPublic,
    QuestionKind,
    QuestionPublic,
    ask_in_background,
    offer,
    show_question,
)
from agri.api.schema_base import Code, Day, Id, Name, OrgUnitCode, Public, Wire
from agri.errors import NotFound, TooManyOpen
from agri.models import ProjectionRow
from agri.services.outlook.project_year import MOST_REPLICATIONS, ask_projection
from agri.services.outlook.scenarios import drop_scenario, find_scenario, list_scenarios, save_scenario
from agri.services.outlook.stored_runs import MOST_SEED, RunSize, find_question
from agri.sim.world.scenario import BASE, Measure
from agri.terms import Basis, Comparator, DecidedBy, Level

router = APIRouter(tags=["figures"], route_class=FiguresRoute)


class MeasureShape(Wire):
    """More of one resource in a county, or shared out over the city, from a day on."""

    resource: Code
    place: OrgUnitCode
    amount: Annotated[float, Field(allow_inf_nan=False, ge=-1e9, le=1e9)]
    starts_on: Day


class ScenarioCreate(Wire):
    """Named assumptions about the rest of the year."""

    name: Name
    measures: Annotated[list[MeasureShape], Field(max_length=50)]
    is_review_on: bool = True


class ScenarioPublic(Public):
    """A scenario that is kept; equal assumptions have one id."""

    id: UUID
    name: str
    digest: str
    definition: dict[str, Any]
    at: datetime


class ScenarioPage(Public):
    """Scenarios in the order in which they were kept."""

    scenarios: list[ScenarioPublic]


class ProjectionCreate(Wire):
    """What is asked: from which day, how many replications of which seed, under which scenario."""

    as_of: Day | None = None
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] = 1
    replications: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = 1_000
    scenario: Id | None = None


class YearEnd(Public):
    """Mean, spread and quantiles of the year's end."""

    mean: float | None
    sd: float | None
    q05: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q95: float | None


class GapPartsPublic(Public):
    """By how much the engine puts the truth above what will be reported, by what makes it."""

    over_reporting: float
    coefficients: float
    unreported: float


class ProjectionLinePublic(Public):
    """One indicator of one place on one basis."""

    indicator: str
    org_unit: str
    level: Level
    basis: Basis
    target: float | None
    comparator: Comparator | None
    to_date: float | None
    year_end: YearEnd
    probability: float | None
    decided_by: DecidedBy | None = None  # an answer stored before there was one
    gap: GapPartsPublic | None = None  # the same


class JointError(Public):
    """Monte-Carlo standard error of the joint chance on each basis."""

    reported: float | None
    true: float | None


class JointPublic(Public):
    """Chance that the city meets all its targets at once, as reported and as true; null without one."""

    reported: float | None
    true: float | None
    standard_error: JointError


class BeliefPublic(Public):
    """How the city's year end of one indicator was put together from the engine and simple rules.

    `weights` say how far each part is believed and add up to 1: `engine`, `engine_errors` (the engine's
    median with its own past errors around it) and the rules. `width` is a factor on the distance from the
    median.
    `shift` is what all together were moved by, a fraction: the error that all kinds of invented worlds share.
    `is_own` is false where this was learnt of other indicators of the kind.
    """

    indicator: str
    basis: Basis
    weights: dict[str, float]
    width: float
    shift: float = 0.0  # before `agri-sim-22` nothing was moved
    is_own: bool


class ProjectionDocument(Public):
    """The result: the same question gives the same bytes."""

    snapshot: str
    as_of: date
    seed: int
    replications: int
    method: str
    scenario: str
    evidence: dict[str, Any]
    joint: JointPublic | None = None  # an answer stored before there was one
    combination: list[BeliefPublic] = Field(default_factory=list)  # none of the engine alone
    indicators: list[ProjectionLinePublic]


class ProjectionPublic(QuestionPublic):
    """A question and, once it is done, its answer."""

    scenario: dict[str, Any]
    result: ProjectionDocument | None


KIND = QuestionKind(
    "projection",
    "推演",
    "projection",
    "/projections",
    lambda session, one, actor: find_question(session, ProjectionRow, one, actor),
    ProjectionPublic,
    show_question,
)


@router.get("/scenarios", summary="情景列表 · Scenarios")
def get_scenarios(reader: ReaderDep, actor: Projector) -> ScenarioPage:
    """Every scenario that is kept."""
    return ScenarioPage(
        scenarios=[ScenarioPublic.model_validate(one) for one in list_scenarios(reader, actor)]
    )


@router.delete(
    "/scenarios/{scenario_id}",
    status_code=204,
    summary="删除情景 · Drop a scenario",
    responses=problems(NotFound),
)
def delete_scenario(scenario_id: UUID, session: SessionDep, actor: Projector, now: NowDep) -> None:
    """Delete a scenario that is no longer wanted; what was computed of it stays."""
    drop_scenario(session, actor, scenario_id, now=now)


@router.post("/scenarios", status_code=201, summary="保存情景 · Keep a scenario")
def post_scenario(
    scenario_in: ScenarioCreate, session: SessionDep, actor: Projector, now: NowDep
) -> ScenarioPublic:
    """Keep named assumptions; equal ones are the scenario that exists."""
    measures = [Measure(one.resource, one.place, one.amount, one.starts_on) for one in scenario_in.measures]
    kept = save_scenario(
        session,
        actor,
        name=scenario_in.name,
        measures=measures,
        is_review_on=scenario_in.is_review_on,
        now=now,
    )
    return ScenarioPublic.model_validate(kept)


@router.post(
    "/projections",
    status_code=202,
    summary="推演年末 · Ask for a projection",
    responses=problems(NotFound, TooManyOpen),
)
def post_projection(
    projection_in: ProjectionCreate, desk: DeskDep, actor: Projector, now: NowDep, response: Response
) -> JobPublic:
    """Store the question and compute its answer in the background; an equal question has the same id."""

    def ask(session: Session, day: date) -> ProjectionRow:
        scenario = find_scenario(session, actor, projection_in.scenario) if projection_in.scenario else BASE
        size = RunSize(day, projection_in.seed, projection_in.replications)
        return ask_projection(session, actor, size, now=now, scenario=scenario)[0]

    return ask_in_background(desk, KIND, actor, response, now=now, as_of=projection_in.as_of, ask=ask)


offer(router, KIND)
