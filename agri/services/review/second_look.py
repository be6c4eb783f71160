"""Acceptances for a second review: who accepted manages the author's account.

Whoever looks accepts again or returns; either is a decision like any other, and settles it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from agri.models import Decision, DecisionMark, Report, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.services.intake.closed_months import is_closed
from agri.services.reference.reference import References
from agri.services.review.barred import Bars
from agri.services.review.report_state import Next, ReportState, may_next


@dataclass(frozen=True, slots=True)
class MarkedDecision:
    """An acceptance by somebody who manages the author's account, and what the caller may do with it."""

    seq: int
    mark: str
    revision_id: UUID
    report_id: UUID
    form: str
    org_unit: str
    period: str
    author: UUID
    by: UUID
    at: datetime
    is_settled: bool
    may: tuple[Next, ...]


def list_marked(session: Session, actor: Actor) -> list[MarkedDecision]:
    """Return the marked acceptances in the actor's place, the latest first."""
    require_act(actor, Act.READ_AUDIT)
    later, newer = aliased(Decision), aliased(Revision)
    is_settled = (
        select(col(later.seq))
        .where(col(later.revision_id) == col(Decision.revision_id), col(later.seq) > col(Decision.seq))
        .exists()
        | select(col(newer.id)).where(col(newer.supersedes) == col(Decision.revision_id)).exists()
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = (
        session.connection()
        .execute(
            select(
                col(Decision.seq),
                col(DecisionMark.mark),
                col(Revision.id).label("revision_id"),
                col(Report.id).label("report_id"),
                col(Report.form),
                col(Report.org_unit),
                col(Report.period),
                col(Revision.author),
                col(Decision.by),
                col(Decision.at),
                is_settled.label("is_settled"),
            )
            .join(DecisionMark, col(DecisionMark.seq) == col(Decision.seq))
            .join(Revision, col(Revision.id) == col(Decision.revision_id))
            .join(Report, col(Report.id) == col(Revision.report_id))
            .order_by(col(Decision.seq).desc())
        )
        .all()
    )
    within = [row for row in rows if is_within(actor, row.org_unit)]
    bars = Bars(session, actor, {row.author for row in within})
    references = References(session)
    return [
        MarkedDecision(
            **row._asdict(),
            may=()
            if row.is_settled
            else tuple(
                act
                for act in may_next(
                    actor,
                    row.org_unit,
                    bar=bars.find(row.org_unit, row.author),
                    state=ReportState.ACCEPTED,
                    is_closed=is_closed(
                        session, references.of(row.org_unit), row.org_unit, Period.parse(row.period)
                    ),
                    is_for_second_look=row.by != actor.id,
                )
                if act in {Next.ACCEPT, Next.RETURN}
            ),
        )
        for row in within
    ]
