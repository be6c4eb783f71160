"""Searches for the cheapest measures, and their events."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import Session, select

from agri.api.deps import Desk
from agri.models import Audit, Search
from tests.api.conftest import Caller
from tests.places import COUNTY, OTHER_COUNTY

QUESTION = {"probability": 0.5, "replications": 32}


async def ask(committee: Caller, **changes: object) -> dict[str, Any]:
    answer = await committee.post("/searches", json={**QUESTION, **changes})
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/searches/{answer.json()['id']}"
    return answer.json()


async def events(committee: Caller, search_id: str) -> list[dict[str, Any]]:
    """Follow the events of a search to the end and return them."""
    answer = await committee.get(f"/searches/{search_id}/events")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = answer.text.splitlines()
    return [json.loads(line.removeprefix("data:")) for line in lines if line.startswith("data:")]


class TestPostSearch:
    async def test_a_question_is_taken_at_once_and_answered_later(self, committee: Caller):
        asked = await ask(committee)
        assert asked["state"] in {"waiting", "running", "done"}
        told = await events(committee, asked["id"])
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
        await events(committee, first["id"])
        again = await ask(committee)
        assert (again["id"], again["state"]) == (first["id"], "done")
        assert (await ask(committee, probability=0.6))["id"] != first["id"]
        with Session(desk.engine) as session:
            acts = session.exec(select(Audit.subject).where(Audit.act == "search.asked")).all()
        assert acts[0] == first["id"]
        assert len(acts) == 2

    async def test_a_server_that_stops_ends_a_search_and_stores_no_half_answer(
        self, committee: Caller, desk: Desk
    ):
        asked = await ask(committee, replications=2_000)
        desk.jobs.close()
        with Session(desk.engine) as session:
            assert session.get_one(Search, UUID(asked["id"])).result is None
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
