"""List missing reports by county, in the order of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.definitions.places import OrgUnit
from agri.indicators.completeness import missing_reports
from agri.periods import Period
from agri.plan.progress import last_due_month
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.chain.audit import append
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.reference.reference import read_reference


@dataclass(frozen=True, slots=True)
class Late:
    """One place, and the forms that it has not sent."""

    org_unit: str
    name: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one county's places have not sent for the last month that was due."""

    county: str
    name: str
    period: str
    due_on: date
    closes_on: date
    late: tuple[Late, ...]


def read_reminders(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    org_unit: str | None = None,
    month: Period | None = None,
) -> tuple[Reminder, ...]:
    """Return what is late in each county of a place; a county where all is in has no reminder.

    A report that arrived is not late before it is decided on; one that was returned is to be sent again.
    A month that its county has closed takes none: nobody is reminded of it.
    `month` is the last one that was due, unless another is named: what is not there yet of a month that falls
    due next.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    """
    require_act(actor, Act.REVIEW)
    if org_unit is not None:
        require_scope(session, actor, org_unit)
    within = actor.every_place if org_unit is None else (org_unit,)
    reference = read_reference(session, as_of, of=within[0]).at(as_of)
    plan = reference.plan
    snapshot = current_snapshot(session, plan, as_of)
    month = month or last_due_month(snapshot, plan)
    missing: dict[OrgUnit, list[str]] = {}
    for form in plan.forms:
        if form.period_ending(month) is None:
            continue
        column = snapshot.period_index[month]
        is_missing = missing_reports(snapshot, form.code)[:, column] & ~snapshot.is_closed[:, column]
        for row in np.flatnonzero(is_missing):
            missing.setdefault(snapshot.places.units[row], []).append(form.code)
    by_county: dict[str, list[Late]] = {}
    for unit in sorted(missing, key=lambda unit: unit.code):
        county = reference.county_of(unit.code)
        if county is not None and unit.code.startswith(within):
            by_county.setdefault(county, []).append(Late(unit.code, unit.name, tuple(missing[unit])))
    closes_on = month.next().first_day.replace(day=plan.rhythm.close_day)
    return tuple(
        Reminder(
            county,
            reference.places[county].name,
            str(month),
            plan.rhythm.due_on(month),
            closes_on,
            tuple(late),
        )
        for county, late in sorted(by_county.items())
    )


def note_sent(session: Session, actor: Actor, reminders: Sequence[Reminder], *, now: datetime) -> None:
    """Keep in the audit chain that somebody had reminders sent, by county."""
    places = {reminder.county: len(reminder.late) for reminder in reminders}
    append(session, actor.id, at=now, act=AuditAct.REMINDERS_SENT, subject=actor.org_unit, after=places)
