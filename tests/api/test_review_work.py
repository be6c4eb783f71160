"""Beside deciding: comments that stay and are read by the place, work that is split, the size of a change."""

from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models import Person
from agri.services.publish.verify import verify
from agri.services.review.desk.change_sizes import ChangeSize, largest_change
from tests.api.conftest import Caller
from tests.api.revisions import VALUES, path, put, revision
from tests.places import FAR_TOWNSHIP, NEIGHBOUR, person_id


async def listed(caller: Caller) -> dict[str, dict]:
    reports = (await caller.get("/reports?limit=500")).json()["reports"]
    return {one["report_id"]: one for one in reports}


async def test_a_comment_stays_changes_nothing_and_is_read_by_the_place(
    callers: dict[str, Caller], desk: Desk
) -> None:
    first = (await put(callers["reporter"])).json()
    where = f"/revisions/{first['revision_id']}/comments"
    made = await callers["reviewer"].post(where, json={"text": "数偏高，请下次附磅单"})
    assert made.status_code == 201, made.text
    assert (await callers["committee"].post(where, json={"text": "同意"})).status_code == 201
    assert (await callers["reviewer"].post(where, json={"text": "  "})).status_code == 422
    # The next version does not take what was said of the one before away.
    again = await callers["reporter"].put(
        path(first["report_id"]),
        json=revision(supersedes=first["revision_id"], reason="更正", values=VALUES | {"samples_taken": 9}),
    )
    assert again.status_code == 201, again.text
    for name in ("reporter", "reviewer"):
        report = (await callers[name].get(f"/reports/{first['report_id']}")).json()
        assert [one["text"] for one in report["comments"]] == ["数偏高，请下次附磅单", "同意"]
        assert {one["revision_id"] for one in report["comments"]} == {first["revision_id"]}
        assert report["state"] == "received"
    due = (await callers["reporter"].get("/due")).json()["forms"]
    [own] = [one for one in due if one["report_id"] == first["report_id"]]
    assert own["comments"][0]["text"] == "数偏高，请下次附磅单"
    assert own["comments"][0]["by_name"]
    acts = [one["act"] for one in (await callers["committee"].get("/audit")).json()["links"]]
    assert acts.count("report.commented") == 2
    with Session(desk.engine) as session:
        assert verify(session).is_sound


async def test_work_is_taken_handed_over_and_given_back_and_nothing_is_hidden(
    callers: dict[str, Caller], desk: Desk
) -> None:
    reviewer, committee = callers["reviewer"], callers["committee"]
    one = (await put(callers["reporter"])).json()["report_id"]
    other = (await put(callers["neighbour"], org_unit=NEIGHBOUR)).json()["report_id"]
    me, chief = (str(person_id(name)) for name in ("reviewer", "committee"))
    offered = {person["id"] for person in (await reviewer.get("/reviewers")).json()["reviewers"]}
    assert offered >= {me, chief}
    for expected in (2, 0):  # taking twice is taking once
        taken = await reviewer.post("/assignments", json={"reports": [one, other], "person": me})
        assert taken.json() == {"changed": expected}
    assert (
        await committee.post("/assignments", json={"reports": [other], "person": chief})
    ).status_code == 200
    held = await listed(reviewer)
    assert {one: held[one]["assigned_to"]["id"], other: held[other]["assigned_to"]["id"]} == {
        one: me,
        other: chief,
    }
    # Whose it is keeps nobody from deciding, and the place is not told.
    assert "accept" in held[other]["may"]
    assert (await listed(callers["reporter"]))[one]["assigned_to"] is None
    await reviewer.post("/assignments", json={"reports": [other], "person": None})
    assert (await listed(reviewer))[other]["assigned_to"] is None
    # Of somebody who no longer reviews here it is nobody's again.
    with Session(desk.engine) as session, session.begin():
        session.get_one(Person, person_id("reviewer")).is_active = False
    assert (await listed(committee))[one]["assigned_to"] is None


async def test_a_report_goes_to_nobody_who_does_not_review_it(callers: dict[str, Caller]) -> None:
    one = (await put(callers["reporter"])).json()["report_id"]
    far = (await put(callers["far_reporter"], org_unit=FAR_TOWNSHIP)).json()["report_id"]
    reporter = str(person_id("reporter"))
    answer = await callers["reviewer"].post("/assignments", json={"reports": [one], "person": reporter})
    assert answer.status_code == 422
    assert "审核人" in answer.json()["errors"][0]["detail_zh"]
    body = {"reports": [one, far], "person": None}
    assert (await callers["reviewer"].post("/assignments", json=body)).status_code == 404


async def test_the_desk_and_the_report_beside_its_past_say_the_same_change(
    callers: dict[str, Caller],
) -> None:
    reporter, reviewer = callers["reporter"], callers["reviewer"]
    await put(reporter, period="2019-07", values=VALUES | {"samples_taken": 10})
    now = (await put(reporter, period="2019-08", values=VALUES | {"samples_taken": 4})).json()
    sizes = {one["revision_id"]: one for one in (await reviewer.get("/change-sizes")).json()["sizes"]}
    beside = (await reviewer.get(f"/reports/{now['report_id']}/comparison")).json()["elements"]
    [same] = [one for one in beside if one["data_element"] == "samples_taken"]
    assert sizes[now["revision_id"]]["data_element"] == "samples_taken"
    assert sizes[now["revision_id"]]["change"] == same["change"] == 4 / 10 - 1


def test_the_largest_change_is_last_years_and_else_the_last_reports() -> None:
    last_year, last = {"a": 100.0, "b": None, "c": 0.0}, {"a": 1.0, "b": 10.0, "c": 5.0}
    assert largest_change({"a": 90.0, "b": 20.0}, last_year, last) == ChangeSize(
        "b", 1.0, is_from_nothing=False
    )
    assert largest_change({"a": 90.0, "c": 3.0}, last_year, last) == ChangeSize(
        "a", 90 / 100 - 1, is_from_nothing=True
    )
    assert largest_change({"c": 3.0}, last_year, last) == ChangeSize("c", None, is_from_nothing=True)
    assert largest_change({"c": 0.0, "a": None, "d": 4.0}, last_year, last) is None
