"""A detector that asks nothing sees nothing; one that asks everybody sees everything and asks 200 of 200."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from agri.errors import Invalid
from agri.hindcast.planted_worlds import (
    FIRST_SEED,
    TUNED_ON,
    PlantedScore,
    reports_of,
    score_planted_world,
    score_planted_worlds,
)
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.scoring.questions import DOOR, detector_lines
from agri.synthetic.plants.kinds import KINDS
from agri.synthetic.plants.own_slips import KIND as OWN_SLIP
from agri.terms import CellState
from tests.some import some
from tests.worlds import small_ground

SEED = 8_002


@dataclass(frozen=True)
class Asked:
    org_unit: str
    form: str
    periods: tuple[Period, ...]
    code: str = "everybody"


def ask_nothing(_snapshot: Snapshot, _plan) -> Sequence[Asked]:
    return ()


def ask_everybody(snapshot: Snapshot, plan) -> Sequence[Asked]:
    """Ask about every report that the plan year waits for."""
    forms = np.array([name.split(".")[0] for name in snapshot.data_elements])
    found = []
    for form in snapshot.forms:
        asked = (snapshot.state[:, forms == form] != CellState.NOT_DUE).any(axis=1)
        for unit, month in np.argwhere(asked):
            if snapshot.periods[month].year == plan.year:
                found.append(Asked(snapshot.places.codes[unit], form, (snapshot.periods[month],)))
    return found


def test_no_world_that_thresholds_were_set_on_is_scored() -> None:
    assert set(range(FIRST_SEED, FIRST_SEED + 10_000)).isdisjoint(TUNED_ON)  # the most that the command takes
    with pytest.raises(Invalid, match=str(TUNED_ON[3])):
        next(score_planted_worlds(ask_nothing, [FIRST_SEED, TUNED_ON[3]]))


@pytest.fixture(scope="module")
def nothing() -> PlantedScore:
    return score_planted_world(ask_nothing, SEED, ground=small_ground())


@pytest.fixture(scope="module")
def everybody() -> PlantedScore:
    return score_planted_world(ask_everybody, SEED, ground=small_ground())


def test_who_asks_nothing_sees_nothing_beyond_the_door(nothing):
    codes = {code for plant in some(nothing.seen) for code in plant.codes | plant.anyway}
    assert all(code.startswith(DOOR) for code in some(codes))
    assert nothing.asked.detected == 0
    assert not any(plant.is_seen_by_detector for plant in nothing.seen)


def test_who_asks_everybody_sees_every_plant_and_asks_every_honest_report(everybody):
    assert all(plant.is_seen_by_detector for plant in some(everybody.seen))
    assert everybody.asked.detected >= everybody.asked.reports > 0
    lines = {line.code: line for line in detector_lines(everybody.seen, [], [everybody.asked])}
    assert lines["everybody"].frauds == 1
    assert lines["everybody"].per_200 >= 200


def test_most_kinds_find_a_place_in_two_counties(nothing):
    planted = {(plant.kind, plant.strength) for plant in nothing.seen if plant.kind != OWN_SLIP}
    wanted = {(kind.code, strength) for kind in KINDS.values() for strength in kind.strengths}
    assert planted <= wanted
    assert len(planted) > 0.9 * len(wanted)


def test_the_plants_do_not_depend_on_who_asks(nothing, everybody):
    assert [(p.kind, p.strength) for p in nothing.seen] == [(p.kind, p.strength) for p in everybody.seen]
    assert nothing.asked.reports == everybody.asked.reports


def test_the_same_seed_gives_the_same_score(nothing):
    assert score_planted_world(ask_nothing, SEED, ground=small_ground()) == nothing


def test_more_times_plant_more():
    once = score_planted_world(ask_nothing, SEED, ground=small_ground(), times=1)
    twice = score_planted_world(ask_nothing, SEED, ground=small_ground(), times=2)
    assert len(twice.seen) > 1.8 * len(once.seen)


def test_nothing_honest_is_refused_at_the_door(nothing):
    assert nothing.asked.refused == 0


def test_reports_are_those_with_a_number():
    score = next(iter(score_planted_worlds(ask_nothing, [SEED])))
    assert score.seed == SEED
    assert score.asked.reports > 5_000  # 115 townships, some fifty reports a year each


def test_a_silent_report_is_none(nothing):
    snapshot = _snapshot()
    reports = reports_of(snapshot, 2019)
    place, form, period = sorted(reports)[0]
    rows = [i for i, name in enumerate(snapshot.data_elements) if name.startswith(f"{form}.")]
    at = snapshot.places.index[place], snapshot.period_index[period]
    snapshot.values[at[0], rows, at[1]] = np.nan
    assert reports - reports_of(snapshot, 2019) == {(place, form, period)}


def _snapshot() -> Snapshot:
    from agri.hindcast.past_year import settled_on
    from agri.synthetic.worlds import invent_world

    world = invent_world(small_ground(), SEED)
    return world.record.snapshot(world.plan, settled_on(world.plan))
