"""Bring a database to the version of this program."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine
from sqlmodel import Session

from agri.errors import DatabaseUnfit
from agri.services.chain.prove import take_over
from agri.services.store.clock import system_clock
from agri.services.store.schema_version import refuse_newer


def migrate(engine: Engine) -> None:
    """Bring a database to the newest version; an empty one gets every table.

    What an older program never linked to the audit chain gets one dated link, "taken over unproved".

    Raises
    ------
    DatabaseUnfit
        The database is newer than this program, or the folder of its file is not there.
    """
    _require_folder(engine)
    with engine.connect() as connection, _tables_may_be_rebuilt(connection), connection.begin():
        refuse_newer(connection)
        command.upgrade(_config(connection), "head")
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            take_over(session, at=system_clock())
            session.commit()
        _require_references(connection)


@contextmanager
def _tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """Let SQLite drop and rename a table that others refer to: it changes a table only by making it anew.

    The references are not looked at meanwhile, so they are looked at before the end of the transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    pragma = connection.connection.cursor()
    pragma.execute("PRAGMA foreign_keys = OFF")  # has no effect within a transaction
    try:
        yield
    finally:
        pragma.execute("PRAGMA foreign_keys = ON")
        pragma.close()


def _require_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DatabaseUnfit(
            f"a row of {broken[0]} refers to a row of {broken[2]} that is not there; nothing was upgraded: "
            "restore a sound backup and upgrade that",
            f"{broken[0]} 中有一行引用了 {broken[2]} 中不存在的行；未作任何升级，请恢复完好的备份后再升级",
        )


def _require_folder(engine: Engine) -> None:
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or Path(database).absolute().parent.is_dir():
        return
    folder = Path(database).absolute().parent
    raise DatabaseUnfit(
        f"there is no folder {folder} for the database; make it as the user that will run the server: "
        f"mkdir -p {folder}",
        f"数据库所在的文件夹 {folder} 不存在；请以将来运行服务的用户建立：mkdir -p {folder}",
    )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "agri:migrations")
    config.set_main_option("path_separator", "os")
    config.set_main_option("recursive_version_locations", "true")  # the oldest stand in a folder of their own
    config.attributes["connection"] = connection
    return config
