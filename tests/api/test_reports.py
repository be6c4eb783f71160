"""GET /due, GET /reports, GET /reports/{id}."""

from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Caller
from tests.api.revisions import VALUES, path, put, revision
from tests.places import COUNTY, ESTATE, FAR_TOWNSHIP, NEIGHBOUR, OTHER_COUNTY, TOWNSHIP


async def send(caller: Caller, **changes: object) -> dict[str, str]:
    answer = await put(caller, **changes)
    assert answer.status_code == 201
    return answer.json()


class TestGetDue:
    async def test_it_names_what_the_running_month_and_the_last_one_ask(self, reporter: Caller):
        due = (await reporter.get("/due")).json()
        assert due["org_unit"] == TOWNSHIP
        assert due["day"] == "2019-09-05"
        asked = {(form["form"], form["period"]) for form in due["forms"]}
        assert ("soil_testing", "2019-09") in asked
        assert ("pest_control", "2019-08") in asked
        assert ("soil_testing", "2019-08") not in asked

    async def test_a_report_once_sent_is_there_to_correct(self, reporter: Caller):
        receipt = await send(reporter)
        [form] = [
            one for one in (await reporter.get("/due")).json()["forms"] if one["form"] == "soil_testing"
        ]
        assert form["state"] == "received"
        assert form["revision_id"] == receipt["revision_id"]
        assert form["values"] == VALUES

    async def test_a_returned_report_comes_back_with_its_reason(self, reporter: Caller, reviewer: Caller):
        receipt = await send(reporter)
        await reviewer.post(
            f"/revisions/{receipt['revision_id']}/decisions", json={"kind": "returned", "reason": "请核对"}
        )
        [form] = [
            one for one in (await reporter.get("/due")).json()["forms"] if one["form"] == "soil_testing"
        ]
        assert (form["state"], form["reason"]) == ("returned", "请核对")

    async def test_sums_leave_the_cell_itself_out(self, reporter: Caller):
        values = {"samples_taken": 4, "samples_analysed": 4, "cards_issued": 4}
        await send(reporter, period="2019-07", values=values)
        await send(reporter)
        [form] = [
            one for one in (await reporter.get("/due")).json()["forms"] if one["form"] == "soil_testing"
        ]
        assert form["sums"]["samples_taken@year_to_date"] == 4

    async def test_an_estate_that_does_not_farm_is_asked_nothing(self, reviewer: Caller):
        assert (await reviewer.get(f"/due?org_unit={ESTATE}")).json()["forms"] == []

    async def test_it_is_not_sent_twice(self, reporter: Caller):
        first = await reporter.get("/due")
        again = await reporter.get("/due", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        await send(reporter)
        changed = await reporter.get("/due", headers={"If-None-Match": first.headers["etag"]})
        assert changed.status_code == 200

    async def test_another_townships_is_not_theirs(self, reporter: Caller):
        assert (await reporter.get(f"/due?org_unit={NEIGHBOUR}")).status_code == 403

    async def test_a_place_that_is_none(self, committee: Caller):
        assert (await committee.get("/due?org_unit=410199")).status_code == 404

    async def test_the_province_is_asked_nothing(self, province: Caller):
        assert (await province.get("/due")).status_code == 403


class TestGetReports:
    async def test_a_township_sees_its_own_alone(self, reporter: Caller, neighbour: Caller):
        await send(reporter)
        await send(neighbour, org_unit=NEIGHBOUR)
        places = [one["org_unit"] for one in (await reporter.get("/reports")).json()["reports"]]
        assert places == [TOWNSHIP]

    async def test_a_county_sees_its_townships(self, reporter: Caller, neighbour: Caller, reviewer: Caller):
        await send(reporter)
        await send(neighbour, org_unit=NEIGHBOUR)
        reports = (await reviewer.get("/reports")).json()["reports"]
        assert [one["org_unit"] for one in reports] == [TOWNSHIP, NEIGHBOUR]
        assert {"accept", "return"} <= set(reports[0]["may"])

    async def test_pages_go_on_where_the_last_one_ended(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        await send(reporter)
        await send(neighbour, org_unit=NEIGHBOUR)
        first = (await reviewer.get("/reports?limit=1")).json()
        second = (await reviewer.get(f"/reports?limit=1&since={first['after']}")).json()
        assert [page["reports"][0]["org_unit"] for page in (first, second)] == [TOWNSHIP, NEIGHBOUR]
        assert second["after"] is None

    async def test_since_gives_what_was_touched_later(self, reporter: Caller, reviewer: Caller):
        receipt = await send(reporter)
        since = receipt["link"]["length"]
        assert (await reporter.get(f"/reports?since={since}")).json()["reports"] == []
        await reviewer.post(f"/revisions/{receipt['revision_id']}/decisions", json={"kind": "accepted"})
        [report] = (await reporter.get(f"/reports?since={since}")).json()["reports"]
        assert report["state"] == "accepted"

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("form=soil_testing", 1),
            ("form=film", 0),
            ("period=2019-09", 1),
            ("period=2019-08", 0),
            ("state=received", 1),
            ("state=accepted", 0),
            ("has_findings=false", 1),
            ("has_findings=true", 0),
            (f"org_unit={TOWNSHIP}", 1),
            (f"org_unit={NEIGHBOUR}", 0),
        ],
    )
    async def test_filters(self, reporter: Caller, reviewer: Caller, query: str, count: int):
        await send(reporter)
        assert len((await reviewer.get(f"/reports?{query}")).json()["reports"]) == count

    async def test_another_county_is_not_theirs(self, reviewer: Caller):
        assert (await reviewer.get(f"/reports?org_unit={OTHER_COUNTY}")).status_code == 403

    async def test_a_place_that_is_none(self, committee: Caller):
        assert (await committee.get("/reports?org_unit=410199")).status_code == 404

    async def test_nobody_is_asked_to_sign_in(self, client: httpx.AsyncClient):
        assert (await client.get("/api/v1/reports")).status_code == 401

    @pytest.mark.parametrize("query", ["limit=0", "limit=501", "since=-1", "state=lost", "since=x"])
    async def test_a_query_out_of_bounds(self, reviewer: Caller, query: str):
        answer = await reviewer.get(f"/reports?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/query/" + query.split("=", maxsplit=1)[0]


class TestGetReport:
    async def test_it_shows_the_whole_chain_oldest_first(self, reporter: Caller, reviewer: Caller):
        report_id, first_id, second_id = uuid4(), uuid4(), uuid4()
        await reporter.put(path(report_id, first_id), json=revision())
        await reviewer.post(
            f"/revisions/{first_id}/decisions", json={"kind": "returned", "reason": "请核对取土样数"}
        )
        corrected = revision(supersedes=str(first_id), values=VALUES | {"samples_taken": 9}, reason="改正")
        await reporter.put(path(report_id, second_id), json=corrected)
        report = (await reporter.get(f"/reports/{report_id}")).json()
        assert [one["revision_id"] for one in report["revisions"]] == [str(first_id), str(second_id)]
        assert report["revisions"][0]["decisions"][0]["reason"] == "请核对取土样数"
        assert report["revisions"][1]["supersedes"] == str(first_id)
        assert report["state"] == "resubmitted"
        assert report["may"] == ["revise"]

    async def test_it_shows_the_version_that_came_second(self, reporter: Caller):
        receipt = await send(reporter)
        await put(reporter, values=VALUES | {"samples_taken": 8})
        report = (await reporter.get(f"/reports/{receipt['report_id']}")).json()
        [conflict] = report["conflicts"]
        assert conflict["values"]["samples_taken"] == 8
        assert conflict["resolution"] is None

    async def test_as_entered_amounts_are_kept(self, reporter: Caller):
        receipt = await send(
            reporter,
            form="film",
            values={"recovered_kg": 3_000},
            entered={"recovered_kg": [3, "t"]},
            not_applicable=[],
        )
        [one] = (await reporter.get(f"/reports/{receipt['report_id']}")).json()["revisions"]
        assert one["entered"] == {"recovered_kg": [3.0, "t"]}

    @pytest.mark.parametrize("name", ["neighbour", "far_reviewer"])
    async def test_another_places_report_is_not_there(
        self, callers: dict[str, Caller], reporter: Caller, name: str
    ):
        receipt = await send(reporter)
        assert (await callers[name].get(f"/reports/{receipt['report_id']}")).status_code == 404

    async def test_a_report_that_is_none(self, reporter: Caller):
        assert (await reporter.get(f"/reports/{uuid4()}")).status_code == 404

    async def test_the_province_reads_none(self, province: Caller, reporter: Caller):
        receipt = await send(reporter)
        assert (await province.get(f"/reports/{receipt['report_id']}")).status_code == 403


class TestScope:
    async def test_a_code_that_only_begins_alike_lies_outside(self, callers: dict[str, Caller]):
        assert not FAR_TOWNSHIP.startswith(COUNTY)
        answer = await callers["reviewer"].get(f"/reports?org_unit={FAR_TOWNSHIP}")
        assert answer.status_code == 403
