"""What keeps a month honest on the phone: a part of it is called one, a leap of the clock is no month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.city import City
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.e2e.phones import (
    PACKAGING_FORM,
    SOIL,
    SOIL_FORM,
    choose_unit,
    enrol,
    fill_soil,
    line,
    new_phone,
    report_soil,
    row,
    works_offline,
)

pytestmark = pytest.mark.browser
RECOVERED = "本月回收包装废弃物"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def test_a_running_month_is_called_one_and_comes_back_when_it_is_over(
    phone: BrowserContext, city: City
) -> None:
    page = enrol(phone, city)
    page.goto(city.address + SOIL_FORM)
    expect(page.get_by_text("2019年9月还没过完")).to_be_visible()
    report_soil(page, city)
    expect(row(page, SOIL)).to_contain_text("已收到")
    expect(row(page, SOIL)).to_contain_text("报到今天为止")
    city.clock.advance(days=30)
    page.reload()
    expect(row(page, SOIL)).to_contain_text("请补齐")
    expect(row(page, SOIL)).to_contain_text("只报到9月5日")
    assert_easy_to_touch(page)
    assert_accessible(page)
    row(page, SOIL).get_by_role("link").click()
    expect(page.get_by_text("那时还没到月底")).to_be_visible()
    page.get_by_label("本月取土样数").fill("16")
    page.get_by_role("button", name="补报漏掉的").click()
    page.get_by_role("button", name="发送").last.click()
    expect(row(page, SOIL)).to_contain_text("已收到")
    expect(row(page, SOIL)).not_to_contain_text("报到今天为止")
    [listed] = city.reports(form="soil_testing")
    assert listed["values"]["samples_taken"] == 16


def test_nothing_on_top_of_a_part_is_said_with_one_tap(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    report_soil(page, city)
    expect(row(page, SOIL)).to_contain_text("已收到")
    city.clock.advance(days=30)
    page.reload()
    expect(row(page, SOIL)).to_contain_text("请补齐")  # before that the line leads to the receipt
    row(page, SOIL).get_by_role("link").click()
    page.get_by_role("button", name="全月就是这些").click()
    page.get_by_role("button", name="返回").click()
    expect(row(page, SOIL)).to_contain_text("已收到")
    page.reload()
    expect(row(page, SOIL)).to_contain_text("已收到")
    [listed] = city.reports()
    assert len(city.report(listed["report_id"])["revisions"]) == 1  # nothing was sent for it


@pytest.mark.parametrize("days", [60, 150, 365])
def test_a_clock_that_leaps_without_network_shows_no_false_month(
    phone: BrowserContext, city: City, days: int
) -> None:
    page = phone.new_page()
    began = datetime.now(UTC)
    page.clock.install(time=began)
    enrol(phone, city)
    expect(line(page)).to_contain_text("都已送到")
    works_offline(page)
    phone.set_offline(True)
    page.clock.set_system_time(began + timedelta(days=days))
    page.goto(f"{city.address}/month")
    expect(page.get_by_text("手机时间可能不准")).to_be_visible()
    expect(row(page, SOIL)).to_be_visible()
    expect(page.locator("section[aria-labelledby='m2019-10']")).to_have_count(0)
    assert_no_horizontal_scroll(page)
    assert_easy_to_touch(page)
    page.get_by_role("button", name="手机没错").click()
    expect(page.get_by_text("手机时间可能不准")).to_have_count(0)
    expect(page.locator("section[aria-labelledby='m2019-10']")).to_have_count(1)


def test_after_a_form_the_next_one_comes_by_itself(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    page.goto(city.address + SOIL_FORM)
    fill_soil(page)
    page.get_by_role("button", name="发送").last.click()
    expect(page.get_by_text("下面是下一张")).to_contain_text(SOIL)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(SOIL)
    assert_easy_to_touch(page)
    assert_accessible(page)
    page.get_by_role("link", name="回到本月").click()
    expect(row(page, SOIL)).to_contain_text("已收到")


def test_thousands_stand_apart_while_one_types(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    page.goto(city.address + PACKAGING_FORM)
    field = page.locator("#e-recovered_kg")
    expect(field).to_be_enabled()  # before that keys go nowhere
    field.press_sequentially("1234567")
    expect(field).to_have_value("1,234,567")
    field.press("Backspace")
    expect(field).to_have_value("123,456")
    # In the middle the caret stays behind its digit, and a comma of the page's cannot be stuck on.
    field.press("Home")
    for _ in range(4):
        field.press("ArrowRight")
    field.press("Backspace")
    expect(field).to_have_value("12,456")
    field.press_sequentially("9")
    expect(field).to_have_value("129,456")
    field.fill("12,34")
    expect(field).to_have_value("12,34")  # typed by a person: asked about, not read as another number
    expect(page.get_by_text("请填数字")).to_be_visible()


def test_a_slip_of_the_thumb_on_the_unit_changes_nothing(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    page.goto(city.address + PACKAGING_FORM)
    expect(page.locator("select")).to_have_count(0)
    page.locator("#e-recovered_kg").fill("300")
    unit = page.get_by_role("button", name=f"{RECOVERED}的单位")
    unit.click()
    assert_easy_to_touch(page)
    assert_no_horizontal_scroll(page)
    assert_accessible(page)
    unit.click()
    expect(unit).to_have_text("公斤 ▾")
    choose_unit(page, RECOVERED, "斤")
    expect(unit).to_have_text("斤 ▾")
    expect(page.get_by_text("合 150 公斤")).to_be_visible()
