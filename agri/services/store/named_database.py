"""Open the database that the environment names."""

from sqlalchemy import Engine

from agri.services.store.database import make_engine
from agri.settings import Settings


def named_engine() -> Engine:
    """Return an engine for the database that the environment names.

    Raises
    ------
    UnsafeSettings
        It names none, and this is production.
    """
    settings = Settings()
    settings.require_named_database()
    return make_engine(settings.database_url)
