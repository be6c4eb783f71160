"""Everybody's own first page: nobody meets a refusal there, in either language, at either width."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser

HOMES = {
    "committee": ("演示市今日调度", "Demo City today"),
    "reviewer": ("东川县今日调度", "Dongchuan County today"),
    "province": ("各市最近一期发布", "Each city's latest release"),
    "operator": ("系统状态", "State of the system"),
    "department": ("任务台账", "Task ledger"),
}


def release(city: City) -> None:
    made = city.ask("committee", "POST", "/releases", json={"period": "2019-08", "replications": 2})
    if "number" not in made:  # the stream of events ends when the release is made
        city.download("committee", f"/release-jobs/{made['id']}/events")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("person", HOMES)
def test_nobody_is_refused_at_home(browser: Browser, city: City, person: str, width: int) -> None:
    chinese, english = HOMES[person]
    with at_desk(browser, city, person, {"width": width, "height": 800}) as page:
        page.goto(city.address)
        expect(page.get_by_role("heading", level=1)).to_have_text(chinese)
        expect(page.locator("main [aria-busy=true]")).to_have_count(0)
        for text in ("没有权限", "You do not have permission"):
            expect(page.get_by_text(text)).to_have_count(0)
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        page.get_by_role("button", name="Switch to English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(english)
        expect(page.get_by_text("You do not have permission")).to_have_count(0)


@pytest.mark.parametrize("person", ["committee", "reviewer", "province", "department"])
def test_a_printed_code_opens_the_own_home_page(browser: Browser, city: City, person: str) -> None:
    chinese, _ = HOMES[person]
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.goto(city.address + city.enrolment(person, by="operator"))
    page.get_by_role("button", name="绑定").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(chinese)
    expect(page).not_to_have_url(re.compile("/month"))
    context.close()


def test_the_province_reads_a_city_asks_and_is_answered(browser: Browser, city: City) -> None:
    release(city)
    city.decide(report_control(city, TOWNSHIP, CONTROL)["revision_id"], "accepted")
    release(city)
    with at_desk(browser, city, "province") as page:
        block = page.locator("section.city")
        expect(block).to_contain_text("2019-08/2")
        expect(block.locator("tbody").first).to_contain_text("统防统治")
        expect(block.get_by_role("link", name="下载 xlsx")).to_be_visible()
        with page.expect_download() as csv:
            block.get_by_role("link", name="下载 csv").click()
        assert csv.value.suggested_filename.endswith(".csv")
        block.get_by_role("button", name="逐数对照").click()
        expect(block.get_by_role("status")).to_contain_text("个数不同")
        expect(block.locator("table").last).to_contain_text("柳林镇")
        block.get_by_label("向市级问询").fill("统防统治为何增加？")
        block.get_by_role("button", name="提交问询").click()
        expect(block.locator(".questions")).to_contain_text("等待市级答复")
    with at_desk(browser, city, "committee") as page:
        page.get_by_role("link", name="发布").click()
        page.get_by_role("button", name="2019-08/2").click()
        page.get_by_label("答复“统防统治为何增加？”").fill("柳林镇补报")
        page.get_by_role("button", name="答复", exact=True).click()
        expect(page.locator(".questions")).to_contain_text("答复：柳林镇补报")


def test_one_report_is_followed_from_any_of_its_versions(browser: Browser, city: City) -> None:
    for place in (TOWNSHIP, NEIGHBOUR):
        revision = report_control(city, place, CONTROL)["revision_id"]
        city.decide(revision, "accepted")
    with at_desk(browser, city, "committee", {"width": 360, "height": 740}) as page:
        page.goto(f"{city.address}/audit?act=revision")
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(4)
        expect(rows.first).to_contain_text("报表收到")
        rows.filter(has_text=revision).last.get_by_role("button", name="这份报表的全部记录").click()
        expect(rows).to_have_count(2)
        expect(rows.last).to_contain_text("审核通过")
        expect(rows.first).to_contain_text("Neighbour")
        assert_no_horizontal_scroll(page)
        page.get_by_role("button", name="全部记录").click()
        expect(rows.first.get_by_role("rowheader")).to_have_text("1")


def test_the_committee_checks_and_releases(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/releases")
        page.get_by_label("月份").select_option("2019-08")
        page.get_by_role("button", name="发布前检查").click()
        expect(page.get_by_text("东川县 未封账")).to_be_visible()
        expect(page.get_by_text("不阻止发布")).to_be_visible()
        page.get_by_role("button", name="确认发布").click()
        expect(page.get_by_text("已发布：")).to_be_visible(timeout=90_000)
        expect(page.locator("section.sheet button[aria-expanded]")).to_have_count(1)


def test_the_province_sees_every_figure_on_a_phone(browser: Browser, city: City) -> None:
    release(city)
    with at_desk(browser, city, "province", {"width": 360, "height": 800}) as page:
        row = page.locator("section.city tbody tr", has_text="测土配方施肥技术推广覆盖率").first
        expect(row).to_be_visible()
        cells = row.locator("td")
        expect(cells).to_have_count(6)
        for at in range(6):
            box = cells.nth(at).bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 360, at
        table = page.locator("section.city .scroll").first
        assert table.evaluate("one => one.scrollWidth <= one.clientWidth")
        assert_accessible(page)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("path", "person"),
    [
        ("/releases", "committee"),
        ("/accounts", "reviewer"),
        ("/accounts", "operator"),
        ("/audit", "committee"),
        ("/definitions", "operator"),
        ("/baselines", "reviewer"),
        ("/units", "committee"),
        ("/burden", "operator"),
        ("/tables", "committee"),
    ],
)
def test_the_other_pages_are_legible_touchable_and_accessible(
    browser: Browser, city: City, path: str, person: str, width: int
) -> None:
    with at_desk(browser, city, person, {"width": width, "height": 800}) as page:
        page.goto(f"{city.address}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("main [aria-busy=true]")).to_have_count(0)
        expect(page.get_by_role("alert")).to_have_count(0)
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
