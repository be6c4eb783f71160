"""Which question at the door is the same as a detector's: its answer settles both."""

import pytest

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.detectors import detect
from agri.services.detections.list_detections import same_at_the_door
from tests.detector_years import amount, honest_years, plant

TOWN = "410100003"
MONTH = "2019-03"


def finding(code: str, element: str | None) -> dict[str, str | None]:
    return {"code": code, "element": element}


# The door asks once for all of wheat, the detectors ask of each amount.
AT_THE_DOOR = [
    finding("product-mass", "wheat_compound_t"),
    finding("product-mass", "other_compound_t"),
    finding("unit-slip", "wheat_k2o_t"),
]


@pytest.mark.parametrize(
    ("factor", "same"), [(2.2, {"product-mass:wheat_compound_t"}), (1 / 2.2, set()), (1000, set())]
)
def test_product_for_pure_is_one_question_of_the_section(factor: float, same: set[str]) -> None:
    plan = read_plan(seed_root() / "zhengzhou", 2019)
    honest = honest_years(plan)
    name = "fertilizer.wheat_n_t"
    wrong = plant(honest, {(TOWN, name, MONTH): factor * amount(honest, TOWN, name, MONTH)})
    [one] = [
        one
        for one in detect(wrong, plan)
        if (one.org_unit, one.element, one.code) == (TOWN, "wheat_n_t", "units-month")
    ]
    assert same_at_the_door(one, plan.forms["fertilizer"], AT_THE_DOOR) == same
    asked_of_it = [*AT_THE_DOOR, finding("unit-slip", "wheat_n_t")]
    assert "unit-slip:wheat_n_t" in same_at_the_door(one, plan.forms["fertilizer"], asked_of_it)
    assert same_at_the_door(one, plan.forms["fertilizer"], [finding("unit-slip", "wheat_k2o_t")]) == set()
