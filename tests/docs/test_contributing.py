"""CONTRIBUTING.md: each recipe is carried out on a copy of the tree, and the tour leads to what it names."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session

from agri.api.app import build_app, open_desk
from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles
from agri.detectors import detect
from agri.models import Revision
from agri.services.intake.receive import receive
from agri.services.outlook.search_measures import SearchQuestion, search_measures
from agri.services.reference.apply_package import apply_package
from agri.services.reference.check_package import check_city_package
from agri.services.store.database import make_engine
from agri.settings import Env, Settings
from agri.sim import BASE, project
from agri.sim.inputs.expected_amounts import expect
from agri.sim.inputs.layout import layout_of
from agri.terms import Basis
from tests.api.conftest import Caller, client_of
from tests.api.revisions import path as revision_path
from tests.api.revisions import revision
from tests.detector_years import honest_years, plant
from tests.docs.readme import ROOT
from tests.docs.recipes import PAGE, blocks, carried_out, raise_version
from tests.form_versions import version_of
from tests.places import NOW, FakeClock, package, token_of
from tests.sim.synthetic import snapshot_of
from tests.some import some
from tests.unit.services.submissions import a_report, actor

TEXT = PAGE.read_text("utf-8")
PACKAGING = "seed_data/forms/06-packaging.toml"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def address(city_file: Path, tmp_path: Path) -> str:
    """A city that runs on the shipped definitions."""
    path = shutil.copyfile(city_file, tmp_path / "agri.db")
    return f"sqlite:///{path}"


def apply(address: str, root: Path) -> None:
    """Check the changed package and take it into the running city, as the page says."""
    folder = root / "seed_data" / "zhengzhou"
    report = check_city_package(DefinitionFiles.in_folder(folder), 2019, today=date(2019, 9, 5))
    assert report.is_sound, report
    files = package(folder)
    engine = make_engine(address)
    with Session(engine) as session, session.begin():
        apply_package(session, files, 2019, now=NOW, by=None, reason="新增 a recipe")
    engine.dispose()


class TestRecipes:
    async def test_a_data_element_is_asked_for_taken_and_stored(self, address: str, tmp_path: Path) -> None:
        root = carried_out("A data element", tmp_path / "tree")
        raise_version(root / PACKAGING)
        apply(address, root)
        clock = FakeClock(LATER)
        desk = open_desk(Settings(env=Env.DEV, database_url=address), clock=clock, wall_clock=clock)
        async with client_of(build_app(desk)) as client:
            reporter = Caller(client, token_of("reporter"))
            forms = (await reporter.get("/forms")).json()["forms"]
            [form] = [one for one in forms if one["code"] == "packaging"]
            assert form["version"] == version_of("packaging") + 1
            assert "burned_kg" in [one["code"] for part in form["sections"] for one in part["elements"]]
            values = {"recovered_kg": 9.0, "disposed_kg": 4.0, "burned_kg": 3.0}
            sent = revision(form="packaging", form_version=form["version"], values=values, period="2019-08")
            answer = await reporter.put(revision_path(), json=sent)
            assert answer.status_code == 201, answer.text
            old = {**sent, "form_version": version_of("packaging"), "period": "2019-07"}
            old["values"] = {"recovered_kg": 9.0, "disposed_kg": 4.0}
            assert (await reporter.put(revision_path(), json=old)).status_code == 201
        with Session(desk.engine) as session:
            stored = session.get_one(Revision, UUID(answer.json()["revision_id"]))
            assert stored.values == values
        desk.close()

    def test_a_rule_asks(self, address: str, tmp_path: Path) -> None:
        root = carried_out("A rule", tmp_path / "tree")
        raise_version(root / PACKAGING)
        before = self.codes(address, period="2019-07", version=version_of("packaging"))
        apply(address, root)
        after = self.codes(address, period="2019-08", version=version_of("packaging") + 1)
        assert after - before == {"packaging-much-at-once"}

    def codes(self, address: str, *, period: str, version: int) -> set[str]:
        """Send a report of much at once; return the codes of its findings."""
        engine = make_engine(address)
        with Session(engine) as session, session.begin():
            report = a_report(
                period=period, form_version=version, values={"recovered_kg": 60_000.0, "disposed_kg": 1.0}
            )
            [outcome] = receive(session, actor("reporter"), [report], now=LATER)
            assert outcome.refusal is None
            found = session.get_one(Revision, report.revision_id).findings
        engine.dispose()
        return {one["code"] for one in found}

    @pytest.mark.slow
    def test_a_measure_is_searched(self, address: str, tmp_path: Path) -> None:
        apply(address, carried_out("A measure", tmp_path / "tree"))
        engine = make_engine(address)
        document = search_measures(engine, SearchQuestion(date(2019, 9, 5), 0.5, 1, 32), now=LATER)
        engine.dispose()
        assert "hired_spraying_teams" in {gain["measure"] for gain in document["gains"]}

    def test_a_finding_comes_with_the_receipt(self, address: str, tmp_path: Path) -> None:
        """In a process of its own, which imports the changed copy of the package."""
        root = carried_out("A finding", tmp_path / "tree")
        assert self.sent_twice(address, ROOT) == []
        assert self.sent_twice(address, root) == ["repeated-last-year"]

    def sent_twice(self, address: str, root: Path) -> list[str]:
        """Send one month of two years with equal figures; return the findings of the second."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.docs.sent_twice", address],
            cwd=ROOT if root == ROOT else root,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(ROOT)])},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert Path(told["package"]).parent.parent == root
        return list(told["findings"])

    def test_a_detector_asks(self, tmp_path: Path) -> None:
        folder = carried_out("A detector", tmp_path / "tree") / "seed_data" / "zhengzhou"
        report = check_city_package(DefinitionFiles.in_folder(folder), 2019, today=date(2019, 9, 5))
        assert report.is_sound, report
        plan = read_plan(folder, 2019)
        honest = honest_years(plan)
        assert [one for one in detect(honest, plan) if one.code == "organic-without-area"] == []
        place, told = "410100003", {"fertilizer.organic_t": 900.0, "fertilizer.organic_area_mu": 9.0}
        months = [str(month) for month in honest.periods if month.year == 2019 and month.last_month > 1]
        planted = plant(honest, {(place, name, month): told[name] for name in told for month in months})
        [asked] = [one for one in detect(planted, plan) if one.code == "organic-without-area"]
        assert (asked.org_unit, asked.form) == (place, "fertilizer")

    def test_a_line_is_projected(self, tmp_path: Path) -> None:
        root = carried_out("A line", tmp_path / "tree")
        plan = read_plan(root / "seed_data" / "zhengzhou", 2019)
        assert [line.code for line in plan.lines.without_process] == ["disposed"]
        found = expect(snapshot_of(plan), plan, layout_of(snapshot_of(plan), plan))["disposed"]
        assert found.line.months == tuple(range(3, 13))
        assert (found.exposure[:, 2:].sum(axis=1) > 0).all()
        assert "strand.disposed.noise_sd" in plan.borrowed
        end = project(snapshot_of(plan), plan, BASE, 7, 32)
        assert "borrowed" in end.evidence.words.en

    def test_a_crop_is_asked(self, tmp_path: Path) -> None:
        root = carried_out("A crop", tmp_path / "tree")
        raise_version(root / "seed_data" / "forms" / "01-sowing.toml")
        folder = root / "seed_data" / "zhengzhou"
        plan = read_plan(folder, 2019)
        assert plan.forms["sowing"].section_of["sesame_mu"].months == (6,)
        report = check_city_package(DefinitionFiles.in_folder(folder), 2019, today=date(2019, 9, 5))
        assert report.is_sound, report
        named = {one.text.en for one in report.faults if one.kind.code == "key-not-listed"}
        assert any("sesame_mu" in text for text in named)

    def test_an_indicator_is_computed_and_projected(self, tmp_path: Path) -> None:
        root = carried_out("An indicator", tmp_path / "tree")
        folder = root / "seed_data" / "zhengzhou"
        report = check_city_package(DefinitionFiles.in_folder(folder), 2019, today=date(2019, 9, 5))
        assert report.is_sound, report
        plan = read_plan(folder, 2019)
        end = project(snapshot_of(plan), plan, BASE, 7, 32).line("drone_share", "4101", Basis.REPORTED)
        assert 0 < end.year_end.mean < 1

    def test_every_recipe_is_carried_out(self) -> None:
        part = TEXT.partition("## To add X, touch Y")[2].partition("\n## ")[0]
        named = re.findall(r"^### (.+)$", part, re.M)
        assert named == [
            "A data element",
            "A rule",
            "A measure",
            "A finding",
            "A detector",
            "A line",
            "A crop",
            "An indicator",
        ]
        carried = re.findall(r'carried_out\("([^"]+)"', Path(__file__).read_text("utf-8"))
        assert sorted(carried) == sorted(named)
        assert all(blocks(recipe) for recipe in some(named))


class TestTour:
    PART = TEXT.partition("## The tour of one revision")[2].partition("\n## ")[0]

    def test_every_step_names_a_file_and_what_to_begin_with(self) -> None:
        steps = re.findall(r"^\d+\. (.+)$", self.PART, re.M)
        assert len(steps) == 13
        assert [step for step in some(steps) if not re.search(r"`(agri|web)/[\w/]+\.\w+`", step)] == []

    def test_what_it_names_is_there(self) -> None:
        named = re.findall(r"`((?:agri|web)/[\w/]+\.\w+)`(?: \(([^)]+)\))?", self.PART)
        assert len(named) > 25
        for file, functions in named:
            text = (ROOT / file).read_text("utf-8")
            for function in re.findall(r"`(\w+)`", functions):
                assert re.search(rf"\b(def|class|function) {function}\b", text), f"{file}: {function}"


def test_every_file_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:agri|web|tests|docs|seed_data)/[\w/.*-]+)`", TEXT))
    named |= set(re.findall(r"\]\(([\w/.-]+)(?:#[\w-]+)?\)", TEXT))
    assert len(named) > 40
    assert [one for one in sorted(named) if not list(ROOT.glob(one.rstrip("/")))] == []


def test_every_module_that_a_page_names_is_there() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    modules = {path.name for part in ("agri", "tests", "benchmarks") for path in (ROOT / part).rglob("*.py")}
    named = {
        (page.name, name)
        for page in pages
        for name in re.findall(r"`(?:[\w/]*/)?(\w+\.py)`", page.read_text("utf-8"))
    }
    assert [f"{page}: {name}" for page, name in some(sorted(named)) if name not in modules] == []


def test_the_engine_explains_each_of_its_words_once() -> None:
    door = (ROOT / "agri" / "sim" / "__init__.py").read_text("utf-8")
    rows = re.findall(r"^([a-z]+) +\S", door.split("=\nWord")[1].partition("\nFolders")[0], re.M)
    assert len(rows) == len(set(rows))
    asked = "line strand family exposure level performance shock bias cohort block tile trial slack lever"
    assert set(asked.split()) <= set(rows)
    code = " ".join(path.read_text("utf-8").lower() for path in (ROOT / "agri" / "sim").rglob("[a-z]*.py"))
    assert [word for word in some(rows) if not re.search(rf"\b_?{word}", code)] == []
