"""The three documents of the demo's city, with all its counties, printed as a committee prints them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.serving import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")


ROOM_MM = 10  # for a risk or a decision more


def sheets(page: Page, *, spared_mm: int = 0) -> int:
    """Print on A4, or on a sheet that is so much shorter, and count the sheets."""
    return len(PAGE_OF_PDF.findall(page.pdf(width="210mm", height=f"{297 - spared_mm}mm")))


def test_each_document_is_one_sheet_of_paper_in_both_languages(page: Page, demo_server: str) -> None:
    page.goto(demo_server)
    page.get_by_label("账号").fill("4101")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("今日调度")
    for language in ("zh-CN", "en"):
        if language == "en":
            page.get_by_role("button", name="Switch to English").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        for kind in ("month", "quarter", "year"):
            page.goto(f"{demo_server}/dispatch?kind={kind}")
            counties = page.locator("section[aria-labelledby=d4] tbody tr")
            expect(counties.first).to_be_visible()
            assert counties.count() > 5
            if kind == "month":  # three decisions of the last dispatch, and what came of them
                expect(page.locator("section[aria-labelledby=d3] li").nth(2)).to_be_visible()
            assert sheets(page, spared_mm=ROOM_MM) == 1, (language, kind)
    # The count can say more than one: the ledger's 146 tasks fill many.
    page.goto(f"{demo_server}/ledger")
    expect(page.locator(".tasks > li")).to_have_count(146)
    assert sheets(page) > 3
