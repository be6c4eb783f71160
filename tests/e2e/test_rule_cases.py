"""The phone's half of the shared rule cases: they are put to the very file that phones load."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from agri.api.routes.reference.forms import FormPublic
from agri.checks.magnitude import slip_findings
from agri.checks.rules import rule_findings
from agri.definitions.counted_periods import counted_years
from agri.definitions.forms import Form, Forms, read_forms
from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.units import convert, entry_units
from tests.e2e.serving import PAGES
from tests.rules.cases import NO_NUMBER, RULES, TYPED, UNITS

pytestmark = pytest.mark.browser

JUDGE = """async ([file, form, cases]) => {
    const { ruleFindings, slipFindings } = await import(file)
    return cases.map(({ period, values, sums, last_year }) =>
        [...ruleFindings(form, period, values, sums, [], last_year),
         ...slipFindings(form, values, last_year, period)]
            .map(({ code, severity, element, text }) => [code, severity, element, text.zh, text.en]))
}"""
RANDOM_CASES_A_FORM = 200


@pytest.fixture(scope="module")
def forms() -> Forms:
    return read_forms(seed_root() / "zhengzhou")


@pytest.fixture(scope="module")
def checks() -> str:
    """Where the built file of the checks is served."""
    built = json.loads((PAGES / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    return f"/{built['src/phone/checks/checks.ts']['file']}"


@pytest.fixture(scope="module")
def browser_page(browser: Browser, pages: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f"{pages}/favicon.svg")
    yield page
    page.close()


def judged_by_phone(page: Page, checks: str, form: Form, cases: list[dict[str, Any]]) -> list[Any]:
    shape = FormPublic.model_validate(form).model_dump(mode="json")
    return page.evaluate(JUDGE, [checks, shape, cases])


def judged_by_server(form: Form, case: dict[str, Any]) -> list[Any]:
    findings = rule_findings(
        form, Period.parse(case["period"]), case["values"], case["sums"], last_year=case["last_year"]
    )
    findings += slip_findings(form, case["values"], case["last_year"], Period.parse(case["period"]))
    return [[f.code, str(f.severity), f.element, f.text.zh, f.text.en] for f in findings]


def test_the_phone_judges_every_shared_case(browser_page: Page, checks: str, forms: Forms) -> None:
    for case in RULES:
        [found] = judged_by_phone(browser_page, checks, forms[case["form"]], [case])
        assert [finding[:3] for finding in found] == case["expect"], case["name"]


def test_phone_and_server_agree_on_random_reports(browser_page: Page, checks: str, forms: Forms) -> None:
    dice = np.random.default_rng(20190905)
    found_at_all = 0
    for form in forms:
        cases = [_random_case(form, dice) for _ in range(RANDOM_CASES_A_FORM)]
        answers = judged_by_phone(browser_page, checks, form, cases)
        for case, answer in zip(cases, answers, strict=True):
            assert answer == judged_by_server(form, case), case
            found_at_all += len(answer)
    assert found_at_all > 1_000  # random reports that break nothing would prove nothing


def _random_case(form: Form, dice: np.random.Generator) -> dict[str, Any]:
    def amount() -> float | None:
        kind = dice.random()
        if kind < 0.15:
            return None
        return 0.0 if kind < 0.25 else round(math.exp(dice.uniform(-3, 12)), int(dice.integers(4)))

    year, month = 2019, int(dice.choice(form.months))
    period = f"{year}-Q{month // 3}" if form.frequency == "quarter" else f"{year}-{month:02d}"
    keys = {
        term.key
        for rule in form.rules
        for term in (*rule.left, *rule.right)
        if term.owner is not None or term.span != "month"
    }
    return {
        "period": period,
        "values": {element.code: amount() for element in form.elements},
        "sums": {key: amount() for key in sorted(keys)},
        "last_year": {element.code: amount() for element in form.elements},
    }


def test_the_phone_refuses_the_periods_that_every_door_refuses(browser_page: Page, checks: str) -> None:
    table = json.loads((Path(__file__).parents[1] / "rules" / "refusals.json").read_text(encoding="utf-8"))
    script = (
        "async ([file, periods, years]) => { const { isCounted } = await import(file);"
        " return periods.map((period) => isCounted(period, years)) }"
    )
    plan = read_plan(seed_root() / "zhengzhou", 2019)
    years = list(counted_years([plan]).every)
    counted = browser_page.evaluate(script, [checks, [case["period"] for case in table], years])
    assert counted == [case["code"] is None for case in table]


def test_the_phone_converts_units_to_the_same_bit(browser_page: Page, checks: str) -> None:
    script = (
        "async ([file, cases]) => { const { convert } = await import(file);"
        " return cases.map(([amount, entered, kept]) => convert(amount, entered, kept)) }"
    )
    assert browser_page.evaluate(script, [checks, UNITS]) == [expected for *_, expected in UNITS]
    dice = np.random.default_rng(7)
    more = [
        [dice.uniform(0, 1e6), entered, kept]
        for kept in ("mu", "kg", "t", "count")
        for entered in entry_units(kept)
        for _ in range(50)
    ]
    assert browser_page.evaluate(script, [checks, more]) == [
        convert(amount, entered=entered, kept=kept) for amount, entered, kept in more
    ]


def test_the_phone_offers_the_units_that_the_server_takes(browser_page: Page, checks: str) -> None:
    for kept in ("mu", "kg", "t", "count", "fraction"):
        script = "async ([file, kept]) => (await import(file)).entryUnits(kept)"
        assert browser_page.evaluate(script, [checks, kept]) == list(entry_units(kept))


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_what_is_typed_is_read_as_it_is_meant(
    browser_page: Page, checks: str, text: str, expected: float | str | None
) -> None:
    script = (
        "async ([file, text, no]) => { const a = (await import(file)).readAmount(text);"
        " return a === undefined ? no : a }"
    )
    assert browser_page.evaluate(script, [checks, text, NO_NUMBER]) == expected
