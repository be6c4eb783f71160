"""Backups into a folder never meet and never overwrite; the oldest go, and nothing else does."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agri.services.chain.migrate import migrate
from agri.services.store.backup_folder import drop_old_backups, is_folder, name_backup
from agri.services.store.database import make_engine
from tests.unit.cli.test_plain_failures import agri

NOW = datetime(2019, 10, 27, 0, 30, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> dict[str, str]:
    engine = make_engine(f"sqlite:///{tmp_path / 'agri.db'}")
    migrate(engine)
    engine.dispose()
    return {"AGRI_DATABASE_URL": f"sqlite:///{tmp_path / 'agri.db'}"}


def test_two_backups_of_one_second_have_two_names(tmp_path: Path) -> None:
    names = {name_backup(tmp_path, now=NOW) for _ in range(200)}
    assert len(names) == 200
    assert {path.name[:20] for path in names} == {"agri-20191027-003000"}


def test_a_folder_is_one_that_is_there_or_has_no_ending(tmp_path: Path) -> None:
    (tmp_path / "copies.d").mkdir()
    (tmp_path / "plain").touch()
    assert is_folder(tmp_path / "copies.d")
    assert is_folder(tmp_path / "new")
    assert not is_folder(tmp_path / "agri.db")
    assert not is_folder(tmp_path / "plain")


def test_the_oldest_go_with_what_lies_beside_them_and_nothing_else(tmp_path: Path) -> None:
    backups = []
    for day in range(5):
        path = name_backup(tmp_path, now=NOW.replace(day=day + 1))
        path.touch()
        path.with_name(path.name + ".sha256").touch()
        os.utime(path, (day, day))
        backups.append(path)
    others = [tmp_path / name for name in ("agri.db", "agri-monday.db", "agri-20190101-000000.db")]
    for path in others:
        path.touch()
        os.utime(path, (0, 0))
    # A clock that was set back makes the newest look the oldest; it stays all the same.
    os.utime(backups[4], (0, 0))
    assert set(drop_old_backups(tmp_path, keep=3, newest=backups[4])) == set(backups[:2])
    left = {path.name for path in tmp_path.iterdir()}
    kept = {path.name for path in backups[2:]}
    assert left == {path.name for path in others} | kept | {f"{name}.sha256" for name in kept}


@pytest.mark.slow
def test_the_command_writes_another_file_each_time(tmp_path: Path, database: dict[str, str]) -> None:
    for count in (1, 2, 2):
        done = agri("backup", "copies", "--keep", "2", folder=tmp_path, **database)
        assert done.returncode == 0, done.stderr
        assert len(list((tmp_path / "copies").glob("agri-*.db"))) == count
    refused = agri("backup", "one.db", "--keep", "2", folder=tmp_path, **database)
    assert refused.returncode != 0
    assert not (tmp_path / "one.db").exists()
