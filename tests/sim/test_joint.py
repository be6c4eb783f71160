"""The chance of all targets at once: counted over replications, on both bases, with its Monte-Carlo error."""

from dataclasses import replace

import numpy as np
import pytest

from agri.api.routes.figures.projections import ProjectionDocument
from agri.cli.printing.tables import projection_table
from agri.definitions.plan import Target
from agri.definitions.reading import Title
from agri.sim import BASE, project, to_document
from agri.sim.run.joint_chance import JointChance, joint_chance, joint_document
from agri.terms import Basis, Comparator
from tests.sim.synthetic import snapshot_of

AT_LEAST_HALF = Target(0.5, Comparator.AT_LEAST)
BELOW_HALF = Target(0.5, Comparator.BELOW)


class TestCounting:
    def test_targets_that_move_together_are_met_together(self):
        same = np.array([0.4, 0.6, 0.7, 0.8])
        found = joint_chance({"a": same, "b": same}, {"a": AT_LEAST_HALF, "b": AT_LEAST_HALF})
        assert found == JointChance(0.75, pytest.approx(np.sqrt(0.75 * 0.25 / 4)))

    def test_targets_that_exclude_each_other_are_never_met_together(self):
        drawn = np.array([0.4, 0.6, 0.7, 0.8])
        found = joint_chance({"a": drawn, "b": drawn}, {"a": AT_LEAST_HALF, "b": BELOW_HALF})
        assert found == JointChance(0.0, 0.0)

    def test_independent_targets_multiply_within_the_standard_error(self):
        rng = np.random.default_rng(5)
        draws = {code: rng.random(40_000) for code in "abc"}
        found = joint_chance(draws, dict.fromkeys("abc", AT_LEAST_HALF))
        assert found is not None
        assert found.probability == pytest.approx(0.125, abs=4 * found.standard_error)
        assert found.standard_error == pytest.approx(np.sqrt(0.125 * 0.875 / 40_000), rel=0.05)

    def test_an_indicator_without_a_target_does_not_count(self):
        draws = {"a": np.array([0.6, 0.7]), "b": np.array([0.0, 0.0])}
        assert joint_chance(draws, {"a": AT_LEAST_HALF}) == JointChance(1.0, 0.0)

    def test_a_replication_without_a_value_counts_neither_way(self):
        draws = {"a": np.array([0.6, 0.7, 0.4]), "b": np.array([0.6, np.nan, 0.6])}
        targets = {"a": AT_LEAST_HALF, "b": AT_LEAST_HALF}
        assert joint_chance(draws, targets) == JointChance(0.5, pytest.approx(np.sqrt(0.25 / 2)))

    def test_what_cannot_be_said_is_not_said(self):
        draws = {"a": np.array([0.6]), "b": np.array([np.nan])}
        assert joint_chance(draws, {}) is None
        assert joint_chance(draws, {"a": AT_LEAST_HALF, "b": AT_LEAST_HALF}) is None
        assert joint_document({Basis.TRUE: JointChance(0.5, 0.1)}) == {
            "reported": None,
            "true": 0.5,
            "standard_error": {"reported": None, "true": 0.1},
        }


@pytest.mark.slow
class TestInAProjection:
    def test_it_is_the_share_of_replications_that_meet_every_target_of_the_city(self, plan, projection):
        bent = _with_targets_in_reach(plan, projection)
        found = project(snapshot_of(plan), bent, BASE, 7, 64)
        for basis in Basis:
            met = np.ones(64, dtype=np.bool_)
            for indicator in bent.targets:
                met &= indicator.target.is_met(found.draws_of(indicator.code, "4101", basis))
            assert found.joint[basis].probability == pytest.approx(met.mean())
        single = [found.line(i.code, "4101").probability for i in bent.targets]
        assert 0 < found.joint[Basis.REPORTED].probability < min(single)

    def test_document_answer_and_table_say_it(self, projection):
        document = to_document(projection)
        assert document["joint"] == joint_document(projection.joint)
        answered = ProjectionDocument.model_validate(document).model_dump(mode="json")
        assert answered["joint"] == document["joint"]
        assert _last_row(document)[0].startswith("全部目标同时达到")

    def test_an_answer_stored_without_it_is_still_read(self, projection):
        document = to_document(projection)
        del document["joint"]
        assert ProjectionDocument.model_validate(document).joint is None
        assert not _last_row(document)[0].startswith("全部目标同时达到")


def _with_targets_in_reach(plan, projection):
    """Ask of each indicator what its reports reach in four replications of five, so that all are in doubt."""
    indicators = dict(plan.indicators)
    for indicator in plan.targets:
        draws = projection.draws_of(indicator.code, "4101", Basis.REPORTED)
        end = np.quantile(draws, 0.8 if indicator.target.is_ceiling else 0.2)
        indicators[indicator.code] = replace(indicator, target=replace(indicator.target, value=float(end)))
    return replace(plan, indicators=indicators)


def _last_row(document):
    titles = {line["indicator"]: Title("", "") for line in document["indicators"]}
    return [list(column.cells)[-1] for column in projection_table(document, titles).columns]
