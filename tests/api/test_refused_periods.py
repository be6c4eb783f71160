"""What no figure will count is refused by name, whichever door it comes to: one table for all."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session
from typer import Typer
from typer.testing import CliRunner

from agri.api.dependencies import Desk
from agri.cli.record import app as command
from agri.cli.server import app as server
from agri.errors import Invalid
from agri.models import Revision
from agri.models.person import SessionToken
from agri.services.intake.spreadsheets.import_reports import import_reports, read_for_import
from agri.services.reference.reference import read_reference
from tests.api.conftest import Caller
from tests.api.revisions import path, revision
from tests.places import COUNTY, TOWNSHIP, FakeClock
from tests.unit.services.submissions import actor

TABLE = json.loads((Path(__file__).parents[1] / "rules" / "refusals.json").read_text(encoding="utf-8"))
REPORT_DOORS = ("put", "sync", "import", "command")  # each stores a report
DOORS = (*REPORT_DOORS, "dry run", "spot check", "closure", "reopening", "template", "template of places")


@pytest.fixture
def database() -> str:
    """What is refused at the door never meets the database."""
    return "sqlite"


def set_clock(desk: Desk, clock: FakeClock, day: str) -> None:
    """Go to a day on which the people of the tiny city are still signed in."""
    clock.now = datetime.fromisoformat(day).replace(hour=2, tzinfo=UTC)
    with Session(desk.engine) as session, session.begin():
        session.execute(update(SessionToken).values(expires_at=clock.now + timedelta(days=30)))


def a_body(case: dict[str, Any]) -> dict[str, Any]:
    values = {"recovered_kg": 100, "disposed_kg": 80}
    return revision(form=case["form"], period=case["period"], values=values)


def a_file(folder: Path, case: dict[str, Any]) -> Path:
    file = folder / f"{case['form']}.csv"
    file.write_text(f"org_unit,period,recovered_kg,disposed_kg\n{TOWNSHIP},{case['period']},100,80\n")
    return file


def revisions(desk: Desk) -> int:
    with Session(desk.engine) as session:
        return session.execute(select(func.count()).select_from(Revision)).scalar_one()


class TestEveryDoor:
    @pytest.mark.parametrize("door", DOORS)
    @pytest.mark.parametrize("case", TABLE, ids=[case["name"] for case in TABLE])
    async def test_it_takes_what_figures_count_and_nothing_else(
        self,
        reporter: Caller,
        reviewer: Caller,
        desk: Desk,
        clock: FakeClock,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        case: dict[str, Any],
        door: str,
    ) -> None:
        set_clock(desk, clock, case["now"])
        before = revisions(desk)
        if door in {"spot check", "closure", "reopening"}:
            said = await self.said_to_the_county(door, reviewer, case)
        elif door.startswith("template"):
            said = self.said_of_a_template(door, desk, tmp_path, monkeypatch, case)
        else:
            said = await self.said_at(door, reporter, desk, clock, tmp_path, monkeypatch, case)
        if case["code"] is None:
            assert said is None, said
            assert revisions(desk) == before + (door in REPORT_DOORS)
        else:
            assert said is not None
            assert case["period"] in said
            assert "2019" in said  # the way out: the years that count
            assert any("一" <= letter <= "鿿" for letter in said)
            assert revisions(desk) == before

    async def said_at(
        self,
        door: str,
        reporter: Caller,
        desk: Desk,
        clock: FakeClock,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        case: dict[str, Any],
    ) -> str | None:
        """Return what a door says of the case; None where it takes it."""
        if door in {"put", "dry run"}:
            query = "?dry_run=true" if door == "dry run" else ""
            answer = await reporter.put(path() + query, json=a_body(case))
            if answer.status_code < 300:
                return None
            return self.named(case, answer.json())
        if door == "sync":
            item = {"report_id": str(uuid4()), "revision_id": str(uuid4()), **a_body(case)}
            answer = await reporter.post("/sync", json={"revisions": [item]})
            [result] = answer.json()["results"]
            if result["outcome"] == "created":
                return None
            return self.named(case, result["problem"])
        refused = self.refused_file(door, desk, clock, tmp_path, monkeypatch, case)
        if refused is None:
            return None
        codes, said = refused
        assert codes == [case["code"]]
        return said

    async def said_to_the_county(self, door: str, reviewer: Caller, case: dict[str, Any]) -> str | None:
        if door == "spot check":
            check = {"org_unit": TOWNSHIP, "form": case["form"], "data_element": "recovered_kg"}
            check |= {"period": case["period"], "verified": 90, "drawn": "random"}
            answer = await reviewer.post("/spot-checks", json=check)
        else:
            act = {"org_unit": COUNTY, "period": case["period"], "act": "closed"}
            answer = await reviewer.post("/closures", json=act)
            if door == "reopening" and (answer.status_code < 300 or case["code"]):
                answer = await reviewer.post("/closures", json=act | {"act": "reopened", "reason": "补报"})
        return None if answer.status_code < 300 else self.named(case, answer.json())

    @staticmethod
    def said_of_a_template(
        door: str, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, case: dict[str, Any]
    ) -> str | None:
        address = desk.engine.url.render_as_string(hide_password=False)
        words = ["template", case["form"], "--period", case["period"], "--dir", str(folder)]
        if door == "template of places":
            words += ["--org-unit", COUNTY]
        monkeypatch.setenv("AGRI_DATABASE_URL", address)
        result = CliRunner().invoke(command, words)
        refused = result.exception
        if isinstance(refused, Invalid):
            assert list(folder.glob("*.xlsx")) == []
            assert [fault.code for fault in refused.faults] == [case["code"]]
            return refused.detail + refused.detail_zh
        assert result.exit_code == 0, result.output
        assert len(list(folder.glob("*.xlsx"))) == 1
        return None

    def refused_file(
        self,
        door: str,
        desk: Desk,
        clock: FakeClock,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        case: dict[str, Any],
    ) -> tuple[list[str], str] | None:
        """Return the codes and the words with which a file is refused; None where it goes in."""
        file = a_file(tmp_path, case)
        if door == "import":
            with Session(desk.engine) as session, session.begin():
                faults = import_reports(
                    session,
                    actor("operator"),
                    read_for_import(read_reference(session, of="4101"), file),
                    now=clock.now,
                ).faults
            return ([fault.code for fault in faults], str(faults)) if faults else None
        monkeypatch.setenv("AGRI_DATABASE_URL", desk.engine.url.render_as_string(hide_password=False))
        monkeypatch.setattr("agri.cli.opening.clock_of", lambda _session: clock)
        told = tmp_path / "told.json"
        result = CliRunner().invoke(command, ["import", str(file), "--json", str(told)])
        if result.exit_code == 0:
            return None
        faults = [fault for one in json.loads(told.read_text("utf-8"))["files"] for fault in one["faults"]]
        return [fault["code"] for fault in faults], result.output + str(faults)

    @staticmethod
    def named(case: dict[str, Any], problem: dict[str, Any]) -> str:
        [fault] = problem["errors"]
        assert (fault["pointer"], fault["code"]) == ("/period", case["code"])
        return str(fault["detail"] + fault["detail_zh"])


class TestTheLedger:
    """Tasks belong to the plan's year: a word on them is taken until the year after it is over."""

    @pytest.mark.parametrize(
        ("day", "is_taken"),
        [
            ("2016-09-05", False),
            ("2018-10-05", True),
            ("2019-09-05", True),
            ("2020-04-10", True),
            ("2021-01-01", False),
            ("2026-04-10", False),
        ],
    )
    async def test_a_word_on_a_task_is_of_a_year_that_counts(
        self, committee: Caller, desk: Desk, clock: FakeClock, day: str, is_taken: bool
    ) -> None:
        set_clock(desk, clock, day)
        tasks = (await committee.get("/tasks")).json()["tasks"]
        task = next(task for task in tasks if not task["is_measured"])
        answer = await committee.post(f"/tasks/{task['id']}/progress", json={"state": "under_way"})
        if is_taken:
            assert answer.status_code == 201, answer.text
            return
        [fault] = answer.json()["errors"]
        assert fault["code"] == "year-not-open"
        assert day[:7] in fault["detail"]
        assert "2019" in fault["detail_zh"]
        assert (await committee.get(f"/tasks/{task['id']}/progress")).json()["progress"] == []


class TestTheStart:
    """`agri init` and `agri serve` say when every report of the present year would be refused."""

    @pytest.fixture(autouse=True)
    def no_server(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AGRI_DATABASE_URL", desk.engine.url.render_as_string(hide_password=False))
        monkeypatch.setattr("uvicorn.run", lambda *_words, **_more: None)
        monkeypatch.setattr("agri.cli.server._require_free", lambda *_words: None)

    @pytest.mark.parametrize("app", [command, server], ids=["init", "serve"])
    @pytest.mark.parametrize(
        ("day", "is_said"), [("2019-09-05", False), ("2017-03-01", False), ("2026-04-10", True)]
    )
    def test_a_clock_of_a_year_that_counts_for_nothing_is_named(
        self, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, app: Typer, day: str, is_said: bool
    ) -> None:
        clock.now = datetime.fromisoformat(day).replace(hour=2, tzinfo=UTC)
        monkeypatch.setattr("agri.cli.opening.clock_of", lambda _session: clock)
        result = CliRunner().invoke(app, ["init"] if app is command else [])
        assert result.exit_code == 0, result.output
        for words in ("时钟显示 2026 年", "the clock says 2026", "2017, 2018, 2019", "agri new-year 2026"):
            assert (words in result.stderr) == is_said


class TestDue:
    async def test_it_asks_nothing_of_a_year_without_a_plan_and_says_so(
        self, reporter: Caller, desk: Desk, clock: FakeClock
    ) -> None:
        set_clock(desk, clock, "2020-04-10")
        found = (await reporter.get("/due")).json()
        assert (found["forms"], found["ahead"]) == ([], [])
        assert "2020 年的方案尚未启用" in found["notice"]["zh"]
        assert "No plan year is open for 2020-04" in found["notice"]["en"]
        assert found["counted_years"] == [2017, 2018, 2019]

    async def test_in_january_december_is_still_asked(
        self, reporter: Caller, desk: Desk, clock: FakeClock
    ) -> None:
        set_clock(desk, clock, "2020-01-02")
        found = (await reporter.get("/due")).json()
        assert {form["period"] for form in found["forms"]} == {"2019-12"}
        assert found["notice"] is not None

    async def test_within_the_plans_year_nothing_is_said(self, reporter: Caller) -> None:
        assert (await reporter.get("/due")).json()["notice"] is None
