"""Layouts of own tables that a city's people keep and share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Conflict, NotAllowed, NotFound
from agri.models import KeptView
from agri.services.access.cities import city_of
from agri.services.access.permissions import Act, Actor, may, require_act
from agri.services.chain.audit import append
from agri.services.chain.prove import append_proved
from agri.services.office.own_tables import read_asked
from agri.services.reference.reference import read_reference
from agri.services.store.canonical import digest_of
from agri.terms import Role

MOST_KEPT = 200  # a page lists them all


def keep_view(
    session: Session, actor: Actor, *, name: str, asked: Mapping[str, Any], now: datetime
) -> KeptView:
    """Keep a layout under a name for everybody in the actor's city.

    Raises
    ------
    NotAllowed
        The actor keeps no views.
    Invalid
        With every fault of the view.
    Conflict
        There is another one of this name, or the city keeps as many as it may.
    """
    require_act(actor, Act.KEEP_VIEWS)
    reference = read_reference(session, of=actor)
    read_asked(reference, asked)
    held = session.exec(
        select(KeptView).where(KeptView.city == reference.city, KeptView.name == name)
    ).one_or_none()
    if held is not None:
        if held.definition == dict(asked):
            return held
        raise Conflict(
            f"there is a table {name!r} already: choose another name, or delete that one first",
            f"已有名为“{name}”的表：请换一个名称，或先删除原来的",
        )
    if len(list_views(session, actor)) >= MOST_KEPT:
        raise Conflict(
            f"the city keeps {MOST_KEPT} tables, which is the most: delete one that nobody opens",
            f"本市已保存 {MOST_KEPT} 张表，已达上限：请先删除不再使用的",
        )
    row = KeptView(id=uuid4(), city=reference.city, name=name, definition=dict(asked), by=actor.id, at=now)
    session.add(row)
    session.flush()
    append_proved(
        session,
        actor.id,
        at=now,
        act=AuditAct.VIEW_KEPT,
        subject=str(row.id),
        after={"digest": digest_of(row.definition)},
        proved=[row],
    )
    return row


def list_views(session: Session, actor: Actor) -> list[KeptView]:
    """Return the layouts of the actor's city by name; what refuses is that the actor reads no figures."""
    require_act(actor, Act.READ_FIGURES)
    own = select(KeptView).where(KeptView.city == city_of(session, actor))
    return list(session.exec(own.order_by(col(KeptView.name), col(KeptView.id))))


def may_drop(actor: Actor, row: KeptView) -> bool:
    """Say whether a person may delete a layout: the committee any, a county those that it kept itself."""
    return may(actor, Act.KEEP_VIEWS) and (actor.role == Role.COMMITTEE or row.by == actor.id)


def drop_view(session: Session, actor: Actor, view_id: UUID, *, now: datetime) -> None:
    """Delete a layout: the committee any of its city, a county those that the same person kept.

    Raises
    ------
    NotAllowed
        The actor keeps no views, or somebody else kept this one.
    NotFound
        The actor's city has none of this id.
    """
    require_act(actor, Act.KEEP_VIEWS)
    row = session.get(KeptView, view_id)
    if row is None or row.city != city_of(session, actor):
        raise NotFound(
            f"there is no table {view_id}; GET /api/v1/table-views lists them",
            f"没有表 {view_id}；清单见 /api/v1/table-views",
        )
    if not may_drop(actor, row):
        raise NotAllowed(
            "somebody else kept this table; they or the committee delete it",
            "这张表是别人保存的；请由保存人或市工作委员会删除",
        )
    before = {"digest": digest_of(row.definition), "name": row.name}
    append(session, actor.id, at=now, act=AuditAct.VIEW_DROPPED, subject=str(row.id), before=before)
    session.delete(row)
    session.flush()
