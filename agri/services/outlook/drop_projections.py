"""Drop projections that the server asked for itself and that nothing rests on, so that they do not pile up.

Kept are: whatever a person or a command asked for; what a release cites; those of a snapshot that a search
or a comparison is about; the last one of each day. The audit chain goes on saying that a dropped one was
asked and answered, with the digest of its answer: asked again it gives the same answer.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, delete, select

from agri.models import BackgroundJob, ComparisonRow, ProjectionRow, ReleaseRow, SearchRow
from agri.terms import JobKind


def drop_projections(session: Session, city: str, newest: UUID) -> list[UUID]:
    """Drop what is not kept of a city; `newest` is the one just made. Return the ids of what was dropped."""
    rows = session.exec(
        select(col(ProjectionRow.id), col(ProjectionRow.as_of), col(ProjectionRow.snapshot))
        .join(BackgroundJob, col(BackgroundJob.id) == col(ProjectionRow.id))
        .where(
            ProjectionRow.city == city,
            col(ProjectionRow.result).is_not(None),
            col(ProjectionRow.requested_by).is_(None),
            col(BackgroundJob.asked_by).is_(None),
            BackgroundJob.kind == JobKind.PROJECTION,
        )
        .order_by(col(ProjectionRow.as_of), col(ProjectionRow.finished_at).desc(), col(ProjectionRow.id))
    ).all()
    cited = set(session.exec(select(ReleaseRow.projection_id)))
    snapshots: set[str] = set()
    snapshots |= set(session.exec(select(SearchRow.snapshot).where(SearchRow.city == city)))
    snapshots |= set(session.exec(select(ComparisonRow.snapshot).where(ComparisonRow.city == city)))
    last_of_day = {as_of: row_id for row_id, as_of, _ in reversed(rows)}
    last_of_day |= {as_of: row_id for row_id, as_of, _ in rows if row_id == newest}
    dropped = [
        row_id
        for row_id, as_of, snapshot in rows
        if row_id not in cited and snapshot not in snapshots and last_of_day[as_of] != row_id
    ]
    _delete(session, dropped)
    return dropped


def _delete(session: Session, ids: Iterable[UUID]) -> None:
    for row_id in ids:
        session.exec(delete(BackgroundJob).where(col(BackgroundJob.id) == row_id))
        session.exec(delete(ProjectionRow).where(col(ProjectionRow.id) == row_id))
