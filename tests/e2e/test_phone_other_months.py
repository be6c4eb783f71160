"""Work that the month does not ask for: a form outside its months, a section of another month."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.city import City
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.e2e.phones import AUGUST, SEPTEMBER, enrol, line, new_phone, row, send
from tests.e2e.test_phone_forms import open_form

pytestmark = pytest.mark.browser

SOWING = "农作物播种面积月报"
WHEAT = "小麦本月播种面积"
REASON = "雨后补种"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def test_a_form_that_the_month_does_not_ask_for_is_filled_in_and_sent(
    phone: BrowserContext, city: City
) -> None:
    page = enrol(phone, city)
    expect(row(page, SOWING, AUGUST)).to_have_count(0)
    page.get_by_text("还有别的农活？").click()
    assert_easy_to_touch(page)
    assert_accessible(page)
    page.get_by_role("link", name=f"{SOWING} · 2019年8月").click()
    # Nothing of it is asked: an empty one is not sent.
    page.get_by_role("button", name="小麦 一般在其他月份填").click()
    expect(page.get_by_label(WHEAT, exact=True)).to_be_focused()
    page.get_by_label(WHEAT, exact=True).fill("120")
    expect(page.locator(".ask").first).to_contain_text("属别的月份请改报，属实请说明")
    page.get_by_role("button", name="农时提前或推迟").click()
    expect(page.get_by_role("button", name="农时提前或推迟")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="写一句…").click()
    page.get_by_label("为什么是这个数？").fill(REASON)
    page.get_by_role("button", name="台账", exact=True).click()
    assert_no_horizontal_scroll(page)
    assert_easy_to_touch(page)
    assert_accessible(page)
    send(page)
    expect(line(page)).to_contain_text("都已送到")
    expect(row(page, SOWING, AUGUST)).to_contain_text("已收到")
    [report] = [one for one in city.reports() if one["form"] == "sowing"]
    assert (report["period"], report["values"]["wheat_mu"]) == (AUGUST, 120)
    assert "other-month" in [one["code"] for one in report["findings"]]
    asked = city.ask("reviewer", "GET", "/findings")["findings"]
    assert {one["finding"]["code"]: one["answer"]["text"] for one in asked}["other-month"] == REASON
    whole = city.ask("reviewer", "GET", f"/reports/{report['report_id']}")
    assert list(whole["revisions"][0]["known_by"].values()) == ["ledger"]


def test_a_section_of_another_month_is_opened_on_request(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    open_form(page, city, "fertilizer", AUGUST)
    page.get_by_text("还有别的？其他月份、其他作物").click()
    buttons = page.locator(".others button")
    title = buttons.first.inner_text().split("\n")[0].split(" ")[0]
    count = buttons.count()
    buttons.first.click()
    expect(page.locator("fieldset legend", has_text=title)).to_be_visible()
    expect(buttons).to_have_count(count - 1)
    expect(
        page.locator("fieldset", has=page.locator("legend", has_text=title)).locator("input").first
    ).to_be_focused()


def test_a_crop_that_the_baseline_has_not_is_asked_for_and_reaches_the_county(
    phone: BrowserContext, city: City
) -> None:
    page = enrol(phone, city)
    open_form(page, city, "sowing", SEPTEMBER)
    for button in page.get_by_role("button", name="本月无此项").all():
        button.click()
    page.get_by_text("还有别的？其他月份、其他作物").click()
    page.get_by_role("button", name="大蒜 本地基数里没有，确有种植就填").click()
    page.get_by_label("大蒜本月播种面积", exact=True).fill("120")
    for question in page.locator(".ask").all():
        question.get_by_role("button", name="种植面积或区划有变化").click()
    assert_no_horizontal_scroll(page)
    assert_accessible(page)
    send(page)
    expect(row(page, SOWING)).to_contain_text("已收到")
    [report] = city.reports(form="sowing")
    assert report["values"]["garlic_mu"] == 120
    assert "garlic" not in report["not_applicable"]
