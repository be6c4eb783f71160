"""Scenarios, projections and their events."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.publish.verify import verify
from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.places import COUNTY

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them

QUESTION = {"seed": 7, "replications": 20}
MEASURE = {"resource": "spraying_teams", "place": COUNTY, "amount": 3, "starts_on": "2019-09-20"}


async def done(committee: Caller, projection_id: str) -> list[dict[str, Any]]:
    """Follow the events of a projection to the end and return them."""
    answer = await committee.get(f"/projections/{projection_id}/events")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = answer.text.splitlines()
    return [json.loads(line.removeprefix("data:")) for line in lines if line.startswith("data:")]


async def ask(committee: Caller, **changes: object) -> dict[str, Any]:
    answer = await committee.post("/projections", json={**QUESTION, **changes})
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/projections/{answer.json()['id']}"
    return answer.json()


class TestProjections:
    async def test_a_question_is_taken_at_once_and_answered_later(self, committee: Caller):
        asked = await ask(committee)
        assert asked["state"] in {"waiting", "running", "done"}
        events = await done(committee, asked["id"])
        assert (events[-1]["id"], events[-1]["state"]) == (asked["id"], "done")
        answered = (await committee.get(f"/projections/{asked['id']}")).json()
        assert answered["state"] == "done"
        assert answered["result"]["seed"] == 7
        assert answered["result"]["replications"] == 20
        places = {line["org_unit"] for line in answered["result"]["indicators"]}
        assert {"4101", COUNTY} <= places

    async def test_an_equal_question_is_the_same_projection(self, committee: Caller):
        first = await ask(committee)
        await done(committee, first["id"])
        again = await ask(committee)
        assert (again["id"], again["state"]) == (first["id"], "done")
        assert (await ask(committee, seed=8))["id"] != first["id"]

    async def test_its_outlook_stands_in_the_assessment(self, committee: Caller):
        asked = await ask(committee)
        await done(committee, asked["id"])
        document = (await committee.get("/assessments")).json()
        assert document["projection"]["id"] == asked["id"]
        with_outlook = [row for row in document["assessments"] if row["outlook"]]
        assert with_outlook
        assert with_outlook[0]["outlook"]["reported"]["q05"] <= with_outlook[0]["outlook"]["reported"]["q95"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("seed", -1),
            ("seed", "1"),
            ("replications", 1),
            ("replications", 10_001),
            ("as_of", "2020-01-01"),
            ("as_of", "2018-12-31"),
            ("as_of", "today"),
            ("scenario", "none"),
        ],
    )
    async def test_what_is_wrong_is_named(self, committee: Caller, field: str, value: object):
        answer = await committee.post("/projections", json={**QUESTION, field: value})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"

    @pytest.mark.parametrize("name", ["reporter", "reviewer", "province", "operator"])
    async def test_others_do_not_project(self, callers: dict[str, Caller], name: str):
        assert (await callers[name].post("/projections", json=QUESTION)).status_code == 403

    @pytest.mark.parametrize("path", ["", "/events"])
    async def test_a_projection_that_is_none(self, committee: Caller, path: str):
        answer = await committee.get(f"/projections/{uuid4()}{path}")
        assert answer.status_code == 404
        assert answer.json()["type"] == "/problems/not-found"

    async def test_nobody_is_asked_to_sign_in(self, client: httpx.AsyncClient):
        assert (await client.post("/api/v1/projections", json=QUESTION)).status_code == 401

    async def test_a_report_is_received_while_one_is_being_computed(
        self, committee: Caller, reporter: Caller
    ):
        asked = await ask(committee, replications=10_000)
        # Computed in this process it would keep Python's lock, and nobody would be answered.
        assert (await put(reporter)).status_code == 201
        where = f"/projections/{asked['id']}"
        assert (await committee.get(where)).json()["state"] in {"waiting", "running"}
        assert (await committee.delete(f"{where}/run")).status_code == 204


class TestScenarios:
    async def test_a_scenario_is_kept_and_projected(self, committee: Caller):
        answer = await committee.post("/scenarios", json={"name": "加派三支专业队", "measures": [MEASURE]})
        assert answer.status_code == 201
        kept = answer.json()
        asked = await ask(committee, scenario=kept["id"])
        await done(committee, asked["id"])
        projection = (await committee.get(f"/projections/{asked['id']}")).json()
        assert projection["result"]["scenario"] == kept["definition"]["code"]
        assert (await ask(committee))["id"] != asked["id"]

    async def test_equal_assumptions_are_one_scenario(self, committee: Caller):
        first = await committee.post("/scenarios", json={"name": "一", "measures": [MEASURE]})
        again = await committee.post("/scenarios", json={"name": "二", "measures": [MEASURE]})
        assert again.json() == first.json()
        assert len((await committee.get("/scenarios")).json()["scenarios"]) == 1

    async def test_a_dropped_scenario_is_gone_and_the_record_still_holds(self, committee: Caller, desk: Desk):
        kept = (await committee.post("/scenarios", json={"name": "一", "measures": [MEASURE]})).json()
        assert (await committee.delete(f"/scenarios/{kept['id']}")).status_code == 204
        assert (await committee.get("/scenarios")).json()["scenarios"] == []
        assert (await committee.delete(f"/scenarios/{kept['id']}")).status_code == 404
        acts = (await committee.get("/audit?act=scenario.dropped")).json()["links"]
        assert [one["subject"] for one in acts] == [kept["id"]]
        with Session(desk.engine) as session:
            assert verify(session).broken is None
        again = await committee.post("/scenarios", json={"name": "二", "measures": [MEASURE]})
        assert again.json()["name"] == "二"

    async def test_a_scenario_that_is_none(self, committee: Caller):
        answer = await committee.post("/projections", json={**QUESTION, "scenario": str(uuid4())})
        assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("resource", "luck"),
            ("place", "410199"),
            ("amount", 0),
            ("amount", "3"),
            ("starts_on", "2020-01-01"),
            ("starts_on", "soon"),
        ],
    )
    async def test_what_is_wrong_is_named(self, committee: Caller, field: str, value: object):
        body = {"name": "x", "measures": [MEASURE, MEASURE | {field: value}]}
        answer = await committee.post("/scenarios", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/measures/1/{field}"

    @pytest.mark.parametrize("name", ["reporter", "reviewer", "province", "operator"])
    async def test_others_keep_none(self, callers: dict[str, Caller], name: str):
        answer = await callers[name].post("/scenarios", json={"name": "x", "measures": []})
        assert answer.status_code == 403


class TestMeasures:
    async def test_what_the_city_can_do_has_a_price_and_a_limit(self, committee: Caller):
        kinds = {one["code"]: one for one in (await committee.get("/measures")).json()["measures"]}
        teams = kinds["spraying_teams"]
        assert (teams["cost_yuan"], teams["step"], teams["certainty"]) == (40_000, 1, "assumed")
        assert teams["has_mechanism"] is True
