"""The simple rules on amounts: each is right where the year is as simple as it believes."""

from dataclasses import replace

import numpy as np
import pytest

from agri.periods import Period
from agri.scoring.rivals import (
    HALF_LAST_GROWTH,
    LAST_YEAR_SHARE,
    STRAIGHT_LINE,
    city_sides,
    rate,
    rival_forecasts,
    year_end_rates,
)
from tests.sim.synthetic import snapshot_of, the_plan
from tests.some import some


@pytest.fixture(scope="module")
def plan():
    return the_plan()


GAPS = frozenset({("410101001", "soil_testing", "2019-07"), ("410102002", "pest_control", "2019-07")})


def a_year_back(plan, snapshot):
    """The same months as 2018's plan sees them, moved one year back."""
    return replace(snapshot, periods=replace(plan, year=2018).periods, years=(2017, 2018))


def forecasts(plan, now, month, gaps=frozenset()):
    """Let the rules speak on a snapshot, with last year like the synthetic year; `gaps` as of a year ago."""
    whole = snapshot_of(plan, "2020-01-20", reported="2019-12")
    then = snapshot_of(plan, "2019-08-05", reported=f"2019-{month:02d}", gaps=gaps)
    return rival_forecasts(now, a_year_back(plan, then), a_year_back(plan, whole), plan, Period(2019, month))


def test_last_years_share_is_right_when_the_year_is_last_year_again(plan):
    now = snapshot_of(plan, "2019-08-05", reported="2019-07")
    said = forecasts(plan, now, 7)
    end = year_end_rates(snapshot_of(plan, "2020-01-20", reported="2019-12"), plan)
    # The formula share of the efficiency does not go by the month.
    named = {code for code, one in plan.indicators.items() if not one.is_process}
    for code in some(named - {"fertilizer_efficiency"}):
        assert said[code][LAST_YEAR_SHARE] == pytest.approx(end[code], abs=1e-9), code
    assert said.keys() == named, "nothing is held against what only shows how the work goes"


def test_growth_goes_on_as_it_has_grown_so_far(plan):
    more = snapshot_of(
        plan, "2019-08-05", reported="2019-07", performance=lambda _, m: 1.0 if m < 12 else 1.1
    )
    said = forecasts(plan, more, 7)
    assert said["pesticide_growth"][LAST_YEAR_SHARE] == pytest.approx(0.1)
    assert said["pesticide_growth"][HALF_LAST_GROWTH] == pytest.approx(0.0)


def test_a_straight_line_extends_the_numerator_over_a_known_denominator(plan):
    now = snapshot_of(plan, "2019-08-05", reported="2019-07")
    said = forecasts(plan, now, 7)
    sides = city_sides(now, plan, Period(2019, 7))
    assert said["soil_test_coverage"][STRAIGHT_LINE] == pytest.approx(
        rate(sides["soil_test_coverage"]) * 365 / 212
    )
    # Both sides grow with the year: the line leaves their ratio alone.
    unified = said["unified_control_coverage"][STRAIGHT_LINE]
    assert unified == pytest.approx(rate(sides["unified_control_coverage"]))


def test_half_of_last_growth_speaks_of_growth_alone(plan):
    now = snapshot_of(plan, "2019-08-05", reported="2019-07")
    said = forecasts(plan, now, 7)
    speaks = {code for code, rules in said.items() if HALF_LAST_GROWTH in rules}
    assert speaks == {"fertilizer_growth", "pesticide_growth"}


def test_a_rule_without_anything_to_go_on_is_absent(plan):
    now = snapshot_of(plan, "2019-03-05", reported="2019-02")
    said = forecasts(plan, now, 2)
    assert STRAIGHT_LINE not in said["packaging_recovery"]  # nothing sprayed, nothing collected by February
    assert all(np.isfinite(value) for rules in said.values() for value in rules.values())


def test_reports_that_are_late_every_year_do_not_mislead_last_years_share(plan):
    now = snapshot_of(plan, "2019-08-05", reported="2019-07", gaps=GAPS)
    alike, unlike = (
        forecasts(plan, now, 7, gaps)["soil_test_coverage"][LAST_YEAR_SHARE] for gaps in (GAPS, frozenset())
    )
    end = year_end_rates(snapshot_of(plan, "2020-01-20", reported="2019-12"), plan)["soil_test_coverage"]
    assert alike == pytest.approx(end)
    assert unlike < 0.99 * end
