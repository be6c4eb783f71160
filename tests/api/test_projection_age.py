"""The last projection stays shown after every change, with its age; without one nothing is said of risk."""

import json
from datetime import datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models import ProjectionRow
from agri.plan.assessment import WidthOfYearEnd, to_document
from agri.services.figures.assess import assessment
from agri.services.figures.projection_age import outlook_note
from agri.services.outlook.project_year import project_year
from agri.terms import Basis
from tests.api.conftest import Caller
from tests.api.test_figures import CONTROL, accepted
from tests.places import NOW, FakeClock

TODAY = NOW.date()


@pytest.fixture
def database() -> str:
    return "sqlite"


def project(desk: Desk) -> str:
    row = project_year(desk.engine, as_of=TODAY, seed=1, replications=10, now=desk.clock())
    return str(row.id)


async def test_it_stays_after_an_accepted_report_and_says_so(
    committee: Caller, reporter: Caller, reviewer: Caller, desk: Desk, clock: FakeClock
):
    made = project(desk)
    before = (await committee.get("/assessments")).json()
    assert before["projection"]["is_current"] is True
    assert set(before["projection"]["joint"]) == {"reported", "true", "standard_error"}
    clock.advance(hours=1)
    await accepted(reporter, reviewer, **CONTROL)
    after = (await committee.get("/assessments")).json()
    shown = after["projection"]
    assert (shown["id"], shown["is_current"], shown["changes"]) == (made, False, 1)
    assert (shown["snapshot"], shown["as_of"]) == (before["snapshot"], "2019-09-05")
    assert "此后审核通过1份、新报1份，尚未计入" in shown["text"]["zh"]
    assert "1 accepted, 1 newly reported" in shown["text"]["en"]
    assert [row["outlook"] for row in after["assessments"]] == [
        row["outlook"] for row in before["assessments"]
    ]
    again = project(desk)
    shown = (await committee.get("/assessments")).json()["projection"]
    assert (shown["id"], shown["is_current"], shown["changes"]) == (again, True, 0)


async def test_a_day_before_it_does_not_know_it(committee: Caller, desk: Desk):
    project(desk)
    document = (await committee.get("/assessments", params={"as_of": "2019-08-31"})).json()
    assert document["projection"] is None


def test_without_one_no_risk_is_listed_and_none_ruled_out(desk: Desk):
    with Session(desk.engine) as session:
        note = outlook_note(assessment(session, as_of=TODAY).projection)
    assert "不列风险，也不排除风险" in note.zh
    assert "none is ruled out" in note.en


def test_an_answer_of_before_says_in_words_what_it_does_not_know(desk: Desk):
    made = project(desk)
    with Session(desk.engine) as session, session.begin():
        row = session.get_one(ProjectionRow, UUID(made))
        old = json.loads(row.result or "")
        del old["joint"]
        width = {"indicator": "film_recovery", "basis": "true", "sd": 0.02, "shares": {"weather": 1.0}}
        old["evidence"]["width"] = [width]
        row.result = json.dumps(old)
        session.add(row)
    with Session(desk.engine) as session:
        shown = assessment(session, as_of=TODAY).projection
    assert shown is not None
    assert shown.joint is None
    assert shown.width == (WidthOfYearEnd(None, Basis.TRUE, "film_recovery", 0.02, {"weather": 1.0}),)
    note = outlook_note(shown)
    assert "上报口径未知，核实推算口径未知" in note.zh
    assert "as reported not known" in note.en


async def test_the_command_prints_what_the_api_sends(committee: Caller, desk: Desk):
    project(desk)
    sent = (await committee.get("/assessments")).json()
    with Session(desk.engine) as session:
        printed = json.loads(json.dumps(to_document(assessment(session, as_of=TODAY))))
    assert datetime.fromisoformat(sent["projection"].pop("requested_at")) == datetime.fromisoformat(
        printed["projection"].pop("requested_at")
    )
    assert printed == sent
