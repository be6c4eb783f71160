"""Every page of the phone: legible at 360 pixels and at twice the text size, touchable, accessible."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.chromium import PHONE
from tests.e2e.city import City
from tests.e2e.judging import assert_legible_touchable_accessible
from tests.e2e.phones import (
    PACKAGING_FORM,
    SEPTEMBER,
    SOIL,
    SOIL_FORM,
    Show,
    enrol,
    fill_soil,
    line,
    new_phone,
    row,
    send,
    works_offline,
)
from tests.form_versions import version_of
from tests.places import PASSWORD, TOWNSHIP

pytestmark = pytest.mark.browser
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def soil(city: City, **more: object) -> dict:
    return city.send(
        form="soil_testing",
        form_version=version_of("soil_testing"),
        org_unit=TOWNSHIP,
        period="2019-09",
        values={"samples_taken": 6, "samples_analysed": 40},
        reason="含上年留样",
        **more,
    )


def show_enrolment(page: Page, city: City) -> None:
    page.goto(city.address + city.enrolment())
    expect(page.get_by_role("button", name="绑定")).to_be_visible()


def show_sign_in(page: Page, city: City) -> None:
    page.goto(f"{city.address}/sign-in")
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def show_month(page: Page, city: City) -> None:
    enrol(page.context, city)
    expect(line(page)).to_contain_text("都已送到")


def show_month_with_everything(page: Page, city: City) -> None:
    """A returned report with its reason, a draft, something that waits, a clock that is wrong."""
    enrol(page.context, city)
    city.decide(soil(city)["revision_id"], "returned", "化验数比取土数多太多，请核对")
    page.goto(f"{city.address}{PACKAGING_FORM}")
    page.get_by_role("button", name="本月无此项").click()
    expect(page.get_by_text("已存在手机里")).to_be_visible()
    page.goto(f"{city.address}/month")
    expect(row(page, SOIL)).to_contain_text("已退回")
    expect(page.get_by_role("button", name="发送填好的 1 份")).to_be_visible()


def show_month_without_network(page: Page, city: City) -> None:
    enrol(page.context, city)
    page.goto(f"{city.address}{SOIL_FORM}")
    works_offline(page)
    page.context.set_offline(True)
    fill_soil(page)
    send(page)
    expect(line(page)).to_contain_text("待上传")


def show_form(page: Page, city: City) -> None:
    enrol(page.context, city)
    page.goto(f"{city.address}{SOIL_FORM}")
    expect(page.get_by_label("本月取土样数")).to_be_enabled()


def show_form_with_faults(page: Page, city: City) -> None:
    """A text for a number, a rule that asks, a reason that is missing."""
    show_form(page, city)
    page.get_by_label("本月取土样数").fill("6")
    page.get_by_label("本月化验土样数").fill("40")
    page.get_by_label("本月发配方卡").fill("很多")
    page.get_by_role("button", name="填好了").click()
    expect(page.get_by_text("请填数字").first).to_be_visible()
    expect(page.get_by_label("本月发配方卡")).to_be_focused()


def show_form_with_blanks(page: Page, city: City) -> None:
    show_form(page, city)
    page.get_by_label("本月取土样数").fill("6")
    page.get_by_role("button", name="填好了").click()
    expect(page.get_by_text("空着表示“不清楚”")).to_be_visible()


def show_waiting(page: Page, city: City) -> None:
    show_month_without_network(page, city)
    row(page, SOIL).get_by_role("link").click()
    expect(page.get_by_text("在手机里等着上传")).to_be_visible()


def show_history(page: Page, city: City) -> None:
    soil(city)
    enrol(page.context, city)
    page.get_by_role("link", name="记录").click()
    expect(page.get_by_role("link", name=SOIL)).to_be_visible()


def show_report(page: Page, city: City) -> None:
    show_history(page, city)
    page.get_by_role("link", name=SOIL).click()
    expect(page.get_by_text("服务器已收到")).to_be_visible()


def show_progress(page: Page, city: City) -> None:
    enrol(page.context, city)
    page.get_by_role("link", name="进度").click()
    expect(page.locator("article").first).to_be_visible()


def show_device(page: Page, city: City) -> None:
    enrol(page.context, city)
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("alert")).to_be_visible()


def show_review(page: Page, city: City) -> None:
    soil(city)
    page.goto(f"{city.address}/sign-in?next=/review")
    page.get_by_label("账号").fill("reviewer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("link", name="柳林镇")).to_be_visible()


def show_judging(page: Page, city: City) -> None:
    show_review(page, city)
    page.get_by_role("link", name="柳林镇").click()
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_label("退回原因")).to_be_focused()


PAGES: list[Show] = [
    show_enrolment,
    show_sign_in,
    show_month,
    show_month_with_everything,
    show_month_without_network,
    show_form,
    show_form_with_faults,
    show_form_with_blanks,
    show_waiting,
    show_history,
    show_report,
    show_progress,
    show_device,
    show_review,
    show_judging,
]


@pytest.mark.parametrize("show", PAGES, ids=lambda show: show.__name__.removeprefix("show_"))
def test_the_page_is_legible_touchable_and_accessible(phone: BrowserContext, city: City, show: Show) -> None:
    page = phone.new_page()
    show(page, city)
    assert_legible_touchable_accessible(page)


def test_the_pages_are_as_legible_and_touchable_in_english(phone: BrowserContext, city: City) -> None:
    soil(city)
    page = enrol(phone, city)
    page.goto(f"{city.address}/device")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    forms = page.evaluate("fetch('/api/v1/due').then((answer) => answer.json())")["forms"]
    asked = [f"/month/{one['form']}/{one['period']}" for one in forms if one["period"] == SEPTEMBER]
    assert len(asked) == 7
    for path in ("/device", "/month", "/history", "/progress", "/password", *asked):
        page.goto(city.address + path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("Loading…")).to_have_count(0)
        assert_legible_touchable_accessible(page)


def test_the_keypad_s_next_key_goes_from_field_to_field(phone: BrowserContext, city: City) -> None:
    page = phone.new_page()
    show_form(page, city)
    first = page.get_by_label("本月取土样数")
    assert first.get_attribute("inputmode") == "decimal"
    first.press("Enter")
    expect(page.get_by_label("本月化验土样数")).to_be_focused()


def test_a_pad_without_enter_has_a_button_to_go_on(browser: Browser, city: City) -> None:
    phone = browser.new_context(viewport=PHONE, locale="zh-CN", user_agent=IPHONE, has_touch=True)
    page = phone.new_page()
    show_form(page, city)
    expect(page.get_by_role("button", name="下一项")).to_have_count(0)
    page.get_by_label("本月取土样数").tap()
    page.get_by_role("button", name="下一项").tap()
    expect(page.get_by_label("本月化验土样数")).to_be_focused()
    phone.close()


def test_errors_are_linked_to_their_fields(phone: BrowserContext, city: City) -> None:
    page = phone.new_page()
    show_form_with_faults(page, city)
    field = page.get_by_label("本月发配方卡")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "请填数字" in page.locator(f"#{field.get_attribute('aria-describedby').split()[1]}").inner_text()


def test_invented_figures_call_themselves_synthetic(phone: BrowserContext, city: City) -> None:
    page = phone.new_page()
    show_history(page, city)
    expect(page.get_by_text("演示数据 / synthetic")).to_be_visible()
    works_offline(page)
    page.context.set_offline(True)
    page.goto(f"{city.address}/month")
    expect(page.get_by_text("演示数据 / synthetic")).to_be_visible()
