"""Say of every reported cell which version of the report gives its numbers, and how that one stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from agri.models import Report, Revision
from agri.periods import end_of_day
from agri.services.figures.snapshot_grid import Cell
from agri.services.figures.take_snapshot import last_decisions
from agri.terms import DecisionKind, SnapshotBasis


@dataclass(frozen=True, slots=True)
class CountedVersion:
    """One version of a report; `decision` is the last one on it, None while nobody has decided."""

    revision_id: UUID
    received_at: datetime
    decision: DecisionKind | None


def list_versions(
    session: Session, as_of: date, basis: SnapshotBasis = SnapshotBasis.ACCEPTED, *, city: str = ""
) -> Mapping[Cell, CountedVersion]:
    """Return the version that a snapshot takes of each report of a city; the latest where it takes none.

    A report without an accepted version gives no number to a snapshot of the accepted ones: the version is
    then the one that waits, or that was returned.
    """
    until = end_of_day(as_of)
    decided = last_decisions(session.connection(), until)
    rows = session.connection().execute(
        select(
            col(Report.form),
            col(Report.org_unit),
            col(Report.period),
            col(Revision.seq),
            col(Revision.id),
            col(Revision.received_at),
        )
        .join(Report, col(Report.id) == col(Revision.report_id))
        .where(col(Revision.received_at) < until, col(Report.org_unit).startswith(city))
        .order_by(col(Revision.seq))
    )
    versions: dict[Cell, CountedVersion] = {}
    for form, org_unit, period, seq, revision_id, received_at in rows:
        cell = (form, org_unit, period)
        kind = decided.get(seq)
        version = CountedVersion(revision_id, received_at, None if kind is None else DecisionKind(kind))
        earlier = versions.get(cell)
        is_kept = (
            basis == SnapshotBasis.ACCEPTED
            and earlier is not None
            and earlier.decision == DecisionKind.ACCEPTED
            and version.decision != DecisionKind.ACCEPTED
        )
        if not is_kept:
            versions[cell] = version
    return versions
