"""PUT /reports/{report_id}/revisions/{revision_id}."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.dependencies.utils import solve_dependencies
from sqlalchemy import func, select
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models import Audit, ContestedRevision, Report, Revision
from tests.api.conftest import Caller
from tests.api.revisions import VALUES, path, put, revision
from tests.places import FAR_TOWNSHIP, NEIGHBOUR, FakeClock


def stored(desk: Desk) -> int:
    with Session(desk.engine) as session:
        return sum(
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Report, Revision, ContestedRevision)
        )


class TestPutRevision:
    async def test_a_phones_report_is_received_with_a_receipt(self, reporter: Caller, desk: Desk):
        report_id, revision_id = uuid4(), uuid4()
        answer = await reporter.put(path(report_id, revision_id), json=revision())
        assert answer.status_code == 201
        receipt = answer.json()
        assert receipt["report_id"] == str(report_id)
        assert receipt["revision_id"] == str(revision_id)
        assert receipt["state"] == "received"
        assert receipt["received_at"] == "2019-09-05T02:00:00Z"
        assert len(receipt["digest"]) == 64
        with Session(desk.engine) as session:
            row = session.get_one(Revision, revision_id)
            link = session.get_one(Audit, row.seq)
        assert row.values == VALUES
        assert receipt["link"] == {"length": link.seq, "head": link.hash}

    async def test_sending_it_again_gives_the_first_receipt(
        self, reporter: Caller, clock: FakeClock, desk: Desk
    ):
        where = path()
        first = await reporter.put(where, json=revision())
        clock.advance(hours=3)
        again = await reporter.put(where, json=revision(values=VALUES | {"samples_taken": 6.0}))
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == first.json()
        assert stored(desk) == 2

    async def test_four_racing_sends_of_one_report_are_all_received_once(self, reporter: Caller, desk: Desk):
        where = path()
        answers = await asyncio.gather(*(reporter.put(where, json=revision()) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
        assert len({answer.text for answer in answers}) == 1
        assert stored(desk) == 2

    async def test_a_correction_supersedes(self, reporter: Caller):
        report_id, first_id = uuid4(), uuid4()
        await reporter.put(path(report_id, first_id), json=revision())
        corrected = revision(supersedes=str(first_id), values=VALUES | {"samples_taken": 9})
        assert (await reporter.put(path(report_id), json=corrected)).status_code == 201

    async def test_a_dry_run_checks_and_stores_nothing(self, reporter: Caller, desk: Desk):
        answer = await reporter.put(path() + "?dry_run=true", json=revision())
        assert answer.status_code == 200
        assert answer.json()["state"] == "checked"
        assert answer.json()["link"] is None
        assert stored(desk) == 0

    async def test_a_remarkable_value_is_received_with_a_finding(self, reporter: Caller):
        answer = await put(reporter, values=VALUES | {"samples_analysed": 400})
        assert answer.status_code == 201
        [finding] = answer.json()["findings"]
        assert finding["code"] == "soil-analysed-above-taken"
        assert finding["severity"] == "ask"
        assert finding["text"]["zh"]

    async def test_a_county_may_send_for_its_township(self, reviewer: Caller):
        assert (await put(reviewer)).status_code == 201


class TestNotYou:
    @pytest.mark.parametrize("org_unit", [NEIGHBOUR, FAR_TOWNSHIP])
    async def test_another_places_report_is_refused(self, reporter: Caller, desk: Desk, org_unit: str):
        answer = await put(reporter, org_unit=org_unit)
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/not-allowed"
        assert stored(desk) == 0

    @pytest.mark.parametrize("name", ["committee", "province", "operator"])
    async def test_offices_do_not_report(self, callers: dict[str, Caller], desk: Desk, name: str):
        assert (await put(callers[name])).status_code == 403
        assert stored(desk) == 0

    async def test_nobody_is_asked_to_sign_in(self, client: httpx.AsyncClient, desk: Desk):
        answer = await client.put(f"/api/v1{path()}", json=revision())
        assert answer.status_code == 401
        assert answer.json()["then"] == "stop"
        assert stored(desk) == 0


class TestConflict:
    async def test_other_content_under_a_known_id_is_refused(self, reporter: Caller, desk: Desk):
        where = path()
        await reporter.put(where, json=revision())
        answer = await reporter.put(where, json=revision(values=VALUES | {"samples_taken": 7}))
        assert answer.status_code == 409
        assert answer.json()["type"] == "/problems/revision-conflict"
        assert stored(desk) == 2

    async def test_a_second_phones_report_is_kept_and_both_are_told(self, reporter: Caller, desk: Desk):
        await put(reporter)
        answer = await put(reporter, values=VALUES | {"samples_taken": 8})
        assert answer.status_code == 409
        problem = answer.json()
        assert problem["type"] == "/problems/report-contested"
        assert problem["kept"] is True
        assert problem["receipt"]["state"] == "contested"
        with Session(desk.engine) as session:
            kept = session.execute(select(ContestedRevision)).scalar_one()
        assert kept.values["samples_taken"] == 8

    async def test_a_stale_correction_is_kept_and_names_the_current_version(self, reporter: Caller):
        report_id, first_id, second_id = uuid4(), uuid4(), uuid4()
        await reporter.put(path(report_id, first_id), json=revision())
        second = revision(supersedes=str(first_id), values=VALUES | {"samples_taken": 7})
        await reporter.put(path(report_id, second_id), json=second)
        third = revision(supersedes=str(first_id), values=VALUES | {"samples_taken": 8})
        answer = await reporter.put(path(report_id), json=third)
        assert answer.status_code == 409
        assert answer.json()["type"] == "/problems/stale-revision"
        assert answer.json()["current"] == str(second_id)
        assert answer.json()["kept"] is True


async def test_a_plain_report_is_read_without_the_frameworks_dependencies(
    reporter: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def count(**arguments: Any) -> Any:
        asked.append(arguments["request"].method)
        return await solve_dependencies(**arguments)

    monkeypatch.setattr("fastapi.routing.solve_dependencies", count)
    answer = await reporter.put(path(), json=revision())
    assert (answer.status_code, asked) == (201, [])
    assert (await reporter.put(path() + "?dry_run=true", json=revision())).status_code < 500
    assert asked == ["PUT"]
