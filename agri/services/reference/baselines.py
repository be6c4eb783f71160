"""What is known of a place beforehand: read it, record better figures. Earlier ones stay in the record."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from agri.audit_acts import AuditAct
from agri.definitions.counted_periods import uncounted_fault
from agri.definitions.places import BaselineKey
from agri.errors import Fault, Invalid
from agri.models import Baseline
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, require_act, require_scope, require_scope_of_field
from agri.services.chain.prove import append_proved
from agri.services.reference.reference import read_reference
from agri.services.store.canonical import digest_of
from agri.terms import Certainty

MOST = 1e12  # of any unit: beyond it is no amount of a city, and what computes with it overflows


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """One figure of one place and year with what it means."""

    key: BaselineKey
    row: Baseline


def list_baselines(session: Session, actor: Actor, org_unit: str, year: int) -> list[KnownFigure]:
    """Return the figures in force of one place in a plan year.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    """
    require_act(actor, Act.READ_BASELINES)
    require_scope(session, actor, org_unit)
    keys = {key.code: key for key in read_reference(session, of=org_unit).of(Period(year, 1)).baseline_keys}
    last = (
        select(func.max(col(Baseline.id)))
        .where(Baseline.org_unit == org_unit, Baseline.year == year)
        .group_by(col(Baseline.key))
    )
    rows = session.exec(select(Baseline).where(col(Baseline.id).in_(last)).order_by(Baseline.key))
    return [KnownFigure(keys[row.key], row) for row in rows if row.key in keys]


def set_baselines(
    session: Session,
    actor: Actor,
    *,
    org_unit: str,
    year: int,
    values: Mapping[str, float],
    source: str,
    certainty: Certainty,
    now: datetime,
) -> list[KnownFigure]:
    """Record figures of one place; from today on they replace the earlier ones.

    Raises
    ------
    NotAllowed
        The place is not the actor's.
    Invalid
        An unknown place or key, a key of another level, a figure that is no amount, or a year that no
        figure counts.
    """
    require_act(actor, Act.SET_BASELINES)
    unit = require_scope_of_field(session, actor, org_unit, pointer="/org_unit")
    reference, january = read_reference(session, of=org_unit), Period(year, 1)
    keys = {key.code: key for key in reference.of(january).baseline_keys}
    faults = []
    if not reference.counted.holds(january):
        faults.append(replace(uncounted_fault(january, reference.counted), pointer="/year"))
    for key, value in values.items():
        if key not in keys:
            faults.append(
                Fault(f"/values/{key}", "unknown-key", f"there is no baseline {key!r}", f"没有基数 {key!r}")
            )
        elif keys[key].level != unit.level:
            faults.append(
                Fault(
                    f"/values/{key}",
                    "other-level",
                    f"{key} is known of a {keys[key].level}, {org_unit} is a {unit.level}",
                    f"“{keys[key].title.zh}”不属于 {unit.name} 这一级",
                )
            )
        elif not math.isfinite(value) or not 0 <= value <= MOST:
            faults.append(
                Fault(
                    f"/values/{key}",
                    "not-a-number",
                    f"give a number from 0 to {MOST:g}; check the unit",
                    f"应为 0 至 {MOST:g} 之间的数字，请核对单位",
                )
            )
    if faults:
        raise Invalid.of(faults)
    before = {known.key.code: known.row.value for known in list_baselines(session, actor, org_unit, year)}
    rows = [
        Baseline(
            org_unit=org_unit,
            year=year,
            key=key,
            value=float(value),
            source=source,
            certainty=certainty,
            by=actor.id,
            recorded_at=now,
        )
        for key, value in sorted(values.items())
    ]
    session.add_all(rows)
    session.flush()
    append_proved(
        session,
        actor.id,
        at=now,
        act=AuditAct.BASELINE_SET,
        subject=f"{org_unit}/{year}",
        before={"digest": digest_of({key: before.get(key) for key in values})},
        after={"digest": digest_of({key: float(value) for key, value in values.items()})},
        proved=rows,
    )
    return list_baselines(session, actor, org_unit, year)
