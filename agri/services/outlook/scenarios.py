"""Stored scenarios, e.g. three more spraying teams from October."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Fault, Invalid, NotFound
from agri.models import ScenarioRow
from agri.services.access.cities import city_of
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.audit import append
from agri.services.chain.prove import append_proved
from agri.services.outlook.project_year import scenario_document
from agri.services.reference.reference import Reference, read_reference
from agri.services.store.canonical import digest_of
from agri.sim.world.scenario import RESOURCES, Measure, Scenario
from agri.terms import Level


def save_scenario(
    session: Session,
    actor: Actor,
    *,
    name: str,
    measures: Sequence[Measure],
    is_review_on: bool,
    now: datetime,
) -> ScenarioRow:
    """Keep a scenario; equal assumptions are the scenario that exists, whatever its name.

    Raises
    ------
    NotAllowed
        The actor does not project.
    Invalid
        A measure names an unknown resource or place, is no amount, or starts outside the plan year.
    """
    require_act(actor, Act.PROJECT)
    reference = read_reference(session, of=actor)
    faults = [fault for i, measure in enumerate(measures) for fault in _faults(reference, i, measure)]
    if faults:
        raise Invalid.of(faults)
    content = scenario_document(Scenario("", tuple(measures), is_review_on))
    is_first = reference.stored_name("") == ""
    digest = digest_of(content if is_first else {**content, "city": reference.city})
    existing = session.exec(select(ScenarioRow).where(ScenarioRow.digest == digest)).one_or_none()
    if existing is not None:
        return existing
    row = ScenarioRow(
        id=uuid4(),
        city=reference.city,
        name=name,
        digest=digest,
        definition={**content, "code": f"scenario-{digest[:8]}"},
        by=actor.id,
        at=now,
    )
    session.add(row)
    session.flush()
    append_proved(
        session,
        actor.id,
        at=now,
        act=AuditAct.SCENARIO_KEPT,
        subject=str(row.id),
        after={"digest": digest},
        proved=[row],
    )
    return row


def list_scenarios(session: Session, actor: Actor) -> list[ScenarioRow]:
    """Return every scenario of the actor's city in the order in which they were kept."""
    require_act(actor, Act.PROJECT)
    own = select(ScenarioRow).where(ScenarioRow.city == city_of(session, actor))
    return list(session.exec(own.order_by(col(ScenarioRow.at), col(ScenarioRow.id))))


def drop_scenario(session: Session, actor: Actor, scenario_id: UUID, *, now: datetime) -> None:
    """Delete a scenario that is no longer wanted; what was computed of it stays.

    Raises
    ------
    NotAllowed
        The actor does not project.
    NotFound
        The actor's city has none of this id.
    """
    require_act(actor, Act.PROJECT)
    row = _own(session, actor, scenario_id)
    append(
        session,
        actor.id,
        at=now,
        act=AuditAct.SCENARIO_DROPPED,
        subject=str(row.id),
        before={"digest": row.digest, "name": row.name},
    )
    session.delete(row)
    session.flush()


def find_scenario(session: Session, actor: Actor, scenario_id: UUID) -> Scenario:
    """Return the assumptions of one scenario.

    Raises
    ------
    NotFound
        The actor's city has none of this id.
    """
    return scenario_of(_own(session, actor, scenario_id).definition)


def _own(session: Session, actor: Actor, scenario_id: UUID) -> ScenarioRow:
    row = session.get(ScenarioRow, scenario_id)
    if row is None or row.city != city_of(session, actor):
        raise NotFound(
            f"there is no scenario {scenario_id}; GET /api/v1/scenarios lists them",
            f"没有情景 {scenario_id}；清单见 /api/v1/scenarios",
        )
    return row


def scenario_of(definition: dict[str, Any]) -> Scenario:
    """Return a scenario from the way it is stored."""
    measures = tuple(
        Measure(one["resource"], one["place"], one["amount"], date.fromisoformat(one["starts_on"]))
        for one in definition["measures"]
    )
    return Scenario(definition["code"], measures, definition["is_review_on"])


def _faults(reference: Reference, i: int, measure: Measure) -> list[Fault]:
    where = f"/measures/{i}"
    faults = []
    if measure.resource not in RESOURCES:
        faults.append(
            Fault(
                f"{where}/resource",
                "unknown-resource",
                f"there is no resource {measure.resource!r}; choose one of {', '.join(RESOURCES)}",
                f"没有资源 {measure.resource!r}；可选：{'、'.join(RESOURCES)}",
            )
        )
    levels = {Level.CITY, Level.COUNTY}
    if measure.place not in reference.places or reference.places[measure.place].level not in levels:
        faults.append(
            Fault(
                f"{where}/place",
                "unknown-org-unit",
                f"{measure.place!r} is neither the city nor a county",
                f"{measure.place!r} 不是市或区县代码",
            )
        )
    if not math.isfinite(measure.amount) or measure.amount <= 0:
        faults.append(
            Fault(
                f"{where}/amount",
                "not-positive",
                "an amount is more than 0: leave out a measure that is not taken",
                "数量应大于 0；不采取的措施请删去",
            )
        )
    if measure.starts_on.year != reference.plan.year:
        faults.append(
            Fault(
                f"{where}/starts_on",
                "out-of-bounds",
                f"a measure starts within {reference.plan.year}",
                f"措施应在 {reference.plan.year} 年内开始",
            )
        )
    return faults
