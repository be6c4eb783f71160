"""GET /reminders and POST /reminders/deliveries."""

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import httpx
import pytest
from fastapi import FastAPI

from agri.api.dependencies import Desk
from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.places import COUNTY, FAR_TOWNSHIP, NEIGHBOUR, OTHER_COUNTY, TOWNSHIP, FakeClock

PACKAGING = {"form": "packaging", "period": "2019-08", "values": {"recovered_kg": 5, "disposed_kg": 5}}


async def late(caller: Caller, query: str = "") -> dict[str, list[str]]:
    answer = await caller.get(f"/reminders{query}")
    assert answer.status_code == 200, answer.text
    return {
        one["org_unit"]: one["forms"] for reminder in answer.json()["reminders"] for one in reminder["late"]
    }


class TestGetReminders:
    async def test_the_city_sees_who_is_late_county_by_county_in_the_order_of_codes(self, committee: Caller):
        page = (await committee.get("/reminders")).json()
        assert page["as_of"] == "2019-09-05"
        assert [one["county"] for one in page["reminders"]] == [COUNTY, OTHER_COUNTY]
        for reminder in page["reminders"]:
            codes = [one["org_unit"] for one in reminder["late"]]
            assert codes == sorted(codes)
            assert (reminder["period"], reminder["due_on"]) == ("2019-08", "2019-09-03")

    async def test_a_report_that_arrived_is_no_longer_late(self, reporter: Caller, reviewer: Caller):
        before = await late(reviewer)
        await put(reporter, **PACKAGING)
        after = await late(reviewer)
        assert set(before[TOWNSHIP]) - set(after[TOWNSHIP]) == {"packaging"}
        assert after[NEIGHBOUR] == before[NEIGHBOUR]

    async def test_nobody_is_reminded_of_a_closed_month(self, reviewer: Caller, committee: Caller):
        assert await late(reviewer)
        assert (
            await reviewer.post("/closures", json={"org_unit": COUNTY, "period": "2019-08"})
        ).status_code == 201
        assert not await late(reviewer)
        assert FAR_TOWNSHIP in await late(committee)

    async def test_a_county_sees_its_own_places_alone(self, reviewer: Caller):
        places = await late(reviewer)
        assert FAR_TOWNSHIP not in places
        assert all(code.startswith(COUNTY) for code in places)
        assert (await reviewer.get(f"/reminders?org_unit={OTHER_COUNTY}")).status_code == 403

    async def test_one_place_may_be_asked_for(self, committee: Caller):
        assert set(await late(committee, f"?org_unit={NEIGHBOUR}")) == {NEIGHBOUR}

    async def test_an_earlier_day_has_an_earlier_month(self, committee: Caller):
        page = (await committee.get("/reminders?as_of=2019-09-02")).json()
        assert {one["period"] for one in page["reminders"]} == {"2019-07"}

    async def test_what_is_due_tomorrow_is_not_late_today(self, committee: Caller, clock: FakeClock):
        clock.advance(days=-3)
        page = (await committee.get("/reminders")).json()
        assert page["as_of"] == "2019-09-02"
        assert {one["period"] for one in page["reminders"]} == {"2019-07"}

    async def test_a_place_that_is_none(self, committee: Caller):
        assert (await committee.get("/reminders?org_unit=410199")).status_code == 404

    @pytest.mark.parametrize("name", ["reporter", "province", "operator"])
    async def test_others_get_no_list(self, callers: dict[str, Caller], name: str):
        assert (await callers[name].get("/reminders")).status_code == 403

    async def test_nobody_is_asked_to_sign_in(self, client: httpx.AsyncClient):
        assert (await client.get("/api/v1/reminders")).status_code == 401


class _Receiver(BaseHTTPRequestHandler):
    """Takes what is posted, after it was busy once."""

    taken: ClassVar[list[dict[str, Any]]] = []
    was_busy: ClassVar[bool] = False

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not _Receiver.was_busy:
            _Receiver.was_busy = True
            self.send_response(503)
        else:
            _Receiver.taken.append(body)
            self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


class TestPostDelivery:
    async def test_without_an_address_the_way_out_is_said(self, reviewer: Caller):
        answer = await reviewer.post("/reminders/deliveries", json={})
        assert answer.status_code == 409
        problem = answer.json()
        assert problem["type"] == "/problems/not-set-up"
        assert "可复制名单" in problem["detail_zh"]
        assert "AGRI_" not in problem["detail"] + problem["detail_zh"]  # nothing that a county could set

    async def test_a_county_reminds_its_own_places_and_the_act_is_kept(
        self, reviewer: Caller, committee: Caller, desk: Desk, app: FastAPI
    ):
        _Receiver.taken.clear()
        _Receiver.was_busy = False
        with ThreadingHTTPServer(("127.0.0.1", 0), _Receiver) as server:
            threading.Thread(target=server.serve_forever).start()
            settings = desk.settings.model_copy(
                update={"reminder_webhook": f"http://127.0.0.1:{server.server_port}/"}
            )
            app.state.desk = replace(desk, settings=settings)
            sent = await reviewer.post("/reminders/deliveries", json={})
            other = await reviewer.post("/reminders/deliveries", json={"org_unit": OTHER_COUNTY})
            server.shutdown()
        assert other.status_code == 403
        (document,) = _Receiver.taken
        assert [one["county"] for one in document["counties"]] == [COUNTY]
        places = len(await late(reviewer))
        assert (sent.status_code, sent.json()) == (201, {"counties": 1, "places": places})
        acts = (await committee.get("/audit?act=reminders.sent")).json()
        assert COUNTY in json.dumps(acts)
