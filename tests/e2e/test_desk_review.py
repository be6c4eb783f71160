"""The reviewer's desk: questioned reports first, beside what they are held against; keys all the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, STRANGE, WITHOUT_PESTICIDE, at_desk, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.form_versions import version_of
from tests.places import FAR_TOWNSHIP, NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser


def test_a_questioned_report_comes_first_beside_what_it_is_held_against(browser: Browser, city: City) -> None:
    report_control(city, TOWNSHIP, CONTROL, "2019-07")
    report_control(city, NEIGHBOUR, CONTROL)
    report_control(city, TOWNSHIP, STRANGE)
    with at_desk(browser, city, "reviewer") as page:
        page.get_by_role("link", name="审核").click()
        queue = page.get_by_role("region", name="待审报表")
        expect(queue.get_by_role("listitem")).to_have_count(3)
        expect(queue.get_by_role("listitem").first).to_contain_text("处疑问")
        row = page.locator(".pane tbody tr", has_text="农药").filter(has_text="公斤").first
        cells = row.locator("td")
        expect(cells.nth(0)).to_have_text("9,000")
        expect(cells.nth(1)).to_have_text("900")
        expect(cells.nth(5)).to_contain_text("公斤")
        expect(page.locator(".pane .asked").first).to_be_visible()
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)


def test_the_keyboard_alone_returns_one_accepts_another_and_nothing_is_left(
    browser: Browser, city: City
) -> None:
    strange = report_control(city, TOWNSHIP, STRANGE)
    fine = report_control(city, NEIGHBOUR, CONTROL)
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/review")
        expect(page.locator("#pane-title")).to_contain_text("柳林镇")
        page.keyboard.press("j")
        expect(page.locator("#pane-title")).to_contain_text("河口乡")
        page.keyboard.press("k")
        page.keyboard.press("r")
        page.keyboard.type("农药用量比上月多十倍，请核对单位")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("status").first).to_contain_text("已退回：柳林镇")
        expect(page.locator("#pane-title")).to_contain_text("河口乡")
        page.keyboard.press("a")
        expect(page.get_by_text("没有待审的报表")).to_be_visible()
        expect(page.get_by_text("即将送达")).to_have_count(0)
    returned, accepted = (city.report(one["report_id"]) for one in (strange, fine))
    assert returned["state"] == "returned"
    assert returned["revisions"][0]["decisions"][0]["reason"] == "农药用量比上月多十倍，请核对单位"
    assert accepted["state"] == "accepted"


def test_what_was_sent_again_is_looked_at_before_what_is_clean(browser: Browser, city: City) -> None:
    returned = report_control(city, TOWNSHIP, CONTROL)
    city.decide(returned["revision_id"], "returned", "请核对")
    report_control(city, NEIGHBOUR, CONTROL)
    city.send(
        report_id=returned["report_id"],
        form="pest_control",
        form_version=version_of("pest_control"),
        org_unit=TOWNSHIP,
        period="2019-08",
        supersedes=returned["revision_id"],
        reason="已核对",
        values={**CONTROL, "green_area_mu": 510},
        not_applicable=[],
        entered={},
    )
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/review")
        waiting = page.get_by_role("region", name="待审报表").get_by_role("listitem")
        expect(waiting.first).to_contain_text("退回后重报")
        expect(waiting).to_have_count(2)
        expect(page.get_by_role("button", name="批量通过无疑问报表（1 份）")).to_be_visible()


def a_hundred(route: Route) -> None:
    """The one report that waits, a hundred times over: under other ids."""
    page = route.fetch(timeout=60_000).json()
    for report in list(page["reports"]):
        page["reports"] = [
            {**report, "report_id": f"{at:08}-0000-4000-8000-000000000000", "revision_id": f"{at:08}"}
            for at in range(100)
        ]
    route.fulfill(json=page)


def test_a_hundred_reports_at_the_speed_of_the_keys_and_none_is_lost(browser: Browser, city: City) -> None:
    report_control(city, TOWNSHIP, STRANGE)
    arrived: list[str] = []
    tries: list[int] = []

    def answer(route: Route) -> None:
        """The line fails the first time; then whatever is sent is taken."""
        tries.append(1)
        if len(tries) == 1:
            route.abort()
            return
        asked = [one["revision_id"] for one in route.request.post_data_json["decisions"]]
        arrived.extend(asked)
        results = [{"revision_id": one, "decision": None, "problem": None} for one in asked]
        route.fulfill(json={"results": results, "acceptance": None})

    with at_desk(browser, city, "reviewer") as page:
        page.route("**/api/v1/reports?state=received*", a_hundred)
        page.route("**/api/v1/decisions", answer)
        page.goto(f"{city.address}/review")
        waiting = page.get_by_role("region", name="待审报表").get_by_role("listitem")
        expect(waiting).to_have_count(100)
        for _ in range(50):
            page.keyboard.press("a")
        expect(waiting).to_have_count(50)
        expect(page.get_by_text("网络不通：50 份尚未送达")).to_be_visible()
        for _ in range(50):
            page.keyboard.press("a")
        expect(page.get_by_text("没有待审的报表")).to_be_visible()
        expect(page.get_by_text("尚未送达")).to_have_count(0)
        expect(page.get_by_text("即将送达")).to_have_count(0)
    assert sorted(arrived) == [f"{at:08}" for at in range(100)]


def test_an_answer_that_nobody_foresaw_holds_up_none_of_the_later_ones(browser: Browser, city: City) -> None:
    lost = report_control(city, TOWNSHIP, CONTROL)
    later = report_control(city, NEIGHBOUR, CONTROL)
    tries: list[int] = []

    def answer(route: Route) -> None:
        """The first answer is one of no server of ours; then everything goes through."""
        tries.append(1)
        if len(tries) == 1:
            route.fulfill(json={"something": "else"})
        else:
            route.continue_()

    with at_desk(browser, city, "reviewer") as page:
        page.route("**/api/v1/decisions", answer)
        page.goto(f"{city.address}/review")
        expect(page.locator("#pane-title")).to_contain_text("柳林镇")
        page.keyboard.press("a")
        # It comes back with what there is to do, and is decided on again together with the next.
        expect(page.get_by_text("没有收到能看懂的答复")).to_be_visible()
        queue = page.get_by_role("region", name="待审报表").get_by_role("listitem")
        expect(queue).to_have_count(2)
        for _ in range(2):
            page.keyboard.press("a")
        expect(page.get_by_text("没有待审的报表")).to_be_visible()
        expect(page.get_by_text("即将送达")).to_have_count(0)
    assert [city.report(one["report_id"])["state"] for one in (lost, later)] == ["accepted", "accepted"]


def test_a_report_is_taken_remarked_on_and_found_by_its_change(browser: Browser, city: City) -> None:
    report_control(city, TOWNSHIP, CONTROL, "2019-07")
    strange = report_control(city, TOWNSHIP, STRANGE)
    report_control(city, NEIGHBOUR, CONTROL)
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/review")
        queue = page.get_by_role("region", name="待审报表").get_by_role("listitem")
        expect(queue).to_have_count(3)
        page.get_by_label("变化幅度").select_option(label="100% 以上（含原来为零）")
        expect(queue).to_have_count(1)
        expect(queue).to_contain_text("+900%")
        page.keyboard.press("m")
        expect(page.get_by_role("status").first).to_contain_text("任何审核人仍可审核")
        page.keyboard.press("c")
        page.keyboard.type("比上月多十倍，已电话核实")
        page.keyboard.press("Control+Enter")
        comments = page.get_by_role("region", name="审核意见")
        expect(comments).to_contain_text("比上月多十倍，已电话核实")
        page.get_by_label("变化幅度").select_option(index=0)
        page.get_by_label("谁来审").select_option("nobodys")
        expect(queue).to_have_count(2)
        page.get_by_label("谁来审").select_option("mine")
        expect(queue).to_have_count(1)
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
    report = city.report(strange["report_id"])
    assert [one["text"] for one in report["comments"]] == ["比上月多十倍，已电话核实"]
    assert report["state"] == "received"
    with at_desk(browser, city, "reporter", {"width": 360, "height": 740}) as page:
        expect(page.get_by_text("审核意见：比上月多十倍，已电话核实")).to_be_visible()


def test_the_last_one_is_taken_back_and_returned_for_a_common_reason(browser: Browser, city: City) -> None:
    report = report_control(city, TOWNSHIP, CONTROL)
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/review")
        expect(page.locator("#pane-title")).to_contain_text("柳林镇")
        page.keyboard.press("a")
        expect(page.get_by_text("没有待审的报表")).to_be_visible()
        page.keyboard.press("u")
        expect(page.get_by_role("status").first).to_contain_text("已撤回：柳林镇")
        expect(page.locator("#pane-title")).to_contain_text("柳林镇")
        page.keyboard.press("r")
        page.get_by_role("button", name="请补充台账、磅单或照片等佐证").click()
        page.keyboard.press("Control+Enter")
        # Whoever leaves the page sends what is held.
        page.get_by_role("link", name="台账").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("任务台账")
        decisions = city.report(report["report_id"])["revisions"][0]["decisions"]
        assert [(one["kind"], one["reason"]) for one in decisions] == [
            ("returned", "请补充台账、磅单或照片等佐证")
        ]
        page.goto(f"{city.address}/review")
        page.get_by_text("已审核的报表").click()
        page.locator(".decided").get_by_label("状态").select_option("returned")
        expect(page.locator(".decided").get_by_role("link", name="柳林镇")).to_be_visible()
        page.locator(".decided").get_by_label("查找").fill("石桥")
        expect(page.locator(".decided").get_by_role("link")).to_have_count(0)
        assert_accessible(page)
        assert_easy_to_touch(page)


def test_a_change_is_marked_beside_a_year_s_line_and_the_place_s_other_forms(
    browser: Browser, city: City
) -> None:
    report_control(city, TOWNSHIP, CONTROL, "2019-07")
    report_control(city, TOWNSHIP, STRANGE)
    report_control(city, NEIGHBOUR, CONTROL)
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/review")
        expect(page.locator("#pane-title")).to_contain_text("柳林镇", timeout=60_000)
        row = page.locator(".pane tbody tr", has_text="农药").filter(has_text="公斤").first
        expect(row.locator(".much")).to_have_text("+900%")
        expect(row.get_by_role("img")).to_have_attribute(
            "aria-label", re.compile("2019年7月 900、2019年8月 9,000$")
        )
        page.get_by_text("本单位当月其他表").click()
        expect(page.locator(".others")).to_contain_text("本单位当月没有其他报表")
        queue = page.get_by_role("region", name="待审报表").get_by_role("listitem")
        page.get_by_label("查找").first.fill("河口")
        expect(queue).to_have_count(1)
        page.get_by_label("查找").first.fill("")
        page.get_by_label("只看").select_option("questioned")
        expect(queue).to_have_count(1)
        expect(queue).to_contain_text("柳林镇")
        page.get_by_label("只看").select_option("late")
        expect(queue).to_have_count(3)  # of July one, of August two: all came on September 5
        expect(page.get_by_role("region", name="未报单位")).to_be_visible()


def test_letters_typed_into_a_field_are_no_acts(browser: Browser, city: City) -> None:
    report = report_control(city, TOWNSHIP, STRANGE)
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/review")
        page.get_by_role("button", name="退回").click()
        page.get_by_label("退回原因").press_sequentially("aaa")
        expect(page.get_by_label("退回原因")).to_have_value("aaa")
    assert city.report(report["report_id"])["state"] == "received"


def test_the_clean_ones_are_accepted_at_once_and_the_questioned_one_stays(
    browser: Browser, city: City
) -> None:
    strange = report_control(city, TOWNSHIP, STRANGE)
    clean = [report_control(city, place, CONTROL) for place in (NEIGHBOUR, FAR_TOWNSHIP)]
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/review")
        page.get_by_role("button", name="批量通过无疑问报表（2 份）").click()
        bulk = page.get_by_role("region", name="批量通过 2 份")
        expect(bulk).to_contain_text("从未与去年比较过的 2 份")
        expect(bulk).to_contain_text("没有疑问不等于没有问题")
        expect(bulk.get_by_role("listitem")).to_have_count(2)
        bulk.get_by_role("button", name="石桥镇").click()
        expect(page.locator("#pane-title")).to_contain_text("石桥镇")
        assert_accessible(page)
        bulk.get_by_role("button", name="通过这 2 份").click()
        expect(page.get_by_role("status").first).to_contain_text("已通过 2 份")
        expect(page.get_by_role("region", name="待审报表").get_by_role("listitem")).to_have_count(1)
    states = {one["revision_id"]: one["state"] for one in city.reports("committee")}
    assert [states[one["revision_id"]] for one in clean] == ["accepted", "accepted"]
    assert states[strange["revision_id"]] == "received"


def test_a_question_stands_before_the_report_and_a_chip_answers_it(browser: Browser, city: City) -> None:
    report_control(city, TOWNSHIP, WITHOUT_PESTICIDE)
    report_control(city, NEIGHBOUR, CONTROL)
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/review")
        first = page.get_by_role("region", name="待审报表").get_by_role("listitem").first
        expect(first).to_contain_text("柳林镇")
        expect(first).to_contain_text("处疑问")
        expect(page.get_by_role("button", name="批量通过无疑问报表（1 份）")).to_be_visible()
        question = page.locator(".pane .question")
        expect(question).to_contain_text("没有农药")
        expect(question).to_contain_text("与同一单位其他数所能支持的上限相比")
        top, table = question.bounding_box(), page.locator(".pane table").bounding_box()
        assert top is not None
        assert table is not None
        assert top["y"] < table["y"]
        question.get_by_role("button", name="属实，有台账或磅单").click()
        expect(question.locator(".answer")).to_contain_text("属实，有台账或磅单")
        # What was asked when it came in, too, is read one by one.
        expect(page.get_by_role("button", name="批量通过无疑问报表（1 份）")).to_be_visible()
        page.keyboard.press("j")
        expect(page.locator("#pane-title")).to_contain_text("河口乡")
        expect(page.locator(".pane")).to_contain_text("从未比较过：没有疑问不等于没有问题")


def test_the_month_is_closed_and_opened_again_with_a_reason(browser: Browser, city: City) -> None:
    report_control(city, TOWNSHIP, CONTROL)
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/review")
        row = page.locator(".closing tbody tr", has_text="东川县")
        expect(row).to_contain_text("未封账")
        expect(row.locator("td").first).to_have_text("1")
        row.get_by_role("button", name="封账").click()
        expect(row).to_contain_text("还有待审报表：1 份")
        expect(row).to_contain_text("未封账")
        row.get_by_role("button", name="仍要封账").click()
        expect(row).to_contain_text("已封账")
        row.get_by_role("button", name="重新开放").click()
        row.get_by_label("重新开放的原因").fill("河口乡漏报")
        row.get_by_role("button", name="重新开放").click()
        expect(row).to_contain_text("已重新开放")
        expect(row).to_contain_text("河口乡漏报")


def test_a_pocket_shows_the_short_queue(browser: Browser, city: City) -> None:
    report_control(city, TOWNSHIP, CONTROL)
    with at_desk(browser, city, "reviewer", {"width": 360, "height": 740}) as page:
        page.goto(f"{city.address}/review")
        expect(page.get_by_role("link", name="柳林镇")).to_be_visible()
        expect(page.locator(".pane")).to_have_count(0)
