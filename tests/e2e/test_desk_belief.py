"""Which numbers not to believe: questions by kind and place, silence, spot checks, reported beside true."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, STRANGE, at_desk, open_page, project, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import FAR_TOWNSHIP, NEIGHBOUR, TOWNSHIP

pytestmark = pytest.mark.browser


def test_a_question_is_seen_by_kind_and_place_and_answered(browser: Browser, city: City) -> None:
    report_control(city, TOWNSHIP, STRANGE)
    with at_desk(browser, city, "committee") as page:
        open_page(page, "数据核实")
        questions = page.locator("section[aria-labelledby=asked]")
        cell = questions.locator("td button").first
        assert "东川县" in (cell.get_attribute("aria-label") or "")
        cell.click()
        expect(cell).to_have_attribute("aria-pressed", "true")
        expect(questions.locator("li")).to_have_count(1)
        questions.get_by_role("button", name="写说明").first.click()
        questions.get_by_label("说明").fill("八月稻飞虱重，县植保站已核")
        questions.get_by_role("button", name="登记说明").click()
        expect(questions.get_by_text("说明：八月稻飞虱重")).to_be_visible()
        # The answer says why; the number stands as it was sent.
        expect(questions.locator("li").first).to_contain_text("9,000 公斤")


def test_who_has_not_reported_is_counted_by_form_and_county(browser: Browser, city: City) -> None:
    report_control(city, TOWNSHIP, CONTROL)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/belief")
        silent = page.locator("section[aria-labelledby=silent]")
        row = silent.locator("tbody tr", has_text="病虫害防治月报")
        rows = city.ask("committee", "GET", "/completeness")["rows"]
        expected = {
            county: sum(
                one["expected"] - one["arrived"]
                for one in rows
                if (one["form"], one["org_unit"]) == ("pest_control", county)
            )
            for county in ("410191", "410192")
        }
        expect(row.locator("td").nth(0)).to_have_text(str(expected["410191"]))
        expect(row.locator("td").nth(1)).to_have_text(str(expected["410192"]))
        assert expected["410191"] != expected["410192"]


def test_spot_checks_stand_beside_what_was_reported(browser: Browser, city: City) -> None:
    receipt = report_control(city, FAR_TOWNSHIP, CONTROL)
    city.ask("committee", "POST", f"/revisions/{receipt['revision_id']}/decisions", json={"kind": "accepted"})
    body = {
        "org_unit": FAR_TOWNSHIP,
        "period": "2019-08",
        "form": "pest_control",
        "data_element": "drone_mu",
        "verified": 3_200,
        "drawn": "random",
    }
    city.ask("committee", "POST", "/spot-checks", json=body)
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/belief")
        page.get_by_role("heading", name="抽查 1 处").click()
        row = page.locator("#checked tbody tr")
        expect(row).to_have_count(1)
        assert row.locator("td").all_inner_texts() == ["1", "1", "4,000", "3,200", "1.25"]


def test_the_reported_and_the_true_outlook_stand_side_by_side(browser: Browser, city: City) -> None:
    for place in (TOWNSHIP, NEIGHBOUR):
        receipt = report_control(city, place, CONTROL)
        city.decide(receipt["revision_id"], "accepted")
    project(city, 200)
    answer = city.ask("committee", "GET", "/assessments")
    judged = [one for one in answer["assessments"] if one["outlook"] and one["target"] is not None]
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/belief")
        two = page.locator("section[aria-labelledby=two]")
        chart = two.locator("svg[role=img]")
        expect(chart.locator("polygon.true")).to_have_count(len(judged))
        titles = chart.locator("text.title").all_text_contents()
        assert "".join(titles) == "".join(one["title"]["zh"] for one in judged)
        two.get_by_text("数据表").click()
        expect(two.locator("tbody tr")).to_have_count(len(judged))
        page.get_by_role("heading", name="预测误差来源").click()
        doubt = page.locator("section[aria-labelledby=sources] tbody tr")
        widths = [one for one in answer["projection"]["width"] if one["basis"] == "true"]
        expect(doubt).to_have_count(len(widths))
        [efficiency] = [one for one in widths if one["indicator"] == "pesticide_efficiency"]
        cells = doubt.filter(has_text="农药有效利用率").locator("td").all_inner_texts()
        assert cells[0] == f"±{100 * efficiency['sd']:.1f}"
        for at, source in ((1, "over_reporting"), (6, "coefficients"), (7, "experience")):
            share = efficiency["shares"].get(source, 0.0)
            assert cells[at] == f"{int(100 * share + 0.5)}%", source  # half up
        believed = page.locator("section[aria-labelledby=believed]")
        expect(believed.locator("tbody tr")).to_have_count(len(widths))
        combination = answer["projection"]["combination"]
        soil = {one["basis"]: one["shift"] for one in combination if one["indicator"] == "soil_test_coverage"}
        moved = [f"{100 * soil[basis]:+.1f}".replace("-", "−") for basis in ("reported", "true")]
        assert "0.0" not in moved[1]  # what is written with a sign is no zero
        expect(believed.locator("tr", has_text="测土")).to_contain_text(moved[1])
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)


def test_the_page_fits_a_phone_too(browser: Browser, city: City) -> None:
    report_control(city, TOWNSHIP, STRANGE)
    with at_desk(browser, city, "committee", {"width": 360, "height": 740}) as page:
        page.goto(f"{city.address}/belief")
        expect(page.locator("section[aria-labelledby=asked] td button").first).to_be_attached()
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
