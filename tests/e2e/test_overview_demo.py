"""The committee's overview on the real server and the demo year: what is drawn is what the API says."""

from __future__ import annotations

import math
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.e2e.serving import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TARGETS = [
    "fertilizer_growth",
    "fertilizer_efficiency",
    "soil_test_coverage",
    "unified_control_coverage",
    "green_control_coverage",
    "pesticide_efficiency",
]
WORDS = {"ahead": "快于序时", "on_path": "基本持平", "behind": "慢于序时"}


def sign_in(page: Page, address: str, name: str = "4101") -> None:
    page.goto(f"{address}/overview")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("article").first).to_be_visible()


def asked(page: Page, address: str, **query: str) -> dict[str, Any]:
    """Ask the API what it tells the page, with the page's own cookie."""
    response = page.request.get(f"{address}/api/v1/assessments", params=query)
    assert response.status == 200
    return response.json()


def assert_shows(data: Locator, value: float, *, decimals: int) -> None:
    """The figure is exact in the markup and rounded, not otherwise changed, in print."""
    assert float(data.get_attribute("value") or "nan") == value
    printed = data.inner_text().replace("−", "-").strip("≥≤<+ %")
    assert math.isclose(float(printed), 100 * value, abs_tol=0.51 * 10**-decimals)


def test_the_six_targets_show_what_the_api_says(page: Page, demo_server: str) -> None:
    sign_in(page, demo_server)
    answer = asked(page, demo_server)
    shown = {entry["indicator"]: entry for entry in answer["assessments"] if entry["target"] is not None}
    assert list(shown) == TARGETS
    expect(page.locator("section[aria-labelledby=targets] article")).to_have_count(len(TARGETS))
    for indicator, entry in shown.items():
        card = page.locator(f"article#{indicator}")
        decimals = 2 if indicator.endswith("_growth") else 1
        progress, outlook = entry["progress"], entry["outlook"]
        expect(card.get_by_role("heading", level=3)).to_have_text(entry["title"]["zh"])
        clause = entry["clause"].translate(str.maketrans("()", "（）"))  # narrow marks of the plan shown wide
        expect(card.locator(".tags")).to_contain_text(clause)
        assert_shows(card.locator(".to-date data"), progress["value"], decimals=decimals)
        assert_shows(card.locator(".planned data"), progress["path"], decimals=decimals)
        assert_shows(card.locator(".standing .target data"), entry["target"], decimals=1)
        expect(card.locator(".to-date")).to_contain_text(WORDS[progress["word"]])
        word = outlook["reported"]["word"]["zh"]
        expect(card.locator(".headline")).to_contain_text(word)
        rows = card.locator("li")
        for row, basis in zip(rows.all(), ("reported", "true"), strict=True):
            assert_shows(row.locator(".middle data"), outlook[basis]["q50"], decimals=decimals)
            probability = outlook[basis]["probability"]
            if 0.005 <= probability <= 0.995:
                assert_shows(row.locator(".chance data"), probability, decimals=0)
        expect(card.locator("footer")).to_contain_text(f"{progress['reports']:,}")


def test_the_demo_stands_on_its_own_day_and_says_it_is_synthetic(page: Page, demo_server: str) -> None:
    sign_in(page, demo_server)
    answer = asked(page, demo_server)
    assert answer["as_of"] == "2019-09-05"
    assert answer["synthetic"] is True
    expect(page.get_by_text("截至 2019年9月5日").first).to_be_visible()
    expect(page.get_by_text("演示数据 / synthetic")).to_be_visible()
    expect(page.locator("section.evidence")).to_contain_text(answer["snapshot"][:12])
    expect(page.locator("section.evidence")).to_contain_text(answer["method"])


def test_the_overview_is_legible_touchable_and_accessible(page: Page, demo_server: str) -> None:
    sign_in(page, demo_server)
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true })")
    assert_no_horizontal_scroll(page)
    assert_easy_to_touch(page)
    assert_accessible(page)


def test_a_county_shows_the_city_s_targets_as_reference(page: Page, demo_server: str) -> None:
    sign_in(page, demo_server)
    page.get_by_label("单位").select_option("410122")
    expect(page.get_by_role("heading", level=1)).to_contain_text("中牟县")
    answer = asked(page, demo_server, org_unit="410122")
    soil = next(entry for entry in answer["assessments"] if entry["indicator"] == "soil_test_coverage")
    assert soil["is_reference"] is True
    card = page.locator("article#soil_test_coverage")
    expect(card).to_contain_text("参照市级目标")
    assert_shows(card.locator(".to-date data"), soil["progress"]["value"], decimals=1)


def test_places_are_listed_by_code_and_never_ranked(page: Page, demo_server: str) -> None:
    sign_in(page, demo_server)
    codes = page.get_by_label("单位").locator("option").evaluate_all("all => all.map((one) => one.value)")
    assert len(codes) > 10
    assert codes[1:] == sorted(codes[1:])


def test_an_earlier_day_knows_less(page: Page, demo_server: str) -> None:
    sign_in(page, demo_server)
    today = asked(page, demo_server)["evidence"]["received"]
    page.goto(f"{demo_server}/?as_of=2019-06-05")
    expect(page.get_by_text("截至 2019年6月5日").first).to_be_visible()
    earlier = asked(page, demo_server, as_of="2019-06-05")["evidence"]["received"]
    assert earlier < today
    expect(page.locator("section.evidence")).to_contain_text(f"{earlier:,}")


def test_a_place_that_does_not_exist_is_refused_in_words(page: Page, demo_server: str) -> None:
    sign_in(page, demo_server)
    page.goto(f"{demo_server}/?org_unit=999999")
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in alert.locator("p").last.inner_text())
    alert.get_by_role("button", name="回到最新的总览").click()
    expect(page.locator("article").first).to_be_visible()


def test_a_wrong_password_is_refused_and_nothing_is_shown(page: Page, demo_server: str) -> None:
    page.goto(f"{demo_server}/overview")
    page.get_by_label("账号").fill("4101")
    page.get_by_label("密码").fill("not-the-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("article")).to_have_count(0)


def test_whoever_signs_out_is_out(page: Page, demo_server: str) -> None:
    sign_in(page, demo_server)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    page.goto(f"{demo_server}/overview")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    assert page.request.get(f"{demo_server}/api/v1/assessments").status == 401
