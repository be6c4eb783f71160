"""Photograph the desk's pages of a demo, each once it shows its figures."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.chromium import PHONE
from tests.e2e.desks import SCREEN
from tests.e2e.serving import PASSWORD

# A page's address, and what is there when it has read everything.
PAGES = {
    "today": ("/", "section[aria-labelledby=things] li"),
    "overview": ("/overview", "article"),
    "review": ("/review", ".pane tbody td:has-text('公斤')"),
    "ledger": ("/ledger", ".tasks > li"),
    "belief": ("/belief", "section[aria-labelledby=two] svg[role=img]"),
    "scenarios": ("/scenarios", "section.search"),
    "map": ("/map?figure=soil_test_coverage", ".counties li"),
    "dispatch": ("/dispatch", "section[aria-labelledby=d4]"),
}

PATIENCE_MS = 240_000  # a demo that was just loaded searches and projects while its pages are photographed


def photograph_desk(browser: Browser, address: str, folder: Path) -> list[Path]:
    """Sign in as the committee and photograph the first screen of every page; returns the pictures."""
    page = _signed_in(browser, address, SCREEN)
    pictures = []
    for name in PAGES:
        _open(page, address, name)
        if name == "scenarios":
            _compare(page)
        pictures.append(folder / f"desk-{name}.png")
        page.screenshot(path=pictures[-1])
    page.context.close()
    page = _signed_in(browser, address, PHONE, scale=2)  # a phone's picture is shown large
    _open(page, address, "today")
    pictures.append(folder / "phone-today.png")
    page.screenshot(path=pictures[-1])
    page.context.close()
    return pictures


def _signed_in(browser: Browser, address: str, viewport: ViewportSize, scale: int = 1) -> Page:
    context = browser.new_context(
        viewport=viewport, device_scale_factor=scale, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("账号").fill("4101")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("link", name="总览", exact=True)).to_be_visible()
    return page


def _open(page: Page, address: str, name: str) -> None:
    path, sign = PAGES[name]
    page.goto(address + path)
    expect(page.locator(sign).first).to_be_visible()
    expect(page.get_by_text("正在读取")).to_have_count(0)


def _compare(page: Page) -> None:
    """Build a scenario, run it, and show how it compares."""
    page.get_by_label("名称").fill("每日多化验十个土样")
    page.get_by_role("button", name="加一项措施").click()
    page.get_by_role("slider", name="数量").fill("10")
    page.get_by_role("button", name="保存并推算").click()
    expect(page.locator("section.compare")).to_be_visible(timeout=120_000)
    expect(page.locator("section.compare svg[role=img]")).to_be_visible()
    page.locator("section.compare").evaluate("one => one.scrollIntoView()")
