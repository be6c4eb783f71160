"""The first version's record is taken over: sound, releases the same bytes, addresses and pages good."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlmodel import Session, col

from agri.api.app import create_app
from agri.audit_acts import AuditAct
from agri.models import Audit
from agri.services.publish.verify import verify
from agri.services.reference.upgrade import upgrade
from agri.services.store.database import make_engine
from agri.settings import Env, Settings
from tests.postgres import fresh_city
from tests.some import some
from tests.upgrade.first import answers, load_postgres, unpack_sqlite

PASSWORD = "agri-demo-2019"
TOWNSHIP, CITY = "410122003", "4101"
PAGES_ASK = ("/forms", "/due", "/me", "/reports", "/org-units", "/plan")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The old database, brought to this version once."""
    if request.param == "sqlite":
        path = unpack_sqlite(tmp_path_factory.mktemp("first") / "agri.db")
        yield _upgraded(f"sqlite:///{path}")
        return
    with fresh_city(request.getfixturevalue("postgres"), template="template1") as empty:
        load_postgres(empty)
        yield _upgraded(empty)


def _upgraded(address: str) -> str:
    engine = make_engine(address)
    upgrade(engine)
    engine.dispose()
    return address


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    engine = make_engine(address)
    yield engine
    engine.dispose()


class People:
    """The old accounts with their old passwords, at the new server."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.tokens: dict[str, str] = {}

    async def ask(self, name: str, method: str, path: str, **more: Any) -> httpx.Response:
        if name not in self.tokens:
            answer = await self.client.post("/api/v1/sessions", json={"name": name, "password": PASSWORD})
            self.tokens[name] = answer.raise_for_status().json()["token"]
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **more)


@pytest.fixture
async def people(address: str):
    app = create_app(Settings(env=Env.DEMO, database_url=address))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://agri.test") as client:
        yield People(client)
    app.state.desk.close()


def grown(old: Any, new: Any, at: str = "") -> list[str]:
    """Return where the new answer lacks what the old one had: it may say more, never less."""
    if isinstance(old, dict) and isinstance(new, dict):
        # What is prefilled are elements by their codes: none is prefilled while its amount is not known.
        is_shape = not at.endswith("/prefill")
        gone = [f"{at}/{name}" for name in old if name not in new and is_shape]
        return gone + [x for name in old if name in new for x in grown(old[name], new[name], f"{at}/{name}")]
    if isinstance(old, list) and isinstance(new, list):
        pairs = enumerate(zip(old, new, strict=False))
        return [x for i, (a, b) in pairs for x in grown(a, b, f"{at}/{i}")]
    return [] if old is None or new is None or isinstance(new, type(old)) else [at]


def test_the_record_is_sound_and_what_was_never_linked_has_one_dated_link(engine: Engine) -> None:
    with Session(engine) as session:
        found = verify(session)
        assert found.is_sound, found.broken
        taken = session.exec(select(Audit).where(col(Audit.act) == "record.taken_over")).scalars().all()
        acts = set(session.exec(select(Audit.act)).scalars())
    assert acts <= set(AuditAct), "a word that an old chain holds has left the vocabulary"
    assert [link.subject for link in taken] == ["taken over unproved"]
    assert found.proved > 1_000


def test_upgrading_again_takes_nothing_over_a_second_time(engine: Engine) -> None:
    with Session(engine) as session:
        before = verify(session).end
    upgrade(engine)
    with Session(engine) as session:
        assert verify(session).end == before


def test_what_is_altered_before_the_second_upgrade_stays_found(tmp_path: Path) -> None:
    address = _upgraded(f"sqlite:///{unpack_sqlite(tmp_path / 'agri.db')}")
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("UPDATE baseline SET value = value * 0.9"))
    engine.dispose()
    _upgraded(address)
    engine = make_engine(address)
    with Session(engine) as session:
        broken = verify(session).broken
    engine.dispose()
    assert broken is not None
    assert broken.table == "baseline"


def test_proofs_that_were_taken_away_are_missed_after_an_upgrade_too(tmp_path: Path) -> None:
    address = _upgraded(f"sqlite:///{unpack_sqlite(tmp_path / 'agri.db')}")
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("UPDATE baseline SET value = value * 0.9"))
        connection.execute(text("DELETE FROM proof"))
    engine.dispose()
    _upgraded(address)
    engine = make_engine(address)
    with Session(engine) as session:
        broken = verify(session).broken
    engine.dispose()
    assert broken is not None
    assert "are gone" in broken.text.en


async def test_old_releases_render_the_same_bytes(people: People, engine: Engine) -> None:
    kept = answers(engine.dialect.name)["renderings"]
    now = {}
    for path in kept:
        rendered = await people.ask(CITY, "GET", path)
        now[path] = hashlib.sha256(rendered.content).hexdigest()
    assert len(kept) >= 12
    # Print alone may differ from the first version: its font was named then and is embedded now.
    assert {path: now[path] for path in kept if not path.endswith(".pdf")} == {
        path: digest for path, digest in kept.items() if not path.endswith(".pdf")
    }


async def test_old_addresses_and_numbers_resolve(people: People, engine: Engine) -> None:
    for path, old in some(answers(engine.dialect.name)["addresses"].items()):
        answer = await people.ask(CITY, "GET", path)
        assert answer.status_code == 200, path
        assert grown(old, answer.json()) == []


async def test_the_answers_to_the_old_page_only_grow(people: People, engine: Engine) -> None:
    old = answers(engine.dialect.name)[TOWNSHIP]
    for path in PAGES_ASK:
        answer = await people.ask(TOWNSHIP, "GET", path)
        assert answer.status_code == 200, path
        assert grown(old[path], answer.json()) == [], path


async def test_what_the_old_page_sends_is_taken(people: People, engine: Engine) -> None:
    asked = answers(engine.dialect.name)[TOWNSHIP]["/forms"]["forms"]
    [version] = [form["version"] for form in asked if form["code"] == "soil_testing"]
    sent = {"form": "soil_testing", "form_version": version, "org_unit": "410122004", "period": "2019-09"}
    values = {"samples_taken": 6, "samples_analysed": 0, "cards_issued": 0}
    values |= {"other_formula_area_mu": 0, "formula_fertilizer_t": 0, "wheat_formula_area_mu": None}
    sent |= {"supersedes": None, "reason": None, "values": values, "not_applicable": [], "entered": {}}
    report, first, second = uuid4(), uuid4(), uuid4()
    path = f"/reports/{report}/revisions/{first}"
    answer = await people.ask("410122004", "PUT", path, json=sent)
    assert answer.status_code == 201, answer.text
    again = await people.ask("410122004", "PUT", path, json=sent)
    assert again.status_code == 200
    newer = {**sent, "supersedes": str(first), "values": {**values, "samples_taken": 7}}
    body = {"revisions": [{"report_id": str(report), "revision_id": str(second), **newer}]}
    answer = await people.ask("410122004", "POST", "/sync", json=body)
    assert [one["outcome"] for one in answer.json()["results"]] == ["created"]
    with Session(engine) as session:
        assert verify(session).is_sound
