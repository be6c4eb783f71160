"""Every chart of the desk has a table behind it and a file to take along; every page speaks English too."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
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
            expect(charts.first).to_be_visible()
            page.locator("details.folded").evaluate_all("all => all.forEach((one) => { one.open = true })")
            around = charts.nth(number).locator("xpath=ancestor::*[self::article or self::section][1]")
            around.get_by_text("数据表").click()
            expect(around.locator("tbody tr").first).to_be_visible()
            with page.expect_download() as taken:
                around.get_by_role("button", name="下载表格").click()
            assert len(Path(taken.value.path()).read_text("utf-8-sig").splitlines()) > 1


def test_a_chart_is_taken_along_as_picture_and_as_workbook(browser: Browser, projected: City) -> None:
    answer = projected.ask("committee", "GET", "/assessments")
    [control] = [one for one in answer["assessments"] if one["indicator"] == "unified_control_coverage"]
    with at_desk(browser, projected, "committee") as page:
        page.goto(f"{projected.address}/overview")
        card = page.locator("article#unified_control_coverage")
        card.get_by_text("数据表").click()
        with page.expect_download() as taken:
            card.get_by_role("button", name="存为 xlsx").click()
        assert taken.value.suggested_filename == "农作物病虫害专业化统防统治覆盖率.xlsx"
        sheet = load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).active
        assert sheet is not None
        rows = list(sheet.iter_rows(values_only=True))
        values = [row[1] for row in rows[1:13]]
        assert values == pytest.approx([point["value"] for point in control["series"]])
        notes = [str(row[0]) for row in rows[14:]]
        assert any("演示数据" in note for note in notes)
        assert any(answer["snapshot"][:12] in note and "2019年9月5日" in note for note in notes)
        with page.expect_download() as taken:
            card.get_by_role("button", name="存为图片").click()
        image = Image.open(taken.value.path()).convert("RGB")
        box = card.locator("svg[role=img]").first.bounding_box()
        assert box is not None
        assert image.width > 2 * box["width"] * 0.8  # dots enough for paper
        colours = {colour for _, colour in image.getcolors(1 << 24) or ()}
        assert {(0x2A, 0x64, 0x96), (0xA4, 0x59, 0x0B), (0x1B, 0x5C, 0x3A)} <= colours


NO_OBSERVER = "window.ResizeObserver = class { observe() {} unobserve() {} disconnect() {} }"


@pytest.mark.parametrize("path", ["/overview", "/belief", "/map"])
def test_on_paper_no_chart_and_no_column_is_cut(browser: Browser, projected: City, path: str) -> None:
    """Nobody measures for a print: a chart that waits for it would keep the width of the screen."""
    with at_desk(browser, projected, "committee") as page:
        page.add_init_script(NO_OBSERVER)
        page.goto(projected.address + path)
        expect(page.locator("main").locator("svg[role=img]:visible, table:visible").first).to_be_visible()
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1047})  # A4 less its margins
        shown = page.locator("main").locator("svg[role=img]:visible, table:visible")
        boxes = [one.bounding_box() for one in shown.all()]
        assert boxes
        assert [box for box in boxes if box is None or box["x"] + box["width"] > 718 + 1] == []


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
