"""Changes since a position in the audit chain: reports touched, months closed or reopened.

The cursor is the chain's length, which is given out under the chain's lock: nothing can slip in below it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from agri.models import Closure
from agri.services.access.permissions import Actor, within_places
from agri.services.chain.audit import read_head
from agri.services.reference.reference import read_reference
from agri.services.review.list_reports import MOST_PER_PAGE, ListedReport, list_reports


@dataclass(frozen=True, slots=True)
class Changes:
    """What to take over, and the cursor to come back with; `is_more` says to come back at once."""

    reports: tuple[ListedReport, ...]
    closures: tuple[Closure, ...]
    since: int
    is_more: bool


def read_changes(
    session: Session, actor: Actor, since: int | None, *, known: Collection[UUID] = ()
) -> Changes:
    """Return what changed for a person since a cursor; without one, only the cursor to begin with.

    `known` are revisions that the caller has just sent and need not hear of.
    """
    head = read_head(session).length
    if since is None or since >= head:
        return Changes((), (), head, is_more=False)
    page = list_reports(session, actor, after=since, limit=MOST_PER_PAGE)
    until = page.after if page.after is not None else head
    reference = read_reference(session, of=actor)
    counties = {reference.county_of(place) for place in actor.every_place} - {None}
    closures = session.exec(
        select(Closure)
        .where(
            Closure.seq > since,
            Closure.seq <= until,
            within_places(col(Closure.org_unit), actor) | col(Closure.org_unit).in_(counties),
        )
        .order_by(col(Closure.seq))
    )
    reports = tuple(report for report in page.reports if report.revision_id not in known)
    return Changes(reports, tuple(closures), until, is_more=page.after is not None)
