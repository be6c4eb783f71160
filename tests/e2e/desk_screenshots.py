"""Photograph the desk's pages of a demo, each once it shows its figures."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.desks import SCREEN
from tests.e2e.serving import PASSWORD

# A page's address, and what is there when it has read everything.
PAGES = {
    "review": ("/review", ".pane tbody td:has-text('公斤')"),
    "ledger": ("/ledger", ".tasks > li"),
    "belief": ("/belief", "section[aria-labelledby=two] svg[role=img]"),
    "scenarios": ("/scenarios", "section.search"),
    "map": ("/map?figure=soil_test_coverage", ".counties li"),
    "dispatch": ("/dispatch", "section[aria-labelledby=d4]"),
}


def photograph_desk(browser: Browser, address: str, folder: Path) -> list[Path]:
    """Sign in as the committee and photograph the first screen of every page; returns the pictures."""
    context = browser.new_context(viewport=SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("账号").fill("4101")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("article").first).to_be_visible()
    pictures = []
    for name, (path, sign) in PAGES.items():
        page.goto(address + path)
        expect(page.locator(sign).first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("正在读取")).to_have_count(0)
        if name == "scenarios":
            _compare(page)
        pictures.append(folder / f"desk-{name}.png")
        page.screenshot(path=pictures[-1])
    context.close()
    return pictures


def _compare(page: Page) -> None:
    """Build a scenario, run it, and show how it compares."""
    page.get_by_label("名称").fill("每日多化验十个土样")
    page.get_by_role("button", name="加一项措施").click()
    page.get_by_role("slider", name="数量").fill("10")
    page.get_by_role("button", name="保存并推算").click()
    expect(page.locator("section.compare")).to_be_visible(timeout=120_000)
    page.locator("section.compare").scroll_into_view_if_needed()
    expect(page.locator("section.compare svg[role=img]")).to_be_visible()
