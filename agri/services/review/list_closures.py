"""How far the counties are with a month: what waits for a decision, and who has closed it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from agri.models import Closure, Decision, Report, Revision
from agri.services.access.permissions import Act, Actor, is_within, require_act, within_places
from agri.services.intake.closed_months import last_acts
from agri.services.intake.current_revisions import current_revisions
from agri.services.reference.reference import read_reference
from agri.services.review.desk.corrections import has_accepted_version
from agri.terms import ClosureAct, Level


@dataclass(frozen=True, slots=True)
class CountyMonth:
    """One county's month: reports whose current version nobody has decided on, and the last closing act.

    `corrections` of them correct an accepted version, which counts until then: they are pending nowhere else.
    """

    org_unit: str
    period: str
    undecided: int
    corrections: int
    act: ClosureAct | None
    reason: str | None
    at: datetime | None


def list_closures(session: Session, actor: Actor, *, period: str) -> list[CountyMonth]:
    """Return a month of each county that the actor sees, in code order.

    Raises
    ------
    NotAllowed
        The actor does not read reports.
    """
    require_act(actor, Act.READ_REPORTS)
    reference = read_reference(session, of=actor)
    counties = [unit.code for unit in reference.places.at(Level.COUNTY) if is_within(actor, unit.code)]
    acts = session.exec(
        select_rows(Closure)
        .where(Closure.period == period, col(Closure.org_unit).in_(counties))
        .order_by(col(Closure.seq))
    )
    last = last_acts((closure.org_unit, closure.period, closure) for closure in acts)
    waiting, corrections = Counter[str | None](), Counter[str | None]()
    for place, is_correction in _undecided(session, actor, period):
        waiting[reference.county_of(place)] += 1
        corrections[reference.county_of(place)] += is_correction
    return [
        _county_month(county, period, (waiting[county], corrections[county]), last.get((county, period)))
        for county in counties
    ]


def _county_month(county: str, period: str, waiting: tuple[int, int], last: Closure | None) -> CountyMonth:
    if last is None:
        return CountyMonth(county, period, *waiting, act=None, reason=None, at=None)
    return CountyMonth(county, period, *waiting, ClosureAct(last.act), last.reason, last.at)


def _undecided(session: Session, actor: Actor, period: str) -> list[tuple[str, bool]]:
    """Return the place of each report that waits, and whether it corrects an accepted version."""
    rows = session.connection().execute(
        current_revisions(
            select(col(Report.org_unit), has_accepted_version(col(Report.id)))
            .join(Revision, col(Revision.report_id) == col(Report.id))
            .outerjoin(Decision, col(Decision.revision_id) == col(Revision.id))
            .where(
                col(Decision.seq).is_(None),
                col(Report.period) == period,
                within_places(col(Report.org_unit), actor),
            )
        )
    )
    return [(org_unit, bool(is_correction)) for org_unit, is_correction in rows]
