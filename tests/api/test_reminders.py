"""GET /reminders."""

import httpx
import pytest

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
