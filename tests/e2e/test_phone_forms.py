"""What a form does while one types: totals, units, and the months that begin without a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.city import City
from tests.e2e.phones import (
    AUGUST,
    PACKAGING,
    choose_unit,
    enrol,
    fill,
    line,
    new_phone,
    row,
    send,
    works_offline,
)
from tests.places import TOWNSHIP

pytestmark = pytest.mark.browser

OCTOBER = "2019-10"
RECOVERED, DISPOSED = "本月回收包装废弃物", "本月无害化处置"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def open_form(page: Page, city: City, form: str, period: str) -> None:
    page.goto(f"{city.address}/month/{form}/{period}")
    expect(page.locator("input").first).to_be_enabled()


def test_the_sprayers_add_up_while_one_types(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    open_form(page, city, "pest_control", AUGUST)
    expect(page.locator(".total")).to_have_count(0)
    fill(page, {"手动喷雾器防治": "500", "无人机防治": "1200"})
    expect(page.locator(".total")).to_contain_text("五类器械合计（亩次）1,700 亩次")
    expect(page.locator(".total")).to_contain_text("其中 3 项还空着，没算进去")
    fill(page, {"电动喷雾器防治": "0", "担架式喷雾机防治": "0", "喷杆喷雾机防治": "300"})
    expect(page.locator(".total")).to_contain_text("2,000 亩次")
    expect(page.locator(".total")).not_to_contain_text("空着")


def test_straw_uses_stand_beside_the_output(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    open_form(page, city, "straw", "2019-09")
    fill(page, {"玉米产量": "8000", "饲料化": "900", "燃料化": "100"})
    expect(page.locator(".total").nth(0)).to_contain_text("1,000 吨")
    expect(page.locator(".total").nth(1)).to_contain_text("8,000 吨")


def test_what_was_typed_in_another_unit_is_kept_beside_the_amount(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    open_form(page, city, "packaging", AUGUST)
    page.get_by_role("textbox", name=RECOVERED).fill("0.35")
    choose_unit(page, RECOVERED, "吨")
    expect(page.get_by_text("合 350 公斤")).to_be_visible()
    page.get_by_role("textbox", name=DISPOSED).fill("30")
    send(page)
    expect(row(page, PACKAGING, AUGUST)).to_contain_text("已收到")
    [listed] = city.reports(form="packaging")
    [version] = city.report(listed["report_id"])["revisions"]
    assert version["values"]["recovered_kg"] == 350
    assert version["entered"] == {"recovered_kg": [0.35, "t"]}
    row(page, PACKAGING, AUGUST).get_by_role("link").click()
    expect(page.get_by_role("row", name=RECOVERED)).to_contain_text("350 填的是 0.35 吨")
    # Returned: also a phone that has forgotten everything goes on in the unit that was typed.
    city.decide(listed["revision_id"], "returned", "请核对")
    other = new_phone(phone.browser)
    page = enrol(other, city)
    open_form(page, city, "packaging", AUGUST)
    expect(page.get_by_role("textbox", name=RECOVERED)).to_have_value("0.35")
    expect(page.get_by_role("button", name=f"{RECOVERED}的单位")).to_have_text("吨 ▾")
    other.close()


def test_a_month_that_begins_without_network_has_its_forms(phone: BrowserContext, city: City) -> None:
    page = phone.new_page()
    began = datetime.now(UTC)
    page.clock.install(time=began)
    enrol(phone, city)
    expect(line(page)).to_contain_text("都已送到")
    works_offline(page)
    phone.set_offline(True)
    # Twenty-five days on it is September 30 still, a day later it is October.
    page.clock.set_system_time(began + timedelta(days=25))
    page.goto(f"{city.address}/month")
    expect(row(page, PACKAGING)).to_be_visible()
    expect(row(page, PACKAGING, OCTOBER)).to_have_count(0)
    page.clock.set_system_time(began + timedelta(days=27))
    page.goto(f"{city.address}/month")
    expect(page.get_by_text("手机已有27 天没联系上服务器")).to_be_visible()
    row(page, PACKAGING, OCTOBER).get_by_role("link").click()
    fill(page, {RECOVERED: "40", DISPOSED: "10"})
    send(page)
    expect(row(page, PACKAGING, OCTOBER)).to_contain_text("待上传")
    city.clock.advance(days=27)
    phone.set_offline(False)
    expect(row(page, PACKAGING, OCTOBER)).to_contain_text("已收到")
    expect(page.get_by_text("没联系上服务器")).to_have_count(0)
    [listed] = city.reports(form="packaging")
    assert (listed["org_unit"], listed["period"]) == (TOWNSHIP, OCTOBER)
    assert listed["values"] == {"recovered_kg": 40, "disposed_kg": 10}
