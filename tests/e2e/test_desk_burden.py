"""The account of burden shows the time that phones took, by form and by month."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.city import City
from tests.e2e.desks import at_desk
from tests.e2e.phones import enrol, line, new_phone, report_soil
from tests.form_versions import version_of
from tests.places import TOWNSHIP

pytestmark = pytest.mark.browser
BEFORE = ("2019-04", "2019-05", "2019-06", "2019-08")


def test_what_a_phone_took_stands_in_the_account(browser: Browser, city: City) -> None:
    for month in BEFORE:
        city.send(
            "reporter",
            form="soil_testing",
            form_version=version_of("soil_testing"),
            org_unit=TOWNSHIP,
            period=month,
            supersedes=None,
            reason=None,
            values={"samples_taken": 3},
            not_applicable=[],
            entered={},
            seconds=600,
        )
    context = new_phone(browser)
    page = enrol(context, city)
    report_soil(page, city)
    expect(line(page)).to_contain_text("都已送到")
    context.close()
    # Times are counted in spans: the median of four between 7 and 10 minutes and of one that was quick.
    with at_desk(browser, city, "committee") as desk:
        desk.goto(f"{city.address}/burden")
        form = desk.locator("details", has_text="测土配方")
        expect(form.locator("summary").first).to_contain_text("8 分钟")
        expect(desk.locator("#months ~ .scroll tr", has_text="2019年6月")).to_contain_text("8 分钟")
