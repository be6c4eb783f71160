"""Bring a database to the version of this program, or say in one sentence why it does not fit."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError

from agri.errors import DatabaseUnfit


def migrate(engine: Engine) -> None:
    """Bring a database to the newest version; an empty one gets every table.

    Raises
    ------
    DatabaseUnfit
        The database is newer than this program.
    """
    with engine.begin() as connection:
        _refuse_newer(connection)
        command.upgrade(_config(connection), "head")


def check_fit(engine: Engine) -> None:
    """Do nothing if the database is at this program's version.

    Raises
    ------
    DatabaseUnfit
        It is missing, empty, older or newer.
    """
    where = engine.url.render_as_string(hide_password=True)
    database = engine.url.database
    if engine.dialect.name == "sqlite" and database and not _is_file(database):
        raise DatabaseUnfit(
            f"there is no database at {database}; run `agri init` or `agri demo` first",
            f"找不到数据库 {database};请先运行 `agri init` 或 `agri demo`",
        )
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            _refuse_newer(connection)
    except DBAPIError as error:
        raise DatabaseUnfit(
            f"the database {where} cannot be opened: {error.orig}",
            f"无法打开数据库 {where}:{error.orig}",
        ) from error
    if current is None:
        raise DatabaseUnfit(
            f"the database {where} holds no record yet; run `agri init` or `agri demo` first",
            f"数据库 {where} 还是空的;请先运行 `agri init` 或 `agri demo`",
        )
    if current != _head():
        raise DatabaseUnfit(
            f"the database {where} is older ({current}) than this program ({_head()}); run `agri init`",
            f"数据库 {where} 的版本({current})比程序({_head()})旧;请运行 `agri init` 升级",
        )


def _refuse_newer(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in _known():
        raise DatabaseUnfit(
            f"the database was written by a newer program (version {current}, newest known {_head()}); "
            "upgrade agri",
            f"数据库由更新的程序写成(版本 {current},本程序最新 {_head()});请升级 agri",
        )
    if current is None and inspect(connection).get_table_names():
        raise DatabaseUnfit(
            "the database holds tables that are not agri's; name another one in AGRI_DATABASE_URL",
            "该数据库中有不属于 agri 的表;请在 AGRI_DATABASE_URL 中另指定一个",
        )


def _is_file(database: str) -> bool:
    from pathlib import Path

    return database == ":memory:" or Path(database).is_file()


@cache  # the program's own files, which do not change while it runs
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _head() -> str | None:
    return _scripts().get_current_head()


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", "agri:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
