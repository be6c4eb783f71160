"""What if: measures chosen, run with its progress told, held against doing nothing, kept under its name."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser

TARGET = "unified_control_coverage"


def option(cost_yuan: float, probability: float, measures: list[dict[str, object]]) -> dict[str, object]:
    reach = {"indicator": TARGET, "probability": probability, "error": 0.03}
    return {
        "cost_yuan": cost_yuan,
        "joint": probability,
        "joint_error": 0.03,
        "targets": [reach],
        "measures": measures,
    }


TEAMS = {
    "measure": "spraying_teams",
    "place": "410191",
    "amount": 2,
    "starts_on": "2019-09-15",
    "cost_yuan": 80_000,
}
ANSWER = {
    "snapshot": "3fa9c1d2e0b47788",
    "method": "agri-sim",
    "replications": 256,
    "asked": 0.8,
    "is_reached": True,
    "unreachable": [],
    "base": option(0, 0.41, []),
    "best": option(80_000, 0.83, [TEAMS]),
    "gains": [],
    "binds_now": [{"indicator": TARGET, "binds": "queue"}],
}


@pytest.fixture
def reported(city: City) -> City:
    """The tiny city with two accepted reports."""
    for place in (TOWNSHIP, NEIGHBOUR):
        city.decide(report_control(city, place, CONTROL)["revision_id"], "accepted")
    return city


BINDS = {
    "queue": "人手设备不够",
    "window": "农时",
    "weather": "天气",
    "reporting": "缺报",
    None: "已成定局",
}


def test_a_scenario_is_built_run_compared_and_kept(browser: Browser, reported: City) -> None:
    with at_desk(browser, reported, "committee") as page:
        page.get_by_role("link", name="情景").click()
        page.get_by_label("名称").fill("东川县加五台打捆机")
        page.get_by_role("button", name="加一项措施").click()
        page.get_by_role("combobox", name="措施").select_option("balers")
        page.get_by_role("combobox", name="地点").select_option("410191")
        page.get_by_role("slider", name="数量").fill("5")
        expect(page.get_by_text("全年费用约 150,000 元（假定）").first).to_be_visible()
        page.get_by_role("button", name="保存并推算").click()
        compared = page.locator("section.compare")
        expect(compared).to_be_visible(timeout=60_000)
        kept = reported.ask("committee", "GET", "/scenarios")["scenarios"]
        assert [one["name"] for one in kept] == ["东川县加五台打捆机"]
        answer = reported.ask("committee", "GET", f"/scenarios/{kept[0]['id']}/comparison")
        lines = {one["indicator"]: one for one in answer["differences"] if one["org_unit"] == "4101"}
        rows = compared.locator("tbody tr")
        expect(rows).to_have_count(len(lines))
        # What stands between a target and its probability; without a target there is nothing between.
        bound = {one["indicator"]: one["binds"] for one in answer["binds"]}
        expect(rows.filter(has_text="测土配方")).to_contain_text(BINDS[bound["soil_test_coverage"]])
        expect(rows.filter(has_text="畜禽粪污").locator("td").last).to_have_text("—")
        # What balers have no part in does not move by a bit, and the page says so.
        expect(rows.filter(has_text="畜禽粪污")).to_contain_text("不变")
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        page.reload()
        expect(page.locator("section.kept li")).to_contain_text("东川县加五台打捆机")
        page.get_by_role("button", name="打开修改").click()
        expect(page.get_by_label("名称")).to_have_value("东川县加五台打捆机")


def test_the_search_tells_how_far_it_is_and_what_it_found(browser: Browser, city: City) -> None:
    """The answer is made up, in the documented shape: a real one takes a minute and a city's reports."""
    steps = [{"id": "s", "state": "running", "done": 3, "total": 8}, {"id": "s", "state": "done"}]
    stream = "".join(f"event: state\ndata: {json.dumps(step)}\n\n" for step in steps)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/scenarios")
        page.route(
            "**/api/v1/searches",
            lambda route: route.fulfill(status=202, json={"id": "s", "state": "waiting"}),
        )
        page.route(
            "**/api/v1/searches/s/events",
            lambda route: route.fulfill(content_type="text/event-stream", body=stream),
        )
        page.route("**/api/v1/searches/s", lambda route: route.fulfill(json={"id": "s", "result": ANSWER}))
        with page.expect_request("**/api/v1/searches") as asked:
            page.get_by_role("button", name="开始找").click()
        assert asked.value.post_data_json == {"as_of": "2019-09-05", "probability": 0.8, "seed": 1}
        search = page.locator("section.search")
        expect(search.locator(".said")).to_have_text("约 80,000 元（假定）可使每个目标达到 80%。")
        target = search.locator("table").first.locator("tbody tr", has_text="统防统治")
        assert target.locator("td").all_inner_texts() == ["41%", "83%", "人手设备不够"]
        search.get_by_role("button", name="用这一组搭情景").click()
        expect(page.get_by_label("名称")).to_have_value("每个目标 80%")
        expect(page.get_by_role("combobox", name="措施")).to_have_value("spraying_teams")
        expect(page.get_by_role("slider", name="数量")).to_have_value("2")
        assert_accessible(page)


def test_a_county_is_offered_no_scenarios(browser: Browser, reported: City) -> None:
    with at_desk(browser, reported, "reviewer") as page:
        expect(page.get_by_role("link", name="台账")).to_be_visible()
        expect(page.get_by_role("link", name="情景")).to_have_count(0)
        page.goto(f"{reported.address}/scenarios")
        expect(page.get_by_role("alert")).to_contain_text("无此权限")
