"""The actor of commands typed on the server: the operator, or the committee."""

from uuid import UUID

from sqlmodel import Session, col, select

from agri.errors import NotFound
from agri.models import Person
from agri.services.access.cities import city_of
from agri.services.access.permissions import Actor, actor_of
from agri.terms import Role

EVERYWHERE = ""  # every division code begins with it
_NOBODY = UUID(int=0)


def operator_at_the_server(session: Session) -> Actor:
    """Return the first active operator's account, in whose name a command acts on every place.

    Before the first account exists nobody does; the audit then names the zero id.
    """
    person = session.exec(
        select(Person)
        .where(Person.role == Role.OPERATOR, col(Person.is_active))
        .order_by(col(Person.created_at), col(Person.name))
    ).first()
    if person is None:
        return Actor(_NOBODY, "operator", Role.OPERATOR, EVERYWHERE)
    return Actor(person.id, person.name, Role.OPERATOR, EVERYWHERE)


def analyst_at_the_server(city: str) -> Actor:
    """Return who reads an opened database: whatever the city's committee reads, and nothing is done by it."""
    return Actor(_NOBODY, "analyst", Role.COMMITTEE, city)


def province_at_the_server(province: str) -> Actor:
    """Return who looks at a province's cities at the server; nothing is done by it."""
    return Actor(_NOBODY, "province", Role.PROVINCE, province)


def importer_at_the_server(session: Session) -> Actor:
    """Return the operator in whose name reports are brought in: every version names a person as its author.

    Raises
    ------
    NotFound
        There is no operator's account yet.
    """
    actor = operator_at_the_server(session)
    if actor.id == _NOBODY:
        raise NotFound(
            "no operator account exists to import in the name of; open one with "
            "`agri users add NAME --role operator --org-unit CITY`",
            "还没有系统运维账号，无法导入；请先运行 "
            "`agri users add 账号 --role operator --org-unit 城市代码`",
        )
    return actor


def committee_at_the_server(session: Session, city: str | None = None) -> Actor:
    """Return a city's first active committee account, in whose name a command at the server acts.

    Raises
    ------
    NotFound
        There is none yet.
    Invalid
        The record holds several cities, and none is named.
    """
    person = session.exec(
        select(Person)
        .where(
            Person.role == Role.COMMITTEE,
            col(Person.is_active),
            col(Person.org_unit) == city_of(session, city),
        )
        .order_by(col(Person.created_at), col(Person.name))
    ).first()
    if person is None:
        raise NotFound(
            "no committee account exists; open one with `agri users add NAME --role committee`",
            "还没有市工作委员会账号；请先运行 `agri users add 账号 --role committee`",
        )
    return actor_of(person)
