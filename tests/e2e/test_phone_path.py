"""The whole path of one report: from a phone without network to the county, back, and on to the figures."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.phones import (
    AUGUST,
    PACKAGING,
    SOIL,
    SOIL_FORM,
    enrol,
    line,
    new_phone,
    phone_with_memory,
    row,
    send,
    works_offline,
)
from tests.form_versions import version_of
from tests.places import PASSWORD, TOWNSHIP

pytestmark = pytest.mark.browser

WHY_RETURNED = "回收量请按磅单核对"
RECOVERED = "本月回收包装废弃物"


def test_a_report_typed_without_network_is_counted_in_the_end(
    browser: Browser, city: City, tmp_path: Path
) -> None:
    assert _recovered_kg(city) == 0
    with phone_with_memory(browser, tmp_path / "phone") as phone:
        page = enrol(phone, city)
        works_offline(page)
        phone.set_offline(True)
        row(page, PACKAGING, AUGUST).get_by_role("link").click()
        page.get_by_role("textbox", name=RECOVERED).fill("350")
        page.get_by_role("textbox", name="本月无害化处置").fill("30")
        send(page)
        expect(row(page, PACKAGING, AUGUST)).to_contain_text("待上传")
        expect(line(page)).to_contain_text("有 1 份待上传。现在没有网络")

    # The browser is closed, the phone may have been off; there is still no network.
    city.stop()
    with phone_with_memory(browser, tmp_path / "phone") as phone:
        page = phone.new_page()
        page.goto(f"{city.address}/month")
        expect(row(page, PACKAGING, AUGUST)).to_contain_text("待上传")
        city.start_again()
        page.evaluate("window.dispatchEvent(new Event('online'))")  # the phone notices the network
        expect(row(page, PACKAGING, AUGUST)).to_contain_text("已收到", timeout=30_000)
        [listed] = city.reports(form="packaging")
        assert listed["state"] == "received"
        assert listed["values"]["recovered_kg"] == 350
        number = listed["revision_id"][:8].upper()
        expect(row(page, PACKAGING, AUGUST)).to_contain_text(f"回执 {number}")

        _return_on_the_reviewers_phone(browser, city)
        page.reload()
        expect(page.get_by_text(WHY_RETURNED)).to_be_visible()
        expect(row(page, PACKAGING, AUGUST)).to_contain_text("已退回")
        page.get_by_role("link", name="去修改").click()
        page.get_by_role("textbox", name=RECOVERED).fill("35")
        page.get_by_label("为什么改").fill("多打了一个0")
        send(page)
        expect(row(page, PACKAGING, AUGUST)).to_contain_text("已收到")

        _accept_on_the_reviewers_phone(browser, city)
        page.reload()
        expect(row(page, PACKAGING, AUGUST)).to_contain_text("已通过")

    whole = city.report(listed["report_id"])
    assert [one["values"]["recovered_kg"] for one in whole["revisions"]] == [350, 35]
    assert whole["revisions"][1]["supersedes"] == whole["revisions"][0]["revision_id"]
    assert whole["revisions"][1]["reason"] == "多打了一个0"
    # A share counts those who told both sides: how much packaging there was follows from the use.
    assert _recovered_kg(city) == 0
    sprayed = city.send(
        form="pest_control",
        form_version=version_of("pest_control"),
        org_unit=TOWNSHIP,
        period=AUGUST,
        supersedes=None,
        reason=None,
        values={"pesticide_kg": 2000.0},
        not_applicable=[],
    )
    city.decide(sprayed["revision_id"], "accepted")
    assert _recovered_kg(city) == 35
    assert 35 in _cells_of_the_provinces_workbook(city)


def _recovered_kg(city: City) -> float:
    """What the assessment of the township counts as recovered."""
    answer = city.ask("committee", "GET", "/assessments", params={"org_unit": TOWNSHIP})
    [found] = [one for one in answer["assessments"] if one["indicator"] == "packaging_recovery"]
    return float(found["progress"]["numerator"] or 0)


def _cells_of_the_provinces_workbook(city: City) -> list[object]:
    """Release August and read the line of the township from the sheet of the form."""
    made = city.ask("committee", "POST", "/releases", json={"period": AUGUST, "replications": 2}, timeout=300)
    if "number" not in made:  # a busy machine: it is still being made, and its events end with it
        city.download("committee", f"/release-jobs/{made['id']}/events")
    content = city.download("province", f"/releases/{AUGUST}/1/export.xlsx")
    workbook = load_workbook(io.BytesIO(content), data_only=True)
    return [
        cell
        for sheet in workbook.worksheets
        if PACKAGING in str(sheet["A1"].value) or any(PACKAGING in str(c.value) for c in sheet[2])
        for line in sheet.iter_rows(values_only=True)
        if "柳林镇" in line
        for cell in line
    ]


def _open_first_waiting(browser: Browser, city: City):
    phone = new_phone(browser)
    page = phone.new_page()
    page.goto(f"{city.address}/sign-in?next=/review")
    page.get_by_label("账号").fill("reviewer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="柳林镇").click()
    expect(page.get_by_role("row", name="本月回收包装废弃物")).to_be_visible()
    return page


def _return_on_the_reviewers_phone(browser: Browser, city: City) -> None:
    page = _open_first_waiting(browser, city)
    page.get_by_role("button", name="退回", exact=True).click()
    page.get_by_label("退回原因").fill(WHY_RETURNED)
    page.get_by_role("button", name="退回给乡镇").click()
    expect(page.get_by_text("待审（份）：0")).to_be_visible()
    page.context.close()


def _accept_on_the_reviewers_phone(browser: Browser, city: City) -> None:
    page = _open_first_waiting(browser, city)
    expect(page.get_by_text(f"上次退回的原因：{WHY_RETURNED}")).to_be_visible()
    expect(page.get_by_role("row", name="本月回收包装废弃物")).to_contain_text("350")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("待审（份）：0")).to_be_visible()
    page.context.close()


def test_the_form_of_this_month_opens_from_the_home_page(browser: Browser, city: City) -> None:
    phone = new_phone(browser)
    page = enrol(phone, city)
    row(page, SOIL).get_by_role("link").click()
    expect(page).to_have_url(city.address + SOIL_FORM)
    expect(page.get_by_role("heading", level=1)).to_have_text(SOIL)
    phone.close()
