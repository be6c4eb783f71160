"""The demo's accounts: one per place, named by its code, all with one password that is printed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import insert
from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.definitions.places import Places
from agri.models import Person
from agri.services.access.permissions import Actor
from agri.services.access.sessions import hash_password
from agri.services.chain.audit import open_chain
from agri.services.chain.prove import append_proved
from agri.synthetic.record.history import NAMESPACE
from agri.terms import Level, Role

PASSWORD = "agri-demo-2019"  # noqa: S105 - published on purpose; a demo guards nothing
OPERATOR = "operator"
TELEPHONE = "0371-00000000"  # of every office in the demo: no number of the network begins so

_ROLES = {
    Level.TOWNSHIP: Role.REPORTER,
    Level.COUNTY: Role.REVIEWER,
    Level.CITY: Role.COMMITTEE,
    Level.PROVINCE: Role.PROVINCE,
}


@dataclass(frozen=True, slots=True)
class Accounts:
    """The demo's people by name; a place's person is named by its code."""

    by_name: dict[str, Actor]

    def __getitem__(self, name: str) -> Actor:
        return self.by_name[name]


def open_accounts(session: Session, places: Places, city: str, *, now: datetime) -> Accounts:
    """Open an account for every place and one for the operator; the password is hashed once for all."""
    actors = {unit.code: _actor(unit.code, _ROLES[unit.level], unit.code) for unit in places.units}
    actors[OPERATOR] = _actor(OPERATOR, Role.OPERATOR, city)
    shown = {unit.code: f"{unit.name}（演示）" for unit in places.units} | {OPERATOR: "系统管理员（演示）"}
    password_hash = hash_password(PASSWORD)
    chain = open_chain(session)
    rows = []
    for name, actor in actors.items():
        rows.append(
            {
                "id": actor.id,
                "name": name,
                "display_name": shown[name],
                "role": str(actor.role),
                "org_unit": actor.org_unit,
                "telephone": TELEPHONE,
                "password_hash": password_hash,
                "is_active": True,
                "created_at": now,
            }
        )
        facts = {"role": str(actor.role), "org_unit": actor.org_unit}
        chain.add(None, at=now, act=AuditAct.PERSON_CREATED, subject=str(actor.id), after=facts)
    chain.write(session)
    session.connection().execute(insert(Person), rows)
    append_proved(session, None, at=now, act=AuditAct.ACCOUNTS_OPENED, subject=city, proved=[Person])
    return Accounts(actors)


def _actor(name: str, role: Role, org_unit: str) -> Actor:
    return Actor(_person_id(name), name, role, org_unit)


def _person_id(name: str) -> UUID:
    return uuid5(NAMESPACE, f"person|{name}")
