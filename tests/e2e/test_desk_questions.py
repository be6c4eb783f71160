"""The page of open questions: by what they move, answered by a chip, opened again by another number."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, WITHOUT_PESTICIDE, at_desk, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.form_versions import version_of
from tests.places import NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser


def test_a_question_is_answered_and_opens_again_with_another_number(browser: Browser, city: City) -> None:
    receipt = report_control(city, TOWNSHIP, WITHOUT_PESTICIDE)
    with at_desk(browser, city, "committee") as page:
        page.get_by_role("navigation", name="页面").get_by_role("link", name="疑问").click()
        question = page.locator("article .question")
        expect(question).to_have_count(1)
        expect(question).to_contain_text("不会提问的范围")
        expect(page.locator("#reach ~ p").first).to_contain_text("待说明 1 条，已说明 0 条")
        question.get_by_role("button", name="属实，有台账或磅单").click()
        expect(page.get_by_text("没有待说明的疑问。没有疑问不等于没有问题。")).to_be_visible()
        page.get_by_label("状态").select_option("answered")
        expect(question.locator(".answer")).to_contain_text("已说明：属实，有台账或磅单")
        city.send(
            report_id=receipt["report_id"],
            form="pest_control",
            form_version=version_of("pest_control"),
            org_unit=TOWNSHIP,
            period="2019-08",
            supersedes=receipt["revision_id"],
            reason="更正",
            values={**WITHOUT_PESTICIDE, "drone_mu": 40_000},
            not_applicable=[],
            entered={},
        )
        page.goto(f"{city.address}/questions")
        expect(question).to_contain_text("数改过，重新提问")
        expect(question.get_by_role("button", name="属实，有台账或磅单")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("link", name="看报表").click()
        expect(page.get_by_role("heading", name="柳林镇")).to_be_visible()
        expect(page.locator(".question")).to_contain_text("数改过，重新提问")


def test_what_was_accepted_against_a_question_is_kept_on_the_page(browser: Browser, city: City) -> None:
    receipt = report_control(city, TOWNSHIP, WITHOUT_PESTICIDE)
    city.decide(receipt["revision_id"], "accepted")
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/questions")
        kept = page.locator("section[aria-labelledby=accepted]")
        expect(kept.get_by_role("listitem")).to_have_count(1)
        kept.get_by_text("通过时还没有说明的疑问 1 条").click()
        expect(kept.locator(".asked")).to_contain_text("没有农药")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_a_phone_and_a_desk(browser: Browser, city: City, width: int) -> None:
    report_control(city, TOWNSHIP, WITHOUT_PESTICIDE)
    report_control(city, NEIGHBOUR, CONTROL)
    with at_desk(browser, city, "committee", {"width": width, "height": 800}) as page:
        page.goto(f"{city.address}/questions")
        expect(page.locator("article .question")).to_have_count(1)
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
        pages = page.get_by_role("navigation", name="页面").locator("a:visible, summary")
        tops = {round(one.bounding_box()["y"]) for one in pages.all()}  # type: ignore[index]
        assert len(tops) == 1, "the pages of the menu stand in one line"
