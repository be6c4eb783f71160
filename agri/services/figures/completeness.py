"""Which reports were expected, arrived, came in time, were accepted: a fact beside the values."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from agri.indicators.completeness import missing_reports, report_states
from agri.indicators.quantities import sum_up
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.plan.progress import last_due_month
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.reference.reference import read_reference


@dataclass(frozen=True, slots=True)
class CompletenessRow:
    """Counts of one place, form and month; a place that was asked nothing has no row.

    ======== =========================================================
    Field    Meaning
    ======== =========================================================
    expected reports that were asked
    arrived  of them: received by `as_of`, decided on or not
    in_time  of them: first received by the due day
    accepted of them: held in an accepted version
    pending  of them: received, nothing accepted yet
    missing  of them: still to be sent, for the first time or after a return
    ======== =========================================================
    """

    org_unit: str
    form: str
    period: str
    expected: int
    arrived: int
    in_time: int
    accepted: int
    pending: int
    missing: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """The counts of a place and of those directly below it, from January to the last month that was due."""

    snapshot: str
    as_of: date
    org_unit: str
    rows: tuple[CompletenessRow, ...]


def read_completeness(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    org_unit: str | None,
    period: str | None,
    is_whole: bool = False,
) -> Completeness:
    """Count reports of the plan year for a place and those directly below it, or everything below it.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    """
    require_act(actor, Act.READ_FIGURES)
    place = require_scope(session, actor, org_unit or actor.org_unit)
    reference = read_reference(session, as_of, of=place.code).at(as_of)
    plan = reference.plan
    snapshot = current_snapshot(session, plan, as_of)
    last = last_due_month(snapshot, plan)
    below = reference.places.subtree(place.code) if is_whole else reference.places.children(place.code)
    codes = list(dict.fromkeys((place.code, *(unit.code for unit in below))))
    months = [
        month
        for month in snapshot.periods
        if Period(plan.year, 1) <= month <= last and period in {None, str(month)}
    ]
    rows = [
        row for form in snapshot.forms for row in _rows(snapshot, form, codes, months, plan.rhythm.due_day)
    ]
    return Completeness(snapshot.id, as_of, place.code, tuple(rows))


def _rows(
    snapshot: Snapshot, form: str, codes: list[str], months: list[Period], due_day: int
) -> list[CompletenessRow]:
    accepted, pending, expected = report_states(snapshot, form)
    delay = snapshot.delay_days[:, snapshot.forms.index(form), :]
    arrived = ~np.isnan(delay) & expected
    in_time = arrived & (delay <= due_day)
    kinds = (expected, arrived, in_time, accepted, pending, missing_reports(snapshot, form))
    rows = []
    for month in months:
        column = snapshot.period_index[month]
        counts = [sum_up(kind[:, column].astype(float), snapshot.places) for kind in kinds]
        for code in codes:
            figures = [int(count[snapshot.places.index[code]]) for count in counts]
            if figures[0]:
                rows.append(CompletenessRow(code, form, str(month), *figures))
    return rows
