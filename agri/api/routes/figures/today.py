"""今日调度: what the desk says first, in one answer."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BeforeValidator

from agri.api.dependencies import AsOf, ReaderDep, Reviewer
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.routes.figures.detections import DetectionPublic, show_detection
from agri.api.routes.figures.figures import (
    AssessedPlace,
    Evidence,
    OrgUnitQuery,
    ProjectionReference,
    StepsPublic,
)
from agri.api.routes.figures.projections import JointPublic
from agri.api.routes.figures.reminders import ReminderPublic
from agri.api.schema_base import Public, TitlePublic
from agri.errors import NotFound
from agri.services.outlook.today import read_today
from agri.terms import MoveCause, MovedBy, ProgressWord

router = APIRouter(tags=["figures"], route_class=FiguresRoute)


class ChancesPublic(Public):
    """One figure as reported and as verified; null where it is not known."""

    reported: float | None
    true: float | None


class ChanceMovePublic(Public):
    """By what of the year end a chance moved: its median (`level`), its width, both; fractions.

    `noise`: by no more than other seeds would.
    """

    by: MovedBy
    level: float
    width: float
    is_narrower: bool


class TargetChancePublic(Public):
    """One target: its chance and year end, those by the projection of the month before, why its value moved.

    `end` and `ended` are medians in `unit`. `steps` explain the value to date, not the chance; `word` holds
    it against the planned path, null where too little is in. `moved` says by what of the year end the chance
    as verified moved, null where nothing can be said.
    """

    indicator: str
    title: TitlePublic
    unit: str
    chance: ChancesPublic
    before: ChancesPublic
    end: ChancesPublic
    ended: ChancesPublic
    steps: StepsPublic | None
    moved: ChanceMovePublic | None
    word: ProgressWord | None


class EarlierPublic(Public):
    """The projection of the month before, and everything that differs between it and the one that is shown.

    Where `causes` has one entry, that is why chances moved; where it has several, how much each moved is not
    known. Null where the record has changed since either.
    """

    id: UUID
    as_of: date
    joint: JointPublic | None
    causes: list[MoveCause] | None


class ThingPublic(Public):
    """One step of a measure in a county.

    `in_field` is what it adds to the chance of `indicator` as verified, `on_paper` what it adds to the chance
    as reported beyond that, each with its Monte-Carlo error; where `moves_field` is false it only moves
    reports. `task` is its id in the ledger, once it was ordered.
    """

    measure: str
    title: TitlePublic
    amount: float
    unit: TitlePublic
    place: str
    place_name: str
    place_name_en: str
    indicator: str
    indicator_title: TitlePublic
    lead: str
    starts_on: date
    in_field: float
    in_field_error: float | None
    on_paper: float
    on_paper_error: float | None
    cost_yuan: float
    task: str | None
    moves_field: bool


class AdvicePublic(Public):
    """What to do, by two searches; `as_of` is null until both have been made."""

    as_of: date | None
    searches: list[UUID]
    things: list[ThingPublic]


class TodayPublic(Public):
    """What the desk says first of a place; `targets` begin with the likeliest to fail.

    The joint chance of `projection` and `before` is always the city's. `checks` are the five open questions
    that move most, of `open_checks`, and `names` those of their places.
    """

    snapshot: str
    as_of: date
    synthetic: bool
    org_unit: AssessedPlace
    evidence: Evidence
    projection: ProjectionReference | None
    before: EarlierPublic | None
    targets: list[TargetChancePublic]
    advice: AdvicePublic
    open_checks: int
    checks: Annotated[
        list[DetectionPublic], BeforeValidator(lambda found: [show_detection(one) for one in found])
    ]
    names: dict[str, str]
    missing: list[ReminderPublic]


@router.get("/today", summary="今日调度 · What the desk says first", responses=problems(NotFound))
def get_today(reader: ReaderDep, actor: Reviewer, as_of: AsOf, org_unit: OrgUnitQuery = None) -> TodayPublic:
    """Chances on both bases, what moved them, what to do, what to check and who has not reported."""
    return TodayPublic.model_validate(read_today(reader, actor, as_of=as_of, org_unit=org_unit))
