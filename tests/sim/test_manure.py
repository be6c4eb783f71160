"""Manure: outlets that limit, a store that fills, reports that are chased."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.sim import BASE, Measure, Scenario
from agri.sim.inputs.streams import Draws, Streams
from agri.sim.processes.manure import manure_year
from agri.sim.world.setup import set_up
from tests.sim.synthetic import COUNTY, snapshot_of, with_parameters

PRODUCED = COUNTY["manure_produced_t"]


def year_of(plan, *, outlet, scenario=BASE, is_reported=False):
    """The year of three counties with outlets of a size (t a month), without reports of manure by default."""
    snapshot = snapshot_of(
        plan,
        "2019-01-02",
        reported="2018-12",
        area=lambda code, key: outlet / COUNTY[key] if key == "manure_outlet_t_per_month" else 1.0,
    )
    if not is_reported:
        values = snapshot.values.copy()
        values[:, [snapshot.element_index[f"manure.{name}"] for name in ("produced_t", "used_t")]] = np.nan
        snapshot = replace(snapshot, values=values)
    setup = set_up(snapshot, plan)
    return manure_year(setup, Draws(Streams(1), setup.layout, range(4)), scenario)


class TestOutlets:
    def test_saturated_outlets_take_their_capacity_every_month(self, plan):
        year = year_of(plan, outlet=1000.0)
        assert year.true_used == pytest.approx(12 * 1000.0)

    def test_wide_outlets_take_what_is_wanted(self, plan):
        still = with_parameters(plan, lambda name, v: 0.0 if name.startswith("manure.") else v)
        year = year_of(still, outlet=1e9)
        share = plan.parameters["level.manure_used"]
        assert year.true_used == pytest.approx(share * PRODUCED, rel=1e-5)

    def test_no_more_is_used_than_is_produced(self, plan):
        year = year_of(plan, outlet=1e9)
        assert (year.true_used <= year.true_produced).all()

    def test_more_outlets_from_a_day_on_take_more_from_that_day_on(self, plan):
        more = Scenario("more", (Measure("manure_outlet_t_per_month", "410102", 300.0, date(2019, 6, 16)),))
        year = year_of(plan, outlet=1000.0, scenario=more)
        assert year.true_used[1] == pytest.approx(
            12_000 + 300 * 6.5
        )  # the second half of June and six months
        assert year.true_used[0] == pytest.approx(12_000)

    def test_a_record_of_more_use_than_the_outlets_take_is_believed(self, plan):
        year = year_of(plan, outlet=1000.0, is_reported=True)
        assert (year.true_used > 24_000).all()


class TestReminders:
    def test_they_bring_in_reports_and_change_no_truth(self, plan):
        chased = Scenario("chased", (Measure("reminder_rounds", "410102", 4.0, date(2019, 12, 1)),))
        often = with_parameters(plan, lambda name, v: 5000.0 if name == "reporting.missing_weight" else v)
        before, after = (year_of(often, outlet=2900.0, scenario=s) for s in (BASE, chased))
        assert np.array_equal(after.true_used, before.true_used)
        assert (after.reported_produced >= before.reported_produced).all()
        assert after.reported_produced[1].sum() > before.reported_produced[1].sum()
        assert np.array_equal(after.reported_produced[0], before.reported_produced[0])
