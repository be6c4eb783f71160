"""A county closes a month, and opens it again with a reason. Both are appended; the last act counts.

Closing locks the reports of the month: no new revision is taken. Reports that are in may still be accepted,
as is done until the month's release; returning one needs the month open: its place could not send it again.
"""

from datetime import datetime

from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.definitions.counted_periods import uncounted_fault
from agri.errors import Conflict, Fault, Invalid, PeriodClosed
from agri.models import Closure
from agri.periods import Period, day_of
from agri.services.access.permissions import Act, Actor, require_act, require_scope_of_field
from agri.services.chain.audit import open_chain
from agri.services.chain.chain_rows import append_row
from agri.services.intake.batch_state import parse_period
from agri.services.intake.closed_months import read_closed
from agri.services.reference.reference import read_reference
from agri.services.review.list_closures import list_closures
from agri.terms import ClosureAct, Level
from agri.visible_text import shows

_LINKED = {ClosureAct.CLOSED: AuditAct.PERIOD_CLOSED, ClosureAct.REOPENED: AuditAct.PERIOD_REOPENED}


def close_period(
    session: Session, actor: Actor, org_unit: str, period: str, *, now: datetime, undecided: int | None = None
) -> Closure:
    """Close a month for a county and the places below it.

    `undecided` is how many waiting reports of it the person knows of; None where nobody was asked.

    Raises
    ------
    NotAllowed
        The county is not the actor's.
    Invalid
        The place is not a county, or the period is not a month that has ended, or no figure counts it.
    PeriodClosed
        It is closed already.
    Conflict
        More reports wait for a decision than `undecided`.
    """
    county, month = _named(session, actor, org_unit, period)
    if month.last_day >= day_of(now):
        raise Invalid.of(
            [
                Fault(
                    "/period",
                    "not-ended",
                    f"{month} has not ended; it can be closed from {month.next().first_day}",
                    f"{month} 尚未结束；{month.next().first_day} 起可以封账",
                )
            ]
        )
    if read_closed(session.connection(), {county}, {str(month)}):
        raise PeriodClosed(f"{month} is closed already", f"{month} 已经封账", period=str(month))
    waiting = next(
        one.undecided for one in list_closures(session, actor, period=str(month)) if one.org_unit == county
    )
    if undecided is not None and waiting > undecided:
        raise Conflict(
            f"{waiting} reports of {month} wait for a decision: once it is closed they can be accepted, and "
            "returned only after it is opened again; decide on them first, or close it all the same",
            f"{month} 还有 {waiting} 份待审：封账后仍可审核通过，要退回须先重新开放；"
            "请先审核，或确认仍要封账",
            undecided=waiting,
        )
    return _append(session, actor, county, month, ClosureAct.CLOSED, reason=None, now=now)


def reopen_period(
    session: Session, actor: Actor, org_unit: str, period: str, *, reason: str, now: datetime
) -> Closure:
    """Open a closed month again, with a reason.

    Raises
    ------
    NotAllowed
        The county is not the actor's.
    Invalid
        The place is not a county, the month is not closed, or no figure counts it; or the reason is blank.
    """
    county, month = _named(session, actor, org_unit, period)
    if not shows(reason):
        raise Invalid.of([Fault("/reason", "reason-missing", "say why it is reopened", "重新开放须写明原因")])
    if not read_closed(session.connection(), {county}, {str(month)}):
        raise Invalid.of([Fault("/period", "not-closed", f"{month} is not closed", f"{month} 尚未封账")])
    return _append(session, actor, county, month, ClosureAct.REOPENED, reason=reason, now=now)


def _named(session: Session, actor: Actor, org_unit: str, period: str) -> tuple[str, Period]:
    require_act(actor, Act.CLOSE)
    open_chain(session)  # before reading: no other act comes between
    unit = require_scope_of_field(session, actor, org_unit, pointer="/org_unit")
    if unit.level != Level.COUNTY:
        raise Invalid.of(
            [
                Fault(
                    "/org_unit",
                    "not-a-county",
                    f"months are closed by county; {org_unit} is a {unit.level}",
                    f"按区县封账；{unit.name}不是区县",
                )
            ]
        )
    month = parse_period(period)
    if month is None or month.month is None:
        raise Invalid.of(
            [
                Fault(
                    "/period",
                    "unknown-period",
                    f"{period!r} is not a month: write 2019-08",
                    f"{period!r} 不是月份：请写 2019-08",
                )
            ]
        )
    counted = read_reference(session, of=unit.code).counted
    if not counted.holds(month):
        raise Invalid.of([uncounted_fault(month, counted)])
    return unit.code, month


def _append(
    session: Session,
    actor: Actor,
    county: str,
    month: Period,
    act: ClosureAct,
    *,
    reason: str | None,
    now: datetime,
) -> Closure:
    row = {
        "org_unit": county,
        "period": str(month),
        "act": str(act),
        "reason": reason,
        "by": actor.id,
        "at": now,
    }
    closure = Closure(
        **append_row(session, actor.id, Closure, row, at=now, act=_LINKED[act], subject=f"{county}/{month}")
    )
    session.add(closure)
    session.flush()
    return closure
