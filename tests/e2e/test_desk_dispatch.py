"""Monthly dispatch, quarterly summary, yearly assessment: one printable page from one snapshot."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, project, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import COUNTY, NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser


def accepted(city: City, place: str, values: dict[str, int], period: str = "2019-08") -> None:
    city.decide(report_control(city, place, values, period)["revision_id"], "accepted")


def test_the_month_s_dispatch_says_figures_risks_decisions_and_who_needs_help(
    browser: Browser, city: City
) -> None:
    accepted(city, TOWNSHIP, {**CONTROL, "unified_area_mu": 1_000})
    accepted(city, NEIGHBOUR, {**CONTROL, "unified_area_mu": 2_000})
    project(city)
    with at_desk(browser, city, "committee") as page:
        page.get_by_role("link", name="调度与评估").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("演示市农业投入品减量月调度（2019年8月）")
        row = page.locator("section[aria-labelledby=d1] tbody tr", has_text="统防统治")
        expect(row.locator("td").first).to_have_text("12.5%")
        # Two townships are too little for a word on the city's progress; the outlook alone lists the risk.
        expect(row).not_to_contain_text("慢于序时")
        expect(row).to_contain_text(re.compile("很难达标|几乎不可能达标"))
        expect(page.locator("section[aria-labelledby=d2] li", has_text="统防统治")).to_be_visible()
        # Nobody is named for help where too little is in to say that the city is behind.
        expect(page.locator("section[aria-labelledby=d4] table")).to_have_count(0)
        expect(page.locator("footer")).to_contain_text(
            city.ask("committee", "GET", "/assessments")["snapshot"][:12]
        )


def test_who_needs_help_stands_in_a_table_by_county_and_target(browser: Browser, city: City) -> None:
    accepted(city, TOWNSHIP, {**CONTROL, "unified_area_mu": 1_000})
    project(city)

    def fall_behind(route: Route) -> None:
        """Enough is in, and one county lies below its path: a tiny city never reports so much."""
        table = route.fetch().json()
        [row] = [
            one
            for one in table["rows"]
            if (one["indicator"], one["org_unit"]) == ("unified_control_coverage", COUNTY)
        ]
        row["matched_path"] = row["value"] + 0.3
        route.fulfill(json=table)

    with at_desk(browser, city, "committee") as page:
        page.route("**/api/v1/indicators**", fall_behind)
        page.goto(f"{city.address}/dispatch")
        table = page.locator("section[aria-labelledby=d4] table")
        expect(table.locator("thead th")).to_have_text(["区县", "农作物病虫害专业化统防统治覆盖率"])
        expect(table.locator("tbody th")).to_have_text(["东川县"])
        expect(table.locator("tbody td")).to_contain_text("（−")
        assert_no_horizontal_scroll(page)
        assert_accessible(page)


def test_the_path_that_a_word_is_made_of_stands_with_it(browser: Browser, city: City) -> None:
    accepted(city, TOWNSHIP, {**CONTROL, "unified_area_mu": 1_000})
    project(city)

    def hold_elsewhere(route: Route) -> None:
        """Those who reported should stand at 5 %, the whole plan elsewhere."""
        answer = route.fetch().json()
        for one in answer["assessments"]:
            if one["indicator"] == "unified_control_coverage":
                one["progress"].update(matched_path=0.05, word="on_path")
        route.fulfill(json=answer)

    with at_desk(browser, city, "committee") as page:
        page.route("**/api/v1/assessments**", hold_elsewhere)
        page.goto(f"{city.address}/dispatch")
        row = page.locator("section[aria-labelledby=d1] tbody tr", has_text="统防统治")
        expect(row).to_contain_text("已报单位此时应到 5.0%")
        risk = page.locator("section[aria-labelledby=d2] li", has_text="统防统治")
        expect(risk).to_contain_text("已报单位此时应到 5.0%：高于序时进度 ")


def test_a_decision_is_noted_in_the_ledger_and_stands_on_the_page(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/dispatch")
        decisions = page.locator("section[aria-labelledby=d3]")
        expect(decisions).to_contain_text("台账上没有新的记录")
        decisions.get_by_label("登记本次议定事项").select_option("3-5-4a-04")
        decisions.get_by_label("说明").fill("九月底前补测东川县土样")
        decisions.get_by_role("button", name="登记").click()
        expect(decisions.locator("ul li").first).to_contain_text("九月底前补测东川县土样")


def test_without_an_outlook_the_committee_projects_from_that_day(browser: Browser, city: City) -> None:
    accepted(city, TOWNSHIP, CONTROL)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/dispatch?kind=quarter&end=2019-06")
        expect(page.get_by_role("heading", level=1)).to_contain_text("季总结（2019年第2季度）")
        expect(page.get_by_text("数据截止日 2019年7月8日")).to_be_visible()
        page.get_by_role("button", name="为这一天推算").click()
        expect(page.get_by_text("还没有年末预测")).to_have_count(0, timeout=90_000)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_dispatch_is_legible_printable_and_accessible(browser: Browser, city: City, width: int) -> None:
    accepted(city, TOWNSHIP, CONTROL)
    with at_desk(browser, city, "committee", {"width": width, "height": 800}) as page:
        page.goto(f"{city.address}/dispatch?kind=year")
        expect(page.get_by_role("heading", level=1)).to_contain_text("年评估（2019年）")
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="打印")).to_be_hidden()
        expect(page.get_by_text("单位负责人：")).to_be_visible()
