"""A damaged file is refused in one sentence by backup, restore and verify, wherever the damage lies."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from typer.testing import CliRunner

from agri.cli import app
from agri.errors import DatabaseDamaged, DatabaseUnfit, Refusal
from agri.services.store.backup import back_up, checksum_file, restore
from agri.services.store.database import make_engine
from agri.services.store.integrity import check_integrity
from tests.postgres import fresh_city

TABLES = ("person", "baseline", "proof", "org_unit", "audit", "task")


@pytest.fixture
def copy(city_file: Path, tmp_path: Path) -> Path:
    engine = make_engine(f"sqlite:///{city_file}")
    back_up(engine, tmp_path / "copy.db")
    engine.dispose()
    return tmp_path / "copy.db"


PAGE = 4096  # bytes, as SQLite writes them


def pages_of(path: Path) -> dict[str, int]:
    """Return the first page of every table and index."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 1"))


def zero(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(bytes(PAGE))


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def stab(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3 // PAGE * PAGE)  # where a page begins: its head says what it is
        file.write(b"\xa5\x5a" * 100)


def damages(path: Path) -> Iterator[str]:
    names = pages_of(path)
    yield from (name for name in names if name in TABLES or name.startswith("ix_"))


def verify_command(path: Path, monkeypatch: pytest.MonkeyPatch) -> Refusal | None:
    monkeypatch.setenv("AGRI_DATABASE_URL", f"sqlite:///{path}")
    result = CliRunner().invoke(app, ["verify"])
    if result.exit_code == 0:
        return None
    assert isinstance(result.exception, Refusal), result.exception
    return result.exception


def assert_one_sentence(refusal: Refusal) -> None:
    assert refusal.detail_zh
    assert "Traceback" not in refusal.detail
    assert "\n" not in refusal.detail


def test_each_damaged_page_is_found_by_restore_and_verify(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checksum_file(copy).unlink()  # what the file itself shows, without its checksum
    whole = copy.read_bytes()
    names = list(damages(copy))
    assert set(TABLES) <= set(names)
    roots = pages_of(copy)
    for name in names:
        copy.write_bytes(whole)
        zero(copy, roots[name])
        with pytest.raises(DatabaseUnfit) as refused:
            restore(copy, tmp_path / "restored.db")
        assert_one_sentence(refused.value)
        assert not list(tmp_path.glob("restored.db*")), name
        refusal = verify_command(copy, monkeypatch)
        assert refusal is not None, name
        assert_one_sentence(refusal)


@pytest.mark.parametrize("damage", [half, stab])
def test_half_a_file_and_a_stabbed_one_are_refused(
    damage, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checksum_file(copy).unlink()
    damage(copy)
    with pytest.raises(DatabaseUnfit):
        restore(copy, tmp_path / "restored.db")
    assert verify_command(copy, monkeypatch) is not None


def test_a_damaged_database_is_not_backed_up(copy: Path, tmp_path: Path) -> None:
    zero(copy, pages_of(copy)["baseline"])
    engine = make_engine(f"sqlite:///{copy}")
    with pytest.raises(DatabaseDamaged):
        back_up(engine, tmp_path / "second.db")
    engine.dispose()
    assert not list(tmp_path.glob("second.db*"))


def test_a_reference_that_leads_nowhere_is_damage(copy: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE baseline SET org_unit = '999999' WHERE id = 1")
        connection.commit()
    checksum_file(copy).unlink()
    with pytest.raises(DatabaseDamaged, match="refers to no row"):
        restore(copy, tmp_path / "restored.db")


def test_a_copy_that_is_not_what_was_written_is_refused(copy: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE baseline SET value = value + 1")  # a sound database, but another one
        connection.commit()
    with pytest.raises(DatabaseDamaged, match="checksum differs"):
        restore(copy, tmp_path / "restored.db")


def test_a_copy_with_its_checksum_restores(copy: Path, tmp_path: Path) -> None:
    assert restore(copy, tmp_path / "restored.db")
    assert checksum_file(copy).read_text().endswith(f"  {copy.name}\n")


@pytest.mark.slow
def test_postgresql_follows_every_reference(postgres: str) -> None:
    with fresh_city(postgres) as address:
        engine = make_engine(address)
        check_integrity(engine)
        _run(engine, "ALTER TABLE baseline DISABLE TRIGGER ALL")
        _run(engine, "UPDATE baseline SET org_unit = '999999' WHERE id = 1")
        with pytest.raises(DatabaseDamaged, match="a row of baseline"):
            check_integrity(engine)
        engine.dispose()


@pytest.mark.slow
def test_postgresql_goes_through_tables_and_indexes_where_it_can(postgres: str) -> None:
    with fresh_city(postgres) as address:
        engine = make_engine(address)
        try:
            _run(engine, "CREATE EXTENSION amcheck")
        except Exception:
            pytest.skip("this PostgreSQL has no amcheck")
        check_integrity(engine)
        engine.dispose()


def _run(engine: Engine, statement: str) -> None:
    raw = create_engine(engine.url)
    with raw.begin() as connection:
        connection.execute(text(statement))
    raw.dispose()
