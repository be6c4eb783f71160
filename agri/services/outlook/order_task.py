"""Put what the desk advises into the plan's ledger as a task; what it rests on is the first note."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import NotFound
from agri.models import TaskRow
from agri.services.access.cities import shown_name
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.prove import append_proved
from agri.services.figures.tasks import Advance, advance_task
from agri.services.outlook.advice import ORDERED, ORDERED_ID, ThingToDo, read_advice
from agri.services.reference.reference import Reference, read_reference


def order_task(
    session: Session, actor: Actor, *, measure: str, place: str, as_of: date, now: datetime
) -> tuple[str, bool]:
    """Make a task of a thing that is advised on a day; return its id, and whether it is new.

    Raises
    ------
    NotAllowed
        The actor does not speak for the city.
    NotFound
        Nothing of the kind is advised there.
    """
    require_act(actor, Act.PROJECT)
    reference = read_reference(session, as_of, of=actor).at(as_of)
    advice = read_advice(session, reference, reference.places[reference.city], as_of=as_of)
    thing = next((one for one in advice.things if (one.measure, one.place) == (measure, place)), None)
    if thing is None:
        raise NotFound(
            f"{measure!r} in {place} is not among what is advised on {as_of}; see GET /api/v1/today",
            f"{as_of} 的建议中没有 {place} 的 {measure!r}；清单见今日调度",
        )
    if thing.task is not None:
        return thing.task, False
    task = _row(session, reference, thing, as_of)
    session.add(task)
    session.flush()
    append_proved(
        session, actor.id, at=now, act=AuditAct.TASK_ORDERED, subject=task.id, after={}, proved=[task]
    )
    searches = ",".join(str(one) for one in advice.searches)
    advance_task(
        session,
        actor,
        shown_name(task.id),
        state=Advance.NOT_STARTED,
        value=None,
        note=None,
        evidence=_evidence(thing, searches),
        now=now,
    )
    return shown_name(task.id), True


def _row(session: Session, reference: Reference, thing: ThingToDo, as_of: date) -> TaskRow:
    """Return the ledger's row; the indicator is shown beside it and does not decide on it."""
    own, month = reference.stored_name(reference.plan.code), f"{ORDERED_ID}{as_of:%Y-%m}-"
    stored = reference.stored_name(month)
    taken = session.exec(
        select(TaskRow.id).where(TaskRow.plan == own, col(TaskRow.id).startswith(stored, autoescape=True))
    ).all()
    return TaskRow(
        id=f"{stored}{len(taken) + 1:02}",
        plan=own,
        clause=ORDERED,
        title_zh=thing.order.zh,
        title_en=thing.order.en,
        lead=thing.lead or thing.place_name,
        responsible=thing.place_name,
        due_on=thing.starts_on,
        is_due_implied=False,
        figure=f"{thing.amount:g} {thing.unit.zh}",
        unit="",
        indicator=thing.indicator,
    )


def _evidence(thing: ThingToDo, searches: str) -> Mapping[str, Any]:
    """Return what the task rests on, as the ledger keeps evidence: words by name."""
    numbers = {
        "in_field": thing.in_field,
        "in_field_error": thing.in_field_error,
        "on_paper": thing.on_paper,
        "on_paper_error": thing.on_paper_error,
        "cost_yuan": thing.cost_yuan,
    }
    known = {name: f"{number:.6g}" for name, number in numbers.items() if number is not None}
    return {"measure": thing.measure, "place": thing.place, **known, "searches": searches}
