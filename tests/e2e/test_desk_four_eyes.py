"""Four eyes at the desk: who may not decide sees why and who may; who looks a second time sees what waits."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, report_control
from tests.e2e.judging import assert_accessible, assert_no_horizontal_scroll
from tests.form_versions import version_of
from tests.places import TOWNSHIP, person_id

pytestmark = pytest.mark.browser


def test_who_entered_a_report_sees_why_somebody_else_decides_and_no_button(
    browser: Browser, city: City
) -> None:
    city.send(
        "reviewer",
        form="pest_control",
        form_version=version_of("pest_control"),
        org_unit=TOWNSHIP,
        period="2019-08",
        supersedes=None,
        reason=None,
        values=CONTROL,
        not_applicable=[],
        entered={},
    )
    with at_desk(browser, city, "reviewer") as page:
        page.goto(f"{city.address}/review")
        pane = page.locator("section.pane")
        expect(pane).to_contain_text("不能审核自己填报的报表")
        expect(pane).to_contain_text("可审核：")
        expect(pane.get_by_role("button", name="通过")).to_have_count(0)
        expect(pane.get_by_role("button", name="退回")).to_have_count(0)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/review")
        pane = page.locator("section.pane")
        expect(pane.get_by_role("button", name="通过")).to_be_visible()
        expect(pane).not_to_contain_text("不能审核自己填报的报表")


def test_the_committee_sees_a_marked_acceptance_and_accepts_it_once_more(
    browser: Browser, city: City
) -> None:
    code = city.ask("reviewer", "POST", f"/users/{person_id('reporter')}/enrolments")["code"]
    httpx.post(f"{city.address}/api/v1/enrolments", json={"code": code}).raise_for_status()
    receipt = report_control(city, TOWNSHIP, CONTROL)
    where = f"/revisions/{receipt['revision_id']}/decisions"
    assert city.ask("reviewer", "POST", where, json={"kind": "accepted", "reason": None})["mark"]
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/review")
        looks = page.get_by_role("region", name="需再审一次（1）")
        expect(looks.get_by_role("listitem")).to_have_count(1)
        assert_accessible(page)
        assert_no_horizontal_scroll(page)
        looks.get_by_role("button", name="再次通过").click()
        expect(looks).to_have_count(0)
    [settled] = city.ask("committee", "GET", "/decisions/marked")["decisions"]
    assert settled["is_settled"] is True
