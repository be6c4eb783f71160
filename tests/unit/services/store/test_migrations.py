"""The migrations make the tables that the models describe, and an unfit database is named in one sentence."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from agri.errors import DatabaseUnfit
from agri.models import Record
from agri.services.chain.migrate import migrate
from agri.services.store.database import make_engine
from agri.services.store.schema_version import check_fit
from tests.some import some


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{tmp_path / 'agri.db'}")
    yield engine
    engine.dispose()


def test_the_migrations_make_the_tables_of_the_models(empty: Engine) -> None:
    migrate(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Record.metadata) == []


def test_every_check_and_unique_key_of_the_models_is_in_the_database(empty: Engine) -> None:
    migrate(empty)
    inspector = inspect(empty)
    for table in some(Record.metadata.sorted_tables):
        described = {str(constraint.name) for constraint in table.constraints if constraint.name}
        found = {row["name"] for row in inspector.get_check_constraints(table.name)}
        found |= {row["name"] for row in inspector.get_unique_constraints(table.name)}
        found |= {row["name"] for row in inspector.get_foreign_keys(table.name)}
        found.add(inspector.get_pk_constraint(table.name)["name"])
        assert described <= found, table.name


def test_migrating_twice_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    migrate(empty)
    check_fit(empty)


def test_a_missing_database_is_named_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.db"
    with pytest.raises(DatabaseUnfit, match="no database at"):
        check_fit(make_engine(f"sqlite:///{path}"))
    assert not path.exists()


def test_an_empty_database_is_named(empty: Engine) -> None:
    empty.connect().close()
    with pytest.raises(DatabaseUnfit, match="holds no record yet"):
        check_fit(empty)


def test_a_newer_database_is_named_and_left_alone(empty: Engine) -> None:
    migrate(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnfit, match="newer program"):
        check_fit(empty)
    with pytest.raises(DatabaseUnfit, match="newer program"):
        migrate(empty)


def test_a_database_of_something_else_is_left_alone(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE cows (name TEXT)"))
    with pytest.raises(DatabaseUnfit, match="not agri's"):
        migrate(empty)
    assert inspect(empty).get_table_names() == ["cows"]


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("dear city, " * 100)
    with pytest.raises(DatabaseUnfit, match="cannot be opened"):
        check_fit(make_engine(f"sqlite:///{path}"))


def test_a_seeded_database_fits_on_both(engine: Engine) -> None:
    check_fit(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Record.metadata) == []
