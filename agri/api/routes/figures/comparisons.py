"""A scenario held against doing nothing or against another one, in the background."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field
from sqlmodel import Session

from agri.api.dependencies import DeskDep, NowDep, Projector
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
from agri.api.schema_base import Day, Id, Public, Wire
from agri.errors import NotFound, TooManyOpen
from agri.models import ComparisonRow
from agri.services.outlook.ask_comparison import (
    MOST_REPLICATIONS,
    ask_comparison,
)
from agri.services.outlook.scenarios import find_scenario
from agri.services.outlook.stored_runs import MOST_SEED, RunSize, find_question
from agri.sim import BASE
from agri.sim.decide.constraints import Constraint
from agri.terms import Basis, Level

router = APIRouter(tags=["figures"], route_class=FiguresRoute)


class ComparisonCreate(Wire):
    """Which scenario, from which day, by how many replications of which seed.

    `against` is the scenario that it is held against: doing nothing by default.
    """

    scenario: Id
    against: Id | None = None
    as_of: Day | None = None
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] = 1
    replications: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = 500


class DifferencePublic(Public):
    """What a scenario changes of one indicator in one place."""

    indicator: str
    org_unit: str
    level: Level
    basis: Basis
    base: float | None
    other: float | None
    mean: float | None
    error: float | None
    q05: float | None
    q50: float | None
    q95: float | None
    base_probability: float | None
    other_probability: float | None
    gain: float | None
    gain_error: float | None
    is_unchanged: bool


class Binding(Public):
    """Which constraint binds a target in the scenario; null where lifting none gives it notably more."""

    indicator: str
    binds: Constraint | None


class ComparisonDocument(Public):
    """Both worlds with the same draws, so that the difference has an interval of its own."""

    snapshot: str
    as_of: date
    seed: int
    replications: int
    method: str
    differences: list[DifferencePublic]
    binds: list[Binding]


class ComparisonPublic(QuestionPublic):
    """A scenario held against `against`, replication by replication; `cost_yuan` is assumed.

    `against` is null where that is doing nothing.
    """

    scenario: dict[str, Any]
    against: dict[str, Any] | None
    cost_yuan: float
    result: ComparisonDocument | None


KIND = QuestionKind(
    "scenario_comparison",
    "情景对比",
    "comparison",
    "/comparisons",
    lambda session, one, actor: find_question(session, ComparisonRow, one, actor),
    ComparisonPublic,
    show_question,
)


@router.post(
    "/comparisons",
    status_code=202,
    summary="情景对比 · Hold a scenario against doing nothing",
    responses=problems(NotFound, TooManyOpen),
)
def post_scenario_comparison(
    comparison_in: ComparisonCreate, desk: DeskDep, actor: Projector, now: NowDep, response: Response
) -> JobPublic:
    """Store the question and compute both worlds in the background; an equal question has the same id."""

    def ask(session: Session, day: date) -> ComparisonRow:
        scenario = find_scenario(session, actor, comparison_in.scenario)
        size = RunSize(day, comparison_in.seed, comparison_in.replications)
        other = comparison_in.against
        against = BASE if other is None else find_scenario(session, actor, other)
        return ask_comparison(session, actor, size, now=now, scenario=scenario, against=against)[0]

    return ask_in_background(desk, KIND, actor, response, now=now, as_of=comparison_in.as_of, ask=ask)


offer(router, KIND)
