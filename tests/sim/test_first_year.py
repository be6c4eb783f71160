"""A first year: no report of last year; its sums and a package's levels are all that is known beforehand."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.coefficients import Coefficients
from agri.sim import BASE, project
from agri.sim.inputs.expected_amounts import expect
from agri.sim.inputs.layout import layout_of
from agri.sim.run.document import to_document
from agri.terms import Basis, CellState
from tests.sim.synthetic import snapshot_of, with_parameters

CITY = "4101"
GROWTH, FILM = "fertilizer_growth", "film_recovery"


def without_last_year(snapshot):
    """The record of a city that begins with this year."""
    values, state, delay = snapshot.values.copy(), snapshot.state.copy(), snapshot.delay_days.copy()
    values[..., :12], state[..., :12], delay[..., :12] = np.nan, CellState.NOT_DUE, np.nan
    return replace(snapshot, values=values, state=state, delay_days=delay)


def without_levels(plan, *codes):
    names = {f"level.{code}" for code in codes}
    kept = {figure.name: figure for figure in plan.parameters if figure.name not in names}
    return replace(plan, parameters=Coefficients(kept))


def first_year(plan, *, reported="2018-12"):
    return without_last_year(snapshot_of(plan, "2019-01-15", reported=reported))


@pytest.fixture(scope="module")
def unlevelled(plan):
    plan = without_levels(plan, "fertilizer_wheat", "fertilizer_maize")
    return project(first_year(plan), plan, BASE, 1, 32)


class TestMissingLevels:
    def test_what_rests_on_a_missing_level_is_unknown(self, unlevelled):
        for basis in Basis:
            line = unlevelled.line(GROWTH, CITY, basis)
            assert np.isnan(line.year_end.q50)
            assert line.probability is None
        assert not unlevelled.joint
        assert all(width.indicator != GROWTH for width in unlevelled.widths)
        document = to_document(unlevelled)
        growth = [one for one in document["indicators"] if one["indicator"] == GROWTH]
        assert growth
        assert all(one["year_end"]["q50"] is None for one in growth)

    def test_the_evidence_says_which_and_where_it_belongs(self, unlevelled):
        words = unlevelled.evidence.words
        assert "fertilizer_wheat、fertilizer_maize" in words.zh
        assert "[level] in simulation.toml" in words.en

    def test_the_others_are_projected(self, unlevelled):
        assert np.isfinite(unlevelled.line(FILM, CITY).year_end.q50)


class TestLastYearsSums:
    """A first outlook is about last year's."""

    @pytest.mark.parametrize("factor", [0.4, 1.0, 3.0])
    def test_a_level_that_contradicts_a_place_s_own_sum_is_scaled_to_it(self, plan, factor):
        own = with_parameters(
            plan, lambda name, v: v * factor if name.startswith(("level.fert", "level.pest")) else v
        )
        snapshot = first_year(own)
        layout = layout_of(snapshot, own)
        lines = expect(snapshot, own, layout)
        for code, key in (
            ("fertilizer_wheat", "last_year_fertilizer_wheat_t"),
            ("fertilizer_maize", "last_year_fertilizer_maize_t"),
            ("pesticide", "last_year_pesticide_kg"),
        ):
            known = layout.at_townships(snapshot.baseline(key, own.year))
            true = lines[code].expected.sum(axis=1) * np.exp(own.over_reporting["amount"].mean)
            assert true == pytest.approx(known, rel=0.02), code

    def test_a_crop_that_stands_over_winter_counts_once(self, plan):
        snapshot = first_year(plan)
        unknown = snapshot.baselines.copy()
        unknown[:, snapshot.baseline_index["last_year_fertilizer_wheat_t"]] = np.nan
        snapshot = replace(snapshot, baselines=unknown)
        line = expect(snapshot, plan, layout_of(snapshot, plan))["fertilizer_wheat"]
        per_mu = line.expected.sum(axis=1) / 9000 * np.exp(plan.over_reporting["amount"].mean)
        assert per_mu == pytest.approx(plan.parameters["level.fertilizer_wheat"], rel=0.01)

    def test_growth_of_a_first_outlook_is_about_nothing(self, plan):
        projection = project(first_year(plan), plan, BASE, 1, 256)
        for basis in Basis:
            assert abs(projection.line(GROWTH, CITY, basis).year_end.q50) < 0.1, basis
