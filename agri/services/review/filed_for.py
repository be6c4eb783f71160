"""Who files for whom: a version that somebody else filed for a place is marked until the place confirms it.

A place's own people are those who have it among their places. Whoever has it only below theirs, such as a
county's reviewer, files for it (代录). A mark changes no number and stops nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from agri.audit_acts import AuditAct
from agri.errors import Conflict, NotFound
from agri.models import FilingConfirmation, Person, Report, Revision
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.chain_rows import append_row
from agri.services.intake.current_revisions import current_revisions


class Filing(StrEnum):
    """Who filed a version: the place itself, or somebody for it whom it has confirmed or not yet."""

    OWN = "own"
    FOR_PLACE = "for_place"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Filed:
    """Who filed a version, by name, and for whom."""

    author_name: str
    filing: Filing


def read_filed(session: Session, versions: Mapping[UUID, tuple[UUID, str]]) -> dict[UUID, Filed]:
    """Return who filed some revisions.

    Parameters
    ----------
    session : Session
        Reads only.
    versions : mapping
        Each revision's author and place.
    """
    if not versions:
        return {}
    people = _people(session, {author for author, _ in versions.values()})
    foreign = {
        revision_id
        for revision_id, (author, org_unit) in versions.items()
        if author in people and org_unit not in people[author][1]
    }
    confirmed = _confirmed(session, foreign)
    found = {}
    for revision_id, (author, _) in versions.items():
        name = people[author][0] if author in people else ""
        filing = Filing.OWN
        if revision_id in foreign:
            filing = Filing.CONFIRMED if revision_id in confirmed else Filing.FOR_PLACE
        found[revision_id] = Filed(name, filing)
    return found


def confirm_filing(session: Session, actor: Actor, revision_id: UUID, *, now: datetime) -> FilingConfirmation:
    """Confirm what somebody else filed for one's own place; to do it again is harmless.

    Raises
    ------
    NotFound
        There is no such version of the actor's own places.
    Conflict
        It was superseded, or nobody else filed it.
    """
    require_act(actor, Act.CONFIRM_FILING)
    row = session.exec(
        select_rows(Revision, Report)
        .join(Report, col(Report.id) == col(Revision.report_id))
        .where(Revision.id == revision_id, col(Report.org_unit).in_(actor.every_place))
    ).one_or_none()
    if row is None:
        raise NotFound(
            f"there is no version {revision_id} of your own place", f"本单位没有版本 {revision_id}"
        )
    revision, report = row
    known = session.exec(
        select_rows(FilingConfirmation).where(FilingConfirmation.revision_id == revision_id)
    ).one_or_none()
    if known is not None:
        return known
    is_current = current_revisions(select_rows(Revision.id)).where(col(Revision.id) == revision_id)
    if session.exec(is_current).one_or_none() is None:
        raise Conflict("this version was superseded; look at the newer one", "该版本已被取代，请查看新版本")
    filed = read_filed(session, {revision_id: (revision.author, report.org_unit)})[revision_id]
    if filed.filing == Filing.OWN:
        raise Conflict(
            "your own place filed this version; there is nothing to confirm", "该版本由本单位填报，无需确认"
        )
    content = {"revision_id": revision_id, "by": actor.id, "at": now}
    confirmation = FilingConfirmation(
        **append_row(
            session,
            actor.id,
            FilingConfirmation,
            content,
            at=now,
            act=AuditAct.FILING_CONFIRMED,
            subject=str(revision_id),
        )
    )
    session.add(confirmation)
    session.flush()
    return confirmation


def _people(session: Session, ids: Collection[UUID]) -> dict[UUID, tuple[str, tuple[str, ...]]]:
    rows = session.connection().execute(
        select(col(Person.id), col(Person.display_name), col(Person.org_unit), col(Person.places)).where(
            col(Person.id).in_(ids)
        )
    )
    return {person_id: (name, (org_unit, *(places or ()))) for person_id, name, org_unit, places in rows}


def _confirmed(session: Session, ids: Collection[UUID]) -> set[UUID]:
    if not ids:
        return set()
    confirmations = select(col(FilingConfirmation.revision_id)).where(
        col(FilingConfirmation.revision_id).in_(ids)
    )
    return set(session.connection().execute(confirmations).scalars())
