"""A city may plan for fewer indicators than the package declares: check, apply, report, project, release."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
import openpyxl
import pytest
from sqlmodel import Session

from agri.api.app import build_app, open_desk
from agri.api.routes.figures import releases
from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.services.chain.migrate import migrate
from agri.services.reference.apply_package import apply_package
from agri.services.reference.check_package import check_city_package
from agri.services.store.database import make_engine
from agri.settings import Env, Settings
from agri.sim import BASE, project
from agri.terms import Basis, Weight
from tests.packages.test_other_cities import City, now_in
from tests.places import CITY, FakeClock, fill_people, package
from tests.some import some

YEAR = 2019
SIX = (
    "fertilizer_growth",
    "unified_control_coverage",
    "pesticide_efficiency",
    "pesticide_growth",
    "film_recovery",
    "packaging_recovery",
)
SHIPPED = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
EVERY = tuple(code for code, one in read_plan(SHIPPED, YEAR).indicators.items() if not one.is_process)


def planning_for(*codes: str, shipped: DefinitionFiles = SHIPPED) -> DefinitionFiles:
    """A package of whose plan only some indicators are left."""
    contents = {name: shipped.read(name) for name in shipped.names()}
    plan = f"years/{YEAR}/plan.toml"
    head, *blocks = contents[plan].decode().split("\n[[indicators]]")
    kept = [block for block in blocks if any(f'code = "{code}"' in block for code in codes)]
    assert len(kept) == len(codes)
    contents[plan] = "\n[[indicators]]".join([head, *kept]).encode()
    return DefinitionFiles.of_bytes(contents)


@pytest.fixture
async def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[City]:
    monkeypatch.setattr(releases, "MOST_WAIT_S", 300.0)
    files = planning_for(*SIX, shipped=package())
    url = f"sqlite:///{tmp_path / 'agri.db'}"
    engine = make_engine(url)
    migrate(engine)
    with Session(engine) as session, session.begin():
        apply_package(session, files, YEAR, now=datetime(YEAR - 1, 12, 1, tzinfo=UTC))
        fill_people(session, now_in(YEAR))
    engine.dispose()
    clock = FakeClock(now_in(YEAR))
    desk = open_desk(Settings(env=Env.DEV, database_url=url), clock=clock, wall_clock=clock)
    transport = httpx.ASGITransport(build_app(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://agri.test") as client:
        yield City(read_plan(files, YEAR), desk, client)
    desk.close()


@pytest.mark.parametrize("codes", [SIX, EVERY[:-1], ("soil_test_coverage",)], ids=len)
def test_what_the_plan_does_not_name_is_left_out_and_said(codes: tuple[str, ...]) -> None:
    files = planning_for(*codes)
    report = check_city_package(files, YEAR)
    assert [one.text.en for one in report.faults if one.kind.weight == Weight.STOP] == []
    said = " ".join(one.text.en for one in report.faults if one.kind.code == "not-planned")
    missing = set(EVERY) - set(codes)
    assert {code for code in EVERY if f"{code} is not in the plan" in said} == missing


@pytest.mark.parametrize("codes", [SIX, *[(code,) for code in EVERY]], ids="-".join)
def test_nothing_that_is_left_out_is_named_by_what_stays(codes: tuple[str, ...]) -> None:
    plan = read_plan(planning_for(*codes), YEAR)
    assert sorted(code for code, one in plan.indicators.items() if not one.is_process) == sorted(codes)
    assert {one.beside for one in plan.beside.values()} <= set(plan.indicators)
    named = {code for one in plan.indicators.values() for code in one.making.companions}
    assert named <= {*plan.indicators, *plan.beside, "change", "prior_share"}
    assert all(task.indicator in {None, *codes} for task in some(plan.tasks))


def test_a_misspelt_indicator_is_still_refused_and_the_right_one_named() -> None:
    contents = {name: SHIPPED.read(name) for name in SHIPPED.names()}
    plan = f"years/{YEAR}/plan.toml"
    contents[plan] = contents[plan].replace(b'code = "film_recovery"', b'code = "film_recvery"')
    report = check_city_package(DefinitionFiles.of_bytes(contents), YEAR)
    stops = [one for one in report.faults if one.kind.weight == Weight.STOP]
    assert any("film_recvery" in one.text.en and "film_recovery" in one.text.en for one in stops)


@pytest.mark.slow
async def test_a_plan_for_six_goes_the_whole_way(city: City) -> None:
    plan = city.plan
    await city.report()
    assessed = (await city.call("committee", "GET", "/assessments")).json()["assessments"]
    assert [one["indicator"] for one in assessed] == list(plan.indicators)
    assert set(SIX) <= set(plan.indicators)
    assert not (set(EVERY) - set(SIX)) & set(plan.indicators)
    found = project(city.snapshot(), plan, BASE, 7, 16)
    for code in SIX:
        end = found.line(code, CITY, Basis.REPORTED).year_end
        assert end is None or np.isfinite(end.mean), code
    assert found.line("unified_control_coverage", CITY, Basis.REPORTED).year_end is not None

    for path in ("/indicators", "/tasks", "/forms", "/definitions", "/measures", "/due"):
        who = "reporter" if path == "/due" else "committee"
        answer = await city.call(who, "GET", path)
        assert answer.status_code in {200, 404}, (path, answer.text)
    body = {"period": f"{YEAR}-08", "replications": 20}
    answer = await city.call("committee", "POST", "/releases", json=body, timeout=300)
    assert answer.status_code == 201, answer.text
    number = answer.json()["number"]
    for kind in ("xlsx", "csv", "pdf", "json"):
        export = await city.call("province", "GET", f"/releases/{number}/export.{kind}", timeout=300)
        assert export.status_code == 200, (kind, export.text[:300])
        if kind == "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(export.content), data_only=True)
            titles = {plan.indicators[code].title.zh for code in SIX}
            words = {str(cell) for row in book["汇总"].iter_rows(values_only=True) for cell in row if cell}
            assert titles <= {word.removesuffix("（测算值）") for word in words}
            assert not any("秸秆综合利用率" in word for word in words)
