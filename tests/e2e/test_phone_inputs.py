"""What people type, paste and tap is understood and shown back, or asked about; it never changes silently."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.city import City
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.e2e.phones import (
    PACKAGING,
    PACKAGING_FORM,
    SOIL_FORM,
    choose_unit,
    enrol,
    line,
    new_phone,
    row,
    send,
)
from tests.form_versions import version_of
from tests.places import TOWNSHIP

pytestmark = pytest.mark.browser

RECOVERED, DISPOSED = "本月回收包装废弃物", "本月无害化处置"
# A browser drops line ends that are pasted into a text field, unless somebody minds.
PASTE = """(input, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    if (!input.dispatchEvent(event)) return;
    input.value = text.replace(/[\\r\\n]/g, "");
    input.dispatchEvent(new Event("input", { bubbles: true }));
}"""


@pytest.fixture
def page(browser: Browser, city: City) -> Iterator[Page]:
    context: BrowserContext = new_phone(browser)
    yield enrol(context, city)
    context.close()


def open_packaging(page: Page, city: City) -> None:
    page.goto(city.address + PACKAGING_FORM)
    expect(field(page, RECOVERED)).to_be_enabled()


def field(page: Page, title: str) -> Locator:
    return page.get_by_label(title, exact=True)


def entry(page: Page, title: str) -> Locator:
    return page.locator(".field", has=field(page, title))


@pytest.mark.parametrize("cells", ["320\n280", "320\r\n280\r\n", "120\t130", "320 280"])
def test_two_pasted_cells_never_become_one_number(page: Page, city: City, cells: str) -> None:
    open_packaging(page, city)
    field(page, RECOVERED).evaluate(PASTE, cells)
    expect(entry(page, RECOVERED)).to_contain_text("看着像两个数")


def test_one_pasted_cell_is_taken_with_the_line_end_behind_it(page: Page, city: City) -> None:
    open_packaging(page, city)
    field(page, RECOVERED).evaluate(PASTE, "320\r\n")
    expect(field(page, RECOVERED)).to_have_value("320")


def test_what_is_understood_is_shown_back_and_sent(page: Page, city: City) -> None:
    open_packaging(page, city)
    field(page, RECOVERED).fill("1。5万斤")
    expect(entry(page, RECOVERED)).to_contain_text("合 7,500 公斤")
    field(page, DISPOSED).fill("无")
    expect(entry(page, DISPOSED)).to_contain_text("没有发生就填 0")
    entry(page, DISPOSED).get_by_role("button", name="填 0").click()
    expect(field(page, DISPOSED)).to_have_value("0")
    assert_no_horizontal_scroll(page)
    assert_easy_to_touch(page)
    send(page)
    expect(line(page)).to_contain_text("都已送到")
    [report] = city.reports()
    assert report["values"] == {"recovered_kg": 7500, "disposed_kg": 0}


def test_more_than_a_month_can_bring_is_refused_in_fitting_words(page: Page, city: City) -> None:
    open_packaging(page, city)
    field(page, RECOVERED).fill("250000")
    expect(entry(page, RECOVERED)).to_contain_text("最多 200,000 公斤，请核对数和单位")
    expect(entry(page, RECOVERED)).to_contain_text("今年累计（含本月）0 公斤")  # nor is it added up
    page.goto(city.address + SOIL_FORM)
    field(page, "本月取土样数").fill("9000")
    expect(entry(page, "本月取土样数")).to_contain_text("一个月最多 5,000，请核对")  # a count has no unit
    expect(entry(page, "本月取土样数")).not_to_contain_text("单位")


def test_a_form_left_blank_throughout_is_told_what_that_says(page: Page, city: City) -> None:
    open_packaging(page, city)
    page.get_by_role("button", name="填好了").click()
    blanks = page.locator("#blanks")
    expect(blanks).to_contain_text("还有 2 项空着")
    expect(blanks).to_contain_text("一项都没填：这样发送只表示“都不清楚”")
    field(page, RECOVERED).fill("30")
    expect(blanks).to_contain_text("空着表示“不清楚”，不算 0。")
    assert [one for one in city.reports() if one["period"] == "2019-09"] == []


def test_a_unit_chosen_after_the_number_offers_to_convert_it(page: Page, city: City) -> None:
    open_packaging(page, city)
    field(page, RECOVERED).fill("3000")
    choose_unit(page, RECOVERED, "吨")
    offer = entry(page, RECOVERED).get_by_role("button", name="换算成 3 吨")
    offer.click()
    expect(field(page, RECOVERED)).to_have_value("3")
    expect(offer).to_have_count(0)
    expect(entry(page, RECOVERED)).to_contain_text("合 3,000 公斤")


def test_each_question_has_chips_of_its_own_and_an_answer_of_its_own(page: Page, city: City) -> None:
    for period, values in (("2018-09", {"recovered_kg": 300, "disposed_kg": 300}),):
        city.send(
            form="packaging",
            form_version=version_of("packaging"),
            org_unit=TOWNSHIP,
            period=period,
            values=values,
        )
    page.reload()
    open_packaging(page, city)
    expect(line(page)).to_have_count(0)
    field(page, RECOVERED).fill("3000")
    field(page, DISPOSED).fill("2000")
    for title in (RECOVERED, DISPOSED):
        expect(entry(page, title).locator(".ask")).to_contain_text("去年 9 月 300 公斤")
    entry(page, RECOVERED).get_by_role("button", name="种植面积或区划有变化").click()
    page.get_by_role("button", name="填好了").click()
    # The other one is still open: nothing is sent, and the page goes there.
    expect(entry(page, DISPOSED)).to_contain_text("请选一个原因")
    assert [one for one in city.reports() if one["period"] == "2019-09"] == []
    assert_accessible(page)
    entry(page, DISPOSED).get_by_role("button", name="受灾或病虫害严重").click()
    send(page)
    expect(row(page, PACKAGING)).to_contain_text("已收到")
    asked = city.ask("reviewer", "GET", "/findings?period=2019-09")["findings"]
    said = {one["finding"]["element"]: one["answer"]["text"] for one in asked}
    assert said == {"recovered_kg": "种植面积或区划有变化", "disposed_kg": "受灾或病虫害严重"}


def test_a_correction_that_corrects_nothing_is_not_sent(page: Page, city: City) -> None:
    open_packaging(page, city)
    field(page, RECOVERED).fill("30")
    field(page, DISPOSED).fill("20")
    send(page)
    expect(row(page, PACKAGING)).to_contain_text("已收到")
    open_packaging(page, city)
    expect(page.get_by_text("和上一版一样")).to_be_visible()
    page.get_by_role("button", name="填错了").click()
    page.get_by_role("button", name="改好了").click()
    expect(page.get_by_role("button", name="改好了")).to_be_visible()
    field(page, DISPOSED).fill("21")
    expect(page.get_by_text("和上一版一样")).to_have_count(0)
    page.get_by_role("button", name="改好了").click()
    expect(row(page, PACKAGING)).to_contain_text("已收到")
    [report] = city.reports()
    assert report["values"]["disposed_kg"] == 21
