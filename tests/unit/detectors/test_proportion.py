"""A county's total that was shared out, a base that was put too low, and trials that were polished."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.detectors import detect
from agri.detectors.evidence import evidence_detections
from agri.detectors.parts import bound_detections
from agri.detectors.proportion import proportion_detections
from agri.detectors.year_pair import YearPair
from agri.hindcast.past_year import settled_on
from agri.indicators.snapshot import Snapshot
from agri.synthetic.plants.planting import Planting
from agri.synthetic.worlds import Ground, invent_world
from tests.some import some

COUNTY, PLACE = "410181", "410181102"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(seed_root() / "zhengzhou", 2019)


@pytest.fixture(scope="module")
def year(plan: Plan) -> Snapshot:
    """Return an invented year, 演示数据 / synthetic."""
    return invent_world(Ground.read(), 71_013).record.snapshot(plan, settled_on(plan))


def scaled(year: Snapshot, plan: Plan, place: str, more: dict[str, float], *, by: float = 1.0) -> YearPair:
    """Add to some elements of a place all year, after multiplying them."""
    planting = Planting(year, plan)
    for name, amount in more.items():
        planting.put(place, name, by * planting.row(place, name) + amount)
    return YearPair(planting.result(), plan)


def shared_out(year: Snapshot, plan: Plan) -> YearPair:
    """Divide the county's fertilizer by planted area."""
    planting = Planting(year, plan)
    places = some(planting.townships_of(COUNTY))
    area = np.array([planting.baseline(place, "wheat_mu") for place in places])
    for name in planting.names("fertilizer", "_n_t", "_p2o5_t", "_k2o_t", "_compound_t"):
        total = np.nansum([planting.row(place, name) for place in places], axis=0)
        for place, share in zip(places, area / area.sum(), strict=True):
            planting.put(place, name, np.round(total * share, 1))
    return YearPair(planting.result(), plan)


def test_a_total_that_was_shared_out_is_asked_about_at_each_township(plan: Plan, year: Snapshot) -> None:
    asked = {one.org_unit for one in proportion_detections(shared_out(year, plan))}
    assert asked >= set(some(Planting(year, plan).townships_of(COUNTY)))
    assert [one.org_unit for one in proportion_detections(YearPair(year, plan))] == []


def test_output_that_falls_where_the_harvest_does_not_is_asked_about(plan: Plan, year: Snapshot) -> None:
    pressed = dict.fromkeys(("straw.wheat_output_t", "straw.maize_output_t"), 0.0)
    asked = list(evidence_detections(scaled(year, plan, PLACE, pressed, by=0.7)))
    [one] = [one for one in asked if one.code == "output-without-evidence"]
    assert (one.org_unit, one.form) == (PLACE, "straw")
    assert one.found < one.expected[0]


def test_recovery_far_above_the_conventional_is_asked_about(plan: Plan, year: Snapshot) -> None:
    polished = {
        f"field_trial.{crop}_n_{name}_recovery": more
        for crop in plan.main_crops
        for name, more in (("formula", 0.1), ("conventional", -0.05))
    }
    asked = list(bound_detections(scaled(year, plan, COUNTY, polished)))
    assert {one.code for one in asked if one.org_unit == COUNTY} >= {
        "trial-wheat-far-above-conventional",
        "trial-maize-far-above-conventional",
    }


def test_a_detection_names_the_question_at_the_door_that_is_the_same(plan: Plan, year: Snapshot) -> None:
    values = year.values.copy()
    row, month = year.places.index[PLACE], year.period_index[Planting(year, plan).period(6)]
    values[row, year.element_index["pest_control.pesticide_kg"], month] = 90_000
    asked = detect(replace(year, values=values), plan)
    doors = {one.code: one.door for one in asked if one.org_unit == PLACE and one.form == "pest_control"}
    assert doors["pesticide-without-treatment"] == ("pest-pesticide-per-treatment",)
    assert "unit-slip" in doors["size-month"]
