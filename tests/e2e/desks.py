"""The desk: who sits at it, and a city whose townships have reported."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.city import City
from tests.form_versions import version_of
from tests.places import FAR_TOWNSHIP, NEIGHBOUR, PASSWORD, TOWNSHIP

SCREEN = ViewportSize(width=1280, height=800)
SENDERS = {TOWNSHIP: "reporter", NEIGHBOUR: "neighbour", FAR_TOWNSHIP: "far_reporter"}

CONTROL = {
    "unified_area_mu": 6_000,
    "manual_mu": 2_000,
    "electric_mu": 3_000,
    "stretcher_mu": 1_000,
    "boom_mu": 2_000,
    "drone_mu": 4_000,
    "green_area_mu": 500,
    "pesticide_kg": 900,
}
_VARIED = {"manual_mu": 1, "electric_mu": -1, "stretcher_mu": 3, "boom_mu": -3, "green_area_mu": 1}
# Ten times the pesticide on the same area: a rule asks about it.
STRANGE = {**CONTROL, "pesticide_kg": 9_000}
# Treatments without any pesticide: a detector asks about it.
WITHOUT_PESTICIDE = {**CONTROL, "drone_mu": 30_000, "pesticide_kg": 0}


@contextmanager
def at_desk(browser: Browser, city: City, person: str, viewport: ViewportSize = SCREEN) -> Iterator[Page]:
    """Sit down and sign in; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(30_000)  # two slow cores that others may be using
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{city.address}/sign-in")
    page.get_by_label("账号").fill(person)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="页面")).to_be_visible()
    yield page
    context.close()
    # A refusal by the server is also logged as an error; the tests provoke some of those.
    assert [one for one in complaints if "Failed to load resource" not in one] == []


def open_page(page: Page, name: str) -> None:
    """Open a page by the menu: those of every day at once, the others under 更多."""
    pages = page.get_by_role("navigation", name="页面")
    expect(pages).to_be_visible()
    link = pages.get_by_role("link", name=name, exact=True)
    if link.count() == 0:
        pages.get_by_text("更多").click()
    link.click()


def report_control(city: City, place: str, values: dict[str, Any], period: str = "2019-08") -> dict[str, Any]:
    """Send one township's pest control; returns the receipt.

    Some amounts differ a little by place and month: the same ones everywhere would be asked about as copies.
    The treated area stays the same.
    """
    odd = zlib.crc32(f"{place}/{period}".encode()) % 97
    varied = {code: values[code] + odd * step for code, step in _VARIED.items()}
    return city.send(
        SENDERS[place],
        form="pest_control",
        form_version=version_of("pest_control"),
        org_unit=place,
        period=period,
        supersedes=None,
        reason="病虫害偏重" if values is STRANGE else None,
        values={**values, **varied},
        not_applicable=[],
        entered={},
    )


def project(city: City, replications: int = 20) -> None:
    """Have the year projected, and wait for the answer."""
    asked = city.ask("committee", "POST", "/projections", json={"seed": 1, "replications": replications})
    # The stream of events ends when the projection is done.
    city.download("committee", f"/projections/{asked['id']}/events")
