"""What a stored projection says of the gap of the bases: it adds up; an older one says nothing."""

from typing import Any

import pytest

from agri.plan.assessment import BasisGap
from agri.services.figures.stored_outlooks import outlooks_in

PARTS = {"over_reporting": -0.06, "coefficients": -0.005, "unreported": 0.05}


def line(basis: str, middle: float, **more: Any) -> dict[str, Any]:
    end = dict.fromkeys(("mean", "sd", "q05", "q25", "q50", "q75", "q95"), middle)
    return {
        "indicator": "film_recovery",
        "org_unit": "4101",
        "basis": basis,
        "year_end": end,
        "probability": None,
        **more,
    }


def test_the_parts_and_what_rules_add_come_to_the_gap_that_is_shown() -> None:
    lines = [line("reported", 0.80, gap=None), line("true", 0.78, gap=PARTS)]
    for order in (lines, lines[::-1]):
        gap = outlooks_in(order)["film_recovery", "4101"].gap
        assert gap is not None
        assert gap == BasisGap(**PARTS, rules=pytest.approx(-0.005))


def test_an_answer_of_before_has_no_parts() -> None:
    found = outlooks_in([line("reported", 0.80), line("true", 0.78)])
    assert found["film_recovery", "4101"].gap is None
