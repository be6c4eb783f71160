"""Who acts when a command is typed on the server itself: its operator."""

from uuid import UUID

from sqlmodel import Session, col, select

from agri.models import Person
from agri.services.scope import Actor
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
