"""Every chart of the desk has a table behind it and a file to take along; every page speaks English too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, project, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser
PAGES = ("/", "/overview", "/review", "/dispatch", "/ledger", "/belief", "/scenarios", "/map")


@pytest.fixture
def projected(city: City) -> City:
    """The tiny city with two accepted reports and the year projected."""
    for place in (TOWNSHIP, NEIGHBOUR):
        city.decide(report_control(city, place, CONTROL)["revision_id"], "accepted")
    project(city)
    return city


@pytest.mark.parametrize("path", ["/overview", "/belief"])
def test_every_chart_has_a_table_behind_it_and_a_file_to_take_along(
    browser: Browser, projected: City, path: str
) -> None:
    with at_desk(browser, projected, "committee") as page:
        page.goto(projected.address + path)
        charts = page.locator("main [role=img]:is(svg, .chart)")
        expect(charts.first).to_be_visible()
        for number in range(charts.count()):
            page.goto(projected.address + path)  # a browser takes ten files of one page, then it asks
            around = charts.nth(number).locator("xpath=ancestor::*[self::article or self::section][1]")
            around.get_by_text("图上的数字").click()
            expect(around.locator("tbody tr").first).to_be_visible()
            with page.expect_download() as taken:
                around.get_by_role("button", name="下载表格").click()
            assert len(Path(taken.value.path()).read_text("utf-8-sig").splitlines()) > 1


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_speaks_english_and_is_as_accessible_in_it(
    browser: Browser, projected: City, width: int
) -> None:
    with at_desk(browser, projected, "committee", {"width": width, "height": 800}) as page:
        page.get_by_role("button", name="Switch to English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        for path in PAGES:
            page.goto(projected.address + path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(page.get_by_text("Loading…")).to_have_count(0)
            assert_no_horizontal_scroll(page)
            assert_easy_to_touch(page)
            assert_accessible(page)
