"""Close a plan year, once December is released, and open it again with a reason."""

from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.errors import Conflict, NotFound
from agri.models import Closure, ReleaseRow
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.chain_rows import append_row
from agri.services.reference.practice_month import end_practice
from agri.services.reference.reference import Reference, read_reference
from agri.terms import ClosureAct


def close_year(session: Session, actor: Actor, year: int, *, now: datetime) -> None:
    """Take nothing more for a plan year; its figures and definitions stay as they are.

    Raises
    ------
    NotAllowed
        The actor is not the committee.
    NotFound
        No plan of the year was ever opened.
    Conflict
        December is not released yet, or the year is closed already.
    """
    reference = _reference(session, actor, year)
    if year in reference.closed_years:
        raise Conflict(f"the plan year {year} is closed already", f"{year} 年已年度封账")
    december = f"{year}-12"
    named = col(ReleaseRow.number).startswith(f"{reference.stored_name(december)}/")
    if session.exec(select(ReleaseRow.number).where(named).limit(1)).first() is None:
        raise Conflict(
            f"release {december} first: the yearly assessment closes a year",
            f"请先发布 {december}：年度评估发布后方可年度封账",
        )
    end_practice(session, reference.plan.city, now=now, by=actor.id, year=year)
    _append(session, actor, reference, year, ClosureAct.CLOSED, reason=None, now=now)


def reopen_year(session: Session, actor: Actor, year: int, *, reason: str, now: datetime) -> None:
    """Take reports of a closed plan year again.

    Raises
    ------
    NotAllowed, NotFound
        As in `close_year`.
    Conflict
        The year is not closed.
    """
    reference = _reference(session, actor, year)
    if year not in reference.closed_years:
        raise Conflict(f"the plan year {year} is not closed", f"{year} 年尚未年度封账")
    _append(session, actor, reference, year, ClosureAct.REOPENED, reason=reason, now=now)


def _reference(session: Session, actor: Actor, year: int) -> Reference:
    require_act(actor, Act.CLOSE_YEAR)
    reference = read_reference(session, of=actor)
    if year not in reference.years:
        raise NotFound(f"no plan of {year} was ever opened", f"没有 {year} 年方案")
    return reference


def _append(
    session: Session,
    actor: Actor,
    reference: Reference,
    year: int,
    act: ClosureAct,
    *,
    reason: str | None,
    now: datetime,
) -> None:
    row = {
        "org_unit": reference.plan.city,
        "period": str(year),
        "act": str(act),
        "reason": reason,
        "by": actor.id,
        "at": now,
    }
    subject = f"{reference.plan.city}/{year}"
    done = AuditAct.YEAR_CLOSED if act == ClosureAct.CLOSED else AuditAct.YEAR_REOPENED
    linked = append_row(session, actor.id, Closure, row, at=now, act=done, subject=subject)
    session.connection().execute(insert(Closure), [linked])
