"""The server's half of the shared rule cases; web/tools/tests/shared.test.ts has the phone's."""

from __future__ import annotations

from typing import Any

import pytest

from agri.checks.corrections import CHANGED, correction_findings
from agri.checks.last_year import idle_findings, left_out_findings, product_findings
from agri.checks.magnitude import land_findings, nearby_findings, slip_findings
from agri.checks.rules import rule_findings
from agri.definitions.forms import Forms, read_forms
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.units import convert, entry_units
from tests.rules.cases import MAGNITUDE, RULES, UNITS, names


@pytest.fixture(scope="module")
def forms() -> Forms:
    return read_forms(seed_root() / "zhengzhou")


@pytest.mark.parametrize("case", RULES, ids=names())
def test_the_server_judges_the_case(forms: Forms, case: dict[str, Any]) -> None:
    form, period = forms[case["form"]], Period.parse(case["period"])
    findings = rule_findings(form, period, case["values"], case["sums"], last_year=case["last_year"])
    findings += slip_findings(form, case["values"], case["last_year"])
    assert [[f.code, str(f.severity), f.element] for f in findings] == case["expect"]


def test_every_rule_of_every_form_is_broken_by_some_case(forms: Forms) -> None:
    # A rule that no case breaks could be wrong on the phone without anybody noticing.
    broken = {code for case in RULES for code, _, _ in case["expect"]}
    assert {rule.code for form in forms for rule in form.rules} - broken == set()


@pytest.mark.parametrize(("amount", "entered", "kept", "expected"), UNITS)
def test_the_server_converts_the_unit(amount: float, entered: str, kept: str, expected: float) -> None:
    assert entered in entry_units(kept)
    assert convert(amount, entered=entered, kept=kept) == expected


@pytest.mark.parametrize("case", MAGNITUDE, ids=[case["name"] for case in MAGNITUDE])
def test_the_server_asks_about_the_magnitude(forms: Forms, case: dict[str, Any]) -> None:
    form, period = forms[case["form"]], case["period"] and Period.parse(case["period"])
    beside = {name: case.get(name, {}) for name in ("moved", "elsewhere")}
    found = slip_findings(form, case["values"], case["last_year"], period, **beside)
    found += nearby_findings(form, case["values"], case.get("nearby", {}))
    found += land_findings(form, case["values"], case["limits"], case["last_year"], period)
    found += product_findings(form, case["values"], case["last_year"], case.get("expected", {}), period)
    found += idle_findings(form, case["values"], case["last_year"], case.get("busy", ()), period)
    said = case.get("said", ())
    found += left_out_findings(
        form, case["values"], case["last_year"], case.get("busy", ()), period, said=said
    )
    found += correction_findings(form, case["values"], case.get("accepted", {}), case.get("share", CHANGED))
    expected = [
        [code, element, zh.replace("{title}", form.element_of[element].title.zh), en]
        for code, element, zh, en in case["expect"]
    ]
    assert [[f.code, f.element, f.text.zh, f.text.en] for f in found] == expected
    assert all(f.severity == "ask" for f in found)
