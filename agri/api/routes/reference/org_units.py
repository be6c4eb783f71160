"""The places of the hierarchy."""

from datetime import date

from fastapi import APIRouter, Request, Response

from agri.api.dependencies import ReferenceDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.etags import NOT_MODIFIED, answer
from agri.api.http.problems import problems
from agri.api.schema_base import Public
from agri.errors import NotFound
from agri.terms import Level

router = APIRouter(tags=["org-units"], route_class=DatabaseRoute)


class OrgUnitPublic(Public):
    """A place; whatever code begins with its code lies inside.

    `since` is its first day where it came later, `until` the day on which others took it over.
    """

    code: str
    name: str
    name_en: str
    kind: str
    level: Level
    parent: str | None
    is_farming: bool
    since: date | None = None
    until: date | None = None


class OrgUnitPage(Public):
    """Places in code order."""

    org_units: list[OrgUnitPublic]


@router.get(
    "/org-units",
    summary="行政区划 · Org units",
    response_model=OrgUnitPage,
    responses=NOT_MODIFIED | problems(NotFound),
)
def get_org_units(request: Request, reference: ReferenceDep) -> Response:
    """Every place of the city, in code order."""
    ground = reference.ground
    units = [
        OrgUnitPublic(
            code=unit.code,
            name=unit.name,
            name_en=unit.name_en,
            kind=unit.kind,
            level=unit.level,
            parent=unit.parent,
            is_farming=unit.is_farming,
            since=ground.since.get(unit.code),
            until=ground.until.get(unit.code),
        )
        for unit in reference.places.units
    ]
    return answer(request, OrgUnitPage(org_units=units))
