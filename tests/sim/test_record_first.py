"""The record before the mechanism: no process, bound or exponential takes away what reports show."""

from dataclasses import replace

import numpy as np
import pytest

from agri.sim import BASE, project
from agri.sim.belief.families import families
from agri.sim.belief.prior import prior_of
from agri.sim.inputs.expected_amounts import expect
from agri.sim.inputs.layout import layout_of
from agri.sim.world.setup import set_up
from agri.terms import Basis
from tests.sim.synthetic import snapshot_of, with_parameters, without_bias
from tests.sim.test_processes import block_of
from tests.sim.test_spread import learnt, scattered
from tests.some import some

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them

CITY = "4101"
PACKAGING, FILM, MANURE = "packaging_recovery", "film_recovery", "manure_utilization"


def times(snapshot, factor, *elements):
    """The record with some elements so many times as large, in both years."""
    values = snapshot.values.copy()
    for name in elements:
        values[:, snapshot.element_index[name]] *= factor
    return replace(snapshot, values=values)


def middle(projection, indicator, basis=Basis.REPORTED):
    return projection.line(indicator, CITY, basis).year_end.q50


class TestPackaging:
    @pytest.mark.parametrize("factor", [1.6, 2.2])
    def test_a_record_above_the_whole_goes_on_above_it(self, plan, factor):
        plan = without_bias(plan)
        plain, more = (
            project(times(snapshot_of(plan), f, "packaging.recovered_kg"), plan, BASE, 3, 1024)
            for f in (1.0, factor)
        )
        assert middle(more, PACKAGING) == pytest.approx(factor * middle(plain, PACKAGING), rel=0.03)
        before, after = (p.line(PACKAGING, CITY).year_end for p in (plain, more))
        assert after.sd / after.mean > 0.9 * before.sd / before.mean

    def test_what_stations_and_trucks_cannot_take_is_followed_and_named(self, plan):
        tight = with_parameters(
            without_bias(plan), lambda name, v: v / 60 if name == "packaging.station_kg" else v
        )
        free, held = (project(snapshot_of(one), one, BASE, 3, 64) for one in (without_bias(plan), tight))
        assert free.evidence.unexplained == {}
        assert held.evidence.unexplained == {"packaging": 3}
        assert middle(held, PACKAGING) == pytest.approx(middle(free, PACKAGING), rel=0.03)
        assert held.line(PACKAGING, CITY).year_end.sd > free.line(PACKAGING, CITY).year_end.sd
        assert "包装物回收：3个县" in held.evidence.words.zh
        assert "packaging recovery" in held.evidence.words.en


class TestCrews:
    def test_a_county_without_registered_crews_does_what_it_reports(self, plan):
        plan = without_bias(plan)
        snapshot = snapshot_of(plan)
        none = snapshot.baselines.copy()
        for key in ("spraying_teams", "film_pickers", "balers"):
            none[:, snapshot.baseline_keys.index(key)] = np.nan
        # How crews are set is found from few draws, some per cent off by seed: on average it is right.
        with_crews, without = (
            [project(one, plan, BASE, seed, 128) for seed in range(3, 9)]
            for one in (snapshot, replace(snapshot, baselines=none))
        )
        for code in some(("unified_control_coverage", FILM, "straw_utilization")):
            before, after = (
                np.mean([one.line(code, CITY).year_end.mean for one in each])
                for each in (with_crews, without)
            )
            assert after == pytest.approx(before, rel=0.03), code
        assert set(without[0].evidence.unexplained) == {"spraying", "film", "straw"}


@pytest.fixture(scope="module")
def full(plan):
    """More film than was due and more manure than was produced, in both years."""
    over = times(snapshot_of(plan), 1.6, "film.recovered_kg")
    return project(times(over, 1.45, "manure.used_t"), plan, BASE, 3, 64)


class TestWholes:
    def test_a_reported_share_above_the_whole_goes_on(self, full):
        assert middle(full, MANURE) == pytest.approx(1.45 * 0.76, rel=0.01)
        assert middle(full, FILM) > 1.1

    def test_a_true_share_is_never_above_the_whole(self, plan, full):
        shares = [key for key in full.draws if key[1] == Basis.TRUE and not _is_change(plan, key[0])]
        assert max(float(np.nanmax(full.draws[key])) for key in some(shares)) <= 1
        assert full.line(FILM, CITY, Basis.TRUE).year_end.q50 > 0.9


def _is_change(plan, code):
    indicator = plan.indicators[code]
    return indicator.is_process or code.endswith("_growth")


class TestMeans:
    @pytest.mark.parametrize(("level", "sd"), [(0.85, 0.05), (0.85, 0.4), (0.3, 0.4), (0.97, 0.3)])
    def test_the_scatter_of_reports_keeps_the_mean_of_a_share(self, plan, level, sd):
        block = block_of(plan, tiles=range(40))
        code = "formula_wheat"
        line, strand = block.setup.expected[code], block.lines[code].strand
        line.level[:] = level
        block.setup.learnt.noise_sd[strand] = sd
        block.performance.offset[strand][:] = 0
        block.performance.shock[strand, 2][:] = 0
        share = block.share(code, 2)
        assert share.min() > 0
        assert share.max() <= 1
        assert float(share.mean()) == pytest.approx(level, abs=0.008)

    def test_a_month_shared_by_places_keeps_the_mean_of_what_it_moves(self, plan):
        plan = with_parameters(without_bias(plan), lambda name, v: 0.3 if "month_c" in name else v)
        snapshot = snapshot_of(plan)
        lines = expect(snapshot, plan, layout_of(snapshot, plan))
        parameters = {f"strand.{k}": v for k, v in plan.parameters.under("strand").items()}
        parameters |= {f"bias.{k}": v for k, v in plan.parameters.under("bias").items()}
        normal = np.random.default_rng(1).normal(size=400_000) * np.hypot(0.3, 0.3)
        means = {}
        for family in families(plan.lines):
            own = [line for line in lines.values() if line.line.family == family.code]
            prior = prior_of(family, plan.over_reporting[family.code], own, parameters)
            for strand, months in zip(family.strands, family.months, strict=True):
                moved = prior.mean[family.shock(strand, months[0])] + normal
                [line] = [one for one in own if one.line.strand == strand][:1]
                if line.line.is_share:
                    share = line.expected.sum() / line.exposure.sum()
                    odds = share / (1 - share) * np.exp(moved)
                    means[strand] = float((odds / (1 + odds)).mean() / share)
                else:
                    means[strand] = float(np.exp(moved).mean())
        assert means == {strand: pytest.approx(1, abs=0.012) for strand in plan.lines.strands}


class TestLimits:
    def test_spreads_that_reach_their_limit_say_so_and_widen(self, plan):
        wild, _ = learnt(without_bias(plan), scattered(0.9))
        calm, _ = learnt(without_bias(plan), scattered(0.02))
        assert calm.capped == ()
        assert "packaging" in wild.capped
        assumed = plan.parameters["strand.packaging.noise_sd"]
        factor = wild.spread["strand.packaging.noise_sd"]
        assert wild.noise_sd["packaging"] == pytest.approx(1.5 * factor * assumed)

    def test_the_evidence_names_them(self, plan):
        plan = without_bias(plan)
        found = project(snapshot_of(plan, performance=scattered(0.9)), plan, BASE, 3, 32).evidence
        assert "packaging" in found.capped
        assert "Months of" in found.words.en


def test_a_share_near_the_whole_is_expected_where_it_was(plan):
    plan = without_bias(plan)
    setup = set_up(times(snapshot_of(plan), 1.24, "soil_testing.maize_formula_area_mu"), plan)
    line = setup.expected["formula_maize"]
    assert line.expected.sum() / (12 * 8000) == pytest.approx(1.24 * 0.82, rel=0.005)
    assert line.level.max() <= 0.97
