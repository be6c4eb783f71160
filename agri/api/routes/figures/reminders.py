"""Who is late, listed by county: to remind them. Places stand in the order of codes."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from agri.api.dependencies import AsOf, ReaderDep, Reviewer
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.schema_base import Public
from agri.errors import NotFound
from agri.services.figures.reminders import read_reminders

router = APIRouter(tags=["review"], route_class=FiguresRoute)


class LatePublic(Public):
    """One place, and the forms that it has not sent."""

    org_unit: str
    name: str
    forms: list[str]


class ReminderPublic(Public):
    """What one county's places have not sent for the last month that was due."""

    county: str
    name: str
    period: str
    due_on: date
    closes_on: date
    late: list[LatePublic]


class ReminderPage(Public):
    """One reminder for each county where something is missing."""

    as_of: date
    reminders: list[ReminderPublic]


@router.get("/reminders", summary="催报名单 · Who is late", responses=problems(NotFound))
def get_reminders(
    reader: ReaderDep,
    actor: Reviewer,
    as_of: AsOf,
    org_unit: Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$")] = None,
) -> ReminderPage:
    """What was due and has not arrived, in the caller's place or one below, for the last month due."""
    reminders = read_reminders(reader, actor, as_of=as_of, org_unit=org_unit)
    return ReminderPage(as_of=as_of, reminders=[ReminderPublic.model_validate(one) for one in reminders])
