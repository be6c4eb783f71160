"""Two scenarios under common random numbers: what changes, by how much, and how sure that is."""

import json
import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.sim import BASE, Measure, Scenario, project
from agri.sim.decide.comparison import compare, comparison_document
from agri.terms import Basis
from tests.sim.synthetic import snapshot_of
from tests.some import some

STAFF = Scenario("staff", (Measure("extension_staff", "410102", 6.0, date(2019, 6, 10)),))
AS_OF = ("2019-06-05", "2019-05")


@pytest.fixture(scope="module")
def pair(plan):
    snapshot = snapshot_of(plan, AS_OF[0], reported=AS_OF[1])
    return [project(snapshot, plan, scenario, 5, 256) for scenario in (BASE, STAFF)]


@pytest.fixture(scope="module")
def comparison(pair, plan):
    return compare(*pair, plan)


def test_a_scenario_does_not_differ_from_itself(pair, plan):
    differences = some(compare(pair[0], pair[0], plan).differences)
    assert all(difference.is_unchanged for difference in differences)
    for difference in some([found for found in differences if not math.isnan(found.base)]):
        assert difference.mean == 0
        assert difference.gain in {0, None}


def test_only_what_the_measure_touches_changes(comparison):
    changed = {(d.indicator, d.org_unit) for d in comparison.differences if not d.is_unchanged}
    assert changed == {("green_control_coverage", "410102"), ("green_control_coverage", "4101")}


def test_more_staff_raise_green_control_where_they_work(comparison):
    county = comparison.difference("green_control_coverage", "410102")
    city = comparison.difference("green_control_coverage", "4101")
    assert county.q05 > 0
    assert city.mean == pytest.approx(county.mean / 3, rel=0.05)  # one county of three alike
    assert city.mean == pytest.approx(city.other - city.base)


def test_the_difference_is_surer_than_two_independent_runs(pair, comparison):
    difference = comparison.difference("green_control_coverage", "4101")
    draws = [one.draws_of("green_control_coverage", "4101").astype(float) for one in pair]
    unpaired = np.sqrt(sum(d.var(ddof=1) / len(d) for d in draws))
    assert difference.error < unpaired / 4


def test_the_gain_in_probability_has_its_paired_error(pair, comparison, plan):
    difference = comparison.difference("green_control_coverage", "4101")
    target = plan.indicators["green_control_coverage"].target
    before, after = (target.is_met(one.draws_of("green_control_coverage", "4101")) for one in pair)
    assert difference.gain == pytest.approx(after.mean() - before.mean())
    assert difference.gain_error == pytest.approx((after * 1.0 - before).std(ddof=1) / 16)


def test_without_a_target_there_is_no_probability(comparison):
    assert comparison.difference("film_recovery", "4101", Basis.TRUE).gain is None


@pytest.mark.parametrize("name", ["seed", "snapshot_id", "method", "replications"])
def test_projections_that_do_not_share_their_draws_are_not_compared(pair, plan, name):
    with pytest.raises(ValueError, match=name):
        compare(pair[0], replace(pair[1], **{name: "another"}), plan)


def test_a_place_without_value_has_no_difference_and_the_document_says_null(pair, plan):
    drawn = {key: np.full_like(values, np.nan) for key, values in pair[1].draws.items()}
    found = compare(pair[0], replace(pair[1], draws=drawn), plan)
    document = json.loads(json.dumps(comparison_document(found), allow_nan=False))
    assert {row["mean"] for row in document["differences"]} == {None}
