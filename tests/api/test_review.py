"""POST /revisions/{id}/decisions, POST /decisions, POST /closures."""

from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Caller
from tests.api.revisions import VALUES, path, put, revision
from tests.places import COUNTY, NEIGHBOUR, OTHER_COUNTY, TOWNSHIP

JULY = {"samples_taken": 1, "samples_analysed": 1, "cards_issued": 1}


async def received(reporter: Caller) -> str:
    """Send a report and return its revision's id."""
    return (await put(reporter)).json()["revision_id"]


async def decide(caller: Caller, revision_id: object, kind: str = "accepted", reason: str | None = None):
    return await caller.post(f"/revisions/{revision_id}/decisions", json={"kind": kind, "reason": reason})


class TestPostDecision:
    async def test_a_county_accepts_its_townships_report(self, reporter: Caller, reviewer: Caller):
        revision_id = await received(reporter)
        answer = await decide(reviewer, revision_id)
        assert answer.status_code == 201
        assert answer.json()["kind"] == "accepted"
        assert answer.json()["revision_id"] == revision_id

    async def test_a_return_carries_its_reason(self, reporter: Caller, reviewer: Caller):
        answer = await decide(reviewer, await received(reporter), "returned", "单位应为亩")
        assert answer.status_code == 201
        assert answer.json()["reason"] == "单位应为亩"

    async def test_a_return_without_a_reason_is_refused(self, reporter: Caller, reviewer: Caller):
        answer = await decide(reviewer, await received(reporter), "returned")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/reason"

    async def test_a_third_word_is_refused(self, reporter: Caller, reviewer: Caller):
        answer = await decide(reviewer, await received(reporter), "perhaps")
        assert answer.json()["errors"][0] | {"detail": "", "detail_zh": ""} == {
            "pointer": "/kind",
            "code": "not-one-of",
            "detail": "",
            "detail_zh": "",
        }

    @pytest.mark.parametrize("name", ["reporter", "province", "operator"])
    async def test_others_do_not_decide(self, callers: dict[str, Caller], reporter: Caller, name: str):
        assert (await decide(callers[name], await received(reporter))).status_code == 403

    async def test_nobody_accepts_an_own_report(self, reviewer: Caller):
        assert (await decide(reviewer, await received(reviewer))).status_code == 403

    async def test_another_countys_report_is_not_there(self, reporter: Caller, far_reviewer: Caller):
        assert (await decide(far_reviewer, await received(reporter))).status_code == 404

    async def test_an_unknown_revision_is_not_there(self, reviewer: Caller):
        assert (await decide(reviewer, uuid4())).status_code == 404

    async def test_a_superseded_revision_is_no_longer_decided_on(self, reporter: Caller, reviewer: Caller):
        report_id, first_id, second_id = uuid4(), uuid4(), uuid4()
        await reporter.put(path(report_id, first_id), json=revision())
        newer = revision(supersedes=str(first_id), values=VALUES | {"samples_taken": 7})
        await reporter.put(path(report_id, second_id), json=newer)
        answer = await decide(reviewer, first_id)
        assert answer.status_code == 409
        assert answer.json()["type"] == "/problems/decision-conflict"
        assert answer.json()["current"] == str(second_id)

    async def test_twice_the_same_is_a_conflict(self, reporter: Caller, reviewer: Caller):
        revision_id = await received(reporter)
        await decide(reviewer, revision_id)
        assert (await decide(reviewer, revision_id)).status_code == 409

    async def test_a_decision_made_of_an_earlier_state_is_not_taken(
        self, reporter: Caller, reviewer: Caller, committee: Caller
    ):
        revision_id = await received(reporter)
        await decide(reviewer, revision_id)
        overturn = {"kind": "returned", "reason": "请核对", "seen": "received"}
        answer = await committee.post(f"/revisions/{revision_id}/decisions", json=overturn)
        assert answer.status_code == 409
        problem = answer.json()
        assert problem["type"] == "/problems/decision-conflict"
        assert "Reviewer accepted this version on 2019-09-05 10:00" in problem["detail"]
        assert "已由Reviewer于 2019-09-05 10:00 通过" in problem["detail_zh"]
        again = overturn | {"seen": "accepted"}
        assert (await committee.post(f"/revisions/{revision_id}/decisions", json=again)).status_code == 201

    async def test_another_page_of_the_same_person_is_told_that_it_was_them(
        self, reporter: Caller, reviewer: Caller
    ):
        revision_id = await received(reporter)
        await decide(reviewer, revision_id)
        stale = {"kind": "returned", "reason": "请核对", "seen": "received"}
        answer = await reviewer.post(f"/revisions/{revision_id}/decisions", json=stale)
        assert (answer.status_code, "已由您本人于" in answer.json()["detail_zh"]) == (409, True)

    async def test_a_page_that_names_no_state_decides_as_before(self, reporter: Caller, reviewer: Caller):
        revision_id = await received(reporter)
        await decide(reviewer, revision_id)
        assert (await decide(reviewer, revision_id, "returned", "抽查不符")).status_code == 201


class TestPostDecisions:
    async def test_one_that_is_refused_does_not_fail_the_others(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        first = await received(reporter)
        second = (await put(neighbour, org_unit=NEIGHBOUR)).json()["revision_id"]
        wanted = [first, str(uuid4()), second]
        decisions = [{"revision_id": one, "kind": "accepted"} for one in wanted]
        answer = await reviewer.post("/decisions", json={"decisions": decisions})
        assert answer.status_code == 200
        results = answer.json()["results"]
        assert [one["revision_id"] for one in results] == wanted
        assert [one["problem"] is None for one in results] == [True, False, True]
        assert results[1]["problem"]["type"] == "/problems/not-found"

    async def test_what_was_decided_meanwhile_is_left_out_with_who_and_when(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller, committee: Caller
    ):
        first = await received(reporter)
        second = (await put(neighbour, org_unit=NEIGHBOUR)).json()["revision_id"]
        await decide(committee, first, "returned", "请核对")
        decisions = [{"revision_id": one, "kind": "accepted", "seen": "received"} for one in (first, second)]
        answer = await reviewer.post("/decisions", json={"decisions": decisions})
        refused, taken = answer.json()["results"]
        assert "退回" in refused["problem"]["detail_zh"]
        assert refused["decision"] is None
        assert taken["problem"] is None

    async def test_a_reporter_decides_on_none(self, reporter: Caller):
        assert (await reporter.post("/decisions", json={"decisions": []})).status_code == 403


async def close(caller: Caller, period: str = "2019-08", **changes: object) -> httpx.Response:
    return await caller.post("/closures", json={"org_unit": COUNTY, "period": period, **changes})


class TestPostClosure:
    async def test_a_closed_month_takes_no_report(self, reporter: Caller, reviewer: Caller):
        assert (await close(reviewer, "2019-07")).status_code == 201
        answer = await put(reporter, period="2019-07", values=JULY)
        assert answer.status_code == 409
        problem = answer.json()
        assert problem["type"] == "/problems/period-closed"
        assert (problem["org_unit"], problem["period"]) == (TOWNSHIP, "2019-07")

    async def test_a_reopened_month_takes_reports_again(self, reporter: Caller, reviewer: Caller):
        await close(reviewer, "2019-07")
        assert (await close(reviewer, "2019-07", act="reopened", reason="补报")).status_code == 201
        assert (await put(reporter, period="2019-07", values=JULY)).status_code == 201

    async def test_a_closed_month_accepts_and_returns_nothing_before_it_is_opened_again(
        self, reporter: Caller, reviewer: Caller
    ):
        revision_id = (await put(reporter, period="2019-07", values=JULY)).json()["revision_id"]
        await close(reviewer, "2019-07")
        answer = await decide(reviewer, revision_id, "returned", "请核对")
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/period-closed")
        assert "重新开放" in answer.json()["detail_zh"]
        bulk = {"decisions": [{"revision_id": revision_id, "kind": "returned", "reason": "请核对"}]}
        (result,) = (await reviewer.post("/decisions", json=bulk)).json()["results"]
        assert result["problem"]["type"] == "/problems/period-closed"
        (listed,) = (await reviewer.get("/reports")).json()["reports"]
        assert ("accept" in listed["may"], "return" in listed["may"]) == (True, False)
        assert (await decide(reviewer, revision_id)).status_code == 201
        await close(reviewer, "2019-07", act="reopened", reason="退回更正")
        assert (await decide(reviewer, revision_id, "returned", "请核对")).status_code == 201

    async def test_what_waits_is_told_before_a_month_is_closed(self, reporter: Caller, reviewer: Caller):
        await put(reporter, period="2019-07", values=JULY)
        asked = await close(reviewer, "2019-07", undecided=0)
        assert (asked.status_code, asked.json()["undecided"]) == (409, 1)
        assert "还有 1 份待审" in asked.json()["detail_zh"]
        assert (await close(reviewer, "2019-07", undecided=1)).status_code == 201

    async def test_reopening_needs_a_reason(self, reviewer: Caller):
        await close(reviewer)
        answer = await close(reviewer, act="reopened")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/reason"

    @pytest.mark.parametrize("name", ["reporter", "province", "operator"])
    async def test_others_do_not_close(self, callers: dict[str, Caller], name: str):
        assert (await close(callers[name])).status_code == 403

    async def test_another_county_is_not_theirs(self, reviewer: Caller):
        assert (await close(reviewer, org_unit=OTHER_COUNTY)).status_code == 403

    async def test_a_place_that_is_none(self, committee: Caller):
        answer = await close(committee, org_unit="410199")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/org_unit"

    async def test_a_month_that_has_not_ended(self, reviewer: Caller):
        answer = await close(reviewer, "2019-09")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == "not-ended"

    async def test_closing_twice_is_a_conflict(self, reviewer: Caller):
        await close(reviewer)
        assert (await close(reviewer)).status_code == 409
