"""What every page must be: without horizontal scroll, without an accessibility fault, easy to touch."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.serving import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SMALLEST_TARGET_PX = 44


def assert_legible_touchable_accessible(page: Page) -> None:
    """Judge a page as it stands, and once more at twice the text size, as an old eye sets it."""
    assert_accessible(page)
    assert_easy_to_touch(page)
    assert_no_horizontal_scroll(page)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert_no_horizontal_scroll(page)
    assert_room_for_numbers(page)
    assert_one_line_of_tabs(page)
    assert_accessible(page)


def assert_one_line_of_tabs(page: Page) -> None:
    """The places at the thumb stand side by side, each in one line; a page without them passes."""
    tabs = page.evaluate(
        """() => [...document.querySelectorAll(".phone-nav a")]
            .map((tab) => {
                const words = document.createRange()
                words.selectNodeContents(tab)
                const lines = new Set([...words.getClientRects()].map(({ top }) => Math.round(top)))
                return [tab.textContent, tab.offsetTop, tab.scrollWidth - tab.clientWidth, lines.size]
            })"""
    )
    assert len({top for _, top, *_ in tabs}) <= 1, tabs
    assert [tab for tab in tabs if tab[2] > 0 or tab[3] != 1] == []


def assert_no_horizontal_scroll(page: Page) -> None:
    # The device's width: a phone's browser widens `innerWidth` by itself when something does not fit.
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # What a box hides or lets hang out does not show in the page's width. A wide table may scroll by itself
    # where the keyboard can scroll it too.
    outside = page.evaluate(
        """(width) => [...document.querySelectorAll("main *")]
            .filter((box) => !box.closest(".unseen, svg *, thead, .scroll[tabindex='0'] *"))
            .filter((box) => box.getBoundingClientRect().right > width + 1)
            .map((box) => box.outerHTML.slice(0, 120))""",
        width,
    )
    assert outside == []
    # Nor may anything hang out of its own card.
    hanging = page.evaluate(
        """() => [...document.querySelectorAll("main .sheet :is(input, select, button, p, dd)")]
            .filter((box) => !box.closest(".unseen, .scroll[tabindex='0']"))
            .filter((box) => {
                const card = box.closest(".sheet")
                const padding = parseFloat(getComputedStyle(card).paddingRight)
                return box.getBoundingClientRect().right > card.getBoundingClientRect().right - padding + 1
            })
            .map((box) => box.outerHTML.slice(0, 120))"""
    )
    assert hanging == []


def assert_easy_to_touch(page: Page) -> None:
    small = page.evaluate(
        """(smallest) => [...document.querySelectorAll("button, select, input, summary, main a")]
            .map((box) => [box.getBoundingClientRect(), box.outerHTML.slice(0, 120)])
            .filter(([{ width, height }]) => width > 0 && (height < smallest || width < smallest))
            .map(([, text]) => text)""",
        SMALLEST_TARGET_PX,
    )
    assert small == []


def assert_room_for_numbers(page: Page) -> None:
    """Six digits fit into every field for an amount."""
    narrow = page.evaluate(
        """() => [...document.querySelectorAll("input[inputmode=decimal]")]
            .filter((field) => {
                const { fontSize, paddingLeft, paddingRight } = getComputedStyle(field)
                const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)
                return room < 6 * 0.55 * parseFloat(fontSize)
            })
            .map((field) => `${field.id}: ${field.clientWidth}`)"""
    )
    assert narrow == []


def assert_accessible(page: Page) -> None:
    """Run axe-core; it comes with the front end's development packages."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run `npm ci` in web/")
    # Evaluated by the debugger, so the page's content security policy stays as strict as it is served.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    faults: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    assert [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in faults] == []
