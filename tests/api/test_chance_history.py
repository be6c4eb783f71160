"""GET /chance-history: the last projection of each month, as the pages of its day showed it."""

from datetime import date

import pytest

from agri.api.dependencies import Desk
from agri.services.outlook.project_year import project_year
from agri.sim.world.scenario import BASE
from tests.api.conftest import Caller
from tests.api.test_figures import CONTROL, accepted
from tests.places import COUNTY, NOW, OTHER_COUNTY
from tests.some import some

AUGUST, EARLIER = date(2019, 8, 5), date(2019, 8, 2)


def project(desk: Desk, day: date) -> None:
    project_year(desk.engine, as_of=day, seed=1, replications=10, now=desk.clock(), scenario=BASE)


async def chances(caller: Caller, **query: str) -> list[dict[str, object]]:
    answer = await caller.get("/assessments", params=query)
    return [
        {
            "indicator": row["indicator"],
            "chance": {basis: row["outlook"][basis]["probability"] for basis in ("reported", "true")},
            "end": {basis: row["outlook"][basis]["q50"] for basis in ("reported", "true")},
        }
        for row in answer.json()["assessments"]
        if row["outlook"]
    ]


class TestGetChanceHistory:
    async def test_each_month_has_its_last_projection_s_chances(
        self, reporter: Caller, reviewer: Caller, committee: Caller, desk: Desk
    ):
        await accepted(reporter, reviewer, **CONTROL)
        for day in (EARLIER, AUGUST, NOW.date()):
            project(desk, day)
        history = (await committee.get("/chance-history")).json()
        assert history["org_unit"] == "4101"
        assert [(one["period"], one["as_of"]) for one in history["months"]] == [
            ("2019-08", "2019-08-05"),
            ("2019-09", "2019-09-05"),
        ]
        for month in some(history["months"]):
            by_code = {one["indicator"]: one for one in month["indicators"]}
            shown = await chances(committee, as_of=month["as_of"])
            assert [by_code[str(one["indicator"])] for one in some(shown)] == shown
        then = (await committee.get("/chance-history?as_of=2019-08-03")).json()
        assert [one["as_of"] for one in then["months"]] == ["2019-08-02"]

    async def test_without_a_projection_there_are_no_months(self, committee: Caller):
        assert (await committee.get("/chance-history")).json() == {"org_unit": "4101", "months": []}

    async def test_a_county_sees_its_own_and_no_other(self, reviewer: Caller, desk: Desk):
        project(desk, NOW.date())
        own = (await reviewer.get("/chance-history")).json()
        assert own["org_unit"] == COUNTY
        refused = await reviewer.get(f"/chance-history?org_unit={OTHER_COUNTY}")
        assert refused.status_code in {403, 404}

    @pytest.mark.parametrize("org_unit", ["4109", "999999"])
    async def test_a_place_that_is_not_there_is_not_found(self, committee: Caller, org_unit: str):
        assert (await committee.get(f"/chance-history?org_unit={org_unit}")).status_code in {403, 404}
