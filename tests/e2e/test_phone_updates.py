"""New versions are offered and never forced; a file that came broken is never kept."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from agri.api.http.pages import Pages
from tests.e2e.city import City
from tests.e2e.phones import SOIL, SOIL_FORM, enrol, fill_soil, new_phone, row, works_offline
from tests.e2e.serving import PAGES

pytestmark = pytest.mark.browser

NEXT_VERSION = '<meta name="version" content="next" />'
ASK_FOR_UPDATE = "navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => null)"

# Resolves when nothing is being installed any more: is a new version waiting?
INSTALLED = """new Promise((done) => {
    const look = async () => {
        const one = await navigator.serviceWorker.getRegistration()
        if (one.installing) one.installing.addEventListener("statechange", look)
        else done(Boolean(one.waiting))
    }
    look()
})"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def publish(city: City, folder: Path, *, is_broken: bool = False) -> None:
    """Put another version of the pages on the server, as an operator does overnight."""
    shutil.copytree(PAGES, folder, ignore=shutil.ignore_patterns("*.br", "*.gz"))
    index, worker = folder / "index.html", folder / "sw.js"
    before = hashlib.sha256(index.read_bytes()).hexdigest()
    index.write_text(index.read_text("utf-8").replace("<head>", f"<head>{NEXT_VERSION}"), "utf-8")
    after = hashlib.sha256(index.read_bytes()).hexdigest()
    script = worker.read_text("utf-8")
    assert before in script
    worker.write_text(script.replace(before, after), "utf-8")
    if is_broken:
        index.write_text("<h1>half a fi", "utf-8")
    city.app.router.default = Pages(folder)


def publish_under_new_names(city: City, folder: Path) -> None:
    """Put a version on the server of which every file has another name, as after a change to all of them."""
    shutil.copytree(PAGES, folder, ignore=shutil.ignore_patterns("*.br", "*.gz"))
    index = folder / "index.html"
    index.write_text(index.read_text("utf-8").replace("<head>", f"<head>{NEXT_VERSION}"), "utf-8")
    assets = [file for file in (folder / "assets").rglob("*") if file.is_file()]
    texts = [index, folder / "sw.js", *(file for file in assets if file.suffix in {".js", ".css"})]
    for file in texts:
        text = file.read_text("utf-8")
        for asset in assets:
            text = text.replace(asset.name, f"next-{asset.name}")
        file.write_text(text, "utf-8")
    worker = folder / "sw.js"
    script = worker.read_text("utf-8")
    for file in [index, *assets]:
        before = hashlib.sha256((PAGES / file.relative_to(folder)).read_bytes()).hexdigest()
        script = script.replace(before, hashlib.sha256(file.read_bytes()).hexdigest())
    worker.write_text(script, "utf-8")
    for file in assets:
        file.rename(file.with_name(f"next-{file.name}"))
    city.app.router.default = Pages(folder)


def forget_files(page: Page) -> None:
    """Let the browser clear what it can fetch again, as it does on a phone that runs short."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))")


def test_a_new_version_waits_until_it_is_wanted(phone: BrowserContext, city: City, tmp_path: Path) -> None:
    page = enrol(phone, city)
    works_offline(page)
    page.goto(city.address + SOIL_FORM)
    page.get_by_label("本月取土样数").fill("6")
    publish(city, tmp_path / "next")
    page.evaluate(ASK_FOR_UPDATE)
    assert page.evaluate(INSTALLED) is True
    # In the middle of a form nothing happens; also not when the page is opened again.
    expect(page.get_by_label("本月取土样数")).to_have_value("6")
    page.reload()
    expect(page.get_by_label("本月取土样数")).to_have_value("6")
    assert page.locator("meta[name=version]").count() == 0
    page.get_by_role("button", name="返回").click()
    expect(page.get_by_text("有新版本")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="换新版本").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("柳林镇 · 月报")
    assert page.locator("meta[name=version]").count() == 1
    page.goto(city.address + SOIL_FORM)
    expect(page.get_by_label("本月取土样数")).to_have_value("6")


def test_a_file_that_came_broken_is_not_kept(phone: BrowserContext, city: City, tmp_path: Path) -> None:
    page = enrol(phone, city)
    works_offline(page)
    publish(city, tmp_path / "broken", is_broken=True)
    page.evaluate(ASK_FOR_UPDATE)
    assert page.evaluate(INSTALLED) is False
    city.stop()
    page.goto(f"{city.address}/month")
    expect(page.get_by_role("heading", level=1)).to_have_text("柳林镇 · 月报")
    city.start_again()


def test_a_page_whose_files_are_gone_goes_on_in_the_new_version(
    phone: BrowserContext, city: City, tmp_path: Path
) -> None:
    page = enrol(phone, city)
    works_offline(page)
    publish_under_new_names(city, tmp_path / "next")
    forget_files(page)
    row(page, SOIL).get_by_role("link").click()
    expect(page).to_have_url(city.address + SOIL_FORM)
    expect(page.get_by_label("本月取土样数")).to_be_enabled()
    assert page.locator("meta[name=version]").count() == 1
    # The new version is complete: it works without network as the old one did.
    city.stop()
    page.reload()
    fill_soil(page)
    expect(page.get_by_text("✓ 已存在手机里")).to_be_visible()
    city.start_again()


def test_also_a_browser_without_service_worker_goes_on(browser: Browser, city: City, tmp_path: Path) -> None:
    phone = browser.new_context(locale="zh-CN", service_workers="block")
    page = enrol(phone, city)
    publish_under_new_names(city, tmp_path / "next")
    row(page, SOIL).get_by_role("link").click()
    expect(page.get_by_label("本月取土样数")).to_be_enabled()
    expect(page).to_have_url(city.address + SOIL_FORM)
    assert page.locator("meta[name=version]").count() == 1
    phone.close()


def test_a_file_that_is_nowhere_does_not_make_the_page_reload_for_ever(
    browser: Browser, city: City, tmp_path: Path
) -> None:
    phone = browser.new_context(locale="zh-CN", service_workers="block")
    page = enrol(phone, city)
    publish_under_new_names(city, tmp_path / "next")
    [lost] = (tmp_path / "next" / "assets").glob("next-FormPage-*.js")
    lost.unlink()
    loads: list[str] = []
    page.on("domcontentloaded", lambda page: loads.append(page.url))
    with page.expect_navigation(url=city.address + SOIL_FORM):
        row(page, SOIL).get_by_role("link").click()
    page.wait_for_load_state("networkidle")
    assert loads == [city.address + SOIL_FORM]
    page.goto(f"{city.address}/month")
    expect(row(page, SOIL)).to_be_visible()
    phone.close()


def test_a_page_that_is_not_on_the_phone_says_so_without_network(browser: Browser, city: City) -> None:
    phone = browser.new_context(locale="zh-CN", service_workers="block")
    page = enrol(phone, city)
    phone.set_offline(True)
    page.get_by_role("link", name="记录").click()
    expect(page.get_by_role("alert")).to_contain_text("还没存到手机里")
    expect(row(page, SOIL)).to_be_visible()
    phone.set_offline(False)
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("填报记录")
    expect(page.get_by_role("alert")).to_have_count(0)
    phone.close()
