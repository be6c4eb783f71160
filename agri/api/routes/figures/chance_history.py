"""How the chances of the targets stood month by month."""

from datetime import date

from fastapi import APIRouter

from agri.api.dependencies import AsOf, FigureReader, ReaderDep
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.routes.figures.figures import OrgUnitQuery, Written
from agri.api.routes.figures.today import ChancesPublic
from agri.api.schema_base import Public
from agri.errors import NotFound
from agri.services.outlook.chance_history import chance_history

router = APIRouter(tags=["figures"], route_class=FiguresRoute)


class PastChancePublic(Public):
    """One indicator by one month's last projection: chance of its target, and median year end."""

    indicator: str
    chance: ChancesPublic
    end: ChancesPublic


class PastOutlookPublic(Public):
    """What the last projection of a month said, and from which day it looked."""

    period: Written
    as_of: date
    indicators: list[PastChancePublic]


class ChanceHistoryPublic(Public):
    """The months of the plan year that have a projection, oldest first."""

    org_unit: str
    months: list[PastOutlookPublic]


@router.get(
    "/chance-history", summary="达标概率的历史 · Chances month by month", responses=problems(NotFound)
)
def get_chance_history(
    reader: ReaderDep, actor: FigureReader, as_of: AsOf, org_unit: OrgUnitQuery = None
) -> ChanceHistoryPublic:
    """Chance and median year end of every indicator by the last stored projection of each month."""
    history = chance_history(reader, actor, as_of=as_of, org_unit=org_unit)
    return ChanceHistoryPublic.model_validate(history)
