"""What if: measures chosen, run with its progress told, held against doing nothing, kept under its name."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser


@pytest.fixture
def reported(city: City) -> City:
    """The tiny city with two accepted reports."""
    for place in (TOWNSHIP, NEIGHBOUR):
        city.decide(report_control(city, place, CONTROL)["revision_id"], "accepted")
    return city


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
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/scenarios")
        page.get_by_role("button", name="开始找").click()
        search = page.locator("section.search")
        expect(search.locator(".said")).to_be_visible(timeout=120_000)
        expect(search.locator("table").first.locator("tbody tr")).not_to_have_count(0)


def test_a_county_is_offered_no_scenarios(browser: Browser, reported: City) -> None:
    with at_desk(browser, reported, "reviewer") as page:
        expect(page.get_by_role("link", name="台账")).to_be_visible()
        expect(page.get_by_role("link", name="情景")).to_have_count(0)
        page.goto(f"{reported.address}/scenarios")
        expect(page.get_by_role("alert")).to_contain_text("无此权限")
