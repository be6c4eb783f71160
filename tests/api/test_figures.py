"""GET /assessments, GET /indicators, GET /completeness."""

import httpx
import pytest

from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.places import COUNTY, NEIGHBOUR, OTHER_COUNTY, TOWNSHIP

CONTROL = {
    "form": "pest_control",
    "period": "2019-08",
    "values": {
        "unified_area_mu": 6_000,
        "manual_mu": 2_000,
        "electric_mu": 3_000,
        "stretcher_mu": 1_000,
        "boom_mu": 2_000,
        "drone_mu": 4_000,
        "green_area_mu": 500,
        "pesticide_kg": 900,
    },
}
PATHS = ("/assessments", "/indicators", "/completeness")


async def accepted(reporter: Caller, reviewer: Caller, **changes: object) -> None:
    """Send a report and have it accepted."""
    receipt = (await put(reporter, **changes)).json()
    answer = await reviewer.post(f"/revisions/{receipt['revision_id']}/decisions", json={"kind": "accepted"})
    assert answer.status_code == 201


async def unified(caller: Caller, **query: str) -> dict[str, object]:
    document = (await caller.get("/assessments", params=query)).json()
    [row] = [one for one in document["assessments"] if one["indicator"] == "unified_control_coverage"]
    return row


class TestGetAssessments:
    async def test_the_six_targets_come_first(self, committee: Caller):
        document = (await committee.get("/assessments")).json()
        targets = [row["target"] is not None for row in document["assessments"]]
        assert targets == [True] * 6 + [False] * (len(targets) - 6)
        is_process = [row["is_process"] for row in document["assessments"]]
        assert is_process == [False] * 11 + [True] * (len(targets) - 11), "what the plan names comes first"
        assert any(is_process)
        assert document["synthetic"] is True
        assert document["as_of"] == "2019-09-05"
        assert document["org_unit"]["code"] == "4101"

    async def test_an_accepted_report_counts_and_a_received_one_does_not(
        self, reporter: Caller, reviewer: Caller, committee: Caller
    ):
        receipt = (await put(reporter, **CONTROL)).json()
        assert (await unified(committee))["progress"]["value"] is None
        await reviewer.post(f"/revisions/{receipt['revision_id']}/decisions", json={"kind": "accepted"})
        progress = (await unified(committee))["progress"]
        assert progress["value"] == pytest.approx(6_000 / 12_000)
        assert progress["numerator"] == pytest.approx(6_000)
        assert progress["reports"] == 1

    async def test_an_earlier_day_does_not_know_what_came_later(
        self, reporter: Caller, reviewer: Caller, committee: Caller
    ):
        await accepted(reporter, reviewer, **CONTROL)
        assert (await unified(committee, as_of="2019-09-04"))["progress"]["value"] is None

    async def test_a_county_shows_the_citys_target_for_reference(self, reviewer: Caller):
        row = await unified(reviewer)
        assert row["target"] == 0.393
        assert row["is_reference"] is True

    async def test_a_township_has_no_target_and_no_probability(self, reporter: Caller):
        row = await unified(reporter)
        assert row["target"] is None
        assert row["outlook"] is None

    @pytest.mark.parametrize("as_of", ["2019-09-06", "2018-12-31", "0001-01-01", "9999-12-31"])
    async def test_a_day_out_of_bounds_is_named(self, committee: Caller, as_of: str):
        answer = await committee.get(f"/assessments?as_of={as_of}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/query/as_of"

    async def test_a_day_that_is_none_is_named(self, committee: Caller):
        answer = await committee.get("/assessments?as_of=tomorrow")
        assert answer.json()["errors"][0]["code"] == "not-a-date"


class TestGetIndicators:
    async def test_sums_of_townships_are_their_countys(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        await accepted(reporter, reviewer, **CONTROL)
        await accepted(neighbour, reviewer, org_unit=NEIGHBOUR, **CONTROL)
        table = (await reviewer.get("/indicators?indicator=unified_control_coverage")).json()
        by_place = {row["org_unit"]: row for row in table["rows"]}
        assert (
            by_place[COUNTY]["numerator"]
            == by_place[TOWNSHIP]["numerator"] + by_place[NEIGHBOUR]["numerator"]
        )
        assert by_place["410191103"]["value"] is None

    async def test_places_stand_in_code_order(self, committee: Caller):
        rows = (await committee.get("/indicators?indicator=film_recovery")).json()["rows"]
        assert [row["org_unit"] for row in rows] == ["4101", COUNTY, OTHER_COUNTY]


class TestGetCompleteness:
    async def test_expected_arrived_in_time_and_accepted_are_four_things(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        await accepted(reporter, reviewer, **CONTROL)
        await put(neighbour, org_unit=NEIGHBOUR, **CONTROL)
        counts = (await reviewer.get("/completeness?period=2019-08")).json()
        rows = {row["org_unit"]: row for row in counts["rows"] if row["form"] == "pest_control"}
        assert set(rows) == {COUNTY, TOWNSHIP, NEIGHBOUR}  # the estate is asked nothing
        county = rows[COUNTY]
        kinds = ("expected", "arrived", "in_time", "accepted", "pending")
        assert [county[kind] for kind in kinds] == [2, 2, 0, 1, 1]

    async def test_it_ends_with_the_last_month_that_was_due(self, committee: Caller):
        rows = (await committee.get("/completeness")).json()["rows"]
        assert max(row["period"] for row in rows) == "2019-08"
        assert min(row["period"] for row in rows) >= "2019-01"


class TestScope:
    @pytest.mark.parametrize("path", PATHS)
    async def test_nobody_is_asked_to_sign_in(self, client: httpx.AsyncClient, path: str):
        assert (await client.get(f"/api/v1{path}")).status_code == 401

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("name", ["province", "operator"])
    async def test_neither_province_nor_operator_reads_them(
        self, callers: dict[str, Caller], path: str, name: str
    ):
        assert (await callers[name].get(path)).status_code == 403

    @pytest.mark.parametrize("path", PATHS)
    async def test_a_county_reads_no_other_countys(self, reviewer: Caller, path: str):
        assert (await reviewer.get(f"{path}?org_unit={OTHER_COUNTY}")).status_code == 403

    @pytest.mark.parametrize("path", PATHS)
    async def test_a_place_that_is_none(self, committee: Caller, path: str):
        assert (await committee.get(f"{path}?org_unit=410199")).status_code == 404
