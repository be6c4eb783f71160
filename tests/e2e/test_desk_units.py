"""The page of reporting units: a county opens one, closes it and opens it again; others only read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.city import City
from tests.e2e.desks import at_desk, open_page
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import COUNTY

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1280])
def test_a_county_opens_closes_and_opens_again(browser: Browser, city: City, width: int) -> None:
    with at_desk(browser, city, "reviewer", {"width": width, "height": 800}) as page:
        open_page(page, "填报单元")
        expect(page.get_by_text("没有登记的单元")).to_be_visible()
        form = page.get_by_role("region", name="登记一个")
        form.get_by_label("类别").select_option(label="经销商")
        form.get_by_label("名称").fill("惠民农资")
        form.get_by_label("启用日期").fill("2018-03-01")
        form.get_by_role("button", name="登记").click()
        expect(page.locator(".keep")).to_contain_text(f"编号 {COUNTY}-D1")
        unit = page.locator(".unit", has_text="惠民农资")
        expect(unit).to_contain_text("经销商")
        form.get_by_label("名称").fill("王村种粮大户")
        form.get_by_role("button", name="登记").click()
        expect(page.get_by_role("alert")).to_contain_text("不登记农户和个人")
        unit.get_by_role("button", name="停用 惠民农资").click()
        unit.get_by_label("停用的第一天").fill("2019-08-01")
        picture(page, f"units-{width}")
        unit.get_by_role("button", name="停用", exact=True).click()
        expect(unit).to_have_count(0)
        page.get_by_label("含已停用的").check()
        expect(unit).to_contain_text("2019年8月1日 起停用")
        unit.get_by_role("button", name="恢复 惠民农资").click()
        expect(unit).not_to_contain_text("2019年8月1日")
        page.locator("select").first.select_option(index=1)  # a township: none of its own
        expect(page.get_by_text("没有登记的单元")).to_be_visible()
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)


def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("AGRI_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
