"""The commands `agri users …` on the tiny city."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from agri.cli import accounts, server
from agri.errors import Conflict, Invalid, NotFound
from agri.models import Audit, Record, Revision, SignInAttempt
from agri.models.person import EnrolmentCode, Person
from agri.services.access.house.links import AtHouse
from agri.services.access.permissions import actor_of
from agri.services.access.sessions import find_person, is_password, list_devices, note_attempt, open_session
from agri.services.intake.receive import receive
from agri.services.intake.submission import OutcomeKind
from agri.services.publish.verify import verify
from agri.services.store.clock import system_clock
from tests.places import NOW, TOWNSHIP, person_id
from tests.unit.services.submissions import a_report

Run = Callable[..., Result]
PASSWORD = "a-password-of-her-own"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Run:
    monkeypatch.setenv("AGRI_DATABASE_URL", database_url)
    monkeypatch.setenv("AGRI_ORIGIN", "https://agri.example.cn")
    monkeypatch.setenv("AGRI_NEW_PASSWORD", PASSWORD)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(accounts.app, ["users", *arguments], catch_exceptions=False)

    return invoke


def signs_in(engine: Engine, name: str, password: str = PASSWORD) -> bool:
    with Session(engine) as session:
        person = find_person(session, name=name)
        return is_password(password, person.password_hash if person is not None else None)


def test_an_account_is_opened_closed_and_opened_again(run: Run, engine: Engine) -> None:
    run("add", "wang", "--role", "reporter", "--org-unit", TOWNSHIP, "--display-name", "王技术员")
    assert signs_in(engine, "wang")
    assert "王技术员" in run("list").output
    run("close", "wang")
    assert not signs_in(engine, "wang")
    run("reopen", "wang")
    assert signs_in(engine, "wang")
    with pytest.raises(Conflict):
        run("add", "wang", "--role", "reporter", "--org-unit", TOWNSHIP)


def test_a_code_is_shown_as_a_qr_kept_as_a_hash_and_good_from_now_on(run: Run, engine: Engine) -> None:
    # The tiny city's today is in 2019; a code that expired then would let nobody in.
    shown = run("enrol", "reporter").output
    code = shown.split()[0]
    assert "█" in shown
    with Session(engine) as session:
        [row] = session.exec(select(EnrolmentCode)).all()
    assert row.expires_at > system_clock()
    assert code not in row.code_hash


def test_a_new_password_signs_the_devices_out(run: Run, engine: Engine) -> None:
    run("password", "reporter")
    assert signs_in(engine, "reporter")
    with Session(engine) as session:
        issued_at = session.get_one(Person, person_id("reporter")).created_at
        assert list_devices(session, person_id("reporter"), now=issued_at) == []


def test_a_device_is_listed_and_signed_out(run: Run, engine: Engine) -> None:
    with Session(engine) as session:
        person = session.get_one(Person, person_id("reporter"))
        [device] = list_devices(session, person.id, now=person.created_at)
    run("revoke", str(device.id))
    with Session(engine) as session:
        assert list_devices(session, person.id, now=person.created_at) == []


def test_an_erased_person_is_nowhere_by_name_and_the_record_stays_sound(
    run: Run, engine: Engine, database_url: str
) -> None:
    name, person, device = "wangxiuying", "王秀英技术员", "王秀英的手机"
    at_the_house = "u-90210-wang"
    run("add", name, "--role", "reporter", "--org-unit", TOWNSHIP, "--display-name", person)
    with Session(engine) as session, session.begin():
        row = session.exec(select(Person).where(Person.name == name)).one()
        now = row.created_at
        opened = {"key": "k", "lifetime": timedelta(days=90), "now": now}
        open_session(session, row, device=device, house=AtHouse(at_the_house, None), **opened)
        tried = {"account": name, "address": "192.0.2.1", "is_successful": True, "now": now}
        note_attempt(session, **tried, device=device, known_device=name)
        sent = a_report()
        assert receive(session, actor_of(row), [sent], now=NOW)[0].kind == OutcomeKind.CREATED
        person_id_ = row.id
    for wrong in ("x" * 201, "a\tb"):
        with pytest.raises(Invalid, match="at most 200 characters"):
            run("house", name, wrong)
    run("house", name, at_the_house)
    run("erase", name, "--reason", "本人要求删除")
    assert run("list").output.count("本人要求删除") == 1
    with Session(engine) as session:
        row = session.get_one(Person, person_id_)
        assert (row.is_active, row.password_hash) == (False, None)
        assert list_devices(session, row.id, now=now) == []
        revision = session.exec(select(Revision).where(Revision.id == sent.revision_id)).one()
        assert revision.author == person_id_
        acts = session.exec(select(Audit.act).where(Audit.subject == str(person_id_))).all()
        assert acts[-1] == "person.erased"
        assert verify(session).is_sound
        attempt = session.exec(select(SignInAttempt).where(SignInAttempt.account == row.name)).one()
        assert (attempt.address, attempt.device) == ("192.0.2.1", None)
        held = [
            (table.name, word)
            for table in Record.metadata.sorted_tables
            for found in session.connection().execute(select(table))
            for word in (name, person, device, at_the_house)
            if word in str(found)
        ]
    assert held == []
    with pytest.raises(NotFound):
        run("erase", name, "--reason", "再次")
    if engine.dialect.name == "sqlite":
        engine.dispose()  # whoever is the last to leave brings the write-ahead log into the file
        path = Path(engine.url.database or "")
        left = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
        assert [word for word in (name, person, device, at_the_house) if word.encode() in left] == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201, "reporter left", "Reporter left"])
def test_a_person_is_not_erased_without_a_reason_or_with_one_that_keeps_the_name(
    run: Run, engine: Engine, reason: str
) -> None:
    with pytest.raises(Invalid):
        run("erase", "reporter", "--reason", reason)
    with Session(engine) as session:
        assert session.get_one(Person, person_id("reporter")).name == "reporter"


def test_what_was_done_to_an_erased_person_since_is_named(run: Run, engine: Engine) -> None:
    run("erase", "reporter", "--reason", "离职")
    with Session(engine) as session, session.begin():
        session.execute(update(Person).where(col(Person.id) == person_id("reporter")).values(is_active=True))
    with Session(engine) as session:
        broken = verify(session).broken
    assert broken is not None
    assert broken.table == "person"


def test_a_weak_password_and_an_unknown_name_are_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGRI_NEW_PASSWORD", "short")
    with pytest.raises(Invalid):
        run("password", "reporter")
    with pytest.raises(NotFound):
        run("password", "nobody")


def test_the_server_believes_no_forwarded_address_by_itself(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}
    monkeypatch.setattr("uvicorn.run", lambda *_, **options: asked.update(options))
    server.serve(port=18_999, workers=1)
    assert asked["proxy_headers"] is False


def test_the_province_is_opened_listed_and_closed_at_the_server(run: Run, engine: Engine) -> None:
    run("add", "sheng", "--role", "province", "--org-unit", "41", "--display-name", "省厅")
    run("add", "yunwei", "--role", "operator", "--org-unit", "4101", "--display-name", "运维")
    listed = run("list").output
    assert "省厅" in listed
    assert "运维" in listed
    run("close", "sheng")
    assert not signs_in(engine, "sheng")
