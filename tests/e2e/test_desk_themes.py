"""The four themes: within two clicks, each with its indicators, process, references, pilots and places."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, open_page, project, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser
THEMES = {
    "化肥": "fertilizer",
    "测土配方": "soil_test",
    "农膜与包装": "film_and_packaging",
    "秸秆": "straw",
}


def test_each_theme_is_two_clicks_away_and_shows_all_that_belongs_to_it(browser: Browser, city: City) -> None:
    for place in (TOWNSHIP, NEIGHBOUR):
        city.decide(report_control(city, place, CONTROL)["revision_id"], "accepted")
    project(city)
    plan = city.ask("committee", "GET", "/plan")
    answer = city.ask("committee", "GET", "/assessments")
    shown = [one["indicator"] for one in answer["assessments"]]
    with at_desk(browser, city, "committee") as page:
        for title, theme in THEMES.items():
            page.goto(city.address)
            open_page(page, "专题")
            page.get_by_role("navigation", name="专题").get_by_role("link", name=title).click()
            expect(page.get_by_role("heading", level=1)).to_contain_text(title)
            own = [one["code"] for one in plan["indicators"] if one["theme"] == theme]
            assert own, theme
            cards = page.locator("article")
            expect(cards).to_have_count(len(own))
            codes = [card.get_attribute("id") for card in cards.all()]
            assert sorted(codes, key=shown.index) == [code for code in shown if code in own]
            expect(page.locator("section[aria-labelledby=below] .screen-only tbody tr")).to_have_count(2)
            references = page.locator("section[aria-labelledby=references]")
            if theme == "film_and_packaging":
                expect(references.locator("tbody tr")).to_contain_text("80.0%")
                expect(references.locator("tbody tr")).to_contain_text("nation-film-goal")
            assert_no_horizontal_scroll(page)
            assert_easy_to_touch(page)
            assert_accessible(page)
