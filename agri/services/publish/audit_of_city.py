"""Which links of the audit chain are a city's: done by its people, or about what belongs to it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from agri.models import (
    Audit,
    ComparisonRow,
    ContestedRevision,
    KeptView,
    KeptWorkbook,
    Person,
    Photo,
    ProjectionRow,
    Report,
    Revision,
    ScenarioRow,
    SearchRow,
    SessionToken,
)
from agri.terms import Role

_UUID_LENGTH = 36


def links_of_city(session: Session, cities: Sequence[str], links: Sequence[Audit]) -> list[Audit]:
    """Return the links that a person of some cities may read, in their order."""
    people = {
        str(person_id)
        for person_id, org_unit, role in session.exec(select(Person.id, Person.org_unit, Person.role))
        if role not in {Role.OPERATOR, Role.PROVINCE} and _lies_in(cities, org_unit)
    }
    rest = {link.subject for link in links if link.actor not in people}
    own = _subjects_of(session, cities, rest)
    return [link for link in links if link.actor in people or link.subject in own]


def _lies_in(cities: Iterable[str], code: str) -> bool:
    return any(code.startswith(city) for city in cities)


def _subjects_of(session: Session, cities: Sequence[str], subjects: set[str]) -> set[str]:
    """Return which subjects are a place of the cities, or something that belongs to one."""
    found = {subject: _id_of(subject) for subject in subjects}
    own = {subject for subject, key in found.items() if key is None and _lies_in(cities, subject)}
    wanted = sorted({key for key in found.values() if key is not None})
    if not wanted:
        return own
    statements = [
        select(Person.id, Person.org_unit).where(col(Person.id).in_(wanted)),
        select(Report.id, Report.org_unit).where(col(Report.id).in_(wanted)),
        select(Revision.id, Report.org_unit)
        .join(Report, col(Report.id) == col(Revision.report_id))
        .where(col(Revision.id).in_(wanted)),
        select(ContestedRevision.id, Report.org_unit)
        .join(Report, col(Report.id) == col(ContestedRevision.report_id))
        .where(col(ContestedRevision.id).in_(wanted)),
        select(Photo.id, Report.org_unit)
        .join(Report, col(Report.id) == col(Photo.report_id))
        .where(col(Photo.id).in_(wanted)),
        select(SessionToken.id, Person.org_unit)
        .join(Person, col(Person.id) == col(SessionToken.person_id))
        .where(col(SessionToken.id).in_(wanted)),
        *(
            select(table.id, table.city).where(col(table.id).in_(wanted))
            for table in (ProjectionRow, SearchRow, ComparisonRow, ScenarioRow, KeptView, KeptWorkbook)
        ),
    ]
    for statement in statements:
        inside = {key for key, code in session.exec(statement) if _lies_in(cities, code)}
        own |= {subject for subject, key in found.items() if key in inside}
    return own


def _id_of(subject: str) -> UUID | None:
    """Return the id that a subject is or begins with; None for a code or a number."""
    try:
        return UUID(subject[:_UUID_LENGTH])
    except ValueError:
        return None
