"""今日调度: one answer, the same figures as on the pages that it leads to."""

import json
from datetime import date

import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.outlook.project_year import project_year
from agri.services.outlook.search_measures import SearchQuestion, ask_search
from agri.services.outlook.stored_runs import store_answer
from agri.terms import Basis
from tests.api.conftest import Caller
from tests.api.test_figures import CONTROL, accepted
from tests.places import COUNTY, NOW, OTHER_COUNTY, FakeClock

TODAY = NOW.date()
TARGETS = 6


@pytest.fixture
def database() -> str:
    return "sqlite"


def project(desk: Desk, day: date = TODAY) -> str:
    return str(project_year(desk.engine, as_of=day, seed=1, replications=10, now=desk.clock()).id)


def advise(desk: Desk, basis: Basis, gains: dict[tuple[str, str], float]) -> None:
    """Store a search's answer: what a unit adds to the chance of unified control, by measure and place."""
    question = SearchQuestion(TODAY, 0.8, 1, 256, basis)
    with Session(desk.engine, expire_on_commit=False) as session, session.begin():
        row, _ = ask_search(session, "4101", question, now=NOW)
    lines = [
        {
            "measure": measure,
            "place": place,
            "starts_on": "2019-09-16",
            "cost_yuan": 40_000.0,
            "targets": [
                {
                    "indicator": "unified_control_coverage",
                    "probability_gain": gain,
                    "probability_error": 0.003,
                }
            ],
        }
        for (measure, place), gain in gains.items()
    ]
    store_answer(desk.engine, row, now=NOW, result=json.dumps({"gains": lines}))


async def test_without_a_projection_no_chance_is_said(committee: Caller):
    said = (await committee.get("/today")).json()
    assert said["projection"] is None
    assert said["before"] is None
    assert said["advice"] == {"as_of": None, "searches": [], "things": []}
    assert len(said["targets"]) == TARGETS
    assert {target["chance"]["true"] for target in said["targets"]} == {None}


async def test_the_chances_are_those_of_the_assessment_the_likeliest_to_fail_first(
    committee: Caller, desk: Desk
):
    project(desk)
    said = (await committee.get("/today")).json()
    shown = (await committee.get("/assessments")).json()
    assert said["projection"] == shown["projection"]
    assert said["evidence"] == shown["evidence"]
    chances = {
        row["indicator"]: row["outlook"]["true"]["probability"]
        for row in shown["assessments"]
        if row["target"] is not None and row["outlook"] is not None
    }
    told = {one["indicator"]: one["chance"]["true"] for one in said["targets"] if one["indicator"] in chances}
    assert told == chances
    known = [one["chance"]["true"] for one in said["targets"] if one["chance"]["true"] is not None]
    assert known == sorted(known)
    assert len(known) > 1


async def test_it_is_held_to_the_month_before(committee: Caller, desk: Desk):
    earlier = project(desk, date(2019, 8, 5))
    project(desk)
    said = (await committee.get("/today")).json()
    assert (said["before"]["id"], said["before"]["as_of"]) == (earlier, "2019-08-05")
    held = [one for one in said["targets"] if one["before"]["true"] is not None]
    assert held
    # A changed chance stands beside the year ends that it goes with, and no cause is made up.
    assert {None} not in [{one["end"]["true"], one["ended"]["true"]} for one in held]
    assert said["before"]["causes"] == ["month"], "the only thing that differs between the two records"
    # Ten replications tell no change of a chance from that of other seeds.
    assert {one["moved"]["by"] for one in held if one["moved"]} == {"noise"}


async def test_all_that_differs_since_is_named_and_nothing_while_the_record_runs_ahead(
    committee: Caller, reporter: Caller, reviewer: Caller, desk: Desk, clock: FakeClock
):
    project(desk, date(2019, 8, 5))
    project(desk)
    clock.advance(hours=1)
    await accepted(reporter, reviewer, **CONTROL)
    await accepted(reporter, reviewer, **{**CONTROL, "period": "2019-06"})
    assert (await committee.get("/today")).json()["before"]["causes"] is None
    project(desk)
    assert (await committee.get("/today")).json()["before"]["causes"] == ["month", "late"]


async def test_after_a_review_act_the_last_projection_stays_with_what_has_changed(
    committee: Caller, reporter: Caller, reviewer: Caller, desk: Desk, clock: FakeClock
):
    made = project(desk)
    clock.advance(hours=1)
    await accepted(reporter, reviewer, **CONTROL)
    shown = (await committee.get("/today")).json()["projection"]
    assert (shown["id"], shown["is_current"]) == (made, False)
    assert "审核通过1份" in shown["text"]["zh"]


async def test_what_moves_the_field_comes_before_what_moves_reports(committee: Caller, desk: Desk):
    teams, laboratory = "spraying_teams", "laboratory_capacity"
    advise(desk, Basis.TRUE, {(teams, COUNTY): 0.02, (teams, OTHER_COUNTY): 0.04, (laboratory, COUNTY): 0.0})
    paper = {(teams, COUNTY): 0.05, (teams, OTHER_COUNTY): 0.05, (laboratory, COUNTY): 0.2}
    advise(desk, Basis.REPORTED, paper)
    advice = (await committee.get("/today")).json()["advice"]
    assert advice["as_of"] == "2019-09-05"
    assert len(advice["searches"]) == 2
    best, other = advice["things"]
    assert (best["measure"], best["place"], best["moves_field"]) == (teams, OTHER_COUNTY, True)
    assert best["in_field"] == pytest.approx(0.04)
    assert best["on_paper"] == pytest.approx(0.01)
    assert best["in_field_error"] == pytest.approx(0.003)
    assert best["on_paper_error"] == pytest.approx(0.003 * 2**0.5)
    assert best["lead"]
    assert (other["measure"], other["moves_field"]) == (laboratory, False)


async def test_a_county_is_told_of_its_own(reviewer: Caller, desk: Desk):
    teams = "spraying_teams"
    for basis in Basis:
        advise(desk, basis, {(teams, COUNTY): 0.02, (teams, OTHER_COUNTY): 0.04})
    said = (await reviewer.get("/today")).json()
    assert said["org_unit"]["code"] == COUNTY
    assert [one["place"] for one in said["advice"]["things"]] == [COUNTY]
    assert {one["county"] for one in said["missing"]} == {COUNTY}


async def test_one_click_makes_a_ledger_task_once(
    committee: Caller, reviewer: Caller, desk: Desk, clock: FakeClock
):
    teams = "spraying_teams"
    for basis in Basis:
        advise(desk, basis, {(teams, COUNTY): 0.02})
    order = {"measure": teams, "place": COUNTY}
    assert (await reviewer.post("/tasks", json=order)).status_code == 403
    made = await committee.post("/tasks", json=order)
    assert made.status_code == 201, made.text
    again = await committee.post("/tasks", json=order)
    assert (again.status_code, again.json()) == (200, made.json())
    (thing,) = (await committee.get("/today")).json()["advice"]["things"]
    assert thing["task"] == made.json()["id"]
    ledger = {task["id"]: task for task in (await committee.get("/tasks")).json()["tasks"]}
    task = ledger[thing["task"]]
    assert (task["clause"], task["due_on"], task["is_measured"]) == ("督办", "2019-09-16", False)
    assert task["responsible"] == thing["place_name"]
    assert task["lead"] == thing["lead"]
    (first,) = (await committee.get(f"/tasks/{task['id']}/progress")).json()["progress"]
    assert first["evidence"]["in_field"] == "0.02"
    assert first["evidence"]["searches"].count("-") == 8  # the ids of both searches
    # It is closed by people, as its indicator does not decide on it.
    done = await committee.post(f"/tasks/{task['id']}/progress", json={"state": "done"})
    assert done.status_code == 201, done.text
    assert (await committee.post("/tasks", json={**order, "measure": "no_such"})).status_code == 404
    # Who leads the target is not taken from what was ordered.
    (after,) = (await committee.get("/today")).json()["advice"]["things"]
    assert after["lead"] == thing["lead"]
