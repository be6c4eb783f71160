"""What the desk reads beside the reports: comparisons, closures, spot checks, everything below a place."""

from uuid import uuid4

from tests.api.conftest import Caller
from tests.api.revisions import VALUES, put
from tests.api.test_figures import CONTROL, accepted
from tests.places import COUNTY, NEIGHBOUR, OTHER_COUNTY, TOWNSHIP


async def compared(caller: Caller, report_id: str) -> dict[str, dict[str, object]]:
    answer = await caller.get(f"/reports/{report_id}/comparison")
    assert answer.status_code == 200, answer.text
    return {one["data_element"]: one for one in answer.json()["elements"]}


class TestComparison:
    async def test_a_value_stands_beside_last_month_and_last_year(self, reporter: Caller, reviewer: Caller):
        for period, taken in (("2018-09", 3), ("2019-06", 4), ("2019-07", 5)):
            await put(reporter, period=period, values={**VALUES, "samples_taken": taken})
        receipt = (await put(reporter)).json()
        elements = await compared(reviewer, receipt["report_id"])
        assert elements["samples_taken"]["last"] == 5
        assert elements["samples_taken"]["last_year"] == 3
        assert elements["wheat_formula_area_mu"]["per_mu"] is None
        page = (await reviewer.get(f"/reports/{receipt['report_id']}/comparison")).json()
        assert len(page["recent_periods"]) == 12
        assert (page["recent_periods"][0], page["recent_periods"][-1]) == ("2018-10", page["period"])
        recent = dict(zip(page["recent_periods"], elements["samples_taken"]["recent"], strict=True))
        assert (recent["2018-10"], recent["2019-06"], recent["2019-07"]) == (None, 4, 5)

    async def test_the_median_is_of_the_county_per_mu(
        self, callers: dict[str, Caller], reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        receipt = (await put(reporter, **CONTROL)).json()
        own = (await compared(reviewer, receipt["report_id"]))["drone_mu"]
        assert own["places"] == 1
        assert own["median_per_mu"] == own["per_mu"]
        await put(
            neighbour, org_unit=NEIGHBOUR, **{**CONTROL, "values": {**CONTROL["values"], "drone_mu": 0}}
        )
        await put(callers["far_reporter"], org_unit="410192101", **CONTROL)
        both = (await compared(reviewer, receipt["report_id"]))["drone_mu"]
        assert both["places"] == 2
        assert both["per_mu"] == own["per_mu"]
        assert both["median_per_mu"] == own["per_mu"] / 2

    async def test_another_countys_report_is_not_compared(self, callers: dict[str, Caller], reviewer: Caller):
        receipt = (await put(callers["far_reporter"], org_unit="410192101")).json()
        answer = await reviewer.get(f"/reports/{receipt['report_id']}/comparison")
        assert answer.status_code == 403

    async def test_a_report_that_is_none(self, reviewer: Caller):
        assert (await reviewer.get(f"/reports/{uuid4()}/comparison")).status_code == 404


class TestClosures:
    async def test_what_waits_and_who_has_closed(self, reporter: Caller, reviewer: Caller, committee: Caller):
        receipt = (await put(reporter, **CONTROL)).json()

        async def months(caller: Caller) -> dict[str, tuple[int, str | None]]:
            page = (await caller.get("/closures?period=2019-08")).json()["months"]
            return {one["org_unit"]: (one["undecided"], one["act"]) for one in page}

        assert await months(committee) == {COUNTY: (1, None), OTHER_COUNTY: (0, None)}
        await reviewer.post(f"/revisions/{receipt['revision_id']}/decisions", json={"kind": "accepted"})
        await reviewer.post("/closures", json={"org_unit": COUNTY, "period": "2019-08"})
        assert await months(reviewer) == {COUNTY: (0, "closed")}
        body = {"org_unit": COUNTY, "period": "2019-08", "act": "reopened", "reason": "补报"}
        await committee.post("/closures", json=body)
        page = (await committee.get("/closures?period=2019-08")).json()["months"]
        assert (page[0]["act"], page[0]["reason"]) == ("reopened", "补报")

    async def test_a_period_that_is_no_month(self, reviewer: Caller):
        assert (await reviewer.get("/closures?period=2019-Q3")).status_code in {400, 422}


class TestSpotChecks:
    async def test_a_check_stands_beside_what_was_reported(self, reporter: Caller, reviewer: Caller):
        await accepted(reporter, reviewer, values={**VALUES, "samples_taken": 5})
        for element in ("samples_taken", "wheat_formula_area_mu"):
            body = {
                "org_unit": TOWNSHIP,
                "period": "2019-09",
                "form": "soil_testing",
                "data_element": element,
                "verified": 4,
                "drawn": "random",
            }
            assert (await reviewer.post("/spot-checks", json=body)).status_code == 201
        cells = (await reviewer.get("/spot-checks")).json()["spot_checks"]
        found = [(one["check"]["data_element"], one["check"]["verified"], one["reported"]) for one in cells]
        assert found == [("samples_taken", 4, 5), ("wheat_formula_area_mu", 4, None)]
        page = (await reviewer.get("/spot-checks?limit=1")).json()
        assert page["next"] == page["spot_checks"][0]["check"]["seq"]
        rest = (await reviewer.get(f"/spot-checks?after={page['next']}")).json()
        assert len(rest["spot_checks"]) == 1
        assert rest["next"] is None


class TestWhole:
    async def test_everything_below_is_listed_by_code(self, committee: Caller):
        rows = (await committee.get("/indicators?whole=true&indicator=film_recovery")).json()["rows"]
        codes = [row["org_unit"] for row in rows]
        assert codes == sorted(codes)
        assert TOWNSHIP in codes
        narrow = (await committee.get("/indicators?indicator=film_recovery")).json()["rows"]
        assert [row["org_unit"] for row in narrow] == ["4101", COUNTY, OTHER_COUNTY]

    async def test_completeness_too(self, committee: Caller):
        rows = (await committee.get("/completeness?whole=true&period=2019-08")).json()["rows"]
        assert {"4101", COUNTY, TOWNSHIP} <= {row["org_unit"] for row in rows}
