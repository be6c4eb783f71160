"""The superior's workbook on the page: its cells are named once, and the file comes back filled."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import at_desk
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.e2e.test_desk_homes import release

pytestmark = pytest.mark.browser


def test_cells_are_named_once_and_the_workbook_comes_back_filled(
    browser: Browser, city: City, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "汇总"
    book.active["A1"], book.active["C2"] = "省厅表", "=B2*2"
    book.save(tmp_path / "省厅表.xlsx")
    release(city)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/tables")
        page.get_by_role("link", name="填上级表").click()
        page.get_by_label("上级工作簿").set_input_files(tmp_path / "省厅表.xlsx")
        first = page.get_by_role("group", name="第 1 格")
        first.get_by_label("表名!单元格").fill("汇总!C2")
        first.get_by_label("填什么").select_option("text:number")
        page.get_by_role("button", name="填好并下载").click()
        expect(page.get_by_role("alert")).to_contain_text("汇总!C2 是公式，不能覆盖")
        first.get_by_label("表名!单元格").fill("汇总!B1")
        page.get_by_role("button", name="再加一格").click()
        second = page.get_by_role("group", name="第 2 格")
        second.get_by_label("表名!单元格").fill("汇总!B2")
        second.get_by_label("填什么").select_option("indicator:soil_test_coverage")
        second.get_by_label("哪个数").select_option("target")
        with page.expect_download() as download:
            page.get_by_role("button", name="填好并下载").click()
        expect(page.get_by_role("status").last).to_contain_text("2019年8月已填好")
        assert download.value.suggested_filename == "省厅表-2019-08.xlsx"
        sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))["汇总"]
        assert (sheet["B1"].value, sheet["A1"].value, sheet["C2"].value) == ("2019-08/1", "省厅表", "=B2*2")
        assert sheet["B2"].value > 0
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        # The next month nothing is named again.
        page.reload()
        page.get_by_label("上级工作簿").set_input_files(tmp_path / "省厅表.xlsx")
        expect(page.get_by_role("group", name="第 2 格").get_by_label("表名!单元格")).to_have_value("汇总!B2")
