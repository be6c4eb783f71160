"""A report that no figure will count is refused by name, whichever door it comes to: one table for all."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session
from typer.testing import CliRunner

from agri.api.deps import Desk
from agri.cli.record import app as command
from agri.models import Revision
from agri.models.person import SessionToken
from agri.services.import_reports import import_reports
from tests.api.conftest import Caller
from tests.api.revisions import path, revision
from tests.places import TOWNSHIP, FakeClock
from tests.unit.record.submissions import actor

TABLE = json.loads((Path(__file__).parents[1] / "rules" / "refusals.json").read_text(encoding="utf-8"))
DOORS = ("put", "dry run", "sync", "import", "command")


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
        desk: Desk,
        clock: FakeClock,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        case: dict[str, Any],
        door: str,
    ) -> None:
        set_clock(desk, clock, case["now"])
        before = revisions(desk)
        said = await self.said_at(door, reporter, desk, clock, tmp_path, monkeypatch, case)
        if case["code"] is None:
            assert said is None, said
            assert revisions(desk) == before + (door != "dry run")
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
                faults = import_reports(session, actor("operator"), file, now=clock.now).faults
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
