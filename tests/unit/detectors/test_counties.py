"""What only a county shows: use beside dealers' sales, and figures that gather just above a target."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.detectors.balances import balance_detections
from agri.detectors.targets import target_detections
from agri.detectors.year_pair import YearPair
from agri.hindcast.past_year import settled_on
from agri.indicators.snapshot import Snapshot
from agri.synthetic.worlds import Ground, invent_world
from agri.terms import Level
from tests.some import some

COUNTY = "410181"
SALES = ("n_t", "p2o5_t", "k2o_t", "compound_t")
GREEN = "pest_control.green_area_mu"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(seed_root() / "zhengzhou", 2019)


@pytest.fixture(scope="module")
def year(plan: Plan) -> Snapshot:
    """Return an invented year, 演示数据 / synthetic, in which nobody fills to a target."""
    return invent_world(Ground.read(), 71_013).record.snapshot(plan, settled_on(plan))


def scaled(
    year: Snapshot, places: list[str], names: list[str], factor: float, months: range = range(1, 13)
) -> Snapshot:
    values = year.values.copy()
    rows = [year.places.index[place] for place in places]
    columns = [year.element_index[name] for name in names]
    at = [i for i, p in enumerate(year.periods) if p.year == 2019 and p.last_month in months]
    values[np.ix_(rows, columns, at)] *= factor
    return replace(year, values=values)


def towns(year: Snapshot) -> list[str]:
    return some([u.code for u in year.places.units if u.level == Level.TOWNSHIP and u.parent == COUNTY])


def test_an_honest_year_balances(plan: Plan, year: Snapshot) -> None:
    assert list(balance_detections(YearPair(year, plan))) == []


@pytest.mark.parametrize("factor", [0.5, 0.7, 1.4])
def test_use_that_changes_without_sales_is_asked_about_at_the_county(
    plan: Plan, year: Snapshot, factor: float
) -> None:
    names = [n for n in year.data_elements if n.startswith("fertilizer.") and n.endswith(SALES)]
    [one] = balance_detections(YearPair(scaled(year, towns(year), some(names), factor), plan))
    assert (one.code, one.org_unit, one.form) == ("use-against-sales", COUNTY, "dealer_sales")
    assert "经销商" in one.question.zh


def test_sales_of_one_quarter_are_asked_about_in_it(plan: Plan, year: Snapshot) -> None:
    names = [f"dealer_sales.{one}" for one in SALES]
    [one] = balance_detections(YearPair(scaled(year, [COUNTY], names, 0.5, range(10, 13)), plan))
    assert {p.last_month for p in one.periods} <= {10, 11, 12}


def test_a_county_that_ends_just_above_a_target_is_asked_about(plan: Plan, year: Snapshot) -> None:
    assert list(target_detections(YearPair(year, plan))) == []
    target = plan.indicators["green_control_coverage"].target
    assert target is not None
    planted = year.baseline("wheat_last_autumn_mu", 2019) + year.baseline("maize_mu", 2019)
    lifted, values = [], year.values.copy()
    months = [at for at, period in enumerate(year.periods) if period.year == 2019]
    for k, town in enumerate(towns(year)):
        row, column = year.places.index[town], year.element_index[GREEN]
        told = np.nansum(values[row, column, months])
        if told > 0 and planted[row] > 0:
            factor = target.value * (1.002 + 0.001 * (k % 12)) * planted[row] / told
            values[row, column, months] *= factor
            lifted.append(town)
    found = list(target_detections(YearPair(replace(year, values=values), plan)))
    places = {one.org_unit for one in found}
    assert len(lifted) > 5
    assert places <= set(lifted)
    assert len(places) >= len(lifted) / 2
    assert {one.code for one in found} == {"gathered-green-control-coverage"}
