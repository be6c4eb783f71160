"""The plan's ledger: found by unit and state, filled by indicators, advanced by notes, taken along."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, project, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import TOWNSHIP

pytestmark = pytest.mark.browser

COMMITTEE = "市农业农村工作委员会"


def test_a_task_is_found_by_unit_and_state_and_the_address_keeps_it(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "committee") as page:
        page.get_by_role("link", name="台账").click()
        expect(page.locator(".tasks > li")).to_have_count(146)
        page.get_by_label("单位").select_option(COMMITTEE)
        page.get_by_role("group", name="状态").get_by_role("button", name="已逾期").click()
        expect(page.locator(".tasks > li.overdue").first).to_be_visible()
        found = page.locator(".tasks > li")
        assert found.count() < 146
        assert all(COMMITTEE in text for text in found.all_inner_texts())
        before = found.count()
        page.reload()
        expect(page.locator(".tasks > li")).to_have_count(before)


def test_an_agricultural_task_is_filled_by_its_indicator(browser: Browser, city: City) -> None:
    # So much done by machines that no month ahead can undo it.
    done = CONTROL | {"unified_area_mu": 54_000, "drone_mu": 52_000, "pesticide_kg": 6_000}
    city.decide(report_control(city, TOWNSHIP, done)["revision_id"], "accepted")
    project(city)
    assessed = city.ask("committee", "GET", "/assessments")
    [row] = [one for one in assessed["assessments"] if one["indicator"] == "unified_control_coverage"]
    with at_desk(browser, city, "committee") as page:
        assert row["progress"]["word"] is None  # one township is too little for a word on the city
        # A link to a task opens the part that it stands in.
        page.goto(f"{city.address}/ledger#task-3-5-4a-07")
        task = page.locator(".tasks > li", has_text="3-5-4a-07")
        expect(task).to_be_in_viewport()
        evidence = task.locator(".evidence")
        expect(evidence).to_contain_text(
            f"截至8月 {row['progress']['value']:.1%}，序时进度 39.3%，年末达标概率"
        )
        # Every draw meets the target; a finite number of draws claims no certainty.
        assert row["outlook"]["reported"]["probability"] == 1
        expect(evidence).to_contain_text(">99%")
        expect(evidence).to_contain_text(f"快照 {assessed['snapshot'][:12]}，2019年9月5日")
        # People explain the figure or say what blocks it; they cannot say that it is done.
        task.get_by_text("进展记录").click()
        expect(task.get_by_label("状态").locator("option")).to_have_text(["推进中", "受阻"])
        task.get_by_label("状态").select_option("blocked")
        task.get_by_label("说明").fill("飞防队伍不足")
        task.get_by_role("button", name="登记").click()
        expect(task.locator(".badge")).to_have_text("受阻")


def test_the_committee_says_what_holds_a_task_up_and_the_words_stay(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "committee") as page:
        number = "2-01"
        page.goto(f"{city.address}/ledger#task-{number}")
        task = page.locator(f"#task-{number}")
        task.get_by_text("进展记录").click()
        for state, note in (("under_way", "方案已印发"), ("blocked", "等省里的名单")):
            task.get_by_label("状态").select_option(state)
            task.get_by_label("说明").fill(note)
            task.get_by_role("button", name="登记").click()
            expect(task.locator("ol li").first).to_contain_text(note)
        page.goto(f"{city.address}/ledger?standing=blocked")
        expect(page.locator(".tasks > li")).to_have_count(1)
        expect(page.locator(".tasks > li")).to_contain_text("等省里的名单")
    words = city.ask("committee", "GET", f"/tasks/{number}/progress")["progress"]
    assert [one["note"] for one in words] == ["方案已印发", "等省里的名单"]


def test_a_note_half_written_outlasts_another_tasks_notes(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/ledger")
        first, second = (page.locator(".tasks > li").nth(at) for at in (0, 1))
        first.get_by_text("进展记录").click()
        first.locator("textarea").first.fill("等省里的名单")
        second.get_by_text("进展记录").click()
        expect(second.locator("textarea").first).to_be_visible()
        expect(first.locator("textarea").first).to_have_value("等省里的名单")


def test_a_county_reads_the_ledger_and_writes_nothing_into_it(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/ledger")
        page.locator(".tasks > li").first.get_by_text("进展记录").click()
        expect(page.get_by_text("还没有记录")).to_be_visible()
        expect(page.get_by_role("button", name="登记")).to_have_count(0)


def test_what_is_shown_and_the_whole_ledger_can_be_taken_along(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/ledger?standing=overdue")
        expect(page.locator(".tasks > li").first).to_be_visible()
        shown = page.locator(".tasks > li").count()
        with page.expect_download() as csv:
            page.get_by_role("button", name="下载表格").click()
        text = Path(csv.value.path()).read_text("utf-8-sig")
        assert len(text.splitlines()) == 1 + shown
        with page.expect_download() as workbook:
            page.get_by_role("link", name="下载整本台账").click()
        sheet = load_workbook(io.BytesIO(Path(workbook.value.path()).read_bytes())).active
        assert sheet is not None
        assert sheet.max_row == 2 + 146


@pytest.mark.parametrize("width", [360, 1280])
def test_the_ledger_is_legible_touchable_and_accessible(browser: Browser, city: City, width: int) -> None:
    with at_desk(browser, city, "committee", {"width": width, "height": 800}) as page:
        page.goto(f"{city.address}/ledger")
        page.locator(".tasks > li summary").first.click()
        expect(page.get_by_text("还没有记录")).to_be_visible()
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        page.get_by_role("button", name="Switch to English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Task ledger")


def test_each_filer_has_a_row_and_a_told_figure_its_document(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "reviewer", {"width": 360, "height": 740}) as page:
        page.goto(f"{city.address}/ledger")
        page.get_by_text("本单位填报的任务").click()
        page.get_by_role("button", name="填报 3-2-3-02 ").click()
        row = page.locator(".own li", has_text="3-2-3-02")
        row.get_by_label("状态").select_option("done")
        row.get_by_role("button", name="填报", exact=True).click()
        expect(row.locator(".word")).to_have_text("已完成")
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/ledger")
        page.get_by_label("查找").fill("3-2-3-02")
        task = page.locator(".tasks > li", has_text="· 3-2-3-02")
        expect(task).to_contain_text("尚未登记")
        task.get_by_text("进展记录").click()
        expect(task.get_by_text("已登记 1，已完成 1")).to_be_visible()
        task.get_by_label("数值").fill("1.2")
        task.get_by_label("单位（如").fill("万亩")
        task.get_by_label("文件名称或文号").fill("豫环文〔2019〕1号")
        task.get_by_label("文件日期").fill("2019-05-06")
        task.get_by_role("button", name="保存数值").click()
        expect(task).to_contain_text("具体任务指标另行下达：1.2 万亩（豫环文〔2019〕1号，2019年5月6日）")
        assert_accessible(page)
