"""Taps that come twice, too early or too late: one report, and nothing said that is not so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Route, expect

from tests.e2e.city import City
from tests.e2e.phones import (
    AUGUST,
    PACKAGING,
    PACKAGING_FORM,
    SEPTEMBER,
    SOIL,
    SOIL_FORM,
    enrol,
    fill_soil,
    kept,
    line,
    new_phone,
    row,
    send,
    works_offline,
)
from tests.places import COUNTY, PASSWORD

pytestmark = pytest.mark.browser

AUGUST_PACKAGING = f"/month/packaging/{AUGUST}"
# The page tells its sisters right after a report was put on its way; a second tap comes at that moment.
TAP_AGAIN = """() => {
    const tell = BroadcastChannel.prototype.postMessage
    window.taps = 0
    let isSent = false
    document.addEventListener("submit", () => { isSent = true }, { capture: true, once: true })
    BroadcastChannel.prototype.postMessage = function (...words) {
        tell.apply(this, words)
        if (!isSent || window.taps++ > 0) return
        const field = document.querySelector("#e-samples_taken")
        field.value = "9"
        field.dispatchEvent(new Event("input", { bubbles: true }))
        document.querySelector("form").requestSubmit()
    }
}"""
SLOW_PICTURE = """() => {
    const draw = HTMLCanvasElement.prototype.toBlob
    HTMLCanvasElement.prototype.toBlob = function (done, ...more) {
        window.finishPicture = () => draw.call(this, done, ...more)
    }
}"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def test_a_thumb_that_taps_twice_sends_once(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    page.goto(city.address + SOIL_FORM)
    fill_soil(page, "6")
    page.evaluate(TAP_AGAIN)
    send(page)
    expect(row(page, SOIL)).to_contain_text("已收到")
    assert page.evaluate("window.taps") > 0
    [listed] = city.reports()
    [only] = city.report(listed["report_id"])["revisions"]
    assert only["values"]["samples_taken"] == 6
    assert city.ask("reviewer", "GET", "/conflicts")["conflicts"] == []
    page.goto(f"{city.address}/month")
    expect(line(page)).to_contain_text("都已送到")
    expect(row(page, SOIL)).to_contain_text("已收到")


def test_a_full_phone_keeps_the_form_open_when_it_cannot_be_put_on_its_way(
    phone: BrowserContext, city: City
) -> None:
    page = enrol(phone, city)
    page.goto(city.address + SOIL_FORM)
    fill_soil(page, "6")
    expect(page.get_by_text("✓ 已存在手机里")).to_be_visible()
    page.evaluate(
        """() => {
            const put = IDBObjectStore.prototype.put
            IDBObjectStore.prototype.put = function (...what) {
                if (this.name === "outbox") throw new DOMException("full", "QuotaExceededError")
                return put.apply(this, what)
            }
        }"""
    )
    page.get_by_role("button", name="填好了").click()
    expect(page.get_by_role("alert").first).to_contain_text("手机存储满了")
    expect(page.get_by_label("本月取土样数")).to_have_value("6")
    expect(page.get_by_label("本月取土样数")).to_be_enabled()
    page.reload()
    expect(page.get_by_label("本月取土样数")).to_have_value("6")
    send(page)
    expect(row(page, SOIL)).to_contain_text("已收到")


def test_a_draft_thrown_away_is_not_called_kept(phone: BrowserContext, city: City, slip: Path) -> None:
    page = enrol(phone, city)
    page.goto(city.address + AUGUST_PACKAGING)
    page.get_by_role("button", name="本月无此项").click()
    page.get_by_label("拍照或选照片").set_input_files(slip)
    photo = page.get_by_role("img", name="回收处置 照片 1")
    expect(photo).to_be_visible()
    page.reload()
    expect(photo).to_be_visible()
    page.get_by_role("button", name="不要草稿").click()
    expect(page.get_by_text("已存在手机里")).to_have_count(0)
    expect(photo).to_have_count(0)
    expect(page.locator("input[inputmode=decimal]").first).to_have_value("")
    page.get_by_role("button", name="返回").click()
    expect(row(page, PACKAGING, AUGUST)).to_contain_text("未填")


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    path = tmp_path / "slip.jpg"
    Image.new("RGB", (800, 600), "#808040").save(path)
    return path


def test_a_photo_in_work_goes_with_its_report(phone: BrowserContext, city: City, slip: Path) -> None:
    page = enrol(phone, city)
    page.goto(city.address + AUGUST_PACKAGING)
    page.get_by_role("button", name="本月无此项").click()
    page.evaluate(SLOW_PICTURE)
    page.get_by_label("拍照或选照片").set_input_files(slip)
    page.wait_for_function("() => window.finishPicture")
    expect(page.get_by_role("button", name="填好了")).to_be_disabled()
    page.evaluate("() => { window.finishPicture() }")
    send(page)
    expect(row(page, PACKAGING, AUGUST)).to_contain_text("已收到")
    expect(page.get_by_text("张照片要传")).to_have_count(0)
    expect(line(page)).to_contain_text("都已送到")
    [listed] = city.reports()
    assert len(city.report(listed["report_id"])["photos"]) == 1


@pytest.fixture
def lone_phone(browser: Browser) -> Iterator[BrowserContext]:
    """The page alone: a service worker would send by itself, and by another clock."""
    context = browser.new_context(locale="zh-CN", service_workers="block")
    context.set_default_timeout(30_000)  # two slow cores that others may be using
    yield context
    context.close()


def test_what_is_sent_during_a_round_leaves_with_the_next_at_once(
    lone_phone: BrowserContext, city: City
) -> None:
    page = enrol(lone_phone, city)
    expect(line(page)).to_contain_text("都已送到")
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))  # from here on no timer goes off
    row(page, SOIL).get_by_role("link").click()
    fill_soil(page)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    lone_phone.route("**/api/v1/due", hold_the_first)
    with page.expect_request("**/api/v1/due"):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    send(page)
    expect(row(page, SOIL)).to_contain_text("待上传")
    held[0].continue_()
    expect(row(page, SOIL)).to_contain_text("已收到")
    assert len(city.reports()) == 1


class Late:
    """Answers that the server has given and that are still on their way."""

    def __init__(self, phone: BrowserContext, address: str, method: str) -> None:
        self._answers: list[tuple[Route, APIResponse]] = []
        self._method = method
        phone.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == self._method:
            self._answers.append((route, route.fetch()))
        else:
            route.continue_()

    def wait_for_one(self, page: Page) -> None:
        for _ in range(100):
            if self._answers:
                return
            page.wait_for_timeout(50)
        raise AssertionError("nothing was asked")

    def arrive(self, page: Page) -> None:
        for route, answer in self._answers:
            route.fulfill(response=answer)
        page.wait_for_timeout(500)  # what must not happen is a write: there is nothing else to wait for


def sign_out(page: Page) -> None:
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="确定退出").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_an_answer_that_comes_after_signing_out_is_not_kept(lone_phone: BrowserContext, city: City) -> None:
    page = enrol(lone_phone, city)
    expect(line(page)).to_contain_text("都已送到")
    late = Late(lone_phone, "**/api/v1/due", "GET")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    late.wait_for_one(page)
    sign_out(page)
    late.arrive(page)
    assert kept(page, "answers") == 0


def test_a_receipt_that_comes_after_signing_out_is_not_the_next_one_s(
    lone_phone: BrowserContext, city: City
) -> None:
    page = enrol(lone_phone, city)
    expect(line(page)).to_contain_text("都已送到")
    late = Late(lone_phone, "**/api/v1/sync", "POST")
    row(page, SOIL).get_by_role("link").click()
    fill_soil(page)
    send(page)
    late.wait_for_one(page)
    sign_out(page)
    late.arrive(page)
    assert [kept(page, "outbox"), len(city.reports())] == [0, 1]
    page.get_by_label("账号").fill("neighbour")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("河口乡 · 月报")
    assert kept(page, "sent") == 0


def test_a_draft_of_a_month_long_gone_is_still_there(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    page.goto(city.address + AUGUST_PACKAGING)
    page.get_by_role("textbox", name="本月回收包装废弃物").fill("40")
    expect(page.get_by_text("✓ 已存在手机里")).to_be_visible()
    city.clock.advance(days=30)  # October: the month asks for September and October
    page.goto(f"{city.address}/month")
    expect(row(page, PACKAGING, "2019-10")).to_be_visible()
    expect(row(page, PACKAGING, AUGUST)).to_have_count(0)
    page.get_by_role("link", name=f"{PACKAGING} · 2019年8月").click()
    expect(page.get_by_role("textbox", name="本月回收包装废弃物")).to_have_value("40")
    page.get_by_role("textbox", name="本月无害化处置").fill("10")
    send(page)
    expect(line(page)).to_contain_text("都已送到")
    [listed] = city.reports()
    assert (listed["period"], listed["values"]["recovered_kg"]) == (AUGUST, 40)
    expect(page.get_by_text("以前月份没发出去的草稿")).to_have_count(0)


def test_a_refusal_of_a_month_long_gone_can_still_be_opened(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.set_offline(True)
    page.goto(city.address + AUGUST_PACKAGING)
    page.get_by_role("textbox", name="本月回收包装废弃物").fill("40")
    page.get_by_role("textbox", name="本月无害化处置").fill("10")
    send(page)
    city.ask("reviewer", "POST", "/closures", json={"org_unit": COUNTY, "period": AUGUST})
    city.clock.advance(days=30)
    phone.set_offline(False)
    expect(page.get_by_text("区县已经封账").first).to_be_visible()
    page.get_by_role("link", name="看原因").click()
    page.get_by_role("button", name="打开修改").click()
    expect(page.get_by_role("textbox", name="本月回收包装废弃物")).to_have_value("40")


def test_all_at_once_sends_what_another_window_has_typed_since(phone: BrowserContext, city: City) -> None:
    first = enrol(phone, city)
    second = phone.new_page()
    second.goto(city.address + PACKAGING_FORM)
    second.get_by_role("button", name="本月无此项").click()
    expect(second.get_by_text("✓ 已存在手机里")).to_be_visible()
    first.goto(f"{city.address}/month")
    expect(first.get_by_role("button", name="发送填好的 1 份")).to_be_visible()
    expect(line(first)).to_contain_text("都已送到")  # it reads what is kept once more before that
    second.get_by_role("textbox", name="本月回收包装废弃物").fill("35")
    expect(second.get_by_text("✓ 已存在手机里")).to_be_visible()
    first.get_by_role("button", name="发送填好的 1 份").click()
    expect(row(first, PACKAGING, SEPTEMBER)).to_contain_text("已收到")
    [listed] = city.reports()
    assert listed["values"]["recovered_kg"] == 35
