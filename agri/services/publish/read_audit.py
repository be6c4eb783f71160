"""Read the audit chain in its order, a page at a time."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from agri.models import Audit
from agri.services.access.cities import cities_seen
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.audit import Link, read_head
from agri.services.publish.audit_of_city import links_of_city
from agri.services.reference.reference import record_cities


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Links after a place in the chain, and where the chain ends now."""

    links: list[Audit]
    end: Link


def read_audit(
    session: Session, actor: Actor, *, after: int, limit: int, subject: str | None = None
) -> AuditPage:
    """Return up to `limit` links after the place `after`, of one subject or of all.

    Where the record holds several cities, a committee is shown what was done in its own or about it.
    """
    require_act(actor, Act.READ_AUDIT)
    statement = select(Audit).order_by(col(Audit.seq)).limit(limit)
    if subject is not None:
        statement = statement.where(Audit.subject == subject)
    cities = record_cities(session)
    seen = cities_seen(cities, actor)
    is_all = len(seen) == len(cities)
    links: list[Audit] = []
    while True:
        some = list(session.exec(statement.where(Audit.seq > after)))
        links += some if is_all else links_of_city(session, seen, some)
        if is_all or len(some) < limit or len(links) >= limit:
            return AuditPage(links[:limit], read_head(session))
        after = some[-1].seq
