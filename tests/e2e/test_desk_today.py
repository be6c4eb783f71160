"""今日调度: ten seconds and one screen, after any review act, in both languages; one click to a letter."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlmodel import Session

from agri.services.outlook.search_measures import SearchQuestion, ask_search
from agri.services.outlook.stored_runs import store_answer
from agri.terms import Basis
from tests.e2e.city import City
from tests.e2e.desks import CONTROL, SCREEN, at_desk, project, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import COUNTY, NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser

# On the path? The year's end? What next month? Which numbers are in doubt?
ANSWERS = {
    "zh": ("至今比序时进度", "全部达标的把握：核实推算", "本月三件事", "优先核实数据"),
    "en": (
        "To date against the plan",
        "Chance of meeting all",
        "Three things this month",
        "Data to verify first",
    ),
}
NAMES = {
    "zh": ("中原区", "管城回族区", "郑州航空港经济综合实验区"),
    "en": ("Zhongyuan District", "Guancheng Hui District", "Zhengzhou Airport Economy Zone"),
}
GAINS = {Basis.TRUE: 0.031, Basis.REPORTED: 0.052}


def advise(city: City) -> None:
    """Store both searches' answers: one unit of unified control raises the chance in the field."""
    engine, now = city.app.state.desk.engine, city.clock()
    for basis, gain in GAINS.items():
        with Session(engine, expire_on_commit=False) as session, session.begin():
            row, _ = ask_search(session, "4101", SearchQuestion(now.date(), 0.8, 1, 256, basis), now=now)
        target = {
            "indicator": "unified_control_coverage",
            "probability_gain": gain,
            "probability_error": 0.004,
        }
        line = {
            "measure": "spraying_teams",
            "place": COUNTY,
            "starts_on": "2019-09-16",
            "cost_yuan": 40_000.0,
            "targets": [target],
        }
        store_answer(engine, row, now=now, result=json.dumps({"gains": [line]}))


def as_of_a_whole_city(route: Route, names: tuple[str, ...]) -> None:
    """The tiny city's own answer, with as much in each list as a city of fifteen counties has."""
    answer: dict[str, Any] = route.fetch(timeout=60_000).json()
    (thing,) = answer["advice"]["things"]
    answer["advice"]["things"] = [{**thing, "measure": f"{thing['measure']}{at}"} for at in range(3)]
    county = answer["missing"][0]
    answer["missing"] = [{**county, "county": f"4199{at:02}", "name": names[at % 3]} for at in range(15)]
    question = {
        "zh": "“小麦本月新增配方施肥面积”2018年2月0.097亩，这次870亩：是不是亩和万亩填混了？",
        "en": "Wheat newly under formula fertilization: 0.097 mu in 2018-02, 870 mu now: were units mixed?",
    }
    check = {
        "id": "0" * 24,
        "org_unit": "410122101",
        "share": 0.0043,
        "question": question,
        "reports": [],
        "answer": None,
    }
    answer["checks"] = [{**check, "id": f"{at:024}"} for at in range(5)]
    answer["open_checks"] = 25
    answer["names"] = {"410122101": "八岗镇"}
    answer["evidence"]["beside"] = [
        {
            "form": "dealer_sales",
            "title": {"zh": "化肥经销量月报（折纯）", "en": "Fertilizer sold by dealers (pure nutrient)"},
            "expected": 120,
            "missing": 3,
            "pending": 3,
        }
    ]
    route.fulfill(json=answer)


def assert_above_the_fold(page: Page, words: tuple[str, ...]) -> None:
    assert page.viewport_size is not None
    for word in words:
        found = page.locator("main").get_by_text(word).first
        expect(found).to_be_visible()
        box = found.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= page.viewport_size["height"], word


def accept(city: City) -> None:
    city.decide(report_control(city, TOWNSHIP, CONTROL)["revision_id"], "accepted")


def send_back(city: City) -> None:
    city.decide(report_control(city, NEIGHBOUR, CONTROL)["revision_id"], "returned", "请核对")


def close(city: City) -> None:
    city.ask("reviewer", "POST", "/closures", json={"org_unit": COUNTY, "period": "2019-07", "act": "closed"})


def test_ten_seconds_are_enough_after_any_review_act(browser: Browser, city: City) -> None:
    accept(city)
    project(city)
    advise(city)
    acts: tuple[Callable[[City], None], ...] = (send_back, close)
    with at_desk(browser, city, "committee") as page:
        page.route("**/api/v1/today*", lambda route: as_of_a_whole_city(route, NAMES["zh"]))
        for act in acts:
            act(city)
            page.goto(city.address)
            assert_above_the_fold(page, ANSWERS["zh"])
        # The chances stay, and what they do not know yet is said beside them.
        expect(page.locator(".joint")).to_contain_text("%")
        assert page.evaluate("document.documentElement.scrollHeight") <= SCREEN["height"]
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        page.unroute_all(behavior="ignoreErrors")
        page.route("**/api/v1/today*", lambda route: as_of_a_whole_city(route, NAMES["en"]))
        page.reload()
        page.get_by_role("button", name="Switch to English").click()
        assert_above_the_fold(page, ANSWERS["en"])
        expect(page.locator(".joint")).to_contain_text("%")
        assert page.evaluate("document.documentElement.scrollHeight") <= SCREEN["height"]
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        # Every number opens what it rests on: who is missing by form and county, too.
        page.locator("a.counties").click()
        expect(page).to_have_url(re.compile("/belief#silent$"))
        expect(page.locator("#silent")).to_be_in_viewport()
        # The page looks again by itself: what it asks while it is closed is nobody's.
        page.unroute_all(behavior="ignoreErrors")


def test_one_click_makes_a_task_and_a_letter_to_the_county(browser: Browser, city: City) -> None:
    accept(city)
    project(city)
    advise(city)
    with at_desk(browser, city, "committee") as page:
        page.goto(city.address)
        things = page.get_by_role("region", name="本月三件事")
        expect(things).to_contain_text("实际工作 +3.1±0.4")
        expect(things).to_contain_text("只在报表上 +2.1±0.6")
        things.get_by_role("button", name="立为督办").click()
        letter = page.locator("article.letter")
        expect(letter).to_contain_text("东川县")
        expect(letter).to_contain_text("+3.1±0.4")
        expect(letter).to_contain_text("2019年9月16日前")
        expect(letter).to_contain_text("达标把握不足")
        assert_accessible(page)
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="打印")).to_be_hidden()
        page.emulate_media(media="screen")
        page.get_by_role("link", name="在台账中查看").click()
        expect(page.locator(".tasks > li")).to_have_count(1)
        page.goto(city.address)
        expect(things.get_by_role("link", name="督办函")).to_be_visible()
        expect(things.get_by_role("button", name="立为督办")).to_have_count(0)


def test_a_letter_on_a_task_that_no_search_made_claims_no_doubt(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/order/3-5-4a-01")  # without a date or an indicator
        letter = page.locator("article.letter")
        expect(letter).to_contain_text("请抓紧落实")
        expect(letter).not_to_contain_text("达标把握不足")
        expect(letter).not_to_contain_text("“”")


def test_who_is_missing_is_copied_and_the_way_to_send_is_said(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "reviewer") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(city.address)
        missing = page.get_by_role("region", name="未报单位")
        missing.get_by_role("button", name="发送催报").click()
        expect(missing.get_by_role("alert")).to_contain_text("可复制名单自行通知")
        missing.get_by_role("button", name="复制名单").click()
        expect(missing.get_by_role("status")).to_contain_text("已复制")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "柳林镇" in copied
        assert "9月3日到期" in copied
