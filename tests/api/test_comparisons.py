"""Scenarios held against doing nothing, and their events."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from agri.api.dependencies import Desk
from agri.models import Audit, ComparisonRow
from tests.api.background import events
from tests.api.conftest import Caller
from tests.api.test_projections import MEASURE

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them

REPLICATIONS = 20


async def ask(committee: Caller, **changes: object) -> dict[str, Any]:
    kept = (await committee.post("/scenarios", json={"name": "三个队", "measures": [MEASURE]})).json()
    body = {"scenario": kept["id"], "replications": REPLICATIONS, **changes}
    answer = await committee.post("/comparisons", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/comparisons/{answer.json()['id']}"
    return answer.json()


class TestPostComparison:
    async def test_it_tells_each_world_and_then_its_answer(self, committee: Caller):
        asked = await ask(committee)
        where = f"/comparisons/{asked['id']}"
        told = await events(committee, where)
        assert told[-1]["state"] == "done"
        assert {one["total"] for one in told if one["total"] is not None} <= {7}
        found = (await committee.get(where)).json()
        assert found["cost_yuan"] == 3 * 40_000
        assert found["scenario"]["measures"][0]["resource"] == MEASURE["resource"]
        result = found["result"]
        assert (result["snapshot"], result["replications"]) == (found["snapshot"], REPLICATIONS)
        lines = {(one["indicator"], one["org_unit"], one["basis"]): one for one in result["differences"]}
        line = lines["unified_control_coverage", "4101", "reported"]
        assert line["q05"] <= line["q50"] <= line["q95"]
        # What spraying teams have no part in is the same to the last bit.
        assert lines["manure_utilization", "4101", "reported"]["is_unchanged"] is True
        assert len(result["binds"]) == 6

    async def test_two_scenarios_differ_by_an_interval_of_their_own(self, committee: Caller):
        body = {"name": "六个队", "measures": [{**MEASURE, "amount": 2 * MEASURE["amount"]}]}
        more = (await committee.post("/scenarios", json=body)).json()["id"]
        found = []
        for question in ({}, {"scenario": more}, {"against": more}):
            where = f"/comparisons/{(await ask(committee, **question))['id']}"
            await events(committee, where)
            found.append((await committee.get(where)).json())
        assert [one["against"] is None for one in found] == [True, True, False]
        assert found[2]["against"]["measures"] == found[1]["scenario"]["measures"]
        few, many, between = (
            next(
                line
                for line in one["result"]["differences"]
                if (line["indicator"], line["org_unit"], line["basis"])
                == ("unified_control_coverage", "4101", "true")
            )
            for one in found
        )
        # All three have the same draws: the difference of the two is the difference, draw by draw.
        assert between["mean"] == pytest.approx(few["mean"] - many["mean"], abs=1e-6)
        assert between["gain"] == pytest.approx(few["gain"] - many["gain"], abs=1e-9)
        assert between["base"] == pytest.approx(many["other"], abs=1e-6)
        assert between["q05"] - 1e-9 <= between["mean"] <= between["q95"] + 1e-9
        missing = await committee.post("/comparisons", json={"scenario": more, "against": str(uuid4())})
        assert missing.status_code == 404

    async def test_an_equal_question_is_the_same_comparison(self, committee: Caller, desk: Desk):
        first = await ask(committee)
        await events(committee, f"/comparisons/{first['id']}")
        again = await ask(committee)
        assert (again["id"], again["state"]) == (first["id"], "done")
        assert (await ask(committee, seed=2))["id"] != first["id"]
        with Session(desk.engine) as session:
            acts = session.exec(select(Audit.subject).where(Audit.act == "comparison.asked")).all()
        assert acts[0] == first["id"]
        assert len(acts) == 2

    async def test_one_that_is_called_off_stores_nothing(self, committee: Caller, desk: Desk):
        where = f"/comparisons/{(await ask(committee, replications=2_000))['id']}"
        assert (await committee.delete(f"{where}/run")).status_code == 204
        assert (await events(committee, where))[-1]["state"] == "cancelled"
        with Session(desk.engine) as session:
            row = session.get_one(ComparisonRow, UUID(where.rpartition("/")[2]))
        assert (row.result, row.failure, row.finished_at) == (None, None, None)

    async def test_a_scenario_that_is_none(self, committee: Caller):
        answer = await committee.post("/comparisons", json={"scenario": str(uuid4())})
        assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("field", "value"),
        [("replications", 1), ("replications", 2_001), ("seed", -1), ("as_of", "2020-01-01")],
    )
    async def test_what_is_wrong_is_named(self, committee: Caller, field: str, value: object):
        kept = (await committee.post("/scenarios", json={"name": "三个队", "measures": [MEASURE]})).json()
        answer = await committee.post("/comparisons", json={"scenario": kept["id"], field: value})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"


class TestGetComparison:
    @pytest.mark.parametrize("path", ["", "/events"])
    async def test_a_comparison_that_is_none(self, committee: Caller, path: str):
        assert (await committee.get(f"/comparisons/{uuid4()}{path}")).status_code == 404
