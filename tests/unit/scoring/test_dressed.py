"""Rules with intervals of their own: errors of elsewhere, the rule to beat chosen elsewhere."""

from dataclasses import replace

import pytest

from agri.scoring.dressed import dress
from agri.scoring.hindcast import RivalScore, Scored
from agri.terms import Basis
from tests.sim.synthetic import the_plan

CODE = "green_control_coverage"  # target: at least 0.287


@pytest.fixture(scope="module")
def plan():
    return the_plan()


def unit(kind: str, world: int, end: float, **said: float) -> Scored:
    return Scored(
        kind=kind,
        world=world,
        month=8,
        indicator=CODE,
        basis=Basis.REPORTED,
        observed=end,
        mean=end,
        sd=0.01,
        crps=0.001,
        rank=0.5,
        inside=(True, True, True),
        probability=0.5,
        is_met=end >= 0.287,
        brier=0.25,
        rivals={name: RivalScore(value, abs(value - end), 0.0) for name, value in said.items()},
        median=end,
    )


def test_a_rule_is_scored_by_the_errors_that_it_makes_elsewhere(plan):
    units = [unit("a", 0, 0.30, share=0.31), unit("b", 0, 0.30, share=0.34), unit("b", 1, 0.30, share=0.34)]
    dressed = dress(units, plan)
    # In b it was off by 4 points either way: 0.27 or 0.35, of which one meets the target.
    assert dressed[0].rivals["share"].brier == pytest.approx(0.25)
    assert dressed[0].rivals["share"].crps == pytest.approx(0.04 - 0.08 * 8 / 12 / 2, abs=1e-9)


def test_the_rule_to_beat_is_the_one_that_was_best_elsewhere(plan):
    units = [unit("a", i, 0.30, share=0.30 + 0.001 * i, line=0.36) for i in range(3)]
    units += [unit("b", i, 0.30, share=0.38, line=0.30 + 0.001 * i) for i in range(3)]
    dressed = dress(units, plan)
    assert {one.chosen for one in dressed if one.kind == "a"} == {"line"}
    assert {one.chosen for one in dressed if one.kind == "b"} == {"share"}


def test_of_one_kind_the_other_worlds_give_the_errors(plan):
    units = [unit("world", i, 0.30, share=0.30 + 0.01 * i) for i in range(3)]
    dressed = dress(units, plan)
    assert all(one.chosen == "share" for one in dressed)
    assert dressed[0].rivals["share"].crps > 0


def test_a_world_alone_has_no_rule_to_beat(plan):
    (one,) = dress([unit("world", 0, 0.30, share=0.31)], plan)
    assert (one.chosen, one.rivals) == (None, {})


def test_units_keep_their_order_and_everything_else(plan):
    units = [unit("a", i, 0.30, share=0.31) for i in range(4)]
    plain = [replace(one, rivals={}, chosen=None) for one in dress(units, plan)]
    assert plain == [replace(one, rivals={}) for one in units]
