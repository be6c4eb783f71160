"""Split the reports that wait between those who review them; whose a report is stops nobody from deciding.

What is assigned to somebody who no longer reviews there is nobody's again: nothing waits unseen.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Fault, Invalid, NotFound
from agri.models import Assignment, Report
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.services.chain.audit import open_chain
from agri.services.chain.chain_rows import link_row
from agri.services.review.barred import Office, read_offices
from agri.services.store.bulk_insert import insert_rows

_AT_ONCE = 500  # ids in one IN list


@dataclass(frozen=True, slots=True)
class Assignee:
    """Whose a report is to review."""

    id: UUID
    name: str


def list_reviewers(session: Session, actor: Actor) -> list[Office]:
    """Return whom the actor may hand a report to: who reviews its places, or above or below them."""
    require_act(actor, Act.REVIEW)
    return [
        one
        for one in read_offices(session)
        if is_within(actor, one.actor.org_unit)
        or any(is_within(one.actor, place) for place in actor.every_place)
    ]


def assign_reports(
    session: Session, actor: Actor, reports: Collection[UUID], person: UUID | None, *, now: datetime
) -> int:
    """Take some reports, hand them over, or give them back to nobody; return how many changed hands.

    Raises
    ------
    NotFound
        A report is not of the actor's places.
    Invalid
        The person does not review all of them.
    """
    require_act(actor, Act.REVIEW)
    chain = open_chain(session)  # before reading: no other act comes between
    places = _places(session, reports)
    for report_id in reports:
        if report_id not in places or not is_within(actor, places[report_id]):
            raise NotFound(f"there is no report {report_id} in your place", f"您的辖区内没有报表 {report_id}")
    if person is not None:
        office = next((one for one in read_offices(session) if one.actor.id == person), None)
        if office is None or not all(is_within(office.actor, place) for place in places.values()):
            detail = "this person does not review all of these reports: choose one of GET /api/v1/reviewers"
            detail_zh = "此人不是这些报表的审核人，请改选他人"
            raise Invalid.of([Fault("/person", "no-reviewer", detail, detail_zh)])
    held = read_assigned(session, places)
    rows: list[dict[str, Any]] = []
    for report_id in sorted(places):
        before = held.get(report_id)
        if (before.id if before else None) == person:
            continue
        row = {"report_id": report_id, "person_id": person, "by": actor.id, "at": now}
        act = AuditAct.REPORT_ASSIGNED
        _, linked = link_row(chain, actor.id, Assignment, row, at=now, act=act, subject=str(report_id))
        rows.append(linked)
    chain.write(session)
    insert_rows(session, Assignment, rows)
    return len(rows)


def read_assigned(session: Session, places: Mapping[UUID, str]) -> dict[UUID, Assignee]:
    """Return whose some reports are, given each one's place; nobody's have no entry."""
    last: dict[UUID, UUID | None] = {}
    ids = sorted(places)
    for start in range(0, len(ids), _AT_ONCE):
        rows = session.exec(
            select(Assignment.report_id, Assignment.person_id)
            .where(col(Assignment.report_id).in_(ids[start : start + _AT_ONCE]))
            .order_by(col(Assignment.seq))
        )
        last |= dict(rows.all())
    if not any(last.values()):
        return {}
    offices = {one.actor.id: one for one in read_offices(session)}
    return {
        report_id: Assignee(person, office.display_name)
        for report_id, person in last.items()
        if person is not None
        and (office := offices.get(person)) is not None
        and is_within(office.actor, places[report_id])
    }


def _places(session: Session, reports: Collection[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    ids = sorted(set(reports))
    for start in range(0, len(ids), _AT_ONCE):
        some = col(Report.id).in_(ids[start : start + _AT_ONCE])
        found |= dict(session.exec(select(Report.id, Report.org_unit).where(some)).all())
    return found
