"""A new city on any day: its months are reported, reviewed, assessed, projected and released."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from agri.api.app import build_app, open_desk
from agri.audit_acts import AuditAct
from agri.definitions.places import read_baseline_keys
from agri.definitions.reading import DefinitionFiles
from agri.models import Person
from agri.services.access.sessions import hash_password
from agri.services.chain.migrate import migrate
from agri.services.chain.prove import append_proved
from agri.services.publish.verify import verify
from agri.services.reference.apply_package import apply_package
from agri.services.reference.check_package import check_city_package
from agri.services.reference.new_package import baseline_file
from agri.services.store.database import make_engine
from agri.settings import Env, Settings
from agri.terms import Level
from tests.api.background import events
from tests.api.conftest import Caller, client_of
from tests.places import PASSWORD, PEOPLE, PLACES, FakeClock, baselines_of, package, person_id

pytestmark = pytest.mark.slow
CHINA_AHEAD = timedelta(hours=8)
DAYS = [
    (2019, "2019-01-01T02:00"),  # nothing has ended yet
    (2019, "2020-01-03T02:00"),  # December is due, and the next year is not open
    (2020, "2020-02-29T15:59"),  # the last minute of a leap day in China
    (2024, "2024-12-31T16:30"),  # the new year has begun in China, not in UTC
    (2026, "2026-11-27T02:00"),
    (2027, "2027-06-30T02:00"),
    (2030, "2030-03-01T02:00"),
    (2030, "2031-01-05T02:00"),
]


def package_of(year: int) -> DefinitionFiles:
    """Return the tiny city's package with another plan year, without the cases and letters of Zhengzhou."""
    shipped = package()
    own = ("cases.toml", ".docx")
    contents = {name: shipped.read(name) for name in shipped.names() if not name.endswith(own)}
    keys = read_baseline_keys(shipped["baseline-keys.toml"])
    for level, name in ((Level.TOWNSHIP, "baselines-township.csv"), (Level.COUNTY, "baselines-county.csv")):
        contents[name] = baseline_file(
            [key.code for key in keys if key.level == level],
            [(unit.code, one, baselines_of(unit)) for unit in PLACES.at(level) for one in (year - 1, year)],
        )
    moved = {}
    for name, content in contents.items():
        text = re.sub(r"(?m)^pilots = .*\n", "", content.decode("utf-8-sig"))  # they are places of Zhengzhou
        if "years/" in name:
            text = re.sub(r"\b2018\b", str(year - 1), re.sub(r"\b2019\b", str(year), text))
        moved[name.replace("2019", str(year))] = text.encode()
    return DefinitionFiles.of_bytes(moved)


def new_city(path: Path, year: int, now: datetime) -> str:
    """Make a database as the operator's page says: migrate, apply, open accounts."""
    address = f"sqlite:///{path}"
    engine = make_engine(address)
    migrate(engine)
    files = package_of(year)
    assert check_city_package(files, year, today=now.date()).is_sound
    password_hash = hash_password(PASSWORD)
    with Session(engine) as session, session.begin():
        apply_package(session, files, year, now=now, refuses_synthetic=False)
        people = [
            Person(
                id=person_id(name),
                name=name,
                display_name=name,
                role=role,
                org_unit=org_unit,
                password_hash=password_hash,
                created_at=now,
            )
            for name, (role, org_unit) in PEOPLE.items()
        ]
        session.add_all(people)
        session.flush()
        append_proved(session, None, at=now, act=AuditAct.PERSON_CREATED, subject="-", proved=people)
    engine.dispose()
    return address


def honest_zeros(form: dict[str, Any], asked: dict[str, Any]) -> dict[str, float]:
    """Return what the phone prefills, and zero for the rest of the sections that are asked."""
    return {
        element["code"]: asked["prefill"].get(element["code"]) or 0.0
        for section in form["sections"]
        if section["code"] in asked["sections"] and section["code"] not in asked["not_applicable"]
        for element in section["elements"]
    }


async def report_all(reporter: Caller, reviewer: Caller) -> set[str]:
    """Send and accept all that is asked on the day; return the months that were reported."""
    due = (await reporter.get("/due")).json()
    assert due["forms"] or due["ahead"] or due["notice"]  # never an empty page without a word
    forms = {form["code"]: form for form in (await reporter.get("/forms")).json()["forms"]}
    for asked in due["forms"]:
        revision = uuid4()
        body = {
            "form": asked["form"],
            "form_version": asked["version"],
            "org_unit": due["org_unit"],
            "period": asked["period"],
            "values": honest_zeros(forms[asked["form"]], asked),
            "not_applicable": asked["not_applicable"],
            "reason": "本月没有作业",
        }
        sent = await reporter.put(f"/reports/{uuid4()}/revisions/{revision}", json=body)
        assert sent.status_code == 201, sent.text
        accepted = await reviewer.post(f"/revisions/{revision}/decisions", json={"kind": "accepted"})
        assert accepted.status_code == 201, accepted.text
    return {asked["period"] for asked in due["forms"]}


@pytest.mark.parametrize(("year", "day"), DAYS, ids=[day for _, day in DAYS])
async def test_a_city_works_on_any_day(year: int, day: str, tmp_path: Path) -> None:
    now = datetime.fromisoformat(day).replace(tzinfo=UTC)
    address = new_city(tmp_path / "agri.db", year, now)
    clock = FakeClock(now)
    desk = open_desk(Settings(env=Env.DEV, database_url=address), clock=clock, wall_clock=clock)
    async with client_of(build_app(desk)) as client:
        callers = {}
        for name in ("reporter", "reviewer", "committee", "province", "operator"):
            body = {"name": name, "password": PASSWORD, "device": "test"}
            signed_in = await client.post("/api/v1/sessions", json=body)
            callers[name] = Caller(client, signed_in.json()["token"])
        today = (now + CHINA_AHEAD).date()
        ended = today.replace(day=1) - timedelta(days=1)
        months = await report_all(callers["reporter"], callers["reviewer"])
        assert f"{ended:%Y-%m}" in months or ended.year < year or ended.month in {1, 2}

        committee = callers["committee"]
        for where in ("/assessments", "/completeness", "/indicators", "/plan", "/findings", "/tasks"):
            assert (await committee.get(where)).status_code == 200, where
        asked = await committee.post("/projections", json={"replications": 20})
        told = await events(committee, asked.headers["location"].removeprefix("/api/v1").removesuffix("/"))
        assert told[-1]["state"] == "done"
        body = {"period": f"{ended:%Y-%m}", "replications": 20}
        released = await committee.post("/releases", json=body)
        if ended.year == year:
            assert released.json()["number"] == f"{ended:%Y-%m}/1"
        else:
            assert (released.status_code, "目前还没有已结束的月份" in released.text) == (422, True)
    desk.close()
    engine = make_engine(address)
    with Session(engine) as session:
        assert verify(session).is_sound
    engine.dispose()
