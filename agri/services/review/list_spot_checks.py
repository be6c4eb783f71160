"""List spot checks beside the currently reported value of the same cell."""

from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from agri.models import Report, Revision, SpotCheckRow
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.intake.current_revisions import current_revisions
from agri.services.reference.reference import read_reference


@dataclass(frozen=True, slots=True)
class CheckedCell:
    """One spot check; `reported` is what the current version says, None where it says nothing."""

    check: SpotCheckRow
    reported: float | None


def list_spot_checks(
    session: Session, actor: Actor, *, org_unit: str | None, after: int, limit: int
) -> tuple[list[CheckedCell], int | None]:
    """Return some checks of the open plan years after a place in the chain, and where to go on.

    Raises
    ------
    NotFound, NotAllowed
        There is no such place, or it is not the actor's.
    """
    require_act(actor, Act.CHECK_ON_SPOT)
    places = actor.every_place if org_unit is None else (org_unit,)
    for place in places:
        require_scope(session, actor, place)
    years = [str(year) for year in read_reference(session, of=actor).counted.plan]
    rows = list(
        session.exec(
            current_revisions(
                select(SpotCheckRow, Revision)
                .outerjoin(
                    Report,
                    (col(Report.org_unit) == col(SpotCheckRow.org_unit))
                    & (col(Report.form) == col(SpotCheckRow.form))
                    & (col(Report.period) == col(SpotCheckRow.period)),
                )
                .outerjoin(Revision, col(Revision.report_id) == col(Report.id))
                .where(
                    or_(*(col(SpotCheckRow.org_unit).startswith(place) for place in places)),
                    func.substr(col(SpotCheckRow.period), 1, 4).in_(years),
                    col(SpotCheckRow.seq) > after,
                )
                .order_by(col(SpotCheckRow.seq))
                .limit(limit + 1)
            )
        )
    )
    page = [
        CheckedCell(check, None if revision is None else revision.values.get(check.data_element))
        for check, revision in rows[:limit]
    ]
    return page, page[-1].check.seq if len(rows) > limit else None
