"""The practice month on a phone: marked, judged like the real thing, and never among what is sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlmodel import Session

from agri.services.reference.practice_month import end_practice, open_practice
from tests.drafts import changed_form
from tests.e2e.city import City
from tests.e2e.phones import PACKAGING, enrol, kept, new_phone, row, works_offline
from tests.places import CITY, NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFER = "练习：2019 年的新表，先试填"
MARK = "练习 · 不计入"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


def open_2019(city: City) -> None:
    with Session(city.app.state.desk.engine) as session, session.begin():
        open_practice(session, changed_form(), 2019, month="2019-09", now=NOW)


def field(page: Page, label: str) -> Locator:
    """The field of one quantity; its unit has a label that begins alike."""
    return page.get_by_role("textbox", name=label)


def trial(page: Page) -> None:
    """Go from the month's page to the packaging form of the practice month."""
    page.get_by_role("link", name=OFFER).click()
    expect(page.get_by_text(MARK)).to_be_visible()
    page.get_by_role("link", name=PACKAGING).click()
    expect(field(page, "本月焚烧")).to_be_visible()
    expect(page.get_by_text(MARK)).to_be_visible()


def test_without_a_practice_month_the_page_is_as_it_was(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    works_offline(page)
    expect(page.get_by_text("练习")).to_have_count(0)
    page.goto(f"{city.address}/practice")
    expect(page.get_by_text("现在没有练习")).to_be_visible()


def test_a_form_is_tried_questioned_refused_and_kept_apart(phone: BrowserContext, city: City) -> None:
    open_2019(city)
    page = enrol(phone, city)
    trial(page)
    field(page, "本月回收包装废弃物").fill("-4")
    page.get_by_role("button", name="提交试填").click()
    expect(page.get_by_text("不能小于")).to_be_visible()  # refused like a report
    field(page, "本月回收包装废弃物").fill("1")
    field(page, "本月焚烧").fill("2")
    field(page, "本月无害化处置").fill("900")
    expect(page.get_by_text("今年累计处置量超过回收量")).to_be_visible()  # questioned like one
    assert kept(page, "drafts") == 0
    page.reload()
    expect(field(page, "本月焚烧")).to_have_value("2")
    page.get_by_role("button", name="写一句…").click()
    page.get_by_label("为什么是这个数？").fill("试一试")
    page.get_by_role("button", name="提交试填").click()
    expect(page.get_by_role("link", name=PACKAGING)).to_contain_text("已试填")
    expect(page.get_by_text(MARK)).to_be_visible()
    [sent] = city.ask("reviewer", "GET", "/practice/reports")["trials"]
    assert sent["values"] == {"recovered_kg": 1, "burned_kg": 2, "disposed_kg": 900}
    assert [finding["code"] for finding in sent["findings"]] == ["packaging-disposed-above-recovered"]
    assert (kept(page, "drafts"), kept(page, "outbox"), kept(page, "sent")) == (0, 0, 0)
    assert city.reports() == []
    page.get_by_role("link", name="返回").click()
    expect(row(page, PACKAGING)).to_contain_text("未填")


def test_what_is_typed_without_network_is_not_lost(phone: BrowserContext, city: City) -> None:
    open_2019(city)
    page = enrol(phone, city)
    works_offline(page)
    trial(page)
    city.stop()
    for label in ("本月回收包装废弃物", "本月焚烧", "本月无害化处置"):
        field(page, label).fill("3")
    page.get_by_role("button", name="提交试填").click()
    expect(page.get_by_text("连不上服务器")).to_be_visible()
    page.get_by_role("button", name="先存着").click()
    expect(page.get_by_role("link", name=PACKAGING)).to_contain_text("填了一半")
    assert kept(page, "outbox") == 0
    city.start_again()
    page.get_by_role("link", name=PACKAGING).click()
    expect(field(page, "本月焚烧")).to_have_value("3")
    with Session(city.app.state.desk.engine) as session, session.begin():
        end_practice(session, CITY, now=NOW)
    page.get_by_role("button", name="提交试填").click()
    expect(page.get_by_text("练习已结束")).to_be_visible()
