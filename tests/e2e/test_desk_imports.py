"""Spreadsheets on the page: chosen, tried, mended by the marked copy, brought in; on desk and phone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from agri.files.intake.report_row import MARKS
from tests.e2e.city import City
from tests.e2e.desks import at_desk
from tests.e2e.judging import assert_accessible, assert_no_horizontal_scroll
from tests.places import NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser
HEAD = "单位代码,单位名称,报告期,recovered_kg,disposed_kg"


def test_a_county_tries_mends_and_brings_in(browser: Browser, city: City, tmp_path: Path) -> None:
    good, bad = tmp_path / "柳林.csv", tmp_path / "河口.csv"
    good.write_text(f"{HEAD}\n{TOWNSHIP},柳林镇,2019-07,120,100\n", "utf-8")
    bad.write_text(f"{HEAD}\n{NEIGHBOUR},河口乡,2019-07,约5,无\n", "utf-8")
    with at_desk(browser, city, "reviewer") as page:
        page.get_by_role("link", name="表格上报").click()
        page.get_by_role("button", name="选择文件（可多选）").set_input_files([good, bad])
        expect(page.get_by_role("status")).to_contain_text("试读，还没有写入：2 个文件，新 1 份")
        files = page.get_by_role("region", name="各文件结果")
        expect(files.locator("li", has_text="柳林.csv").first).to_contain_text("可以导入")
        expect(files.locator("li", has_text="河口.csv").first).to_contain_text("没有导入")
        page.get_by_label("是什么意思").select_option("没有发生（0）")
        mend = page.get_by_role("region", name="要改的地方")
        expect(mend).not_to_contain_text("“无”")
        expect(mend).to_contain_text("约5")
        expect(page.locator(".words h2").first).to_have_text("要改的地方")
        expect(page.locator(".words h2").last).to_have_text("各文件结果")
        expect(files.locator("li").first).to_contain_text("河口.csv")
        assert_accessible(page)

        with page.expect_download() as waiting:
            page.get_by_role("button", name="下载标出错误的副本").click()
        copy = tmp_path / "河口-标注.xlsx"
        waiting.value.save_as(copy)
        book = openpyxl.load_workbook(copy)
        assert MARKS in book.sheetnames
        [sheet] = [one for one in book.worksheets if one.title != MARKS]
        assert sheet["D2"].comment is not None
        sheet["D2"], sheet["E2"] = 5, 0
        book.save(copy)

        page.get_by_role("button", name="选择文件（可多选）").set_input_files([good, copy])
        page.get_by_role("button", name="确认导入 2 份").click()
        expect(page.get_by_role("status")).to_contain_text("已导入：2 个文件，新 2 份")
        expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    assert len(city.ask("reviewer", "GET", "/reports")["reports"]) == 2


def test_a_folder_is_dropped_with_a_file_beside_it(browser: Browser, city: City, tmp_path: Path) -> None:
    folder, beside = tmp_path / "柳林镇" / "七月", tmp_path / "河口.csv"
    folder.mkdir(parents=True)
    (folder / "包装.csv").write_text(f"{HEAD}\n{TOWNSHIP},柳林镇,2019-07,120,100\n", "utf-8")
    beside.write_text(f"{HEAD}\n{NEIGHBOUR},河口乡,2019-07,5,0\n", "utf-8")
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/imports")
        box = page.get_by_label("把文件、文件夹或 zip 压缩包拖到这里").bounding_box()
        assert box is not None
        hand = page.context.new_cdp_session(page)
        dragged = {"items": [], "files": [str(folder.parent), str(beside)], "dragOperationsMask": 1}
        for step in ("dragEnter", "dragOver", "drop"):
            at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
            hand.send("Input.dispatchDragEvent", {"type": step, "data": dragged, **at})
        expect(page.get_by_role("status")).to_contain_text("试读，还没有写入：2 个文件，新 2 份")
        expect(page.get_by_role("region", name="各文件结果")).to_contain_text("柳林镇/七月/包装.csv")


def test_a_correction_shows_old_and_new_before_it_is_made(
    browser: Browser, city: City, tmp_path: Path
) -> None:
    file = tmp_path / "七月.csv"
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/imports")
        for amount in ("120", "150"):
            file.write_text(f"{HEAD}\n{TOWNSHIP},柳林镇,2019-07,{amount},100\n", "utf-8")
            page.get_by_role("button", name="选择文件（可多选）").set_input_files(file)
            if amount == "150":
                changes = page.get_by_role("region", name="会改动 1 个数")
                expect(changes).to_contain_text("120 → 150")
            page.get_by_role("button", name="确认导入 1 份").click()
            expect(page.get_by_role("status")).to_contain_text("已导入")


def test_a_township_on_a_phone_reaches_it_too(browser: Browser, city: City, tmp_path: Path) -> None:
    file = tmp_path / "七月.csv"
    file.write_text(f"{HEAD}\n{TOWNSHIP},柳林镇,2019-07,120,100\n{NEIGHBOUR},河口乡,2019-07,1,1\n", "utf-8")
    with at_desk(browser, city, "reporter", viewport={"width": 360, "height": 740}) as page:
        page.goto(f"{city.address}/imports")
        page.get_by_role("button", name="选择文件（可多选）").set_input_files(file)
        expect(page.get_by_role("region", name="要改的地方")).to_contain_text("不在您负责的范围内")
        assert_no_horizontal_scroll(page)
        assert_accessible(page)
