"""The superior's workbook on the page: its cells are named once, and the file comes back filled."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Download, Page, expect

from tests.e2e.city import City
from tests.e2e.desks import at_desk
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.e2e.test_desk_homes import release

pytestmark = pytest.mark.browser


def test_cells_are_named_once_and_the_workbook_comes_back_filled(
    browser: Browser, city: City, tmp_path: Path
) -> None:
    empty_workbook(tmp_path / "省厅表.xlsx")
    release(city)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/tables")
        page.get_by_role("link", name="填上级表").click()
        page.get_by_label("上级工作簿").set_input_files(tmp_path / "省厅表.xlsx")
        first = page.get_by_role("group", name="第 1 格")
        first.get_by_label("表名!单元格").fill("汇总!C2")
        first.get_by_label("填入内容").select_option("text:number")
        page.get_by_role("button", name="保存，供每月填").click()
        expect(page.get_by_role("alert")).to_contain_text("汇总!C2 是公式，不能覆盖")
        first.get_by_label("表名!单元格").fill("汇总！b1")  # as one types it in Chinese
        page.get_by_role("button", name="再加一格").click()
        second = page.get_by_role("group", name="第 2 格")
        second.get_by_label("表名!单元格").fill("汇总!B2")
        second.get_by_label("填入内容").select_option("indicator:soil_test_coverage")
        second.get_by_label("取数").select_option("target")
        page.get_by_role("button", name="再加一格").click()
        third = page.get_by_role("group", name="第 3 格")
        third.get_by_label("表名!单元格").fill("汇总!B3")
        third.get_by_label("填入内容").select_option("element:packaging.recovered_kg")
        with page.expect_download() as download:
            page.get_by_role("button", name="不保存，只填2019年8月").click()
        assert filled(download.value)["B1"].value == "2019-08/1"
        with page.expect_download() as cells:
            page.get_by_role("button", name="下载对照表").click()
        cells.value.save_as(tmp_path / "对照.toml")
        page.get_by_role("button", name="保存，供每月填").click()
        expect(page.get_by_role("status").last).to_contain_text("已保存“省厅表”")
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
    # Another desk, another computer: nothing is named again; a cell without a place is its own county's.
    with at_desk(browser, city, "reviewer", {"width": 360, "height": 740}) as page:
        page.goto(f"{city.address}/superior")
        with page.expect_download() as download:
            page.get_by_role("button", name="填好并下载“省厅表”").click()
        expect(page.get_by_role("status").last).to_contain_text("2019年8月已按发布 2019-08/1 填好")
        expect(page.get_by_role("status").last).to_contain_text("其中 1 格在发布中没有数，已留空")
        assert download.value.suggested_filename == "省厅表-2019-08.xlsx"
        sheet = filled(download.value)
        assert (sheet["B1"].value, sheet["A1"].value, sheet["C2"].value) == ("2019-08/1", "省厅表", "=B2*2")
        assert sheet["B2"].value > 0
        expect(page.get_by_role("button", name="删除“省厅表”")).to_have_count(0)
        assert_no_horizontal_scroll(page)
        assert_accessible(page)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/superior")
        change_it(page, tmp_path)


def empty_workbook(path: Path) -> None:
    """What the superior sends."""
    book = openpyxl.Workbook()
    book.active.title = "汇总"
    book.active["A1"], book.active["C2"] = "省厅表", "=B2*2"
    book.save(path)


def change_it(page: Page, folder: Path) -> None:
    """Change the cells of the kept workbook by hand and by a map's file, then delete it."""
    page.get_by_role("button", name="改格子或换新表“省厅表”").click()
    expect(page.get_by_role("group", name="第 2 格").get_by_label("表名!单元格")).to_have_value("汇总!B2")
    page.get_by_role("button", name="去掉这一格").last.click()
    page.get_by_label("已有对照表").set_input_files(folder / "对照.toml")
    expect(page.get_by_role("group", name="第 3 格").get_by_label("表名!单元格")).to_have_value("汇总!B3")
    page.get_by_role("button", name="去掉这一格").last.click()
    page.get_by_role("button", name="保存为新版").click()
    expect(page.get_by_text("2 格 · 第 2 版")).to_be_visible()
    page.get_by_role("button", name="删除“省厅表”").click()
    expect(page.get_by_text("还没有保存")).to_be_visible()


def filled(download: Download) -> Worksheet:
    """Return the sheet 汇总 of a workbook that was downloaded."""
    return openpyxl.load_workbook(io.BytesIO(download.path().read_bytes()))["汇总"]
