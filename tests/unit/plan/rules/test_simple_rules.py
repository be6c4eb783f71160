"""The simple rules on amounts: each is right where the year is as simple as it believes."""

import numpy as np
import pytest

from agri.periods import Period
from agri.plan.progress import ratios_to_date
from agri.plan.rules.last_year_view import last_year_view, plan_of_last_year
from agri.plan.rules.simple_rules import (
    DAMPED,
    DRIFT,
    HALF_LAST_GROWTH,
    LAST_YEAR_END,
    LAST_YEAR_SHARE,
    POOLED,
    RULES,
    STRAIGHT_LINE,
    TREND,
    simple_rules,
)
from tests.city_ends import city_ends
from tests.sim.synthetic import snapshot_of, the_plan
from tests.some import some

GAPS = frozenset({("410101001", "soil_testing", "2019-07"), ("410102002", "pest_control", "2019-07")})


@pytest.fixture(scope="module")
def plan():
    return the_plan()


def city(plan, snapshot, month, **more):
    """What every rule says of the city."""
    at = snapshot.places.index[plan.city]
    said = simple_rules(snapshot, plan, Period(2019, month), **more)
    return {code: {name: float(one[at]) for name, one in rules.items()} for code, rules in said.items()}


def test_a_year_like_the_last_ends_as_it_did_by_every_rule_that_looks_back(plan):
    now = snapshot_of(plan, "2019-08-05", reported="2019-07")
    said = city(plan, now, 7)
    end = city_ends(snapshot_of(plan, "2020-01-20", reported="2019-12"), plan)
    # The formula share of the efficiency does not go by the month.
    others = {"fertilizer_efficiency", "fertilizer_growth", "pesticide_growth", "film_recovery"}
    for code in some(set(said) - others):
        for rule in (LAST_YEAR_SHARE, LAST_YEAR_END, DRIFT, DAMPED, POOLED):
            assert said[code][rule] == pytest.approx(end[code], abs=1e-9), (code, rule)


def test_what_only_shows_how_the_work_goes_is_left_alone(plan):
    said = city(plan, snapshot_of(plan, "2019-08-05", reported="2019-07"), 7)
    assert set(said) == {code for code, one in plan.indicators.items() if not one.is_process}
    assert {name for rules in said.values() for name in rules} == set(RULES)


def test_gaps_of_this_year_are_taken_out_of_last_years_sum_to_date(plan):
    whole = city(plan, snapshot_of(plan, "2019-08-05", reported="2019-07"), 7)
    gapped = city(plan, snapshot_of(plan, "2019-08-05", reported="2019-07", gaps=GAPS), 7)
    for code in ("soil_test_coverage", "unified_control_coverage"):
        assert gapped[code][LAST_YEAR_SHARE] == pytest.approx(whole[code][LAST_YEAR_SHARE], rel=1e-9), code


def test_growth_goes_on_as_it_has_grown_so_far(plan):
    more = snapshot_of(
        plan, "2019-08-05", reported="2019-07", performance=lambda _, m: 1.0 if m < 12 else 1.1
    )
    said = city(plan, more, 7)["pesticide_growth"]
    assert said[LAST_YEAR_SHARE] == pytest.approx(0.1)
    assert said[HALF_LAST_GROWTH] == pytest.approx(said[LAST_YEAR_END] / 2, nan_ok=True)
    assert 0 < said[DAMPED] < 0.1, "what is still to come is as last year"


def test_a_better_year_is_carried_on_whole_or_damped(plan):
    better = snapshot_of(
        plan, "2019-08-05", reported="2019-07", performance=lambda _, m: 1.0 if m < 12 else 1.1
    )
    said = city(plan, better, 7)["soil_test_coverage"]
    assert said[LAST_YEAR_END] < said[DAMPED] < said[DRIFT]
    assert said[LAST_YEAR_SHARE] == pytest.approx(1.1 * said[LAST_YEAR_END], rel=0.02)


def test_a_straight_line_extends_the_numerator_over_a_known_denominator(plan):
    now = snapshot_of(plan, "2019-08-05", reported="2019-07")
    said = city(plan, now, 7)
    at = now.places.index[plan.city]
    rates = {code: one.value[at] for code, one in ratios_to_date(now, plan, Period(2019, 7)).items()}
    assert said["soil_test_coverage"][STRAIGHT_LINE] == pytest.approx(rates["soil_test_coverage"] * 365 / 212)
    # Both sides grow with the year: the line leaves their ratio alone.
    assert said["unified_control_coverage"][STRAIGHT_LINE] == pytest.approx(rates["unified_control_coverage"])


def test_a_trend_through_months_at_one_level_stays_there(plan):
    now = snapshot_of(plan, "2019-08-05", reported="2019-07")
    said = city(plan, now, 7)["unified_control_coverage"]
    assert said[TREND] == pytest.approx(said[STRAIGHT_LINE], rel=0.01)
    assert TREND not in city(plan, now, 7, with_trend=False)["unified_control_coverage"]


def test_a_rule_without_anything_to_go_on_says_nothing(plan):
    said = city(plan, snapshot_of(plan, "2019-03-05", reported="2019-02"), 2)
    assert np.isnan(said["packaging_recovery"][STRAIGHT_LINE])  # nothing sprayed, nothing collected yet


def test_last_year_is_seen_as_a_plan_year_of_its_own(plan):
    now = snapshot_of(plan, "2019-08-05", reported="2019-07", gaps=GAPS)
    whole, matched = last_year_view(now, plan), last_year_view(now, plan, Period(2019, 7))
    assert whole.periods == plan_of_last_year(plan).periods
    assert whole.years == (2017, 2018)
    assert np.isnan(whole.values[..., :12]).all()
    assert np.array_equal(whole.values[..., 12:], now.values[..., :12], equal_nan=True)
    lost = np.isfinite(whole.values) & ~np.isfinite(matched.values)
    assert 0 < lost.sum() < 60
    assert not lost[..., 12 + 7 :].any(), "months to come stay whole"
