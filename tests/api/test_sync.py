"""POST /sync and HEAD /sync."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import func, select
from sqlmodel import Session

from agri import __version__
from agri.api.dependencies import Desk
from agri.models import Revision
from tests.api.conftest import Caller
from tests.api.revisions import VALUES, revision
from tests.places import COUNTY, NEIGHBOUR, OTHER_COUNTY


def item(**changes: Any) -> dict[str, Any]:
    return {"report_id": str(uuid4()), "revision_id": str(uuid4()), **revision(**changes)}


def chain(length: int) -> list[dict[str, Any]]:
    """Return a report and its corrections, each superseding the one before."""
    items = [item()]
    for i in range(1, length):
        values = VALUES | {"samples_taken": i}
        items.append(
            item(supersedes=items[-1]["revision_id"], values=values) | {"report_id": items[0]["report_id"]}
        )
    return items


def count(desk: Desk) -> int:
    with Session(desk.engine) as session:
        return session.execute(select(func.count()).select_from(Revision)).scalar_one()


class TestPostSync:
    async def test_each_version_has_its_own_result_in_order(self, reporter: Caller):
        items = chain(3)
        answer = await reporter.post("/sync", json={"revisions": items})
        assert answer.status_code == 200
        results = answer.json()["results"]
        assert [one["revision_id"] for one in results] == [one["revision_id"] for one in items]
        assert [one["outcome"] for one in results] == ["created"] * 3
        assert answer.json()["server_time"] == "2019-09-05T02:00:00Z"

    async def test_bad_items_never_fail_the_others(self, reporter: Caller, desk: Desk):
        good = item()
        bad = [
            item(values={"samples_taken": "six"}),
            item(org_unit=NEIGHBOUR),
            item(weather="sunny"),
            "no object",
            {"revision_id": 5},
            item(period="2030-01"),
        ]
        answer = await reporter.post("/sync", json={"revisions": [*bad[:3], good, *bad[3:]]})
        assert answer.status_code == 200
        results = answer.json()["results"]
        assert [one["outcome"] for one in results] == ["refused"] * 3 + ["created"] + ["refused"] * 3
        assert results[0]["problem"]["errors"][0]["pointer"] == "/values/samples_taken"
        assert results[1]["problem"]["type"] == "/problems/not-allowed"
        assert results[2]["problem"]["errors"][0]["pointer"] == "/weather"
        assert {one["problem"]["status"] for one in results if one["problem"]} == {403, 422}
        assert count(desk) == 1

    async def test_a_conflict_within_one_batch_is_kept_and_told(self, reporter: Caller):
        answer = await reporter.post("/sync", json={"revisions": [item(), item()]})
        results = answer.json()["results"]
        assert [one["outcome"] for one in results] == ["created", "conflict"]
        assert results[1]["receipt"]["state"] == "contested"
        assert results[1]["problem"]["type"] == "/problems/report-contested"

    async def test_four_racing_sends_of_fifty_versions_give_fifty_rows_and_equal_receipts(
        self, reporter: Caller, desk: Desk
    ):
        body = {"revisions": chain(50)}
        answers = await asyncio.gather(*(reporter.post("/sync", json=body) for _ in range(4)))
        assert [answer.status_code for answer in answers] == [200] * 4
        outcomes = [one["outcome"] for answer in answers for one in answer.json()["results"]]
        assert sorted(outcomes) == ["created"] * 50 + ["replayed"] * 150
        receipts = [[one["receipt"] for one in answer.json()["results"]] for answer in answers]
        assert receipts == [receipts[0]] * 4
        assert count(desk) == 50

    async def test_a_dry_run_stores_nothing(self, reporter: Caller, desk: Desk):
        answer = await reporter.post("/sync?dry_run=true", json={"revisions": chain(2)})
        assert [one["receipt"]["state"] for one in answer.json()["results"]] == ["checked"] * 2
        assert count(desk) == 0

    async def test_more_than_two_hundred_are_refused_whole(self, reporter: Caller, desk: Desk):
        answer = await reporter.post("/sync", json={"revisions": [item()] * 201})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/revisions"
        assert count(desk) == 0

    async def test_nobody_is_asked_to_sign_in(self, client: httpx.AsyncClient):
        assert (await client.post("/api/v1/sync", json={"revisions": []})).status_code == 401

    async def test_the_province_does_not_report(self, province: Caller):
        assert (await province.post("/sync", json={"revisions": []})).status_code == 403


class TestChanges:
    async def test_the_first_sync_gives_the_cursor_alone(self, reporter: Caller, reviewer: Caller):
        await reviewer.post("/closures", json={"org_unit": COUNTY, "period": "2019-07"})
        answer = (await self._sync(reporter, None)).json()
        assert answer["changes"] == {"reports": [], "closures": []}
        assert answer["since"] > 0

    async def test_what_the_county_did_comes_back_with_the_next_sync(
        self, reporter: Caller, reviewer: Caller
    ):
        sent = item()
        since = (await self._sync(reporter, None, sent)).json()["since"]
        await reviewer.post(
            f"/revisions/{sent['revision_id']}/decisions", json={"kind": "returned", "reason": "请核对"}
        )
        await reviewer.post("/closures", json={"org_unit": COUNTY, "period": "2019-07"})
        answer = (await self._sync(reporter, since)).json()
        [report] = answer["changes"]["reports"]
        assert (report["state"], report["reason"]) == ("returned", "请核对")
        [closure] = answer["changes"]["closures"]
        assert (closure["period"], closure["act"]) == ("2019-07", "closed")
        again = (await self._sync(reporter, answer["since"])).json()
        assert again["changes"] == {"reports": [], "closures": []}

    async def test_one_does_not_hear_of_what_one_has_just_sent(self, reporter: Caller):
        since = (await self._sync(reporter, None)).json()["since"]
        answer = (await self._sync(reporter, since, item())).json()
        assert answer["changes"]["reports"] == []
        assert answer["since"] > since

    async def test_other_places_changes_are_not_told(
        self, reporter: Caller, neighbour: Caller, far_reviewer: Caller
    ):
        since = (await self._sync(reporter, None)).json()["since"]
        await self._sync(neighbour, None, item(org_unit=NEIGHBOUR))
        await far_reviewer.post("/closures", json={"org_unit": OTHER_COUNTY, "period": "2019-07"})
        answer = (await self._sync(reporter, since)).json()
        assert answer["changes"] == {"reports": [], "closures": []}

    async def _sync(self, caller: Caller, since: int | None, *items: dict[str, Any]) -> httpx.Response:
        return await caller.post("/sync", json={"since": since, "revisions": list(items)})


class TestHeadSync:
    async def test_the_server_names_its_version_to_anybody(self, client: httpx.AsyncClient):
        answer = await client.head("/api/v1/sync")
        assert answer.status_code == 204
        assert answer.headers["x-agri-version"] == __version__
