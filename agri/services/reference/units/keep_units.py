"""Open, close and open again a reporting unit; who looks after a place does it, and the chain keeps it."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.definitions.reporting_units.unit_check import names_a_person, order_fault, place_levels
from agri.errors import Fault, Invalid, NotFound
from agri.models import ReportingUnitRow
from agri.services.access.permissions import (
    Act,
    Actor,
    is_within,
    require_act,
    require_scope_of_field,
)
from agri.services.chain.audit import open_chain
from agri.services.chain.prove import append_proved
from agri.services.reference.reference import read_reference
from agri.terms import ReportingUnitKind
from agri.visible_text import shows

_LETTERS = {
    ReportingUnitKind.VILLAGE: "V",
    ReportingUnitKind.RECOVERY_POINT: "R",
    ReportingUnitKind.DEALER: "D",
    ReportingUnitKind.STRAW_USER: "S",
    ReportingUnitKind.TRIAL_SITE: "T",
    ReportingUnitKind.LABORATORY: "L",
}


def open_unit(
    session: Session,
    actor: Actor,
    *,
    org_unit: str,
    kind: ReportingUnitKind,
    title: str,
    since: date | None,
    now: datetime,
) -> ReportingUnitRow:
    """Open a unit in a place from a day on; it gets a code of its place.

    Raises
    ------
    NotAllowed
        The role does not keep units, or the place is not the actor's.
    Invalid
        The kind does not lie at such a place, the title names a person, or the place has the unit already.
    """
    require_act(actor, Act.KEEP_UNITS)
    open_chain(session)  # before reading: no other act comes between
    place = require_scope_of_field(session, actor, org_unit, pointer="/org_unit")
    title = title.strip()
    faults = []
    if place.level not in place_levels(kind):
        faults.append(
            Fault(
                "/org_unit",
                "wrong-level",
                f"a {kind} lies in a township; {org_unit} is a {place.level}: name the township",
                f"{place.name}（{org_unit}）不是乡镇；此类单元属于乡镇，请改选乡镇",
            )
        )
    if not shows(title):
        faults.append(Fault("/title", "blank", "write the unit's name", "请填写名称"))
    if names_a_person(title):
        faults.append(
            Fault(
                "/title",
                "unit-is-a-person",
                "farmers and households are not listed: name the village, the firm or the point",
                "不登记农户和个人；请写村、企业或网点的名称",
            )
        )
    reference = read_reference(session, of=org_unit)
    held = select(ReportingUnitRow).where(
        ReportingUnitRow.place == org_unit, ReportingUnitRow.kind == kind, ReportingUnitRow.title == title
    )
    if (same := session.exec(held).first()) is not None:
        faults.append(
            Fault(
                "/title",
                "unit-listed",
                f"{same.code} has this name, kind and place already: open that one again instead",
                f"{same.code} 已是同一名称、类别和单位；如已停用，请将其恢复",
            )
        )
    if faults:
        raise Invalid.of(faults)
    row = ReportingUnitRow(
        code=_free_code(session, reference.stored_name(f"{org_unit}-{_LETTERS[kind]}")),
        kind=str(kind),
        place=org_unit,
        title=title,
        since=since,
        changes=1,
    )
    session.add(row)
    session.flush()
    append_proved(session, actor.id, at=now, act=AuditAct.UNIT_OPENED, subject=row.code, proved=[row])
    return row


def set_unit_end(
    session: Session, actor: Actor, code: str, until: date | None, *, now: datetime
) -> ReportingUnitRow:
    """Say on which day a unit is gone for the first time; with None it is open again.

    Raises
    ------
    NotFound
        There is no such unit in a place of the actor's.
    NotAllowed
        The role does not keep units.
    Invalid
        The unit would end before it began.
    """
    require_act(actor, Act.KEEP_UNITS)
    open_chain(session)
    reference = read_reference(session, of=actor)
    row = session.get(ReportingUnitRow, reference.stored_name(code))
    if row is None or not is_within(actor, row.place):
        raise NotFound(
            f"there is no reporting unit {code!r} in your places", f"您的辖区内没有填报单元 {code!r}"
        )
    if until is not None and (fault := order_fault(row.since, until)) is not None:
        raise Invalid.of([Fault("/until", "until-before-since", fault.en, fault.zh)])
    if row.until != until:
        row.until, row.changes = until, row.changes + 1
        session.add(row)
        session.flush()
        act = AuditAct.UNIT_REOPENED if until is None else AuditAct.UNIT_CLOSED
        append_proved(session, actor.id, at=now, act=act, subject=row.code, proved=[row])
    return row


def _free_code(session: Session, prefix: str) -> str:
    unit = col(ReportingUnitRow.code)
    held = set(session.exec(select(unit).where(unit.startswith(prefix))))
    return next(code for n in range(1, len(held) + 2) if (code := f"{prefix}{n}") not in held)
