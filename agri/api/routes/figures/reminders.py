"""Who is late, listed by county: to remind them. Places stand in the order of codes."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool

from agri.api.dependencies import AsOf, DeskDep, NowDep, ReaderDep, Reviewer
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.schema_base import OrgUnitCode, Public, Wire
from agri.errors import NotFound, NotSetUp, Unavailable
from agri.services.figures.reminders import note_sent, read_reminders
from agri.services.figures.send_reminders import send_reminders

router = APIRouter(tags=["review"], route_class=FiguresRoute)
_ATTEMPTS_AT_DESK = 2  # somebody waits for the answer, and may press again


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


class DeliveryCreate(Wire):
    """Whom to remind: one county, or everybody in the caller's place."""

    org_unit: OrgUnitCode | None = None


class DeliveryPublic(Public):
    """How many places were named, in how many counties."""

    counties: int
    places: int


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


@router.post(
    "/reminders/deliveries",
    status_code=201,
    summary="发送催报 · Remind who is late",
    responses=problems(NotFound, NotSetUp, Unavailable),
)
async def post_delivery(
    delivery: DeliveryCreate, desk: DeskDep, actor: Reviewer, as_of: AsOf, now: NowDep
) -> DeliveryPublic:
    """Send the list of who is late to where the operator has it sent; 409 where no address is set."""
    address = desk.settings.reminder_webhook
    if address is None:
        raise NotSetUp(
            "no address is set that takes reminders: copy the list and tell them yourself, "
            "or ask the operator to set one",
            "尚未设置催报接收地址：可复制名单自行通知，或请系统运维人员设置",
        )
    reminders = await desk.read(
        lambda session: read_reminders(session, actor, as_of=as_of, org_unit=delivery.org_unit)
    )
    if reminders:
        await run_in_threadpool(send_reminders, address, reminders, as_of=as_of, attempts=_ATTEMPTS_AT_DESK)
        await desk.write(lambda session: note_sent(session, actor, reminders, now=now))
    return DeliveryPublic(counties=len(reminders), places=sum(len(one.late) for one in reminders))
