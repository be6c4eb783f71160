"""Offices open and close reporting units: counted at once, kept through later packages, proved."""

import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.publish.verify import verify
from tests.api.conftest import Caller
from tests.api.test_reporting_units import ROWS, apply, send_sales, units_of
from tests.places import CITY, COUNTY, FAR_TOWNSHIP, TOWNSHIP
from tests.some import some


def unit(**more: str | None) -> dict[str, str | None]:
    return {"org_unit": COUNTY, "kind": "dealer", "title": "惠民农资", "since": None} | more


async def open_one(caller: Caller, **more: str | None) -> str:
    answer = await caller.post("/reporting-units", json=unit(**more))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def end(caller: Caller, code: str, until: str | None) -> int:
    return (await caller.put(f"/reporting-units/{code}/until", json={"until": until})).status_code


async def test_a_unit_that_is_opened_is_listed_and_counted(callers: dict[str, Caller], desk: Desk) -> None:
    apply(desk, *ROWS)
    sent = await send_sales(callers["reviewer"], 3)
    assert "dealers-above-listed" in {one["code"] for one in sent.json()["findings"]}
    code = await open_one(callers["reviewer"])
    assert code == f"{COUNTY}-D1"
    assert code in await units_of(callers["committee"], "?kind=dealer&on=2019-08-15")
    due = (await callers["reviewer"].get(f"/due?org_unit={COUNTY}")).json()["forms"]
    [cell] = [one for one in due if (one["form"], one["period"]) == ("dealer_sales", "2019-08")]
    assert cell["sums"]["units.dealer"] == 3
    assert await end(callers["reviewer"], code, "2019-08-01") == 200
    due = (await callers["reviewer"].get(f"/due?org_unit={COUNTY}")).json()["forms"]
    [cell] = [one for one in due if (one["form"], one["period"]) == ("dealer_sales", "2019-08")]
    assert cell["sums"]["units.dealer"] == 2


async def test_a_closed_unit_can_be_opened_again(callers: dict[str, Caller], desk: Desk) -> None:
    apply(desk, *ROWS)
    assert await end(callers["reviewer"], "D03", "2019-07-01") == 200
    assert "D03" not in await units_of(callers["reviewer"], "?on=2019-08-15")
    assert "D03" in await units_of(callers["reviewer"], "?on=2019-06-30")
    assert await end(callers["reviewer"], "D03", None) == 200
    assert "D03" in await units_of(callers["reviewer"], "?on=2019-08-15")
    acts = (await callers["committee"].get("/audit?act=unit")).json()["links"]
    assert sorted(one["act"] for one in some(acts)) == ["unit.closed", "unit.reopened"]
    with Session(desk.engine) as session:
        assert verify(session).is_sound


async def test_a_later_package_neither_drops_nor_undoes_it(callers: dict[str, Caller], desk: Desk) -> None:
    apply(desk, *ROWS)
    opened = await open_one(callers["reviewer"])
    assert await end(callers["reviewer"], "D03", "2019-07-01") == 200
    village = f"V02,village,{TOWNSHIP},柳西村,,"
    apply(desk, *ROWS, village)
    units = (await callers["committee"].get("/reporting-units")).json()["reporting_units"]
    by_code = {one["code"]: one for one in units}
    assert {opened, "V02"} <= set(by_code)
    assert by_code["D03"]["until"] == "2019-07-01"
    # What the package itself changes, it changes: the newer word counts.
    apply(desk, *ROWS[:2], f"D03,dealer,{COUNTY},河口农资,,2019-06-01", ROWS[3], village)
    units = (await callers["committee"].get("/reporting-units")).json()["reporting_units"]
    assert {one["code"]: one["until"] for one in units}["D03"] == "2019-06-01"
    assert opened in {one["code"] for one in units}
    with Session(desk.engine) as session:
        assert verify(session).is_sound


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"title": "王村种粮大户"}, "unit-is-a-person"),
        ({"kind": "village"}, "wrong-level"),
        ({"title": "东川农资"}, "unit-listed"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_what_is_refused_says_why(
    callers: dict[str, Caller], desk: Desk, more: dict[str, str], fault: str
) -> None:
    apply(desk, *ROWS)
    answer = await callers["reviewer"].post("/reporting-units", json=unit(**more))
    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["errors"]] == [fault]


async def test_only_who_looks_after_the_place_keeps_its_units(callers: dict[str, Caller], desk: Desk) -> None:
    apply(desk, *ROWS)
    assert (
        await callers["reporter"].post("/reporting-units", json=unit(org_unit=TOWNSHIP))
    ).status_code == 403
    assert (
        await callers["reviewer"].post("/reporting-units", json=unit(org_unit=FAR_TOWNSHIP))
    ).status_code == 403
    assert (await callers["reviewer"].post("/reporting-units", json=unit(org_unit=CITY))).status_code == 403
    assert await end(callers["reporter"], "D02", "2019-07-01") == 403
    assert await end(callers["far_reviewer"], "D01", "2019-07-01") == 404
    assert await end(callers["reviewer"], "D01", "2018-03-01") == 422  # not before it began
    assert (await units_of(callers["committee"])) == ["D01", "D02", "D03", "V01"]
