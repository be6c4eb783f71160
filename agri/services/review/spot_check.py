"""Record a spot check of one cell. It changes no number; it measures over-reporting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, select

from agri.audit_acts import AuditAct
from agri.checks.shape import amount_faults
from agri.definitions.counted_periods import uncounted_fault
from agri.errors import Fault, Invalid, NotAllowed, RevisionConflict
from agri.models import OrgUnitRow, SpotCheckRow
from agri.periods import Period, day_of
from agri.services.access.permissions import Act, Actor, require_act, require_scope_of_field
from agri.services.chain.audit import open_chain
from agri.services.chain.chain_rows import link_row
from agri.services.intake.batch_state import parse_period
from agri.services.reference.reference import Reference, References, read_reference
from agri.services.store.bulk_insert import insert_rows
from agri.terms import Drawn


@dataclass(frozen=True, slots=True)
class CellCheck:
    """One check of a cell: who made it and when, what was found, how the cell was chosen."""

    actor: Actor
    org_unit: str
    period: str
    form: str
    data_element: str
    verified: float
    drawn: Drawn
    at: datetime
    check_id: UUID | None = None
    note: str | None = None


def record_spot_check(
    session: Session,
    actor: Actor,
    *,
    org_unit: str,
    period: str,
    form: str,
    data_element: str,
    verified: float,
    drawn: Drawn,
    now: datetime,
    check_id: UUID | None = None,
    note: str | None = None,
) -> SpotCheckRow:
    """Note one check. With an id of the sender's own, sending it again returns the first.

    Raises
    ------
    NotAllowed
        The place is not the actor's, or is the one that reports the cell.
    Invalid
        No such place, period, form or element; a negative or infinite figure; a period that has not begun, or
        that no figure counts.
    RevisionConflict
        The id belongs to another check.
    """
    check = CellCheck(
        actor, org_unit, period, form, data_element, verified, drawn, now, check_id=check_id, note=note
    )
    unit = _place(session, check)
    row = _row(check, unit, read_reference(session, of=unit.code))
    first = session.exec(select(SpotCheckRow).where(SpotCheckRow.id == row["id"])).one_or_none()
    if first is not None:
        return _replay(first, row)
    _store(session, [(check, row)])
    return session.exec(select(SpotCheckRow).where(SpotCheckRow.id == row["id"])).one()


def record_spot_checks(session: Session, checks: Sequence[CellCheck]) -> None:
    """Note many checks that are new, in their order; what `record_spot_check` refuses, this refuses.

    Places and definitions are read once for all of them.
    """
    references = References(session)
    places: dict[tuple[UUID, str], OrgUnitRow] = {}
    rows = []
    for check in checks:
        key = check.actor.id, check.org_unit
        if key not in places:
            places[key] = _place(session, check)
        rows.append((check, _row(check, places[key], references.of(check.org_unit))))
    _store(session, rows)


def _store(session: Session, rows: Sequence[tuple[CellCheck, dict[str, Any]]]) -> None:
    """Link rows to the chain and store them."""
    chain = open_chain(session)
    linked = [
        link_row(
            chain,
            check.actor.id,
            SpotCheckRow,
            row,
            at=check.at,
            act=AuditAct.CELL_CHECKED,
            subject=f"{check.org_unit}/{check.period}",
        )[1]
        for check, row in rows
    ]
    chain.write(session)
    insert_rows(session, SpotCheckRow, linked)


def _place(session: Session, check: CellCheck) -> OrgUnitRow:
    require_act(check.actor, Act.CHECK_ON_SPOT)
    return require_scope_of_field(session, check.actor, check.org_unit, pointer="/org_unit")


def _row(check: CellCheck, unit: OrgUnitRow, reference: Reference) -> dict[str, Any]:
    """Return what the record keeps of a check that it does not refuse."""
    cell = (check.form, check.data_element, check.period)
    faults = _faults(reference, cell, verified=check.verified, now=check.at)
    if faults:
        raise Invalid.of(faults)
    if unit.code in check.actor.every_place:
        raise NotAllowed(
            "a place does not check its own figures; the next level does",
            "不能抽查本单位填报的数据；请由上级抽查",
        )
    return {
        "id": check.check_id or uuid4(),
        "org_unit": unit.code,
        "period": check.period,
        "form": check.form,
        "data_element": check.data_element,
        "verified": float(check.verified),
        "drawn": str(check.drawn),
        "note": check.note,
        "by": check.actor.id,
        "at": check.at,
    }


def _replay(first: SpotCheckRow, row: dict[str, object]) -> SpotCheckRow:
    content = row.keys() - {"by", "at"}
    if any(getattr(first, column) != row[column] for column in content):
        raise RevisionConflict(
            f"spot check {first.id} was received with other content; send another one with a new id",
            f"抽查记录 {first.id} 已有不同内容；请用新编号另行提交",
        )
    return first


def _faults(
    reference: Reference, cell: tuple[str, str, str], *, verified: float, now: datetime
) -> list[Fault]:
    form, data_element, period = cell
    faults = []
    month: Period | None = parse_period(period)
    forms = (reference if month is None else reference.of(month)).plan.forms
    if month is None:
        faults.append(
            Fault(
                "/period",
                "unknown-period",
                f"{period!r} is not a period: write 2019-08 or 2019-Q3",
                f"{period!r} 不是有效期别：请写 2019-08 或 2019-Q3",
            )
        )
    elif not reference.counted.holds(month):
        faults.append(uncounted_fault(month, reference.counted))
    elif month.first_day > day_of(now):
        faults.append(Fault("/period", "future-period", f"{period} has not begun", f"{period} 尚未开始"))
    if form not in forms:
        faults.append(Fault("/form", "unknown-form", f"there is no form {form!r}", f"没有报表 {form!r}"))
    elif data_element not in forms[form].section_of:
        faults.append(
            Fault(
                "/data_element",
                "unknown-data-element",
                f"form {form} has no data element {data_element!r}",
                f"表 {form} 没有数据项 {data_element!r}",
            )
        )
    else:
        # The bounds of a report; only that a count may come out as a share of one.
        element = next(one for one in forms[form].elements if one.code == data_element)
        found = amount_faults("/verified", element, verified)
        faults += [fault for fault in found if fault.code != "not-whole"]
    return faults
