"""Conflicts, spot checks, findings and their answers."""

from uuid import uuid4

import pytest

from tests.api.conftest import Caller
from tests.api.revisions import VALUES, put
from tests.form_versions import version_of
from tests.places import COUNTY, OTHER_COUNTY, TOWNSHIP


async def contest(reporter: Caller) -> str:
    """Send two versions of one report and return the contested one's id."""
    await put(reporter)
    second = await put(reporter, values=VALUES | {"samples_taken": 8})
    return second.json()["receipt"]["revision_id"]


class TestConflicts:
    @pytest.mark.parametrize("name", ["reporter", "reviewer", "committee"])
    async def test_both_phones_and_the_desk_see_them(
        self, callers: dict[str, Caller], reporter: Caller, name: str
    ):
        contested = await contest(reporter)
        [conflict] = (await callers[name].get("/conflicts")).json()["conflicts"]
        assert conflict["id"] == contested
        assert conflict["org_unit"] == TOWNSHIP
        assert conflict["contested"]["values"]["samples_taken"] == 8

    async def test_other_places_do_not(self, reporter: Caller, far_reviewer: Caller):
        await contest(reporter)
        assert (await far_reviewer.get("/conflicts")).json()["conflicts"] == []

    async def test_an_adopted_version_becomes_a_revision_and_leaves_the_list(
        self, reporter: Caller, reviewer: Caller
    ):
        contested = await contest(reporter)
        answer = await reviewer.post(
            f"/conflicts/{contested}/resolution", json={"act": "adopted", "reason": "第二份为准"}
        )
        assert answer.status_code == 201
        assert answer.json()["revision_id"]
        assert (await reviewer.get("/conflicts")).json()["conflicts"] == []
        [settled] = (await reviewer.get("/conflicts?open=false")).json()["conflicts"]
        assert settled["resolution"]["act"] == "adopted"
        assert settled["current"] == answer.json()["revision_id"]

    async def test_settling_twice_is_a_conflict(self, reporter: Caller, reviewer: Caller):
        where = f"/conflicts/{await contest(reporter)}/resolution"
        await reviewer.post(where, json={"act": "dismissed", "reason": "重复"})
        assert (await reviewer.post(where, json={"act": "adopted", "reason": "再想想"})).status_code == 409

    async def test_the_reporter_does_not_settle(self, reporter: Caller):
        where = f"/conflicts/{await contest(reporter)}/resolution"
        assert (await reporter.post(where, json={"act": "adopted", "reason": "我的"})).status_code == 403

    async def test_another_county_does_not_find_it(self, reporter: Caller, far_reviewer: Caller):
        where = f"/conflicts/{await contest(reporter)}/resolution"
        assert (await far_reviewer.post(where, json={"act": "adopted", "reason": "x"})).status_code == 404

    async def test_a_reason_is_asked_for(self, reporter: Caller, reviewer: Caller):
        where = f"/conflicts/{await contest(reporter)}/resolution"
        answer = await reviewer.post(where, json={"act": "adopted"})
        assert answer.json()["errors"][0]["pointer"] == "/reason"


def check(**changes: object) -> dict[str, object]:
    return {
        "org_unit": TOWNSHIP,
        "period": "2019-07",
        "form": "soil_testing",
        "data_element": "samples_taken",
        "verified": 5,
        "drawn": "random",
        **changes,
    }


class TestSpotChecks:
    async def test_a_county_notes_what_it_found(self, reviewer: Caller):
        answer = await reviewer.post("/spot-checks", json=check(note="田间清点"))
        assert answer.status_code == 201
        assert answer.json()["verified"] == 5
        assert answer.json()["drawn"] == "random"

    async def test_sending_it_again_gives_the_first(self, reviewer: Caller):
        body = check(id=str(uuid4()))
        first = await reviewer.post("/spot-checks", json=body)
        assert (await reviewer.post("/spot-checks", json=body)).json() == first.json()

    async def test_other_content_under_its_id_is_a_conflict(self, reviewer: Caller):
        body = check(id=str(uuid4()))
        await reviewer.post("/spot-checks", json=body)
        assert (await reviewer.post("/spot-checks", json=body | {"verified": 6})).status_code == 409

    async def test_a_reporter_does_not_check(self, reporter: Caller):
        assert (await reporter.post("/spot-checks", json=check())).status_code == 403

    async def test_another_county_does_not_check(self, far_reviewer: Caller):
        assert (await far_reviewer.post("/spot-checks", json=check())).status_code == 403

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("org_unit", "410199"),
            ("period", "2019-13"),
            ("period", "2019-11"),
            ("form", "harvest"),
            ("data_element", "rice_mu"),
            ("verified", -1),
            ("verified", "5"),
            ("drawn", "blindly"),
        ],
    )
    async def test_what_is_wrong_is_named(self, reviewer: Caller, field: str, value: object):
        answer = await reviewer.post("/spot-checks", json=check(**{field: value}))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"


async def questioned(reporter: Caller) -> dict[str, str]:
    await put(reporter, values=VALUES | {"samples_analysed": 400})
    [finding] = (await reporter.get("/findings")).json()["findings"]
    return finding


class TestFindings:
    async def test_a_finding_stands_beside_its_value(self, reporter: Caller):
        finding = await questioned(reporter)
        assert finding["finding"]["code"] == "soil-analysed-above-taken"
        assert finding["value"] == 400
        assert finding["answer"] is None

    async def test_the_places_answer_stands_beside_it(self, reporter: Caller, reviewer: Caller):
        finding = await questioned(reporter)
        answer = await reporter.post(f"/findings/{finding['id']}/answers", json={"text": "含上年留样"})
        assert answer.status_code == 201
        [seen] = (await reviewer.get(f"/findings?org_unit={COUNTY}&form=soil_testing")).json()["findings"]
        assert seen["answer"]["text"] == "含上年留样"

    async def test_a_corrected_report_takes_its_findings_along(self, reporter: Caller):
        finding = await questioned(reporter)
        await reporter.put(
            f"/reports/{finding['report_id']}/revisions/{uuid4()}",
            json={
                "form": "soil_testing",
                "form_version": version_of("soil_testing"),
                "org_unit": TOWNSHIP,
                "period": "2019-09",
                "supersedes": finding["revision_id"],
                "values": VALUES,
            },
        )
        assert (await reporter.get("/findings")).json()["findings"] == []

    async def test_another_county_sees_none_and_may_not_ask(self, reporter: Caller, far_reviewer: Caller):
        finding = await questioned(reporter)
        assert (await far_reviewer.get("/findings")).json()["findings"] == []
        assert (await far_reviewer.get(f"/findings?org_unit={COUNTY}")).status_code == 403
        where = f"/findings/{finding['id']}/answers"
        assert (await far_reviewer.post(where, json={"text": "x"})).status_code == 404

    async def test_a_place_that_is_none_is_not_there(self, committee: Caller):
        assert (await committee.get("/findings?org_unit=410199")).status_code == 404

    async def test_a_finding_that_is_none_is_not_there(self, reporter: Caller):
        where = f"/findings/{uuid4()}:soil-analysed-above-taken/answers"
        assert (await reporter.post(where, json={"text": "x"})).status_code == 404

    async def test_they_come_a_page_at_a_time(self, reporter: Caller, neighbour: Caller, committee: Caller):
        remarkable = VALUES | {"samples_analysed": 400}
        await put(reporter, values=remarkable)
        await put(neighbour, values=remarkable, org_unit="410191102")
        first = (await committee.get("/findings?limit=1")).json()
        second = (await committee.get(f"/findings?limit=1&after={first['next']}")).json()
        places = [page["findings"][0]["org_unit"] for page in (first, second)]
        assert places == [TOWNSHIP, "410191102"]
        assert second["next"] is None

    async def test_the_province_sees_none(self, province: Caller):
        assert (await province.get(f"/findings?org_unit={OTHER_COUNTY}")).status_code == 403
