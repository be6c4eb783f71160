"""A copy made while phones report restores, verifies, and holds all that was acknowledged before it began."""

import subprocess
from pathlib import Path

import pytest

from tests.durability.phones import reporting, wait_for
from tests.durability.record import hold_to_receipts
from tests.durability.serving import AGRI, Server
from tests.postgres import fresh_city, tools

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
def test_a_copy_made_under_load_restores_and_verifies(server: Server, tmp_path: Path) -> None:
    copy, restored = tmp_path / "copy.db", tmp_path / "restored.db"
    with reporting(server, 8) as phones:
        wait_for(phones, 200)
        before = {key for phone in phones for key in list(phone.receipts)}
        run(server, "backup", str(copy))
        wait_for(phones, 50)
    run(server, "restore", str(copy), str(restored))
    said = run(server, "verify", database_url=f"sqlite:///{restored}")
    assert "sound" in said
    rows = hold_to_receipts(f"sqlite:///{restored}", phones, known=before)
    assert rows >= len(before)


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
def test_a_dump_made_under_load_restores_and_verifies(server: Server, postgres: str, tmp_path: Path) -> None:
    dump = str(tmp_path / "copy.dump")
    with reporting(server, 8) as phones:
        wait_for(phones, 200)
        before = {key for phone in phones for key in list(phone.receipts)}
        subprocess.run(
            [tools() / "pg_dump", "--format=custom", f"--file={dump}", server.database_url],
            check=True,
            timeout=300,
        )
        wait_for(phones, 50)
    with fresh_city(postgres, "template0") as restored:
        subprocess.run([tools() / "pg_restore", f"--dbname={restored}", dump], check=True, timeout=300)
        said = run(server, "verify", database_url=restored)
        assert "sound" in said
        assert hold_to_receipts(restored, phones, known=before) >= len(before)


def run(server: Server, *command: str, database_url: str | None = None) -> str:
    """Run a command on the server's database, or on another, and return what it says."""
    environment = server.environment
    if database_url is not None:
        environment["AGRI_DATABASE_URL"] = database_url
    done = subprocess.run(
        [AGRI, *command], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
