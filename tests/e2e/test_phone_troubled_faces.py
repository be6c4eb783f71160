"""The pages that one sees when something is wrong: as legible, touchable and accessible as the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.city import City
from tests.e2e.judging import assert_legible_touchable_accessible
from tests.e2e.phones import (
    AUGUST,
    PACKAGING,
    PACKAGING_FORM,
    SOIL,
    SOIL_FORM,
    Show,
    enrol,
    line,
    new_phone,
    report_soil,
    row,
    send,
    works_offline,
)
from tests.form_versions import version_of
from tests.places import COUNTY, TOWNSHIP

pytestmark = pytest.mark.browser

FULL = (
    "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') } }"
)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def close_august(city: City) -> None:
    city.ask("reviewer", "POST", "/closures", json={"org_unit": COUNTY, "period": AUGUST})


def show_month_with_one_not_taken(page: Page, city: City) -> None:
    enrol(page.context, city)
    works_offline(page)
    page.context.set_offline(True)
    page.goto(f"{city.address}/month/packaging/{AUGUST}")
    page.get_by_role("button", name="本月无此项").click()
    send(page)
    close_august(city)
    page.context.set_offline(False)
    expect(row(page, PACKAGING, AUGUST)).to_contain_text("没报成")


def show_one_not_taken(page: Page, city: City) -> None:
    show_month_with_one_not_taken(page, city)
    page.get_by_role("link", name="看原因").click()
    expect(page.get_by_role("button", name="再传一次")).to_be_visible()


def show_closed_form(page: Page, city: City) -> None:
    close_august(city)
    enrol(page.context, city)
    page.goto(f"{city.address}/month/packaging/{AUGUST}")
    expect(page.get_by_text("区县已经封账，这个月不能再填")).to_be_visible()


def show_two_versions(page: Page, city: City) -> None:
    enrol(page.context, city)
    works_offline(page)
    page.context.set_offline(True)
    report_soil(page, city, taken="6")
    values = {"samples_taken": 9, "samples_analysed": 3, "cards_issued": 0}
    version = version_of("soil_testing")
    city.send(form="soil_testing", form_version=version, org_unit=TOWNSHIP, period="2019-09", values=values)
    page.context.set_offline(False)
    expect(row(page, SOIL)).to_contain_text("有两份")
    row(page, SOIL).get_by_role("link").click()
    expect(page.get_by_text("两份都留着").first).to_be_visible()


def show_full_form(page: Page, city: City) -> None:
    enrol(page.context, city)
    page.goto(f"{city.address}{SOIL_FORM}")
    expect(page.get_by_label("本月取土样数")).to_be_enabled()
    page.evaluate(FULL)
    page.get_by_label("本月取土样数").fill("6")
    expect(page.get_by_text("手机存储满了")).to_be_visible()


def show_full_month(page: Page, city: City) -> None:
    enrol(page.context, city)
    expect(line(page)).to_contain_text("都已送到")
    page.evaluate(FULL)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("手机存储满了")).to_be_visible()


def show_wrong_clock(page: Page, city: City) -> None:
    page.clock.install(time=datetime.now(UTC) + timedelta(days=3))
    enrol(page.context, city)
    expect(page.get_by_text("手机时间快了")).to_be_visible()


def show_ended_sign_in(page: Page, city: City) -> None:
    enrol(page.context, city)
    works_offline(page)
    page.context.set_offline(True)
    report_soil(page, city)
    city.end_sessions()
    page.context.set_offline(False)
    expect(line(page)).to_contain_text("登录已过期")


def show_begun_month(page: Page, city: City) -> None:
    began = datetime.now(UTC)
    page.clock.install(time=began)
    enrol(page.context, city)
    expect(line(page)).to_contain_text("都已送到")
    works_offline(page)
    page.context.set_offline(True)
    page.clock.set_system_time(began + timedelta(days=30))
    page.goto(f"{city.address}/month")
    expect(page.get_by_text("没联系上服务器")).to_be_visible()


def show_two_windows(page: Page, city: City) -> None:
    other = page.context.new_page()
    enrol(page.context, city)
    other.goto(f"{city.address}{SOIL_FORM}")
    expect(other.get_by_label("本月取土样数")).to_be_enabled()
    page.goto(f"{city.address}{SOIL_FORM}")
    expect(page.get_by_text("正在另一个窗口里填")).to_be_visible()


def show_old_draft(page: Page, city: City) -> None:
    """A draft of August in October, which no month asks for any more."""
    enrol(page.context, city)
    page.goto(f"{city.address}{PACKAGING_FORM.replace('2019-09', AUGUST)}")
    page.get_by_role("textbox", name="本月回收包装废弃物").fill("40")
    expect(page.get_by_text("✓ 已存在手机里")).to_be_visible()
    city.clock.advance(days=30)
    page.goto(f"{city.address}/month")
    expect(page.get_by_text("以前月份没发出去的草稿")).to_be_visible()


PAGES: list[Show] = [
    show_month_with_one_not_taken,
    show_one_not_taken,
    show_closed_form,
    show_two_versions,
    show_full_form,
    show_full_month,
    show_wrong_clock,
    show_ended_sign_in,
    show_begun_month,
    show_two_windows,
    show_old_draft,
]


@pytest.mark.parametrize("show", PAGES, ids=lambda show: show.__name__.removeprefix("show_"))
def test_the_page_is_legible_touchable_and_accessible(phone: BrowserContext, city: City, show: Show) -> None:
    page = phone.new_page()
    show(page, city)
    assert_legible_touchable_accessible(page)
