"""A copy taken while others write restores and verifies."""

from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from agri.errors import Conflict, DatabaseUnfit, NotFound
from agri.services.intake.receive import receive
from agri.services.publish.verify import verify
from agri.services.store.backup import back_up, restore
from agri.services.store.database import make_engine
from tests.places import NOW
from tests.unit.services.submissions import a_report, a_revision, actor

# These open the file itself.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_copy_under_load_restores_and_verifies(engine: Engine, tmp_path: Path) -> None:
    written, stop = Event(), Event()

    def write() -> None:
        last = a_report()
        while not stop.is_set():
            with Session(engine) as session, session.begin():
                receive(session, actor("reporter"), [last], now=NOW)
            written.set()
            last = a_revision(last, "next")

    writer = Thread(target=write)
    writer.start()
    try:
        assert written.wait(timeout=10)
        back_up(engine, tmp_path / "copies" / "agri.db")
    finally:
        stop.set()
        writer.join()
    restore(tmp_path / "copies" / "agri.db", tmp_path / "restored" / "agri.db")
    restored = make_engine(f"sqlite:///{tmp_path / 'restored' / 'agri.db'}")
    with Session(restored) as session:
        found = verify(session)
    restored.dispose()
    assert found.is_sound
    assert found.rows >= 1


def test_a_backup_overwrites_nothing(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(Conflict):
        back_up(engine, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_restore_overwrites_nothing_and_leaves_nothing_half_done(engine: Engine, tmp_path: Path) -> None:
    back_up(engine, tmp_path / "copy.db")
    with pytest.raises(Conflict):
        restore(tmp_path / "copy.db", Path(engine.url.database or ""))
    with pytest.raises(NotFound):
        restore(tmp_path / "nothing.db", tmp_path / "new.db")
    (tmp_path / "letter.db").write_text("dear city, " * 1_000)
    with pytest.raises(DatabaseUnfit):
        restore(tmp_path / "letter.db", tmp_path / "new.db")
    assert not list(tmp_path.glob("new.db*"))
