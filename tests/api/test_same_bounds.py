"""What one door refuses as no amount, no year, no month or no form, every door refuses."""

from typing import Any

import pytest

from agri.errors import BalanceError
from agri.services.publish.answer_job import not_computable
from tests.api.conftest import Caller
from tests.places import COUNTY, TOWNSHIP

KNOWN = {"org_unit": TOWNSHIP, "year": 2019, "source": "台账", "certainty": "assumed"}
CHECK = {"org_unit": TOWNSHIP, "period": "2019-07", "form": "packaging", "data_element": "recovered_kg"}


@pytest.fixture
def database() -> str:
    """What is refused at the door never meets the database."""
    return "sqlite"


def pointers(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [fault["pointer"] for fault in answer.json()["errors"]]


@pytest.mark.parametrize("amount", [1e308, 1e13, -1])
async def test_no_door_takes_an_impossible_amount(reviewer: Caller, committee: Caller, amount: float):
    baselines = {**KNOWN, "values": {"wheat_mu": amount}}
    assert pointers(await committee.put("/baselines", json=baselines)) == ["/values/wheat_mu"]
    check = {**CHECK, "verified": amount, "drawn": "random"}
    assert pointers(await reviewer.post("/spot-checks", json=check)) == ["/verified"]


async def test_a_task_does_not_come_to_an_impossible_figure(committee: Caller):
    tasks = (await committee.get("/tasks")).json()["tasks"]
    task = next(one["id"] for one in tasks if not one["is_measured"])
    answer = await committee.post(f"/tasks/{task}/progress", json={"state": "under_way", "value": 1e308})
    assert pointers(answer) == ["/value"]


async def test_baselines_of_a_year_that_no_figure_counts(committee: Caller):
    answer = await committee.put("/baselines", json={**KNOWN, "year": 2031, "values": {"wheat_mu": 1}})
    assert pointers(answer) == ["/year"]
    assert "2019" in answer.json()["errors"][0]["detail_zh"]


@pytest.mark.parametrize("path", ["/reports", "/findings", "/completeness"])
async def test_a_month_that_is_none(reviewer: Caller, path: str):
    for period in ("2019-13", "now", "2019-9"):
        answer = await reviewer.get(path, params={"period": period, "org_unit": COUNTY})
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter")
        [fault] = answer.json()["errors"]
        assert (fault["pointer"], fault["code"]) == ("/query/period", "unknown-period")
    assert (await reviewer.get(path, params={"period": "2019-07"})).status_code == 200


@pytest.mark.parametrize("path", ["/reports", "/findings"])
async def test_a_form_that_there_is_not(reviewer: Caller, path: str):
    answer = await reviewer.get(path, params={"form": "zzz"})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter")
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/query/form", "unknown-form")
    assert (await reviewer.get(path, params={"form": "packaging"})).status_code == 200


def test_what_cannot_be_computed_is_said_in_both_languages():
    english, chinese = not_computable(BalanceError("spraying: the review changed the number of crews"))
    assert "the review changed the number of crews" in english
    assert "基数" in chinese
    assert not any(letter.isascii() and letter.isalpha() for letter in chinese)
