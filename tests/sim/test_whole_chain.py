"""The whole chain is calibrated: truth and reports → assimilation → projection → where the year really ends.

Each world is drawn from the model itself (`tests.sim.self_made`); the rank of its end among the draws of
its projection must be uniform for every indicator, as reported and as true. Wrong models fail.
"""

from collections.abc import Callable

import numpy as np
import pytest

from agri.definitions.plan import Plan
from agri.sim import BASE, project
from agri.terms import Basis
from tests.sim.self_made import world, year_end_of
from tests.sim.synthetic import the_plan, with_parameters, without_bias

pytestmark = pytest.mark.slow

BINS = 10
REFUSED = 27.9  # 99.9 % point of chi² with 9 degrees of freedom
REPLICATIONS = 128


@pytest.fixture(scope="module")
def made() -> list:
    """100 worlds and where they end."""
    plan = the_plan()
    found = [world(plan, number) for number in range(100)]
    return [(one, year_end_of(one, plan, number)) for number, one in enumerate(found)]


def chi_squares(made: list, assumed: Plan) -> dict:
    """How far the ranks of each indicator of the plan are from uniform, by indicator and basis.

    The worlds make the lines that the plan's indicators are built from; the process indicators' further
    elements stand still in them.
    """
    ranks: dict = {}
    for number, (one, end) in enumerate(made):
        draws = project(one.snapshot, assumed, BASE, number, REPLICATIONS).draws
        for key in _named(assumed):
            ranks.setdefault(key, []).append((draws[key][0] < end[key][0, 0]).mean())
    return {key: _chi_square(np.array(ranked)) for key, ranked in ranks.items()}


def _named(plan: Plan) -> list[tuple[str, Basis]]:
    named = [code for code, indicator in plan.indicators.items() if not indicator.is_process]
    return [(code, basis) for code in named for basis in Basis]


def _chi_square(ranks: np.ndarray) -> float:
    counts, _ = np.histogram(ranks, bins=BINS, range=(0, 1))
    return float(((counts - len(ranks) / BINS) ** 2 / (len(ranks) / BINS)).sum())


def test_the_right_model_is_calibrated_for_every_indicator(made: list) -> None:
    plan = the_plan()
    found = chi_squares(made, plan)
    assert set(found) == set(_named(plan))
    assert {key: value for key, value in found.items() if value > REFUSED} == {}


def over_shrunk(plan: Plan) -> Plan:
    """Places and years are taken for nearly equal."""
    levels = ("city_sd", "county_sd", "township_sd", "discrepancy_sd")

    def is_of_places(name: str) -> bool:
        is_level = name.startswith("strand.") and name.endswith(levels) and "month" not in name
        return is_level or (name.startswith("growth.") and name.endswith("scale"))

    return with_parameters(plan, lambda name, v: v / 20 if is_of_places(name) else v)


def without_discrepancy(plan: Plan) -> Plan:
    """The months to come are as those that were told of, and a month is no common good or bad one."""
    return with_parameters(plan, lambda name, v: 1e-4 if "discrepancy" in name or ".month_c" in name else v)


@pytest.mark.parametrize(
    ("wrong", "seen_in"),
    [
        (without_bias, "true"),
        (over_shrunk, "reported"),
        (without_discrepancy, "reported"),
    ],
)
def test_a_wrong_model_fails(made: list, wrong: Callable[[Plan], Plan], seen_in: str) -> None:
    found = chi_squares(made, wrong(the_plan()))
    assert max(value for (_, basis), value in found.items() if basis == seen_in) > 2 * REFUSED
