"""Photograph the township's phone on a fresh demo; `make screenshots` writes docs/images/phone-*.png."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.chromium import PHONE
from tests.e2e.serving import PASSWORD

TOWNSHIP = "410122101"
SCALE = 2  # a phone's picture is shown large


def photograph_phone(browser: Browser, address: str, images: Path) -> list[Path]:
    """Sign in as a township, begin a form without network, and photograph both."""
    context = browser.new_context(
        viewport=PHONE,
        device_scale_factor=SCALE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in?next=/month")
    page.get_by_label("账号").fill(TOWNSHIP)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".rows").first).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    expect(page.get_by_text("都已送到")).to_be_visible()
    pictures = [images / f"phone-{name}.png" for name in ("month", "form")]
    page.screenshot(path=pictures[0])
    context.set_offline(True)
    page.goto(f"{address}/month/soil_testing/2019-09")
    expect(page.get_by_label("本月取土样数")).to_be_enabled()
    page.get_by_label("本月取土样数").fill("90")
    page.get_by_role("group", name="多打了一个 0").evaluate("one => one.scrollIntoView({ block: 'end' })")
    page.screenshot(path=pictures[1])
    context.close()
    return pictures
