"""Read the audit chain in its order, a page at a time."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from agri.errors import NotFound
from agri.models import Audit, ContestedRevision, Photo, Report, Revision
from agri.services.access.cities import cities_seen
from agri.services.access.permissions import Act, Actor, is_within, require_act
from agri.services.chain.audit import Link, read_head
from agri.services.publish.audit_of_city import links_of_city
from agri.services.reference.reference import record_cities
from agri.terms import Role


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Links after a place in the chain, and where the chain ends now."""

    links: list[Audit]
    end: Link


def read_audit(
    session: Session,
    actor: Actor,
    *,
    after: int,
    limit: int,
    subject: str | None = None,
    act: str | None = None,
    report: UUID | None = None,
) -> AuditPage:
    """Return up to `limit` links after the place `after`: of one subject, of one kind of act, of one report.

    `act` is a whole act or the noun that it begins with, as in ``person``. A report has the links of its
    versions: received, contested, decided on, confirmed, its photos, and answers to findings; `report` is its
    id or that of one of its versions.

    Where the record holds several cities, a committee is shown what was done in its own or about it.

    Raises
    ------
    NotFound
        There is no such report in the actor's place; an operator's is every city.
    """
    require_act(actor, Act.READ_AUDIT)
    statement = select(Audit).order_by(col(Audit.seq)).limit(limit)
    if subject is not None:
        statement = statement.where(Audit.subject == subject)
    if act is not None:
        statement = statement.where(or_(col(Audit.act) == act, col(Audit.act).startswith(f"{act}.")))
    if report is not None:
        ids = _subjects(session, actor, report)
        statement = statement.where(
            or_(col(Audit.subject).in_(ids), *(col(Audit.subject).startswith(f"{one}/") for one in ids))
        )
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


def _subjects(session: Session, actor: Actor, named: UUID) -> list[str]:
    report = session.get(Report, named) or _report_of(session, named)
    if report is None or not (actor.role == Role.OPERATOR or is_within(actor, report.org_unit)):
        raise NotFound(f"there is no report {named} in your place", f"您的辖区内没有报表 {named}")
    found = [str(report.id), f"{report.org_unit}/{report.period}"]  # the latter: spot checks
    for table in (Revision, ContestedRevision, Photo):
        ids = session.exec(select(table.id).where(table.report_id == report.id))
        found += [str(one) for one in ids]
    return found


def _report_of(session: Session, version: UUID) -> Report | None:
    """Return the report that a version belongs to."""
    one = session.get(Revision, version) or session.get(ContestedRevision, version)
    return None if one is None else session.get(Report, one.report_id)
