"""Invented worlds from earlier days: reproducible, interruptible, and the record itself at the end."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.plan import Plan
from agri.hindcast.invented_worlds import WorldTask, questions, score_world, score_worlds
from agri.hindcast.past_year import PastYear, as_of, ends_of, settled_on
from agri.scoring.hindcast import Scored
from agri.sim import BASE, project
from agri.synthetic.worlds import InventedWorld, invent_world
from agri.terms import Basis
from tests.some import some
from tests.worlds import small_ground

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them


@pytest.fixture(scope="module")
def world() -> InventedWorld:
    return invent_world(small_ground(), 5)


@pytest.fixture(scope="module")
def past(world) -> PastYear:
    final = world.record.snapshot(world.plan, settled_on(world.plan))
    ends = ends_of(final, world.plan, world.truths)
    return PastYear("world", 0, world.plan, lambda day: world.record.snapshot(world.plan, day), ends)


def score(past: PastYear, month: int, replications: int) -> list[Scored]:
    """Score one forecast of the city."""
    return list(past.forecast(month, seed=1, replications=replications).score())


def scores_by_unit(rows: list[Scored]) -> dict[tuple[str, Basis], Scored]:
    return {(row.indicator, row.basis): row for row in rows}


def named(plan: Plan) -> list[str]:
    """The indicators that the plan names: the others show how the work goes, and nobody is held to them."""
    return [code for code, indicator in plan.indicators.items() if not indicator.is_process]


def test_every_indicator_of_the_plan_is_scored_on_both_bases(past, world):
    rows = score(past, 8, 32)
    assert set(scores_by_unit(rows)) == {(code, basis) for code in named(world.plan) for basis in Basis}
    assert all(0 <= row.rank <= 1 and row.sd >= 0 for row in rows)
    assert all(np.isfinite(row.crps) for row in rows)
    with_target = {row.indicator for row in rows if row.probability is not None}
    assert with_target == {indicator.code for indicator in world.plan.targets}


def test_the_day_after_the_due_day_sees_the_month_and_nothing_later(world):
    day = as_of(world.plan, 8)
    snapshot = world.record.snapshot(world.plan, day)
    assert world.plan.rhythm.first_open_month(day).month == 9
    treated = snapshot.of("pest_control.unified_area_mu")
    months = [i for i, period in enumerate(snapshot.periods) if (period.year, period.month) > (2019, 8)]
    assert np.isnan(treated[:, months]).all()
    august = snapshot.periods.index(replace(snapshot.periods[0], year=2019, month=8))
    assert np.isfinite(treated[:, august]).any()


def test_once_the_year_is_settled_the_reported_outlook_is_the_record(world, past):
    final = world.record.snapshot(world.plan, settled_on(world.plan))
    projection = project(final, world.plan, BASE, 1, 16)
    at = projection.draw_places.index(world.plan.city)
    for code in some(named(world.plan)):  # the others' elements may be left blank, which stays unknown
        end = past.observed[code, Basis.REPORTED]
        assert projection.draws[code, Basis.REPORTED][at] == pytest.approx(end, abs=1e-5), code


def test_a_late_look_is_nearer_to_the_end_than_an_early_one(past):
    early, late = (scores_by_unit(score(past, month, 64)) for month in (3, 11))
    units = [unit for unit in early if unit[1] == Basis.REPORTED]
    assert sum(late[unit].crps for unit in units) < 0.5 * sum(early[unit].crps for unit in units)
    assert sum(late[unit].sd for unit in units) < 0.5 * sum(early[unit].sd for unit in units)


def test_model_errors_are_put_into_the_same_worlds():
    asked = questions(3, 2, seed=1, months=[8], replications=20)
    assert [q.number for q in asked if q.error is None] == [0, 1, 2]
    by_error = {error: [q.number for q in asked if q.error == error] for error in {q.error for q in asked}}
    assert by_error.pop(None) == [0, 1, 2]
    assert by_error == {code: [0, 1] for code in ("drift", "copies", "inflation", "parameters")}


@pytest.mark.slow
def test_a_question_has_one_answer_in_any_process():
    asked = [WorldTask(0, None, 1, (11,), 4), WorldTask(0, "drift", 1, (11,), 4)]
    here = [score_world(question) for question in asked]
    elsewhere = list(score_worlds(asked, workers=2))
    by_kind = [sorted(found, key=lambda scores: scores.units[0].kind) for found in (elsewhere, here)]
    assert by_kind[0] == by_kind[1]
    assert here[0] != here[1]


@pytest.mark.slow
def test_worlds_come_one_by_one_so_that_a_run_can_be_stopped():
    asked = [WorldTask(number, None, 1, (11,), 4) for number in range(1000)]
    some = score_worlds(asked, workers=1)
    first = next(some)
    some.close()
    assert {row.world for row in first.units} == {0}
