"""The menu: what an account may do is two clicks from its first page, and nothing that it may not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from agri.services.access.permissions import ROLES, Act
from agri.terms import Role
from tests.e2e.city import City
from tests.e2e.desks import SCREEN, at_desk
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.some import some

pytestmark = pytest.mark.browser

# Each page of the desk with what one has to be allowed to do for it to be of use.
PAGES = {
    "/": {Act.READ_FIGURES},
    "/overview": {Act.READ_FIGURES},
    "/themes": {Act.READ_FIGURES},
    "/belief": {Act.READ_FIGURES},
    "/map": {Act.READ_FIGURES},
    "/review": {Act.REVIEW},
    "/questions": {Act.REVIEW},
    "/imports": {Act.REPORT},
    "/ledger": {Act.READ_TASKS},
    "/tables": {Act.KEEP_VIEWS},
    "/scenarios": {Act.PROJECT},
    "/dispatch": {Act.PROJECT},
    "/releases": {Act.READ_RELEASES},
    "/province": {Act.ASK_ABOUT_RELEASE},
    "/accounts": {Act.MANAGE_PEOPLE},
    "/audit": {Act.READ_AUDIT},
    "/definitions": {Act.READ_DEFINITIONS},
    "/burden": {Act.READ_BURDEN},
    "/operator": {Act.READ_STATUS},
    "/baselines": {Act.READ_BASELINES},
    "/units": {Act.KEEP_UNITS},
}
# A township works by phone: what it may read of figures, reports and tasks stands on pages of its own.
PHONE = {"/month", "/history", "/progress", "/device"}


def found_in_two_clicks(page: Page) -> set[str]:
    """The addresses that the first page offers at once, and those under 更多."""
    menu = page.locator("header nav, nav.phone-nav")
    expect(menu.first).to_be_visible()
    offered = set()
    for _ in range(2):
        links = menu.locator("a:visible").all()
        offered |= {link.get_attribute("href") or "" for link in links}
        more = page.get_by_role("navigation", name="页面").locator("summary")
        if more.count() == 0:
            break
        more.click()
    return offered


@pytest.mark.parametrize(
    ("person", "role"),
    [
        ("reporter", Role.REPORTER),
        ("reviewer", Role.REVIEWER),
        ("committee", Role.COMMITTEE),
        ("province", Role.PROVINCE),
        ("operator", Role.OPERATOR),
        ("department", Role.DEPARTMENT),
    ],
)
def test_what_an_account_may_do_is_two_clicks_from_its_first_page(
    browser: Browser, city: City, person: str, role: Role
) -> None:
    allowed = {path for path, acts in PAGES.items() if all(role in ROLES[act] for act in acts)}
    if role is Role.REPORTER:
        allowed = PHONE
    with at_desk(browser, city, person) as page:
        page.goto(city.address)
        assert found_in_two_clicks(page) == allowed
        for path in some(sorted(allowed)):
            page.goto(city.address + path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(page.get_by_role("alert").filter(has_text="无此权限")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_menu_fits_opens_and_closes(browser: Browser, city: City, width: int) -> None:
    with at_desk(browser, city, "committee", {"width": width, "height": SCREEN["height"]}) as page:
        page.goto(f"{city.address}/units")
        page.get_by_role("button", name="Switch to English").click()
        menu = page.get_by_role("navigation", name="Pages")
        expect(menu).to_be_visible()
        if width == SCREEN["width"]:
            daily = menu.locator(".daily")
            assert daily.evaluate("one => one.scrollWidth <= one.clientWidth"), (
                "nothing is scrolled in English"
            )
        # Where one is stands in the line, though the page is not of every day.
        expect(menu.locator("a[aria-current=page]:visible")).to_have_text("Reporting units")
        menu.locator("summary").click()
        panel = menu.locator(".panel")
        expect(panel).to_be_visible()
        box = panel.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        menu.locator("summary").click()
        panel.get_by_role("link", name="Themes").click()
        expect(page).to_have_url(f"{city.address}/themes")
        expect(panel).to_be_hidden()
        menu.locator("summary").click()
        page.locator("header .product").click()
        expect(panel).to_be_hidden()
