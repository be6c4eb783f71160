"""The pages under answers that a healthy demo never gives; the server is played by the test."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import canned
from tests.e2e.chromium import PHONE
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll

pytestmark = pytest.mark.browser

ASSESSMENTS = "**/api/v1/assessments**"
SESSIONS = "**/api/v1/sessions**"
NOT_SIGNED_IN = {
    "type": "/problems/not-signed-in",
    "title": "Not signed in",
    "title_zh": "尚未登录",
    "status": 401,
    "detail": "sign in and try again",
    "detail_zh": "请先登录再试",
    "instance": "/api/v1/assessments",
}
NO_SUCH_PLACE = {
    "type": "/problems/not-found",
    "title": "Not found",
    "title_zh": "没有找到",
    "status": 404,
    "detail": "there is no org unit 999: choose one from GET /org-units",
    "detail_zh": "没有代码为 999 的单位，请从列表里选",
    "instance": "/api/v1/assessments",
}


def answer(page: Page, body: dict[str, Any], *, address: str = ASSESSMENTS) -> None:
    """Let the server answer one address with `body`; a body with a status is a problem."""
    status = body.get("status", 200)
    kind = "application/json" if status < 400 else "application/problem+json"
    page.route(address, lambda route: route.fulfill(status=status, content_type=kind, body=json.dumps(body)))


def card(page: Page, indicator: str) -> Any:
    return page.locator(f"article#{indicator}")


def test_every_target_has_a_card_in_the_order_of_the_plan(page: Page, pages: str) -> None:
    body = canned.assessments()
    answer(page, body)
    page.goto(f"{pages}/overview")
    expect(page.get_by_role("heading", level=1)).to_have_text("郑州市 · 2019 年目标总览")
    shown = [article.get_attribute("id") for article in page.locator("article").all()]
    assert shown == [assessment["indicator"] for assessment in body["assessments"]]
    soil = card(page, "soil_test_coverage")
    expect(soil).to_contain_text("54.8%")
    expect(soil).to_contain_text("56.1%")
    expect(soil).to_contain_text("≥ 85%")
    expect(soil).to_contain_text("慢于序时")
    expect(soil).to_contain_text("低于序时进度 1.3 个百分点")
    expect(soil.locator(".headline")).to_have_text("很可能达标，87%")
    expect(soil).to_contain_text("依据 812 份报表，应有 900 份")


def test_a_figure_without_denominator_is_not_a_zero(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    straw = card(page, "straw_utilization")
    expect(straw.locator(".to-date dd")).to_have_text("—（尚无分母）")
    expect(straw).not_to_contain_text("0.0%")
    expect(straw).to_contain_text("这次预测没有这项指标的年末值")


def test_growth_is_drawn_with_its_good_side_below_the_target(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    sides = {}
    for indicator in ("fertilizer_growth", "soil_test_coverage"):
        line = card(page, indicator).locator("svg[role=img] .target").bounding_box()
        zone = card(page, indicator).locator("svg[role=img] .goal-zone").bounding_box()
        assert line is not None
        assert zone is not None
        middle = zone["y"] + zone["height"] / 2
        sides[indicator] = "below" if middle > line["y"] else "above"
    assert sides == {"fertilizer_growth": "below", "soil_test_coverage": "above"}
    expect(card(page, "fertilizer_growth")).to_contain_text("≤ 0.4%")
    expect(card(page, "fertilizer_growth").locator(".to-date")).to_contain_text("−0.12%")


def test_the_chart_puts_figures_where_they_belong(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    soil = card(page, "soil_test_coverage").locator("svg[role=img]")
    # The axis holds the last two months with a figure and all that lies ahead: there the fan can be seen.
    expect(soil.locator(".dot")).to_have_count(2)
    expect(soil.locator(".of-note")).to_have_text("纵轴已放大")
    expect(soil.locator(".of-target")).to_have_text("目标 ≥ 85%")
    grid = [line.bounding_box() for line in soil.locator(".grid").all()]
    ends = [soil.locator("text[text-anchor=end]").nth(at).text_content() or "" for at in (0, len(grid) - 1)]
    low, high = (float(text.strip().rstrip("%")) for text in ends)
    bottom, top = grid[0], grid[-1]
    last = soil.locator(".dot").last.bounding_box()
    assert bottom is not None
    assert top is not None
    assert last is not None
    height = (bottom["y"] - (last["y"] + last["height"] / 2)) / (bottom["y"] - top["y"])
    assert height == pytest.approx((54.8 - low) / (high - low), abs=0.01)
    fan = soil.locator("path.fan.wide").bounding_box()
    names = soil.locator("text.name").first.bounding_box()
    assert fan is not None
    assert names is not None
    assert names["y"] + names["height"] <= fan["y"] + 1  # no name lies on the fan


def test_rates_above_one_are_shown_not_clipped(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    expect(card(page, "packaging_recovery").locator(".to-date")).to_contain_text("107.0%")


def test_no_finite_number_of_draws_makes_a_certainty(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    expect(card(page, "pesticide_efficiency").locator(".headline")).to_have_text("几乎肯定达标，>99%")


def test_synthetic_data_says_so_on_the_page_and_on_every_card(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    expect(page.get_by_text("演示数据 / synthetic")).to_be_visible()
    assert page.locator("article .tags .synthetic").count() == page.locator("article").count()


def test_real_data_is_not_called_synthetic(page: Page, pages: str) -> None:
    answer(page, {**canned.assessments(), "synthetic": False})
    page.goto(f"{pages}/overview")
    expect(page.locator("article").first).to_be_visible()
    expect(page.get_by_text("演示数据")).to_have_count(0)


def test_every_chart_has_its_figures_in_a_table(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    own = card(page, "soil_test_coverage")
    expect(own).to_be_visible()
    fold = own.get_by_text("说明、数据表与历次概率")
    if fold.count() > 0:  # a phone folds what explains a card
        fold.click()
    details = own.locator("details").last
    details.locator("summary").click()
    august = details.locator("tbody tr", has_text="8月")
    assert august.locator("td").all_inner_texts() == ["54.8%", "56.1%", "−1.3"]
    september = details.locator("tbody tr", has_text="9月")
    assert september.locator("td").all_inner_texts() == ["—", "57.8%", "—"]
    assert_no_horizontal_scroll(page)


def test_what_the_numbers_rest_on_is_on_the_page(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    evidence = page.locator("section.evidence")
    for text in ("3,120", "2,950", "170", "40", "61", "3fa9c1d2e0b4", "agri-sim 1", "1,000"):
        expect(evidence).to_contain_text(text)


def test_places_are_offered_by_code_and_a_county_shows_the_city_s_target_as_reference(
    page: Page, pages: str
) -> None:
    def by_place(route: Route) -> None:
        body = canned.county() if "org_unit=410122" in route.request.url else canned.assessments()
        route.fulfill(json=body)

    page.route(ASSESSMENTS, by_place)
    page.goto(f"{pages}/overview")
    place = page.get_by_label("单位")
    expect(place).to_be_visible()
    codes = [option.get_attribute("value") for option in place.locator("option").all()]
    assert codes == ["4101", "410102", "410122", "410184"]
    place.select_option("410122")
    expect(page.get_by_role("heading", level=1)).to_contain_text("中牟县")
    expect(card(page, "soil_test_coverage")).to_contain_text("参照市级目标")
    # The address names the place: reloading or sending it shows the same, with the same list to choose from.
    page.reload()
    expect(place).to_have_value("410122")
    expect(place.locator("option")).to_have_count(4)
    place.select_option("4101")
    expect(page.get_by_role("heading", level=1)).to_contain_text("郑州市")
    assert "org_unit" not in page.url


def test_a_township_has_amounts_and_rates_but_no_target_and_no_probability(page: Page, pages: str) -> None:
    answer(page, canned.township())
    page.goto(f"{pages}/overview")
    expect(page.get_by_text("这一级没有计划目标")).to_be_visible()
    expect(page.locator("article")).to_have_count(10)
    expect(page.get_by_text("达标概率")).to_have_count(0)
    expect(page.get_by_text("计划目标", exact=True)).to_have_count(0)
    expect(page.locator(".goal-zone")).to_have_count(0)
    expect(card(page, "packaging_recovery").locator(".to-date")).to_contain_text("1,235 公斤")
    # There is nowhere else to look, so nothing is offered.
    expect(page.get_by_label("单位")).to_have_count(0)


def test_a_past_day_is_asked_of_the_server(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    with page.expect_request(lambda request: "as_of=2019-06-05" in request.url):
        page.get_by_label("数据截止日").fill("2019-06-05")
        page.get_by_label("数据截止日").dispatch_event("change")
    page.get_by_role("button", name="回到最新").click()
    expect(page.get_by_role("button", name="回到最新")).to_have_count(0)


def test_a_refusal_is_worded_by_the_server_and_shows_the_way_out(page: Page, pages: str) -> None:
    answer(page, NO_SUCH_PLACE)
    page.goto(f"{pages}/?org_unit=999")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("没有找到")
    expect(alert).to_contain_text("没有代码为 999 的单位，请从列表里选")
    assert_accessible(page)
    page.unroute(ASSESSMENTS)
    answer(page, canned.assessments())
    alert.get_by_role("button", name="回到最新的总览").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("郑州市")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_no_network_is_said_in_words_and_can_be_retried(page: Page, pages: str) -> None:
    page.route(ASSESSMENTS, lambda route: route.abort())
    page.goto(f"{pages}/overview")
    expect(page.get_by_role("alert")).to_contain_text("连不上服务器")
    page.unroute(ASSESSMENTS)
    answer(page, canned.assessments())
    page.get_by_role("button", name="重试").click()
    expect(page.locator("article").first).to_be_visible()


def test_an_answer_that_is_no_problem_document_still_ends_in_a_sentence(page: Page, pages: str) -> None:
    page.route(ASSESSMENTS, lambda route: route.fulfill(status=502, content_type="text/html", body="<p>"))
    page.goto(f"{pages}/overview")
    expect(page.get_by_role("alert")).to_contain_text("服务器没有说明原因（HTTP 502）")


def test_a_place_without_data_says_so(page: Page, pages: str) -> None:
    answer(page, {**canned.assessments(), "assessments": []})
    page.goto(f"{pages}/overview")
    expect(page.get_by_text("这里还没有可以计算的数据")).to_be_visible()


def test_whoever_is_not_signed_in_signs_in_and_returns(page: Page, pages: str) -> None:
    answer(page, NOT_SIGNED_IN)
    page.goto(f"{pages}/?as_of=2019-06-05")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    assert_no_horizontal_scroll(page)
    assert_easy_to_touch(page)
    assert_accessible(page)
    answer(
        page,
        {**NOT_SIGNED_IN, "title_zh": "账号或密码不对", "detail_zh": "请核对后再试"},
        address=SESSIONS,
    )
    page.get_by_label("账号").fill("4101")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")

    page.unroute(SESSIONS)
    page.unroute(ASSESSMENTS)
    answer(page, canned.assessments())
    answer(page, {"token": "t", "expires_at": "2019-09-06T00:00:00Z"}, address=SESSIONS)
    with page.expect_request(SESSIONS) as asked:
        page.get_by_label("密码").press("Enter")
    assert asked.value.post_data_json == {
        "name": "4101",
        "password": "wrong",
        "device": "phone" if page.viewport_size == PHONE else "desk",
        "cookie": True,
    }
    expect(page.locator("article").first).to_be_visible()
    assert page.url == f"{pages}/overview?as_of=2019-06-05"


def test_nobody_is_sent_to_a_foreign_page_after_signing_in(page: Page, pages: str) -> None:
    answer(page, {"token": "t"}, address=SESSIONS)
    page.goto(f"{pages}/sign-in?next=//example.org/")
    page.get_by_label("账号").fill("4101")
    page.get_by_label("密码").fill("right")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{pages}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("今日调度")


def test_the_page_speaks_english_and_remembers_it(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    page.get_by_role("button", name="Switch to English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zhengzhou: targets for 2019")
    expect(card(page, "soil_test_coverage")).to_contain_text("behind")
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true })")
    assert_no_horizontal_scroll(page)
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zhengzhou: targets for 2019")


def test_the_overview_is_legible_touchable_and_accessible(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    expect(page.locator("article").first).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true })")
    assert_no_horizontal_scroll(page)
    assert_easy_to_touch(page)
    assert_accessible(page)


def test_the_keyboard_alone_reaches_a_target(page: Page, pages: str) -> None:
    answer(page, canned.assessments())
    page.goto(f"{pages}/overview")
    expect(page.locator("article").first).to_be_visible()
    link = page.get_by_role("link", name="测土配方施肥技术推广覆盖率")
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("(it) => it === document.activeElement"):
            break
    else:
        pytest.fail("twenty tab stops do not reach the third target")
    page.keyboard.press("Enter")
    expect(card(page, "soil_test_coverage")).to_be_in_viewport()
    assert page.url.endswith("#soil_test_coverage")
