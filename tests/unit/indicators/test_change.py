"""Why an amount changed: area, mix of crops, intensity, and what cannot be split; nothing is left over."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.indicators.change import split_change
from agri.indicators.companions import companions
from agri.indicators.rates import evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.periods import Period
from agri.terms import CellState
from tests.snapshots import BASELINE_KEYS, PLACES, make_snapshot
from tests.some import some

A, B, C = "410101001", "410101002", "410102001"
CITY, COUNTY, AT = PLACES.index["4101"], PLACES.index["410101"], PLACES.index[A]
PARTS = ("area", "mix", "intensity", "unsplit")

amounts = st.one_of(st.just(0.0), st.floats(0.01, 1e5))
areas = st.one_of(st.just(0.0), st.just(float("nan")), st.floats(0.01, 1e5))
kinds = st.lists(st.tuples(amounts, amounts, areas, areas), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


def split(*rows):
    return split_change(*(np.array([[row[i] for row in rows]], dtype=float) for i in range(4)))


@given(kinds)
def test_the_parts_add_up_to_the_change(rows):
    found = split(*rows)
    change = sum(row[1] - row[0] for row in rows)
    scale = max(1.0, *(max(row[:2]) for row in rows))
    assert sum(getattr(found, one.name)[0] for one in fields(found)) == pytest.approx(
        change, abs=1e-9 * scale
    )


def test_each_part_is_what_alone_changed():
    twice = split((100, 200, 10, 20), (30, 60, 30, 60))
    assert [getattr(twice, one)[0] for one in PARTS] == pytest.approx([130, 0, 0, 0])
    moved = split((100, 200, 10, 20), (30, 20, 30, 20))
    assert [getattr(moved, one)[0] for one in PARTS] == pytest.approx([0, 90, 0, 0])
    thinner = split((100, 80, 10, 10), (30, 30, 30, 30))
    assert [getattr(thinner, one)[0] for one in PARTS] == pytest.approx([0, 0, -20, 0])
    unknown = split((100, 80, float("nan"), 10), (30, 60, 30, 30))
    assert [getattr(unknown, one)[0] for one in PARTS] == pytest.approx([0, 0, 30, -20])


def test_a_crop_that_is_new_or_given_up_is_no_change_of_intensity():
    for rows in (((0, 50, 0, 10), (20, 20, 10, 10)), ((50, 0, 10, 0), (20, 20, 10, 10)), ((0, 50, 0, 10),)):
        found = split(*rows)
        assert found.intensity[0] == pytest.approx(0, abs=1e-9)
        assert found.unsplit[0] == 0
    assert split((0, 50, 0, 10)).area[0] == pytest.approx(50)


def fertilizer(crop, month, year, amount, place=A):
    parts = ("n", "p2o5", "k2o", "compound")
    return {(place, f"fertilizer.{crop}_{part}_t", f"{year}-{month:02}"): amount / 4 for part in parts}


def beside(plan, cells, last=None, this=None, through="2019-12", code="fertilizer_growth"):
    """Return the parts of a growth by name; `last` and `this` are areas of the two years."""
    snapshot = make_snapshot(plan, cells, baselines=this)
    for (place, key), value in (last or {}).items():
        snapshot.baselines[PLACES.index[place], BASELINE_KEYS.index(key), 0] = value
    through = Period.parse(through)
    found = {one.code: one.values for one in companions(snapshot, plan, through) if one.indicator == code}
    own = reported_quantities(snapshot, plan, through)
    growth = evaluate(own, plan, PLACES, recovery_of(snapshot, plan))[code]
    return found, growth


def test_the_spring_is_held_to_last_autumns_area_and_not_to_the_one_to_come(plan):
    cells = fertilizer("wheat", 3, 2018, 100) | fertilizer("wheat", 3, 2019, 90)
    last = {(A, "wheat_last_autumn_mu"): 100, (A, "wheat_mu"): 90}
    this = {(A, "wheat_last_autumn_mu"): 90, (A, "wheat_mu"): 45}
    found, growth = beside(plan, cells, last, this)
    assert growth.value[AT] == pytest.approx(-0.1)
    assert found["area_effect"][AT] == pytest.approx(-0.1)
    assert found["intensity_effect"][AT] == pytest.approx(0, abs=1e-12)


def test_both_years_areas_come_from_one_source(plan):
    cells = fertilizer("maize", 7, 2018, 100) | fertilizer("maize", 7, 2019, 100)
    last, this = {(A, "maize_mu"): 100}, {(A, "maize_mu"): 100}
    one_sided = cells | {(A, "sowing.maize_mu", "2019-06"): 90.0}
    found, _ = beside(plan, one_sided, last, this)
    assert found["area_effect"][AT] == pytest.approx(0, abs=1e-12)
    both = one_sided | {(A, "sowing.maize_mu", "2018-06"): 100.0}
    found, _ = beside(plan, both, last, this)
    assert found["area_effect"][AT] == pytest.approx(-0.1, abs=0.01)
    waiting = both | {(A, "sowing.maize_mu", "2019-06"): CellState.PENDING}
    found, _ = beside(plan, waiting, last, this)
    assert found["area_effect"][AT] == pytest.approx(0, abs=1e-12)


def test_land_that_moves_to_another_crop_is_the_mix(plan):
    cells = {}
    for year, wheat, maize in ((2018, 100, 100), (2019, 80, 120)):
        cells |= fertilizer("wheat", 3, year, wheat * 0.04) | fertilizer("maize", 7, year, maize * 0.02)
    last = {(A, "wheat_last_autumn_mu"): 100, (A, "maize_mu"): 100}
    this = {(A, "wheat_last_autumn_mu"): 80, (A, "maize_mu"): 120}
    found, growth = beside(plan, cells, last, this)
    assert growth.value[AT] == pytest.approx(-0.4 / 6)
    assert found["mix_effect"][AT] == pytest.approx(growth.value[AT])
    assert found["area_effect"][AT] == pytest.approx(0, abs=1e-12)


def test_the_parts_add_up_at_every_level_for_every_growth(plan):
    rng = np.random.default_rng(5)
    cells, last, this = {}, {}, {}
    for place in (A, B, C):
        for key in ("wheat_mu", "wheat_last_autumn_mu", "maize_mu"):
            last[place, key], this[place, key] = rng.uniform(50, 150, 2)
        if place == C:
            this.pop((place, "maize_mu"))
        for year in (2018, 2019):
            for crop, month in (("wheat", 3), ("wheat", 10), ("maize", 7)):
                cells |= fertilizer(crop, month, year, rng.uniform(1, 9), place)
            for month in (4, 7, 9):
                cells[place, "pest_control.pesticide_kg", f"{year}-{month:02}"] = rng.uniform(1, 9)
            for month in (4, 10):
                cells[place, "film.used_kg", f"{year}-{month:02}"] = rng.uniform(1, 9)
                cells[place, "film.covered_area_mu", f"{year}-{month:02}"] = rng.uniform(1, 9)
    for code, prefix in (("fertilizer_growth", ""), ("pesticide_growth", "")):
        found, growth = beside(plan, cells, last, this, code=code)
        parts = [found[f"{prefix}{part}_effect"] for part in PARTS]
        assert np.sum(parts, axis=0) == pytest.approx(growth.value, abs=1e-9)
        assert all(np.isfinite(growth.value)), code
        assert some(part for part in parts[:3] if abs(part[CITY]) > 1e-4)
    found, _ = beside(plan, cells, last, this, code="film_recovery")
    parts = [found[f"film_use_growth.{part}_effect"] for part in PARTS]
    assert np.sum(parts, axis=0) == pytest.approx(found["film_use_growth"], abs=1e-9)
    assert found["film_use_growth.intensity_effect"][COUNTY] != 0


def test_what_has_no_known_area_is_told_apart(plan):
    cells = fertilizer("maize", 7, 2018, 100) | fertilizer("maize", 7, 2019, 90)
    found, _ = beside(plan, cells)
    assert found["unsplit_effect"][AT] == pytest.approx(-0.1)
    assert found["area_effect"][AT] == 0
