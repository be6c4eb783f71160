"""A projection as a whole: what it holds, that it is deterministic, what it says at the edges of the year."""

import gc
import json
from dataclasses import replace

import numpy as np
import pytest

from agri.indicators.rates import evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.periods import Period
from agri.sim import BASE, project, to_document
from agri.sim.processes.block import Block
from agri.terms import Basis, CellState, Level
from tests.sim.synthetic import UNREPORTED, places_of, snapshot_of, without_bias, year_over
from tests.some import some

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them


class TestWhatItHolds:
    def test_every_indicator_has_lines_of_both_bases_at_every_level(self, plan, projection):
        found = {(line.indicator, line.basis, line.level) for line in projection.lines}
        for code, indicator in some(plan.indicators.items()):
            # What no process of the engine makes is carried on from last year, by county.
            is_carried = indicator.is_process and indicator.making.other_of is None
            has_townships = indicator.has_township_rate and not is_carried
            for basis in Basis:
                assert (code, basis, Level.CITY) in found
                assert (code, basis, Level.COUNTY) in found
                assert ((code, basis, Level.TOWNSHIP) in found) == has_townships

    def test_the_city_has_a_value_for_each_of_them(self, plan, projection):
        for code, indicator in some(plan.indicators.items()):
            end = projection.line(code, "4101").year_end
            is_unknown = code in UNREPORTED and indicator.is_process
            assert np.isnan(end.mean) if is_unknown else np.isfinite(end.mean), code
            assert is_unknown or end.q05 <= end.q25 <= end.q50 <= end.q75 <= end.q95, code

    def test_townships_have_no_target_and_no_probability(self, projection):
        for line in some(line for line in projection.lines if line.level == Level.TOWNSHIP):
            assert line.target is None
            assert line.probability is None

    def test_only_indicators_with_a_target_have_a_probability(self, plan, projection):
        for code, indicator in some(plan.indicators.items()):
            assert (projection.line(code, "4101").probability is not None) == (indicator.target is not None)

    def test_city_coverage_is_the_ratio_of_sums_of_its_counties(self, plan):
        def unequal(code, key):
            return 3.0 if code.startswith("410101") else 0.5

        city = project(snapshot_of(plan, area=unequal), plan, BASE, 7, 64)
        drawn = city.draws["unified_control_coverage", Basis.TRUE]
        counties = drawn[[i for i, code in enumerate(city.draw_places) if code != "4101"]]
        middle = drawn[city.draw_places.index("4101")]
        assert (middle <= counties.max(axis=0) + 1e-6).all()
        assert (middle >= counties.min(axis=0) - 1e-6).all()
        large = drawn[city.draw_places.index("410101")]
        assert np.abs(middle - large).mean() < np.abs(middle - counties.mean(axis=0)).mean()

    def test_without_news_the_year_ends_about_as_the_last_one(self, plan):
        plain = without_bias(plan)
        snapshot = snapshot_of(plain)
        last = {
            "soil_test_coverage": (0.74 * 9000 + 0.82 * 8000) / 17000,
            "unified_control_coverage": 0.215 / 0.56,
            "green_control_coverage": 0.51 * 9000 / 17000,
        }
        found = project(snapshot, plain, BASE, 3, 256)
        for code, value in last.items():
            end = found.line(code, "4101", Basis.TRUE).year_end
            assert end.mean == pytest.approx(value, abs=max(2 * end.sd, 0.01)), code

    def test_the_evidence_says_when_over_reporting_is_only_a_prior(self, projection):
        assert set(projection.evidence.prior_only) == {"coverage", "amount", "recovery", "sprayer", "field"}
        assert "prior" in projection.evidence.words.en
        assert "假设" in projection.evidence.words.zh

    def test_the_evidence_counts_reports(self, plan):
        gaps = frozenset({("410101001", "soil_testing", "2019-06"), ("410102003", "film", "2019-05")})
        evidence = project(snapshot_of(plan, gaps=gaps), plan, BASE, 1, 32).evidence
        assert evidence.missing == 2
        assert evidence.expected == evidence.received + 2
        assert evidence.first_simulated == "2019-09"


class TestDeterminism:
    def test_the_same_seed_gives_the_same_bytes(self, plan, projection):
        again = project(snapshot_of(plan), plan, BASE, 7, 256)
        first, second = (json.dumps(to_document(p), ensure_ascii=False) for p in (projection, again))
        assert first == second

    def test_another_seed_gives_other_draws(self, plan, projection):
        other = project(snapshot_of(plan), plan, BASE, 8, 256)
        key = ("unified_control_coverage", Basis.REPORTED)
        assert not np.array_equal(other.draws[key], projection.draws[key])

    @pytest.mark.parametrize("elements", [1, 1200, 10**9])
    def test_the_block_size_changes_nothing(self, plan, projection, elements):
        cut = project(snapshot_of(plan), plan, BASE, 7, 256, block_elements=elements)
        for key, drawn in some(projection.draws.items()):
            assert np.array_equal(cut.draws[key], drawn, equal_nan=True), key

    def test_the_first_64_of_256_are_a_run_of_64(self, plan, projection):
        short = project(snapshot_of(plan), plan, BASE, 7, 64)
        for key, drawn in some(projection.draws.items()):
            assert np.array_equal(short.draws[key], drawn[:, :64], equal_nan=True), key

    def test_a_number_of_replications_that_fills_no_tile_is_cut(self, plan, projection):
        short = project(snapshot_of(plan), plan, BASE, 7, 50)
        key = ("soil_test_coverage", Basis.TRUE)
        assert np.array_equal(short.draws[key], projection.draws[key][:, :50])

    def test_the_document_is_json_without_nan(self, projection):
        text = json.dumps(to_document(projection), allow_nan=False)
        document = json.loads(text)
        assert set(document) >= {
            "snapshot",
            "as_of",
            "seed",
            "replications",
            "method",
            "evidence",
            "indicators",
        }
        line = document["indicators"][0]
        assert set(line) == {
            "indicator",
            "org_unit",
            "level",
            "basis",
            "target",
            "comparator",
            "to_date",
            "year_end",
            "probability",
            "decided_by",
            "gap",
        }
        assert set(line["year_end"]) == {"mean", "sd", "q05", "q25", "q50", "q75", "q95"}

    @pytest.mark.parametrize(("seed", "count"), [(-1, 64), (1, 1)])
    def test_impossible_requests_are_refused(self, plan, seed, count):
        with pytest.raises(ValueError, match=r"at least 2 replications|from 0 on"):
            project(snapshot_of(plan), plan, BASE, seed, count)


class TestMemory:
    def test_a_block_is_gone_as_soon_as_it_is_summed_up(self, plan):
        gc.collect()
        gc.disable()  # a province runs out of memory before the collector thinks of looking
        try:
            project(snapshot_of(plan), plan, BASE, 7, 64)
            assert not [one for one in some(gc.get_objects()) if isinstance(one, Block)]
        finally:
            gc.enable()


class TestEdgesOfTheYear:
    def test_a_year_that_is_over_is_its_record(self, plan):
        snapshot = year_over(plan)
        found = project(snapshot, plan, BASE, 1, 64)
        record = evaluate(
            reported_quantities(snapshot, plan, Period(2019, 12)),
            plan,
            snapshot.places,
            recovery_of(snapshot, plan),
        )
        for code, indicator in some(plan.indicators.items()):
            for place in some(found.draw_places):
                drawn = found.draws_of(code, place)
                value = record[code].value[snapshot.places.index[place]]
                assert np.isnan(value) == np.isnan(drawn).all() == (code in UNREPORTED), (code, place)
                unit = max(1.0, abs(value)) if indicator.is_process else 1.0  # they have units of their own
                assert code in UNREPORTED or np.ptp(drawn) < 1e-7 * unit, (code, place)
                assert drawn[0] == pytest.approx(value, rel=1e-5, abs=1e-7, nan_ok=True), (code, place)

    def test_the_truth_of_a_year_that_is_over_stays_uncertain(self, plan):
        end = project(year_over(plan), plan, BASE, 1, 256).line("soil_test_coverage", "4101", Basis.TRUE)
        assert end.year_end.sd > 0.005

    @pytest.mark.parametrize(("as_of", "month"), [("2019-01-02", "2018-12"), ("2019-04-10", "2019-03")])
    def test_it_starts_anywhere_in_the_year(self, plan, as_of, month):
        found = project(snapshot_of(plan, as_of, reported=month), plan, BASE, 1, 64)
        for code in some(plan.indicators):
            assert np.isfinite(found.line(code, "4101").year_end.mean) == (code not in UNREPORTED), code

    def test_later_is_surer(self, plan):
        spreads = []
        for as_of, month in (("2019-02-10", "2019-01"), ("2019-06-05", "2019-05"), ("2019-09-05", "2019-08")):
            found = project(snapshot_of(plan, as_of, reported=month), plan, BASE, 1, 128)
            spreads.append(found.line("unified_control_coverage", "4101").year_end.sd)
        assert spreads == sorted(spreads, reverse=True)

    def test_a_county_without_townships_is_not_projected(self, plan):
        places = places_of()
        units = [u for u in places.units if not u.code.startswith("410103") or u.code == "410103"]
        bare = snapshot_of(plan, places=replace(places, units=tuple(units)))
        bare.baselines[bare.places.index["410103"]] = np.nan
        bare.values[bare.places.index["410103"]] = np.nan
        found = project(bare, plan, BASE, 1, 32)
        assert "410103" not in found.draw_places

    def test_without_any_report_of_last_year_defaults_carry_it(self, plan):
        snapshot = snapshot_of(plan)
        last = snapshot.months_of(2018)
        values, state = snapshot.values.copy(), snapshot.state.copy()
        values[:, :, last] = np.nan
        state[:, :, last] = CellState.NOT_REPORTED
        found = project(replace(snapshot, values=values, state=state), plan, BASE, 1, 64)
        end = found.line("soil_test_coverage", "4101", Basis.TRUE).year_end
        assert 0.5 < end.mean < 1.0
        assert end.sd > 0.02
