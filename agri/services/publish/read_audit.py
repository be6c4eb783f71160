"""Read the audit chain in its order, a page at a time."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from agri.models import Audit
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.audit import Link, read_head


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Links after a place in the chain, and where the chain ends now."""

    links: list[Audit]
    end: Link


def read_audit(
    session: Session, actor: Actor, *, after: int, limit: int, subject: str | None = None
) -> AuditPage:
    """Return up to `limit` links after the place `after`, of one subject or of all."""
    require_act(actor, Act.READ_AUDIT)
    statement = select(Audit).where(Audit.seq > after).order_by(col(Audit.seq)).limit(limit)
    if subject is not None:
        statement = statement.where(Audit.subject == subject)
    return AuditPage(list(session.exec(statement)), read_head(session))
