"""The ledger by filer, and figures that a later document tells."""

import io

import pytest
from openpyxl import load_workbook
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.publish.verify import verify
from tests.api.conftest import Caller
from tests.api.operations import FIGURE
from tests.places import COUNTY, DEPARTMENT, OTHER_COUNTY

TASK = "3-2-3-02"  # 完成省级下达的年度任务: four departments beside the lead, zones and counties


async def rows(caller: Caller, task: str = TASK) -> list[dict]:
    answer = await caller.get(f"/tasks/filings?task_id={task}")
    assert answer.status_code == 200, answer.text
    return answer.json()["filings"]


async def file(caller: Caller, filer: str, state: str = "done", **more: str) -> int:
    body = {"filer": filer, "state": state, **more}
    return (await caller.post(f"/tasks/{TASK}/filings", json=body)).status_code


async def test_each_filer_has_a_row_and_a_state_of_its_own(callers: dict[str, Caller], desk: Desk):
    committee = callers["committee"]
    before = await rows(committee)
    assert before[0]["is_lead"]
    assert {COUNTY, OTHER_COUNTY, DEPARTMENT} <= {one["filer"] for one in before}
    assert {one["said"] for one in before} == {None}
    assert await file(callers["reviewer"], COUNTY) == 201
    assert await file(callers["department"], DEPARTMENT, "under_way", note="已印发方案") == 201
    assert await file(committee, OTHER_COUNTY, "blocked", note="等省厅数据") == 201
    said = {one["filer"]: one["said"]["state"] for one in await rows(committee) if one["said"]}
    assert said == {COUNTY: "done", DEPARTMENT: "under_way", OTHER_COUNTY: "blocked"}
    standing = {one["filer"]: one["standing"] for one in await rows(committee)}
    assert (standing[COUNTY], standing[OTHER_COUNTY]) == ("done", "blocked")
    # What one filer says of its part is not what the lead says of the task, whose number stays.
    [task] = [one for one in (await committee.get("/tasks")).json()["tasks"] if one["id"] == TASK]
    assert task["progress"] is None
    with Session(desk.engine) as session:
        assert verify(session).is_sound


async def test_nobody_files_or_sees_what_is_anothers(callers: dict[str, Caller]):
    reviewer, department = callers["reviewer"], callers["department"]
    assert [one["filer"] for one in await rows(reviewer)] == [COUNTY]
    assert [one["filer"] for one in await rows(department)] == [DEPARTMENT]
    assert await file(reviewer, OTHER_COUNTY) == 403
    assert await file(reviewer, DEPARTMENT) == 403
    assert await file(department, COUNTY) == 403
    assert await file(callers["committee"], "市无此局") == 404
    assert await file(callers["committee"], COUNTY, "blocked") == 422
    assert await file(callers["reporter"], COUNTY) == 403
    own = (await reviewer.get("/tasks/filings")).json()["filings"]
    assert {one["filer"] for one in own} == {COUNTY}
    assert len(own) > 80


async def test_the_workbook_has_a_row_for_each(committee: Caller):
    content = (await committee.get("/tasks/filings/export.xlsx")).content
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    every = (await committee.get("/tasks/filings")).json()["filings"]
    assert sheet.max_row == 2 + len(every) > 700


async def test_a_figure_that_was_told_later_stands_in_the_ledger(callers: dict[str, Caller], desk: Desk):
    committee = callers["committee"]
    assert (await committee.post(f"/tasks/{TASK}/figure", json={**FIGURE, "value": 1})).status_code == 201
    assert (await committee.post(f"/tasks/{TASK}/figure", json=FIGURE)).status_code == 201
    [task] = [one for one in (await committee.get("/tasks")).json()["tasks"] if one["id"] == TASK]
    assert task["is_told_later"]
    assert {key: task["told"][key] for key in FIGURE} == FIGURE
    earlier = (await committee.get("/tasks?as_of=2019-05-01")).json()["tasks"]
    assert {one["told"] for one in earlier} == {None}
    content = (await committee.get("/tasks/export.xlsx")).content
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    [figure] = [row[6].value for row in sheet.iter_rows(min_row=3) if row[0].value == TASK]
    assert figure == "具体任务指标另行下达：1.2 万亩（豫环文〔2019〕1号，2019-05-06）"
    links = (await committee.get("/audit?act=task.figure_set")).json()["links"]
    assert [one["subject"] for one in links] == [TASK, TASK]
    with Session(desk.engine) as session:
        assert verify(session).is_sound


@pytest.mark.parametrize(
    ("task", "change", "pointer"),
    [
        ("3-5-4a-07", {}, "/value"),
        (TASK, {"dated": "2019-12-31"}, "/dated"),
        (TASK, {"document": ""}, "/document"),
        (TASK, {"value": None}, "/value"),
    ],
)
async def test_a_figure_that_cannot_be_is_refused(committee: Caller, task: str, change: dict, pointer: str):
    answer = await committee.post(f"/tasks/{task}/figure", json={**FIGURE, **change})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
