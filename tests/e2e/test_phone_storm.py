"""Requests and answers are lost at random; afterwards server and phone agree on everything exactly once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.city import City
from tests.e2e.phones import enrol, new_phone, send, works_offline

pytestmark = pytest.mark.browser

FORMS = ("soil_testing", "packaging", "sowing")
FIELDS = {
    "soil_testing": "e-samples_taken",
    "packaging": "e-recovered_kg",
    "sowing": "e-vegetable_mu",
}


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


class Weather:
    """A line that loses requests on the way there, and answers on the way back."""

    def __init__(self, dice: np.random.Generator) -> None:
        self.dice = dice
        self.is_stormy = True
        self.lost_requests = 0
        self.lost_answers = 0

    def __call__(self, route: Route) -> None:
        fate = self.dice.random() if self.is_stormy else 1.0
        if fate < 0.3:
            self.lost_requests += 1
            route.abort("connectionreset")
        elif fate < 0.6:
            self.lost_answers += 1
            route.fetch()  # the server has it, the phone never hears of it
            route.abort("connectionreset")
        else:
            route.continue_()


def type_and_send(page: Page, city: City, form: str, value: int) -> None:
    page.goto(f"{city.address}/month/{form}/2019-09")
    field = page.locator(f"#{FIELDS[form]}")
    expect(field).to_be_enabled()
    for button in page.get_by_role("button", name="本月无此项").all():
        if button.is_enabled():
            button.click()
    field.fill(str(value))
    reason = page.locator("#reason")
    if reason.count():
        reason.fill(f"第 {value} 次改正")
    expect(page.get_by_text("已存在手机里")).to_be_visible()
    send(page)


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(30, marks=pytest.mark.slow, id="30"),
        pytest.param(300, marks=pytest.mark.soak, id="300"),
    ],
)
def test_after_a_storm_server_and_phone_agree_exactly_once(
    phone: BrowserContext, city: City, rounds: int
) -> None:
    weather = Weather(np.random.default_rng(rounds))
    page = enrol(phone, city)
    works_offline(page)
    phone.route("**/api/v1/**", weather)
    sent: dict[str, list[int]] = {form: [] for form in FORMS}
    for number in range(1, rounds + 1):
        form = FORMS[number % len(FORMS)]
        type_and_send(page, city, form, number)
        sent[form].append(number)
    weather.is_stormy = False
    page.goto(f"{city.address}/month")
    expect(page.get_by_text("待上传")).to_have_count(0)
    expect(page.locator(".line[role=status]")).to_contain_text("都已送到")

    assert weather.lost_requests > rounds / 10
    assert weather.lost_answers > rounds / 10
    listed = {report["form"]: report for report in city.reports()}
    assert sorted(listed) == sorted(FORMS)
    assert city.ask("reviewer", "GET", "/conflicts")["conflicts"] == []
    for form, numbers in sent.items():
        element = FIELDS[form].removeprefix("e-")
        revisions = city.report(listed[form]["report_id"])["revisions"]
        assert [one["values"][element] for one in revisions] == numbers
        told = _receipts(page, form)
        assert told == {one["revision_id"]: one["digest"] for one in revisions}


def _receipts(page: Page, form: str) -> dict[str, str]:
    """What the phone holds as proof: digests by revision."""
    return page.evaluate(
        """async (form) => {
            const db = await new Promise((done) => {
                const opening = indexedDB.open("agri")
                opening.onsuccess = () => done(opening.result)
            })
            const all = await new Promise((done) => {
                const asking = db.transaction("sent").objectStore("sent").getAll()
                asking.onsuccess = () => done(asking.result)
            })
            db.close()
            return Object.fromEntries(all.filter((one) => one.revision.form === form)
                .map((one) => [one.revision_id, one.receipt.digest]))
        }""",
        form,
    )
