"""With an anchor outside the database a cut tail and a chain written anew are found."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlmodel import Session
from typer.testing import CliRunner

from agri.cli import app
from agri.errors import Invalid, NotFound, Unavailable
from agri.models import Audit, Proof
from agri.services.chain.anchor import post_anchor, read_anchors, write_anchor
from agri.services.chain.audit import GENESIS, link_hash
from agri.services.publish.verify import verify
from tests.places import NOW

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
AUDIT, PROOF = Audit.__table__, Proof.__table__  # type: ignore[attr-defined]


@pytest.fixture
def anchored(engine: Engine, tmp_path: Path) -> Path:
    with Session(engine) as session:
        write_anchor(session, tmp_path / "anchors", now=NOW)
    return tmp_path / "anchors"


def test_the_record_holds_to_its_anchor(engine: Engine, anchored: Path) -> None:
    with Session(engine) as session:
        assert verify(session, receipts=read_anchors(anchored)).is_sound


def test_a_cut_tail_is_found(engine: Engine, anchored: Path) -> None:
    with Session(engine) as session:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        last = read_anchors(anchored)[-1].length
        session.connection().execute(delete(PROOF).where(PROOF.c.seq == last))
        session.connection().execute(delete(AUDIT).where(AUDIT.c.seq == last))
        broken = verify(session, receipts=read_anchors(anchored)).broken
        session.rollback()
    assert broken is not None
    assert "cut off" in broken.text.en


def test_a_chain_written_anew_is_found(engine: Engine, anchored: Path) -> None:
    with Session(engine) as session:
        previous = GENESIS
        for row in session.connection().execute(select(AUDIT).order_by(AUDIT.c.seq)).all():
            link = {**row._mapping, "actor": "somebody else", "previous_hash": previous}
            link["hash"] = previous = link_hash(link)
            session.connection().execute(update(AUDIT).where(AUDIT.c.seq == row.seq).values(link))
        assert verify(session).is_sound  # by itself it looks like any other
        assert not verify(session, receipts=read_anchors(anchored)).is_sound
        session.rollback()


def test_a_later_anchor_is_added_and_the_earlier_stays(engine: Engine, anchored: Path) -> None:
    with Session(engine) as session:
        write_anchor(session, anchored, now=NOW)
    assert len(read_anchors(anchored)) == 2


@pytest.mark.parametrize("line", ["nonsense", "{}", '{"length": "3", "head": "x"}', "[1]"])
def test_a_line_that_is_no_anchor_is_named(engine: Engine, anchored: Path, line: str) -> None:
    anchored.write_text(anchored.read_text() + line + "\n")
    with pytest.raises(Invalid, match="line 2"):
        read_anchors(anchored)


def test_no_file_and_no_folder_are_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="agri anchor"):
        read_anchors(tmp_path / "nothing")
    with Session(engine) as session, pytest.raises(NotFound, match="make its folder"):
        write_anchor(session, tmp_path / "no" / "folder", now=NOW)


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[bytes]]]:
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", got
        server.shutdown()
        thread.join()


def test_an_anchor_is_posted(engine: Engine, tmp_path: Path, receiver: tuple[str, list[bytes]]) -> None:
    address, got = receiver
    with Session(engine) as session:
        anchor = write_anchor(session, tmp_path / "anchors", now=NOW)
    post_anchor(address, anchor)
    assert json.loads(got[0])["head"] == anchor.head
    with pytest.raises(Unavailable, match="AGRI_ANCHOR_WEBHOOK"):
        post_anchor("http://127.0.0.1:1/", anchor)


def test_the_commands_write_and_hold_and_outlive_a_deaf_address(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGRI_DATABASE_URL", engine.url.render_as_string())
    monkeypatch.setenv("AGRI_ANCHOR_FILE", str(tmp_path / "anchors"))
    monkeypatch.setenv("AGRI_ANCHOR_WEBHOOK", "http://127.0.0.1:1/")
    assert CliRunner().invoke(app, ["anchor"]).exit_code == 0
    assert CliRunner().invoke(app, ["verify"]).exit_code == 0
    forged = '{"at": "2019-09-05T02:00:00+00:00", "head": "' + "f" * 64 + '", "length": 1}\n'
    (tmp_path / "anchors").write_text(forged)
    found = CliRunner().invoke(app, ["verify"])
    assert found.exit_code == 1
    assert "broken: audit 1" in found.output
