"""A world of a school is replayed like any other: under its school's name, truly by its own coefficients."""

import pytest

from agri.hindcast.invented_worlds import FIRST_SEED, WorldTask, past_year_of
from agri.hindcast.past_year import settled_on
from agri.scoring.year_end import year_ends
from agri.synthetic.schools.catalogue import SCHOOLS
from agri.synthetic.worlds import Ground, true_snapshot
from agri.terms import Basis


@pytest.mark.parametrize("school", [code for code in SCHOOLS if code != "campaigns"])
def test_a_task_may_name_a_school(school):
    past, seed = past_year_of(WorldTask(4, None, 0, (8,), 8, school))
    world = SCHOOLS[school].invent(Ground.read(), seed)
    assert seed == FIRST_SEED + 4
    assert (past.kind, past.world) == (school, 4)
    assert (past.causes, past.begins) == (world.causes, world.begins)
    at = world.ground.places.index["4101"]
    final = world.record.snapshot(world.plan, settled_on(world.plan))
    true = true_snapshot(final, world.truths)
    found = past.ends["packaging_recovery", Basis.TRUE][at]
    assert found == year_ends(true, world.true_plan)["packaging_recovery"][at]
    assert found != year_ends(true, world.plan)["packaging_recovery"][at]
    assert past.ends["packaging_recovery", Basis.REPORTED][at] != found


def test_without_a_school_it_is_the_first_generators_world():
    plain, _ = past_year_of(WorldTask(0, None, 0, (8,), 8))
    named, _ = past_year_of(WorldTask(0, None, 0, (8,), 8, "campaigns"))
    day = settled_on(plain.plan)
    assert (plain.kind, named.kind) == ("world", "campaigns")
    assert plain.snapshot(day).id == named.snapshot(day).id
