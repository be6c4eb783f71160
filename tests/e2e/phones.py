"""A township's phone: what a thumb does on it, in the words that the screen shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

from tests.e2e.chromium import FLAGS, PHONE, find_chromium
from tests.e2e.city import City

SOIL = "测土配方施肥月报"
PACKAGING = "农药包装废弃物回收月报"
FILM = "农膜使用回收月报"
SEPTEMBER, AUGUST = "2019-09", "2019-08"
Show = Callable[[Page, City], None]  # brings a page of a fresh phone before one's eyes
SOIL_FORM = f"/month/soil_testing/{SEPTEMBER}"
PACKAGING_FORM = f"/month/packaging/{SEPTEMBER}"


def new_phone(browser: Browser) -> BrowserContext:
    """A phone that nobody has used yet."""
    context = browser.new_context(
        viewport=PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=True,
        is_mobile=True,
    )
    context.set_default_timeout(30_000)  # two slow cores that others may be using
    return context


@contextmanager
def phone_with_memory(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """The same phone each time the same folder is given: what its browser stored is still there."""
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=find_chromium(),
        args=list(FLAGS),
        viewport=PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=True,
        is_mobile=True,
    )
    context.set_default_timeout(30_000)  # two slow cores that others may be using
    try:
        yield context
    finally:
        with suppress(Error):  # a test may have killed the browser
            context.close()


def enrol(context: BrowserContext, city: City, person: str = "reporter") -> Page:
    """Open the address behind the QR and tap once; returns the page with the month's forms."""
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(city.address + city.enrolment(person))
    page.get_by_role("button", name="绑定").click()
    expect(row(page, SOIL)).to_be_visible()
    return page


def works_offline(page: Page) -> None:
    """Wait until the service worker has every file."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def row(page: Page, form: str, period: str = SEPTEMBER) -> Locator:
    """The line of one form on the month's page."""
    return page.locator(f"section[aria-labelledby='m{period}'] li", has_text=form)


def line(page: Page) -> Locator:
    """The strip that says whether everything has arrived."""
    return page.locator(".line[role=status]")


def fill(page: Page, fields: dict[str, str]) -> None:
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)


def fill_soil(page: Page, taken: str = "6") -> None:
    """Fill September's soil testing in: samples taken, nothing else this month."""
    page.get_by_label("本月取土样数").wait_for()
    for button in page.get_by_role("button", name="本月无此项").all():
        button.click()
    page.get_by_label("本月取土样数").fill(taken)


def choose_unit(page: Page, label: str, unit: str) -> None:
    """Tap the unit of a field, and then another one."""
    page.get_by_role("button", name=f"{label}的单位").click()
    page.get_by_role("group", name=f"{label}的单位").get_by_role("button", name=unit, exact=True).click()


def send(page: Page) -> None:
    """Tap the button at the form's end; the next form follows, and from there one goes back to the month."""
    form = page.url
    page.get_by_role("button", name="发送").last.click()
    page.wait_for_url(lambda url: url != form)
    if "/month/" in page.url:
        page.get_by_role("link", name="回到本月").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("月报")
    expect(page.locator(".rows").first).to_be_visible()


def report_soil(page: Page, city: City, taken: str = "6") -> None:
    """Open September's soil testing, fill it in and send it."""
    page.goto(city.address + SOIL_FORM)
    fill_soil(page, taken)
    send(page)


def kept(page: Page, store: str) -> int:
    """How many things the phone keeps in one of its stores."""
    return int(
        page.evaluate(
            """(store) => new Promise((done) => {
                const opening = indexedDB.open("agri")
                opening.onsuccess = () => {
                    const db = opening.result
                    const counting = db.transaction(store).objectStore(store).count()
                    counting.onsuccess = () => { db.close(); done(counting.result) }
                }
            })""",
            store,
        )
    )
