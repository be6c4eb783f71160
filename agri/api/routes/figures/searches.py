"""Searches for the cheapest measures that bring every target to a probability."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, Strict
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
from agri.api.schema_base import Day, Public, Wire
from agri.errors import TooManyOpen
from agri.models import SearchRow
from agri.services.outlook.search_measures import (
    LEAST_REPLICATIONS,
    MOST_REPLICATIONS,
    SearchQuestion,
    ask_search,
)
from agri.services.outlook.stored_runs import MOST_SEED, find_question
from agri.sim.decide.search_limits import SearchLimits
from agri.terms import Basis, Comparator

MOST_LEFT_OUT = 200  # codes in one list; far more than a city has counties

router = APIRouter(tags=["figures"], route_class=FiguresRoute)


class SearchCreate(Wire):
    """What is asked: each target with this probability, on which day, by how many replications.

    `ceiling_yuan` is the most that all measures together may cost; none by default. `without_measures` and
    `without_places` (codes of counties) are left out.
    """

    as_of: Day | None = None
    probability: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.8
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] = 1
    replications: Annotated[int, Field(ge=LEAST_REPLICATIONS, le=MOST_REPLICATIONS)] = 256
    basis: Annotated[Basis, Strict(False)] = Basis.REPORTED
    ceiling_yuan: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    without_measures: Annotated[list[str], Field(max_length=MOST_LEFT_OUT)] = Field(default_factory=list)
    without_places: Annotated[list[str], Field(max_length=MOST_LEFT_OUT)] = Field(default_factory=list)


class ReachPublic(Public):
    """One target under one option; `checked` is on draws that had no part in the choice."""

    indicator: str
    target: float
    comparator: Comparator
    mean: float | None
    probability: float
    error: float
    checked: float | None
    checked_error: float | None


class PricedMeasurePublic(Public):
    """One measure of an option; `amount` in the measure's unit."""

    measure: str
    place: str
    amount: float
    starts_on: date
    cost_yuan: float


class OptionPublic(Public):
    """A set of measures, what it reaches and costs; `joint` is the probability of all targets at once."""

    cost_yuan: float
    joint: float
    joint_error: float
    joint_checked: float | None
    targets: list[ReachPublic]
    measures: list[PricedMeasurePublic]


class TargetGainPublic(Public):
    """What one unit more gives one target."""

    indicator: str
    gain: float | None
    error: float | None
    probability_gain: float
    probability_error: float | None = None  # answers of earlier versions have none


class GainPublic(Public):
    """One unit more of a measure in a county, in the order of measures and codes."""

    measure: str
    place: str
    starts_on: date
    cost_yuan: float
    probability_gain: float
    targets: list[TargetGainPublic]


class ConstraintPublic(Public):
    """What a target gains where one constraint is lifted."""

    constraint: str
    gain: float | None
    error: float | None
    probability_gain: float
    probability_error: float


class BindingPublic(Public):
    """Which constraint binds a target; null where none does notably."""

    indicator: str
    binds: str | None
    constraints: list[ConstraintPublic]


class InformedPublic(Public):
    """How far one target's true year end is known, now and after the checks: a standard deviation."""

    indicator: str
    now: float | None
    then: float | None


class InformingPublic(Public):
    """A measure that moves no year end and only tells more of the true one."""

    measure: str
    checks: int
    cost_yuan: float
    targets: list[InformedPublic]


class SearchLimitsPublic(Public):
    """What a search may spend at most, and the measures and counties that it leaves out."""

    ceiling_yuan: float | None
    without_measures: list[str]
    without_places: list[str]


class SearchDocument(Public):
    """The answer: the cheapest set of measures, doing nothing beside it, what binds, what one more gives.

    Within a ceiling that binds, `best` is what comes nearest for the money and `unlimited` what would be
    best without it; `held_by_ceiling` names the targets that stay short for want of money alone,
    `held_by_exclusions` those that all measures in all counties would bring to it.

    A mean or a gain is null where the indicator has no value: nothing was reported of it.
    """

    snapshot: str
    as_of: date
    seed: int
    replications: int
    method: str
    basis: Basis
    asked: float
    is_reached: bool
    is_complete: bool
    is_proved: bool
    runs: int
    unknown: list[str] = Field(default_factory=list)  # answers of earlier versions do not name them
    unreachable: list[str]
    base: OptionPublic
    best: OptionPublic
    limits: SearchLimitsPublic | None = None  # answers of earlier versions knew none
    unlimited: OptionPublic | None = None
    held_by_ceiling: list[str] = Field(default_factory=list)
    held_by_exclusions: list[str] = Field(default_factory=list)
    gains: list[GainPublic]
    binds_now: list[BindingPublic]
    binds_then: list[BindingPublic]
    informing: list[InformingPublic]
    without_effect: list[str]
    too_late: list[str]
    touches_no_target: list[str]


class SearchPublic(QuestionPublic):
    """A question and, once it is done, its answer."""

    probability: float
    basis: Basis
    limits: SearchLimitsPublic | None
    result: SearchDocument | None


KIND = QuestionKind(
    "search",
    "搜索",
    "search",
    "/searches",
    lambda session, one, actor: find_question(session, SearchRow, one, actor),
    SearchPublic,
    show_question,
)


@router.post(
    "/searches",
    status_code=202,
    summary="搜索措施 · Search for the cheapest measures",
    responses=problems(TooManyOpen),
)
def post_search(
    search_in: SearchCreate, desk: DeskDep, actor: Projector, now: NowDep, response: Response
) -> JobPublic:
    """Store the question and search in the background; an equal question has the same id."""

    def ask(session: Session, day: date) -> SearchRow:
        asked = search_in
        limits = SearchLimits(asked.ceiling_yuan, tuple(asked.without_measures), tuple(asked.without_places))
        question = SearchQuestion(day, asked.probability, asked.seed, asked.replications, asked.basis, limits)
        return ask_search(session, actor, question, now=now)[0]

    return ask_in_background(desk, KIND, actor, response, now=now, as_of=search_in.as_of, ask=ask)


offer(router, KIND)
