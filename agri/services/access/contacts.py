"""Whom to call: who reviews a place, by name and office telephone."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from agri.models import OrgUnitRow, Person
from agri.services.access.permissions import Act, Actor, require_act
from agri.terms import Role

_ABOVE: dict[Role, tuple[Role, ...]] = {
    Role.REPORTER: (Role.REVIEWER, Role.COMMITTEE),
    Role.REVIEWER: (Role.COMMITTEE,),
    Role.COMMITTEE: (Role.REVIEWER, Role.OPERATOR),
    Role.PROVINCE: (Role.COMMITTEE, Role.OPERATOR),
    Role.OPERATOR: (Role.COMMITTEE,),
    Role.DEPARTMENT: (Role.COMMITTEE,),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call; `telephone` is the office's, null where nobody has said it."""

    name: str
    role: Role
    org_unit: str
    place: str
    place_en: str
    telephone: str | None


def read_contacts(session: Session, actor: Actor) -> list[Contact]:
    """Return who reviews the actor's places, the nearest first; the committee's are its reviewers.

    Whoever works above a county sees the accounts of the own city only.
    """
    require_act(actor, Act.READ_CONTACTS)
    rows = session.connection().execute(
        select(
            col(Person.display_name),
            col(Person.role),
            col(Person.org_unit),
            col(Person.places),
            col(Person.telephone),
        )
        .where(col(Person.is_active).is_(True), col(Person.role).in_(_ABOVE[actor.role]))
        .order_by(col(Person.org_unit), col(Person.name))
    )
    names = select(col(OrgUnitRow.code), col(OrgUnitRow.name), col(OrgUnitRow.name_en))
    units = {unit.code: unit for unit in session.connection().execute(names)}
    found = []
    for name, role, org_unit, places, telephone in rows:
        its = (org_unit, *(places or ()))
        if any(_meet(place, own) for place in its for own in actor.every_place) and org_unit in units:
            unit = units[org_unit]
            found.append(Contact(name, Role(role), org_unit, unit.name, unit.name_en, telephone))
    return sorted(found, key=lambda one: (_ABOVE[actor.role].index(one.role), one.org_unit, one.name))


def _meet(one: str, other: str) -> bool:
    """Say whether one of two places lies in the other."""
    return one.startswith(other) or other.startswith(one)
