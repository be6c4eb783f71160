"""Whoever signs out is out, also without network; what they wrote stays theirs on a shared device."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from tests.e2e.chromium import DESK, PHONE
from tests.e2e.city import City
from tests.e2e.phones import (
    PACKAGING,
    PACKAGING_FORM,
    SOIL,
    enrol,
    kept,
    line,
    new_phone,
    report_soil,
    row,
    works_offline,
)
from tests.form_versions import version_of
from tests.places import PASSWORD, TOWNSHIP, person_id

pytestmark = pytest.mark.browser

OWED = "服务器还没收到：联网后先完成退出"
COLLEAGUE, FIRST, OWN = "li", "violet-tractor-moon", "amber-kettle-orbit"


def open_colleague(city: City, *, has_own: bool = True) -> None:
    """Open an account for a colleague of the same township, who sets a password of their own."""
    body = {"name": COLLEAGUE, "display_name": "李", "role": "reporter", "org_unit": TOWNSHIP}
    city.ask("reviewer", "POST", "/users", json={**body, "password": FIRST})
    if not has_own:
        return
    api = f"{city.address}/api/v1"
    token = httpx.post(f"{api}/sessions", json={"name": COLLEAGUE, "password": FIRST}).json()["token"]
    new = {"current_password": FIRST, "new_password": OWN}
    httpx.put(f"{api}/me/password", json=new, headers={"Authorization": f"Bearer {token}"}).raise_for_status()


def sign_in(page: Page, city: City, name: str, password: str = PASSWORD) -> None:
    page.goto(f"{city.address}/sign-in")
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    page.locator("button.primary").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def sign_out(page: Page, city: City) -> None:
    page.goto(f"{city.address}/device")
    page.get_by_role("button", name="退出").click()
    page.locator(".asking button").first.click()
    page.wait_for_url("**/sign-in**")


def me(page: Page) -> int:
    return int(page.evaluate("fetch('/api/v1/me').then((answer) => answer.status)"))


def is_shut(context: BrowserContext, city: City) -> None:
    """No page of this device shows anything of anybody."""
    other = context.new_page()
    for path in ("/", "/month", "/history", "/device", "/review", "/ledger"):
        other.goto(city.address + path)
        expect(other.locator("#password")).to_be_visible()
        assert "/sign-in" in other.url
    other.close()


def test_a_phone_that_signs_out_without_network_is_out_and_pays_first(browser: Browser, city: City) -> None:
    with new_phone(browser) as phone:
        page = enrol(phone, city)
        works_offline(page)
        phone.set_offline(True)
        sign_out(page, city)
        expect(page.get_by_role("status")).to_contain_text(OWED)
        is_shut(phone, city)
        asked: list[str] = []
        phone.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        phone.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.get_by_role("status")).to_have_count(0)
        assert next(one for one in asked if "/api/" in one).startswith("DELETE")
        assert me(page) == 401


def test_a_desk_does_too(browser: Browser, city: City) -> None:
    with browser.new_context(viewport=DESK, locale="zh-CN") as desk:
        page = desk.new_page()
        sign_in(page, city, "reviewer")
        works_offline(page)
        desk.set_offline(True)
        page.locator("header .acts button").last.click()
        page.wait_for_url("**/sign-in**")
        expect(page.get_by_role("status")).to_contain_text(OWED)
        is_shut(desk, city)
        desk.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.get_by_role("status")).to_have_count(0)
        assert me(page) == 401


def test_no_tap_signs_out_unasked_while_the_page_is_still_fetched(browser: Browser, city: City) -> None:
    with browser.new_context(viewport=PHONE, locale="zh-CN", service_workers="block") as phone:
        page = enrol(phone, city)
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/assets/DevicePage*.js", hold)
        with page.expect_request("**/assets/DevicePage*.js"):
            page.goto(f"{city.address}/device", wait_until="commit")
        out = page.get_by_role("button", name="退出")
        expect(page.locator("header .product")).to_be_visible()
        expect(out).to_have_count(0)
        for route in held:
            route.continue_()
        out.click()
        expect(page.locator(".asking")).to_contain_text("确定退出")
        assert me(page) == 200


@pytest.mark.parametrize("status", [429, 500, 503, 200])
def test_it_stays_owed_until_the_server_has_taken_it(browser: Browser, city: City, status: int) -> None:
    with new_phone(browser) as phone:
        page = enrol(phone, city)
        # A portal's page is no answer of ours either.
        phone.route("**/api/v1/sessions/current", lambda route: route.fulfill(status=status, body="<html>"))
        sign_out(page, city)
        expect(page.get_by_role("status")).to_contain_text(OWED)
        is_shut(phone, city)
        phone.unroute("**/api/v1/sessions/current")
        sign_in(page, city, "neighbour")
        answer = page.evaluate("fetch('/api/v1/me').then((answer) => answer.json())")
        assert answer["name"] == "neighbour"
        devices = city.ask("reviewer", "GET", f"/users/{person_id('reporter')}/devices")["devices"]
        # The one before is out at the server too, not only replaced here.
        assert devices == []


def test_an_ended_sign_in_owes_nothing(browser: Browser, city: City) -> None:
    with new_phone(browser) as phone:
        page = enrol(phone, city)
        page.evaluate("fetch('/api/v1/sessions/current', {method: 'DELETE'})")
        sign_out(page, city)
        expect(page.get_by_role("status")).to_have_count(0)


def test_what_one_wrote_is_neither_shown_nor_sent_by_a_colleague(browser: Browser, city: City) -> None:
    open_colleague(city)
    with new_phone(browser) as phone:
        page = enrol(phone, city)
        works_offline(page)
        page.goto(city.address + PACKAGING_FORM)
        page.get_by_role("textbox", name="本月回收包装废弃物").fill("77")
        page.wait_for_timeout(500)
        phone.set_offline(True)
        report_soil(page, city)
        sign_out(page, city)
        phone.set_offline(False)
        sign_in(page, city, COLLEAGUE, OWN)
        expect(line(page)).to_contain_text("都已送到")
        page.goto(city.address + PACKAGING_FORM)
        expect(page.get_by_role("textbox", name="本月回收包装废弃物")).not_to_have_value("77")
        assert city.reports(form="soil_testing") == []
        assert (kept(page, "drafts"), kept(page, "outbox")) == (1, 1)

        sign_out(page, city)
        enrol(phone, city)  # its author is back
        expect(row(page, PACKAGING)).to_contain_text("草稿")
        expect(row(page, SOIL)).to_contain_text("已收到")
        [listed] = city.reports(form="soil_testing")
        [version] = city.report(listed["report_id"])["revisions"]
        assert version["author"] == str(person_id("reporter"))


OLD_DATABASE = """(items) => new Promise((done, failed) => {
    const dropping = indexedDB.deleteDatabase("agri")
    dropping.onblocked = () => undefined
    dropping.onsuccess = () => {
        const opening = indexedDB.open("agri", 2)
        opening.onupgradeneeded = () => {
            const db = opening.result
            db.createObjectStore("drafts", {keyPath: "cell"})
            db.createObjectStore("outbox", {keyPath: "revision_id"})
            db.createObjectStore("sent", {keyPath: "revision_id"})
            db.createObjectStore("answers")
            db.createObjectStore("photos", {keyPath: "photo_id"}).createIndex("cell", "cell")
        }
        opening.onerror = failed
        opening.onsuccess = () => {
            const db = opening.result
            const work = db.transaction(["drafts", "answers"], "readwrite")
            work.objectStore("drafts").put(items.draft)
            work.objectStore("answers").put({at: 1, body: items.me}, "me")
            work.oncomplete = () => { db.close(); done() }
        }
    }
})"""


def test_what_an_older_page_kept_goes_to_the_person_last_remembered(browser: Browser, city: City) -> None:
    open_colleague(city)
    draft = {
        "cell": f"{TOWNSHIP}/packaging/2019-09",
        "org_unit": TOWNSHIP,
        "form": "packaging",
        "form_version": version_of("packaging"),
        "period": "2019-09",
        "report_id": "0b5c2a52-5d0a-4a57-9f0e-0d6f2f6f1b11",
        "supersedes": None,
        "not_applicable": [],
        "texts": {"recovered_kg": "77"},
        "units": {},
        "prefilled": [],
        "reason": "",
        "saved_at": 1,
    }
    who = {"name": "reporter", "role": "reporter", "org_unit": TOWNSHIP}
    with new_phone(browser) as phone:
        page = phone.new_page()
        page.goto(f"{city.address}/favicon.svg")
        page.evaluate(OLD_DATABASE, {"draft": draft, "me": who})
        sign_in(page, city, COLLEAGUE, OWN)
        assert kept(page, "drafts") == 1
        authors = page.evaluate(
            """new Promise((done) => { const o = indexedDB.open("agri"); o.onsuccess = () => {
                const all = o.result.transaction("drafts").objectStore("drafts").getAll()
                all.onsuccess = () => done(all.result.map((one) => one.author)) } })"""
        )
        assert authors == ["name:reporter"]
        sign_out(page, city)
        enrol(phone, city)
        expect(row(page, PACKAGING)).to_contain_text("草稿")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_whose_password_somebody_else_chose_sets_an_own_one_first(
    browser: Browser, city: City, size: ViewportSize
) -> None:
    open_colleague(city, has_own=False)
    with browser.new_context(viewport=size, locale="zh-CN") as device:
        page = device.new_page()
        sign_in(page, city, COLLEAGUE, FIRST)
        for path in ("/month", "/device"):
            page.goto(city.address + path)
            expect(page.get_by_text("现在的密码是别人替您设的")).to_be_visible()
        page.locator("#current").fill(FIRST)
        page.locator("#new").fill("woaini1314")
        page.locator("#again").fill("woaini1314")
        page.locator("button.primary").click()
        expect(page.locator(".problem")).to_contain_text("此密码太常见")
        page.locator("#new").fill(OWN)
        page.locator("#again").fill(OWN)
        page.locator("button.primary").click()
        page.wait_for_url("**/device")
        expect(page.get_by_role("link", name="修改密码")).to_be_visible()
