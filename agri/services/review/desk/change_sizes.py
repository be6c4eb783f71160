"""How much a report differs from last year's, or from the last one where last year says nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from agri.models import Decision, Report, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, require_act, within_places
from agri.services.intake.current_revisions import current_revisions

Values = Mapping[str, float | None]
_Cell = tuple[str, str]  # form and place
_AT_ONCE = 500  # ids in one IN list


@dataclass(frozen=True, slots=True)
class ChangeSize:
    """The largest change of a report's amounts.

    =============== ==================================================================== ====
    Field           Meaning                                                              Unit
    =============== ==================================================================== ====
    data_element    whose change it is
    change          amount over the one it is held against, less one; None where every
                    change is one from nothing                                           1
    is_from_nothing some amount stands where there was 0: no share says how much that is
    =============== ==================================================================== ====
    """

    data_element: str
    change: float | None
    is_from_nothing: bool


def held_against(element: str, last_year: Values, last: Values) -> float | None:
    """Return what an amount is held against: last year's, or that of the last report where there is none."""
    of_last_year = last_year.get(element)
    return last.get(element) if of_last_year is None else of_last_year


def change_of(value: float | None, than: float | None) -> float | None:
    """Return by which share an amount differs from another; None where either is unknown or the other is 0.

    >>> change_of(150.0, 100.0), change_of(5.0, 0.0)
    (0.5, None)
    """
    return None if value is None or than is None or than == 0 else value / than - 1


def largest_change(values: Values, last_year: Values, last: Values) -> ChangeSize | None:
    """Return the largest change of a report's amounts; None where nothing can be compared."""
    changes: dict[str, float] = {}
    risen = []
    for element, value in values.items():
        than = held_against(element, last_year, last)
        change = change_of(value, than)
        if change is not None:
            changes[element] = change
        elif than == 0 and value:
            risen.append(element)
    if changes:
        most = max(changes, key=lambda element: abs(changes[element]))
        return ChangeSize(most, changes[most], bool(risen))
    return ChangeSize(risen[0], None, is_from_nothing=True) if risen else None


def read_change_sizes(session: Session, actor: Actor) -> dict[UUID, ChangeSize]:
    """Return the largest change of each version of the actor's places that waits for a decision."""
    require_act(actor, Act.REVIEW)
    is_decided = select(col(Decision.seq)).where(col(Decision.revision_id) == col(Revision.id)).exists()
    columns = (col(Revision.id), col(Report.form), col(Report.org_unit), col(Report.period))
    query = (
        select(*columns, col(Revision.values))
        .join(Report, col(Report.id) == col(Revision.report_id))
        .where(within_places(col(Report.org_unit), actor), ~is_decided)
    )
    waiting = session.connection().execute(current_revisions(query)).all()
    cells = {(form, place) for _, form, place, _, _ in waiting}
    reported = _reported(session, actor, cells)
    beside: dict[UUID, tuple[UUID | None, UUID | None]] = {}
    for revision_id, form, place, period, _ in waiting:
        own = reported.get((form, place), {})
        now = Period.parse(period)
        last = max((one for one in own if one < now), default=None)
        beside[revision_id] = (own.get(now.year_before()), own[last] if last else None)
    values = _values(session, {one for pair in beside.values() for one in pair if one is not None})
    found = {}
    for revision_id, _, _, _, amounts in waiting:
        of_last_year, of_last = (values.get(one, {}) if one else {} for one in beside[revision_id])
        if (size := largest_change(amounts, of_last_year, of_last)) is not None:
            found[revision_id] = size
    return found


def _reported(session: Session, actor: Actor, cells: Collection[_Cell]) -> dict[_Cell, dict[Period, UUID]]:
    """Return every report of some forms and places by its period."""
    found: dict[_Cell, dict[Period, UUID]] = {cell: {} for cell in cells}
    rows = session.connection().execute(
        select(col(Report.form), col(Report.org_unit), col(Report.period), col(Report.id)).where(
            within_places(col(Report.org_unit), actor), col(Report.form).in_({form for form, _ in cells})
        )
    )
    for form, place, period, report_id in rows:
        if (form, place) in found:
            found[form, place][Period.parse(period)] = report_id
    return found


def _values(session: Session, reports: Collection[UUID]) -> dict[UUID, Values]:
    """Return the current values of some reports."""
    found: dict[UUID, Values] = {}
    ids = sorted(reports)
    for start in range(0, len(ids), _AT_ONCE):
        some = col(Revision.report_id).in_(ids[start : start + _AT_ONCE])
        query = select(col(Revision.report_id), col(Revision.values)).where(some)
        for report_id, values in session.connection().execute(current_revisions(query)):
            found[report_id] = values
    return found
