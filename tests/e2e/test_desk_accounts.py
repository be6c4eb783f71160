"""The accounts page: a county opens, closes, resets, signs out, and prints one sheet of enrolment codes."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import at_desk, open_page
from tests.e2e.judging import assert_accessible, assert_no_horizontal_scroll
from tests.places import COUNTY, NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser


def test_a_county_imports_its_people_and_prints_their_codes(
    browser: Browser, city: City, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    with at_desk(browser, city, "reviewer") as page:
        open_page(page, "账号")
        page.get_by_text("从表格批量开设").click()
        file.write_text(f"姓名,岗位,单位代码,办公电话\n王一,填报员,{COUNTY},\n李二,填报员,999,\n", "utf-8")
        page.get_by_label("表格文件").set_input_files(file)
        page.get_by_role("button", name="只检查").click()
        expect(page.get_by_role("alert")).to_contain_text("第 2 行")
        expect(page.get_by_role("alert")).to_contain_text("第 3 行")
        file = tmp_path / "corrected.csv"
        rows = f"王一,填报员,{TOWNSHIP},0371-6123\n李二,填报员,{TOWNSHIP}、{NEIGHBOUR},\n"
        file.write_text(f"姓名,岗位,单位代码,办公电话\n{rows}", "utf-8")
        page.get_by_label("表格文件").set_input_files(file)
        page.get_by_role("button", name="全部开设").click()
        expect(page.get_by_text("已开设 2 个")).to_be_visible()
        account = page.locator(".users li", has_text="李二")
        expect(account).to_contain_text("河口乡")
        account.get_by_role("checkbox").check()
        page.locator(".users li", has_text="王一").get_by_role("checkbox").check()
        page.get_by_role("button", name="打印绑定码（2）").click()
        expect(page.locator(".codes li")).to_have_count(2)
        expect(page.locator(".codes svg path")).to_have_count(2)
        code = page.locator(".codes .code").first.inner_text().replace(" ", "")
        page.get_by_role("button", name="完成").click()
        expect(page.get_by_role("heading", level=1, name="账号")).to_be_visible()
    signed_in = httpx.post(f"{city.address}/api/v1/enrolments", json={"code": code})
    assert signed_in.json()["actor"]["org_unit"] == TOWNSHIP


def test_a_county_closes_resets_and_signs_out(browser: Browser, city: City) -> None:
    city.ask("neighbour", "GET", "/me")  # signed in, on a device of its own
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/accounts")
        account = page.locator(".users li", has_text="Neighbour")
        account.get_by_text("管理").click()
        expect(account.get_by_role("button", name="退出该设备")).to_have_count(1)
        account.get_by_role("button", name="退出该设备").click()
        expect(account.get_by_text("没有登录的设备")).to_be_visible()
        account.get_by_label("办公电话").fill("0371-1")
        account.get_by_role("button", name="保存").first.click()
        expect(account).to_contain_text("☎ 0371-1")
        account.get_by_label("新密码").fill("an-unusual-granary-73")
        account.get_by_role("button", name="重设密码").click()
        expect(account.get_by_text("密码已重设")).to_be_visible()
        account.get_by_role("button", name="停用并退出所有设备").click()
        expect(account).to_contain_text("已停用")


def test_the_operator_prints_the_codes_of_everybody_who_is_new(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "operator", {"width": 360, "height": 740}) as page:
        page.goto(f"{city.address}/accounts")
        page.get_by_role("button", name="选择全部未绑定的").click()
        page.get_by_role("button", name="打印绑定码").click()
        cards = page.locator(".codes li")
        expect(cards.first).to_be_visible()
        chosen = cards.count()
        assert chosen > 5
        assert_no_horizontal_scroll(page)
        assert_accessible(page)
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="完成")).to_be_hidden()
        expect(page.get_by_role("navigation", name="页面")).to_be_hidden()
        codes = page.locator(".codes .code").all_inner_texts()
        assert len(set(codes)) == chosen
        reviewer = cards.filter(has_text="审核员").first
        expect(reviewer).to_contain_text("东川县")
        code = reviewer.locator(".code").inner_text().replace(" ", "")
    signed_in = httpx.post(f"{city.address}/api/v1/enrolments", json={"code": code})
    assert signed_in.json()["actor"]["role"] == "reviewer"
