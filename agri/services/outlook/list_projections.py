"""List the finished projections of a plan year, each with its age; run one of them again for its draws."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from agri.errors import Conflict, NotFound
from agri.models import ProjectionRow
from agri.services.figures.projection_age import KnownProjection, changes_since, last_projection
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.outlook.project_year import scenario_from_document
from agri.services.outlook.stored_runs import find_question
from agri.services.reference.reference import read_reference
from agri.sim import METHOD, project_combined
from agri.sim import Projection as Drawn
from agri.terms import SnapshotBasis


@dataclass(frozen=True, slots=True)
class AgedProjection:
    """A finished projection, its document, and what has happened since.

    `changes` counts the review decisions that it does not know; it `is_current` where it speaks of the
    record as it stands on the day that is asked about.
    """

    row: ProjectionRow
    document: Mapping[str, Any]
    is_current: bool
    changes: int


def list_projections(session: Session, as_of: date, *, city: str) -> list[AgedProjection]:
    """Return the finished projections that look from a day of the plan year up to `as_of`, oldest first."""
    plan = read_reference(session, as_of, of=city).at(as_of).plan
    snapshot = current_snapshot(session, plan, as_of)
    rows = session.exec(
        select(ProjectionRow)
        .where(
            col(ProjectionRow.result).is_not(None),
            ProjectionRow.city == city,
            col(ProjectionRow.as_of) >= date(plan.year, 1, 1),
            col(ProjectionRow.as_of) <= as_of,
        )
        .order_by(col(ProjectionRow.as_of), col(ProjectionRow.requested_at), col(ProjectionRow.id))
    )
    return [
        AgedProjection(
            row=row,
            document=json.loads(row.result or "{}"),
            is_current=row.snapshot == snapshot.id,
            changes=0
            if row.snapshot == snapshot.id
            else changes_since(
                session, KnownProjection(row.id, row.snapshot, row.as_of, row.requested_at), as_of, city
            ).decided,
        )
        for row in rows
    ]


def draw_again(
    session: Session, as_of: date, projection_id: UUID | None = None, *, city: str | None = None
) -> Drawn:
    """Run a stored projection again from its seed, for the draws that are not stored; nothing is written.

    Without an id it is the one that the assessment of the day shows.

    Raises
    ------
    NotFound
        There is none, it has no result, or the record no longer gives the snapshot that it speaks of.
    Conflict
        Another version of the engine made it.
    """
    if projection_id is None:
        reference = read_reference(session, as_of, of=city).at(as_of)
        last = last_projection(session, reference.plan, current_snapshot(session, reference.plan, as_of))
        if last is None:
            raise NotFound(
                f"there is no projection up to {as_of}; run `agri project`, or name a seed and replications",
                f"截至 {as_of} 还没有年末预测；请先运行 `agri project`，或指定 seed 和 replications",
            )
        projection_id = last.id
    row = find_question(session, ProjectionRow, projection_id)
    if row.method != METHOD:
        raise Conflict(
            f"projection {row.id} was made by {row.method}, this program is {METHOD} and draws "
            "other numbers; project again",
            f"预测 {row.id} 由 {row.method} 生成，本程序为 {METHOD}，结果会不同；请重新预测",
        )
    reference = read_reference(session, row.as_of, of=row.city).at(row.as_of)
    snapshot = current_snapshot(session, reference.plan, row.as_of, SnapshotBasis(row.basis))
    if row.result is None or snapshot.id != row.snapshot:
        raise NotFound(
            f"projection {row.id} has no result, or its snapshot is not the record's any more; project again",
            f"预测 {row.id} 尚无结果，或其数据快照已与现有记录不符；请重新预测",
        )
    scenario = scenario_from_document(row.scenario)
    return project_combined(snapshot, reference.plan, scenario, row.seed, row.replications)
