"""The last projection stays shown after every change, with its age; without one nothing is said of risk."""

import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.figures.assess import assessment
from agri.services.figures.projection_age import outlook_note
from agri.services.outlook.project_year import project_year
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
    assert "1条审核决定" in shown["text"]["zh"]
    assert "1 review decision has" in shown["text"]["en"]
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
        note = outlook_note(assessment(session, as_of=TODAY))
    assert "不列风险，也不排除风险" in note["zh"]
    assert "none is ruled out" in note["en"]


def test_an_answer_of_before_says_in_words_that_the_joint_chance_is_not_known():
    old = {"projection": {"text": {"zh": "甲。", "en": "A."}, "joint": None}}
    note = outlook_note(old)
    assert "上报口径未知，真实口径未知" in note["zh"]
    assert "as reported not known" in note["en"]
