"""In whose name a command on the server acts."""

import pytest
from sqlmodel import Session, update

from agri.errors import NotFound
from agri.models import Person
from agri.services.access.local_actor import importer_at_the_server, operator_at_the_server
from agri.terms import Role
from tests.places import person_id


@pytest.fixture
def database() -> str:
    return "sqlite"


def test_an_import_names_the_operator(session: Session) -> None:
    assert importer_at_the_server(session).id == person_id("operator")


def test_without_an_operator_an_import_is_refused_with_the_way_out(session: Session) -> None:
    session.exec(update(Person).where(Person.role == Role.OPERATOR).values(is_active=False))
    assert operator_at_the_server(session).role == Role.OPERATOR
    with pytest.raises(NotFound, match="agri users add"):
        importer_at_the_server(session)
