"""What goes wrong in the field: each case has its own words, and nothing that was typed is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, TimeoutError, expect

from tests.e2e.city import City
from tests.e2e.phones import (
    AUGUST,
    PACKAGING,
    SOIL,
    SOIL_FORM,
    enrol,
    fill_soil,
    kept,
    line,
    new_phone,
    phone_with_memory,
    report_soil,
    row,
    send,
    works_offline,
)
from tests.form_versions import version_of
from tests.places import COUNTY, PASSWORD, TOWNSHIP, person_id

pytestmark = pytest.mark.browser

AUGUST_PACKAGING = f"/month/packaging/{AUGUST}"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def report_august_packaging(page: Page, city: City) -> None:
    page.goto(city.address + AUGUST_PACKAGING)
    page.get_by_role("button", name="本月无此项").click()
    send(page)


def test_nothing_this_month_fills_only_blanks_and_can_be_undone(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    page.goto(city.address + AUGUST_PACKAGING)
    recovered, disposed = page.locator("#e-recovered_kg"), page.locator("#e-disposed_kg")
    recovered.fill("320 280")
    expect(page.get_by_text("看着像两个数")).to_be_visible()
    recovered.fill("320")
    page.get_by_role("button", name="本月无此项").click()
    expect(recovered).to_have_value("320")
    expect(disposed).to_have_value("0")
    page.get_by_role("button", name="撤销").click()
    expect(recovered).to_have_value("320")
    expect(disposed).to_have_value("")


def test_two_windows_never_fill_in_one_form_at_once(phone: BrowserContext, city: City) -> None:
    first = enrol(phone, city)
    first.goto(city.address + SOIL_FORM)
    first.get_by_label("本月取土样数").fill("6")
    second = phone.new_page()
    second.goto(city.address + SOIL_FORM)
    expect(second.get_by_role("alert")).to_contain_text("正在另一个窗口里填")
    expect(second.get_by_label("本月取土样数")).to_be_disabled()
    second.get_by_role("button", name="改在这里填").click()
    expect(second.get_by_label("本月取土样数")).to_have_value("6")
    second.get_by_label("本月取土样数").fill("7")
    expect(first.get_by_role("alert")).to_contain_text("已转到另一个窗口")
    expect(first.get_by_label("本月取土样数")).to_be_disabled()


def test_two_windows_send_a_report_once(phone: BrowserContext, city: City) -> None:
    first = enrol(phone, city)
    second = phone.new_page()
    second.goto(f"{city.address}/month")
    expect(row(second, SOIL)).to_contain_text("未填")
    works_offline(first)
    phone.set_offline(True)
    row(first, SOIL).get_by_role("link").click()
    fill_soil(first)
    send(first)
    expect(row(second, SOIL)).to_contain_text("待上传")
    phone.set_offline(False)  # both windows hear of it and begin to send
    expect(row(first, SOIL)).to_contain_text("已收到")
    expect(row(second, SOIL)).to_contain_text("已收到")
    [listed] = city.reports()
    assert len(city.report(listed["report_id"])["revisions"]) == 1


def test_a_killed_browser_loses_no_keystroke(browser: Browser, city: City, tmp_path: Path) -> None:
    folder = tmp_path / "killed-phone"
    with phone_with_memory(browser, folder) as context:
        page = enrol(context, city)
        works_offline(page)
        page.goto(city.address + SOIL_FORM)
        expect(page.get_by_label("本月取土样数")).to_be_enabled()  # before that keys go nowhere
        page.get_by_label("本月取土样数").press_sequentially("123")
        expect(page.get_by_text("已存在手机里")).to_be_visible()
        _kill(folder)
    city.stop()
    with phone_with_memory(browser, folder) as context:
        page = context.new_page()
        page.goto(f"{city.address}/month")
        expect(row(page, SOIL)).to_contain_text("草稿")
        row(page, SOIL).get_by_role("link").click()
        expect(page.get_by_label("本月取土样数")).to_have_value("123")
        expect(page.get_by_text("接着")).to_be_visible()
    city.start_again()


def _kill(folder: Path) -> None:
    """Kill the browser that uses a folder as a dead battery would."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended meanwhile
        if f"--user-data-dir={folder}".encode() in command:
            os.kill(int(process.name), signal.SIGKILL)


@pytest.mark.slow
def test_a_full_phone_says_so_and_saves_once_there_is_room(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    page.goto(city.address + SOIL_FORM)
    taken = page.get_by_label("本月取土样数")
    taken.fill("6")
    expect(page.get_by_text("已存在手机里")).to_be_visible()
    browser = phone.new_cdp_session(page)
    browser.send("Storage.overrideQuotaForOrigin", {"origin": city.address, "quotaSize": 1})
    text = _type_until_nothing_is_kept(page)
    expect(page.get_by_role("alert").first).to_contain_text("手机存储满了，刚填的还没存住")
    expect(page.get_by_text("没存住").first).to_be_visible()
    expect(taken).to_have_value(text)
    browser.send("Storage.overrideQuotaForOrigin", {"origin": city.address})
    taken.fill("68")
    expect(page.get_by_text("✓ 已存在手机里")).to_be_visible()
    page.reload()
    expect(taken).to_have_value("68")


def _type_until_nothing_is_kept(page: Page) -> str:
    """Chromium remembers for half a minute how much room there was; type until it looks again."""
    for number in range(100, 140):
        page.get_by_label("本月取土样数").fill(str(number))
        try:
            page.get_by_text("手机存储满了").first.wait_for(timeout=1_500)
        except TimeoutError:
            continue
        return str(number)
    raise AssertionError("the browser never noticed that the storage is full")


@pytest.mark.parametrize(("days", "words"), [(3, "手机时间快了3 天"), (-40, "手机时间慢了40 天")])
def test_a_wrong_clock_is_named_and_changes_nothing(
    phone: BrowserContext, city: City, days: int, words: str
) -> None:
    page = phone.new_page()
    page.clock.install(time=datetime.now(UTC) + timedelta(days=days))
    enrol(phone, city)
    report_soil(page, city)
    expect(row(page, SOIL)).to_contain_text("已收到")
    expect(page.get_by_text(words)).to_be_visible()
    [listed] = city.reports()
    assert datetime.fromisoformat(listed["received_at"]) == city.clock.now
    expect(row(page, SOIL)).to_contain_text("2019/9/5 10:00 收到")


def test_a_sign_in_that_ended_while_offline_keeps_what_waits(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.set_offline(True)
    report_soil(page, city)
    city.end_sessions()
    phone.set_offline(False)
    expect(line(page)).to_contain_text("登录已过期")
    expect(line(page)).to_contain_text("有 1 份待上传")
    page.get_by_role("link", name="重新登录", exact=True).click()
    expect(page.get_by_label("账号")).to_have_value("reporter")  # an enrolled person never typed it
    page.get_by_label("密码").fill("not-the-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(row(page, SOIL)).to_contain_text("已收到")
    assert len(city.reports()) == 1


def test_a_closed_account_says_so_and_sends_once_it_is_open_again(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.set_offline(True)
    report_soil(page, city)
    city.ask("reviewer", "PATCH", f"/users/{person_id('reporter')}", json={"is_active": False})
    phone.set_offline(False)
    expect(line(page)).to_contain_text("账号已停用；填的都还在手机里。请联系区县重新启用")
    expect(page.get_by_role("link", name="重新登录", exact=True)).to_have_count(0)
    city.ask("reviewer", "PATCH", f"/users/{person_id('reporter')}", json={"is_active": True})
    # Its sign-ins have ended with it: a code of the county's binds the phone again, and nothing was lost.
    enrol(phone, city)
    expect(row(page, SOIL)).to_contain_text("已收到")
    assert len(city.reports()) == 1


def test_a_round_turned_away_during_a_sign_in_is_made_again(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.set_offline(True)
    report_soil(page, city)
    city.end_sessions()
    page.goto("about:blank")
    held: list[Route] = []
    phone.route(
        "**/api/v1/sync",
        lambda route: route.continue_() if held or route.request.method != "POST" else held.append(route),
    )
    phone.set_offline(False)
    page.goto(city.address + city.enrolment())
    page.get_by_role("button", name="绑定").click()
    expect(row(page, SOIL)).to_contain_text("待上传")
    held[0].fulfill(status=401, json={})
    expect(row(page, SOIL)).to_contain_text("已收到")
    assert len(city.reports()) == 1


def test_a_month_closed_meanwhile_keeps_the_report_until_the_county_opens_it(
    phone: BrowserContext, city: City
) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.set_offline(True)
    report_august_packaging(page, city)
    closure = {"org_unit": COUNTY, "period": AUGUST}
    city.ask("reviewer", "POST", "/closures", json=closure)
    phone.set_offline(False)
    expect(line(page)).to_contain_text("有 1 份没报成，还在手机里。核对时间")  # and not that all has arrived
    expect(row(page, PACKAGING, AUGUST)).to_contain_text("没报成")
    assert city.reports() == []
    page.get_by_role("link", name="看原因").click()
    expect(page.get_by_role("row", name=PACKAGING[:2]).or_(page.locator("tbody tr").first)).to_be_visible()
    city.ask("reviewer", "POST", "/closures", json={**closure, "act": "reopened", "reason": "乡镇补报"})
    page.get_by_role("button", name="再传一次").click()
    expect(page.get_by_text("服务器已收到")).to_be_visible()
    assert len(city.reports()) == 1


def test_two_phones_with_one_report_are_both_kept_and_told(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.set_offline(True)
    report_soil(page, city, taken="6")
    other = city.send(
        form="soil_testing",
        form_version=version_of("soil_testing"),
        org_unit=TOWNSHIP,
        period="2019-09",
        values={"samples_taken": 9},
    )
    phone.set_offline(False)
    expect(row(page, SOIL)).to_contain_text("有两份")
    # From the receipt, which comes before the month's list, one sees both as well.
    [conflict] = city.ask("reviewer", "GET", "/conflicts")["conflicts"]
    page.goto(f"{city.address}/outgoing/{conflict['id']}")
    page.get_by_role("link", name="看两份").click()
    expect(page.get_by_text("另一部手机已经报过这张表。两份都留着").first).to_be_visible()
    expect(page.get_by_text("您报的")).to_be_visible()
    expect(page.get_by_text("另一部手机报的")).to_be_visible()
    assert conflict["current"] == other["revision_id"]
    assert conflict["contested"]["values"]["samples_taken"] == 6
    city.ask(
        "reviewer",
        "POST",
        f"/conflicts/{conflict['id']}/resolution",
        json={"act": "adopted", "reason": "以登记本为准"},
    )
    [listed] = city.reports()
    assert listed["values"]["samples_taken"] == 6
    page.goto(f"{city.address}/month")
    expect(row(page, SOIL)).to_contain_text("已收到")


def test_a_correction_made_elsewhere_meanwhile_is_not_overwritten(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.set_offline(True)
    page.goto(city.address + SOIL_FORM)
    fill_soil(page, "6")
    city.send(
        form="soil_testing",
        form_version=version_of("soil_testing"),
        org_unit=TOWNSHIP,
        period="2019-09",
        values={"samples_taken": 9},
    )
    phone.set_offline(False)
    page.goto(f"{city.address}/month")
    expect(line(page)).to_contain_text("都已送到")
    page.goto(city.address + SOIL_FORM)
    expect(page.get_by_text("服务器上已有另一版")).to_be_visible()
    page.get_by_role("button", name="在已有的那一版上改").click()
    page.get_by_label("为什么改").fill("重新点数")
    send(page)
    expect(row(page, SOIL)).to_contain_text("已收到")
    [listed] = city.reports()
    revisions = city.report(listed["report_id"])["revisions"]
    assert [one["values"]["samples_taken"] for one in revisions] == [9, 6]


def test_a_hotels_sign_in_page_is_not_taken_for_the_server(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.route(
        "**/api/v1/**",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>请先登录无线网</h1>"),
    )
    report_soil(page, city)
    expect(line(page)).to_contain_text("连上的网络要先登录")
    expect(row(page, SOIL)).to_contain_text("待上传")
    assert city.reports() == []
    phone.unroute("**/api/v1/**")
    page.get_by_role("button", name="现在上传").click()
    expect(row(page, SOIL)).to_contain_text("已收到")


def test_a_server_in_trouble_is_tried_again_by_itself(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    refusals = 2

    def refuse(route):
        nonlocal refusals
        refusals -= 1
        if refusals < 0:
            route.continue_()
        else:
            route.fulfill(status=503, headers={"retry-after": "1"}, body="")

    phone.route(
        "**/api/v1/sync", lambda route: refuse(route) if route.request.method == "POST" else route.continue_()
    )
    report_soil(page, city)
    expect(line(page)).to_contain_text("服务器正忙，稍后自动再传")
    # Nobody touches the phone; it comes back by itself after five and after ten seconds.
    expect(row(page, SOIL)).to_contain_text("已收到", timeout=40_000)
    assert len(city.reports()) == 1


def test_signing_out_with_unsent_reports_asks_first_and_keeps_them(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.set_offline(True)
    report_soil(page, city)
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("alert")).to_contain_text("手机里还有 1 份没送到")
    page.get_by_role("button", name="确定退出").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    city.end_sessions()  # or else the service worker sends it in the reporter's own name
    phone.set_offline(False)
    # Another township's agronomist borrows the phone: the report is neither shown as theirs nor sent.
    page.get_by_label("账号").fill("neighbour")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("河口乡 · 月报")
    expect(page.get_by_text("手机里还有另一个账号没上传的 1 份")).to_be_visible()
    expect(row(page, SOIL)).to_contain_text("未填")
    assert city.reports() == []
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="确定退出").click()
    page.get_by_label("账号").fill("reporter")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(row(page, SOIL)).to_contain_text("已收到")
    [listed] = city.reports()
    assert listed["org_unit"] == TOWNSHIP


def test_signing_out_leaves_nothing_of_what_was_sent(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    report_soil(page, city)
    expect(row(page, SOIL)).to_contain_text("已收到")
    expect(line(page)).to_contain_text("都已送到")
    assert kept(page, "sent") == 1
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="确定退出").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    assert [kept(page, store) for store in ("sent", "answers", "drafts", "outbox")] == [0, 0, 0, 0]
