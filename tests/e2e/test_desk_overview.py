"""The overview on the desk: the fan to December 31, what drives it, the way from city to township."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import canned

pytestmark = pytest.mark.browser

ASSESSMENTS = "**/api/v1/assessments*"


def by_place(route: Route) -> None:
    url = route.request.url
    body = canned.assessments()
    if "org_unit=410122101" in url:
        body = canned.township()
    elif "org_unit=410122" in url:
        body = canned.county()
    route.fulfill(json=body)


def test_the_fan_opens_from_the_last_value_to_the_year_s_interval(page: Page, pages: str) -> None:
    page.route(ASSESSMENTS, by_place)
    page.goto(f"{pages}/overview")
    chart = page.locator("article#soil_test_coverage svg[role=img]")
    wide, half = (chart.locator(f"path.fan{kind}").bounding_box() for kind in (".wide", ":not(.wide)"))
    last = chart.locator(".dot").last.bounding_box()
    assert wide is not None
    assert half is not None
    assert last is not None
    assert wide["height"] > half["height"]
    # It begins where the figures end, in the middle of the last dot.
    assert wide["x"] == pytest.approx(last["x"] + last["width"] / 2, abs=1.5)
    expect(page.locator("article#straw_utilization path.fan.wide")).to_have_count(0)


def test_a_sentence_says_what_drives_the_year_s_end(page: Page, pages: str) -> None:
    page.route(ASSESSMENTS, by_place)
    page.goto(f"{pages}/overview")
    expect(page.locator("article#soil_test_coverage .driver")).to_contain_text("其中 10 月最多")


def test_a_chart_s_figures_can_be_taken_along(page: Page, pages: str) -> None:
    page.route(ASSESSMENTS, by_place)
    page.goto(f"{pages}/overview")
    card = page.locator("article#soil_test_coverage")
    fold = card.get_by_text("说明、数据表与历次概率")
    expect(card).to_be_visible()
    if fold.count() > 0:  # a phone folds what explains a card
        fold.click()
    card.get_by_text("数据表", exact=True).click()
    with page.expect_download() as taken:
        card.get_by_role("button", name="下载表格").click()
    rows = Path(taken.value.path()).read_text("utf-8-sig").splitlines()
    assert taken.value.suggested_filename == "测土配方施肥技术推广覆盖率.csv"
    assert len(rows) == 1 + 12
    assert rows[8].startswith("2019-08,0.548,")
    assert rows[1].endswith(",,,,,")


def test_the_way_leads_from_the_city_to_a_township_and_back_and_keeps_the_day(page: Page, pages: str) -> None:
    page.route(ASSESSMENTS, by_place)
    page.goto(f"{pages}/overview?as_of=2019-09-05")
    trail = page.get_by_role("navigation", name="地点")
    trail.get_by_text("下级单位查看").click()
    trail.get_by_role("link", name="中牟县").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("中牟县")
    # The list stays open on the way down.
    trail.get_by_role("link", name="韩寺镇").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("韩寺镇")
    assert "as_of=2019-09-05" in page.url
    assert trail.get_by_role("link").all_inner_texts() == ["郑州市", "中牟县", "韩寺镇"]
    # Reloaded deep down, the way up is still there, and the place looked at can be seen in the list.
    page.reload()
    expect(page.get_by_label("单位")).to_have_value("410122101")
    trail.get_by_role("link", name="郑州市").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("郑州市")
    assert "org_unit" not in page.url


def test_a_target_that_was_changed_within_its_year_says_so(page: Page, pages: str) -> None:
    page.route(ASSESSMENTS, by_place)
    page.route("**/api/v1/plan", lambda route: route.fulfill(json=canned.plan_with_a_changed_target()))
    page.goto(f"{pages}/overview")
    told = page.locator("ul.changes li")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("测土配方施肥技术推广覆盖率 由 ≥ 85% 改为 ≥ 80%")
    expect(told).to_contain_text("另文下达")


def test_an_address_that_names_a_card_opens_its_group_and_shows_it(page: Page, pages: str) -> None:
    page.route(ASSESSMENTS, by_place)
    page.goto(f"{pages}/overview#soil_test_coverage")
    expect(page.locator("article#soil_test_coverage h3")).to_be_in_viewport()
    card = page.locator("article#straw_utilization")
    expect(card).not_to_be_visible()
    page.goto(f"{pages}/overview#straw_utilization")
    expect(card.locator("h3")).to_be_in_viewport()
    # Nothing is folded away on paper.
    page.goto(f"{pages}/overview")
    expect(page.locator("article#soil_test_coverage")).to_be_visible()
    expect(card).not_to_be_visible()
    page.emulate_media(media="print")
    expect(card).to_be_visible()
