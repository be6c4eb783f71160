"""Spreads from the evidence, trends, shares where they stand, and what slips do to what is reported."""

from dataclasses import replace

import numpy as np
import pytest

from agri.sim.belief.families import families
from agri.sim.belief.family_posterior import Case
from agri.sim.belief.observations import nothing_seen
from agri.sim.belief.posterior import learn
from agri.sim.belief.spread import fit_spread
from agri.sim.inputs.expected_amounts import expect
from agri.sim.inputs.layout import layout_of
from agri.sim.world.setup import set_up
from tests.sim.synthetic import places_of, snapshot_of, with_parameters, without_bias

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them


def learnt(plan, performance=None, places=None):
    snapshot = snapshot_of(plan, performance=performance, places=places)
    layout = layout_of(snapshot, plan)
    return learn(snapshot, plan, layout, expect(snapshot, plan, layout)), layout


def scattered(sd, seed=3):
    """Reports of the plan year that scatter by `sd` around what places do, log."""
    rng = np.random.default_rng(seed)
    drawn = {}

    def performance(code, month):
        if month < 12:
            return 1.0
        return drawn.setdefault((code, month), float(np.exp(rng.normal(0, sd))))

    return performance


def assumed_of(plan):
    """What the plan assumes of strands and over-reporting."""
    return {
        f"{part}.{name}": v for part in ("strand", "bias") for name, v in plan.parameters.under(part).items()
    }


class TestSpread:
    def test_reports_that_scatter_more_are_believed_less(self, plan):
        calm, _ = learnt(without_bias(plan), scattered(0.005), places_of(4, 5))
        wild, _ = learnt(without_bias(plan), scattered(0.10), places_of(4, 5))
        assert calm.noise_sd["fertilizer"] < plan.parameters["strand.fertilizer.noise_sd"]
        assert wild.noise_sd["fertilizer"] > 1.4 * plan.parameters["strand.fertilizer.noise_sd"]

    def test_a_strand_without_reports_keeps_what_is_assumed(self, plan):
        snapshot = snapshot_of(plan, "2019-02-01", reported="2018-12")
        layout = layout_of(snapshot, plan)
        found = learn(snapshot, plan, layout, expect(snapshot, plan, layout))
        assert found.spread == {}
        assert found.noise_sd["green"] == plan.parameters["strand.green.noise_sd"]

    def test_the_evidence_found_is_not_less_than_the_assumed_one(self, plan):
        plan = without_bias(plan)
        snapshot = snapshot_of(plan, performance=scattered(0.2))
        layout = layout_of(snapshot, plan)
        lines = expect(snapshot, plan, layout).values()
        assumed = assumed_of(plan)
        for family in families(plan.lines):
            own = tuple(line for line in lines if line.line.family == family.code)
            checks = nothing_seen(family, len(layout.townships))
            case = Case(family, plan.over_reporting[family.code], own, checks, layout).told()
            found = fit_spread(case, assumed)
            fitted, plain = (case.log_evidence(p) for p in (found, assumed))
            assert fitted >= plain

    def test_what_is_never_reported_tells_nothing(self, plan):
        plan = without_bias(plan)
        snapshot = snapshot_of(plan)
        layout = layout_of(snapshot, plan)
        lines = expect(snapshot, plan, layout).values()
        [family] = [f for f in families(plan.lines) if f.code == "coverage"]
        own = tuple(line for line in lines if line.line.family == "coverage")
        family = family.with_seasons((line.line.code, group) for line in own for group in line.shifts)
        checks = nothing_seen(family, len(layout.townships))
        case = Case(family, plan.over_reporting["coverage"], own, checks, layout)
        parameters = assumed_of(plan)
        told = case.told()
        assert told.family.size < family.size
        whole, part = (c.log_evidence(parameters) for c in (case, told))
        assert part == pytest.approx(whole, abs=1e-6)


class TestTrend:
    def test_before_any_report_a_rise_is_expected(self, plan):
        snapshot = snapshot_of(plan, "2019-01-02", reported="2018-12")
        layout = layout_of(snapshot, plan)
        expected = expect(snapshot, plan, layout)
        found = learn(snapshot, plan, layout, expected).mean(layout, 1)
        line = expected["green"]
        share = line.level[0, 4]
        rise = share / (share + (1 - share) * np.exp(-found.offset["green"][0, 0])) / share - 1
        assert rise == pytest.approx(plan.parameters["strand.green.trend"], rel=0.15)
        published = np.log1p(-0.007 + 0.62 * -0.0197)  # the series' regression stands for the trend
        assert found.offset["fertilizer"] == pytest.approx(published, abs=1e-6)
        assert found.offset["output"] == pytest.approx(0, abs=1e-6)


class TestShares:
    def test_a_share_far_from_last_year_s_is_learnt_where_it_stands(self, plan):
        def loose(name, value):
            if not name.startswith("strand.unified."):
                return value
            return 1e-3 if "month" in name or "noise" in name else 0.6

        sure = with_parameters(without_bias(plan), loose)
        snapshot = snapshot_of(sure)
        layout = layout_of(snapshot, plan)
        expected = expect(snapshot, sure, layout)
        line = expected["unified"]
        told = replace(line, value=line.value * 1.5)
        found = learn(snapshot, sure, layout, {**expected, "unified": told}).mean(layout, 1)
        share = line.level[:, 5]
        moved = share / (share + (1 - share) * np.exp(-found.offset["unified"][:, 0]))
        assert moved == pytest.approx(1.5 * line.expected[:, 5] / line.exposure[:, 5], rel=0.02)


class TestSlips:
    def forgotten(self, code, month):
        """Every year one township leaves most of June's fertilizer out of its report."""
        return 0.3 if code == "410102002" and month in (5, 17) else 1.0

    def test_what_slips_take_from_the_record_they_will_go_on_taking(self, plan):
        plan = without_bias(plan)
        setup = set_up(snapshot_of(plan, performance=self.forgotten), plan)
        clean = set_up(snapshot_of(plan), plan)
        assert clean.slips["fertilizer_maize"] == 1
        june = 16 / 21  # of a year's maize fertilizer; one township in twelve leaves 70 % of it out
        assert setup.slips["fertilizer_maize"] == pytest.approx(1 - 0.7 * june / 12, rel=0.02)

    def test_a_slip_of_last_year_hardly_moves_the_level(self, plan):
        plan, places = without_bias(plan), places_of(4, 10)
        slipped, clean = (
            set_up(snapshot_of(plan, performance=p, places=places), plan).expected["fertilizer_maize"]
            for p in (self.forgotten, None)
        )
        assert slipped.level == pytest.approx(clean.level, rel=0.03)
        assert slipped.last_fitted.sum() == pytest.approx(clean.last_fitted.sum(), rel=0.001)
        assert np.nansum(slipped.last) < 0.99 * np.nansum(clean.last)
