"""Every school's worlds are valid records of plausible years, the same for the same seed."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.hindcast.past_year import settled_on
from agri.synthetic.reporting.reporting_bias import WHOLES
from agri.synthetic.schools.catalogue import SCHOOLS
from agri.synthetic.schools.causes import PLAIN, CauseKind
from agri.synthetic.schools.school import SchoolUse
from agri.synthetic.worlds import true_snapshot
from agri.terms import CellState, Drawn
from tests.city_ends import city_ends
from tests.some import some
from tests.unit.synthetic.schools.conftest import ARRAY_SCHOOLS

DAYS = (date(2019, 3, 5), date(2019, 9, 5), date(2020, 1, 30))


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
@pytest.mark.parametrize("day", DAYS)
def test_a_number_stands_where_the_state_says_so_and_nowhere_else(world_of, school, day):
    world = world_of(school, 3)
    snapshot = world.record.snapshot(world.plan, day)
    given = snapshot.state == CellState.GIVEN
    assert given.any()
    assert np.array_equal(given, ~np.isnan(snapshot.values))
    assert np.nanmin(snapshot.values) >= 0
    later = np.array([period.first_day > day for period in snapshot.periods])
    assert not given[:, :, later].any()


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_a_part_is_never_more_than_its_whole(world_of, school):
    world = world_of(school, 3)
    told = world.record.snapshot(world.plan, settled_on(world.plan))
    for snapshot in (told, true_snapshot(told, world.truths)):
        for part, wholes in some(WHOLES.items()):
            limit = np.sum([snapshot.of(whole) for whole in wholes], axis=0)
            both = ~np.isnan(limit) & ~np.isnan(snapshot.of(part))
            assert both.any()
            assert np.all(snapshot.of(part)[both] <= limit[both] + 1e-6), part


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_a_seed_is_a_world(ground, world_of, school):
    day = DAYS[1]
    here, again, other = world_of(school, 3), SCHOOLS[school].invent(ground, 3), world_of(school, 4)
    ids = [world.record.snapshot(world.plan, day).id for world in (here, again, other)]
    assert ids[0] == ids[1] != ids[2]
    assert all(
        np.array_equal(here.truths[y].values, again.truths[y].values, equal_nan=True) for y in (2018, 2019)
    )


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_both_years_are_there_with_baselines_and_spot_checks(world_of, school):
    world = world_of(school, 3)
    snapshot = world.record.snapshot(world.plan, settled_on(world.plan))
    rows = [i for i, unit in enumerate(snapshot.places.units) if unit.code.startswith("410122")]
    given = (snapshot.state[rows] == CellState.GIVEN).any(axis=(0, 1))
    assert given[:12].any()
    assert given[12:].any()
    missing = {
        key.code
        for key in world.ground.keys
        if not np.isfinite(snapshot.baseline(key.code, world.plan.year)).any()
    }
    assert not missing
    drawn = [check.drawn for check in snapshot.spot_checks]
    assert {Drawn.RANDOM, Drawn.TARGETED} == set(drawn)
    ratios = [np.log(check.reported / check.verified) for check in snapshot.spot_checks if check.reported]
    assert abs(np.median(ratios)) < 0.25
    assert np.std(ratios) > 0.01


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_what_is_known_of_last_year_fits_what_was_told_of_it(world_of, school):
    world = world_of(school, 3)
    plan = world.plan
    snapshot = world.record.snapshot(plan, settled_on(plan))
    last = snapshot.months_of(plan.year - 1)
    told = np.nansum(snapshot.of("pest_control.pesticide_kg")[:, last])
    known = np.nansum(snapshot.baseline("last_year_pesticide_kg", plan.year))
    assert 0.8 < told / known < 1.25
    sown = np.nansum(snapshot.of("sowing.maize_mu")[:, snapshot.months_of(plan.year)])
    assert 0.8 < sown / np.nansum(snapshot.baseline("maize_mu", plan.year)) < 1.15


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_coefficients_are_the_worlds_own_and_truth_is_measured_by_them(world_of, school):
    world, other = world_of(school, 3), world_of(school, 4)
    names = ("packaging.kg_per_kg_pesticide", "film.impurity", "deposit.electric.any")
    for name in names:
        assert world.true_plan.coefficients[name] != world.plan.coefficients[name]
        assert world.true_plan.coefficients[name] != other.true_plan.coefficients[name]
    final = world.record.snapshot(world.plan, settled_on(world.plan))
    true = true_snapshot(final, world.truths)
    assert (
        city_ends(true, world.true_plan)["packaging_recovery"]
        != city_ends(true, world.plan)["packaging_recovery"]
    )
    assert replace(world, coefficients=None).true_plan is world.plan


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_worlds_name_their_causes_and_since_when(world_of, school):
    worlds = [world_of(school, seed) for seed in range(8)]
    known = {PLAIN, *(kind.value for kind in CauseKind)}
    assert {cause for world in worlds for cause in world.causes} <= known
    assert len({world.causes for world in worlds}) > 1
    for world in worlds:
        assert world.causes
        assert (world.begins is None) == (world.causes == (PLAIN,))
        assert world.begins is None or 1 <= world.begins <= 12


def test_every_school_has_one_use_and_every_use_a_school():
    assert all(code == school.code for code, school in SCHOOLS.items())
    by_use = {use: [code for code, school in SCHOOLS.items() if school.use == use] for use in SchoolUse}
    assert by_use[SchoolUse.TUNING] == ["campaigns"]
    assert by_use[SchoolUse.CALIBRATION] == [
        "weather",
        "offices",
        "holdings",
        "ledgers",
        "regimes",
        "markets",
        "households",
        "tenders",
    ]
    assert by_use[SchoolUse.LAST_LOOK] == ["rivers", "rumours"]


def test_the_first_generator_is_as_it_was(ground):
    from agri.synthetic.worlds import invent_world

    world, plain = SCHOOLS["campaigns"].invent(ground, 7), invent_world(ground, 7)
    day = date(2019, 2, 5)
    assert world.record.snapshot(world.plan, day).id == plain.record.snapshot(plain.plan, day).id
    assert world.causes == (PLAIN,)
    assert world.true_plan is world.plan
