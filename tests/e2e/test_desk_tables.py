"""自定义表: laid out on the page, downloaded, kept for the city; and the definitions, read file by file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, open_page, report_control
from tests.e2e.judging import assert_accessible, assert_no_horizontal_scroll
from tests.places import TOWNSHIP

pytestmark = pytest.mark.browser


def test_a_table_is_laid_out_kept_and_opened_again(browser: Browser, city: City) -> None:
    city.decide(report_control(city, TOWNSHIP, CONTROL)["revision_id"], "accepted")
    with at_desk(browser, city, "committee") as page:
        open_page(page, "自定义表")
        expect(page.get_by_text("请先勾选至少一个数据项")).to_be_visible()
        page.get_by_label("报表").select_option("pest_control")
        # Two ticks at once: the address has not followed the first when the second comes.
        ticks = page.get_by_role("group", name="数据项").get_by_role("checkbox")
        ticks.evaluate_all("boxes => boxes.slice(0, 3).forEach((box) => box.click())")
        for at in range(3):
            expect(ticks.nth(at)).to_be_checked()
            ticks.nth(at).uncheck()
        page.get_by_label("农药用量").check()
        page.get_by_label("单位到").select_option("township")
        page.get_by_label("起始月份").fill("2019-08")
        page.get_by_label("截止月份").fill("2019-08")
        row = page.locator("tbody tr", has_text="柳林镇")
        expect(row.locator("td")).to_have_text(["900"])
        with page.expect_download() as file:
            page.get_by_role("link", name="下载 xlsx").click()
        book = load_workbook(io.BytesIO(Path(file.value.path()).read_bytes()))
        values = [cell.value for line in book.worksheets[0].iter_rows(min_row=4, min_col=2) for cell in line]
        assert [one for one in values if one is not None] == [900]
        page.get_by_label("表名").fill("农药八月")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
        # The page without a table, by its own link: the table of before is not left standing.
        page.get_by_role("link", name="自定义表").click()
        expect(page.get_by_text("请先勾选至少一个数据项")).to_be_visible()
        expect(row).to_have_count(0)
        page.go_back()
        expect(row.locator("td")).to_have_text(["900"])
    with at_desk(browser, city, "reviewer", {"width": 360, "height": 740}) as page:
        page.goto(f"{city.address}/tables")
        page.get_by_role("button", name="农药八月", exact=True).click()
        expect(page.locator("tbody tr", has_text="柳林镇").locator("td")).to_have_text(["900"])
        expect(page.get_by_role("button", name="删除")).to_have_count(0)
        assert_no_horizontal_scroll(page)
        assert_accessible(page)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/tables")
        page.get_by_role("button", name="删除“农药八月”").click()
        expect(page.get_by_role("button", name="农药八月", exact=True)).to_have_count(0)


def test_a_definition_is_read_on_the_page_and_downloaded_whole(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "operator") as page:
        page.goto(f"{city.address}/definitions")
        page.get_by_text("全部文件").first.click()
        page.get_by_role("button", name="阅读 forms/06-packaging.toml").click()
        expect(page.get_by_role("region", name="forms/06-packaging.toml")).to_contain_text("recovered_kg")
        with page.expect_download() as file:
            page.get_by_role("link", name="下载整包").click()
        assert file.value.suggested_filename == "definitions-4101-2019-1.zip"
        assert_accessible(page)
