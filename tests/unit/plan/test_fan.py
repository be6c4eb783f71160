"""The way of a fan: the months in which work is done, to the last that can move the indicator."""

from dataclasses import replace

import numpy as np
import pytest

from agri.periods import Period
from agri.plan.fan import asked_months, passed_shares
from tests.sim.synthetic import snapshot_of, the_plan

AUGUST = Period(2019, 8)


@pytest.fixture(scope="module")
def plan():
    return the_plan()


@pytest.fixture(scope="module")
def snapshot(plan):
    return snapshot_of(plan)


@pytest.fixture
def passed(plan, snapshot):
    """By indicator the city's way from August, January first."""
    city = snapshot.places.index["4101"]
    return lambda code, through=AUGUST: passed_shares(snapshot, plan, plan.indicators[code], through)[city]


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("film_recovery", 9),  # peanut film is picked up in September, and nothing after it is due this year
        ("straw_utilization", 11),
        ("soil_test_coverage", 11),
        ("packaging_recovery", 12),
        ("fertilizer_growth", 12),
    ],
)
def test_a_fan_ends_with_the_last_month_that_can_move_the_indicator(passed, code, last):
    shares = passed(code)
    assert np.flatnonzero(np.isfinite(shares)).tolist() == list(range(7, last))
    assert shares[7] == 0
    assert shares[last - 1] == pytest.approx(1)
    assert (np.diff(shares[7:last]) >= 0).all()


@pytest.mark.parametrize(
    "code", ["soil_test_coverage_other_season", "fertilizer_per_mu_wheat", "fertilizer_per_mu_maize"]
)
def test_what_is_decided_has_no_fan(passed, code):
    assert np.isnan(passed(code)).all()


def test_campaigns_pace_it_with_a_target_or_without(passed):
    """Straw and film have campaigns and no target; a straight line from today would be wrong for both."""
    straw, soil = passed("straw_utilization"), passed("soil_test_coverage")
    assert straw[8] == pytest.approx(16 / 21, abs=0.01)  # maize is cut from September 15 to October 5
    assert straw[9] == straw[10] == pytest.approx(1)
    assert soil[8] == 0  # between maize topdressing and the wheat's base fertilizer
    assert soil[9] == pytest.approx(1)


def test_after_its_campaigns_it_goes_on_as_last_year_s_work_did(plan, snapshot, passed):
    """Green control's path ends in August, and wheat is sprayed again before winter."""
    at = [i for i, period in enumerate(snapshot.periods) if period.year == 2018]
    city = snapshot.places.index["4101"]
    work = np.nan_to_num(snapshot.of("pest_control.green_area_mu"))[:, at].sum(axis=0)
    assert work[8:].sum() > 0
    green = passed("green_control_coverage")
    last = max(set().union(*asked_months(plan, plan.indicators["green_control_coverage"]).values()))
    assert np.isnan(green[last:]).all()
    assert len({round(step, 6) for step in np.diff(green[7:last])}) > 1
    # Without last year's reports every month that is asked about counts the same.
    bare = replace(snapshot, values=np.full_like(snapshot.values, np.nan))
    even = passed_shares(bare, plan, plan.indicators["unified_control_coverage"], AUGUST)[city]
    steps = np.diff(even[np.isfinite(even)])
    assert steps == pytest.approx([steps[0]] * len(steps))


def test_before_the_year_s_first_month_is_due_there_is_no_fan(passed):
    assert np.isnan(passed("film_recovery", Period(2018, 12))).all()
