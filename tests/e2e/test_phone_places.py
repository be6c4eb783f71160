"""A phone of somebody with several places, of a place for which somebody else filed, and whom to call."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.e2e.city import City
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.e2e.phones import SOIL, enrol, fill_soil, line, new_phone, row, send
from tests.form_versions import version_of
from tests.places import NEIGHBOUR, TOWNSHIP, person_id

pytestmark = pytest.mark.browser


def test_one_person_reports_for_two_places(browser: Browser, city: City) -> None:
    city.ask("reviewer", "PATCH", f"/users/{person_id('reporter')}", json={"places": [TOWNSHIP, NEIGHBOUR]})
    phone = new_phone(browser)
    page = enrol(phone, city)
    expect(page.get_by_role("heading", level=1)).to_contain_text("柳林镇")
    page.get_by_label("填报单位").select_option("河口乡")
    expect(page.get_by_role("heading", level=1)).to_contain_text("河口乡")
    assert_no_horizontal_scroll(page)
    assert_easy_to_touch(page)
    assert_accessible(page)
    row(page, SOIL).get_by_role("link").click()
    fill_soil(page)
    send(page)
    expect(row(page, SOIL)).to_contain_text("已收到")
    assert [one["org_unit"] for one in city.reports()] == [NEIGHBOUR]
    page.get_by_label("填报单位").select_option("柳林镇")
    expect(page.get_by_role("heading", level=1)).to_contain_text("柳林镇")
    expect(row(page, SOIL)).to_contain_text("未填")
    phone.close()


def test_another_place_is_chosen_while_a_round_is_under_way(browser: Browser, city: City) -> None:
    city.ask("reviewer", "PATCH", f"/users/{person_id('reporter')}", json={"places": [TOWNSHIP, NEIGHBOUR]})
    phone = new_phone(browser)
    page = enrol(phone, city)
    expect(line(page)).to_contain_text("都已送到")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/reports?*", hold, times=1)
    with page.expect_request("**/api/v1/reports?*"):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_label("填报单位").select_option("河口乡")
    [round_under_way] = held
    round_under_way.continue_()
    expect(page.get_by_role("heading", level=1)).to_contain_text("河口乡")
    phone.close()


def test_a_township_confirms_what_was_filed_for_it_and_sees_whom_to_call(
    browser: Browser, city: City
) -> None:
    phone = new_phone(browser)
    page = enrol(phone, city)
    expect(page.locator(".call")).to_contain_text("还没登记办公电话")
    city.ask("committee", "PATCH", f"/users/{person_id('reviewer')}", json={"telephone": "0371-6123"})
    city.send(
        "reviewer",
        form="soil_testing",
        form_version=version_of("soil_testing"),
        org_unit=TOWNSHIP,
        period="2019-09",
        supersedes=None,
        reason=None,
        values={"samples_taken": 6, "samples_analysed": 0, "cards_issued": 0},
        not_applicable=[],
        entered={},
    )
    page.reload()
    expect(row(page, SOIL)).to_contain_text("Reviewer 代录")
    expect(page.locator(".call")).to_contain_text("0371-6123")
    row(page, SOIL).get_by_role("link").click()
    expect(page.get_by_text("这一版由 Reviewer 代录")).to_be_visible()
    page.get_by_role("button", name="核对无误，确认").click()
    expect(page.get_by_text("这一版由 Reviewer 代录")).to_have_count(0)
    assert [one["filing"] for one in city.reports()] == ["confirmed"]
    page.goto(f"{city.address}/device")
    expect(page.get_by_role("link", name="0371-6123")).to_be_visible()
    assert_easy_to_touch(page)
    assert_accessible(page)
    phone.close()
