"""Bring a database to the version of this program."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine
from sqlmodel import Session

from agri.services.clock import system_clock
from agri.services.prove import take_over
from agri.services.schema_version import refuse_newer


def migrate(engine: Engine) -> None:
    """Bring a database to the newest version; an empty one gets every table.

    What an older program never linked to the audit chain gets one dated link, "taken over unproved".

    Raises
    ------
    DatabaseUnfit
        The database is newer than this program.
    """
    with engine.begin() as connection:
        refuse_newer(connection)
        command.upgrade(_config(connection), "head")
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            take_over(session, at=system_clock())
            session.commit()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "agri:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
