"""A first year: no report of last year; its sums and a package's levels are all that is known beforehand."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.coefficients import Coefficients
from agri.sim import BASE, project
from agri.sim.run.document import to_document
from agri.terms import Basis, CellState
from tests.sim.synthetic import snapshot_of

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
