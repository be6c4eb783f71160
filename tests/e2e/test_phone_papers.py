"""One's own papers: the form to sign, the workbook, the public check; and a place that keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.chromium import PHONE
from tests.e2e.city import City
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.e2e.phones import PACKAGING_FORM, enrol, new_phone, report_soil, row, works_offline

pytestmark = pytest.mark.browser
WECHAT = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/107 Mobile MicroMessenger/8.0.40"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def test_a_report_is_printed_and_its_paper_checked_by_anybody(
    browser: Browser, phone: BrowserContext, city: City
) -> None:
    page = enrol(phone, city)
    report_soil(page, city)
    [listed] = city.reports()
    page.goto(f"{city.address}/history/{listed['report_id']}")
    paper = page.get_by_role("link", name="打印签字盖章表（PDF）")
    answer = phone.request.get(city.address + str(paper.get_attribute("href")))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    book = page.get_by_role("link", name="存为表格（Excel）")
    assert phone.request.get(city.address + str(book.get_attribute("href"))).ok
    assert_easy_to_touch(page)
    assert_accessible(page)
    [version] = city.report(listed["report_id"])["revisions"]
    address = f"{city.address}/genuine/{version['revision_id']}/"
    anybody = browser.new_context(viewport=PHONE, locale="zh-CN")
    seen = anybody.new_page()
    for digest, word in ((version["digest"], "真实"), ("0" * 64, "查无此件"), ("nonsense", "查无此件")):
        seen.goto(address + digest)
        expect(seen.get_by_role("status")).to_contain_text(word)
        assert_no_horizontal_scroll(seen)
        assert_accessible(seen)
        assert "6" not in seen.get_by_role("status").inner_text()  # no figure
    city.send(
        form="soil_testing",
        form_version=version["form_version"],
        org_unit=listed["org_unit"],
        period=listed["period"],
        values={**version["values"], "samples_taken": 7},
        report_id=listed["report_id"],
        supersedes=version["revision_id"],
        reason="核对后更正",
    )
    seen.goto(address + version["digest"])
    expect(seen.get_by_role("status")).to_contain_text("已被更正")
    anybody.close()


# By what a place that cannot keep the page is known, and the way out that is said there.
WRONG_PLACES = {
    "wechat": (f"userAgent:{WECHAT}", "在浏览器打开"),
    "http": ("Object.defineProperty(window, 'isSecureContext', { get: () => false })", "要 https 开头的网址"),
    "private": (
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
        "普通窗口",
    ),
    "iphone": ("Object.defineProperty(navigator, 'standalone', { get: () => false })", "添加到主屏幕"),
}


@pytest.mark.parametrize(("sign", "way_out"), WRONG_PLACES.values(), ids=WRONG_PLACES)
def test_a_wrong_place_is_named_at_once_with_the_way_out(
    browser: Browser, city: City, sign: str, way_out: str
) -> None:
    agent = sign.removeprefix("userAgent:") if sign.startswith("userAgent:") else None
    phone = browser.new_context(viewport=PHONE, locale="zh-CN", user_agent=agent)
    if agent is None:
        phone.add_init_script(sign)
    page = phone.new_page()
    page.goto(city.address + "/sign-in")
    expect(page.get_by_text("agri demo")).to_have_count(0)
    for address in ("/sign-in", city.enrolment(), None):
        if address is None:
            page.get_by_role("button", name="绑定").click()  # and on the month's page
            page.wait_for_url("**/month")
        else:
            page.goto(city.address + address)
        expect(page.locator(".place")).to_contain_text(way_out)
        # Where nothing can be kept no round begins, and none is promised.
        expect(page.get_by_text("正在")).to_have_count(0)
        assert_no_horizontal_scroll(page)
        assert_accessible(page)
    phone.close()


def test_a_browser_that_promises_nothing_is_told_of_once_something_is_kept(
    phone: BrowserContext, city: City
) -> None:
    phone.add_init_script("navigator.storage.persisted = navigator.storage.persist = async () => false")
    page = enrol(phone, city)
    said = page.get_by_text("浏览器没有答应长期保存")
    expect(said).to_have_count(0)
    page.goto(city.address + PACKAGING_FORM)
    page.get_by_label("本月回收").first.fill("12")
    expect(page.get_by_text("已存在手机里")).to_be_visible()
    page.goto(f"{city.address}/month")
    expect(said).to_be_visible()
    expect(said).to_contain_text("添加到主屏幕")


def test_an_ordinary_browser_hears_nothing_of_it(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    expect(row(page, "测土配方施肥月报")).to_be_visible()
    expect(page.locator(".place")).to_have_count(0)


def test_pure_nutrient_is_worked_out_and_both_factors_are_kept(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    page.goto(f"{city.address}/month/fertilizer/2019-09")
    field = page.locator(".field", has=page.locator("#e-other_n_t"))
    field.get_by_text("帮我按含量算").click()
    field.get_by_role("button", name="尿素", exact=True).click()
    field.get_by_label("实物（吨）").fill("120")
    assert_easy_to_touch(page)
    assert_no_horizontal_scroll(page)
    assert_accessible(page)
    field.get_by_role("button", name="填入 55.2 吨").click()
    expect(page.locator("#e-other_n_t")).to_have_value("55.2")
    expect(field).to_contain_text("算法：尿素 120 吨 × 46%")
    for button in page.get_by_role("button", name="本月无此项").all():
        button.click()
    page.get_by_role("button", name="发送").last.click()
    page.wait_for_url(lambda url: "fertilizer" not in url.split("?")[0])
    page.get_by_role("link", name="回到本月").click()
    expect(row(page, "化肥使用量月报")).to_contain_text("已收到")
    [listed] = city.reports(form="fertilizer")
    [version] = city.report(listed["report_id"])["revisions"]
    assert version["entered"] == {"other_n_t": [55.2, "t", "尿素 120 吨 × 46%"]}
    row(page, "化肥使用量月报").get_by_role("link").click()
    expect(page.get_by_role("row", name="其他作物氮肥")).to_contain_text("算法：尿素 120 吨 × 46%")
    # Next time the content is offered, never the amount; what is taken over is marked for the reviewer.
    page.goto(f"{city.address}/month/fertilizer/2019-08")
    field.get_by_text("帮我按含量算").click()
    field.get_by_role("button", name="沿用 2019年9月的尿素 46%").click()
    expect(field.get_by_label("实物（吨）")).to_have_value("")
    field.get_by_label("实物（吨）").fill("10")
    assert_easy_to_touch(page)
    field.get_by_role("button", name="填入 4.6 吨").click()
    expect(field).to_contain_text("算法：尿素 10 吨 × 46%（沿用 2019年9月）")


def test_the_year_and_a_report_never_opened_are_read_without_network(
    phone: BrowserContext, city: City
) -> None:
    page = enrol(phone, city)
    report_soil(page, city)
    expect(row(page, "测土配方施肥月报")).to_contain_text("已收到")
    page.get_by_role("link", name="记录").click()
    expect(page.locator(".sums")).to_be_visible()
    works_offline(page)
    phone.set_offline(True)
    page.reload()
    page.get_by_text("2019 年合计").click()
    expect(page.locator(".sums")).to_contain_text("取土样数6 个")
    page.get_by_role("link", name="测土配方施肥月报").click()
    expect(page.get_by_text("下面只有最后一版的数字")).to_be_visible()
    expect(page.get_by_role("row", name="本月取土样数")).to_contain_text("6")
    assert_accessible(page)
    page.get_by_role("link", name="我的", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="把该报的日子加进手机日历").click()
    text = download.value.path().read_text("utf-8")
    assert text.count("BEGIN:VEVENT") >= 2
    assert "DTSTART;VALUE=DATE:20191003" in text
