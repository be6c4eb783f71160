"""Searches for the cheapest measures, and their events."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import Session, select

from agri.api.dependencies import Desk
from agri.models import Audit, SearchRow
from tests.api.background import events
from tests.api.conftest import Caller
from tests.places import COUNTY, OTHER_COUNTY

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them

QUESTION = {"probability": 0.5, "replications": 32}


async def ask(committee: Caller, **changes: object) -> dict[str, Any]:
    answer = await committee.post("/searches", json={**QUESTION, **changes})
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/searches/{answer.json()['id']}"
    return answer.json()


class TestPostSearch:
    async def test_a_question_is_taken_at_once_and_answered_later(self, committee: Caller):
        asked = await ask(committee)
        assert asked["state"] in {"waiting", "running", "done"}
        told = await events(committee, f"/searches/{asked['id']}")
        assert told[-1]["state"] == "done"
        shares = [one["done"] for one in told if one["done"] is not None]
        assert shares == sorted(shares)
        found = (await committee.get(f"/searches/{asked['id']}")).json()
        assert (found["state"], found["failure"]) == ("done", None)
        assert (found["probability"], found["basis"], found["seed"]) == (0.5, "reported", 1)
        result = found["result"]
        assert result["is_complete"]
        assert result["snapshot"] == found["snapshot"]
        assert result["best"]["cost_yuan"] >= result["base"]["cost_yuan"] == 0
        assert len(result["best"]["targets"]) == 6
        assert {gain["place"] for gain in result["gains"]} == {COUNTY, OTHER_COUNTY}

    async def test_an_equal_question_is_the_same_search(self, committee: Caller, desk: Desk):
        first = await ask(committee)
        await events(committee, f"/searches/{first['id']}")
        again = await ask(committee)
        assert (again["id"], again["state"]) == (first["id"], "done")
        assert (await ask(committee, probability=0.6))["id"] != first["id"]
        with Session(desk.engine) as session:
            acts = session.exec(select(Audit.subject).where(Audit.act == "search.asked")).all()
        assert acts[0] == first["id"]
        assert len(acts) == 2

    async def test_limits_are_kept_and_are_part_of_the_question(self, committee: Caller):
        plain = await ask(committee)
        limits = {"ceiling_yuan": 30_000, "without_measures": ["balers"], "without_places": [OTHER_COUNTY]}
        asked = await ask(committee, **limits)
        assert asked["id"] != plain["id"]
        # The same limits in another order and number are the same question.
        again = await ask(committee, **{**limits, "without_places": [OTHER_COUNTY, OTHER_COUNTY]})
        assert again["id"] == asked["id"]
        await events(committee, f"/searches/{asked['id']}")
        found = (await committee.get(f"/searches/{asked['id']}")).json()
        assert found["limits"] == limits
        result = found["result"]
        assert result["limits"] == limits
        assert result["best"]["cost_yuan"] <= 30_000
        assert {(gain["place"], gain["measure"] == "balers") for gain in result["gains"]} == {(COUNTY, False)}
        if result["unlimited"] is not None:
            assert result["unlimited"]["cost_yuan"] > 30_000
        await events(committee, f"/searches/{plain['id']}")
        free = (await committee.get(f"/searches/{plain['id']}")).json()
        assert (free["limits"], free["result"]["limits"], free["result"]["held_by_ceiling"]) == (
            None,
            None,
            [],
        )

    @pytest.mark.parametrize(
        ("limits", "pointer"),
        [
            ({"ceiling_yuan": -1}, "/ceiling_yuan"),
            ({"without_measures": ["balers", "wishes"]}, "/without_measures/1"),
            ({"without_places": ["4101"]}, "/without_places/0"),
        ],
    )
    async def test_limits_that_are_none_are_named(self, committee: Caller, limits: dict, pointer: str):
        answer = await committee.post("/searches", json={**QUESTION, **limits})
        assert answer.status_code == 422
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]

    async def test_a_server_that_stops_ends_a_search_and_stores_no_half_answer(
        self, committee: Caller, desk: Desk
    ):
        asked = await ask(committee, replications=2_000)
        desk.jobs.close()
        with Session(desk.engine) as session:
            assert session.get_one(SearchRow, UUID(asked["id"])).result is None
        assert (await committee.get(f"/searches/{asked['id']}")).json()["state"] == "waiting"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("probability", 0),
            ("probability", 1),
            ("probability", "0.8"),
            ("seed", -1),
            ("seed", 2**31),
            ("replications", 31),
            ("replications", 2_001),
            ("basis", "guessed"),
            ("as_of", "2020-01-01"),
            ("as_of", "today"),
        ],
    )
    async def test_what_is_wrong_is_named(self, committee: Caller, field: str, value: object):
        answer = await committee.post("/searches", json={**QUESTION, field: value})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"

    @pytest.mark.parametrize("name", ["reporter", "reviewer", "province", "operator"])
    async def test_others_do_not_search(self, callers: dict[str, Caller], name: str):
        assert (await callers[name].post("/searches", json=QUESTION)).status_code == 403

    async def test_nobody_is_asked_to_sign_in(self, client: httpx.AsyncClient):
        assert (await client.post("/api/v1/searches", json=QUESTION)).status_code == 401


class TestGetSearch:
    @pytest.mark.parametrize("path", ["", "/events"])
    async def test_a_search_that_is_none(self, committee: Caller, path: str):
        answer = await committee.get(f"/searches/{uuid4()}{path}")
        assert answer.status_code == 404
        assert answer.json()["type"] == "/problems/not-found"


class TestDeleteSearchRun:
    async def test_a_search_that_is_called_off_ends_and_can_be_asked_again(
        self, committee: Caller, desk: Desk
    ):
        asked = await ask(committee, replications=2_000)
        where = f"/searches/{asked['id']}"
        assert (await committee.delete(f"{where}/run")).status_code == 204
        assert (await events(committee, where))[-1]["state"] == "cancelled"
        found = (await committee.get(where)).json()
        assert (found["state"], found["result"], found["failure"]) == ("cancelled", None, None)
        # Whoever comes next is served by the same process pool.
        other = await ask(committee)
        assert (await events(committee, f"/searches/{other['id']}"))[-1]["state"] == "done"

    async def test_one_that_waits_in_the_queue_is_never_begun(self, committee: Caller):
        first = await ask(committee, replications=2_000)
        waits = await ask(committee, replications=2_000, seed=2)
        assert (await committee.delete(f"/searches/{waits['id']}/run")).status_code == 204
        assert (await committee.delete(f"/searches/{first['id']}/run")).status_code == 204
        for one in (first, waits):
            assert (await events(committee, f"/searches/{one['id']}"))[-1]["state"] == "cancelled"

    async def test_one_that_is_done_keeps_its_answer(self, committee: Caller):
        where = f"/searches/{(await ask(committee))['id']}"
        await events(committee, where)
        assert (await committee.delete(f"{where}/run")).status_code == 204
        found = (await committee.get(where)).json()
        assert found["state"] == "done"
        assert found["result"] is not None

    async def test_a_search_that_is_none(self, committee: Caller):
        assert (await committee.delete(f"/searches/{uuid4()}/run")).status_code == 404
