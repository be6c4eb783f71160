"""Cities of other crops go the whole way as data: check, apply, report, review, assess, project, workbook."""

import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import numpy as np
import openpyxl
import pytest
from sqlmodel import Session

from agri.api.app import build_app, open_desk
from agri.api.dependencies import Desk
from agri.api.routes.figures import releases
from agri.definitions.forms import Form
from agri.definitions.package.check import check_package
from agri.definitions.places import read_org_units
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles
from agri.files.intake.read_files import read_reports
from agri.files.intake.report_row import ReportRow
from agri.files.template import render_template
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.services.chain.migrate import migrate
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.reference.apply_package import apply_package
from agri.services.store.database import make_engine
from agri.settings import Env, Settings
from agri.sim import BASE, Projection, project
from agri.sim.world.setup import set_up
from agri.terms import Basis, Level, Weight
from tests.packages.build import OtherCity, build
from tests.packages.cities import CITIES
from tests.places import CITY, PEOPLE, FakeClock, fill_people, token_of
from tests.some import some

REPORTERS = {"reporter": "reviewer", "neighbour": "reviewer", "far_reporter": "far_reviewer"}
MONTHS = range(1, 9)


def now_in(year: int) -> datetime:
    """Two days after August was due."""
    return datetime(year, 9, 5, 2, 0, tzinfo=UTC)


def files_of(name: str) -> DefinitionFiles:
    return build(CITIES[name])


def told(form: Form, period: Period) -> dict[str, float]:
    """Invent a month's figures that no rule stops, by unit; what is part of something is half of it."""
    amounts = {"mu": 400.0, "t": 30.0, "kg": 90.0, "count": 4, "fraction": 0.4}
    halves = (
        "returned",
        "unified",
        "sound",
        "degradable",
        "recovered",
        "disposed",
        "analysed",
        "conventional",
    )
    return {
        element.code: amounts[element.unit]
        / (2 if element.code.startswith(halves) or "_returned" in element.code else 1)
        for section in form.sections_in(period)
        for element in section.elements
    }


def revisions(plan: Plan, org_unit: str) -> Iterator[dict[str, Any]]:
    for month in MONTHS:
        period = Period(plan.year, month)
        for form in plan.forms:
            if form.level == Level.TOWNSHIP and form.asks_in(period):
                yield {
                    "report_id": str(uuid4()),
                    "revision_id": str(uuid4()),
                    "form": form.code,
                    "form_version": form.version,
                    "org_unit": org_unit,
                    "period": str(period),
                    "supersedes": None,
                    "reason": None,
                    "values": told(form, period),
                    "not_applicable": [],
                    "entered": {},
                }


def reads_back(name: str, plan: Plan, content: bytes, path: Path) -> None:
    """Read a release of August as an import does: the reports that were sent come out of it."""
    path.write_bytes(content)
    august = Period(plan.year, 8)
    reading = read_reports(path, plan.forms, read_org_units(files_of(name)["org_units.csv"]))
    assert reading.faults == ()
    read = {(row.form, row.org_unit): dict(row.values) for row in reading.rows}
    sent = {
        (form.code, PEOPLE[who][1]): told(form, august)
        for form in plan.forms
        if form.level == Level.TOWNSHIP and form.asks_in(august)
        for who in REPORTERS
    }
    assert sent
    assert read == sent


class City:
    """A city at work: its plan, and callers of its API by name."""

    def __init__(self, plan: Plan, desk: Desk, client: httpx.AsyncClient) -> None:
        self.plan, self.desk, self._client = plan, desk, client

    async def call(self, who: str, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token_of(who)}"}
        return await self._client.request(method, f"/api/v1{path}", headers=headers, **more)

    async def report(self) -> None:
        """Send and accept eight months of three townships, as phones and counties do."""
        for reporter, reviewer in REPORTERS.items():
            sent = list(revisions(self.plan, PEOPLE[reporter][1]))
            answer = await self.call(reporter, "POST", "/sync", json={"revisions": sent})
            results = answer.json()["results"]
            assert {one["outcome"] for one in results} == {"created"}, [
                one for one in results if one["problem"]
            ][:2]
            for one in some(sent):
                path = f"/revisions/{one['revision_id']}/decisions"
                done = await self.call(reviewer, "POST", path, json={"kind": "accepted", "reason": None})
                assert done.status_code == 201, done.text

    def snapshot(self) -> Snapshot:
        with Session(self.desk.engine) as session:
            return current_snapshot(session, self.plan, now_in(self.plan.year).date())


@pytest.fixture(autouse=True)
def patient_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a release as long as it takes: on a busy machine its process gets few seconds of its own."""
    monkeypatch.setattr(releases, "MOST_WAIT_S", 300.0)


@pytest.fixture(params=sorted(CITIES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def city(name: str, tmp_path: Path) -> AsyncIterator[City]:
    files, year = files_of(name), CITIES[name].year
    url = f"sqlite:///{tmp_path / 'agri.db'}"
    engine = make_engine(url)
    migrate(engine)
    with Session(engine) as session, session.begin():
        apply_package(session, files, year, now=datetime(year - 1, 12, 1, tzinfo=UTC))
        fill_people(session, now_in(year))
    engine.dispose()
    clock = FakeClock(now_in(year))
    desk = open_desk(Settings(env=Env.DEV, database_url=url), clock=clock, wall_clock=clock)
    transport = httpx.ASGITransport(build_app(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://agri.test") as client:
        yield City(read_plan(files, year), desk, client)
    desk.close()


def test_the_package_is_sound_and_says_what_it_borrows(name: str):
    report = check_package(files_of(name), CITIES[name].year)
    assert [one.text.en for one in report.faults if one.kind.weight == Weight.STOP] == []
    [borrowed] = [one for one in report.faults if one.kind.code == "falls-back"]
    assert "level." in borrowed.text.en


def test_every_form_of_every_city_is_read_back_from_its_template(name: str, tmp_path: Path):
    plan, places = (
        read_plan(files_of(name), CITIES[name].year),
        read_org_units(files_of(name)["org_units.csv"]),
    )
    assert len(tuple(plan.forms)) >= 3
    for form in plan.forms:
        period = next((span for span in _spans(plan.year, form) if form.asks_in(span)), None)
        if period is None:
            assert not form.sections_in(Period(plan.year, 8)), form.code  # nothing of it grows here
            continue
        unit = next(iter(places.at(form.level)))
        row = ReportRow(form.code, unit.code, str(period), told(form, period), (), None, None, "", 0)
        path = tmp_path / f"{form.code}.xlsx"
        path.write_bytes(render_template(form, rows=[row]))
        reading = read_reports(path, plan.forms, places)
        assert reading.faults == (), form.code
        assert [dict(one.values) for one in reading.rows] == [row.values], form.code


def _spans(year: int, form: Form) -> list[Period]:
    is_quarter = form.frequency == "quarter"
    return [Period(year, quarter=i) for i in range(1, 5)] if is_quarter else list(Period(year).months())


@pytest.mark.slow
async def test_a_city_of_other_crops_goes_the_whole_way(name: str, city: City, tmp_path: Path):
    plan, known = city.plan, CITIES[name]
    due = await city.call("reporter", "GET", "/due")
    assert f'"{plan.main_crops[-1]}_n_t"' in due.text or f"{plan.main_crops[0]}" in due.text
    await city.report()

    assessed = (await city.call("committee", "GET", "/assessments")).json()["assessments"]
    by_code = {one["indicator"]: one for one in assessed}
    assert set(plan.indicators) <= set(by_code)
    assert by_code["unified_control_coverage"]["progress"]["value"] > 0
    for code, (value, *_) in known.shown.items():
        assert by_code[code]["progress"]["value"] == pytest.approx(value)
    for code, target in known.targets.items():
        assert plan.indicators[code].target.value == target

    answer = await city.call(
        "committee", "POST", "/releases", json={"period": f"{plan.year}-08", "replications": 20}, timeout=300
    )
    assert answer.status_code == 201, answer.text
    export = await city.call(
        "province", "GET", f"/releases/{answer.json()['number']}/export.xlsx", timeout=300
    )
    reads_back(name, plan, export.content, tmp_path / "release.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(export.content), data_only=True)
    words = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    for _, *texts in known.shown.values():
        for expected in texts:
            assert any(expected in text for text in words), expected
    for crop in known.main:
        assert any(crop.zh in text for text in words), crop.zh
    assert not any("小麦" in text for text in words) or "wheat" in plan.calendar.crops


@pytest.mark.slow
async def test_the_projection_moves_with_every_crop_and_borrows_by_kind(name: str, city: City):
    await city.report()
    snapshot, plan, known = city.snapshot(), city.plan, CITIES[name]
    setup = set_up(snapshot, plan)
    found = project(snapshot, plan, BASE, 7, 64)
    assert plan.borrowed
    assert any(word in found.evidence.words.en for word in ("borrowed",))
    for code in ("fertilizer_growth", "unified_control_coverage", "pesticide_efficiency"):
        end = found.line(code, CITY, Basis.REPORTED).year_end
        assert end is not None
        assert np.isfinite(end.mean), code
    for code in known.shown:
        for basis in Basis:
            assert np.isfinite(found.line(code, CITY, basis).year_end.q50), code
        assert found.line(code, CITY).probability is not None
    for line in some(setup.plan.lines):
        assert np.isfinite(setup.expected[line.code].expected).all(), line.code


@pytest.mark.slow
async def test_what_a_crop_is_told_more_of_moves_its_end(name: str, city: City):
    await city.report()
    snapshot, plan = city.snapshot(), city.plan
    before = project(snapshot, plan, BASE, 7, 32)
    for crop in plan.main_crops:
        element = f"soil_testing.{crop}_formula_area_mu"
        values = snapshot.values.copy()
        values[:, snapshot.element_index[element]] *= 1.2
        after = project(replace(snapshot, values=values), plan, BASE, 7, 32)
        asked = plan.forms["soil_testing"].section_of[f"{crop}_formula_area_mu"].months
        if any(month in MONTHS for month in asked):
            assert _end(after) != _end(before), crop


def _end(found: Projection) -> float:
    end = found.line("fertilizer_efficiency", CITY, Basis.REPORTED).year_end
    assert end is not None
    return float(end.mean)


def test_only_data_differs(name: str):
    """No city of the tests needs a module of its own: what it is stands in its package."""
    city: OtherCity = CITIES[name]
    assert {file for file in files_of(name).names() if not file.endswith((".toml", ".csv", ".md"))} == set()
    assert {crop.code for crop in city.main} == set(read_plan(files_of(name), city.year).main_crops)
