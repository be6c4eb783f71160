"""A report leaves the phone although no page is open: the browser wakes the service worker when it can."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.city import City
from tests.e2e.phones import SOIL, enrol, new_phone, report_soil, row, works_offline

pytestmark = pytest.mark.browser

# Registered before the browser wakes the worker: is there news from it within so many seconds?
NEWS = """(seconds) => ({ came: new Promise((done) => {
    new BroadcastChannel("agri").onmessage = () => done(true)
    setTimeout(() => done(false), 1000 * seconds)
}) })"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def wake(phone: BrowserContext, city: City, seconds: int = 15) -> bool:
    """Do what Chromium does when the network is back; returns whether the worker tried to send.

    The waking is the browser's own way of firing a `sync` event; only the moment is chosen here.
    """
    [worker] = phone.service_workers
    blank = phone.new_page()
    browser = phone.new_cdp_session(blank)
    found: list[str] = []
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    browser.send("ServiceWorker.enable")
    for _ in range(600):  # frames: the browser names its workers when it comes to it
        if found:
            break
        blank.evaluate("new Promise(requestAnimationFrame)")
    news = worker.evaluate_handle(NEWS, seconds)
    browser.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": city.address, "registrationId": found[0], "tag": "agri-flush", "lastChance": False},
    )
    came = bool(news.evaluate("(news) => news.came"))
    blank.close()
    return came


def test_a_report_is_sent_once_although_its_page_is_closed(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    city.stop()
    report_soil(page, city)
    expect(row(page, SOIL)).to_contain_text("待上传")
    assert page.evaluate(
        "navigator.serviceWorker.ready.then((registration) => registration.sync.getTags())"
    ) == ["agri-flush"]
    page.close()
    city.start_again()
    assert city.reports() == []
    assert wake(phone, city)
    [listed] = city.reports()
    assert listed["values"]["samples_taken"] == 6
    assert wake(phone, city)  # nothing is left, and nothing is sent twice
    assert len(city.report(listed["report_id"])["revisions"]) == 1
    city.stop()  # what the phone shows now, it learnt from the worker
    page = phone.new_page()
    page.goto(f"{city.address}/month")
    expect(row(page, SOIL)).to_contain_text("已收到")
    city.start_again()


def test_without_sign_in_what_waits_stays(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    city.stop()
    report_soil(page, city)
    page.close()
    city.start_again()
    city.end_sessions()
    assert not wake(phone, city, seconds=5)
    assert city.reports() == []
    page = phone.new_page()
    page.goto(f"{city.address}/month")
    expect(row(page, SOIL)).to_contain_text("待上传")
    expect(page.get_by_role("link", name="重新登录", exact=True)).to_be_visible()
