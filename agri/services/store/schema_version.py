"""Tell whether a database is at the version of this program, and why not in one sentence.

Every command asks, so this reads the names of the migrations and leaves alembic, slow to import, to those
that migrate.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from agri.errors import DatabaseUnfit

_FOLDERS = ("agri.migrations.versions", "agri.migrations.versions.before_0010")


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
            f"找不到数据库 {database}；请先运行 `agri init` 或 `agri demo`",
        )
    try:
        with engine.connect() as connection:
            current = refuse_newer(connection)
    except DBAPIError as error:
        raise DatabaseUnfit(
            f"the database {where} cannot be opened: {error.orig}",
            f"无法打开数据库 {where}：{error.orig}",
        ) from error
    if current is None:
        raise DatabaseUnfit(
            f"the database {where} holds no record yet; run `agri init` or `agri demo` first",
            f"数据库 {where} 还是空的；请先运行 `agri init` 或 `agri demo`",
        )
    if current != _head():
        raise DatabaseUnfit(
            f"the database {where} is older ({current}) than this program ({_head()}); run `agri init`",
            f"数据库 {where} 的版本（{current}）比程序（{_head()}）旧；请运行 `agri init` 升级",
        )


def refuse_newer(connection: Connection) -> str | None:
    """Return the version of the database, None while it is empty.

    Raises
    ------
    DatabaseUnfit
        It is newer than this program, or another program's.
    """
    tables = inspect(connection).get_table_names()
    current = None
    if "alembic_version" in tables:
        current = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if current is not None and current not in _known():
        raise DatabaseUnfit(
            f"the database was written by a newer program (version {current}, newest known {_head()}); "
            "upgrade agri",
            f"数据库由更新的程序写成（版本 {current}，本程序最新 {_head()}）；请升级 agri",
        )
    if current is None and set(tables) - {"alembic_version"}:
        raise DatabaseUnfit(
            "the database holds tables that are not agri's; name another one in AGRI_DATABASE_URL",
            "该数据库中有不属于 agri 的表；请在 AGRI_DATABASE_URL 中另指定一个",
        )
    return current


def _is_file(database: str) -> bool:
    return database == ":memory:" or Path(database).is_file()


def _head() -> str:
    return _known()[-1]


@cache  # the program's own files, which do not change while it runs
def _known() -> tuple[str, ...]:
    """List the versions in their order: a migration's file begins with its revision."""
    folders = (files(name) for name in _FOLDERS)
    names = (entry.name for folder in folders for entry in folder.iterdir())
    return tuple(sorted(name.partition("_")[0] for name in names if name[0].isdigit()))
