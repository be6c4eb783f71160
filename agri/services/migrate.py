"""Bring a database to the version of this program."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from agri.services.schema_version import refuse_newer


def migrate(engine: Engine) -> None:
    """Bring a database to the newest version; an empty one gets every table.

    Raises
    ------
    DatabaseUnfit
        The database is newer than this program.
    """
    with engine.begin() as connection:
        refuse_newer(connection)
        command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "agri:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
