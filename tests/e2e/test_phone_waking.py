"""Background Sync, an extra where the browser has it: what waits goes although no page of ours is open."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.phones import SOIL, enrol, new_phone, report_soil, row, works_offline

pytestmark = pytest.mark.browser

TAGS = """async () => {
    const registration = await navigator.serviceWorker.ready
    return registration.sync ? registration.sync.getTags() : null
}"""
LISTEN = "() => { window.told = new Promise((done) => { new BroadcastChannel('agri').onmessage = done }) }"


def test_the_browser_wakes_the_service_worker_to_send_what_waits(browser: Browser, city: City) -> None:
    phone = new_phone(browser)
    page = enrol(phone, city)
    works_offline(page)
    ear = phone.new_page()
    ear.goto(f"{city.address}/api/v1/healthz")  # a page of our address that runs nothing of ours
    phone.set_offline(True)
    report_soil(page, city)
    expect(row(page, SOIL)).to_contain_text("待上传")
    tags = page.evaluate(TAGS)
    if tags is None:
        pytest.skip("this Chromium has no Background Sync")
    assert tags == ["agri-flush"]
    page.goto("about:blank")
    assert city.reports() == []
    ear.evaluate(LISTEN)
    phone.set_offline(False)  # Chromium hears of it and wakes the service worker
    ear.evaluate("window.told.then(() => null)")
    [listed] = city.reports()
    assert listed["values"]["samples_taken"] == 6
    page.goto(f"{city.address}/month")
    expect(row(page, SOIL)).to_contain_text("已收到")
    phone.close()
